"""Is the gradient right? One weight nudged in the real network, and what the loss does."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from chainrule.diagnostics.naming import parameter_name
from chainrule.errors import InputError

if TYPE_CHECKING:
    from chainrule.training.replay import StepProgram
    from chainrule.training.trainer import Trainer

SIZES = tuple(10.0 ** (-k / 2) for k in range(2, 17))
"""Nudges from 0.1 down to 10⁻⁸: from truncation to rounding."""


TIMED, TIMED_S = 50, 0.02
"""One pass alone is shorter than what a browser's clock can tell: so many, or for so long."""
ROUNDINGS = 4
"""How many units in the last place a loss may be off by."""


@dataclass(frozen=True)
class Nudged:
    """One nudge of ±eps: both losses and what follows.

    Attributes
    ----------
    quotient : (above − below) over the width of the nudge.
    error : of quotient and gradient, relative to the larger one.
    blur : what of that error rounding alone may cause, the losses having only so many digits.
    """

    eps: float
    above: float
    below: float
    quotient: float
    error: float
    blur: float


@dataclass(frozen=True)
class Checked:
    """A parameter's gradient, and every nudge's difference quotient."""

    index: int
    gradient: float
    best: Nudged
    nudges: tuple[Nudged, ...]


@dataclass(frozen=True)
class AllChecked:
    """Every parameter's gradient against its quotient, and what either costs.

    Attributes
    ----------
    worst : of all, that whose error goes furthest beyond what rounding may cause.
    name : what a person calls it.
    """

    worst: Checked
    name: str
    parameters: int
    passes: int
    milliseconds: float
    backward_milliseconds: float
    forward_flops: int
    backward_flops: int

    @property
    def times(self) -> float:
        """How many times the operations of the one backward pass the nudges take."""
        return self.passes * self.forward_flops / self.backward_flops

    @property
    def growth(self) -> list[tuple[int, float]]:
        """The same of networks as this one with ever more parameters, up to a million."""
        sizes = [self.parameters, *(10**k for k in range(2, 7) if 10**k > self.parameters)]
        return [(size, self.times * size / self.parameters) for size in sizes]


def check_parameter(run: Trainer, index: int) -> Checked:
    """Nudge one parameter by ±eps for every size and compare (L₊ − L₋) / 2 eps with ∂L/∂θ.

    The losses are the program's own, on the batch that comes next, in the network's precision.
    Nothing of the run changes.

    Raises
    ------
    InputError
        If there is no such parameter.
    """
    if not 0 <= index < run.theta.size:
        raise InputError("index", index, f"from 0 to {run.theta.size - 1}")
    with run.next_batch() as current:
        current.differentiate()
        return _checked(run, current, index, float(run.grad[index]), SIZES)


def check_all(run: Trainer, eps: float | None = None) -> AllChecked:
    """Every parameter by one nudge: 2P forward passes, against one backward pass for all.

    Parameters
    ----------
    eps : the nudge; by default what balances truncation and rounding in the network's precision,
        the cube root of its smallest relative step.
    """
    check = AllCheck(run, eps)
    while check.done < check.parameters:
        check.work(math.inf)
    return check.result()


class AllCheck:
    """`check_all` little by little, for who has else to do; the run may not move meanwhile.

    Attributes
    ----------
    done : how many of the `parameters` are checked.
    """

    def __init__(self, run: Trainer, eps: float | None = None) -> None:
        self.run, self.parameters, self.done = run, run.theta.size, 0
        self._eps = float(numpy.finfo(run.theta.dtype).eps) ** (1 / 3) if eps is None else eps
        self._spent = 0.0
        self._worst: Checked | None = None
        with run.next_batch() as current:
            self._backward = _time_of(current.differentiate)
            self._gradients = run.grad.tolist()
            costs = current.program.costs()
        self._forward_flops = costs["forward"].flops + costs["loss"].flops
        self._backward_flops = self._forward_flops + costs["backward"].flops

    def work(self, seconds: float) -> None:
        """Check one parameter after the other, for about so long."""
        start = time.perf_counter()
        with self.run.next_batch() as current:
            while self.done < self.parameters:
                gradient = self._gradients[self.done]
                found = _checked(self.run, current, self.done, gradient, (self._eps,))
                if self._worst is None or _beyond(found) > _beyond(self._worst):
                    self._worst = found
                self.done += 1
                if time.perf_counter() - start >= seconds:
                    break
        self._spent += time.perf_counter() - start

    def result(self) -> AllChecked:
        """What was found, all being done."""
        assert self._worst is not None
        return AllChecked(
            worst=self._worst,
            name=parameter_name(self.run.net, self._worst.index),
            parameters=self.parameters,
            passes=2 * self.parameters,
            milliseconds=1000 * self._spent,
            backward_milliseconds=1000 * self._backward,
            forward_flops=self._forward_flops,
            backward_flops=self._backward_flops,
        )


def _beyond(checked: Checked) -> float:
    """How far an error goes beyond what rounding may cause."""
    return checked.best.error - checked.best.blur


def _time_of(work: Callable[[], object]) -> float:
    """Seconds that it takes, on average."""
    start, count, spent = time.perf_counter(), 0, 0.0
    while count < TIMED and spent < TIMED_S:
        work()
        count += 1
        spent = time.perf_counter() - start
    return spent / count


def _checked(
    run: Trainer, current: StepProgram, index: int, gradient: float, sizes: tuple[float, ...]
) -> Checked:
    value, nudges = run.theta[index], []
    try:
        for eps in sizes:
            sides = []
            for sign in (1, -1):
                run.theta[index] = value + sign * eps
                current.program.replay_sections("forward", "loss")
                # The nudge that precision allows, not the one asked for.
                sides.append((float(run.theta[index]), float(current.loss)))
            above, below = sides
            rounding = float(numpy.finfo(value.dtype).eps)
            nudges.append(_nudged(eps, above, below, gradient, rounding))
    finally:
        run.theta[index] = value
    return Checked(index, gradient, min(nudges, key=lambda n: n.error), tuple(nudges))


def _nudged(
    eps: float, up: tuple[float, float], down: tuple[float, float], gradient: float, unit: float
) -> Nudged:
    (above_at, above), (below_at, below) = up, down
    width = above_at - below_at
    quotient = (above - below) / width if width else 0.0
    size = max(abs(quotient), abs(gradient), 1e-12)
    rounding = ROUNDINGS * unit * (abs(above) + abs(below)) / width if width else 0.0
    return Nudged(
        eps, above, below, quotient, abs(quotient - gradient) / size, min(2.0, rounding / size)
    )
