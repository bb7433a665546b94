"""Runs a reader's backward pass, written in Python, and checks its gradients entry by entry.

The network has one hidden layer of three tanh units. The reader's `backward` receives the results
of the forward pass and returns the gradients of all weights and biases.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy

from chainrule.diagnostics.checks.gradcheck import gradcheck
from chainrule.engine.op import Array
from chainrule.phrases import phrase
from chainrule.tensor.tensor import Tensor

NAMES = ("dW1", "db1", "dW2", "db2")
"""The gradients in the order in which `backward` returns them."""
FUNCTION = "backward"
MOST_STEPS = 200_000
"""The largest number of interpreter steps that a reader's code may take, which stops endless
loops."""
RTOL = 1e-6


class TooLong(BaseException):
    """The reader's code took more than `MOST_STEPS` steps. The class does not derive from
    `Exception`, so that the reader's own handlers do not catch it."""


class NoFunction(Exception):
    """The reader's code defines no function `backward`."""


@dataclass(frozen=True)
class Checked:
    """The result of a check.

    Attributes
    ----------
    given, expected : the reader's gradients and the engine's; empty if the code failed.
    problem : why there is nothing to compare, or "": the error that the code raised, or a phrase.
    line : the line at which the reader's code failed, counted from 1; 0 if unknown.
    """

    given: tuple[Array, ...] = ()
    expected: tuple[Array, ...] = ()
    problem: str = ""
    line: int = 0

    @property
    def wrong(self) -> tuple[Array, ...]:
        """Which entries are wrong."""
        pairs = zip(self.given, self.expected, strict=True)
        return tuple(~numpy.isclose(a, b, rtol=RTOL, atol=1e-12) for a, b in pairs)

    @property
    def is_right(self) -> bool:
        """Whether all entries are correct."""
        return bool(self.given) and not any(wrong.any() for wrong in self.wrong)


def check_backward(code: str, seed: int = 0) -> Checked:
    """Run a reader's `backward(x, t, W1, b1, W2, b2, h, y)` on a batch of four examples.

    Forward: h = tanh(x W1 + b1), y = h W2 + b2, L = mean (y − t)². The reader's gradients are
    compared with the engine's, which must first pass the package's gradient check.

    Examples
    --------
    >>> check_backward("def backward(*all):\\n    return 1 / 0").problem
    'ZeroDivisionError: division by zero'
    """
    x, t, weights = _batch(seed)
    expected = _expected(x, t, weights)
    w1, b1, w2, b2 = weights
    h = numpy.tanh(x @ w1 + b1)
    given = [each.copy() for each in (x, t, w1, b1, w2, b2, h, h @ w2 + b2)]
    try:
        answer = _limited(code, given)
    except TooLong as error:
        problem = phrase("code.too_long", steps=MOST_STEPS)
        return Checked(problem=problem, line=_line(error))
    except NoFunction:
        return Checked(problem=phrase("code.no_function", function=FUNCTION))
    except Exception as error:  # whatever the reader's code raises is reported to the reader
        return Checked(problem=f"{type(error).__name__}: {error}", line=_line(error))
    return _compared(answer, expected)


def _compared(answer: Any, expected: tuple[Array, ...]) -> Checked:
    if not isinstance(answer, tuple) or len(answer) != len(NAMES):
        problem = phrase("code.returns", function=FUNCTION, count=len(NAMES), names=list(NAMES))
        return Checked(problem=problem)
    given = []
    for name, each, right in zip(NAMES, answer, expected, strict=True):
        try:
            array = numpy.array(each, numpy.float64)
        except (TypeError, ValueError):
            return Checked(problem=phrase("code.no_numbers", name=name))
        if array.shape != right.shape:
            shapes = {"shape": str(array.shape), "expected": str(right.shape)}
            return Checked(problem=phrase("code.shape", name=name, **shapes))
        given.append(array)
    return Checked(tuple(given), expected)


def _batch(seed: int) -> tuple[Array, Array, tuple[Array, ...]]:
    draw = numpy.random.default_rng(seed).normal
    shapes = ((2, 3), (3,), (3, 1), (1,))
    return draw(size=(4, 2)), draw(size=(4, 1)), tuple(draw(size=shape) for shape in shapes)


def _expected(x: Array, t: Array, weights: tuple[Array, ...]) -> tuple[Array, ...]:
    def loss(*given: Tensor) -> Tensor:
        w1, b1, w2, b2 = given
        error = (Tensor(x) @ w1 + b1).tanh() @ w2 + b2 - Tensor(t)
        return (error * error).mean()

    gradcheck(loss, weights)
    tensors = [Tensor(each, requires_grad=True) for each in weights]
    loss(*tensors).backward()
    return tuple(numpy.array(each.grad) for each in tensors)


def _limited(code: str, given: list[Array]) -> Any:
    """Define and call the reader's function, within a limit of interpreter steps."""
    steps = 0

    def count(frame: FrameType, _event: str, _: Any) -> Any:
        nonlocal steps
        # A loop on a single line triggers no line events.
        frame.f_trace_opcodes = True
        steps += 1
        if steps > MOST_STEPS:
            raise TooLong
        return count

    names: dict[str, Any] = {"np": numpy, "numpy": numpy}
    before = sys.gettrace()
    try:
        program = compile(code, "<your code>", "exec")
        sys.settrace(count)
        exec(program, names)
        if not callable(names.get(FUNCTION)):
            raise NoFunction
        with numpy.errstate(all="ignore"):
            return names[FUNCTION](*given)
    finally:
        sys.settrace(before)


def _line(error: BaseException) -> int:
    """The last line of the reader's code in the traceback."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<your code>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
