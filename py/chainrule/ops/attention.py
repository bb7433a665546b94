"""Scaled dot-product attention."""

from __future__ import annotations

import math

import numpy

from chainrule.engine.broadcasting import Shape, broadcast_shapes
from chainrule.engine.op import ROW_MAJOR, Array, Face, Op
from chainrule.errors import ShapeError


class ScaledDotProductAttention(Op):
    """y = softmax(q kᵀ / √d) v over the last two axes, for q (…, T, d), k (…, S, d) and v (…, S,
    e).

    With `causal`, step t attends only to the steps up to t. With a = softmax(…), da = dy vᵀ and ds
    = a · (da − Σ da · a) / √d: dq = ds k, dk = dsᵀ q, dv = aᵀ dy. Vaswani et al., "Attention is all
    you need", NeurIPS 2017.
    """

    analytic = True
    operands = ("q", "k", "v")
    latex = r"a\,v"
    kept_latex = (r"\mathrm{softmax}\!\left(\frac{q\,k^\top}{\sqrt{d}}\right)",)
    signs = (("attention", "a"),)
    derivatives = (
        r"\bar{s}\,k \text{ with } \bar{s} = a \odot"
        r" (\bar{a} - \textstyle\sum \bar{a} \odot a) / \sqrt{d},\ \bar{a} = \bar{y}\,v^\top",
        r"\bar{s}^\top q",
        r"a^\top \bar{y}",
    )
    saves = ("q", "k", "v", "attention")
    keeps = ("attention",)
    features = ROW_MAJOR

    @classmethod
    def shape(cls, *shapes: Shape, causal: bool) -> Shape:
        q, k, v = shapes
        if q[-1] != k[-1] or k[-2] != v[-2]:
            raise ShapeError(
                f"attention: queries {q}, keys {k} and values {v} do not fit; queries and keys "
                "have equal last axes, keys and values equal last but one."
            )
        lead = broadcast_shapes("attention", q[:-2], k[:-2], v[:-2])
        return (*lead, q[-2], v[-1])

    @classmethod
    def kept_shapes(cls, *shapes: Shape, causal: bool) -> tuple[Shape, ...]:
        q, k, v = shapes
        return ((*broadcast_shapes("attention", q[:-2], k[:-2], v[:-2]), q[-2], k[-2]),)

    @classmethod
    def gradient_shapes(cls, y: Shape, *shapes: Shape) -> tuple[Shape, ...]:
        return tuple((*y[:-2], *shape[-2:]) for shape in shapes)

    @staticmethod
    def forward(
        np: Face, q: Array, k: Array, v: Array, *, y: Array, attention: Array, causal: bool
    ) -> None:
        row = np.empty_like(attention[..., :1])
        np.matmul(q, k.swapaxes(-1, -2), out=attention)
        np.multiply(attention, 1 / math.sqrt(q.shape[-1]), out=attention)
        if causal:
            future = numpy.triu(numpy.full(attention.shape[-2:], -numpy.inf, y.dtype), 1)
            np.add(attention, future, out=attention)
        np.max(attention, axis=-1, keepdims=True, out=row)
        np.subtract(attention, row, out=attention)
        np.exp(attention, out=attention)
        np.sum(attention, axis=-1, keepdims=True, out=row)
        np.divide(attention, row, out=attention)
        np.matmul(attention, v, out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        q: Array,
        k: Array,
        v: Array,
        attention: Array,
        *,
        dq: Array | None,
        dk: Array | None,
        dv: Array | None,
        causal: bool,
    ) -> None:
        if dv is not None:
            np.matmul(attention.swapaxes(-1, -2), dy, out=dv)
        if dq is None and dk is None:
            return
        ds, products = np.empty_like(attention), np.empty_like(attention)
        row = np.empty_like(attention[..., :1])
        np.matmul(dy, v.swapaxes(-1, -2), out=ds)
        np.multiply(ds, attention, out=products)
        np.sum(products, axis=-1, keepdims=True, out=row)
        np.subtract(ds, row, out=ds)
        np.multiply(ds, attention, out=ds)
        np.multiply(ds, 1 / math.sqrt(q.shape[-1]), out=ds)
        if dq is not None:
            np.matmul(ds, k, out=dq)
        if dk is not None:
            np.matmul(ds.swapaxes(-1, -2), q, out=dk)
