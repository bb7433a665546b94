"""Ops that move or select entries."""

from __future__ import annotations

import math
from typing import Any

import numpy

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face, ViewOp
from chainrule.errors import ShapeError


class Transpose(ViewOp):
    """y = x with its axes in the order `axes`;  dx = dy with them put back."""

    latex, derivatives = r"x^\top", (r"\bar{y}^\top",)

    @staticmethod
    def view(x: Array, *, axes: tuple[int, ...]) -> Array:
        return x.transpose(axes)

    @staticmethod
    def unview(dy: Array, shape: Shape, *, axes: tuple[int, ...]) -> Array:
        return dy.transpose(numpy.argsort([axis % dy.ndim for axis in axes]))


class Reshape(ViewOp):
    """y = the entries of x, in row-major order, in another shape;  dx = dy reshaped back."""

    latex, derivatives = r"\mathrm{reshape}(x)", (r"\mathrm{reshape}(\bar{y})",)

    @classmethod
    def shape(cls, *shapes: Shape, shape: Shape) -> Shape:
        size = math.prod(shapes[0])
        known = math.prod(n for n in shape if n != -1)
        if shape.count(-1) == 1 and known and size % known == 0:
            return tuple(size // known if n == -1 else n for n in shape)
        if known != size or -1 in shape:
            raise ShapeError(f"reshape: {shapes[0]} has {size} entries, which do not fill {shape}.")
        return shape

    @staticmethod
    def view(x: Array, *, shape: Shape) -> Array | None:
        return _view_in_order(x, Reshape.shape(x.shape, shape=shape))

    @staticmethod
    def unview(dy: Array, x_shape: Shape, *, shape: Shape) -> Array | None:
        return _view_in_order(dy, x_shape)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, shape: Shape) -> None:
        _copy_in_order(np, x, y)

    @staticmethod
    def backward(np: Face, dy: Array, *, dx: Array, shape: Shape) -> None:
        _copy_in_order(np, dy, dx)


def _view_in_order(source: Array, shape: Shape) -> Array | None:
    try:
        return source.reshape(shape, copy=False)
    except ValueError:
        return None


def _copy_in_order(np: Face, source: Array, out: Array) -> None:
    """Copy entries in row-major order; a row-major scratch stands between other memory orders."""
    scratch = numpy.zeros(source.shape, source.dtype)
    np.copyto(scratch, source)
    np.copyto(out, scratch.reshape(out.shape))


class Slice(ViewOp):
    """y = x[key];  dx = 0, with dy at `key`.

    `key` is a tuple of integers and slices with one ellipsis, so that indexing gives a view.
    """

    latex, derivatives = "x[k]", (r"\bar{y} \text{ at } k, \text{ else } 0",)

    @classmethod
    def shape(cls, *shapes: Shape, key: Any) -> Shape:
        return numpy.broadcast_to(numpy.zeros(()), shapes[0])[key].shape

    @staticmethod
    def view(x: Array, *, key: Any) -> Array:
        return x[key]

    @staticmethod
    def unview(dy: Array, shape: Shape, *, key: Any) -> None:
        return None

    @staticmethod
    def backward(np: Face, dy: Array, *, dx: Array, key: Any) -> None:
        np.copyto(dx, 0)
        np.copyto(dx[key], dy)
