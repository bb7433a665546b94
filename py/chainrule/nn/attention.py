"""Self-attention and the transformer block."""

from __future__ import annotations

from collections.abc import Iterator

import numpy

from chainrule import ops
from chainrule.checks import checked_flag, checked_whole
from chainrule.engine.op import Array
from chainrule.engine.recorder import scope
from chainrule.errors import InputError, ShapeError
from chainrule.nn.init import INITIALISERS, checked_initialiser
from chainrule.nn.linear import Linear
from chainrule.nn.module import Module
from chainrule.nn.norm import LayerNorm
from chainrule.tensor.tensor import Tensor, apply


class MultiheadAttention(Module):
    """Multi-head self-attention over inputs of shape (…, n, steps, embed_dim).

    With [q, k, v] = x W_inᵀ + b_in split into heads, y = [outputs of all heads] W_outᵀ + b_out; see
    `ops.ScaledDotProductAttention`. Vaswani et al. 2017. Equivalent to PyTorch's layer with x as
    query, key and value and `batch_first=True`.

    Parameters
    ----------
    num_heads : the number of heads, a divisor of embed_dim.
    causal : whether a step attends only to itself and earlier steps.
    """

    in_proj_weight: Tensor
    in_proj_bias: Tensor

    def __init__(
        self, embed_dim: int, num_heads: int, causal: bool = False, init: str = "xavier"
    ) -> None:
        self.embed_dim = checked_whole("embed_dim", embed_dim)
        self.num_heads = checked_whole("num_heads", num_heads)
        if self.embed_dim % self.num_heads:
            raise InputError("num_heads", num_heads, f"a divisor of embed_dim, {embed_dim}")
        self.causal, self.init = checked_flag("causal", causal), checked_initialiser(init)
        self.shapes = {
            "in_proj_weight": (3 * embed_dim, embed_dim),
            "in_proj_bias": (3 * embed_dim,),
        }
        self.out_proj = Linear(embed_dim, embed_dim, init)
        self.materialise()

    def children(self) -> Iterator[tuple[str, Module]]:
        yield "out_proj", self.out_proj

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        start, size = INITIALISERS[self.init], self.embed_dim
        return {"in_proj_weight": start(rng, size, 3 * size)}

    def forward(self, x: Tensor) -> Tensor:
        lead, size = self.replica_axes, self.embed_dim
        if x.ndim != lead + 3 or x.shape[-1] != size:
            raise ShapeError(
                f"{self!r}: input of shape {x.shape} does not fit; expected (…, n, steps, {size})."
            )
        n, steps = x.shape[-3:-1]
        rows = x.reshape(*x.shape[:lead], n * steps, size)
        both = apply(ops.Linear, rows, self.in_proj_weight, self.in_proj_bias)
        fleet = both.shape[:lead]
        parts = [both[..., i * size : (i + 1) * size] for i in range(3)]
        heads = (n, steps, self.num_heads, size // self.num_heads)
        q, k, v = (part.reshape(*fleet, *heads).swapaxes(-2, -3) for part in parts)
        y = apply(ops.ScaledDotProductAttention, q, k, v, causal=self.causal)
        joined = y.swapaxes(-2, -3).reshape(*fleet, n, steps, size)
        with scope("out_proj"):
            return self.out_proj(joined)

    def __repr__(self) -> str:
        return f"MultiheadAttention({self.embed_dim}, {self.num_heads})"


class TransformerBlock(Module):
    """x ← x + attention(norm1(x));  y = x + linear2(f(linear1(norm2(x)))).

    Equivalent to PyTorch's `TransformerEncoderLayer(batch_first=True, norm_first=True, dropout=0)`
    (Xiong et al., "On layer normalization in the transformer architecture", ICML 2020), with the
    same parameter names; with `causal`, a decoder block.

    Parameters
    ----------
    d_model, nhead, dim_feedforward : the numbers of features, heads and hidden units.
    activation : "relu" or "gelu", the function f.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int,
        activation: str = "relu",
        causal: bool = False,
        init: str = "xavier",
    ) -> None:
        if activation not in ("relu", "gelu"):
            raise InputError("activation", activation, "relu or gelu")
        self.activation = activation
        self.self_attn = MultiheadAttention(d_model, nhead, causal, init)
        self.linear1 = Linear(d_model, dim_feedforward, init)
        self.linear2 = Linear(dim_feedforward, d_model, init)
        self.norm1, self.norm2 = LayerNorm(d_model), LayerNorm(d_model)
        self.materialise()

    def children(self) -> Iterator[tuple[str, Module]]:
        for name in ("self_attn", "linear1", "linear2", "norm1", "norm2"):
            yield name, getattr(self, name)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self._run("self_attn", self._run("norm1", x))
        hidden = self._run("linear1", self._run("norm2", x))
        with scope("activation"):
            hidden = hidden.relu() if self.activation == "relu" else apply(ops.GELU, hidden)
        return x + self._run("linear2", hidden)

    def _run(self, name: str, x: Tensor) -> Tensor:
        with scope(name):
            return getattr(self, name)(x)

    def __repr__(self) -> str:
        return f"TransformerBlock({self.norm1.features}, {self.self_attn.num_heads})"
