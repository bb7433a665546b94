"""Convolutions: `conv8x3-relu`, eight channels and kernels of size three."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainrule import nn
from chainrule.experiment.layers.field import Field, activation_field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape, image, sequence
from chainrule.limits import MAX_DROPOUT, MAX_KERNEL, MAX_WIDTH
from chainrule.phrases import phrase


class Conv(LayerKind):
    """y = f(W ⋆ x + b), two-dimensional for images and one-dimensional for sequences.

    The default `padding` of an odd kernel is (kernel − 1) / 2, which preserves the size.
    """

    name, label, short = "conv", "Convolution", "Conv"
    words = {"conv": {}}
    fields = (
        Field("channels", "whole", 8, "Channels", 1, MAX_WIDTH, mark=""),
        Field("kernel", "whole", 3, "Kernel", 1, MAX_KERNEL, mark=""),
        activation_field("relu"),
        Field("stride", "whole", 1, "Stride", 1, 4, mark="stride"),
        Field("padding", "whole", 1, "Padding", 0, MAX_KERNEL // 2, mark="pad", is_derived=True),
        Field("dropout", "real", 0.0, "Dropout", 0, MAX_DROPOUT, mark="drop", usual=0.3),
        Field("norm", "switch", False, "Batch norm"),
    )
    picture, width, is_learning, has_channels = "maps", "channels", True, True

    def uses_batch(self, layer: Layer) -> bool:
        return layer["norm"]

    def defaults(self, values: Mapping[str, Any]) -> dict[str, Any]:
        usual = super().defaults(values)
        kernel = values.get("kernel", usual["kernel"])
        # If the kernel size is not a number, the check of its own field reports the error.
        return {**usual, "padding": (kernel - 1) // 2 if isinstance(kernel, int) else 0}

    def result(self, layer: Layer, shape: Shape) -> Shape:
        if shape.kind not in ("image", "sequence"):
            raise Unfit(phrase("unfit.no_image", shape=shape.words))
        kernel, stride, padding = layer["kernel"], layer["stride"], layer["padding"]
        return strided(shape, layer["channels"], kernel, stride, padding)

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        is_image, channels = shape.kind == "image", layer["channels"]
        inputs = shape.sizes[0] if is_image else shape.sizes[1]
        sizes = inputs, channels, layer["kernel"], layer["stride"], layer["padding"], init
        norm = nn.BatchNorm2d if is_image else nn.BatchNorm1d
        parts: list[nn.Module] = [nn.Conv2d(*sizes) if is_image else nn.Conv1d(*sizes)]
        parts += [norm(channels)] * layer["norm"]
        return [
            *(parts if is_image else [nn.ChannelsFirst(*parts)]),
            nn.ACTIVATIONS[layer["activation"]](),
            *[nn.Dropout(layer["dropout"])] * bool(layer["dropout"]),
        ]


def strided(shape: Shape, channels: int, kernel: int, stride: int, padding: int) -> Shape:
    """The shape of the output for windows of size `kernel` that move by `stride`.

    Raises
    ------
    Unfit
        If no window fits.
    """
    places = shape.sizes[1:] if shape.kind == "image" else shape.sizes[:1]
    if min(places) + 2 * padding < kernel:
        least = min(places) + 2 * padding
        raise Unfit(phrase("unfit.window", most=least, shape=shape.words))
    moved = [(size + 2 * padding - kernel) // stride + 1 for size in places]
    return image(channels, *moved) if shape.kind == "image" else sequence(moved[0], channels)
