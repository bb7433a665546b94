"""`flatten`: an image or a sequence as numbers without axes."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.kind import LayerKind
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape


class Flatten(LayerKind):
    """The same numbers without axes. Dense layers do this automatically."""

    name, label = "flatten", "Flatten"
    words = {"flatten": {}}

    def result(self, layer: Layer, shape: Shape) -> Shape:
        return shape.flat()

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        return [nn.Flatten()]
