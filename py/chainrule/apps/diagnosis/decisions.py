"""Decisions: the consequences of treating patients whose risk is above a threshold, and the costs
of these consequences."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.apps.diagnosis.calibration import checked
from chainrule.engine.op import Array


class Confusion(NamedTuple):
    """The numbers of patients by decision and outcome; treated patients count as positives."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def sensitivity(self) -> float:
        """TP / (TP + FN), also called recall; NaN if nobody is ill."""
        return _ratio(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def specificity(self) -> float:
        """TN / (TN + FP); NaN if nobody is healthy."""
        return _ratio(self.true_negatives, self.true_negatives + self.false_positives)

    @property
    def precision(self) -> float:
        """TP / (TP + FP); NaN if nobody is treated."""
        return _ratio(self.true_positives, self.true_positives + self.false_positives)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def confusion(p: Array, y: Array, threshold: float) -> Confusion:
    """The confusion matrix if exactly the patients with p ≥ threshold are treated."""
    p, y = checked(p, y)
    treated, ill = p >= threshold, y == 1
    counts = (treated & ill, treated & ~ill, ~treated & ill, ~treated & ~ill)
    return Confusion(*(int(count.sum()) for count in counts))


class Curve(NamedTuple):
    """A curve over all thresholds, from the strictest, which treats nobody, to the most lenient.

    Attributes
    ----------
    thresholds : (points,) the thresholds in descending order, beginning with ∞.
    x, y : (points,) the rates on the two axes.
    area : the area under an ROC curve, or the average precision of a precision–recall curve.
    """

    thresholds: Array
    x: Array
    y: Array
    area: float


def _steps(p: Array, y: Array) -> tuple[Array, Array, Array]:
    """(thresholds, true positives, false positives) at each distinct probability, in descending
    order."""
    p, y = checked(p, y)
    order = numpy.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    last = numpy.append(numpy.flatnonzero(numpy.diff(p)), len(p) - 1)
    hits = numpy.cumsum(y)[last]
    thresholds = numpy.concatenate([[numpy.inf], p[last]])
    return thresholds, numpy.append(0, hits), numpy.append(0, last + 1 - hits)


def roc(p: Array, y: Array) -> Curve:
    """The ROC curve: the false-positive rate (x) and sensitivity (y) at every threshold, and the
    area under it (AUC).

    The AUC is the probability that a random ill patient has a higher predicted risk than a random
    healthy patient, with ties counted as half (Hanley & McNeil, 1982). It is NaN if all outcomes
    are equal.
    """
    thresholds, hits, alarms = _steps(p, y)
    with numpy.errstate(invalid="ignore"):
        x, rate = alarms / alarms[-1], hits / hits[-1]
    area = float(numpy.sum(numpy.diff(x) * (rate[1:] + rate[:-1]) / 2))
    return Curve(thresholds, x, rate, area)


def precision_recall(p: Array, y: Array) -> Curve:
    """Recall (x) and precision (y) at all thresholds, and the average precision Σ (r_k − r_{k−1})
    · precision_k. At the strictest threshold, which treats nobody, precision is defined as 1."""
    thresholds, hits, alarms = _steps(p, y)
    with numpy.errstate(invalid="ignore"):
        recall = hits / hits[-1]
        precision = numpy.append(1.0, hits[1:] / (hits[1:] + alarms[1:]))
    area = float(numpy.sum(numpy.diff(recall) * precision[1:]))
    return Curve(thresholds, recall, precision, area)


class Costs(NamedTuple):
    """The costs, in any unit, of treating a healthy patient and of not treating an ill patient."""

    false_alarm: float
    miss: float

    @property
    def threshold(self) -> float:
        """The risk at which treating and not treating cost the same: false alarm / (false alarm +
        miss).

        This is the best threshold for calibrated risks. Elkan, "The foundations of cost-sensitive
        learning", 2001.
        """
        return self.false_alarm / (self.false_alarm + self.miss)


def cost_curve(p: Array, y: Array, costs: Costs, thresholds: Array) -> Array:
    """The mean cost per patient (thresholds,) of treating those with p ≥ threshold."""
    hits, alarms = _counts_at(p, y, thresholds)
    missed = float(numpy.sum(y)) - hits
    return (costs.false_alarm * alarms + costs.miss * missed) / len(p)


def cheapest_threshold(p: Array, y: Array, costs: Costs) -> tuple[float, float]:
    """(threshold, mean cost): the threshold with the lowest mean cost for these patients, and this
    cost. If several thresholds have this cost, the lowest of them is returned.

    Unlike `Costs.threshold`, this threshold does not require calibrated risks, but it is fitted to
    these patients.
    """
    thresholds, hits, alarms = _steps(p, y)
    thresholds[0] = 1.0 if thresholds[1] < 1 else numpy.nextafter(1.0, 2.0)
    prices = (costs.false_alarm * alarms + costs.miss * (hits[-1] - hits)) / len(p)
    best = len(prices) - 1 - int(numpy.argmin(prices[::-1]))
    return float(thresholds[best]), float(prices[best])


def net_benefit(p: Array, y: Array, thresholds: Array) -> Array:
    """The decision curve TP/n − FP/n · t/(1 − t) at thresholds t < 1.

    Its unit is true positives per patient. A threshold of t implies that treating one ill patient
    is worth (1 − t)/t unnecessary treatments. Vickers & Elkin, "Decision curve analysis", 2006.
    """
    hits, alarms = _counts_at(p, y, thresholds)
    return (hits - alarms * _odds(thresholds)) / len(p)


def net_benefit_of_all(y: Array, thresholds: Array) -> Array:
    """The decision curve of treating everybody. The curve of treating nobody is 0."""
    rate = float(numpy.mean(y))
    return rate - (1 - rate) * _odds(thresholds)


def _odds(thresholds: Array) -> Array:
    return thresholds / (1 - thresholds)


def _counts_at(p: Array, y: Array, thresholds: Array) -> tuple[Array, Array]:
    """True and false positives at each threshold."""
    p, y = checked(p, y)
    ill, healthy = numpy.sort(p[y == 1]), numpy.sort(p[y == 0])
    hits, alarms = (len(of) - numpy.searchsorted(of, thresholds, "left") for of in (ill, healthy))
    return hits, alarms
