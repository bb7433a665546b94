"""A network's answer for one picture, and an explanation of the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.diagnostics.landscape.dataset_loss import copied
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.tensor import Tensor, no_grad
from chainrule.training.trainer import Trainer

REACH = 1e-4
"""The distance along a gradient, in either direction, at which the losses are evaluated."""
AT_ONCE = 200
"""The number of training examples in one forward pass, which limits the memory used."""


@dataclass(frozen=True, eq=False)
class Reading:
    """The network's answer for one picture, with an explanation.

    Attributes
    ----------
    probabilities : (classes,), the probability of each class.
    outputs : the output of every layer of the network, in order.
    kind : the class whose probability is explained.
    pull : (channels, height, width), ∂ log p_kind / ∂x: the change in the log-probability of this
        class per unit of ink in each pixel.
    gradient : (P,), the gradient of the loss −log p_kind with respect to the weights.
    """

    probabilities: Array
    outputs: list[Array]
    kind: int
    pull: Array
    gradient: Array


class Reader:
    """Classifies pictures with the current weights of a run, in a float64 copy of its network.

    Parameters
    ----------
    run : the run of a single network with a cross-entropy loss. The run is not changed.
    experiment : the run's experiment.
    """

    def __init__(self, run: Trainer, experiment: Experiment) -> None:
        self.run, self._experiment = run, experiment
        self._net = copied(run.net, "float64")
        split = experiment.split()
        self._x, self._kinds = split.x.astype(numpy.float64), split.y.astype(numpy.int64)

    def read(self, pixels: Array, kind: int | None = None) -> Reading:
        """Classify a picture (height, width), and explain a class, by default the most probable
        one."""
        shape = (1, *self._experiment.data_shape.sizes)
        x = Tensor(pixels.astype(numpy.float64).reshape(shape), requires_grad=True)
        self._net.theta[...] = self.run.theta
        self._net.zero_grad()
        outputs = []
        with self._net.mode(training=False):
            tensor = x
            for _, layer in self._net.layers():
                tensor = layer(tensor)
                outputs.append(tensor.data[0].copy())
        scores = tensor.data[0]
        probabilities = numpy.exp(scores - scores.max())
        probabilities /= probabilities.sum()
        chosen = int(probabilities.argmax()) if kind is None else kind
        self.run.loss(tensor, numpy.array([chosen])).backward()
        assert x.grad is not None  # because every class depends on every pixel
        gradient = self._net.grad.copy()
        return Reading(probabilities, outputs, chosen, -x.grad[0], gradient)

    def influences(self, gradient: Array) -> Array:
        """(n,): gᵢ · g, for the loss gradient gᵢ of each training example and g = `gradient`.

        A step of gradient descent on example i changes the loss whose gradient is g by −η gᵢ · g:
        examples with positive values push towards the answer, and those with negative values push
        away from it. This is TracIn with a single checkpoint and without the factor η (Pruthi, Liu,
        Kale & Sundararajan, "Estimating training data influence by tracing gradient descent",
        NeurIPS 2020). Since gᵢ · g is the slope of loss i along g, two forward passes give it for
        all examples at once: ‖g‖ (lᵢ(θ + ε ĝ) − lᵢ(θ − ε ĝ)) / 2ε, where ĝ = g / ‖g‖.
        """
        length = float(numpy.linalg.norm(gradient))
        if length == 0:
            return numpy.zeros(len(self._x))
        theta = self.run.theta.astype(numpy.float64)
        step = REACH / length * gradient
        ahead, behind = (self._losses(theta + sign * step) for sign in (1, -1))
        return length * (ahead - behind) / (2 * REACH)

    def _losses(self, theta: Array) -> Array:
        """(n,) the cross-entropy of every training example."""
        self._net.theta[...] = theta
        with no_grad(), self._net.mode(training=False):
            parts = [
                self._net(Tensor(self._x[start : start + AT_ONCE])).data
                for start in range(0, len(self._x), AT_ONCE)
            ]
        scores = numpy.concatenate(parts)
        top = scores.max(axis=1, keepdims=True)
        sums = top[:, 0] + numpy.log(numpy.exp(scores - top).sum(axis=1))
        return sums - scores[numpy.arange(len(scores)), self._kinds]
