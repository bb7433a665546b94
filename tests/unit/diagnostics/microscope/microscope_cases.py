"""Shared code of microscope tests: traced ops, optimizers, and parsing of equations."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from chainrule import Tensor, optim
from chainrule.engine.program import Program, TracedOp
from chainrule.engine.recorder import section
from chainrule.optim.optimizer import Optimizer
from ops.op_cases import Case

RULES: dict[str, Callable[[], Optimizer]] = {
    "SGD(0.1)": lambda: optim.SGD(0.1),
    "SGD(0.1, 0.9)": lambda: optim.SGD(0.1, 0.9),
    "Nesterov with decay": lambda: optim.SGD(0.1, 0.9, nesterov=True, weight_decay=0.1),
    "SGD(0.1, 0.9, dampening=0.3)": lambda: optim.SGD(0.1, 0.9, dampening=0.3),
    "Adam(0.1)": lambda: optim.Adam(0.1),
    "Adam(0.1, weight_decay=0.1)": lambda: optim.Adam(0.1, weight_decay=0.1),
    "Adam(0.1, amsgrad=True)": lambda: optim.Adam(0.1, amsgrad=True),
    "AdamW(0.1, weight_decay=0.2)": lambda: optim.AdamW(0.1, weight_decay=0.2),
    "NAdam(0.1)": lambda: optim.NAdam(0.1),
    "Adagrad(0.1)": lambda: optim.Adagrad(0.1),
    "Adagrad(0.1, lr_decay=0.5)": lambda: optim.Adagrad(0.1, lr_decay=0.5),
    "Adadelta(0.5, eps=1e-3)": lambda: optim.Adadelta(0.5, eps=1e-3),
    "RMSprop(0.1)": lambda: optim.RMSprop(0.1),
    "RMSprop, centred, with momentum": lambda: optim.RMSprop(0.1, momentum=0.5, centered=True),
    "Lion(0.1)": lambda: optim.Lion(0.1),
    "Lion(0.1, weight_decay=0.3)": lambda: optim.Lion(0.1, weight_decay=0.3),
}


def sides(line: str) -> list[str]:
    """The sides of the equations in a line; an equals sign in square brackets is ignored."""
    return re.split(r" = (?![^\[\]]*\])", line)


def traced(case: Case, arrays: list[np.ndarray]) -> list[TracedOp]:
    """The ops of a case, forward and backward, as traced by a program."""

    def step():
        inputs = [Tensor(array.copy(), requires_grad=True) for array in arrays]
        y = case.call(*inputs)
        with section("backward"):
            weight = Tensor(np.cos(np.arange(y.data.size)).reshape(y.shape))
            (y * weight).sum().backward()

    program, _ = Program.record(step)
    return list(program.trace())
