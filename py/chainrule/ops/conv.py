"""Convolution over one or two axes, as a single matrix product with copies of all windows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any, ClassVar

from chainrule.engine.broadcasting import Shape, broadcast_shapes
from chainrule.engine.op import ROW_MAJOR, Array, Face, Op
from chainrule.engine.recorder import buffer
from chainrule.errors import ShapeError

Sizes = tuple[int, ...]


class Conv1d(Op):
    """y[n, o, p] = b[o] + Σ_c Σ_k W[o, c, k] · x[n, c, s p + k − pad], where x is 0 outside its
    bounds.

    The shapes are x (…, n, c, length), W (…, out, c, kernel) and b (…, out); s is the stride. The
    windows of x are copied into the columns of a matrix, so that y = W · windows and dW = dy ·
    windowsᵀ; Wᵀ dy is added to dx window by window (LeCun et al., "Gradient-based learning applied
    to document recognition", 1998; as a matrix product: Chellapilla et al. 2006).
    """

    analytic = True
    operands = ("x", "weight", "bias")
    latex, kept_latex = r"W X + b", (r"\mathrm{windows}(x)",)
    signs = (("weight", "W"), ("bias", "b"), ("windows", "X"))
    derivatives = (
        r"W^\top \bar{y} \text{, window by window}",
        r"\bar{y}\,X^\top",
        r"\sum_{n, p} \bar{y}_{n p}",
    )
    saves = ("windows", "weight")
    keeps = ("windows",)
    features = 2
    kept_features = ROW_MAJOR
    axes: ClassVar[int] = 1

    @classmethod
    def shape(cls, *shapes: Shape, stride: Sizes, padding: Sizes) -> Shape:
        x, weight, bias = shapes
        axes = cls.axes
        if len(x) < axes + 2 or x[-axes - 1] != weight[-axes - 1] or bias[-1] != weight[-axes - 2]:
            raise ShapeError(
                f"{cls.__name__}: input of shape {x} does not fit a weight (out, in, kernel) of "
                f"shape {weight}; expected (…, n, {weight[-axes - 1]}, {axes} more axes)."
            )
        out = _out_sizes(cls.__name__, x[-axes:], weight[-axes:], stride, padding)
        lead = broadcast_shapes(cls.__name__, x[: -axes - 2], weight[: -axes - 2], bias[:-1])
        return (*lead, x[-axes - 2], weight[-axes - 2], *out)

    @classmethod
    def kept_shapes(cls, *shapes: Shape, stride: Sizes, padding: Sizes) -> tuple[Shape, ...]:
        x, weight, _ = shapes
        out = _out_sizes(cls.__name__, x[-cls.axes :], weight[-cls.axes :], stride, padding)
        lead, n = x[: -cls.axes - 2], x[-cls.axes - 2]
        return ((*lead, math.prod(weight[-cls.axes - 1 :]), math.prod(out) * n),)

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        lead = y[: -cls.axes - 2]
        x, weight, bias = shapes
        return (*lead, *x[-cls.axes - 2 :]), (*lead, *weight[-cls.axes - 2 :]), (*lead, bias[-1])

    @classmethod
    def forward(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls,
        np: Face,
        x: Array,
        weight: Array,
        bias: Array,
        *,
        y: Array,
        windows: Array,
        stride: Sizes,
        padding: Sizes,
    ) -> None:
        kernel, image = weight.shape[-cls.axes :], batch_last(x, cls.axes)
        if any(padding):
            np.copyto(windows, 0)
        columns = _as_windows(windows, image, kernel, y.shape[-cls.axes :])
        for place, offsets in _offsets(kernel):
            source, target = _overlap(
                offsets, image.shape[-cls.axes - 1 : -1], y.shape[-cls.axes :], stride, padding
            )
            part = columns[(..., *place, *target, slice(None))]
            np.copyto(part, image[(..., *source, slice(None))])
        into(np, _matrix(weight, cls.axes + 1), windows, batch_last(y, cls.axes), bias)

    @classmethod
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls,
        np: Face,
        dy: Array,
        windows: Array,
        weight: Array,
        *,
        dx: Array | None,
        dweight: Array | None,
        dbias: Array | None,
        stride: Sizes,
        padding: Sizes,
    ) -> None:
        errors = as_matrix(np, batch_last(dy, cls.axes), cls.axes + 1)
        if dweight is not None:
            into(np, errors, windows.swapaxes(-1, -2), dweight)
        if dbias is not None:
            np.sum(errors, axis=-1, out=dbias)
        if dx is None:
            return
        kernel, image = weight.shape[-cls.axes :], batch_last(dx, cls.axes)
        shape = (*dx.shape[: -cls.axes - 2], *windows.shape[-2:])
        back = buffer(np, shape, dx.dtype, ROW_MAJOR)
        np.matmul(_matrix(weight, cls.axes + 1).swapaxes(-1, -2), errors, out=back)
        columns = _as_windows(back, image, kernel, dy.shape[-cls.axes :])
        np.copyto(dx, 0)
        for place, offsets in _offsets(kernel):
            source, target = _overlap(
                offsets, image.shape[-cls.axes - 1 : -1], dy.shape[-cls.axes :], stride, padding
            )
            part = image[(..., *source, slice(None))]
            np.add(part, columns[(..., *place, *target, slice(None))], out=part)


class Conv2d(Conv1d):
    """y[n, o, p, q] = b[o] + Σ W[o, c, k, l] · x[n, c, s p + k − pad, t q + l − pad].

    The shapes are x (…, n, c, height, width), W (…, out, c, kernel, kernel) and b (…, out); all
    else is as in `Conv1d`.
    """

    latex, derivatives = Conv1d.latex, Conv1d.derivatives
    features = 3
    axes = 2


def batch_last(array: Array, axes: int) -> Array:
    """An array (…, n, channels, *axes) with n moved to the end, which is the memory layout of
    recorded buffers."""
    order = list(range(array.ndim))
    order.append(order.pop(-axes - 2))
    return array.transpose(order)


def as_matrix(np: Face, array: Array, axes: int) -> Array:
    """An array (…, rows, *axes) as (…, rows, columns): a view if the layout allows one, otherwise a
    copy."""
    shape = (*array.shape[: array.ndim - axes - 1], array.shape[-axes - 1], -1)
    try:
        return array.reshape(shape, copy=False)
    except ValueError:
        copy = buffer(np, array.shape, array.dtype, ROW_MAJOR)
        np.copyto(copy, array)
        return copy.reshape(shape, copy=False)


def into(np: Face, a: Array, b: Array, out: Array, bias: Array | None = None) -> None:
    """out = a b (plus a bias for each row), where `out` splits the product's columns into several
    axes."""
    lead = max(a.ndim, b.ndim) - 2
    shape = (*out.shape[:lead], a.shape[-2], b.shape[-1])
    try:
        product = out.reshape(shape, copy=False)
    except ValueError:
        product = buffer(np, shape, out.dtype, ROW_MAJOR)
    np.matmul(a, b, out=product)
    if bias is not None:
        np.add(product, bias[..., None], out=product)
    if product.base is None or not _shares(product, out):
        np.copyto(out, product.reshape(out.shape, copy=False))


def _shares(one: Array, other: Array) -> bool:
    return one.__array_interface__["data"][0] == other.__array_interface__["data"][0]


def _matrix(weight: Array, axes: int) -> Array:
    return weight.reshape(*weight.shape[:-axes], -1, copy=False)


def _out_sizes(name: str, sizes: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes) -> Sizes:
    out = tuple(
        (n + 2 * p - k) // s + 1 for n, k, s, p in zip(sizes, kernel, stride, padding, strict=True)
    )
    if any(n < 1 for n in out):
        raise ShapeError(
            f"{name}: a kernel of {kernel} does not fit an input of {sizes} with padding "
            f"{padding}; expected an input at least as large."
        )
    return out


def _as_windows(windows: Array, image: Array, kernel: Sizes, out: Sizes) -> Array:
    """The matrix (…, channels · kernel, out · n) as an array (…, channels, *kernel, *out, n)."""
    channels, n = image.shape[-len(kernel) - 2], image.shape[-1]
    return windows.reshape(*windows.shape[:-2], channels, *kernel, *out, n, copy=False)


def _offsets(kernel: Sizes) -> Iterator[tuple[tuple[Any, ...], Sizes]]:
    """For each entry of the kernel, its index in `_as_windows` and its position."""
    for place in itertools.product(*(range(k) for k in kernel)):
        yield place, place


def _overlap(
    place: Sizes, sizes: Sizes, out: Sizes, stride: Sizes, padding: Sizes
) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """The entries of x that the kernel's entry at `place` multiplies, and the corresponding
    outputs."""
    source, target = [], []
    for offset, n, count, step, pad in zip(place, sizes, out, stride, padding, strict=True):
        first = max(0, -((offset - pad) // step))  # the first p with step p + offset − pad ≥ 0
        last = min(count - 1, (n - 1 + pad - offset) // step)
        stop, shift = max(last + 1, first), offset - pad
        source.append(slice(step * first + shift, step * (stop - 1) + shift + 1, step))
        target.append(slice(first, stop))
    return tuple(source), tuple(target)
