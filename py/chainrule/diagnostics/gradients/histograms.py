"""Histograms over many orders of magnitude, with logarithmic bins on both sides of 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from chainrule.engine.op import Array

LEAST, MOST = -12, 4
"""The powers of ten between which the bins lie, on either side of 0."""
PER_DECADE = 4

_POWERS = 10.0 ** (numpy.arange(LEAST * PER_DECADE, MOST * PER_DECADE + 1) / PER_DECADE)
EDGES: Array = numpy.concatenate([-_POWERS[::-1], _POWERS])
"""±10^(k/4) from 1e-12 to 1e4, ascending; the middle bin, from −1e-12 to 1e-12, is linear and
counts values that are practically 0."""
EDGES.flags.writeable = False
BINS = len(EDGES) - 1


@dataclass(frozen=True, eq=False)
class Histogram:
    """The number of values in each bin.

    Attributes
    ----------
    counts : (bins,), as counted by `numpy.histogram`: a bin includes its lower edge, and only the
        last also includes its upper edge.
    below, above : the numbers of values outside the edges, including infinities.
    not_numbers : the number of NaNs.
    """

    counts: Array
    below: int
    above: int
    not_numbers: int

    @property
    def total(self) -> int:
        """The total number of values."""
        return int(self.counts.sum()) + self.below + self.above + self.not_numbers


def histogram(values: Any, edges: Array = EDGES) -> Histogram:
    """Count `values` (of any shape) between ascending edges.

    The bins equal `numpy.histogram(values, edges)[0]`. That function silently ignores values
    outside the edges and NaNs, which this one counts separately.

    Examples
    --------
    >>> found = histogram([0.0, -0.5, 2e-3, 1e9, float("nan")])
    >>> int(found.counts.sum()), found.below, found.above, found.not_numbers
    (3, 0, 1, 1)
    """
    ordered = numpy.sort(numpy.asarray(values).ravel())  # NaNs come last
    known = ordered.size - int(numpy.isnan(ordered).sum())
    ends = numpy.append(
        ordered.searchsorted(edges[:-1], "left"), ordered.searchsorted(edges[-1], "right")
    )
    below, inside = int(ends[0]), int(ends[-1])
    return Histogram(numpy.diff(ends), below, known - inside, ordered.size - known)
