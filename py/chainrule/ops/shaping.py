"""Ops that move or select entries."""

from __future__ import annotations

import math
from typing import Any

import numpy

from chainrule.checks import is_whole
from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face, Op, ViewOp
from chainrule.engine.recorder import run
from chainrule.errors import InputError, ShapeError


class Transpose(ViewOp):
    """y = x with its axes in the order `axes`;  dx = dy with the axes back in the original
    order."""

    analytic = True
    latex, derivatives = r"x^\top", (r"\bar{y}^\top",)

    @staticmethod
    def view(x: Array, *, axes: tuple[int, ...]) -> Array:
        return x.transpose(axes)

    @staticmethod
    def unview(dy: Array, shape: Shape, *, axes: tuple[int, ...]) -> Array:
        return dy.transpose(numpy.argsort([axis % dy.ndim for axis in axes]))


class Reshape(ViewOp):
    """y = the entries of x, in row-major order, in another shape;  dx = dy, reshaped back."""

    analytic = True
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
    """Copy entries in row-major order, through a row-major buffer, because the memory orders may
    differ."""
    scratch = numpy.zeros(source.shape, source.dtype)
    np.copyto(scratch, source)
    np.copyto(out, scratch.reshape(out.shape))


class Slice(ViewOp):
    """y = x[key];  dx = dy at `key`, and 0 elsewhere.

    `key` is a tuple of integers and slices with exactly one ellipsis, so that indexing gives a
    view.
    """

    analytic = True
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
    def add_into(  # pyright: ignore[reportIncompatibleVariableOverride]
        np: Face, dx: Array, dy: Array, *, key: Any
    ) -> None:
        np.add(dx[key], dy, out=dx[key])


class Concat(Op):
    """y = the operands concatenated along `axis`;  each operand receives its part of dy."""

    analytic = True
    latex, derivatives = r"[x_1, x_2, \dots]", (r"\bar{y} \text{, its part}",)

    @classmethod
    def names(cls, count: int) -> tuple[str, ...]:
        return tuple(f"x{index + 1}" for index in range(count))

    @classmethod
    def shape(cls, *shapes: Shape, axis: int, lengths: tuple[int, ...]) -> Shape:
        first = shapes[0]
        place = checked_axis("concat", axis, len(first))
        rests = {(len(s), s[:place], s[place + 1 :]) for s in shapes}
        if len(rests) > 1:
            raise ShapeError(
                f"concat: shapes {' and '.join(map(str, shapes))} do not fit; "
                f"all axes but {axis} must be equal."
            )
        return (*first[:place], sum(s[place] for s in shapes), *first[place + 1 :])

    @staticmethod
    def forward(np: Face, *operands: Array, y: Array, axis: int, lengths: tuple[int, ...]) -> None:
        start = 0
        for x, length in zip(operands, lengths, strict=True):
            np.copyto(_part(y, axis, start, length), x)
            start += length

    @staticmethod
    def backward(
        np: Face, dy: Array, *, axis: int, lengths: tuple[int, ...], **gradients: Array | None
    ) -> None:
        start = 0
        for gradient, length in zip(gradients.values(), lengths, strict=True):
            if gradient is not None:
                np.copyto(gradient, _part(dy, axis, start, length))
            start += length


def _part(array: Array, axis: int, start: int, length: int) -> Array:
    key = [slice(None)] * array.ndim
    key[axis] = slice(start, start + length)
    return array[tuple(key)]


def checked_axis(name: str, axis: Any, ndim: int) -> int:
    """`axis` as a non-negative index.

    Raises
    ------
    ShapeError
        If there is no such axis.
    """
    if not is_whole(axis) or not -ndim <= axis < ndim:
        raise ShapeError(f"{name}: there is no axis {axis!r}; expected {-ndim} to {ndim - 1}.")
    return axis % ndim


class Pad(Op):
    """y = x, padded with a constant;  dx = the part of dy inside the padding.

    `widths` holds one pair (before, after) for each of the last `len(widths)` axes, in their order.
    """

    analytic = True
    latex, derivatives = r"\mathrm{pad}(x)", (r"\bar{y} \text{ inside}",)

    @classmethod
    def shape(cls, *shapes: Shape, widths: Any, value: float) -> Shape:
        (x,) = shapes
        if len(widths) > len(x) or any(side < 0 for pair in widths for side in pair):
            raise ShapeError(
                f"pad: widths {widths} do not fit shape {x}; "
                "expected a pair of whole numbers from 0 for each of the last axes."
            )
        lead = len(x) - len(widths)
        return (*x[:lead], *(n + a + b for n, (a, b) in zip(x[lead:], widths, strict=True)))

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, widths: Any, value: float) -> None:
        np.copyto(y, value)
        np.copyto(y[_inside(y.shape, widths)], x)

    @staticmethod
    def backward(np: Face, dy: Array, *, dx: Array, widths: Any, value: float) -> None:
        np.copyto(dx, dy[_inside(dy.shape, widths)])


def _inside(shape: Shape, widths: Any) -> tuple[Any, ...]:
    lengths = shape[len(shape) - len(widths) :]
    inner = (slice(a, n - b) for n, (a, b) in zip(lengths, widths, strict=True))
    return (..., *inner)


class Gather(Op):
    """y[…, i, …] = x[…, k[…, i, …], …] along `axis`, as in torch.gather;  dx sums dy at the
    positions k.

    `index` is an integer array with as many axes as x; it is fixed when the op is recorded.
    """

    analytic = True
    latex, derivatives = r"x[k]", (r"\textstyle\sum_{k_i} \bar{y}_i",)

    @classmethod
    def shape(cls, *shapes: Shape, axis: int, index: Array) -> Shape:
        (x,) = shapes
        place = checked_axis("gather", axis, len(x))
        others = [i for i in range(len(x)) if i != place]
        if index.ndim != len(x) or any(index.shape[i] > x[i] for i in others):
            raise ShapeError(
                f"gather: an index of shape {index.shape} does not fit {x}; expected as many axes, "
                f"none longer but axis {axis}."
            )
        if index.size and not 0 <= index.min() <= index.max() < x[place]:
            wrong = index[(index < 0) | (index >= x[place])][0]
            raise InputError("index", wrong.item(), f"whole numbers from 0 to {x[place] - 1}")
        return index.shape

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, axis: int, index: Array) -> None:
        run(np, _take, x, _places(index, axis), out=y)

    @staticmethod
    def backward(np: Face, dy: Array, *, dx: Array, axis: int, index: Array) -> None:
        np.copyto(dx, 0)
        run(np, _add_at, dy, _places(index, axis), out=dx)


def _places(index: Array, axis: int) -> tuple[Array, ...]:
    """The coordinates in x of every entry of y."""
    places: list[Array] = list(numpy.indices(index.shape, sparse=True))
    places[axis] = index
    return tuple(places)


def _take(x: Array, places: tuple[Array, ...], out: Array) -> None:
    out[...] = x[places]


def _add_at(dy: Array, places: tuple[Array, ...], out: Array) -> None:
    numpy.add.at(out, places, dy)
