"""Histograms over many orders of magnitude, with logarithmic bins on both sides of 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

from chainrule.engine.op import Array

LEAST, MOST = -12, 4
"""The exponents of the powers of ten between which the bins lie, on each side of 0."""
PER_DECADE = 4

_POWERS = 10.0 ** (numpy.arange(LEAST * PER_DECADE, MOST * PER_DECADE + 1) / PER_DECADE)
EDGES: Array = numpy.concatenate([-_POWERS[::-1], _POWERS])
"""±10^(k/4) from 1e-12 to 1e4, in ascending order; the middle bin, from −1e-12 to 1e-12, is linear
and counts the values that are practically 0."""
EDGES.flags.writeable = False
BINS = len(EDGES) - 1
MANY = 1 << 17
"""At least this number of values are counted without sorting all of them."""
_LEADING = 1 << 16


@dataclass(frozen=True, eq=False)
class Histogram:
    """The number of values in each bin.

    Attributes
    ----------
    counts : (bins,), as counted by `numpy.histogram`: a bin includes its lower edge, and only the
        last bin also includes its upper edge.
    below, above : the numbers of values below and above all bins, including infinities.
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

    The counts equal `numpy.histogram(values, edges)[0]`. NumPy's function silently ignores NaNs and
    values outside the edges, which this function counts separately.

    Examples
    --------
    >>> found = histogram([0.0, -0.5, 2e-3, 1e9, float("nan")])
    >>> int(found.counts.sum()), found.below, found.above, found.not_numbers
    (3, 0, 1, 1)
    """
    flat = numpy.asarray(values).ravel()
    is_float = flat.dtype in (numpy.float32, numpy.float64)
    return (_by_leading_bits if is_float and flat.size >= MANY else _by_sorting)(flat, edges)


def _by_sorting(values: Array, edges: Array) -> Histogram:
    known = values.size - int(numpy.isnan(values).sum())
    ordered = numpy.sort(values)[:known]  # NaNs come last
    ends = numpy.append(
        ordered.searchsorted(edges[:-1], "left"), ordered.searchsorted(edges[-1], "right")
    )
    below, inside = int(ends[0]), int(ends[-1])
    return Histogram(numpy.diff(ends), below, known - inside, values.size - known)


def _by_leading_bits(values: Array, edges: Array) -> Histogram:
    """Count many values by their leading 16 bits: the sign, the exponent and the first bits of the
    mantissa.

    All values with the same leading bits lie in one bin, unless there is an edge between them; only
    values near edges are sorted. In the browser, sorting a million values takes 150 ms, whereas
    this method takes 30 ms.
    """
    unsigned, rest = f"u{values.itemsize}", 8 * values.itemsize - 16
    leading = (values.view(unsigned) >> rest).astype(numpy.intp)
    least = numpy.arange(_LEADING, dtype=unsigned) << rest
    bounds = numpy.array([least, least | (1 << rest) - 1]).view(values.dtype)
    has_nans = numpy.isnan(bounds).any(axis=0)
    bounds[:, has_nans] = 0
    first = edges.searchsorted(bounds.min(axis=0), "left")
    is_mixed = has_nans | (first != edges.searchsorted(bounds.max(axis=0), "right"))
    counts = numpy.bincount(leading, minlength=_LEADING)
    counts[is_mixed] = 0
    found = numpy.bincount(first, counts, len(edges) + 1).astype(int)
    others = _by_sorting(values[is_mixed[leading]], edges)
    return Histogram(
        found[1:-1] + others.counts,
        int(found[0]) + others.below,
        int(found[-1]) + others.above,
        others.not_numbers,
    )
