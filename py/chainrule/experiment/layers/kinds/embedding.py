"""Embeddings: `embed8`, `embed8-positions`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape, sequence
from chainrule.limits import MAX_WIDTH
from chainrule.phrases import phrase


class Embedding(LayerKind):
    """A trained vector for each symbol. With `positions`, a trained vector for the position in the
    sequence is added to it."""

    name, label, short = "embedding", "Embedding", "Embed"
    words = {"embed": {}}
    fields = (
        Field("features", "whole", 8, "Features", 1, MAX_WIDTH, mark=""),
        Field("positions", "switch", False, "Positions"),
    )
    picture, width, is_learning, takes_tokens = "matrix", "features", True, True

    def result(self, layer: Layer, shape: Shape) -> Shape:
        if shape.kind != "tokens":
            raise Unfit(phrase("unfit.no_tokens", shape=shape.words))
        return sequence(shape.sizes[0], layer["features"])

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        features = layer["features"]
        places = [nn.PositionalEmbedding(shape.sizes[0], features)] * layer["positions"]
        return [nn.Embedding(shape.symbols, features), *places]
