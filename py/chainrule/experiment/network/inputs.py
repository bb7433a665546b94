"""From examples to what the network is given: columns, images, sequences, tokens as 0 and 1."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.experiment.layers.shape import Shape


def in_shape(values: Array, data: Shape, given: Shape) -> Array:
    """Examples (n, numbers) of the data's shape as the network is given them, (n, …).

    Parameters
    ----------
    data : what an example is.
    given : what the network is given of it: the same, the same without axes, or of tokens zeros
        and ones.
    """
    if data.kind == "tokens" and given.kind != "tokens":
        is_symbol = values[..., None] == numpy.arange(data.symbols)
        values = is_symbol.reshape(len(values), -1).astype(values.dtype)
    return values.reshape(len(values), *given.sizes)


def names_in_shape(names: tuple[str, ...], symbols: tuple[str, ...], given: Shape) -> tuple:
    """What the numbers of `in_shape` are called, in order."""
    if given.size == len(names):
        return names
    return tuple(f"{name} = {symbol}" for name in names for symbol in symbols)
