"""Statistics of a fleet: median, quartiles, best, worst, and success rate."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.engine.op import Array

QUARTILES = (0.25, 0.5, 0.75)


class Spread(NamedTuple):
    """The quartiles of the members' values, and the best and the worst member.

    Members that diverged rank below all others, so a quartile that falls among them is infinite.
    `best` and `worst` are indices of members, or -1 if no member has a finite value.
    """

    lower: float
    median: float
    upper: float
    best: int
    worst: int

    @property
    def interquartile(self) -> float:
        """The interquartile range."""
        return self.upper - self.lower


def quartiles(values: Array) -> Array:
    """Lower quartile, median and upper quartile along the last axis, (…, 3).

    Computed as in `numpy.quantile` (Hyndman & Fan 1996, type 7), but NaN counts as infinity.

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
        # The formula low + part · (high − low) would give NaN for infinite values.
        found.append(low if part == 0 else (1 - part) * low + part * high)
    return numpy.stack(found, axis=-1)


def spread(values: Array) -> Spread:
    """The spread of the members' losses.

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


def ranks(values: Array) -> Array:
    """The rank of each member by its loss; the smallest loss has rank 1.

    Equal losses share the better rank, and the next rank is skipped (1, 2, 2, 4). Members that
    diverged share the last rank.

    Examples
    --------
    >>> ranks(numpy.array([0.2, numpy.nan, 0.1, 0.2, 0.3, numpy.inf])).tolist()
    [2, 5, 1, 2, 4, 5]
    """
    values = numpy.where(numpy.isfinite(values), values, numpy.inf)
    return numpy.searchsorted(numpy.sort(values), values) + 1


def succeeded(losses: Array, accuracies: Array, threshold: float) -> Array:
    """Which members reach a threshold: an accuracy of at least that value or, if accuracies are not
    known, a loss of at most that value. Members that diverged do not reach it."""
    with numpy.errstate(invalid="ignore"):
        if numpy.isnan(accuracies).all():
            return losses <= threshold
        return accuracies >= threshold
