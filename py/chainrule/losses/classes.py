"""Classification losses: the scores predict each example's class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from chainrule import ops
from chainrule.checks import checked_share
from chainrule.engine.op import Array, Op
from chainrule.errors import InputError
from chainrule.losses.loss import Loss
from chainrule.losses.targets import (
    check_weighted,
    checked_weights,
    class_rows,
    fitted_target,
    softmax,
)
from chainrule.ops.activation import sigmoid


class BinaryCrossEntropy(Loss):
    """L = −(1/N) Σ [t ln σ(s) + (1 − t) ln(1 − σ(s))], with targets in [0, 1].

    Parameters
    ----------
    weight : w₀ and w₁ > 0, the weights of classes 0 and 1, for the weighted mean L = −Σ [w₁ t ln
        σ(s) + w₀ (1 − t) ln(1 − σ(s))] / Σ [w₁ t + w₀ (1 − t)]. This equals
        `CrossEntropy(weight=…)` with the scores 0 and s.
    pos_weight : w₁ > 0, a single number for all outputs or one per output, for the loss
        L = −(1/N) Σ [w₁ t ln σ(s) + (1 − t) ln(1 − σ(s))], as in PyTorch.

    Raises
    ------
    InputError
        If the weights are not positive numbers, or both arguments are given.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> BinaryCrossEntropy()(Tensor([[0.0]]), [1]).item()  # ln 2
    0.6931471805599453
    >>> BinaryCrossEntropy(weight=(1, 3))(Tensor([[0.0], [2.0]]), [0, 1]).item()  # (ln 2 + 3·…) / 4
    0.2684828034222157
    """

    op = ops.BinaryCrossEntropy
    label = "Binary cross-entropy"
    targets = ("two classes",)
    predicts = "probability"

    def __init__(
        self,
        weight: Sequence[float] | None = None,
        pos_weight: float | Sequence[float] | None = None,
    ) -> None:
        if weight is not None and pos_weight is not None:
            raise InputError("pos_weight", pos_weight, "none if weight is given, which includes it")
        self.weight = checked_weights("weight", weight, 2)
        each = (pos_weight,) if isinstance(pos_weight, int | float) else pos_weight
        self.pos_weight = checked_weights("pos_weight", each)

    def op_for(self, outputs: int) -> type[Op]:
        is_plain = self.weight is None and self.pos_weight is None
        return self.op if is_plain else ops.WeightedBinaryCrossEntropy

    def settings(self) -> dict[str, Any]:
        if self.pos_weight is not None:
            return {"weight": tuple((1.0, one) for one in self.pos_weight), "by_count": True}
        return {} if self.weight is None else {"weight": (self.weight,), "by_count": False}

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        if self.pos_weight is not None and len(self.pos_weight) not in (1, outputs):
            raise InputError(
                "pos_weight", self.pos_weight, f"one number, or {outputs}, one per output"
            )
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


class _ByClass(Loss):
    """A loss whose target is one class per example, with one network output per class."""

    predicts = "probability"

    def correct(self, scores: Array, target: Array) -> Array:
        return scores.argmax(axis=-1) == target.argmax(axis=-1)


class CrossEntropy(_ByClass):
    """L = −(1/n) Σ ln softmax(s)[class], for class indices (n,) or probabilities (n, outputs).

    Parameters
    ----------
    label_smoothing : ε in [0, 1], the share of each target that is spread evenly over the classes
        (Szegedy et al., "Rethinking the Inception architecture", 2016).
    weight : w > 0 for each class, for the weighted mean L = −Σ w_k ln softmax(s)_k / Σ w_k, where k
        is the class of an example, as in PyTorch; with label smoothing, L = −Σ Σ_c w_c t_c ln
        softmax(s)_c / Σ w_k. The targets must then be class indices, and ε must be less than 1.
        The sum over a batch is divided by the batch's own total weight, so if a batch contains only
        one class, that class's weight cancels out.

    Raises
    ------
    InputError
        If `label_smoothing` or `weight` is not allowed.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> CrossEntropy()(Tensor([[0.0, 0.0]]), [1]).item()  # ln 2
    0.6931471805599453
    >>> scores = Tensor([[0.0, 0.0], [2.0, 0.0]])
    >>> CrossEntropy(weight=(1, 3))(scores, [1, 0]).item()  # (3 ln 2 + 1·…) / 4
    0.5515923881807021
    """

    op = ops.CrossEntropy
    label = "Cross-entropy (softmax)"
    targets = ("two classes", "many classes")
    scores_each_class = True

    def __init__(self, label_smoothing: float = 0.0, weight: Sequence[float] | None = None) -> None:
        self.label_smoothing = checked_share("label_smoothing", label_smoothing)
        self.weight = checked_weights("weight", weight)
        if self.weight is not None and self.label_smoothing == 1:
            raise InputError("label_smoothing", label_smoothing, "below 1, because of the weights")

    def op_for(self, outputs: int) -> type[Op]:
        return self.op if self.weight is None else ops.WeightedCrossEntropy

    def settings(self) -> dict[str, Any]:
        if self.weight is None:
            return {}
        return {"weight": self.weight, "smoothing": self.label_smoothing}

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        if self.weight is not None:
            check_weighted(y, self.weight, outputs)
        target = class_rows(y, outputs, dtype)
        if self.label_smoothing:
            target *= 1 - self.label_smoothing
            target += self.label_smoothing / outputs
        return target

    def prediction(self, scores: Array) -> Array:
        return softmax(scores)

    def names_classes(self, target: Array) -> bool:
        share = self.label_smoothing / target.shape[-1]
        other, own = (target <= share * 1.001), target >= (1 - self.label_smoothing + share) * 0.999
        return bool((other | own).all())


class KLDivergence(_ByClass):
    """L = (1/n) Σ t (ln t − ln softmax(s)), for probabilities (n, outputs) or class indices (n,).

    Equal to PyTorch's `KLDivLoss(reduction="batchmean")` applied to log_softmax(s).

    Examples
    --------
    >>> from chainrule import Tensor
    >>> KLDivergence()(Tensor([[0.0, 0.0]]), [[0.5, 0.5]]).item()
    0.0
    """

    op = ops.KLDivergence

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        return class_rows(y, outputs, dtype)

    def prediction(self, scores: Array) -> Array:
        return softmax(scores)


class Hinge(Loss):
    """L = (1/n) Σ max(0, 1 − t s) for one output with targets ±1; targets may also be given as 0
    and 1.

    For C outputs and classes 0 to C − 1: L = (1/nC) Σ_n Σ_{c ≠ k} max(0, 1 − s_k + s_c), where k is
    the example's class (Weston & Watkins 1999; PyTorch's `MultiMarginLoss`).

    Parameters
    ----------
    weight : w > 0 for each class (two classes for one output). Each example then has the weight w_k
        / Σ w_k instead of 1/n, where k is its class; PyTorch's `MultiMarginLoss(weight)` uses w_k /
        n.

    Raises
    ------
    InputError
        If the weights are not positive numbers.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> Hinge()(Tensor([[0.25], [3.0]]), [1, 1]).item()  # (¾ + 0) / 2
    0.375
    >>> Hinge(weight=(1, 3))(Tensor([[0.25], [0.0]]), [1, 0]).item()  # (3·¾ + 1) / 4
    0.8125
    """

    label = "Hinge"
    targets = ("two classes", "many classes")
    predicts, threshold = "score", 0.0  # the targets of two classes are -1 and 1

    def __init__(self, weight: Sequence[float] | None = None) -> None:
        self.weight = checked_weights("weight", weight)

    def op_for(self, outputs: int) -> type[Op]:
        if self.weight is None:
            return ops.Hinge if outputs == 1 else ops.MultiMargin
        return ops.WeightedHinge if outputs == 1 else ops.WeightedMultiMargin

    def settings(self) -> dict[str, Any]:
        return {} if self.weight is None else {"weight": self.weight}

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        if self.weight is not None:
            check_weighted(y, self.weight, max(outputs, 2), outputs == 1)
        if outputs > 1:
            target = class_rows(y, outputs, dtype)
            if not numpy.isin(target, (0, 1)).all():
                raise InputError("y", target[~numpy.isin(target, (0, 1))][0].item(), "classes")
            return target
        target = fitted_target(y, outputs, dtype)
        if not numpy.isin(target, (-1, 0, 1)).all() or {-1, 0} <= set(target.flat):
            wrong = target[~numpy.isin(target, (0, 1))][0].item()
            raise InputError("y", wrong, "targets 0 and 1, or -1 and 1")
        target[target == 0] = -1
        return target

    def correct(self, scores: Array, target: Array) -> Array:
        if scores.shape[-1] == 1:
            return super().correct(scores, target)
        return scores.argmax(axis=-1) == target.argmax(axis=-1)

    def names_classes(self, target: Array) -> bool:
        return True
