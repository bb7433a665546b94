"""The gradient of a network's scores with respect to its inputs."""

from __future__ import annotations

from typing import Any

import numpy

from chainrule import nn
from chainrule.engine.op import Array
from chainrule.tensor import Tensor


def input_gradient(net: nn.Module, x: Array, direction: Any = None) -> tuple[Array, Array]:
    """(scores, gradient): the scores (n, outputs) of x (n, …), and ∂(direction · scores)/∂x.

    The network runs in evaluation mode. The gradients of its parameters are left unchanged, because
    the page shows those of the last training step.

    Parameters
    ----------
    direction : (outputs,) or (n, outputs); all ones by default.
    """
    parameters = [p for _, layer in net.named_modules() for _, p in layer.own_parameters()]
    needed = [parameter.requires_grad for parameter in parameters]
    given = Tensor(numpy.array(x, net.theta.dtype), requires_grad=True)
    try:
        for parameter in parameters:
            parameter.requires_grad = False
        with net.mode(training=False):
            scores = net(given)
        weights = 1.0 if direction is None else direction
        scores.backward(numpy.broadcast_to(weights, scores.shape))
    finally:
        for parameter, was in zip(parameters, needed, strict=True):
            parameter.requires_grad = was
    assert given.grad is not None  # because `given` requires a gradient
    return scores.numpy().copy(), given.grad
