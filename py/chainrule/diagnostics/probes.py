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
        (layers,) or (K, layers) float64, in the order of `layer_starts(net)`.
    """
    offsets = [offset for _, offset in layer_starts(net)]
    squares = numpy.square(flat, dtype=numpy.float64)
    return numpy.sqrt(numpy.add.reduceat(squares, offsets, axis=-1))


def layer_starts(net: Module) -> list[tuple[str, int]]:
    """(name, offset in `theta`) of what a person calls a layer.

    That is one with a matrix of weights; the gains and biases of a normalisation belong to the
    layer before them.
    """
    blocks = net.blocks()
    return [
        (name, offset)
        for index, (name, layer, offset) in enumerate(blocks)
        if index == 0 or any(len(shape) > 1 for shape in layer.shapes.values())
    ]


def layer_names(net: Module) -> list[str]:
    """What a person calls the layers with parameters: "layer 1", "layer 2", …, "output"."""
    count = len(layer_starts(net))
    return [*(f"layer {index + 1}" for index in range(count - 1)), "output"][:count]
