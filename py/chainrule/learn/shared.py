"""The gradient of a weight that is used in many places: the kernel of a convolution."""

from __future__ import annotations

import numpy

from chainrule import nn
from chainrule.engine.op import Array
from chainrule.tensor.tensor import Tensor


def kernel_gradient(x: Array, signals: Array, padding: int = 0) -> Array:
    """∂L/∂W of a convolution with one channel, computed by the engine.

    Parameters
    ----------
    x : the inputs (length,) or pixels (height, width).
    signals : ∂L/∂z, one for each position of the kernel.
    padding : the number of zeros around x on every side.

    Examples
    --------
    >>> kernel_gradient(numpy.array([1.0, 2.0, 0.0, 3.0]), numpy.array([0.5, -1.0, 2.0])).tolist()
    [-1.5, 7.0]
    """
    sizes = zip(x.shape, signals.shape, strict=True)
    kernel = tuple(before + 2 * padding - after + 1 for before, after in sizes)
    layer = (nn.Conv1d if x.ndim == 1 else nn.Conv2d)(1, 1, kernel, padding=padding)
    z = layer(Tensor(x[None, None]))
    (z * Tensor(signals[None, None])).sum().backward()
    return numpy.array(layer.weight.grad)[0, 0]
