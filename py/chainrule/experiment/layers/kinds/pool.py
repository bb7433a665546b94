"""Pooling: `pool2`, `avgpool2`."""

from __future__ import annotations

from chainrule import nn
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.kinds.conv import strided
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape
from chainrule.limits import MAX_STEPS
from chainrule.phrases import phrase

HOW = {"max": "Maximum", "mean": "Mean"}


class Pool(LayerKind):
    """The maximum or the mean over each of the adjacent windows of an image or a sequence.

    Incomplete windows are ignored, as in PyTorch.
    """

    name, label, short = "pool", "Pooling", "Pool"
    words = {"pool": {"how": "max"}, "avgpool": {"how": "mean"}}
    fields = (
        Field("size", "whole", 2, "Size", 2, MAX_STEPS, mark=""),
        Field("how", "choice", "max", "Of each window", choices=HOW, is_in_word=True),
    )
    picture = "maps"

    def result(self, layer: Layer, shape: Shape) -> Shape:
        if shape.kind not in ("image", "sequence"):
            raise Unfit(phrase("unfit.no_image", shape=shape.words))
        channels = shape.sizes[0] if shape.kind == "image" else shape.sizes[1]
        return strided(shape, channels, layer["size"], layer["size"], 0)

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        size, is_max = layer["size"], layer["how"] == "max"
        if shape.kind == "image":
            return [nn.MaxPool2d(size) if is_max else nn.AvgPool2d(size)]
        return [nn.ChannelsFirst(nn.MaxPool1d(size) if is_max else nn.AvgPool1d(size))]
