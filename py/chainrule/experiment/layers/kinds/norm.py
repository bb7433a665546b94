"""Normalisation as a layer: `layernorm`, `batchnorm`, `rmsnorm`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape
from chainrule.phrases import Phrase, phrase

OVER = {"layer": "Layer norm", "batch": "Batch norm", "rms": "RMS norm"}


class Norm(LayerKind):
    """Layer norm and RMS norm normalise over the features of each example or step; batch norm
    normalises each feature or image channel over the batch."""

    name, label = "norm", "Norm"
    words = {f"{how}norm": {"over": how} for how in OVER}
    fields = (Field("over", "choice", "layer", "Norm", choices=OVER, is_in_word=True),)

    def uses_batch(self, layer: Layer) -> bool:
        return layer["over"] == "batch"

    def result(self, layer: Layer, shape: Shape) -> Shape:
        if shape.kind == "image" and layer["over"] != "batch":
            raise Unfit(phrase("unfit.no_numbers", shape=shape.words))
        return shape

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        over, features = layer["over"], shape.sizes[0 if shape.kind == "image" else -1]
        if over != "batch":
            return [(nn.LayerNorm if over == "layer" else nn.RMSNorm)(features)]
        if shape.kind == "image":
            return [nn.BatchNorm2d(features)]
        norm = nn.BatchNorm1d(features)
        return [nn.ChannelsFirst(norm) if shape.kind == "sequence" else norm]

    def sentence(self, layer: Layer) -> Phrase:
        return self.title_of_value(self.fields[0], layer["over"])
