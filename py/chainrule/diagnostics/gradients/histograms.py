"""Histograms over many powers of ten: bins that are even in the logarithm, on both sides of 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from chainrule.engine.op import Array

LEAST, MOST = -12, 4
"""The powers of ten at which the bins begin and end, on either side."""
PER_DECADE = 4

_POWERS = 10.0 ** (numpy.arange(LEAST * PER_DECADE, MOST * PER_DECADE + 1) / PER_DECADE)
EDGES: Array = numpy.concatenate([-_POWERS[::-1], _POWERS])
"""±10^(k/4) from 1e-12 to 1e4, ascending; the bin in the middle, from −1e-12 to 1e-12, is linear
and holds what is as good as 0."""
EDGES.flags.writeable = False
BINS = len(EDGES) - 1


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many numbers lie in each bin.

    Attributes
    ----------
    counts : (bins,), as `numpy.histogram` counts: a bin holds its lower edge, and only the last
        its upper one too.
    below, above : how many are outside the edges, infinities included.
    not_numbers : how many are NaN.
    """

    counts: Array
    below: int
    above: int
    not_numbers: int

    @property
    def total(self) -> int:
        """How many numbers there were."""
        return int(self.counts.sum()) + self.below + self.above + self.not_numbers


def histogram(values: Any, edges: Array = EDGES) -> Histogram:
    """Count `values` (of any shape) between ascending edges.

    Equal to `numpy.histogram(values, edges)[0]` bin for bin, which leaves out silently what is
    outside and what is NaN; here these are counted apart.

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
