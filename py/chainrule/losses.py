"""Losses on raw scores (logits), as in PyTorch: the mean over the batch and the outputs.

A loss is the data's alone: penalties on the weights are the trainer's, and told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import numpy

from chainrule import ops
from chainrule.changes import Adjustable, arguments, is_known
from chainrule.checks import as_array, checked_positive, checked_share
from chainrule.engine.op import Array, Op
from chainrule.errors import InputError, ShapeError, counted, one_of
from chainrule.ops.activation import sigmoid
from chainrule.tensor.tensor import Tensor, apply

MAX_WEIGHT = 1e6
"""Of a class. Larger ratios would let single precision lose the other classes."""


Targets = Literal["numbers", "two classes", "many classes"]


class Loss(Adjustable):
    """Maps scores (…, n, outputs) and a target to one number a replica.

    The target is what the loss's `target` reads, or a Tensor of what that gives back.

    Attributes
    ----------
    op : what computes it.
    label : what menus call it; empty if experiments do not offer it.
    targets : what an experiment may predict with it.
    scores_each_class : whether two classes, too, take a score each, rather than one in all.
    """

    op: ClassVar[type[Op]]
    label: ClassVar[str] = ""
    targets: ClassVar[tuple[Targets, ...]] = ()
    scores_each_class: ClassVar[bool] = False

    def __call__(self, scores: Tensor, target: Any) -> Tensor:
        if not isinstance(scores, Tensor) or scores.ndim < 2:
            shown = scores.shape if isinstance(scores, Tensor) else scores
            raise InputError("scores", shown, "a Tensor (n, outputs), or (K, n, outputs)")
        if not isinstance(target, Tensor):
            target = Tensor(self.target(target, scores.shape[-1], str(scores.dtype)))
        return apply(self.op_for(scores.shape[-1]), scores, target, **self.settings())

    def __setattr__(self, name: str, value: Any) -> None:
        names = arguments(type(self))
        if name not in names and not is_known(self, name):
            raise InputError(name, value, one_of(names) if names else "no settings to change")
        super().__setattr__(name, value)

    @classmethod
    def takes_class_weights(cls) -> bool:
        """Whether its classes can be weighted."""
        return "weight" in arguments(cls)

    def op_for(self, outputs: int) -> type[Op]:
        """The op for a network with so many outputs."""
        return self.op

    def settings(self) -> dict[str, Any]:
        """The op's settings."""
        return {}

    def __repr__(self) -> str:
        given = {name: value for name, value in vars(self).items() if value is not None}
        return f"{type(self).__name__}({', '.join(f'{k}={v}' for k, v in given.items())})"

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

    def names_classes(self, target: Array) -> bool:
        """Whether the targets are classes, so that a share of right answers means something."""
        return bool(numpy.isin(target, (0, 1)).all())


class MSE(Loss):
    """L = (1/N) Σ (s − t)², over N = n · outputs numbers.

    Examples
    --------
    >>> MSE()(Tensor([[1.0], [3.0]]), [0.0, 0.0]).item()
    5.0
    """

    op = ops.MeanSquaredError
    label = "Mean squared error"
    targets = ("numbers", "two classes")


class L1(Loss):
    """L = (1/N) Σ |s − t|, over N = n · outputs numbers.

    Examples
    --------
    >>> L1()(Tensor([[1.0], [-3.0]]), [0.0, 0.0]).item()
    2.0
    """

    op = ops.MeanAbsoluteError
    label = "Mean absolute error"
    targets = ("numbers", "two classes")


class Huber(Loss):
    """L = (1/N) Σ h(s − t), h(r) = ½r² for |r| ≤ delta, else delta (|r| − delta/2).

    Huber, "Robust estimation of a location parameter", 1964.

    Examples
    --------
    >>> Huber()(Tensor([[1.0], [-3.0]]), [0.0, 0.0]).item()  # (½ + 2½) / 2
    1.5
    """

    op = ops.Huber
    label = "Huber"
    targets = ("numbers", "two classes")

    def __init__(self, delta: float = 1.0) -> None:
        self.delta = checked_positive("delta", delta)

    def settings(self) -> dict[str, Any]:
        return {"delta": self.delta}


class BinaryCrossEntropy(Loss):
    """L = −(1/N) Σ [t ln σ(s) + (1 − t) ln(1 − σ(s))], with targets in [0, 1].

    Parameters
    ----------
    weight : w₀ and w₁ > 0, the weights of the classes 0 and 1, for the weighted mean
        L = −Σ [w₁ t ln σ(s) + w₀ (1 − t) ln(1 − σ(s))] / Σ [w₁ t + w₀ (1 − t)]. It is what
        `CrossEntropy(weight=…)` gives for the scores 0 and s.
    pos_weight : w₁ > 0, one for all outputs or one for each, for
        L = −(1/N) Σ [w₁ t ln σ(s) + (1 − t) ln(1 − σ(s))], as in PyTorch.

    Raises
    ------
    InputError
        For weights that are not positive numbers, or both kinds at once.

    Examples
    --------
    >>> BinaryCrossEntropy()(Tensor([[0.0]]), [1]).item()  # ln 2
    0.6931471805599453
    >>> BinaryCrossEntropy(weight=(1, 3))(Tensor([[0.0], [2.0]]), [0, 1]).item()  # (ln 2 + 3·…) / 4
    0.2684828034222157
    """

    op = ops.BinaryCrossEntropy
    label = "Binary cross-entropy"
    targets = ("two classes",)

    def __init__(
        self,
        weight: Sequence[float] | None = None,
        pos_weight: float | Sequence[float] | None = None,
    ) -> None:
        if weight is not None and pos_weight is not None:
            raise InputError("pos_weight", pos_weight, "none beside weight, which contains it")
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
                "pos_weight", self.pos_weight, f"one number, or {outputs}: one an output"
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
    """A loss whose targets are one class an example, among as many as the network's outputs."""

    def correct(self, scores: Array, target: Array) -> Array:
        return scores.argmax(axis=-1) == target.argmax(axis=-1)


class CrossEntropy(_ByClass):
    """L = −(1/n) Σ ln softmax(s)[class], for class indices (n,) or probabilities (n, outputs).

    Parameters
    ----------
    label_smoothing : ε in [0, 1]: a share ε of each target is spread evenly over the classes
        (Szegedy et al., "Rethinking the Inception architecture", 2016).
    weight : w > 0 of each class, for the weighted mean L = −Σ w_k ln softmax(s)_k / Σ w_k, k the
        class of an example, as in PyTorch; with label smoothing
        L = −Σ Σ_c w_c t_c ln softmax(s)_c / Σ w_k. Targets must then be classes, and ε below 1.
        Each batch is divided by its own sum of weights, so a class that is alone in a batch loses
        its weight there.

    Raises
    ------
    InputError
        For a label smoothing or weights that are not allowed.

    Examples
    --------
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
            _check_weighted(y, self.weight, outputs)
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
    """L = (1/n) Σ t (ln t − ln softmax(s)), for probabilities (n, outputs) or classes (n,).

    PyTorch's `KLDivLoss(reduction="batchmean")` of log_softmax(s).

    Examples
    --------
    >>> KLDivergence()(Tensor([[0.0, 0.0]]), [[0.5, 0.5]]).item()
    0.0
    """

    op = ops.KLDivergence

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        return class_rows(y, outputs, dtype)

    def prediction(self, scores: Array) -> Array:
        return softmax(scores)


class Hinge(Loss):
    """L = (1/n) Σ max(0, 1 − t s) for one output, whose targets are 0 or 1, or −1 or 1.

    For C outputs and classes 0 to C − 1: L = (1/nC) Σ_n Σ_{c ≠ k} max(0, 1 − s_k + s_c), k the
    example's class (Weston & Watkins 1999; PyTorch's `MultiMarginLoss`).

    Parameters
    ----------
    weight : w > 0 of each class, of two for one output, for the weighted mean: in place of 1/n each
        example has w_k / Σ w_k, k its class. (PyTorch's `MultiMarginLoss(weight)` has w_k / n.)

    Raises
    ------
    InputError
        For weights that are not positive numbers.

    Examples
    --------
    >>> Hinge()(Tensor([[0.25], [3.0]]), [1, 1]).item()  # (¾ + 0) / 2
    0.375
    >>> Hinge(weight=(1, 3))(Tensor([[0.25], [0.0]]), [1, 0]).item()  # (3·¾ + 1) / 4
    0.8125
    """

    label = "Hinge"
    targets = ("two classes", "many classes")

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
            _check_weighted(y, self.weight, max(outputs, 2), outputs == 1)
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
            return ((scores > 0) == (target > 0)).all(axis=-1)
        return scores.argmax(axis=-1) == target.argmax(axis=-1)

    def names_classes(self, target: Array) -> bool:
        return True


def checked_weights(
    name: str, weights: Sequence[float] | None, count: int | None = None
) -> tuple[float, ...] | None:
    """Weights as positive finite numbers, `count` of them if that is given; None as it is.

    Raises
    ------
    InputError
        If they are anything else.
    """
    if weights is None:
        return None
    given = as_array(name, weights)
    is_list = given.ndim == 1 and len(given) == (count or max(len(given), 1))
    if not is_list or not ((given > 0) & (given <= MAX_WEIGHT)).all():
        many = f"{count} numbers" if count else "numbers"
        raise InputError(name, weights, f"{many} above 0, up to {MAX_WEIGHT:g}")
    return tuple(map(float, given))


def _check_weighted(
    y: Any, weight: tuple[float, ...], classes: int, takes_rows: bool = False
) -> None:
    """Whether there is a weight for each class, and each example has one class."""
    if len(weight) != classes:
        raise InputError("weight", weight, f"{classes} numbers, one a class")
    if not takes_rows and as_array("y", y).ndim > 1:
        raise InputError(
            "y", "rows of probabilities", "classes, because the loss has class weights"
        )


def softmax(scores: Array) -> Array:
    """eˢ / Σ eˢ over the last axis."""
    shifted = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def class_rows(y: Any, outputs: int, dtype: str) -> Array:
    """Classes (n,) as one-hot rows (n, outputs); rows of probabilities as they are, checked."""
    if outputs < 2:
        raise ShapeError(
            "y: classes or their probabilities do not fit a network with one output; "
            "expected one output a class, 2 or more."
        )
    labels = _as_numbers(y)
    if labels.ndim != 1:
        return _probabilities(labels, outputs, dtype)
    valid = (labels == numpy.floor(labels)) & (labels >= 0) & (labels < outputs)
    if not valid.all():
        raise InputError("y", labels[~valid][0].item(), f"classes 0 to {outputs - 1}")
    return numpy.eye(outputs, dtype=dtype)[labels.astype(int)]


def _probabilities(y: Array, outputs: int, dtype: str) -> Array:
    target = fitted_target(y, outputs, dtype, or_else="(n,) of classes")
    if (target < 0).any():
        raise InputError("y", target[target < 0][0].item(), "probabilities from 0")
    off = abs(y.sum(axis=-1, dtype=numpy.float64) - 1) > 1e-6 * outputs
    if off.any():
        raise InputError("y", target[off][0].tolist(), "probabilities that sum to 1")
    return target


def fitted_target(y: Any, outputs: int, dtype: str, or_else: str = "") -> Array:
    """`y` as finite numbers of shape (n, outputs); (n,) is read as (n, 1).

    `or_else` tells of another shape that the caller takes.
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
    return as_finite("y", target, dtype)


def _as_numbers(y: Any) -> Array:
    target = as_array("y", y)
    if target.ndim and len(target) == 0:
        raise ShapeError(f"y: no targets, shape {target.shape}; expected one an example, from 1.")
    return target


def as_finite(name: str, values: Array, dtype: str) -> Array:
    """A copy of `values` in `dtype`, all finite there: 1e300 is none of float32's numbers."""
    with numpy.errstate(over="ignore"):
        cast = values.astype(dtype)
    if not numpy.isfinite(cast).all():
        raise InputError(name, values[~numpy.isfinite(cast)][0].item(), f"finite {dtype} numbers")
    return cast


LOSSES: dict[str, type[Loss]] = {
    "binary_cross_entropy": BinaryCrossEntropy,
    "cross_entropy": CrossEntropy,
    "hinge": Hinge,
    "mse": MSE,
    "l1": L1,
    "huber": Huber,
    "kl_divergence": KLDivergence,
}
"""Losses by the name that stands in an address. To add one, write its op, its class and its row."""
