"""Gradient clipping, as calls of the step between the backward pass and the update."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array, Face


def clip_norm(np: Face, grad: Array, limit: float, work: Array) -> None:
    """g ← g · min(1, limit / (‖g‖₂ + 10⁻⁶)), each replica by its own norm.

    As PyTorch's `clip_grad_norm_`; Pascanu, Mikolov & Bengio, "On the difficulty of training
    recurrent neural networks", ICML 2013. `work` is overwritten.
    """
    factor = numpy.zeros((*grad.shape[:-1], 1), grad.dtype)
    np.multiply(grad, grad, out=work)
    np.sum(work, axis=-1, keepdims=True, out=factor)
    np.sqrt(factor, out=factor)
    np.add(factor, 1e-6, out=factor)
    np.divide(limit, factor, out=factor)
    np.minimum(factor, 1, out=factor)
    np.multiply(grad, factor, out=grad)


def clip_value(np: Face, grad: Array, limit: float) -> None:
    """g ← g held between −limit and limit, as PyTorch's `clip_grad_value_`."""
    np.maximum(grad, -limit, out=grad)
    np.minimum(grad, limit, out=grad)
