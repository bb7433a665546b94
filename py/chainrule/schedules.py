"""Learning-rate schedules, which multiply the optimizer's learning rate by a factor at each step.

The factor depends only on the number of steps taken so far, so a restored run continues exactly.
The formulas are those of PyTorch's schedulers, with one scheduler step per batch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from chainrule.checks import checked_between, checked_share, checked_whole
from chainrule.errors import InputError


class Schedule(Protocol):
    """A function of the number of steps taken that returns the factor for the next step."""

    def __call__(self, step: int) -> float: ...


@dataclass(frozen=True)
class Constant:
    """A constant factor of 1."""

    def __call__(self, step: int) -> float:
        return 1.0


@dataclass(frozen=True)
class Step:
    """gamma^⌊t / step_size⌋, with gamma from 0 to 1, as in PyTorch's `StepLR`.

    Examples
    --------
    >>> [Step(2, 0.5)(step) for step in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    step_size: int
    gamma: float = 0.1

    def __post_init__(self) -> None:
        checked_whole("step_size", self.step_size)
        checked_share("gamma", self.gamma)

    def __call__(self, step: int) -> float:
        return self.gamma ** (step // self.step_size)


@dataclass(frozen=True)
class Exponential:
    """gammaᵗ, with gamma from 0 to 1, as in PyTorch's `ExponentialLR`.

    Examples
    --------
    >>> Exponential(0.5)(3)
    0.125
    """

    gamma: float

    def __post_init__(self) -> None:
        checked_share("gamma", self.gamma)

    def __call__(self, step: int) -> float:
        return self.gamma**step


@dataclass(frozen=True)
class Cosine:
    """m + (1 − m)(1 + cos(π t / T))/2 up to t = T, then m, where T = `total_steps` and m =
    `min_factor`.

    Loshchilov & Hutter, "SGDR", ICLR 2017; equal to PyTorch's `CosineAnnealingLR` up to its
    `T_max`.

    Examples
    --------
    >>> [Cosine(2)(step) for step in range(4)]
    [1.0, 0.5, 0.0, 0.0]
    """

    total_steps: int
    min_factor: float = 0.0

    def __post_init__(self) -> None:
        checked_whole("total_steps", self.total_steps)
        checked_share("min_factor", self.min_factor)

    def __call__(self, step: int) -> float:
        return _cosine(1.0, self.min_factor, min(step, self.total_steps) / self.total_steps)


@dataclass(frozen=True)
class WarmUp:
    """A linear increase from `start_factor` to 1 over `steps` steps, followed by the schedule
    `then`, whose own step count starts at 0.

    Equivalent to PyTorch's `LinearLR` followed by another scheduler, combined with `SequentialLR`.

    Examples
    --------
    >>> [WarmUp(2, 0.5, then=Exponential(0.1))(step) for step in range(4)]
    [0.5, 0.75, 1.0, 0.1]
    """

    steps: int
    start_factor: float = 1 / 3
    then: Schedule = Constant()

    def __post_init__(self) -> None:
        checked_whole("steps", self.steps)
        checked_share("start_factor", self.start_factor)
        checked_schedule("then", self.then)

    def __call__(self, step: int) -> float:
        if step >= self.steps:
            return self.then(step - self.steps)
        return self.start_factor + (1 - self.start_factor) * step / self.steps


@dataclass(frozen=True)
class OneCycle:
    """A rise from 1/div_factor to 1, then a fall to 1/(div_factor · final_div_factor), along
    cosines.

    The maximum is reached after the fraction `pct_start` of `total_steps`. After the last step, the
    factor is constant. Smith & Topin, "Super-convergence", 2017; equivalent to PyTorch's
    `OneCycleLR` with the optimizer's learning rate as `max_lr`.

    Examples
    --------
    >>> [round(OneCycle(5, 0.4, div_factor=4)(step), 3) for step in range(5)]
    [0.25, 1.0, 0.75, 0.25, 0.0]
    """

    total_steps: int
    pct_start: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4

    def __post_init__(self) -> None:
        checked_whole("total_steps", self.total_steps)
        checked_share("pct_start", self.pct_start)
        checked_between("div_factor", self.div_factor, 1, math.inf)
        checked_between("final_div_factor", self.final_div_factor, 1, math.inf)

    def __call__(self, step: int) -> float:
        low = 1 / self.div_factor
        top, last = self.pct_start * self.total_steps - 1, self.total_steps - 1
        step = min(step, last)
        if step <= top:
            return _cosine(low, 1.0, step / top if top > 0 else 1.0)
        return _cosine(1.0, low / self.final_div_factor, (step - top) / (last - top))


def _cosine(start: float, end: float, done: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * done)) / 2


def checked_schedule(name: str, schedule: Schedule) -> Schedule:
    """Check that `schedule` returns a valid factor for step 0, and return the schedule.

    Raises
    ------
    InputError
        If `schedule` is not callable or does not return a valid factor.
    """
    if not callable(schedule) or isinstance(schedule, type):
        raise InputError(name, schedule, "a schedule, such as Cosine(1000)")
    checked_between(f"{name}(0)", schedule(0), 0, math.inf)
    return schedule


@dataclass(frozen=True)
class Row:
    """A schedule that an experiment can select by name.

    Attributes
    ----------
    label : the schedule's name in menus.
    make : creates the schedule from the experiment's `schedule_steps` and `schedule_factor`.
    uses : which of these two settings the schedule uses.
    is_constant : whether the learning rate stays the same.
    """

    label: str
    make: Callable[[int, float], Schedule]
    uses: tuple[str, ...] = ("schedule_steps", "schedule_factor")
    is_constant: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """The schedule's description for the page, JSON-ready."""
        return {"is_constant": self.is_constant}


SCHEDULES: dict[str, Row] = {
    "constant": Row("Constant", lambda _steps, _factor: Constant(), (), is_constant=True),
    "step": Row("Step", Step),
    "exponential": Row("Exponential", lambda steps, factor: Exponential(factor ** (1 / steps))),
    "cosine": Row("Cosine", Cosine),
    "warm_up": Row("Warm-up", WarmUp),
    "one_cycle": Row("One cycle", lambda steps, _factor: OneCycle(steps), ("schedule_steps",)),
}
"""The schedules, by their names in URLs.

`schedule_steps` is a schedule's length or, for "step" and "exponential", an interval.
`schedule_factor` multiplies the rate after each interval ("step", "exponential"), or is the factor
at the end ("cosine") or at the start ("warm_up").
"""
