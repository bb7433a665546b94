"""Embeddings: `embed8`, `embed8-positions`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape, sequence
from chainrule.limits import MAX_WIDTH


class Embedding(LayerKind):
    """A trained vector for each symbol; with `positions` another is added for each step."""

    name, label = "embedding", "Embedding"
    words = {"embed": {}}
    fields = (
        Field("features", "whole", 8, "Features", 1, MAX_WIDTH, mark=""),
        Field("positions", "switch", False, "Positions"),
    )
    picture, width, is_learning, takes_tokens = "matrix", "features", True, True

    def result(self, layer: Layer, shape: Shape) -> Shape:
        if shape.kind != "tokens":
            raise Unfit(f"as the first layer behind tokens; it gets {shape.words}")
        return sequence(shape.sizes[0], layer["features"])

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        features = layer["features"]
        places = [nn.PositionalEmbedding(shape.sizes[0], features)] * layer["positions"]
        return [nn.Embedding(shape.symbols, features), *places]
