"""`flatten`: the numbers of an image or a sequence as a single vector."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.kind import LayerKind
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape


class Flatten(LayerKind):
    """The same numbers as a single vector. Dense layers flatten their input automatically."""

    name, label = "flatten", "Flatten"
    words = {"flatten": {}}

    def result(self, layer: Layer, shape: Shape) -> Shape:
        return shape.flat()

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        return [nn.Flatten()]
