"""The fully connected layer."""

from __future__ import annotations

import numpy

from chainrule import ops
from chainrule.checks import checked_flag, checked_whole
from chainrule.engine.op import Array
from chainrule.nn.init import INITIALISERS, checked_initialiser
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor, apply


class Linear(Module):
    """y = x Wᵀ + b.

    Parameters
    ----------
    in_features, out_features : the length of the last axis of x and of y.
    init : the initialisation of W: "xavier", "he" or "zeros" (see `nn.init`); b is initially zero.
    bias : whether to add b.

    Attributes
    ----------
    weight : (…, out, in), as in PyTorch.
    bias : (…, out).

    Raises
    ------
    InputError
        If a size is not a positive integer, or `init` is unknown.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> Linear(2, 3)(Tensor([[0.0, 0.0]]))
    Tensor([[0., 0., 0.]], requires_grad=True)
    """

    weight: Tensor
    bias: Tensor

    def __init__(
        self, in_features: int, out_features: int, init: str = "xavier", bias: bool = True
    ) -> None:
        self.in_features = checked_whole("in_features", in_features)
        self.out_features = checked_whole("out_features", out_features)
        self.init, self.has_bias = checked_initialiser(init), checked_flag("bias", bias)
        weight = {"weight": (self.out_features, self.in_features)}
        self.shapes = {**weight, "bias": (self.out_features,)} if bias else weight

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        return {"weight": INITIALISERS[self.init](rng, self.in_features, self.out_features)}

    def views(self, flat: Array) -> dict[str, Array]:
        if not self.has_bias:
            return super().views(flat)
        # The bias is the last column, so that a single product also adds the bias (see
        # `engine.planning`).
        block = flat.reshape(*flat.shape[:-1], self.out_features, self.in_features + 1)
        return {"weight": block[..., :-1], "bias": block[..., -1]}

    def forward(self, x: Tensor) -> Tensor:
        lead = self.replica_axes
        if x.ndim <= lead + 2:
            return self._product(x)
        rows = self._product(x.reshape(*x.shape[:lead], -1, x.shape[-1]))
        return rows.reshape(*rows.shape[:-2], *x.shape[lead:-1], self.out_features)

    def _product(self, rows: Tensor) -> Tensor:
        if self.has_bias:
            return apply(ops.Linear, rows, self.weight, self.bias)
        return rows @ self.weight.swapaxes(-1, -2)

    def __repr__(self) -> str:
        bias = "" if self.has_bias else ", bias=False"
        return f"Linear({self.in_features}, {self.out_features}{bias})"
