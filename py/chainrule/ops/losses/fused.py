"""Losses as single ops on raw scores (logits), accurate where composed formulas would overflow.

Scores and targets have the shape (…, n, outputs); the loss is the mean over the batch (and the
outputs) and has the shape (…), with one number per replica.
"""

from __future__ import annotations

from typing import Any

import numpy

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array, Face, Op
from chainrule.errors import ShapeError
from chainrule.ops.selecting import take_where

BEYOND = 2.0**10
"""A factor that makes the loss of an infinite score overflow, and that can be divided out exactly.
It also works for soft targets of 0.001 and above, and allows losses up to 1e31 in single
precision."""


class _Loss(Op):
    """A mean over the last two axes. No gradient flows to the target."""

    operands = ("scores", "target")
    signs = (
        ("y", "L"), ("scores", "s"), ("target", "t"), ("residual", "r"), ("clipped", "c"),
        ("margin", "m"),
    )  # fmt: skip

    @classmethod
    def shape(cls, *shapes: Shape, **settings: Any) -> Shape:
        scores, target = shapes
        if len(scores) < 2 or scores[-2:] != target[-2:]:
            raise ShapeError(
                f"{cls.__name__}: scores of shape {scores} do not fit a target of shape {target}; "
                "both are (n, outputs)."
            )
        return scores[:-2]


class MeanSquaredError(_Loss):
    """L = (1/N) Σ (s − t)², with N = n · outputs;  ds = dL · 2 (s − t) / N."""

    analytic = True
    latex, kept_latex = r"\frac{1}{N} \sum r^2", ("s - t",)
    derivatives = (r"\bar{L}\,\frac{2}{N}\,r", "0")
    keeps = ("residual",)
    saves = ("residual",)

    @staticmethod
    def forward(np: Face, scores: Array, target: Array, *, y: Array, residual: Array) -> None:
        np.subtract(scores, target, out=residual)
        _mean_product(np, residual, residual, entries(scores), out=y)

    @staticmethod
    def backward(np: Face, dy: Array, residual: Array, *, dscores: Array, dtarget: None) -> None:
        np.multiply(residual, 2 / entries(residual), out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class MeanAbsoluteError(_Loss):
    """L = (1/N) Σ |s − t|, with N = n · outputs;  ds = dL · sign(s − t) / N (0 where s = t)."""

    latex, kept_latex = r"\frac{1}{N} \sum |r|", ("s - t",)
    derivatives = (r"\bar{L}\,\frac{1}{N} \operatorname{sign} r", "0")
    keeps = ("residual",)
    saves = ("residual",)

    @staticmethod
    def forward(np: Face, scores: Array, target: Array, *, y: Array, residual: Array) -> None:
        sizes = np.empty_like(residual)
        np.subtract(scores, target, out=residual)
        np.absolute(residual, out=sizes)
        _mean(np, sizes, out=y)

    @staticmethod
    def backward(np: Face, dy: Array, residual: Array, *, dscores: Array, dtarget: None) -> None:
        np.sign(residual, out=dscores)
        np.multiply(dscores, 1 / entries(residual), out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class Huber(_Loss):
    """L = (1/N) Σ c (r − c/2), where r = s − t, and c is r clamped to [−δ, δ];  ds = dL · c / N.

    Each term is ½r² for |r| ≤ δ, and δ(|r| − δ/2) otherwise. Huber, "Robust estimation of a
    location parameter", 1964.
    """

    latex = r"\frac{1}{N} \sum c\,(s - t - \tfrac12 c)"
    kept_latex = (r"\min(\max(s - t, -\delta), \delta)",)
    derivatives = (r"\bar{L}\,\frac{1}{N}\,c", "0")
    keeps = ("clipped",)
    saves = ("clipped",)

    @staticmethod
    def forward(
        np: Face, scores: Array, target: Array, *, y: Array, clipped: Array, delta: float
    ) -> None:
        residual, terms = np.empty_like(clipped), np.empty_like(clipped)
        np.subtract(scores, target, out=residual)
        np.maximum(residual, -delta, out=clipped)
        np.minimum(clipped, delta, out=clipped)
        np.multiply(clipped, 0.5, out=terms)
        np.subtract(residual, terms, out=terms)
        _mean_product(np, clipped, terms, entries(scores), out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, clipped: Array, *, dscores: Array, dtarget: None, delta: float
    ) -> None:
        np.multiply(clipped, 1 / entries(clipped), out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class Hinge(_Loss):
    """L = (1/N) Σ max(0, 1 − t s), with targets −1 or 1;  ds = −dL · t [t s < 1] / N.

    Cortes & Vapnik, "Support-vector networks", 1995.
    """

    latex, kept_latex = r"\frac{1}{N} \sum m", (r"\max(0, 1 - t\,s)",)
    derivatives = (r"-\bar{L}\,\frac{1}{N}\, t \odot [m > 0]", "0")
    keeps = ("margin",)
    saves = ("margin", "target")

    @staticmethod
    def forward(np: Face, scores: Array, target: Array, *, y: Array, margin: Array) -> None:
        np.multiply(scores, target, out=margin)
        np.subtract(1, margin, out=margin)
        np.maximum(margin, 0, out=margin)
        _mean(np, margin, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, margin: Array, target: Array, *, dscores: Array, dtarget: None
    ) -> None:
        np.sign(margin, out=dscores)
        np.multiply(dscores, target, out=dscores)
        np.multiply(dscores, -1 / entries(margin), out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class MultiMargin(_Loss):
    """L = (1/nC) Σ_n Σ_{c ≠ k} max(0, 1 − s_k + s_c), where k is the example's class (the target is
    a one-hot row). With a = [margin > 0], ds = dL · (a − t Σ_c a) / nC.

    Weston & Watkins, "Support vector machines for multi-class pattern recognition", 1999; PyTorch's
    `MultiMarginLoss`.
    """

    latex = r"\frac{1}{n C} \sum_n \sum_c m_{nc}"
    kept_latex = (r"\max(0, 1 - s_k + s_c) \text{ for } c \ne k,\ 0 \text{ for the class } k",)
    derivatives = (
        r"\bar{L}\,\frac{1}{n C}\left([m > 0] - t \textstyle\sum_c [m_c > 0]\right)",
        "0",
    )
    keeps = ("margin",)
    saves = ("margin", "target")

    @staticmethod
    def forward(np: Face, scores: Array, target: Array, *, y: Array, margin: Array) -> None:
        own, others, differ = (np.empty_like(margin, dtype="bool") for _ in range(3))
        chosen, row = np.empty_like(margin), np.empty_like(margin[..., :1])
        np.not_equal(target, 0, out=own)
        take_where(np, scores, own, out=chosen)
        np.sum(chosen, axis=-1, keepdims=True, out=row)
        np.equal(target, 0, out=others)
        # If both scores are −∞ (or both are ∞), their term is 0, as in PyTorch; ∞ − ∞ would be NaN.
        np.not_equal(scores, row, out=differ)
        np.absolute(scores, out=chosen)
        np.less(chosen, numpy.inf, out=own)
        np.bitwise_or(differ, own, out=differ)
        np.bitwise_and(others, differ, out=others)
        np.subtract(scores, row, out=margin)
        np.add(margin, 1, out=margin)
        np.maximum(margin, 0, out=margin)
        take_where(np, margin, others, out=margin)
        _mean(np, margin, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, margin: Array, target: Array, *, dscores: Array, dtarget: None
    ) -> None:
        row, taken = np.empty_like(margin[..., :1]), np.empty_like(margin)
        np.sign(margin, out=dscores)
        np.sum(dscores, axis=-1, keepdims=True, out=row)
        np.multiply(target, row, out=taken)
        np.subtract(dscores, taken, out=dscores)
        np.multiply(dscores, 1 / entries(margin), out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class BinaryCrossEntropy(_Loss):
    """L = −(1/N) Σ [t ln p + (1 − t) ln(1 − p)], with N = n · outputs and p = σ(s);  ds = dL · (p −
    t) / N.

    L is computed as (1/N) Σ ln(e^(−t s) + e^((1 − t) s)), which does not overflow and keeps full
    precision for confident, correct predictions, for which the usual ln(1 + eˢ) − t s rounds to 0.
    A score of ±∞ gives a loss of 0 if the prediction is right and of ∞ if it is wrong; the gradient
    is finite.
    """

    latex = r"-\frac{1}{N} \sum \left(t\,\ln p + (1 - t)\,\ln(1 - p)\right)"
    kept_latex = (r"\sigma(s)",)
    derivatives = (r"\bar{L}\,\frac{1}{N}(p - t)", "0")
    keeps = ("p",)
    saves = ("p", "target")

    @staticmethod
    def forward(np: Face, scores: Array, target: Array, *, y: Array, p: Array) -> None:
        terms, total = np.empty_like(p), np.empty_like(y)
        surprise(np, scores, target, p, terms)
        power = BEYOND * 2.0 ** entries(terms).bit_length()
        _mean(np, terms, out=total, times=power)
        np.multiply(total, 1 / power, out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, p: Array, target: Array, *, dscores: Array, dtarget: None
    ) -> None:
        np.subtract(p, target, out=dscores)
        np.multiply(dscores, 1 / entries(p), out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class CrossEntropy(_Loss):
    """L = −(1/n) Σ t · ln p, with p = softmax(s);  ds = dL · (p − t) / n.

    The targets are probabilities over the outputs that sum to 1 (for a class, a one-hot row).
    """

    analytic = True
    latex = r"-\frac{1}{n} \sum_n \sum_c t_{nc}\,\ln p_{nc}"
    kept_latex = (r"\mathrm{softmax}(s)",)
    derivatives = (r"\bar{L}\,\frac{1}{n}(p - t)", "0")
    keeps = ("p",)
    saves = ("p", "target")

    @staticmethod
    def forward(np: Face, scores: Array, target: Array, *, y: Array, p: Array) -> None:
        surprise, absent = np.empty_like(scores), np.empty_like(target, dtype="bool")
        _softmax(np, scores, p, surprise)
        np.equal(target, 0, out=absent)
        np.copyto(surprise, 0, where=absent)  # because ∞ · 0 is NaN
        _mean_product(np, surprise, target, scores.shape[-2], out=y)

    @staticmethod
    def backward(
        np: Face, dy: Array, p: Array, target: Array, *, dscores: Array, dtarget: None
    ) -> None:
        np.subtract(p, target, out=dscores)
        np.multiply(dscores, 1 / p.shape[-2], out=dscores)
        np.multiply(dscores, dy[..., None, None], out=dscores)


class KLDivergence(CrossEntropy):
    """L = (1/n) Σ t (ln t − ln softmax(s)), with 0 ln 0 = 0;  ds is that of the cross-entropy.

    Kullback & Leibler, "On information and sufficiency", 1951.
    """

    analytic = False
    latex = r"\frac{1}{n} \sum_n \sum_c t_{nc}\,\ln\left(\frac{t_{nc}}{p_{nc}}\right)"
    derivatives = CrossEntropy.derivatives

    @staticmethod
    def forward(np: Face, scores: Array, target: Array, *, y: Array, p: Array) -> None:
        surprise, log_t = np.empty_like(p), np.empty_like(target)
        absent = np.empty_like(target, dtype="bool")
        _softmax(np, scores, p, surprise)
        np.maximum(target, float(numpy.finfo(target.dtype).tiny), out=log_t)
        np.log(log_t, out=log_t)
        np.add(log_t, surprise, out=surprise)
        np.equal(target, 0, out=absent)
        np.copyto(surprise, 0, where=absent)  # because ∞ · 0 is NaN
        _mean_product(np, surprise, target, scores.shape[-2], out=y)


def entries(array: Array) -> int:
    """The number of scores in one replica: n · outputs."""
    return array.shape[-2] * array.shape[-1]


def _softmax(np: Face, scores: Array, p: Array, surprise: Array) -> None:
    """Compute p = softmax(scores) over the last axis, and `surprise` = −ln p."""
    row = np.empty_like(scores[..., :1])
    np.max(scores, axis=-1, keepdims=True, out=row)
    np.subtract(scores, row, out=surprise)
    np.exp(surprise, out=p)
    np.sum(p, axis=-1, keepdims=True, out=row)
    np.divide(p, row, out=p)
    np.log(row, out=row)
    np.subtract(row, surprise, out=surprise)


def surprise(np: Face, scores: Array, target: Array, p: Array, terms: Array) -> None:
    """Compute p = σ(s) and the terms −t ln p − (1 − t) ln(1 − p); a score of ±∞ is replaced by the
    largest finite number of the same sign, because 0 · ∞ is NaN. The caller scales the sum by
    `BEYOND`, so that the losses of wrong infinite scores overflow to infinity."""
    against, most = np.empty_like(p), float(numpy.finfo(p.dtype).max)
    np.minimum(scores, most, out=p)
    np.maximum(p, -most, out=p)
    np.multiply(target, p, out=against)
    np.subtract(p, against, out=p)
    np.negative(against, out=against)
    np.logaddexp(against, p, out=terms)
    # p = e^((1 − t) s) / (e^(−t s) + e^((1 − t) s))
    np.subtract(p, terms, out=p)
    np.exp(p, out=p)


def _mean(np: Face, terms: Array, *, out: Array, times: float = 1.0) -> None:
    # The mean is computed as a product with a constant, which the planner merges with the sum into
    # one dot product.
    shares, products = numpy.full_like(terms, times / entries(terms)), np.empty_like(terms)
    np.multiply(terms, shares, out=products)
    np.sum(products, axis=(-2, -1), out=out)


def _mean_product(np: Face, a: Array, b: Array, count: int, *, out: Array) -> None:
    products = np.empty_like(a)
    np.multiply(a, b, out=products)
    np.sum(products, axis=(-2, -1), out=out)
    np.divide(out, count, out=out)
