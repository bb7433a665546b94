"""Dense layers: `8-tanh`, `32-relu-drop0.2-norm`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.field import Field, activation_field, activation_title
from chainrule.experiment.layers.kind import LayerKind
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape, numbers
from chainrule.limits import MAX_DROPOUT, MAX_WIDE
from chainrule.phrases import Phrase, phrase


class Linear(LayerKind):
    """y = f(x Wᵀ + b), optionally with layer norm before the activation and dropout after it.

    An image or a sequence is flattened first.
    """

    name, label = "linear", "Dense"
    words = {"": {}}
    fields = (
        Field("units", "whole", 8, "Units", 1, MAX_WIDE, mark=""),
        activation_field("tanh"),
        Field("dropout", "real", 0.0, "Dropout", 0, MAX_DROPOUT, mark="drop", usual=0.3),
        Field("norm", "switch", False, "Layer norm"),
    )
    picture, width, is_learning, is_dense, flattens = "units", "units", True, True, True

    def result(self, layer: Layer, shape: Shape) -> Shape:
        return numbers(layer["units"])

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        units, dropout = layer["units"], layer["dropout"]
        return [
            *flattening(shape),
            nn.Linear(shape.size, units, init),
            *[nn.LayerNorm(units)] * layer["norm"],
            nn.ACTIVATIONS[layer["activation"]](),
            *[nn.Dropout(dropout)] * bool(dropout),
        ]

    def sentence(self, layer: Layer) -> Phrase:
        dropout = layer["dropout"]
        return phrase(
            "value.layer",
            width=layer["units"],
            activation=activation_title(layer["activation"]),
            norm=phrase("value.layer.norm") if layer["norm"] else "",
            dropout=phrase("value.layer.dropout", share=dropout) if dropout else "",
        )


def flattening(shape: Shape) -> list[nn.Module]:
    """The modules that flatten an example of this shape; none for unordered numbers."""
    return [] if shape.kind == "numbers" else [nn.Flatten()]
