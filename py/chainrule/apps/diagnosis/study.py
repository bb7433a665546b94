"""`Study`: the test patients of an experiment, and the assessment of a network's scores for
them."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.apps.diagnosis.calibration import (
    Bins,
    BrierParts,
    brier_parts,
    brier_score,
    calibration_error,
    reliability_bins,
)
from chainrule.apps.diagnosis.decisions import (
    Confusion,
    Costs,
    Curve,
    cheapest_threshold,
    confusion,
    cost_curve,
    net_benefit,
    net_benefit_of_all,
    precision_recall,
    roc,
)
from chainrule.apps.diagnosis.temperature import Fitted, fit_temperature, risks
from chainrule.apps.diagnosis.truth import RiskError, risk_error, true_risks
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.data.source import parted
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase

LOSS = "binary_cross_entropy"
THRESHOLDS = numpy.linspace(0, 1, 101)
ODDS = numpy.linspace(0, 0.95, 96)
"""The thresholds of the decision curve, which is undefined at 1."""
ILL = {"breast_cancer": "malignant"}
"""The class of the ill patients, for data sets whose second class is that of the healthy ones."""
HISTOGRAM = 20
"""The number of bins of the histograms of risks."""


class Quality(NamedTuple):
    """The quality of predicted risks: the bins, the expected calibration error, the Brier score and
    its parts and, if the true risks are known, the error with respect to them."""

    bins: Bins
    calibration_error: float
    brier: float
    parts: BrierParts
    risk_error: RiskError | None


class Assessment(NamedTuple):
    """The assessment of a network's scores for the test patients.

    Attributes
    ----------
    risks, raw_risks : (test,) the risks at the trained temperature and at T = 1.
    fitted : the temperature trained on the validation patients, and the path of its training.
    raw, calibrated : the quality of the risks at T = 1 and at the trained temperature.
    roc, precision_recall : the curves of the risks; the temperature does not change their shapes.
    """

    risks: Array
    raw_risks: Array
    fitted: Fitted
    raw: Quality
    calibrated: Quality
    roc: Curve
    precision_recall: Curve


class Decision(NamedTuple):
    """The consequences of treating every patient with a risk of at least `threshold`.

    Attributes
    ----------
    cost, cost_of_all, cost_of_none : the mean cost per patient of this decision, of treating
        everybody, and of treating nobody.
    cheapest, cheapest_cost : the threshold with the lowest cost for these patients, and this cost.
    costs, benefit, benefit_of_all : the mean cost at each of `THRESHOLDS`, and the net benefits of
        the predictions and of treating everybody at each of `ODDS`.
    """

    threshold: float
    matrix: Confusion
    cost: float
    cost_of_all: float
    cost_of_none: float
    cheapest: float
    cheapest_cost: float
    costs: Array
    benefit: Array
    benefit_of_all: Array


class Study:
    """The test patients of an experiment, half of whom are set aside for validation.

    The temperature is trained on the validation patients; all results are computed on the other
    half and therefore never include patients used for training.

    Attributes
    ----------
    classes : the names of the two classes, with that of the healthy patients first.
    sign : 1 if a high score means ill, −1 if it means healthy.
    x : (test, inputs) the network's inputs; y : (test,) 1 for the ill and 0 for the healthy.
    truth : (test,) the true risks; None if the data do not include them.
    validation, test : the two halves, as indices into the experiment's test examples.

    Raises
    ------
    InputError
        If the network does not output a single probability.
    """

    def __init__(self, experiment: Experiment) -> None:
        if experiment.loss != LOSS:
            raise InputError("loss", experiment.loss, phrase("allowed.one_risk", loss=LOSS))
        names = list(experiment.class_names)
        ill = names.index(ILL.get(experiment.data, names[1]))
        self.classes, self.sign = [names[1 - ill], names[ill]], 1 if ill else -1
        split = experiment.split()
        outcomes = (split.y_test == ill).astype(numpy.float64)
        count = len(split.y_test)
        self.validation, self.test = numpy.arange(0, count, 2), numpy.arange(1, count, 2)
        self.x, self.y = split.x_test[self.test], outcomes[self.test]
        self._validation_y = outcomes[self.validation]
        truth = true_risks(experiment)
        self.truth = None if truth is None else truth[parted(experiment)[1]][self.test]

    def assess(self, scores: Array) -> Assessment:
        """Assess the test patients, given the scores (n, 1) of all test examples of the
        experiment."""
        flat = self.sign * numpy.asarray(scores, numpy.float64).reshape(-1)
        fitted = fit_temperature(flat[self.validation], self._validation_y)
        raw = risks(flat[self.test])
        scaled = risks(flat[self.test], fitted.temperature)
        return Assessment(
            scaled,
            raw,
            fitted,
            self._quality(raw),
            self._quality(scaled),
            roc(scaled, self.y),
            precision_recall(scaled, self.y),
        )

    def _quality(self, p: Array) -> Quality:
        bins = reliability_bins(p, self.y)
        return Quality(
            bins,
            calibration_error(bins),
            brier_score(p, self.y),
            brier_parts(p, self.y),
            None if self.truth is None else risk_error(p, self.truth),
        )

    def decide(self, p: Array, costs: Costs, threshold: float) -> Decision:
        """The consequences of a threshold on the risks p (test,) of the test patients."""
        best, price = cheapest_threshold(p, self.y, costs)
        return Decision(
            threshold,
            confusion(p, self.y, threshold),
            float(cost_curve(p, self.y, costs, numpy.array([threshold]))[0]),
            costs.false_alarm * float(numpy.mean(self.y == 0)),
            costs.miss * float(numpy.mean(self.y)),
            best,
            price,
            cost_curve(p, self.y, costs, THRESHOLDS),
            net_benefit(p, self.y, ODDS),
            net_benefit_of_all(self.y, ODDS),
        )

    def histograms(self, p: Array) -> Array:
        """(2, `HISTOGRAM`): the share of the healthy and of the ill test patients in each risk
        bin."""
        edges = numpy.linspace(0, 1, HISTOGRAM + 1)
        counts = [numpy.histogram(p[self.y == kind], edges)[0] for kind in (0, 1)]
        return numpy.array([count / max(1, count.sum()) for count in counts])
