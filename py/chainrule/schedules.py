"""Learning-rate schedules: a factor on the optimizer's rate for each training step.

A schedule is a function of the number of steps taken so far, nothing else: a restored run goes on
exactly. Formulas are those of PyTorch's schedulers, with a step counted as one batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Protocol

from chainrule.errors import InputError


class Schedule(Protocol):
    """The factor on the learning rate for the step that follows `step` steps."""

    def __call__(self, step: int) -> float: ...


class _Checked:
    """Refuses numbers that are none, or out of bounds, by the fields' metadata."""

    WHOLE = frozenset({"step_size", "total_steps", "steps"})

    def __post_init__(self) -> None:
        for field in fields(self):  # pyright: ignore[reportArgumentType]
            value = getattr(self, field.name)
            if field.name == "then":
                continue
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if field.name in self.WHOLE:
                if not number or value != int(value) or value < 1:
                    raise InputError(field.name, value, "a whole number from 1")
            elif field.name in ("div_factor", "final_div_factor"):
                if not number or not 1 <= value < math.inf:
                    raise InputError(field.name, value, "a number from 1")
            elif not number or not 0 <= value <= 1:
                raise InputError(field.name, value, "a number from 0 to 1")


@dataclass(frozen=True)
class Constant:
    """1, always."""

    def __call__(self, step: int) -> float:
        return 1.0


@dataclass(frozen=True)
class Step(_Checked):
    """gamma^⌊t / step_size⌋: PyTorch's `StepLR`."""

    step_size: int
    gamma: float = 0.1

    def __call__(self, step: int) -> float:
        return self.gamma ** (step // self.step_size)


@dataclass(frozen=True)
class Exponential(_Checked):
    """gammaᵗ: PyTorch's `ExponentialLR`."""

    gamma: float

    def __call__(self, step: int) -> float:
        return self.gamma**step


@dataclass(frozen=True)
class Cosine(_Checked):
    """m + (1 − m)(1 + cos(π t / T))/2, T = `total_steps`, m = `min_factor`; then m.

    Loshchilov & Hutter, "SGDR", ICLR 2017; PyTorch's `CosineAnnealingLR` up to its T_max.
    """

    total_steps: int
    min_factor: float = 0.0

    def __call__(self, step: int) -> float:
        done = min(step, self.total_steps) / self.total_steps
        return self.min_factor + (1 - self.min_factor) * (1 + math.cos(math.pi * done)) / 2


@dataclass(frozen=True)
class WarmUp(_Checked):
    """From `start_factor` to 1 along a line over `steps` steps, then another schedule from its 0.

    PyTorch's `LinearLR`, followed by another through `SequentialLR`.
    """

    steps: int
    start_factor: float = 1 / 3
    then: Schedule = Constant()

    def __call__(self, step: int) -> float:
        if step >= self.steps:
            return self.then(step - self.steps)
        return self.start_factor + (1 - self.start_factor) * step / self.steps


@dataclass(frozen=True)
class OneCycle(_Checked):
    """From 1/div_factor up to 1, then down to 1/(div_factor · final_div_factor), along cosines.

    The top is reached after the share `pct_start` of `total_steps`; after the last step the rate
    stays. Smith & Topin, "Super-convergence", 2017; PyTorch's `OneCycleLR` with the optimizer's
    rate as max_lr.
    """

    total_steps: int
    pct_start: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4

    def __call__(self, step: int) -> float:
        low = 1 / self.div_factor
        top, last = self.pct_start * self.total_steps - 1, self.total_steps - 1
        if step <= top:
            return _cosine(low, 1.0, step / top if top > 0 else 1.0)
        done = (min(step, last) - top) / (last - top) if last > top else 1.0
        return _cosine(1.0, low / self.final_div_factor, done)


def _cosine(start: float, end: float, done: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * done)) / 2
