"""Dense layers: `8-tanh`, `32-relu-drop0.2-norm`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.kinds import number_text
from chainrule.experiment.layers.field import ACTIVATIONS, Field, activation_field
from chainrule.experiment.layers.kind import LayerKind
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape, numbers
from chainrule.limits import MAX_DROPOUT, MAX_WIDTH


class Linear(LayerKind):
    """y = f(x Wᵀ + b), optionally with layer norm before the activation and dropout after it.

    An image or a sequence is flattened first.
    """

    name, label = "linear", "Dense"
    words = {"": {}}
    fields = (
        Field("units", "whole", 8, "Units", 1, MAX_WIDTH, mark=""),
        activation_field("tanh"),
        Field("dropout", "real", 0.0, "Dropout", 0, MAX_DROPOUT, mark="drop"),
        Field("norm", "switch", False, "Layer norm"),
    )
    picture, width, is_learning, flattens = "units", "units", True, True

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

    def sentence(self, layer: Layer) -> str:
        dropout = f" with dropout {number_text(layer['dropout'])}" if layer["dropout"] else ""
        norm = " with layer norm" * layer["norm"]
        return f"{layer['units']} {ACTIVATIONS[layer['activation']]}{norm}{dropout}"


def flattening(shape: Shape) -> list[nn.Module]:
    """The modules that flatten this shape."""
    return [] if shape.kind == "numbers" else [nn.Flatten()]
