"""Penalties on the weights, reported separately from the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.checks import checked_between
from chainrule.engine.op import Array, Face
from chainrule.nn.module import Module


@dataclass(frozen=True)
class Penalty:
    """R = l1 Σ |w| + ½ l2 Σ w², where the sums are over the weights: parameters with at least two
    axes in one replica.

    Biases and normalisation gains are not penalised (Goodfellow, Bengio & Courville, "Deep
    Learning", 2016, §7.1). Training uses the gradient of loss + R; the reported losses do not
    include R. Frozen weights (see `Module.requires_grad_`) are not penalised.
    """

    l1: float = 0.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        checked_between("l1", self.l1, 0, float("inf"))
        checked_between("l2", self.l2, 0, float("inf"))

    def __bool__(self) -> bool:
        return bool(self.l1 or self.l2)

    def value(self, net: Module, theta: Array | None = None) -> Array:
        """R at the network's weights, or at other weights (…, P): a single number, or one per
        replica."""
        given = net.theta if theta is None else theta
        if not self:
            return numpy.zeros(given.shape[:-1])
        theta, counted = given.astype(numpy.float64), weights(net)
        sizes = self.l1 * numpy.abs(theta) + 0.5 * self.l2 * theta**2
        return numpy.sum(sizes * counted, axis=-1)

    def differentiate(self, np: Face, net: Module, work: Array) -> None:
        """Add ∂R/∂θ to the gradient; `work` is overwritten."""
        counted = weights(net)
        if self.l1:
            np.sign(net.theta, out=work)
            np.multiply(work, self.l1 * counted, out=work)
            np.add(net.grad, work, out=net.grad)
        if self.l2:
            np.multiply(net.theta, self.l2 * counted, out=work)
            np.add(net.grad, work, out=net.grad)


def weights(net: Module) -> Array:
    """1 for each trained weight and 0 for every other parameter, in the layout of one replica's
    `theta`."""
    flat = numpy.zeros(net.theta.shape[-1], net.theta.dtype)
    for _, layer, offset in net.blocks():
        views = layer.views(flat[offset : offset + layer.size])
        for name, tensor in layer.own_parameters():
            views[name][...] = views[name].ndim >= 2 and tensor.requires_grad
    return flat
