"""Conversion and checks of the targets and class weights of losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from chainrule.checks import as_array, in_dtype
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError, counted

MAX_WEIGHT = 1e6
"""The largest class weight. With larger ratios of weights, single precision would lose the
contributions of the other classes."""


def checked_weights(
    name: str, weights: Sequence[float] | None, count: int | None = None
) -> tuple[float, ...] | None:
    """Weights as positive finite numbers (exactly `count` of them, if `count` is given); None is
    returned unchanged.

    Raises
    ------
    InputError
        If `weights` is not a list of such numbers.
    """
    if weights is None:
        return None
    given = as_array(name, weights)
    is_list = given.ndim == 1 and len(given) == (count or max(len(given), 1))
    if not is_list or not ((given > 0) & (given <= MAX_WEIGHT)).all():
        many = f"{count} numbers" if count else "numbers"
        raise InputError(name, weights, f"{many} above 0, up to {MAX_WEIGHT:g}")
    return tuple(map(float, given))


def check_weighted(
    y: Any, weight: tuple[float, ...], classes: int, takes_rows: bool = False
) -> None:
    """Check that each class has a weight and that each example has a single class."""
    if len(weight) != classes:
        raise InputError("weight", weight, f"{classes} numbers, one per class")
    if not takes_rows and as_array("y", y).ndim > 1:
        raise InputError(
            "y", "rows of probabilities", "classes, because the loss has class weights"
        )


def softmax(scores: Array) -> Array:
    """eˢ / Σ eˢ over the last axis."""
    shifted = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def class_rows(y: Any, outputs: int, dtype: str) -> Array:
    """Rows (n, outputs): one-hot for class indices (n,), or the given probabilities, checked."""
    if outputs < 2:
        raise ShapeError(
            "y: classes or their probabilities do not fit a network with one output; "
            "expected one output per class, at least 2."
        )
    labels = _as_numbers(y)
    if labels.ndim != 1:
        return probabilities(labels, outputs, dtype)
    valid = (labels == numpy.floor(labels)) & (labels >= 0) & (labels < outputs)
    if not valid.all():
        raise InputError("y", labels[~valid][0].item(), f"classes 0 to {outputs - 1}")
    return numpy.eye(outputs, dtype=dtype)[labels.astype(int)]


def probabilities(y: Array, outputs: int, dtype: str) -> Array:
    """Check that y holds rows (n, outputs) of probabilities, and return them in `dtype`."""
    target = fitted_target(y, outputs, dtype, or_else="(n,) of classes")
    if (target < 0).any():
        raise InputError("y", target[target < 0][0].item(), "probabilities from 0")
    off = abs(y.sum(axis=-1, dtype=numpy.float64) - 1) > 1e-6 * outputs
    if off.any():
        raise InputError("y", target[off][0].tolist(), "probabilities that sum to 1")
    return target


def fitted_target(y: Any, outputs: int, dtype: str, or_else: str = "") -> Array:
    """The finite numbers `y` in the shape (n, outputs); (n,) is also accepted for one output.

    `or_else` describes another shape that the caller accepts, for the error message.
    """
    target = _as_numbers(y)
    if target.ndim == 1 and outputs == 1:
        target = target[:, None]
    if target.ndim != 2 or target.shape[-1] != outputs:
        alternative = or_else or ("(n,)" if outputs == 1 else "")
        raise ShapeError(
            f"y: targets of shape {target.shape} do not fit a network with "
            f"{counted(outputs, 'output')}; "
            f"expected (n, {outputs}){alternative and ' or ' + alternative}."
        )
    return in_dtype("y", target, dtype)


def _as_numbers(y: Any) -> Array:
    target = as_array("y", y)
    if target.ndim and len(target) == 0:
        raise ShapeError(f"y: no targets, shape {target.shape}; expected one per example.")
    return target
