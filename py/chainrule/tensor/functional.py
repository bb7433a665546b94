"""Functions of several tensors."""

from __future__ import annotations

from collections.abc import Sequence

from chainrule import ops
from chainrule.errors import InputError
from chainrule.tensor.tensor import Operand, Tensor, apply


def where(condition: Operand, a: Operand, b: Operand) -> Tensor:
    """a where the condition is true (not 0), b elsewhere.

    Examples
    --------
    >>> where(Tensor([1.0, 0.0]), Tensor([5.0, 5.0]), 7.0).data.tolist()
    [5.0, 7.0]
    """
    return apply(ops.Where, condition, a, b)


def maximum(a: Operand, b: Operand) -> Tensor:
    """The larger of a and b, elementwise."""
    return apply(ops.Maximum, a, b)


def minimum(a: Operand, b: Operand) -> Tensor:
    """The smaller of a and b, elementwise."""
    return apply(ops.Minimum, a, b)


def concat(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """The tensors concatenated along `axis`; their lengths along the other axes must be equal.

    Examples
    --------
    >>> concat([Tensor([1.0]), Tensor([2.0, 3.0])]).data.tolist()
    [1.0, 2.0, 3.0]
    """
    if not tensors:
        raise InputError("tensors", tensors, "at least one tensor")
    place = ops.checked_axis("concat", axis, tensors[0].ndim)
    lengths = tuple(x.shape[place] if place < x.ndim else 0 for x in tensors)
    return apply(ops.Concat, *tensors, axis=place, lengths=lengths)


def stack(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Tensors of equal shape stacked along a new axis.

    Examples
    --------
    >>> stack([Tensor([1.0, 2.0]), Tensor([3.0, 4.0])], axis=1).data.tolist()
    [[1.0, 3.0], [2.0, 4.0]]
    """
    if not tensors:
        raise InputError("tensors", tensors, "at least one tensor")
    place = ops.checked_axis("stack", axis, tensors[0].ndim + 1)
    return concat([x.reshape(*x.shape[:place], 1, *x.shape[place:]) for x in tensors], place)
