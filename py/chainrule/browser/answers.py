"""What the network says about the data points: its answers, and where they lie in a layer's
space."""

from __future__ import annotations

import numpy

from chainrule.browser.protocol import Arrays
from chainrule.engine.op import Array
from chainrule.training.replay import ForwardProgram
from chainrule.training.trainer import Trainer


def answers(run: Trainer, classes: int) -> Arrays:
    """Each point's predicted class or value, at the weights of `losses_now`; of classes also
    which answers are wrong, how sure each is, and the confusion matrix of the test points."""
    if not classes:
        predicted = [data.scores[:, 0] for data in _sets(run)]
        return {"predicted": numpy.concatenate(predicted).astype(numpy.float64)}
    found = [_classes(run, data) for data in _sets(run)]
    given, taken = (numpy.concatenate(columns) for columns in zip(*found, strict=True))
    confusion = numpy.zeros((classes, classes))
    numpy.add.at(confusion, found[-1], 1)
    return {
        "wrong": (given != taken).astype(numpy.float64),
        "predicted": taken.astype(numpy.float64),
        "confusion": confusion,
    }


def hidden_space(run: Trainer, on_grid: Array, index: int, units: tuple[int, int]) -> Arrays:
    """Where a layer takes the data points and the plane's grid: two of its units as coordinates.

    Parameters
    ----------
    on_grid : the layer's outputs (size², units) for the pixels of the output map.
    index : the layer's place among those of the network.
    """
    pair = list(units)
    points = numpy.concatenate([data.outputs[index][:, pair] for data in _sets(run)])
    return {
        "hidden_points": numpy.ascontiguousarray(points, numpy.float64),
        "hidden_grid": numpy.ascontiguousarray(on_grid[:, pair], numpy.float32),
    }


def _sets(run: Trainer) -> list[ForwardProgram]:
    return [data for data in (run.training_set, run.test_set) if data]


def _classes(run: Trainer, data: ForwardProgram) -> tuple[Array, Array]:
    """The class of each example, and the one that the scores favour."""
    scores, targets = data.scores, data.targets
    assert targets is not None  # both sets have targets
    if scores.shape[-1] > 1:
        return targets.argmax(axis=-1), scores.argmax(axis=-1)
    given = (targets[:, 0] > 0.5).astype(numpy.int64)
    right = run.loss.correct(scores, targets)
    return given, numpy.where(right, given, 1 - given)
