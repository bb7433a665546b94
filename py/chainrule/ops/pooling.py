"""Pooling: the maximum or the mean over each window."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import ClassVar

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face, Op
from chainrule.errors import ShapeError
from chainrule.ops.selecting import bits, take_where

Sizes = tuple[int, ...]


class MaxPool1d(Op):
    """y[p] = max_k x[s p + k];  in dx, the maximum or, if several entries are equal to it, the
    first of them receives dy."""

    latex = r"\max_k x_{s p + k}"
    derivatives = (r"\bar{y} \text{ at the maximum}",)
    saves = ("x", "y")
    features = 2
    axes: ClassVar[int] = 1

    @classmethod
    def shape(cls, *shapes: Shape, kernel: Sizes, stride: Sizes) -> Shape:
        (x,) = shapes
        axes = cls.axes
        if len(x) < axes + 1 or any(n < k for n, k in zip(x[-axes:], kernel, strict=True)):
            raise ShapeError(
                f"{cls.__name__}: windows of {kernel} do not fit an input of shape {x}; "
                f"expected the last {axes} axes to be at least as long."
            )
        sizes = zip(x[-axes:], kernel, stride, strict=True)
        return (*x[:-axes], *((n - k) // s + 1 for n, k, s in sizes))

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, kernel: Sizes, stride: Sizes) -> None:
        first, *others = _views(x, y, kernel, stride)
        np.copyto(y, first)
        for view in others:
            np.maximum(y, view, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, x: Array, y: Array, *, dx: Array, kernel: Sizes, stride: Sizes
    ) -> None:
        rest, part = np.empty_like(dy), np.empty_like(dy)
        hit = np.empty_like(dy, dtype="bool")
        np.copyto(rest, dy)
        np.copyto(dx, 0)
        for entry, gradient in zip(
            _views(x, y, kernel, stride), _views(dx, y, kernel, stride), strict=True
        ):
            np.equal(entry, y, out=hit)
            take_where(np, rest, hit, out=part)
            np.add(gradient, part, out=gradient)
            np.bitwise_xor(bits(rest), bits(part), out=bits(rest))  # 0 where the value was selected


class MaxPool2d(MaxPool1d):
    """y[p, q] = max_kl x[s p + k, t q + l];  dx is as in one dimension, with the entries in
    row-major order."""

    latex, derivatives = r"\max_{k l} x_{s p + k,\,t q + l}", MaxPool1d.derivatives
    features = 3
    axes = 2


class AvgPool1d(MaxPool1d):
    """y[p] = (1/K) Σ_k x[s p + k];  in dx, each entry of the window receives dy/K."""

    analytic = True
    latex = r"\frac{1}{K} \sum_k x_{s p + k}"
    derivatives = (r"\bar{y} / K \text{ over the window}",)
    saves = ()

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, kernel: Sizes, stride: Sizes) -> None:
        first, *others = _views(x, y, kernel, stride)
        np.copyto(y, first)
        for view in others:
            np.add(y, view, out=y)
        np.multiply(y, 1 / math.prod(kernel), out=y)

    @staticmethod
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        np: Face, dy: Array, *, dx: Array, kernel: Sizes, stride: Sizes
    ) -> None:
        share = np.empty_like(dy)
        np.multiply(dy, 1 / math.prod(kernel), out=share)
        np.copyto(dx, 0)
        for gradient in _views(dx, dy, kernel, stride):
            np.add(gradient, share, out=gradient)


class AvgPool2d(AvgPool1d):
    """y[p, q] = (1/K) Σ_kl x[s p + k, t q + l];  in dx, each entry of the window receives dy/K."""

    latex, derivatives = r"\frac{1}{K} \sum_{k l} x_{s p + k,\,t q + l}", AvgPool1d.derivatives
    features = 3
    axes = 2


def _views(x: Array, y: Array, kernel: Sizes, stride: Sizes) -> Iterator[Array]:
    """For each position in the window, the entries of x at that position, in the shape of y."""
    out = y.shape[-len(kernel) :]
    for place in itertools.product(*(range(k) for k in kernel)):
        spans = zip(place, out, stride, strict=True)
        yield x[(..., *(slice(o, o + s * (n - 1) + 1, s) for o, n, s in spans))]
