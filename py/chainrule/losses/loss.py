"""The base class of losses."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy

from chainrule.changes import Adjustable, arguments, is_known
from chainrule.engine.op import Array, Op
from chainrule.errors import InputError, one_of
from chainrule.losses.targets import fitted_target
from chainrule.tensor.tensor import Tensor, apply

Targets = Literal["numbers", "two classes", "many classes"]
Meaning = Literal["probability", "score", "value"]


class Loss(Adjustable):
    """Maps scores (…, n, outputs) and a target to one number per replica.

    The target is anything that the method `target` accepts, or a Tensor of the array that `target`
    returned.

    Attributes
    ----------
    op : the op that computes the loss.
    label : the loss's name in menus; empty if experiments do not offer the loss.
    targets : the kinds of targets with which an experiment may use the loss.
    scores_each_class : whether two classes need one score each rather than a single score.
    predicts : the meaning of a prediction for classes: a probability, a score without a scale, or a
        value near the target's.
    threshold : the prediction that separates two classes if there is a single output.
    """

    op: ClassVar[type[Op]]
    label: ClassVar[str] = ""
    targets: ClassVar[tuple[Targets, ...]] = ()
    scores_each_class: ClassVar[bool] = False
    predicts: ClassVar[Meaning] = "value"
    threshold: ClassVar[float] = 0.5

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
        """Whether the loss supports class weights."""
        return "weight" in arguments(cls)

    def op_for(self, outputs: int) -> type[Op]:
        """The op for a network with `outputs` outputs."""
        return self.op

    def settings(self) -> dict[str, Any]:
        """The op's settings."""
        return {}

    def __repr__(self) -> str:
        given = {name: value for name, value in vars(self).items() if value is not None}
        return f"{type(self).__name__}({', '.join(f'{k}={v}' for k, v in given.items())})"

    def target(self, y: Any, outputs: int, dtype: str) -> Array:
        """`y`, checked and converted to the array (n, outputs) that the op takes.

        For a network with one output, targets of shape (n,) are also accepted.

        Raises
        ------
        ShapeError
            If y's shape does not match `outputs`.
        InputError
            If y contains infinities, NaN, or values that are not valid targets for this loss.
        """
        return fitted_target(y, outputs, dtype)

    def prediction(self, scores: Array) -> Array:
        """The predictions for the scores (…, n, outputs), in the same form as the targets."""
        return scores

    def correct(self, scores: Array, target: Array) -> Array:
        """For each example, whether the scores predict the target's class or, if there are several
        binary outputs, whether they predict all of its targets."""
        predicted, true = self.prediction(scores) > self.threshold, target > self.threshold
        return (predicted == true).all(axis=-1)

    def names_classes(self, target: Array) -> bool:
        """Whether the targets are classes, in which case accuracy is defined."""
        return bool(numpy.isin(target, (0, 1)).all())
