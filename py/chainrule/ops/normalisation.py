"""Normalisation to mean 0 and variance 1, or to mean square 1, over given axes."""

from __future__ import annotations

import math

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face, Op

Axes = tuple[int, ...]


class Standardise(Op):
    """y = (x − μ) / √(σ² + ε), with the mean μ and the biased variance σ² over `axes` (negative
    indices).

    dx = (dy − mean(dy) − y · mean(dy · y)) / √(σ² + ε), with the means over the same axes.
    """

    analytic = True
    latex = r"\frac{x - \mu}{d}"
    signs = (("mean", r"\mu"), ("variance", r"\sigma^2"), ("deviation", "d"))
    kept_latex = (
        r"\langle x \rangle",
        r"\langle (x - \mu)^2 \rangle",
        r"\sqrt{\sigma^2 + \varepsilon}",
    )
    derivatives = (
        r"\frac{1}{d}"
        r"\left(\bar{y} - \langle \bar{y} \rangle - y \langle \bar{y} y \rangle\right)",
    )
    keeps = ("mean", "variance", "deviation")
    saves = ("y", "deviation")

    @classmethod
    def shape(cls, *shapes: Shape, axes: Axes, eps: float) -> Shape:
        return shapes[0]

    @classmethod
    def kept_shapes(cls, *shapes: Shape, axes: Axes, eps: float) -> tuple[Shape, ...]:
        (x,) = shapes
        lengths = (1 if i - len(x) in axes else n for i, n in enumerate(x))
        return (tuple(lengths),) * len(cls.keeps)

    @staticmethod
    def forward(
        np: Face,
        x: Array,
        *,
        y: Array,
        mean: Array,
        variance: Array,
        deviation: Array,
        axes: Axes,
        eps: float,
    ) -> None:
        scale = np.empty_like(mean)
        np.sum(x, axis=axes, keepdims=True, out=mean)
        np.multiply(mean, 1 / _count(x, axes), out=mean)
        np.subtract(x, mean, out=y)
        _normalise(np, y, scale, variance, deviation, axes, eps)
        np.multiply(variance, scale, out=variance)
        np.multiply(variance, scale, out=variance)

    @staticmethod
    def backward(
        np: Face, dy: Array, y: Array, deviation: Array, *, dx: Array, axes: Axes, eps: float
    ) -> None:
        share = 1 / _count(y, axes)
        products, row = np.empty_like(dx), np.empty_like(deviation)
        np.multiply(dy, y, out=products)
        np.sum(products, axis=axes, keepdims=True, out=row)
        np.multiply(row, share, out=row)
        np.multiply(y, row, out=products)
        np.sum(dy, axis=axes, keepdims=True, out=row)
        np.multiply(row, share, out=row)
        np.subtract(dy, row, out=dx)
        np.subtract(dx, products, out=dx)
        np.divide(dx, deviation, out=dx)


class StandardiseImages(Standardise):
    """`Standardise` for images (…, n, channels, height, width), with their memory layout."""

    latex, derivatives = Standardise.latex, Standardise.derivatives
    features = 3


class RMSNormalise(Op):
    """y = x / √(mean(x²) + ε) over the last axis;  dx = (dy − y · mean(dy · y)) / √(…).

    Zhang & Sennrich, "Root mean square layer normalization", NeurIPS 2019.
    """

    analytic = True
    latex, signs = r"\frac{x}{r}", (("rms", "r"),)
    kept_latex = (r"\sqrt{\langle x^2 \rangle + \varepsilon}",)
    derivatives = (
        r"\frac{1}{r}"
        r"\left(\bar{y} - y \langle \bar{y} y \rangle\right)",
    )
    keeps = ("rms",)
    saves = ("y", "rms")

    @classmethod
    def shape(cls, *shapes: Shape, eps: float) -> Shape:
        return shapes[0]

    @classmethod
    def kept_shapes(cls, *shapes: Shape, eps: float) -> tuple[Shape, ...]:
        return ((*shapes[0][:-1], 1),)

    @staticmethod
    def forward(np: Face, x: Array, *, y: Array, rms: Array, eps: float) -> None:
        scale, square = np.empty_like(rms), np.empty_like(rms)
        np.copyto(y, x)
        _normalise(np, y, scale, square, rms, (-1,), eps)

    @staticmethod
    def backward(np: Face, dy: Array, y: Array, rms: Array, *, dx: Array, eps: float) -> None:
        row = np.empty_like(rms)
        np.multiply(dy, y, out=dx)
        np.sum(dx, axis=-1, keepdims=True, out=row)
        np.multiply(row, 1 / y.shape[-1], out=row)
        np.multiply(y, row, out=dx)
        np.subtract(dy, dx, out=dx)
        np.divide(dx, rms, out=dx)


def _normalise(
    np: Face, y: Array, scale: Array, square: Array, root: Array, axes: Axes, eps: float
) -> None:
    """y ← y / root, with root = √(mean(y²) + ε) over `axes`, computed without overflow of the
    squares.

    The root is computed from z = y / c, where c = max(max |y|, √ε): root = c √(mean(z²) + ε/c²).
    Also writes c to `scale` and mean(z²) to `square`.
    """
    work = np.empty_like(y)
    np.absolute(y, out=work)
    np.max(work, axis=axes, keepdims=True, out=scale)
    np.maximum(scale, math.sqrt(eps), out=scale)
    np.divide(y, scale, out=y)
    np.multiply(y, y, out=work)
    np.sum(work, axis=axes, keepdims=True, out=square)
    np.multiply(square, 1 / _count(y, axes), out=square)
    np.divide(math.sqrt(eps), scale, out=root)
    np.multiply(root, root, out=root)
    np.add(root, square, out=root)
    np.sqrt(root, out=root)
    np.divide(y, root, out=y)
    np.multiply(root, scale, out=root)


def _count(x: Array, axes: Axes) -> int:
    return math.prod(x.shape[axis] for axis in axes)
