"""The report `diagnosis`, from a study of the test patients."""

from __future__ import annotations

import math
from typing import Any

import numpy

from chainrule.apps.diagnosis.calibration import Bins
from chainrule.apps.diagnosis.course import Course
from chainrule.apps.diagnosis.decisions import Costs
from chainrule.apps.diagnosis.explanation import Explanation, explain
from chainrule.apps.diagnosis.study import ODDS, THRESHOLDS, Assessment, Decision, Quality, Study
from chainrule.browser.apps.diagnosis.messages import (
    DiagnosedPatient,
    Diagnosis,
    DiagnosisDecision,
    DiagnosisQuality,
)
from chainrule.browser.instrument import Message, RunContext
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.words import encoded
from chainrule.checks import checked_below, checked_positive, checked_share
from chainrule.engine.op import Array
from chainrule.experiment.data.rows import example_rows


def diagnosis(
    context: RunContext, study: Study, course: Course, message: dict[str, Any]
) -> Message:
    """Assess the run's test patients at its current weights."""
    run = context.run
    test = run.test_set
    assert test is not None  # because a table always has test examples
    run.losses_now()
    found = study.assess(test.scores)
    costs = Costs(*(checked_positive(n, message[n]) for n in ("false_alarm", "miss")))
    given = message["threshold"]
    threshold = costs.threshold if given is None else checked_share("threshold", given)
    chosen = found.risks if message["is_calibrated"] else found.raw_risks
    decision = study.decide(chosen, costs, threshold)
    number = checked_below("patient", message["patient"], len(study.y))
    evolution = course.rows(context.timeline)
    explanation = explain(run.net, study.x[number], study.sign)
    report: Diagnosis = {
        "type": "diagnosis",
        "revision": context.revision,
        "epoch": run.epoch + run.batch / len(run.batches),
        "training": len(run.batches.y),
        "validation": len(study.validation),
        "test": len(study.test),
        "classes": study.classes,
        "columns": evolution.shape[1],
        "temperature": found.fitted.temperature,
        "auc": _finite(found.roc.area),
        "average_precision": _finite(found.precision_recall.area),
        "raw": _quality(found.raw),
        "calibrated": _quality(found.calibrated),
        "decision": _decision(decision, costs),
        "patient": _patient(context, study, found, explanation, number),
    }
    arrays = _arrays(study, found, decision) | {
        "contributions": explanation.contributions,
        "course": evolution,
    }
    return encoded(report), arrays


def _quality(quality: Quality) -> DiagnosisQuality:
    error = quality.risk_error
    return {
        "calibration_error": quality.calibration_error,
        "brier": quality.brier,
        "reliability": quality.parts.reliability,
        "resolution": quality.parts.resolution,
        "uncertainty": quality.parts.uncertainty,
        "within": quality.parts.within,
        "error": error and error.mean_absolute,
        "bias": error and error.bias,
    }


def _decision(decision: Decision, costs: Costs) -> DiagnosisDecision:
    matrix = decision.matrix
    return {
        "threshold": decision.threshold,
        "implied": costs.threshold,
        "true_positives": matrix.true_positives,
        "false_positives": matrix.false_positives,
        "false_negatives": matrix.false_negatives,
        "true_negatives": matrix.true_negatives,
        "sensitivity": _finite(matrix.sensitivity),
        "specificity": _finite(matrix.specificity),
        "precision": _finite(matrix.precision),
        "false_positive_rate": _finite(1 - matrix.specificity),
        "cost": decision.cost,
        "cost_of_all": decision.cost_of_all,
        "cost_of_none": decision.cost_of_none,
        "cheapest": decision.cheapest,
        "cheapest_cost": decision.cheapest_cost,
    }


def _patient(
    context: RunContext, study: Study, found: Assessment, why: Explanation, number: int
) -> DiagnosedPatient:
    experiment = context.experiment
    _, cells, _, _ = example_rows(experiment, int(study.test[number]), 1)
    return {
        "number": number,
        "names": list(experiment.input_names),
        "cells": list(cells[0][:-1]),
        "outcome": study.classes[int(study.y[number])],
        "is_ill": bool(study.y[number]),
        "risk": float(found.risks[number]),
        "raw_risk": float(found.raw_risks[number]),
        "truth": None if study.truth is None else float(study.truth[number]),
        "score": why.score,
        "baseline": why.baseline,
        "explained": float(why.contributions.sum()),
        "remainder": why.remainder,
    }


def _arrays(study: Study, found: Assessment, decision: Decision) -> Arrays:
    columns = [] if study.truth is None else [study.truth, found.raw_risks, found.risks]
    path = found.fitted
    return {
        "raw_bins": _bins(found.raw.bins),
        "bins": _bins(found.calibrated.bins),
        "histograms": study.histograms(found.risks),
        "roc": numpy.stack([found.roc.x, found.roc.y]),
        "precision_recall": numpy.stack([found.precision_recall.x, found.precision_recall.y]),
        "costs": numpy.stack([THRESHOLDS, decision.costs]),
        "benefit": numpy.stack([ODDS, decision.benefit, decision.benefit_of_all]),
        "training_of_temperature": numpy.stack([path.temperatures, path.losses]),
        "truth": numpy.stack(columns, axis=1) if columns else numpy.empty((0, 3)),
    }


def _bins(bins: Bins) -> Array:
    return numpy.stack([column.astype(numpy.float64) for column in bins])


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
