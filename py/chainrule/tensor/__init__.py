"""Tensors with reverse-mode differentiation."""

from chainrule.tensor.backward import backward
from chainrule.tensor.functional import concat, maximum, minimum, stack, where
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor

__all__ = [
    "Tensor",
    "backward",
    "concat",
    "maximum",
    "minimum",
    "no_grad",
    "stack",
    "where",
]
