"""`Task`: the properties of the data before any training, such as chance level, classes and input
ranges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.losses import Huber, Loss
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.trainer import Trainer

HUBER_STEPS = 100
ALIKE = 1e-9
"""All targets count as equal if the loss of the best constant is below this share of the loss of
zero scores."""


@dataclass(frozen=True)
class Task:
    """The learning task that the training set defines.

    Attributes
    ----------
    usual : the loss of scores from a normal distribution with variance 1, as produced by the usual
        initial weights (Glorot & Bengio 2010).
    chance : chance level, which is the loss of the best constant scores (the same for all inputs).
        If all targets are equal, it is the loss of zero scores.
    counts : the number of training examples in each class; empty for a regression.
    spreads : half the range of each input over the training set, excluding constant inputs.
    largest : the largest absolute value of each input. For tokens, `spreads` and `largest` are
        empty.
    tests : the number of test examples.
    """

    usual: float
    chance: float
    counts: dict[str, int]
    spreads: dict[str, float]
    largest: dict[str, float]
    tests: int


def task_of(experiment: Experiment, run: Trainer) -> Task:
    """The task of the experiment that `run` trains."""
    y = run.batches.y.astype(numpy.float64)
    low, high = _ranges(experiment, run)
    test = run.test_set
    blank = _loss(run.loss, numpy.zeros(y.shape[1]), y)
    best = _loss(run.loss, best_constant(run.loss, y), y)
    return Task(
        usual=_loss(run.loss, numpy.random.default_rng(0).standard_normal(y.shape), y),
        chance=best if best > ALIKE * blank else blank,
        counts=_counts(experiment, y),
        spreads={name: (high[name] - low[name]) / 2 for name in low if high[name] > low[name]},
        largest={name: max(-low[name], high[name]) for name in low},
        tests=0 if test is None or test.targets is None else len(test.targets),
    )


def _ranges(experiment: Experiment, run: Trainer) -> tuple[dict[str, float], dict[str, float]]:
    """The smallest and the largest value of each input; empty if the inputs are tokens, whose
    indices are only names."""
    if experiment.input_shape.kind == "tokens":
        return {}, {}
    x = run.batches.x.reshape(len(run.batches.x), -1).astype(numpy.float64)
    names = experiment.input_names
    low = zip(names, x.min(axis=0).tolist(), strict=True)
    return dict(low), dict(zip(names, x.max(axis=0).tolist(), strict=True))


def _counts(experiment: Experiment, y: Array) -> dict[str, int]:
    classes = experiment.class_names
    if not classes:
        return {}
    found = numpy.bincount(classes_of(y), minlength=len(classes))
    return {name: int(n) for name, n in zip(classes, found, strict=False)}


def _loss(loss: Loss, scores: Array, y: Array) -> float:
    with no_grad():
        return loss(Tensor(numpy.broadcast_to(scores, y.shape).copy()), Tensor(y)).item()


def best_constant(loss: Loss, y: Array) -> Array:
    """The constant scores, (outputs,), that have the lowest loss.

    Parameters
    ----------
    y : (n, outputs), the targets in the form that the loss expects, in float64.
    """
    mean = numpy.average(y, axis=0, weights=example_weights(loss, y))
    guesses = [numpy.zeros(y.shape[1]), *_guesses(loss, y, mean)]
    return min(guesses, key=lambda guess: _loss(loss, guess, y))


def example_weights(loss: Loss, y: Array) -> Array:
    """The weight of each example in the mean loss, (n,): the weight of its class, or 1 without
    class weights."""
    weight = getattr(loss, "weight", None)
    return numpy.ones(len(y)) if weight is None else numpy.array(weight)[classes_of(y)]


def classes_of(y: Array) -> Array:
    """The class index of each target."""
    return y.argmax(axis=1) if y.shape[1] > 1 else (y[:, 0] > 0).astype(int)


def _guesses(loss: Loss, y: Array, mean: Array) -> list[Array]:
    """Candidates for the best constant scores of each loss: the mean (for MSE), the log-odds and
    the logarithm of the mean (for the cross-entropies), the median (for L1), Huber's centre, and 1
    for the most frequent class and 0 for the others (for hinge losses)."""
    share = numpy.clip(mean, 1e-12, 1 - 1e-12)
    found = [
        mean,
        numpy.median(y, axis=0),
        numpy.log(share / (1 - share)),
        numpy.log(share),
        numpy.where(mean == mean.max(), 1.0, 0.0) if len(mean) > 1 else numpy.sign(mean),
    ]
    return [*found, _huber_centre(y, loss.delta)] if isinstance(loss, Huber) else found


def _huber_centre(y: Array, delta: float) -> Array:
    """Huber's M-estimate of location, computed by repeatedly adding the mean of the clipped
    residuals."""
    centre = numpy.median(y, axis=0)
    for _ in range(HUBER_STEPS):
        centre = centre + numpy.clip(y - centre, -delta, delta).mean(axis=0)
    return centre
