"""The network's predictions for the data points, and the points' positions in the space of a
layer's units."""

from __future__ import annotations

import math

import numpy

from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.run import RegressionFit
from chainrule.diagnostics.points import shown_points
from chainrule.diagnostics.target import Target, undefined_r2
from chainrule.engine.op import Array
from chainrule.training.metrics import regression_errors
from chainrule.training.replay import ForwardProgram
from chainrule.training.trainer import Trainer


def answers(run: Trainer, classes: int) -> Arrays:
    """The drawn points that are misclassified, and the confusion matrix of the test points, at the
    weights for which `losses_now` was last called."""
    found = [_classes(run, data) for data in _sets(run)]
    given, taken = (numpy.concatenate(columns) for columns in zip(*found, strict=True))
    confusion = numpy.zeros((classes, classes))
    numpy.add.at(confusion, found[-1], 1)
    wrong = (given != taken).astype(numpy.float64)
    return {"wrong": wrong[_drawn(run)], "confusion": confusion}


def row_answers(run: Trainer, start: int, count: int, target: Target | None) -> Arrays:
    """The predictions for `count` examples from index `start`, where test examples come first: the
    class and its probability or, for a regression, the value in the target's unit and the
    residual."""
    sets, rows = _sets(run)[::-1], slice(start, start + count)
    chosen = numpy.concatenate([data.scores for data in sets])[rows]
    if target is not None:
        given = numpy.concatenate([data.targets for data in sets if data.targets is not None])[rows]
        return {
            "row_predictions": target.values(chosen.ravel()),
            "row_shares": numpy.full(len(chosen), numpy.nan),
            "row_residuals": target.residuals(given.ravel(), chosen.ravel()),
        }
    shares = run.loss.prediction(chosen)
    if chosen.shape[1] == 1:
        taken = (shares[:, 0] > run.loss.threshold).astype(numpy.float64)
        share = numpy.where(taken == 1, shares[:, 0], 1 - shares[:, 0])
    else:
        taken, share = shares.argmax(axis=1).astype(numpy.float64), shares.max(axis=1)
    shown = numpy.nan if run.loss.predicts == "score" else share
    return {
        "row_predictions": taken,
        "row_shares": numpy.broadcast_to(shown, taken.shape).astype(numpy.float64),
    }


def fit_report(run: Trainer, target: Target) -> RegressionFit:
    """The errors of a regression in the target's unit, at the weights for which `losses_now` was
    last called."""
    training, test = (
        target.errors(regression_errors(data)) for data in (run.training_set, run.test_set)
    )
    shown = test if run.test_set else training
    return {
        "training_rmse": _finite(training.rmse),
        "test_rmse": _finite(test.rmse),
        "decimals": target.decimals_of(shown.rmse),
        "training_r2": _finite(training.r2),
        "test_r2": _finite(test.r2),
        "note": undefined_r2(run),
    }


def hidden_space(run: Trainer, on_grid: Array | None, index: int, units: tuple[int, int]) -> Arrays:
    """The data points and the plane's grid, with the outputs of two of a layer's units as
    coordinates.

    Parameters
    ----------
    on_grid : the layer's outputs (size², units) for the pixels of the output map; None if there is
        no plane.
    index : the layer's index in the network.
    """
    pair = list(units)
    points = numpy.concatenate([data.outputs[index][:, pair] for data in _sets(run)])
    points = points[_drawn(run)]
    arrays: Arrays = {"hidden_points": numpy.ascontiguousarray(points, numpy.float64)}
    if on_grid is not None:
        arrays["hidden_grid"] = numpy.ascontiguousarray(on_grid[:, pair], numpy.float32)
    return arrays


def _drawn(run: Trainer) -> Array:
    """The indices of the examples that are drawn."""
    sizes = [len(data.scores) for data in _sets(run)]
    return shown_points(*sizes)


def _sets(run: Trainer) -> list[ForwardProgram]:
    return [data for data in (run.training_set, run.test_set) if data]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _classes(run: Trainer, data: ForwardProgram) -> tuple[Array, Array]:
    """The true class and the predicted class of each example."""
    scores, targets = data.scores, data.targets
    assert targets is not None  # because both sets have targets
    if scores.shape[-1] > 1:
        return targets.argmax(axis=-1), scores.argmax(axis=-1)
    given = (targets[:, 0] > 0.5).astype(numpy.int64)
    right = run.loss.correct(scores, targets)
    return given, numpy.where(right, given, 1 - given)
