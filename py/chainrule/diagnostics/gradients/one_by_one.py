"""Gradients of single examples, each computed by a separate backward pass, for layers of any
kind."""

from __future__ import annotations

import numpy

from chainrule.diagnostics.gradients.per_example import Squares
from chainrule.engine.op import Array
from chainrule.errors import ShapeError
from chainrule.losses import Loss
from chainrule.nn.parts import layer_parts
from chainrule.training.trainer import Trainer

MOST_EXAMPLES = 32
"""The largest number of examples of a batch that are differentiated one by one."""


def squares_one_by_one(run: Trainer) -> Squares:
    """‖gᵢ‖² of each layer for up to 32 examples of the next batch, and ‖ḡ‖² of their mean gradient.

    The results are the same as those of `example_squares`, but layers of any kind are supported.
    With dropout, each example has its own mask. With batch norm, the results are NaN, because the
    gradient of a single example is undefined.

    Returns
    -------
    Squares
        Arrays (layers, n) and (layers,) in float64, in the order of `layer_names(net)`.
    """
    parts = layer_parts(run.net)
    with run.next_batch() as step:
        targets = step.y[:MOST_EXAMPLES].copy()
    weights = _weights(run.loss, targets)
    each, mean = numpy.zeros((len(parts), len(targets))), numpy.zeros(run.grad.size)
    for index, weight in enumerate(weights):
        gradient = weight * _gradient(run, index)
        each[:, index] = [numpy.square(gradient[part]).sum() for part in parts]
        mean += gradient / len(targets)
    means = numpy.array([numpy.square(mean[part]).sum() for part in parts])
    return Squares(each, means, numpy.zeros(len(parts), int))


def _gradient(run: Trainer, example: int) -> Array:
    try:
        with run.next_batch(example) as step:
            step.differentiate()
            return run.grad.astype(numpy.float64)
    except ShapeError:  # batch norm cannot compute a variance from one example
        return numpy.full(run.grad.size, numpy.nan)


def _weights(loss: Loss, targets: Array) -> Array:
    """n times the weight of each example in the batch's loss; all are 1 without class weights."""
    own = getattr(loss, "weight", None)
    if own is None:
        return numpy.ones(len(targets))
    is_one_hot = targets.shape[1] > 1
    classes = targets.argmax(axis=1) if is_one_hot else targets[:, 0].round().astype(int)
    weights = numpy.asarray(own)[classes]
    return weights * len(weights) / weights.sum()
