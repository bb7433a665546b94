"""How a fleet does as a whole: median, quartiles, best, worst, and how many succeed."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.engine.op import Array

QUARTILES = (0.25, 0.5, 0.75)


class Spread(NamedTuple):
    """Of one number a member: the quartiles, and which member is best and worst.

    Members that diverged count as worse than any number: a quartile that lies among them is
    infinite. `best` and `worst` are places of members; -1 if no member has a finite number.
    """

    lower: float
    median: float
    upper: float
    best: int
    worst: int

    @property
    def interquartile(self) -> float:
        """How far the quartiles lie apart."""
        return self.upper - self.lower


def quartiles(values: Array) -> Array:
    """Lower quartile, median and upper quartile along the last axis, (…, 3).

    As `numpy.quantile` has them (Hyndman & Fan 1996, type 7); what is no number is infinitely
    large.

    Examples
    --------
    >>> quartiles(numpy.array([1.0, 2.0, 3.0, 4.0, numpy.nan])).tolist()
    [2.0, 3.0, 4.0]
    >>> quartiles(numpy.array([1.0, 2.0, numpy.nan, numpy.nan])).tolist()
    [1.75, inf, inf]
    """
    values = numpy.where(numpy.isnan(values), numpy.inf, values)
    ordered = numpy.sort(values, axis=-1)
    last = values.shape[-1] - 1
    found = []
    for share in QUARTILES:
        place = share * last
        below, part = int(place), place - int(place)
        low, high = ordered[..., below], ordered[..., min(below + 1, last)]
        # Not low + part · (high − low), which for infinite ones is no number.
        found.append(low if part == 0 else (1 - part) * low + part * high)
    return numpy.stack(found, axis=-1)


def spread(values: Array) -> Spread:
    """The spread of one loss a member.

    Examples
    --------
    >>> spread(numpy.array([0.3, numpy.nan, 0.1, 0.2, 0.4]))
    Spread(lower=0.2, median=0.3, upper=0.4, best=2, worst=4)
    """
    lower, median, upper = quartiles(values).tolist()
    finite = numpy.flatnonzero(numpy.isfinite(values))
    if not finite.size:
        return Spread(lower, median, upper, -1, -1)
    best, worst = (int(finite[i(values[finite])]) for i in (numpy.argmin, numpy.argmax))
    return Spread(lower, median, upper, best, worst)


def succeeded(losses: Array, accuracies: Array, threshold: float) -> Array:
    """Which members reach a threshold: an accuracy not below it or, where accuracies are not
    known, a loss not above it. Those that diverged do not."""
    with numpy.errstate(invalid="ignore"):
        if numpy.isnan(accuracies).all():
            return losses <= threshold
        return accuracies >= threshold
