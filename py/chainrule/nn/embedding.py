"""The embedding layer."""

from __future__ import annotations

import numpy

from chainrule import ops
from chainrule.checks import checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor, apply


class Embedding(Module):
    """A trained vector for each symbol: y[…, i] = W[x[…, i]].

    x holds integers from 0 in the network's dtype, with shape (n, steps) or (n,).

    Attributes
    ----------
    weight : (…, num_embeddings, embedding_dim); initially standard normal.
    """

    weight: Tensor

    def __init__(self, num_embeddings: int, embedding_dim: int) -> None:
        self.count = checked_whole("num_embeddings", num_embeddings)
        self.dim = checked_whole("embedding_dim", embedding_dim)
        self.shapes = {"weight": (self.count, self.dim)}

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        return {"weight": rng.normal(size=self.shapes["weight"])}

    def check_input(self, x: Array) -> None:
        wrong = x[(x < 0) | (x >= self.count) | (x != numpy.floor(x))]
        if wrong.size:
            raise InputError("x", wrong.flat[0].item(), f"whole numbers from 0 to {self.count - 1}")

    def forward(self, x: Tensor) -> Tensor:
        return apply(ops.Embedding, x, self.weight, axes=x.ndim - self.replica_axes)

    def __repr__(self) -> str:
        return f"Embedding({self.count}, {self.dim})"
