"""The embedding layer."""

from __future__ import annotations

import numpy

from chainrule import ops
from chainrule.checks import checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.nn.module import Module
from chainrule.tensor.tensor import Tensor, apply


class Embedding(Module):
    """A trained vector for each symbol: y[…, i] = W[x[…, i]].

    x holds non-negative integers, stored in the network's dtype, and has shape (n, steps) or (n,).

    Attributes
    ----------
    weight : (…, num_embeddings, embedding_dim), initially drawn from a standard normal
        distribution.
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


class PositionalEmbedding(Module):
    """Adds a trained vector for each position: y[…, t] = x[…, t] + W[t].

    x has shape (…, n, steps, features). Gehring et al., "Convolutional sequence to sequence
    learning", ICML 2017.

    Attributes
    ----------
    weight : (…, steps, features), initially drawn from a normal distribution with standard
        deviation 0.1.
    """

    weight: Tensor

    def __init__(self, steps: int, features: int) -> None:
        self.steps = checked_whole("steps", steps)
        self.features = checked_whole("features", features)
        self.shapes = {"weight": (self.steps, self.features)}

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        return {"weight": rng.normal(0, 0.1, self.shapes["weight"])}

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-2:] != self.shapes["weight"]:
            raise ShapeError(
                f"{self!r}: input of shape {x.shape} does not fit; "
                f"expected (…, n, {self.steps}, {self.features})."
            )
        lead = self.replica_axes
        return x + self.weight.reshape(*self.weight.shape[:lead], 1, self.steps, self.features)

    def __repr__(self) -> str:
        return f"PositionalEmbedding({self.steps}, {self.features})"
