"""The loss as a function of one weight, with all other weights fixed, and its derivative."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from chainrule.checks import checked_below
from chainrule.diagnostics.landscape.dataset_loss import DatasetGradient
from chainrule.engine.op import Array
from chainrule.training.trainer import Trainer

POINTS = 64
"""The number of points on a curve."""
REACHES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""The distances that a curve may reach on each side of the weight."""
MOST_FLOPS = 2 * 10**9
"""A curve that requires more operations than this would take seconds in a browser."""


@dataclass(frozen=True)
class Touched:
    """The loss at one value of the weight, and its derivative at that value."""

    value: float
    loss: float
    slope: float


class LossAlong:
    """L(w) for one parameter w of a run, and dL/dw at any w.

    L is the mean loss of the run's current batch (`Trainer.current_batch`), with the dropout masks
    of the next step and without a penalty. All other parameters keep the values that they have at
    the time of construction. All values are computed in a float64 copy, so dL/dw at the run's own w
    equals `run.grad[index]` after `run.differentiate()` up to rounding.

    On each side of w, the curve extends by the smallest of the distances 1, 2, 4, 8 and 16 within
    which the loss changes by at least L(w) or by at least half of its change within the largest
    distance. The curve is thus just long enough to show its shape. If the loss overflows within 16,
    only shorter distances are considered, but the distance is at least 1.

    Parameters
    ----------
    run : a run of a single network; the run is not changed.
    index : the parameter's index in `theta`.

    Attributes
    ----------
    values, losses : (64,), the points of the curve; losses that are not finite are NaN.

    Raises
    ------
    InputError
        If there is no parameter with that index.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> run = Experiment(layers=((4, "tanh"),)).trainer()
    >>> along = LossAlong(run, 2)
    >>> bool(abs(along.at(float(run.theta[2])).slope - run.grad[2]) < 1e-6)
    True
    """

    def __init__(self, run: Trainer, index: int) -> None:
        self.index = checked_below("index", index, run.theta.size)
        self._x, self._y = (array.astype(numpy.float64) for array in run.current_batch)
        self._theta = run.theta.astype(numpy.float64)
        self._copy = DatasetGradient(run.net, run.loss, self._x, self._y, training=True)
        self._run, self._step = run, run.step_count
        here = float(self._theta[self.index])
        self.values = _grid(here, self._reach(here))
        self.losses = self._losses_at(self.values)

    def fits(self, run: Trainer, index: int) -> bool:
        """Whether the curve is still valid for this parameter, which is the case if the run has
        taken no step and no other parameter has changed."""
        if run is not self._run or index != self.index or run.step_count != self._step:
            return False
        theta, (x, y) = run.theta.astype(numpy.float64), run.current_batch
        theta[index] = self._theta[index]
        same = numpy.array_equal
        return same(theta, self._theta) and same(x, self._x) and same(y, self._y)

    @property
    def examples(self) -> int:
        """The number of examples in the batch."""
        return len(self._x)

    def reaches(self, value: float) -> bool:
        """Whether a value lies in the inner four fifths of the curve."""
        low, high = self.values[[0, -1]]
        margin = (high - low) / 10
        return bool(low + margin <= value <= high - margin)

    def at(self, value: float) -> Touched:
        """The loss and its derivative for this value of the parameter."""
        theta = self._theta.copy()
        theta[self.index] = value
        slope = float(self._copy.at(theta)[self.index])
        return Touched(value, self._copy.loss, slope)

    def _reach(self, here: float) -> float:
        """The distance by which the curve extends on each side."""
        offsets = numpy.array([0.0, *REACHES, *(-reach for reach in REACHES)])
        losses = dict(zip(offsets.tolist(), self._losses_at(here + offsets), strict=True))
        wide = [reach for reach in REACHES if _is_finite(losses, reach)]
        if not wide or not math.isfinite(losses[0.0]):
            return REACHES[0]
        enough = min(abs(losses[0.0]), _change(losses, wide[-1]) / 2)
        return next(reach for reach in wide if not _change(losses, reach) < enough)

    def _losses_at(self, values: Array) -> Array:
        losses = numpy.array([self.at(float(value)).loss for value in values])
        return numpy.where(numpy.isfinite(losses), losses, numpy.nan)


def is_slow(run: Trainer) -> bool:
    """Whether computing a curve takes so long that the page would lag while a weight is dragged."""
    costs = run.program.costs()
    flops = sum(costs[name].flops for name in ("forward", "loss", "backward") if name in costs)
    return flops * POINTS > MOST_FLOPS


def _is_finite(losses: dict[float, float], reach: float) -> bool:
    return math.isfinite(losses[reach]) and math.isfinite(losses[-reach])


def _change(losses: dict[float, float], reach: float) -> float:
    """The difference between the largest and the smallest loss within the distance `reach`."""
    within = [loss for offset, loss in losses.items() if abs(offset) <= reach]
    return max(within) - min(within)


def _grid(here: float, reach: float) -> Array:
    """Values between two round limits; each limit is at least `reach` away from `here`."""
    unit = reach / 4
    low, high = math.floor((here - reach) / unit) * unit, math.ceil((here + reach) / unit) * unit
    return numpy.linspace(low, high, POINTS)
