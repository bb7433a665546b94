"""Gradient clipping, recorded between the backward pass and the update."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array, Face


def clip_norm(np: Face, grad: Array, limit: float, work: Array) -> None:
    """g ← g · min(1, limit / (‖g‖₂ + 10⁻⁶)), separately for each replica.

    Equivalent to PyTorch's `clip_grad_norm_`, except that squares neither overflow nor underflow:
    with m = max |g|, the factor is (limit/m) / (‖g/m‖₂ + 10⁻⁶/m). Pascanu, Mikolov & Bengio, "On
    the difficulty of training recurrent neural networks", ICML 2013. `work` is overwritten.
    """
    size, length, factor = (numpy.zeros((*grad.shape[:-1], 1), grad.dtype) for _ in range(3))
    np.absolute(grad, out=work)
    np.max(work, axis=-1, keepdims=True, out=size)
    np.maximum(size, float(numpy.finfo(grad.dtype).tiny), out=size)
    np.divide(grad, size, out=work)
    np.multiply(work, work, out=work)
    np.sum(work, axis=-1, keepdims=True, out=length)
    np.sqrt(length, out=length)
    np.divide(1e-6, size, out=factor)
    np.add(length, factor, out=length)
    np.divide(limit, size, out=factor)
    np.divide(factor, length, out=factor)
    np.minimum(factor, 1, out=factor)
    np.multiply(grad, factor, out=grad)


def clip_value(np: Face, grad: Array, limit: float) -> None:
    """g ← g clamped to [−limit, limit], like PyTorch's `clip_grad_value_`."""
    np.maximum(grad, -limit, out=grad)
    np.minimum(grad, limit, out=grad)
