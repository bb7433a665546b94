"""Sums and means over axes."""

from __future__ import annotations

import math
from typing import Any

import numpy
from numpy.lib.array_utils import normalize_axis_tuple

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face, Op


def _axes(ndim: int, axis: Any) -> tuple[int, ...]:
    return tuple(range(ndim)) if axis is None else normalize_axis_tuple(axis, ndim)


def _stretched(dy: Array, ndim: int, axis: Any, keepdims: bool) -> Array:
    """`dy` with the summed axes back, of length one, so that it broadcasts to x."""
    return dy if keepdims else numpy.expand_dims(dy, _axes(ndim, axis))


class Sum(Op):
    """y = Σ x over `axis` (all axes by default);  dx = dy, repeated."""

    latex, derivatives = r"\sum x", (r"\bar{y}",)

    @classmethod
    def shape(cls, *shapes: Shape, axis: Any = None, keepdims: bool = False) -> Shape:
        axes = _axes(len(shapes[0]), axis)
        kept = ((i, 1 if i in axes else n) for i, n in enumerate(shapes[0]))
        return tuple(n for i, n in kept if keepdims or i not in axes)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, axis: Any = None, keepdims: bool = False) -> None:
        np.sum(x, axis=_axes(x.ndim, axis), keepdims=keepdims, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, *, dx: Array, axis: Any = None, keepdims: bool = False
    ) -> None:
        np.copyto(dx, _stretched(dy, dx.ndim, axis, keepdims))


class Mean(Sum):
    """y = (1/n) Σ x over `axis` (all axes by default);  dx = dy / n, repeated."""

    latex, derivatives = r"\frac{1}{n} \sum x", (r"\bar{y} \,/\, n",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, axis: Any = None, keepdims: bool = False) -> None:
        np.sum(x, axis=_axes(x.ndim, axis), keepdims=keepdims, out=y)
        np.divide(y, _count(x, axis), out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, *, dx: Array, axis: Any = None, keepdims: bool = False
    ) -> None:
        np.divide(_stretched(dy, dx.ndim, axis, keepdims), _count(dx, axis), out=dx)


def _count(x: Array, axis: Any) -> int:
    return math.prod(x.shape[i] for i in _axes(x.ndim, axis))
