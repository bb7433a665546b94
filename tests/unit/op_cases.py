"""For every op: how to call it, an independent formula for its value, and shapes to try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import chainrule as cr
import numpy as np
from chainrule import Tensor, ops
from chainrule.tensor.tensor import apply

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
    """How many of the operands receive gradients; all by default."""


def _log_softmax(s: np.ndarray) -> np.ndarray:
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def _binary_cross_entropy(s: np.ndarray, t: np.ndarray) -> np.ndarray:
    p = 1 / (1 + np.exp(-s))
    return -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean(axis=(-2, -1))


def _weighted_binary_cross_entropy(s: np.ndarray, t: np.ndarray) -> np.ndarray:
    p = 1 / (1 + np.exp(-s))
    terms = 3.0 * t * np.log(p) + 0.5 * (1 - t) * np.log(1 - p)
    whole = np.broadcast_to(t, s.shape)
    return -terms.sum(axis=(-2, -1)) / (3.0 * whole + 0.5 * (1 - whole)).sum(axis=(-2, -1))


def _weights(s):
    return np.array([0.5, 3.0, 1.5])[: s.shape[-1]]


def _sided(s):
    return np.where(_signs(s) > 0, 3.0, 0.5)


def _weighted_multi_margin(s, t):
    own = (s * t).sum(axis=-1, keepdims=True)
    margins = np.where((t == 0) & ((1 - own + s).real > 0), 1 - own + s, 0).sum(axis=-1)
    weights = t @ _weights(s)
    return (weights * margins).sum(axis=-1) / weights.sum() / s.shape[-1]


def _signs(s):
    return np.where(np.arange(s.shape[-2] * s.shape[-1]) % 3, 1.0, -1.0).reshape(s.shape[-2:])


def _one_hot(s):
    return np.eye(s.shape[-1])[np.arange(s.shape[-2]) % s.shape[-1]]


def _shares(s):
    parts = 1.0 + np.arange(s.shape[-2] * s.shape[-1]).reshape(s.shape[-2:]) ** 2 % 7
    return parts / parts.sum(axis=-1, keepdims=True)


def _multi_margin(s, t):
    own = (s * t).sum(-1, keepdims=True)
    margin = (1 - own + s) * (1 - t)
    return np.where(margin.real > 0, margin, 0).mean(axis=(-2, -1))


def _pick(x: Any, low: float, high: float) -> Any:
    return np.where(x.real < low, low, np.where(x.real > high, high, x))


def _erf(x: np.ndarray) -> np.ndarray:
    """Maclaurin's series, good to rounding for |x| < 3."""
    total, term = np.zeros_like(x), x
    for n in range(80):
        total = total + term / (2 * n + 1)
        term = term * (-x * x) / (n + 1)
    return total * 2 / np.sqrt(np.pi)


CONDITION = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
INDEX = np.array([[0, 0, 2], [1, 2, 2]])


def _conv(x, w, b, stride, padding, axes):
    x = np.pad(x, [(0, 0)] * (x.ndim - axes) + [(padding, padding)] * axes)
    out = [(n - k) // stride + 1 for n, k in zip(x.shape[-axes:], w.shape[-axes:], strict=True)]
    y = np.zeros((*x.shape[: -axes - 1], w.shape[-axes - 2], *out), np.result_type(x, w, b))
    for place in np.ndindex(*out):
        key = tuple(
            slice(stride * p, stride * p + k) for p, k in zip(place, w.shape[-axes:], strict=True)
        )
        spec = {1: "...nck,...ock->...no", 2: "...nckl,...ockl->...no"}[axes]
        y[(..., *place)] = np.einsum(spec, x[(..., *key)], w) + b[..., None, :]
    return y


def _pool(x, axes, kernel, stride, reduce):
    out = [(n - kernel) // stride + 1 for n in x.shape[-axes:]]
    y = np.zeros((*x.shape[:-axes], *out), x.dtype)
    for place in np.ndindex(*out):
        key = tuple(slice(stride * p, stride * p + kernel) for p in place)
        window = x[(..., *key)]
        y[(..., *place)] = reduce(window.reshape(*window.shape[:-axes], -1))
    return y


def _greatest(x):
    return np.take_along_axis(x, x.real.argmax(-1)[..., None], -1)[..., 0]


def _standardised(x, axes):
    mean = x.mean(axis=axes, keepdims=True)
    return (x - mean) / (((x - mean) ** 2).mean(axis=axes, keepdims=True) + 0.1) ** 0.5


def _attention(q, k, v):
    scores = np.einsum("...td,...sd->...ts", q, k) / q.shape[-1] ** 0.5
    weights = np.exp(scores) * np.tril(np.ones(scores.shape[-2:]))
    return np.einsum("...ts,...se->...te", weights / weights.sum(-1, keepdims=True), v)


def _gru(a, b, h):
    size = h.shape[-1]
    r, z = (1 / (1 + np.exp(-(a[..., i : i + size] + b[..., i : i + size]))) for i in (0, size))
    n = np.tanh(a[..., 2 * size :] + r * b[..., 2 * size :])
    return (1 - z) * n + z * h


def _lstm(a, b, c):
    size, s = c.shape[-1], a + b
    i, f, g, o = (s[..., k * size : (k + 1) * size] for k in range(4))
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    after = f * c + i * np.tanh(g)
    return np.concatenate([o * np.tanh(after), after], axis=-1)


IMAGES: Sequence[Shapes] = [((2, 3, 5, 4),), ((1, 1, 4, 6),), ((2, 3, 1, 5, 4),)]
SERIES: Sequence[Shapes] = [((2, 3, 6),), ((2, 2, 1, 5),)]
KEY, STEP = np.array(123456789, np.uint32), np.array(7, np.uint32)


def _mask(x):
    """The mask by Python's own whole numbers."""
    shape = x.shape[-2:]
    bits = []
    for place in range(shape[0] * shape[1]):
        h = place ^ ((int(STEP) * 0x9E3779B9 + int(KEY)) % 2**32)
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B), (16, 1)):
            h = ((h ^ (h >> shift)) * factor) % 2**32
        bits.append(h)
    return (np.array(bits).reshape(shape) >= 0.4 * 2**32) / 0.6


CASES: dict[str, Case] = {
    "Conv1d": Case(
        lambda x, w, b: apply(ops.Conv1d, x, w, b, stride=(2,), padding=(1,)),
        lambda x, w, b: _conv(x, w, b, 2, 1, axes=1),
        [((2, 3, 6), (4, 3, 3), (4,)), ((2, 2, 1, 5), (2, 3, 1, 2), (2, 3))],
    ),
    "Conv2d": Case(
        lambda x, w, b: apply(ops.Conv2d, x, w, b, stride=(1, 1), padding=(1, 1)),
        lambda x, w, b: _conv(x, w, b, 1, 1, axes=2),
        [((2, 2, 3, 4), (3, 2, 3, 2), (3,)), ((2, 1, 1, 3, 3), (2, 2, 1, 2, 2), (2, 2))],
    ),
    "MaxPool1d": Case(
        lambda x: apply(ops.MaxPool1d, x, kernel=(2,), stride=(1,)),
        lambda x: _pool(x, 1, 2, 1, _greatest),
        SERIES,
    ),
    "MaxPool2d": Case(
        lambda x: apply(ops.MaxPool2d, x, kernel=(2, 2), stride=(2, 2)),
        lambda x: _pool(x, 2, 2, 2, _greatest),
        IMAGES,
    ),
    "AvgPool1d": Case(
        lambda x: apply(ops.AvgPool1d, x, kernel=(3,), stride=(2,)),
        lambda x: _pool(x, 1, 3, 2, lambda w: w.mean(-1)),
        SERIES,
    ),
    "AvgPool2d": Case(
        lambda x: apply(ops.AvgPool2d, x, kernel=(2, 2), stride=(1, 1)),
        lambda x: _pool(x, 2, 2, 1, lambda w: w.mean(-1)),
        IMAGES,
    ),
    "Standardise": Case(
        lambda x: apply(ops.Standardise, x, axes=(-1,), eps=0.1),
        lambda x: _standardised(x, (-1,)),
        [((3, 4),), ((2, 3, 4),)],
    ),
    "StandardiseImages": Case(
        lambda x: apply(ops.StandardiseImages, x, axes=(-4, -2, -1), eps=0.1),
        lambda x: _standardised(x, (-4, -2, -1)),
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
        lambda x: x * _mask(x),
        [((3, 4),), ((2, 3, 4),)],
    ),
    "Embedding": Case(
        lambda w: apply(ops.Embedding, np.array([[0.0, 2.0], [2.0, 1.0]]), w, axes=2),
        lambda w: np.einsum("ntk,...kd->...ntd", np.eye(3)[[[0, 2], [2, 1]]], w),
        [((3, 2),), ((2, 3, 4),)],
    ),
    "ScaledDotProductAttention": Case(
        lambda q, k, v: apply(ops.ScaledDotProductAttention, q, k, v, causal=True),
        _attention,
        [((3, 2), (3, 2), (3, 4)), ((2, 3, 2), (2, 3, 2), (1, 3, 1))],
    ),
    "GRUCell": Case(
        lambda a, b, h: apply(ops.GRUCell, a, b, h),
        _gru,
        [((3, 6), (3, 6), (3, 2)), ((2, 1, 3), (2, 1, 3), (2, 1, 1))],
    ),
    "LSTMCell": Case(
        lambda a, b, c: apply(ops.LSTMCell, a, b, c),
        _lstm,
        [((3, 8), (3, 8), (3, 2)), ((2, 1, 4), (2, 1, 4), (2, 1, 1))],
    ),
    "Abs": Case(lambda x: x.abs(), lambda x: np.where(x.real > 0, x, -x), ELEMENTWISE1),
    "Sin": Case(lambda x: x.sin(), np.sin, ELEMENTWISE1),
    "Cos": Case(lambda x: x.cos(), np.cos, ELEMENTWISE1),
    "Clip": Case(lambda x: x.clip(-0.7, 0.9), lambda x: _pick(x, -0.7, 0.9), ELEMENTWISE1),
    "Hardtanh": Case(
        lambda x: apply(ops.Hardtanh, x, low=-0.7, high=0.9),
        lambda x: _pick(x, -0.7, 0.9),
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
        lambda x: x * (1 + _erf(x / 2**0.5)) / 2,
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
        lambda x: x.softmax(), lambda x: np.exp(_log_softmax(x)), [((3, 2),), ((2, 3, 4),)]
    ),
    "LogSoftmax": Case(lambda x: x.log_softmax(), _log_softmax, [((3, 2),), ((2, 3, 4),)]),
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
        lambda s: apply(ops.Hinge, s, _signs(s)),
        lambda s: np.where((s * _signs(s)).real < 1, 1 - s * _signs(s), 0).mean(axis=(-2, -1)),
        [((4, 3),), ((2, 4, 1),)],
    ),
    "MultiMargin": Case(
        lambda s: apply(ops.MultiMargin, s, _one_hot(s)),
        lambda s: _multi_margin(s, _one_hot(s)),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "KLDivergence": Case(
        lambda s: apply(ops.KLDivergence, s, _shares(s)),
        lambda s: (
            (_shares(s) * (np.log(_shares(s)) - _log_softmax(s))).sum(axis=(-2, -1)) / s.shape[-2]
        ),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "WeightedCrossEntropy": Case(
        lambda s: apply(
            ops.WeightedCrossEntropy,
            s,
            0.8 * _one_hot(s) + 0.2 / s.shape[-1],
            weight=_weights(s),
            smoothing=0.2,
        ),
        lambda s: (
            -(_weights(s) * (0.8 * _one_hot(s) + 0.2 / s.shape[-1]) * _log_softmax(s)).sum(
                axis=(-2, -1)
            )
            / (_one_hot(s) @ _weights(s)).sum()
        ),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "WeightedBinaryCrossEntropy": Case(
        lambda s, t: apply(
            ops.WeightedBinaryCrossEntropy, s, t, weight=[(0.5, 3.0)], by_count=False
        ),
        _weighted_binary_cross_entropy,
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        low=0.05,
        high=0.95,
        differentiable=1,
    ),
    "WeightedHinge": Case(
        lambda s: apply(ops.WeightedHinge, s, _signs(s), weight=(0.5, 3.0)),
        lambda s: (
            np.where((s * _signs(s)).real < 1, _sided(s) * (1 - s * _signs(s)), 0).sum(
                axis=(-2, -1)
            )
            / _sided(s).sum()
        ),
        [((4, 3),), ((2, 4, 1),)],
    ),
    "WeightedMultiMargin": Case(
        lambda s: apply(ops.WeightedMultiMargin, s, _one_hot(s), weight=_weights(s)),
        lambda s: _weighted_multi_margin(s, _one_hot(s)),
        [((4, 3),), ((2, 4, 2),)],
    ),
    "BinaryCrossEntropy": Case(
        lambda s, t: apply(ops.BinaryCrossEntropy, s, t),
        _binary_cross_entropy,
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        low=0.05,
        high=0.95,
        differentiable=1,
    ),
    "CrossEntropy": Case(
        lambda s: apply(ops.CrossEntropy, s, _shares(s)),
        lambda s: -(_shares(s) * _log_softmax(s)).sum(axis=(-2, -1)) / s.shape[-2],
        [((4, 3),), ((2, 4, 2),)],
    ),
}


def draw(case: Case, shapes: Shapes, seed: int) -> list[np.ndarray]:
    """Operands within the case's bounds, none nearer to 0 than 0.01."""
    rng = np.random.default_rng(seed)
    arrays = [rng.uniform(case.low, case.high, shape) for shape in shapes]
    return [np.where(abs(a) < 0.01, 0.01, a) for a in arrays]


def complex_step(
    function: Callable[..., Any], arrays: list[np.ndarray], index: int, weights: np.ndarray
) -> np.ndarray:
    """∂(Σ weights · function)/∂arrays[index], exact to rounding for analytic functions."""
    gradient = np.zeros(arrays[index].shape)
    for entry in np.ndindex(gradient.shape):
        shifted = [a.astype(complex) for a in arrays]
        shifted[index][entry] += 1e-30j
        gradient[entry] = (weights * function(*shifted)).sum().imag / 1e-30
    return gradient
