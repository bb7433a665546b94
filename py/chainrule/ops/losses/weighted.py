"""Losses with class weights, as single ops: L = Σ rₙ lₙ, a weighted mean of the examples' losses
lₙ.

The share rₙ = wₙ / Σ w of an example in its batch depends on the example's class. The share is
saved in addition to the arrays that the unweighted loss saves. So is τ, the target with the class
weights applied; for one-hot targets, τ is the target itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face
from chainrule.ops.losses.fused import (
    BEYOND,
    Hinge,
    MultiMargin,
    _Loss,
    _softmax,
    entries,
    surprise,
)

SIGNS = (*_Loss.signs, ("share", "r"), ("aim", r"\tau"))
WEIGHTS_LATEX = (r"\frac{w_k}{\sum w}", r"\frac{w\,t}{\sum_c w_c\,t_c}")


class WeightedCrossEntropy(_Loss):
    """L = −Σₙ rₙ Σ_c τ_nc ln p_nc, with p = softmax(s);  ds = dL · r (p − τ).

    τ_nc = w_c t_nc / Σ_c w_c t_nc and rₙ = Σ_c w_c t_nc / Σₘ w_kₘ, where kₘ is the class of example
    m. For one-hot targets, τ = t and r = w_k / Σ w, as in PyTorch's `CrossEntropyLoss(weight)`.
    With label smoothing, w_k is recovered from Σ_c w_c t_c = (1 − ε) w_k + ε mean(w).
    """

    latex = r"-\sum_n r_n \sum_c \tau_{nc} \ln p_{nc}"
    kept_latex = (r"\mathrm{softmax}(s)", *WEIGHTS_LATEX)
    signs = SIGNS
    derivatives = (r"\bar{L}\,r\,(p - \tau)", "0")
    keeps = ("p", "share", "aim")
    saves = ("p", "share", "aim")

    @classmethod
    def kept_shapes(cls, *shapes: Shape, **settings: Any) -> tuple[Shape, ...]:
        scores, _ = shapes
        return scores, (*scores[:-1], 1), scores

    @staticmethod
    def forward(
        np: Face,
        scores: Array,
        target: Array,
        *,
        y: Array,
        p: Array,
        share: Array,
        aim: Array,
        weight: Sequence[float],
        smoothing: float,
    ) -> None:
        surprise, weighted = np.empty_like(p), np.empty_like(p)
        rows, mean = scores.shape[-2], sum(weight) / len(weight)
        _softmax(np, scores, p, surprise)
        np.multiply(target, _constant(weight, p), out=weighted)
        np.sum(weighted, axis=-1, keepdims=True, out=share)
        np.divide(weighted, share, out=aim)
        _divide_by_sum(np, share, smoothing * mean * rows, 1 / (1 - smoothing))
        _select_nonzero(np, surprise, aim)
        np.multiply(surprise, aim, out=weighted)
        _sum_product(np, weighted, share, out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        p: Array,
        share: Array,
        aim: Array,
        *,
        dscores: Array,
        dtarget: None,
        weight: Sequence[float],
        smoothing: float,
    ) -> None:
        np.subtract(p, aim, out=dscores)
        np.multiply(dscores, share, out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class WeightedBinaryCrossEntropy(_Loss):
    """L = −Σ r [τ ln p + (1 − τ) ln(1 − p)], with p = σ(s);  ds = dL · r (p − τ).

    With the weights w₀ and w₁ of classes 0 and 1, u = w₁ t + w₀ (1 − t), τ = w₁ t / u and r = u / Σ
    u, this is L = −Σ [w₁ t ln p + w₀ (1 − t) ln(1 − p)] / Σ u. With `by_count`, r = u / N, where N
    = n · outputs; w₀ = 1 then gives PyTorch's `BCEWithLogitsLoss(pos_weight=w₁)`. `weight` holds
    one pair (w₀, w₁) per output, or a single pair for all outputs.
    """

    latex = r"-\sum r \left(\tau \ln p + (1 - \tau) \ln(1 - p)\right)"
    kept_latex = (r"\sigma(s)", *WEIGHTS_LATEX)
    signs = SIGNS
    derivatives = (r"\bar{L}\,r\,(p - \tau)", "0")
    keeps = ("p", "share", "aim")
    saves = ("p", "share", "aim")

    @classmethod
    def kept_formulas(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        p, share, aim = cls.kept_latex
        return p, r"\frac{w_k}{N}" if settings.get("by_count") else share, aim

    @staticmethod
    def forward(
        np: Face,
        scores: Array,
        target: Array,
        *,
        y: Array,
        p: Array,
        share: Array,
        aim: Array,
        weight: Sequence[tuple[float, float]],
        by_count: bool,
    ) -> None:
        terms, total = np.empty_like(p), np.empty_like(y)
        negative, positive = (_constant(column, p) for column in zip(*weight, strict=True))
        np.multiply(target, positive, out=aim)
        np.subtract(1, target, out=share)
        np.multiply(share, negative, out=share)
        np.add(share, aim, out=share)
        np.divide(aim, share, out=aim)
        if by_count:
            np.multiply(share, 1 / entries(p), out=share)
        else:
            _divide_by_sum(np, share)
        surprise(np, scores, aim, p, terms)
        np.multiply(terms, BEYOND, out=terms)
        _sum_product(np, terms, share, out=total)
        np.multiply(total, 1 / BEYOND, out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        p: Array,
        share: Array,
        aim: Array,
        *,
        dscores: Array,
        dtarget: None,
        weight: Sequence[tuple[float, float]],
        by_count: bool,
    ) -> None:
        np.subtract(p, aim, out=dscores)
        np.multiply(dscores, share, out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class WeightedHinge(_Loss):
    """L = Σ r max(0, 1 − t s), with targets −1 or 1, and r = w / Σ w, where w is the weight of the
    example's class; ds = −dL · r t [t s < 1]."""

    latex = r"\sum r\,m"
    kept_latex = (r"\max(0, 1 - t\,s)", WEIGHTS_LATEX[0])
    signs = SIGNS
    derivatives = (r"-\bar{L}\,r\, t \odot [m > 0]", "0")
    keeps = ("margin", "share")
    saves = ("margin", "share", "target")

    @staticmethod
    def forward(
        np: Face,
        scores: Array,
        target: Array,
        *,
        y: Array,
        margin: Array,
        share: Array,
        weight: tuple[float, float],
    ) -> None:
        negative, positive = weight
        np.multiply(target, (positive - negative) / 2, out=share)
        np.add(share, (positive + negative) / 2, out=share)
        _divide_by_sum(np, share)
        Hinge.forward(np, scores, target, y=y, margin=margin)
        _sum_product(np, margin, share, out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        margin: Array,
        share: Array,
        target: Array,
        *,
        dscores: Array,
        dtarget: None,
        weight: tuple[float, float],
    ) -> None:
        Hinge.backward(np, dy, margin, target, dscores=dscores, dtarget=dtarget)
        np.multiply(dscores, share, out=dscores)
        np.multiply(dscores, entries(margin), out=dscores)


class WeightedMultiMargin(_Loss):
    """L = (1/C) Σₙ rₙ Σ_{c ≠ k} max(0, 1 − s_k + s_c), where k is the example's class (the target
    is a one-hot row), and r = w_k / Σ w. With a = [margin > 0], ds = dL · r (a − t Σ_c a) / C."""

    latex = r"\frac{1}{C} \sum_n r_n \sum_c m_{nc}"
    kept_latex = (
        r"\max(0, 1 - s_k + s_c) \text{ for } c \ne k,\ 0 \text{ for the class } k",
        WEIGHTS_LATEX[0],
    )
    signs = SIGNS
    derivatives = (
        r"\bar{L}\,\frac{r}{C}\left([m > 0] - t \textstyle\sum_c [m_c > 0]\right)",
        "0",
    )
    keeps = ("margin", "share")
    saves = ("margin", "share", "target")

    @classmethod
    def kept_shapes(cls, *shapes: Shape, **settings: Any) -> tuple[Shape, ...]:
        scores, _ = shapes
        return scores, (*scores[:-1], 1)

    @staticmethod
    def forward(
        np: Face,
        scores: Array,
        target: Array,
        *,
        y: Array,
        margin: Array,
        share: Array,
        weight: Sequence[float],
    ) -> None:
        weighted = np.empty_like(margin)
        np.multiply(target, _constant(weight, margin), out=weighted)
        np.sum(weighted, axis=-1, keepdims=True, out=share)
        _divide_by_sum(np, share)
        MultiMargin.forward(np, scores, target, y=y, margin=margin)
        _sum_product(np, margin, share, out=y)
        np.multiply(y, 1 / scores.shape[-1], out=y)

    @staticmethod
    def backward(
        np: Face,
        dy: Array,
        margin: Array,
        share: Array,
        target: Array,
        *,
        dscores: Array,
        dtarget: None,
        weight: Sequence[float],
    ) -> None:
        MultiMargin.backward(np, dy, margin, target, dscores=dscores, dtarget=dtarget)
        np.multiply(dscores, share, out=dscores)
        np.multiply(dscores, margin.shape[-2], out=dscores)


def _constant(values: Sequence[float], like: Array) -> Array:
    return numpy.array(values, like.dtype)


def _divide_by_sum(np: Face, share: Array, less: float = 0.0, times: float = 1.0) -> None:
    """Set share to share / ((Σ share − less) · times), with the sum over the batch and the
    outputs."""
    total = np.empty_like(share[..., :1, :1])
    np.sum(share, axis=(-2, -1), keepdims=True, out=total)
    if less:
        np.subtract(total, less, out=total)
        np.multiply(total, times, out=total)
    np.divide(share, total, out=share)


def _sum_product(np: Face, terms: Array, share: Array, *, out: Array) -> None:
    products = np.empty_like(terms)
    np.multiply(terms, share, out=products)
    np.sum(products, axis=(-2, -1), out=out)


def _select_nonzero(np: Face, terms: Array, factors: Array) -> None:
    """Set to 0 the terms whose factor is 0, because −∞ · 0 is NaN."""
    absent = np.empty_like(factors, dtype="bool")
    np.equal(factors, 0, out=absent)
    np.copyto(terms, 0, where=absent)
