"""The description of the network for the page's diagram."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class LayerShape(TypedDict):
    """The shape of an example between two layers: numbers (n,), an image (channels, height, width),
    a sequence (steps, features), or tokens (steps,), each of which is one of `symbols` symbols."""

    kind: Literal["numbers", "image", "sequence", "tokens"]
    sizes: list[int]
    symbols: int


class LayerParameter(TypedDict):
    """One array of weights, with its PyTorch name within the layer. Its entry (i, j, …) is in
    `theta` at `offset` + i · `strides`[0] + j · `strides`[1] + …"""

    name: str
    shape: list[int]
    offset: int
    strides: list[int]


class NetworkLayer(TypedDict):
    """One layer of the diagram: a layer of the experiment, or the output.

    `kind` and `fields` are those of the experiment's layer, as described by `layer_kinds` of the
    setting `layers`; the output is `linear`. `notation` is the layer as written in a URL ("" for
    the output), and `words` is a readable description. `number` is the layer's index in arrays with
    one entry per layer, such as `gradient_norms`; the setting `frozen` identifies the layer by this
    number plus 1. `number` is null for a layer without weights, such as pooling; such a layer
    counts as part of the layer before it. `derived` lists the fields whose values equal a default
    that depends on other fields.

    `is_dense` says whether it has one row of weights per unit, and `has_channels` whether the first
    index of its weights is a channel of its output.

    `given` and `result` are the shapes of the layer's input and output. `picture` says how `maps`
    shows the layer: `units` means one image for each unit; `maps`, one image for each channel;
    `matrix`, one image of features by steps or, for attention, one image of the attention weights
    of each head, with queries in rows and keys in columns. `images` is the number of images. `name`
    is the name of the layer's first module with weights, and `offset` is the index of the layer's
    first parameter in `theta`. `inputs` and `units` are the numbers of features or channels of the
    input and of the output; `activation` is `identity` if the layer has no activation.
    """

    name: str
    kind: str
    is_dense: bool
    has_channels: bool
    fields: dict[str, Any]
    derived: list[str]
    notation: str
    words: str
    number: int | None
    given: LayerShape
    result: LayerShape
    picture: Literal["units", "maps", "matrix"]
    images: int
    parameters: list[LayerParameter]
    inputs: int
    units: int
    activation: str
    offset: int


class Network(TypedDict):
    """The content of the diagram: the names of an input's features (`features`); the names of
    the `outputs`; and the layers, from the first hidden layer to the output. An output has the name
    of a class or of a regression's target; a single output that represents the probability or score
    of a class has the name of this class. `input` is the shape of the network's input, and
    `input_images` is the number of images in `feature_maps` that show it. `learning` is the number
    of layers that have a `number`."""

    features: list[str]
    outputs: list[str]
    input: LayerShape
    input_images: int
    layers: list[NetworkLayer]
    learning: int
    parameters: int
