"""For every op: how to call it, an independent formula for its value, and shapes to try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from chainrule import Tensor, ops
from chainrule.engine.tensor import apply

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


CASES: dict[str, Case] = {
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
    "BinaryCrossEntropy": Case(
        lambda s, t: apply(ops.BinaryCrossEntropy, s, t),
        _binary_cross_entropy,
        [((4, 3), (4, 3)), ((2, 4, 1), (4, 1))],
        low=0.05,
        high=0.95,
        differentiable=1,
    ),
    "CrossEntropy": Case(
        lambda s, t: apply(ops.CrossEntropy, s, t),
        lambda s, t: -(t * _log_softmax(s)).sum(axis=(-2, -1)) / s.shape[-2],
        [((4, 3), (4, 3)), ((2, 4, 2), (4, 2))],
        low=0.05,
        high=0.95,
        differentiable=1,
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
