"""Broadcasting and its transpose."""

from __future__ import annotations

from typing import Any

import numpy

from chainrule.errors import ShapeError

Shape = tuple[int, ...]


def broadcast_shapes(name: str, *shapes: Shape) -> Shape:
    """The shape to which `shapes` broadcast under NumPy's rules.

    Raises
    ------
    ShapeError
        If the shapes cannot be broadcast together; the message names the op and the shapes.
    """
    try:
        return numpy.broadcast_shapes(*shapes)
    except ValueError:
        listed = " and ".join(map(str, shapes))
        raise ShapeError(
            f"{name}: shapes {listed} do not fit; "
            "each pair of axes, counted from the last, must be equal or 1."
        ) from None


def unbroadcast(np: Any, gradient: numpy.ndarray, out: numpy.ndarray) -> None:
    """Sum `gradient` into `out`, over the axes along which an operand of this shape was
    broadcast."""
    extra = gradient.ndim - out.ndim
    stretched = tuple(
        axis
        for axis in range(gradient.ndim)
        if axis < extra or (out.shape[axis - extra] == 1 and gradient.shape[axis] != 1)
    )
    kept = out[(None,) * extra] if extra else out
    np.sum(gradient, axis=stretched, keepdims=True, out=kept)
