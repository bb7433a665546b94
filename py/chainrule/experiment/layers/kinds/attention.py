"""Attention: `attention2`, `attention2-causal`, and the transformer block: `transformer2x32`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape
from chainrule.limits import MAX_HEADS, MAX_WIDTH
from chainrule.phrases import phrase

HEADS = Field("heads", "whole", 2, "Heads", 1, MAX_HEADS, mark="")
CAUSAL = Field("causal", "switch", False, "Causal")


class Attention(LayerKind):
    """Self-attention: each step becomes a weighted mean of all steps or, with `causal`, of itself
    and earlier steps."""

    name, label, short = "attention", "Attention", "Attn"
    words = {"attention": {}}
    fields = (HEADS, CAUSAL)
    kept = 8
    picture, is_learning = "matrix", True

    def result(self, layer: Layer, shape: Shape) -> Shape:
        if shape.kind != "sequence":
            raise Unfit(phrase("unfit.no_sequence", shape=shape.words))
        features, heads = shape.sizes[1], layer["heads"]
        if features % heads:
            divisors = [n for n in range(1, min(features, MAX_HEADS) + 1) if features % n == 0]
            raise Unfit(phrase("unfit.heads", features=features, heads=divisors))
        return shape

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        return [nn.MultiheadAttention(shape.sizes[1], layer["heads"], layer["causal"], init)]


class Transformer(Attention):
    """A transformer block: x ← x + attention(norm(x)), then x ← x + dense(norm(x))."""

    name, label, short = "transformer", "Transformer block", "Transf"
    words = {"transformer": {}}
    fields = (
        HEADS,
        Field("hidden", "whole", 32, "Hidden units", 1, 2 * MAX_WIDTH, mark=""),
        Field(
            "activation", "choice", "relu", "Activation", choices={"relu": "ReLU", "gelu": "GELU"}
        ),
        CAUSAL,
    )
    width, kept = "hidden", 16

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        sizes = shape.sizes[1], layer["heads"], layer["hidden"]
        return [nn.TransformerBlock(*sizes, layer["activation"], layer["causal"], init)]
