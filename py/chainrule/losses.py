"""Losses on raw scores (logits), as in PyTorch: the mean over the batch and the outputs."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy

from chainrule import ops
from chainrule.engine.op import Array, Op
from chainrule.engine.tensor import Tensor, apply
from chainrule.errors import InputError, ShapeError
from chainrule.ops.activation import sigmoid


class Loss:
    """Maps scores (…, n, outputs) and a target to one number a replica."""

    op: ClassVar[type[Op]]

    def __call__(self, scores: Tensor, target: Any) -> Tensor:
        if not isinstance(target, Tensor):
            target = Tensor(self.target(target, scores.shape[-1], str(scores.dtype)))
        return apply(self.op, scores, target)

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        """`y` as the array (n, outputs) that the op takes, checked.

        Targets of shape (n,) serve a network with one output.

        Raises
        ------
        ShapeError
            If y's shape does not fit `outputs`.
        InputError
            If y holds anything but finite numbers that this loss can mean.
        """
        return fitted_target(y, outputs, dtype)

    def prediction(self, scores: Array) -> Array:
        """What the scores (…, n, outputs) say, in the target's terms."""
        return scores

    def correct(self, scores: Array, target: Array) -> Array:
        """For each example, whether the scores favour the target's class, for every output."""
        return ((self.prediction(scores) > 0.5) == (target > 0.5)).all(axis=-1)


class MSE(Loss):
    """L = (1/N) Σ (s − t)², over N = n · outputs numbers.

    Examples
    --------
    >>> MSE()(Tensor([[1.0], [3.0]]), [0.0, 0.0]).item()
    5.0
    """

    op = ops.MeanSquaredError


class BinaryCrossEntropy(Loss):
    """L = −(1/N) Σ [t ln σ(s) + (1 − t) ln(1 − σ(s))], with targets in [0, 1].

    Examples
    --------
    >>> BinaryCrossEntropy()(Tensor([[0.0]]), [1]).item()  # ln 2
    0.6931471805599453
    """

    op = ops.BinaryCrossEntropy

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        target = fitted_target(y, outputs, dtype)
        if ((target < 0) | (target > 1)).any():
            wrong = target[(target < 0) | (target > 1)][0].item()
            raise InputError("y", wrong, "targets from 0 to 1")
        return target

    def prediction(self, scores: Array) -> Array:
        out = numpy.empty_like(scores)
        with numpy.errstate(over="ignore"):
            sigmoid(numpy, scores, out=out)
        return out


class CrossEntropy(Loss):
    """L = −(1/n) Σ ln softmax(s)[class], for class indices (n,) or probabilities (n, outputs).

    Examples
    --------
    >>> CrossEntropy()(Tensor([[0.0, 0.0]]), [1]).item()  # ln 2
    0.6931471805599453
    """

    op = ops.CrossEntropy

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        labels = numpy.asarray(y)
        if labels.ndim != 1:
            target = fitted_target(y, outputs, dtype)
            if (target < 0).any():
                raise InputError("y", target[target < 0][0].item(), "probabilities from 0")
            return target
        valid = labels.dtype.kind in "biuf" and bool(
            numpy.all((labels == numpy.floor(labels)) & (labels >= 0) & (labels < outputs))
        )
        if not valid:
            raise InputError("y", _first_bad_label(labels, outputs), f"classes 0 to {outputs - 1}")
        return numpy.eye(outputs, dtype=dtype)[labels.astype(int)]

    def prediction(self, scores: Array) -> Array:
        shifted = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
        return shifted / shifted.sum(axis=-1, keepdims=True)

    def correct(self, scores: Array, target: Array) -> Array:
        return scores.argmax(axis=-1) == target.argmax(axis=-1)


def fitted_target(y: Any, outputs: int, dtype: str) -> Array:
    """`y` as finite numbers of shape (n, outputs); (n,) is read as (n, 1)."""
    target = numpy.asarray(y)
    if target.dtype.kind not in "biuf":
        raise InputError("y", target.dtype.name, "an array of real numbers")
    if target.ndim == 1 and outputs == 1:
        target = target[:, None]
    if target.ndim != 2 or target.shape[-1] != outputs:
        alternative = " or (n,)" if outputs == 1 else ""
        raise ShapeError(
            f"y: targets of shape {target.shape} do not fit a network with {outputs} outputs; "
            f"expected (n, {outputs}){alternative}."
        )
    return as_finite("y", target, dtype)


def as_finite(name: str, values: Array, dtype: str) -> Array:
    """A copy of `values` in `dtype`, all finite there: 1e300 is none of float32's numbers."""
    with numpy.errstate(over="ignore"):
        cast = values.astype(dtype)
    if not numpy.isfinite(cast).all():
        raise InputError(name, values[~numpy.isfinite(cast)][0].item(), f"finite {dtype} numbers")
    return cast


def _first_bad_label(labels: Array, outputs: int) -> object:
    for label in labels.tolist():
        if not isinstance(label, int | float) or label not in range(outputs):
            return label
    return labels.tolist()


LOSSES: dict[str, type[Loss]] = {
    "binary_cross_entropy": BinaryCrossEntropy,
    "cross_entropy": CrossEntropy,
    "mse": MSE,
}
