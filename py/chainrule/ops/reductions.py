"""Reductions over axes: sum, mean, max, log-sum-exp, variance and softmax."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from typing import Any

import numpy
from numpy.lib.array_utils import normalize_axis_tuple

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face, Op
from chainrule.errors import ShapeError
from chainrule.ops.selecting import take_where


def _axes(ndim: int, axis: Any) -> tuple[int, ...]:
    return tuple(range(ndim)) if axis is None else normalize_axis_tuple(axis, ndim)


def _checked_axes(name: str, ndim: int, axis: Any) -> tuple[int, ...]:
    try:
        return _axes(ndim, axis)
    except (TypeError, ValueError):  # NumPy's AxisError is a ValueError
        raise ShapeError(
            f"{name}: axis {axis!r} does not fit {ndim} axes; expected None, or different whole "
            f"numbers from {-ndim} to {ndim - 1}."
        ) from None


def _stretched(dy: Array, ndim: int, axis: Any, keepdims: bool) -> Array:
    """`dy` with the reduced axes restored as axes of length one, so that it broadcasts to x."""
    return dy if keepdims else numpy.expand_dims(dy, _axes(ndim, axis))


class Sum(Op):
    """y = Σ x over `axis` (all axes by default);  dx = dy, repeated."""

    analytic = True
    latex, derivatives = r"\sum x", (r"\bar{y}",)

    @classmethod
    def shape(cls, *shapes: Shape, axis: Any = None, keepdims: bool = False) -> Shape:
        axes = _checked_axes(cls.__name__.lower(), len(shapes[0]), axis)
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


class Max(Sum):
    """y = max x over `axis` (all axes by default);  entries tied for the maximum share dy
    equally."""

    analytic = False
    latex, derivatives = r"\max x", (r"\bar{y} \odot [x = y] \,/\, \#\{x = y\}",)
    saves = ("x", "y")

    @classmethod
    def shape(cls, *shapes: Shape, axis: Any = None, keepdims: bool = False) -> Shape:
        return _of_some(cls, shapes[0], axis, super().shape(*shapes, axis=axis, keepdims=keepdims))

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, axis: Any = None, keepdims: bool = False) -> None:
        np.max(x, axis=_axes(x.ndim, axis), keepdims=keepdims, out=y)

    @staticmethod
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        np: Face, dy: Array, x: Array, y: Array, *, dx: Array, axis: Any, keepdims: bool
    ) -> None:
        share, greatest = np.empty_like(dy), np.empty_like(dx, dtype="bool")
        np.equal(x, _stretched(y, x.ndim, axis, keepdims), out=greatest)
        np.sum(greatest, axis=_axes(x.ndim, axis), keepdims=keepdims, out=share)
        np.divide(dy, share, out=share)
        take_where(np, _stretched(share, x.ndim, axis, keepdims), greatest, out=dx)


def _of_some(op: type[Op], x: Shape, axis: Any, y: Shape) -> Shape:
    """y, after checking that the reduced axes are not empty."""
    if 0 in (x[i] for i in _axes(len(x), axis)):
        raise ShapeError(
            f"{op.__name__.lower()}: shape {x} has no entries along axis {axis}; expected one or "
            "more."
        )
    return y


class LogSumExp(Sum):
    """y = ln Σ eˣ over `axis`;  dx = dy · softmax(x). x is shifted by its maximum, so that nothing
    overflows.

    If all x are −∞, y is −∞ and dx is 0. If one of them is ∞, y is ∞.
    """

    analytic = True
    latex, derivatives = r"\ln \sum e^x", (r"\bar{y} \odot e^{x - y}",)
    saves = ("x", "y")

    @classmethod
    def warnings(cls) -> AbstractContextManager[object]:
        return numpy.errstate(divide="ignore")

    @classmethod
    def shape(cls, *shapes: Shape, axis: Any = None, keepdims: bool = False) -> Shape:
        return _of_some(cls, shapes[0], axis, super().shape(*shapes, axis=axis, keepdims=keepdims))

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, axis: Any = None, keepdims: bool = False) -> None:
        axes, terms, top = _axes(x.ndim, axis), np.empty_like(x), np.empty_like(y)
        np.max(x, axis=axes, keepdims=keepdims, out=top)
        np.maximum(top, _lowest(top), out=top)
        np.minimum(top, -_lowest(top), out=top)
        np.subtract(x, _stretched(top, x.ndim, axis, keepdims), out=terms)
        np.exp(terms, out=terms)
        np.sum(terms, axis=axes, keepdims=keepdims, out=y)
        np.log(y, out=y)
        np.add(y, top, out=y)

    @staticmethod
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        np: Face, dy: Array, x: Array, y: Array, *, dx: Array, axis: Any, keepdims: bool
    ) -> None:
        finite = np.empty_like(y)
        np.maximum(y, _lowest(y), out=finite)
        np.subtract(x, _stretched(finite, x.ndim, axis, keepdims), out=dx)
        np.exp(dx, out=dx)
        np.multiply(dx, _stretched(dy, x.ndim, axis, keepdims), out=dx)


def _lowest(x: Array) -> float:
    """The lowest finite number, which replaces −∞ where ∞ − ∞ would otherwise result."""
    return float(numpy.finfo(x.dtype).min)


class Var(Sum):
    """y = Σ (x − x̄)² / (n − c) over `axis`;  dx = dy · 2 (x − x̄) / (n − c).

    c is `correction`: 1 for the unbiased variance.
    """

    analytic = True
    latex, kept_latex = r"\frac{1}{n - c} \sum d^2", (r"x - \langle x \rangle",)
    signs = (("deviation", "d"),)
    derivatives = (r"\bar{y} \odot \frac{2}{n - c}\,d",)
    keeps = ("deviation",)
    saves = ("deviation",)

    @classmethod
    def shape(  # pyright: ignore[reportIncompatibleMethodOverride]
        cls, *shapes: Shape, axis: Any, keepdims: bool, correction: float
    ) -> Shape:
        axes = _checked_axes("var", len(shapes[0]), axis)
        count = math.prod(shapes[0][i] for i in axes)
        if count <= correction:
            raise ShapeError(
                f"var: {count} entries to average do not fit correction={correction:g}; "
                "expected more than that."
            )
        return super().shape(*shapes, axis=axis, keepdims=keepdims)

    @staticmethod
    def forward(  # pyright: ignore[reportIncompatibleMethodOverride]
        np: Face,
        x: Array,
        *,
        y: Array,
        deviation: Array,
        axis: Any,
        keepdims: bool,
        correction: float,
    ) -> None:
        axes, squares = _axes(x.ndim, axis), np.empty_like(x)
        np.sum(x, axis=axes, keepdims=keepdims, out=y)
        np.divide(y, _count(x, axis), out=y)
        np.subtract(x, _stretched(y, x.ndim, axis, keepdims), out=deviation)
        np.multiply(deviation, deviation, out=squares)
        np.sum(squares, axis=axes, keepdims=keepdims, out=y)
        np.divide(y, _count(x, axis) - correction, out=y)

    @staticmethod
    def backward(  # pyright: ignore[reportIncompatibleMethodOverride]
        np: Face,
        dy: Array,
        deviation: Array,
        *,
        dx: Array,
        axis: Any,
        keepdims: bool,
        correction: float,
    ) -> None:
        np.multiply(deviation, 2 / (_count(dx, axis) - correction), out=dx)
        np.multiply(dx, _stretched(dy, dx.ndim, axis, keepdims), out=dx)


class Softmax(Op):
    """y = eˣ / Σ eˣ along `axis`;  dx = y · (dy − Σ dy y)."""

    analytic = True
    latex = r"\frac{e^x}{\sum e^x}"
    derivatives = (r"y \odot \left(\bar{y} - \textstyle\sum \bar{y} \odot y\right)",)
    saves = ("y",)

    @classmethod
    def shape(cls, *shapes: Shape, axis: int) -> Shape:
        _checked_axes(cls.__name__.lower(), len(shapes[0]), axis)
        return shapes[0]

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, axis: int) -> None:
        row = np.empty_like(x[_first(x.ndim, axis)])
        np.max(x, axis=axis, keepdims=True, out=row)
        np.subtract(x, row, out=y)
        np.exp(y, out=y)
        np.sum(y, axis=axis, keepdims=True, out=row)
        np.divide(y, row, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array, axis: int) -> None:
        row = np.empty_like(dy[_first(dy.ndim, axis)])
        np.multiply(dy, y, out=dx)
        np.sum(dx, axis=axis, keepdims=True, out=row)
        np.subtract(dy, row, out=dx)
        np.multiply(dx, y, out=dx)


class LogSoftmax(Softmax):
    """y = x − ln Σ eˣ along `axis`;  dx = dy − softmax(x) Σ dy."""

    latex = r"x - \ln \sum e^x"
    derivatives = (r"\bar{y} - e^y \odot \textstyle\sum \bar{y}",)
    saves = ("y",)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, axis: int) -> None:
        row, terms = np.empty_like(x[_first(x.ndim, axis)]), np.empty_like(x)
        np.max(x, axis=axis, keepdims=True, out=row)
        np.subtract(x, row, out=y)
        np.exp(y, out=terms)
        np.sum(terms, axis=axis, keepdims=True, out=row)
        np.log(row, out=row)
        np.subtract(y, row, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, *, dx: Array, axis: int) -> None:
        row = np.empty_like(dy[_first(dy.ndim, axis)])
        np.sum(dy, axis=axis, keepdims=True, out=row)
        np.exp(y, out=dx)
        np.multiply(dx, row, out=dx)
        np.subtract(dy, dx, out=dx)


def _first(ndim: int, axis: int) -> tuple[slice, ...]:
    """The index of the first entry along `axis`, which keeps that axis with length one."""
    return tuple(slice(0, 1) if i == axis % ndim else slice(None) for i in range(ndim))
