"""Statistics read from the training program's own buffers."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.nn.module import Module


def layer_norms(net: Module, flat: Array) -> Array:
    """‖·‖₂ of each layer's part of a flat vector laid out as `net.theta`.

    Parameters
    ----------
    flat : (P,) or (K, P), for example `net.grad`.

    Returns
    -------
    Array
        (layers,) or (K, layers) float64, in the order of `net.blocks()`.
    """
    offsets = [offset for _, _, offset in net.blocks()]
    squares = numpy.square(flat, dtype=numpy.float64)
    return numpy.sqrt(numpy.add.reduceat(squares, offsets, axis=-1))


def layer_names(net: Module) -> list[str]:
    """What a person calls the layers with parameters: "layer 1", "layer 2", …, "output"."""
    count = len(net.blocks())
    return [*(f"layer {index + 1}" for index in range(count - 1)), "output"][:count]
