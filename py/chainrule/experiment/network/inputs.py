"""Conversion of examples to network inputs: columns, images, sequences, one-hot tokens."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.experiment.layers.shape import Shape
from chainrule.phrases import phrase


def in_shape(values: Array, data: Shape, given: Shape) -> Array:
    """Examples (n, numbers) of the data's shape, converted to network inputs (n, …).

    Parameters
    ----------
    data : the shape of an example.
    given : the shape of the network's input: that of the data, possibly flattened or one-hot
        encoded.
    """
    if data.kind == "tokens" and given.kind != "tokens":
        is_symbol = values[..., None] == numpy.arange(data.symbols)
        values = is_symbol.reshape(len(values), -1).astype(values.dtype)
    return values.reshape(len(values), *given.sizes)


def names_in_shape(names: tuple[str, ...], symbols: tuple[str, ...], given: Shape) -> tuple:
    """The names of the values that `in_shape` returns for an example, in order."""
    if given.size == len(names):
        return names
    return tuple(
        phrase("input.is", name=name, symbol=symbol) for name in names for symbol in symbols
    )
