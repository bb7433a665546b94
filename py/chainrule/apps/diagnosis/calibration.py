"""Calibration: whether, for example, 30 % of the patients with a predicted risk of 30 % are ill."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError

BINS = 10
NORMAL_95 = 1.959963984540054
"""The standard normal's quantile at 97.5 %."""


class Bins(NamedTuple):
    """Patients grouped by predicted probability, in bins of equal width.

    Attributes
    ----------
    counts : (bins,) the number of patients in each bin.
    predicted : (bins,) the mean predicted probability of these patients; NaN for an empty bin.
    observed : (bins,) the share of these patients who are ill; NaN for an empty bin.
    low, high : (bins,) the ends of the 95 % confidence interval of that share (Wilson, 1927); NaN
        for an empty bin.
    """

    counts: Array
    predicted: Array
    observed: Array
    low: Array
    high: Array


def reliability_bins(p: Array, y: Array, bins: int = BINS) -> Bins:
    """The reliability diagram's bins for probabilities p (n,) and outcomes y (n,) of 0 or 1.

    Bin k contains the probabilities k/bins ≤ p < (k+1)/bins; the last bin also contains p = 1.

    Raises
    ------
    InputError
        If a probability is outside [0, 1], or an outcome is neither 0 nor 1.
    """
    p, y = checked(p, y)
    place = numpy.minimum((p * bins).astype(numpy.int64), bins - 1)
    counts = numpy.bincount(place, minlength=bins)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        predicted = numpy.bincount(place, p, bins) / counts
        observed = numpy.bincount(place, y, bins) / counts
        low, high = wilson(observed, counts)
    return Bins(counts, predicted, observed, low, high)


def wilson(share: Array, count: Array) -> tuple[Array, Array]:
    """The 95 % confidence interval of a probability, given the share of successes in `count`
    trials.

    (share + z²/2n ± z √(share (1 − share)/n + z²/4n²)) / (1 + z²/n), z = 1.96; Wilson, "Probable
    inference, the law of succession, and statistical inference", 1927.
    """
    z, n = NORMAL_95, numpy.asarray(count, numpy.float64)
    centre = share + z * z / (2 * n)
    reach = z * numpy.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - reach) / (1 + z * z / n), (centre + reach) / (1 + z * z / n)


def calibration_error(bins: Bins) -> float:
    """The expected calibration error Σ_k n_k/n · |observed_k − predicted_k|.

    Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning",
    2015.
    """
    gaps = numpy.abs(bins.observed - bins.predicted)
    return float((bins.counts * numpy.nan_to_num(gaps)).sum() / bins.counts.sum())


def brier_score(p: Array, y: Array) -> float:
    """The mean of (p − y)²: 0 is perfect, and always predicting p = ½ gives 0.25. Brier, 1950."""
    p, y = checked(p, y)
    return float(numpy.mean((p - y) ** 2))


class BrierParts(NamedTuple):
    """The parts of the Brier score, which equals reliability − resolution + uncertainty + within.

    Attributes
    ----------
    reliability : Σ n_k/n (predicted_k − observed_k)², the cost of miscalibration.
    resolution : Σ n_k/n (observed_k − base rate)², the gain from distinguishing patients by risk.
    uncertainty : base rate · (1 − base rate), which does not depend on the predictions.
    within : the contribution of differences between predictions in the same bin.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within: float


def brier_parts(p: Array, y: Array, bins: int = BINS) -> BrierParts:
    """The decomposition by Murphy, "A new vector partition of the probability score", 1973. The
    within-bin terms of Stephenson, Coelho & Jolliffe, 2008, are added, which makes the sum
    exact."""
    found = reliability_bins(p, y, bins)
    share, rate = found.counts / found.counts.sum(), float(numpy.mean(y))
    squares = numpy.nan_to_num([found.predicted - found.observed, found.observed - rate]) ** 2
    reliability, resolution = (float((share * part).sum()) for part in squares)
    uncertainty = rate * (1 - rate)
    within = brier_score(p, y) - (reliability - resolution + uncertainty)
    return BrierParts(reliability, resolution, uncertainty, within)


def checked(p: Array, y: Array) -> tuple[Array, Array]:
    """Probabilities and outcomes as float64.

    Raises
    ------
    InputError
        If a probability is outside [0, 1], or an outcome is neither 0 nor 1.
    """
    p, y = numpy.asarray(p, numpy.float64), numpy.asarray(y, numpy.float64)
    outside = p[~((p >= 0) & (p <= 1))]
    if len(outside):
        raise InputError("p", float(outside[0]), "probabilities from 0 to 1")
    wrong = y[~numpy.isin(y, (0, 1))]
    if len(wrong):
        raise InputError("y", float(wrong[0]), "outcomes 0 or 1")
    return p, y
