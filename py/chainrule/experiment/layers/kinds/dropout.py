"""Dropout as a layer: `drop0.2`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape
from chainrule.limits import MAX_DROPOUT


class Dropout(LayerKind):
    """During training, each number is set to 0 with probability `share` and is otherwise divided by
    1 − share."""

    name, label, short = "dropout", "Dropout", "Drop"
    words = {"drop": {}}
    fields = (Field("share", "real", 0.2, "Share", 0, MAX_DROPOUT, mark=""),)
    is_dropout = True

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        return [nn.Dropout(layer["share"])]
