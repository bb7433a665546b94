"""Robust statistics of a loss curve, so that no single jump determines a verdict."""

from __future__ import annotations

import math

import numpy
from numpy.lib.stride_tricks import sliding_window_view

from chainrule.engine.op import Array

NORMAL = 1.4826
"""The ratio of the standard deviation to the median absolute deviation of a normal distribution
(Hampel, "The influence curve and its role in robust estimation", 1974)."""


def running_median(values: Array, width: int) -> Array:
    """The running median over `width` entries around each entry, where `width` is odd.

    Up to half of the entries may be outliers (Tukey, "Exploratory data analysis", 1977). Near the
    start, the window is shorter on both sides, which preserves an initial steep fall; near the end,
    it is shorter only on the right.
    """
    half, count = min(width // 2, len(values) // 2), len(values)
    smooth = numpy.empty(count)
    if count > 2 * half:
        windows = sliding_window_view(values, 2 * half + 1)
        smooth[half : count - half] = numpy.median(windows, axis=1)
    for i in (*range(half), *range(max(half, count - half), count)):
        smooth[i] = _median(values[i - min(i, half) : i + min(i, half) + 1].tolist())
    return smooth


def _median(values: list[float]) -> float:
    """The median of a few numbers, for which NumPy's takes several times as long."""
    ranked, half = sorted(values), len(values) // 2
    return (ranked[half] + ranked[-1 - half]) / 2


def scatter(values: Array) -> float:
    """The standard deviation σ of the noise on a smooth curve, 1.4826 · median |dᵢ| / √2, computed
    from the differences dᵢ between successive entries.

    Differences cancel the trend (von Neumann, "Distribution of the ratio of the mean square
    successive difference to the variance", 1941), and the median ignores single jumps.
    """
    steps = numpy.abs(numpy.diff(values))
    return NORMAL * float(numpy.median(steps)) / math.sqrt(2) if len(steps) else 0.0


def median_error(values: Array, count: int) -> float:
    """The standard error of the median of `count` entries of a noisy curve: √(π/2) σ / √n for
    normal noise (Kendall & Stuart, "The advanced theory of statistics" 1, 1958)."""
    return math.sqrt(math.pi / 2 / max(count, 1)) * scatter(values)


def progress_share(values: Array) -> float:
    """The directness of a curve: |end − start| / Σ |dᵢ|, from 0 to 1.

    It is 1 for a monotonic curve, about 1/√n for a random walk of n steps, and less for noise
    around a constant level. Start and end are the medians of the first and the last quarter.
    Kaufman, "Smarter trading", 1995, calls this ratio efficiency.
    """
    way = float(numpy.abs(numpy.diff(values)).sum())
    early, late = ends(values)
    return abs(late - early) / way if way > 0 else 1.0


def ends(values: Array) -> tuple[float, float]:
    """The medians of the first and the last quarter, each with an even number of entries, so that
    alternation between two levels favours neither."""
    count = max(2, len(values) // 8 * 2)
    return float(numpy.median(values[:count])), float(numpy.median(values[-count:]))


def turning_share(values: Array) -> float:
    """The share of inner entries that are peaks or troughs: 2/3 for white noise (Bienaymé 1874;
    Kendall & Stuart, volume 3, 1966), and 0 for a monotonic curve."""
    steps = numpy.diff(values)
    turns = steps[1:] * steps[:-1] < 0
    return float(turns.mean()) if len(turns) else 0.0
