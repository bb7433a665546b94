"""Evaluation: scores, losses and accuracies on whole data sets."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy

from chainrule.engine.op import Array
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_starts
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.replay import ForwardProgram


class Evaluation(NamedTuple):
    """The loss and accuracy on a data set, each as a single number or as one number per replica."""

    loss: Any
    accuracy: Any


class Losses(NamedTuple):
    """The mean losses on both sets, each as a single number or as one number per replica. The test
    loss is NaN if there is no test set."""

    training: Array
    test: Array


SLOW_FLOPS = 10**9
"""An evaluation of both sets counts as slow if it takes more operations than this."""


class DataSets:
    """The training set and the test set, each with its recorded forward pass.

    Attributes
    ----------
    training, test : the recorded forward passes; `test` is None without a test set.
    starts : the offsets in `theta` of the layers with parameters.
    is_slow : whether an evaluation of the sets takes too long to be run at every epoch and every
        frame.
    """

    def __init__(
        self,
        net: Module,
        loss: Loss,
        training: tuple[Array, Array],
        test: tuple[Array, Array] | None,
    ) -> None:
        x, y = training
        self.training = ForwardProgram.record(net, x, loss, y)
        self.test = None if test is None else ForwardProgram.record(net, test[0], loss, test[1])
        sets = [one for one in (self.training, self.test) if one is not None]
        costs = [cost for one in sets for cost in one.program.costs().values()]
        self.is_slow = sum(cost.flops for cost in costs) > SLOW_FLOPS
        self.starts = [offset for _, offset in layer_starts(net)]
        self._shape = net.theta.shape[:-1]
        self._loss, self._names_classes = loss, loss.names_classes(y)

    def losses(self) -> Losses:
        """The mean losses on both sets at the current weights."""
        training = self._loss_on(self.training)
        missing = numpy.full_like(training, numpy.nan)
        return Losses(training, missing if self.test is None else self._loss_on(self.test))

    def test_loss(self) -> float:
        """The mean test loss at the current weights (for a fleet, averaged over its members)."""
        assert self.test is not None
        return float(numpy.mean(self._loss_on(self.test)))

    def accuracies(self) -> tuple[Array, Array]:
        """The accuracies on both sets at the weights of the last call of `losses`; NaN if the
        targets are not classes or the set does not exist."""
        return self._accuracy_on(self.training), self._accuracy_on(self.test)

    def _loss_on(self, data: ForwardProgram) -> Array:
        with numpy.errstate(all="ignore"):
            data.program.replay()
        assert data.loss is not None  # both sets are recorded with targets
        return data.loss.copy()

    def _accuracy_on(self, data: ForwardProgram | None) -> Array:
        if data is None or data.targets is None or not self._names_classes:
            return numpy.full(self._shape, numpy.nan)
        return numpy.asarray(self._loss.correct(data.scores, data.targets).mean(axis=-1))


def evaluate(net: Module, loss: Loss, x: Array, y: Array) -> Evaluation:
    """The mean loss and the accuracy for x (n, …) and y (n, outputs)."""
    raw = scores(net, x)
    with no_grad(), numpy.errstate(all="ignore"):
        mean = loss(raw, Tensor(net.as_batch(y))).data
    if not loss.names_classes(y):
        return Evaluation(mean[()], math.nan)
    return Evaluation(mean[()], loss.correct(raw.data, y).mean(axis=-1)[()])


def scores(net: Module, x: Array) -> Tensor:
    """The network's raw scores for x (n, …), in evaluation mode."""
    with no_grad(), net.mode(training=False), numpy.errstate(all="ignore"):
        return net(Tensor(net.as_batch(x)))
