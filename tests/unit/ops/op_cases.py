"""For every op: how to call it, an independent formula for its value, and shapes to try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import chainrule as cr
import numpy as np
from chainrule import Tensor, ops
from chainrule.tensor.tensor import apply
from ops.op_references import (
    KEY,
    STEP,
    attention,
    binary_cross_entropy,
    class_shares,
    class_signs,
    class_weights,
    convolved,
    dropout_mask,
    erf,
    greatest,
    gru,
    log_softmax,
    lstm,
    multi_margin,
    one_hot,
    pick,
    pooled,
    sided,
    standardised,
    weighted_binary_cross_entropy,
    weighted_multi_margin,
)

Shapes = tuple[tuple[int, ...], ...]

ELEMENTWISE1: Sequence[Shapes] = [((3, 2),), ((4,),), ((2, 3, 2),), ((1, 1),)]
ELEMENTWISE2: Sequence[Shapes] = [
    ((3, 2), (3, 2)),
    ((3, 2), (2,)),
    ((1, 2), (3, 1)),
    ((2, 1, 3), (4, 1)),
    ((), (2, 2)),
]


@dataclass(frozen=True)
class Case:
    """`oracle` is written with complex-safe NumPy, so that the complex step applies to it."""

    call: Callable[..., Tensor]
    oracle: Callable[..., Any]
    shapes: Sequence[Shapes]
    low: float = -2.0
    high: float = 2.0
    differentiable: int | None = None
    """The number of operands that receive gradients; by default, all of them."""


CONDITION = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
INDEX = np.array([[0, 0, 2], [1, 2, 2]])


IMAGES: Sequence[Shapes] = [((2, 3, 5, 4),), ((1, 1, 4, 6),), ((2, 3, 1, 5, 4),)]
SERIES: Sequence[Shapes] = [((2, 3, 6),), ((2, 2, 1, 5),)]


CASES: dict[str, Case] = {
    "Conv1d": Case(
        lambda x, w, b: apply(ops.Conv1d, x, w, b, stride=(2,), padding=(1,)),
        lambda x, w, b: convolved(x, w, b, 2, 1, axes=1),
        [((2, 3, 6), (4, 3, 3), (4,)), ((2, 2, 1, 5), (2, 3, 1, 2), (2, 3))],
    ),
    "Conv2d": Case(
        lambda x, w, b: apply(ops.Conv2d, x, w, b, stride=(1, 1), padding=(1, 1)),
        lambda x, w, b: convolved(x, w, b, 1, 1, axes=2),
        [((2, 2, 3, 4), (3, 2, 3, 2), (3,)), ((2, 1, 1, 3, 3), (2, 2, 1, 2, 2), (2, 2))],
    ),
    "MaxPool1d": Case(
        lambda x: apply(ops.MaxPool1d, x, kernel=(2,), stride=(1,)),
        lambda x: pooled(x, 1, 2, 1, greatest),
        SERIES,
    ),
    "MaxPool2d": Case(
        lambda x: apply(ops.MaxPool2d, x, kernel=(2, 2), stride=(2, 2)),
        lambda x: pooled(x, 2, 2, 2, greatest),
        IMAGES,
    ),
    "AvgPool1d": Case(
        lambda x: apply(ops.AvgPool1d, x, kernel=(3,), stride=(2,)),
        lambda x: pooled(x, 1, 3, 2, lambda w: w.mean(-1)),
        SERIES,
    ),
    "AvgPool2d": Case(
        lambda x: apply(ops.AvgPool2d, x, kernel=(2, 2), stride=(1, 1)),
        lambda x: pooled(x, 2, 2, 1, lambda w: w.mean(-1)),
        IMAGES,
    ),
    "Standardise": Case(
        lambda x: apply(ops.Standardise, x, axes=(-1,), eps=0.1),
        lambda x: standardised(x, (-1,)),
        [((3, 4),), ((2, 3, 4),)],
    ),
    "StandardiseImages": Case(
        lambda x: apply(ops.StandardiseImages, x, axes=(-4, -2, -1), eps=0.1),
        lambda x: standardised(x, (-4, -2, -1)),
        IMAGES,
    ),
    "RMSNormalise": Case(
        lambda x: apply(ops.RMSNormalise, x, eps=0.1),
        lambda x: x / ((x * x).mean(axis=-1, keepdims=True) + 0.1) ** 0.5,
        [((3, 4),), ((2, 3, 4),)],
    ),
    "Dropout": Case(
        lambda x: apply(
            ops.Dropout,
            x,
            p=0.4,
            key=KEY,
            step=STEP,
            places=np.arange(x.shape[-2] * x.shape[-1], dtype=np.uint32).reshape(x.shape[-2:]),
        ),
        lambda x: x * dropout_mask(x),
        [((3, 4),), ((2, 3, 4),)],
    ),
    "Embedding": Case(
        lambda w: apply(ops.Embedding, np.array([[0.0, 2.0], [2.0, 1.0]]), w, axes=2),
        lambda w: np.einsum("ntk,...kd->...ntd", np.eye(3)[[[0, 2], [2, 1]]], w),
        [((3, 2),), ((2, 3, 4),)],
    ),
    "ScaledDotProductAttention": Case(
        lambda q, k, v: apply(ops.ScaledDotProductAttention, q, k, v, causal=True),
        attention,
        [((3, 2), (3, 2), (3, 4)), ((2, 3, 2), (2, 3, 2), (1, 3, 1))],
    ),
    "GRUCell": Case(
        lambda a, b, h: apply(ops.GRUCell, a, b, h),
        gru,
        [((3, 6), (3, 6), (3, 2)), ((2, 1, 3), (2, 1, 3), (2, 1, 1))],
    ),
    "LSTMCell": Case(
        lambda a, b, c: apply(ops.LSTMCell, a, b, c),
        lstm,
        [((3, 8), (3, 8), (3, 2)), ((2, 1, 4), (2, 1, 4), (2, 1, 1))],
    ),
    "Abs": Case(lambda x: x.abs(), lambda x: np.where(x.real > 0, x, -x), ELEMENTWISE1),
    "Sin": Case(lambda x: x.sin(), np.sin, ELEMENTWISE1),
    "Cos": Case(lambda x: x.cos(), np.cos, ELEMENTWISE1),
    "Clip": Case(lambda x: x.clip(-0.7, 0.9), lambda x: pick(x, -0.7, 0.9), ELEMENTWISE1),
    "Hardtanh": Case(
        lambda x: apply(ops.Hardtanh, x, low=-0.7, high=0.9),
        lambda x: pick(x, -0.7, 0.9),
        ELEMENTWISE1,
    ),
    "Maximum": Case(
        lambda a, b: cr.maximum(a, b), lambda a, b: np.where(a.real > b.real, a, b), ELEMENTWISE2
    ),
    "Minimum": Case(
        lambda a, b: cr.minimum(a, b), lambda a, b: np.where(a.real < b.real, a, b), ELEMENTWISE2
    ),
    "Where": Case(
        lambda a, b: cr.where(CONDITION, a, b),
        lambda a, b: CONDITION * a + (1 - CONDITION) * b,
        [((3, 2), (3, 2)), ((2,), (3, 1)), ((2, 3, 2), (2, 3, 2))],
    ),
    "LeakyReLU": Case(
        lambda x: apply(ops.LeakyReLU, x, negative_slope=0.1),
        lambda x: np.where(x.real > 0, x, 0.1 * x),
        ELEMENTWISE1,
    ),
    "ELU": Case(
        lambda x: apply(ops.ELU, x, alpha=0.7, scale=1.3),
        lambda x: 1.3 * np.where(x.real > 0, x, 0.7 * (np.exp(x) - 1)),
        ELEMENTWISE1,
    ),
    "GELU": Case(
        lambda x: apply(ops.GELU, x),
        lambda x: x * (1 + erf(x / 2**0.5)) / 2,
        ELEMENTWISE1,
    ),
    "SiLU": Case(lambda x: apply(ops.SiLU, x), lambda x: x / (1 + np.exp(-x)), ELEMENTWISE1),
    "Mish": Case(
        lambda x: apply(ops.Mish, x), lambda x: x * np.tanh(np.log(1 + np.exp(x))), ELEMENTWISE1
    ),
    "Softplus": Case(
        lambda x: apply(ops.Softplus, x, beta=2.0, threshold=2.5),
        lambda x: np.where(2 * x.real > 2.5, x, np.log(1 + np.exp(2 * x)) / 2),
        ELEMENTWISE1,
    ),
    "Max": Case(
        lambda x: x.max(axis=-1),
        lambda x: np.take_along_axis(x, x.real.argmax(-1)[..., None], -1)[..., 0],
        [((3, 2),), ((2, 3, 4),)],
    ),
    "LogSumExp": Case(
        lambda x: x.logsumexp(axis=-1, keepdims=True),
        lambda x: np.log(np.exp(x).sum(axis=-1, keepdims=True)),
        [((3, 2),), ((2, 3, 4),)],
    ),
    "Var": Case(
        lambda x: x.var(axis=-1),
        lambda x: ((x**2).sum(-1) - x.sum(-1) ** 2 / x.shape[-1]) / (x.shape[-1] - 1),
        [((3, 2),), ((2, 3, 4),)],
    ),
    "Softmax": Case(
        lambda x: x.softmax(), lambda x: np.exp(log_softmax(x)), [((3, 2),), ((2, 3, 4),)]
    ),
    "LogSoftmax": Case(lambda x: x.log_softmax(), log_softmax, [((3, 2),), ((2, 3, 4),)]),
    "Concat": Case(
        lambda a, b, c: cr.concat([a, b, c], axis=-1),
        lambda a, b, c: np.concatenate([a, b, c], axis=-1),
        [((3, 2), (3, 1), (3, 4)), ((2, 3, 1), (2, 3, 2), (2, 3, 2))],
    ),
    "Pad": Case(
        lambda x: x.pad([(1, 0), (2, 3)], value=0.5),
        lambda x: np.pad(x, [(0, 0)] * (x.ndim - 2) + [(1, 0), (2, 3)], constant_values=0.5),
        [((3, 2),), ((2, 3, 4),)],
    ),
    "Gather": Case(
        lambda x: x.gather(1, INDEX),
        lambda x: np.array([[x[i, k] for k in row] for i, row in enumerate(INDEX)]),
        [((2, 3),), ((4, 5),)],
    ),
    "Add": Case(lambda a, b: a + b, lambda a, b: a + b, ELEMENTWISE2),
    "Subtract": Case(lambda a, b: a - b, lambda a, b: a - b, ELEMENTWISE2),
    "Multiply": Case(lambda a, b: a * b, lambda a, b: a * b, ELEMENTWISE2),
    "Divide": Case(lambda a, b: a / b, lambda a, b: a / b, ELEMENTWISE2, low=0.5),
    "Negate": Case(lambda x: -x, lambda x: 0 - x, ELEMENTWISE1),
    "Power": Case(lambda x: x**3, lambda x: x * x * x, ELEMENTWISE1),
    "Exp": Case(lambda x: x.exp(), lambda x: np.e**x, ELEMENTWISE1),
    "Log": Case(lambda x: x.log(), lambda x: np.log(x), ELEMENTWISE1, low=0.2),
    "Sqrt": Case(lambda x: x.sqrt(), lambda x: x**0.5, ELEMENTWISE1, low=0.2),
    "Tanh": Case(lambda x: x.tanh(), lambda x: 1 - 2 / (np.exp(2 * x) + 1), ELEMENTWISE1),
    "ReLU": Case(lambda x: x.relu(), lambda x: np.where(x.real > 0, x, 0), ELEMENTWISE1),
    "Sigmoid": Case(lambda x: x.sigmoid(), lambda x: np.exp(x) / (1 + np.exp(x)), ELEMENTWISE1),
    "Sum": Case(
        lambda x: x.sum(axis=-1), lambda x: np.einsum("...i->...", x), [((3, 2),), ((2, 3, 4),)]
    ),
    "Mean": Case(
        lambda x: x.mean(axis=(0, -1), keepdims=True),
        lambda x: x.sum(axis=(0, -1), keepdims=True) / (x.shape[0] * x.shape[-1]),
        [((3, 2),), ((2, 3, 4),)],
    ),
    "MatMul": Case(
        lambda a, b: a @ b,
        lambda a, b: np.einsum("...ij,...jk->...ik", a, b),
        [((3, 2), (2, 4)), ((2, 3, 2), (2, 4)), ((3, 2), (5, 2, 1))],
    ),
    "Linear": Case(
        lambda x, w, b: apply(ops.Linear, x, w, b),
        lambda x, w, b: np.einsum("...ni,...oi->...no", x, w) + b[..., None, :],
        [((3, 2), (4, 2), (4,)), ((5, 2), (3, 4, 2), (3, 4)), ((3, 5, 2), (3, 1, 2), (3, 1))],
    ),
    "Transpose": Case(
        lambda x: x.transpose(1, 2, 0),
        lambda x: np.moveaxis(x, 0, -1),
        [((3, 2, 4),), ((1, 2, 3),)],
    ),
    "Reshape": Case(
        lambda x: x.reshape(-1, 2), lambda x: x.ravel().reshape(-1, 2), [((4, 3),), ((2, 3, 2),)]
    ),
    "Slice": Case(lambda x: x[1:, ..., 0], lambda x: x[1:, ..., 0], [((3, 2),), ((2, 3, 4),)]),
    "MeanSquaredError": Case(
        lambda s, t: apply(ops.MeanSquaredError, s, t),
        lambda s, t: ((s - t) ** 2).sum(axis=(-2, -1)) / (s.shape[-1] * s.shape[-2]),
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        differentiable=1,
    ),
    "MeanAbsoluteError": Case(
        lambda s, t: apply(ops.MeanAbsoluteError, s, t),
        lambda s, t: np.where((s - t).real > 0, s - t, t - s).mean(axis=(-2, -1)),
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        differentiable=1,
    ),
    "Huber": Case(
        lambda s, t: apply(ops.Huber, s, t, delta=0.8),
        lambda s, t: np.where(
            abs((s - t).real) <= 0.8,
            (s - t) ** 2 / 2,
            0.8 * (np.where((s - t).real > 0, s - t, t - s) - 0.4),
        ).mean(axis=(-2, -1)),
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        differentiable=1,
    ),
    "Hinge": Case(
        lambda s: apply(ops.Hinge, s, class_signs(s)),
        lambda s: np.where((s * class_signs(s)).real < 1, 1 - s * class_signs(s), 0).mean(
            axis=(-2, -1)
        ),
        [((4, 3),), ((2, 4, 1),)],
    ),
    "MultiMargin": Case(
        lambda s: apply(ops.MultiMargin, s, one_hot(s)),
        lambda s: multi_margin(s, one_hot(s)),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "KLDivergence": Case(
        lambda s: apply(ops.KLDivergence, s, class_shares(s)),
        lambda s: (
            (class_shares(s) * (np.log(class_shares(s)) - log_softmax(s))).sum(axis=(-2, -1))
            / s.shape[-2]
        ),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "WeightedCrossEntropy": Case(
        lambda s: apply(
            ops.WeightedCrossEntropy,
            s,
            0.8 * one_hot(s) + 0.2 / s.shape[-1],
            weight=class_weights(s),
            smoothing=0.2,
        ),
        lambda s: (
            -(class_weights(s) * (0.8 * one_hot(s) + 0.2 / s.shape[-1]) * log_softmax(s)).sum(
                axis=(-2, -1)
            )
            / (one_hot(s) @ class_weights(s)).sum()
        ),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "WeightedBinaryCrossEntropy": Case(
        lambda s, t: apply(
            ops.WeightedBinaryCrossEntropy, s, t, weight=[(0.5, 3.0)], by_count=False
        ),
        weighted_binary_cross_entropy,
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        low=0.05,
        high=0.95,
        differentiable=1,
    ),
    "WeightedHinge": Case(
        lambda s: apply(ops.WeightedHinge, s, class_signs(s), weight=(0.5, 3.0)),
        lambda s: (
            np.where((s * class_signs(s)).real < 1, sided(s) * (1 - s * class_signs(s)), 0).sum(
                axis=(-2, -1)
            )
            / sided(s).sum()
        ),
        [((4, 3),), ((2, 4, 1),)],
    ),
    "WeightedMultiMargin": Case(
        lambda s: apply(ops.WeightedMultiMargin, s, one_hot(s), weight=class_weights(s)),
        lambda s: weighted_multi_margin(s, one_hot(s)),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "BinaryCrossEntropy": Case(
        lambda s, t: apply(ops.BinaryCrossEntropy, s, t),
        binary_cross_entropy,
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        low=0.05,
        high=0.95,
        differentiable=1,
    ),
    "CrossEntropy": Case(
        lambda s: apply(ops.CrossEntropy, s, class_shares(s)),
        lambda s: -(class_shares(s) * log_softmax(s)).sum(axis=(-2, -1)) / s.shape[-2],
        [((4, 3),), ((2, 4, 2),)],
    ),
}


def draw(case: Case, shapes: Shapes, seed: int) -> list[np.ndarray]:
    """Operands within the case's bounds, with absolute values of at least 0.01."""
    rng = np.random.default_rng(seed)
    arrays = [rng.uniform(case.low, case.high, shape) for shape in shapes]
    return [np.where(abs(a) < 0.01, 0.01, a) for a in arrays]


def complex_step(
    function: Callable[..., Any], arrays: list[np.ndarray], index: int, weights: np.ndarray
) -> np.ndarray:
    """∂(Σ weights · function)/∂arrays[index], exact up to rounding for analytic functions."""
    gradient = np.zeros(arrays[index].shape)
    for entry in np.ndindex(gradient.shape):
        shifted = [a.astype(complex) for a in arrays]
        shifted[index][entry] += 1e-30j
        gradient[entry] = (weights * function(*shifted)).sum().imag / 1e-30
    return gradient
