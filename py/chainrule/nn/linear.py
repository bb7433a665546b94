"""The fully connected layer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy

from chainrule import ops
from chainrule.engine.op import Array
from chainrule.engine.tensor import Tensor, apply
from chainrule.errors import InputError, one_of
from chainrule.nn.init import INITIALISERS
from chainrule.nn.module import Module


class Linear(Module):
    """y = x Wᵀ + b.

    Parameters
    ----------
    in_features, out_features : the sizes of x's and y's last axis.
    init : how W starts: "xavier", "he" or "zeros" (see `nn.init`); b starts at zero.

    Attributes
    ----------
    weight : (…, out, in), as in PyTorch.
    bias : (…, out).

    Raises
    ------
    InputError
        For a size that is not a whole number from 1, or an unknown `init`.

    Examples
    --------
    >>> from chainrule import Tensor
    >>> Linear(2, 3)(Tensor([[0.0, 0.0]]))
    Tensor([[0., 0., 0.]], requires_grad=True)
    """

    def __init__(self, in_features: int, out_features: int, init: str = "xavier") -> None:
        for name, size in (("in_features", in_features), ("out_features", out_features)):
            if not isinstance(size, int) or isinstance(size, bool) or size < 1:
                raise InputError(name, size, "a whole number from 1")
        if init not in INITIALISERS:
            raise InputError("init", init, one_of(INITIALISERS))
        self.in_features, self.out_features, self.init = in_features, out_features, init
        # The bias is the last column, so that the two can be one product (see `engine.planning`).
        self.block = (out_features, in_features + 1)
        self.materialise()

    def initialise(self, rng: numpy.random.Generator, out: Array) -> None:
        out[:, :-1] = INITIALISERS[self.init](rng, self.in_features, self.out_features)
        out[:, -1] = 0

    def bind(self, values: Array, grad: Array) -> None:
        self.weight = Tensor.parameter(values[..., :-1], grad[..., :-1])
        self.bias = Tensor.parameter(values[..., -1], grad[..., -1])

    def own_parameters(self) -> Iterator[tuple[str, Tensor]]:
        yield "weight", self.weight
        yield "bias", self.bias

    def forward(self, x: Tensor) -> Tensor:
        return apply(ops.Linear, x, self.weight, self.bias)

    def __repr__(self) -> str:
        return f"Linear({self.in_features}, {self.out_features})"
