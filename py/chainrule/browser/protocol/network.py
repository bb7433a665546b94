"""The description of the network for the page's diagram."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class LayerShape(TypedDict):
    """What an example is between two layers: numbers (n,), an image (channels, height, width), a
    sequence (steps, features), or tokens (steps,), each one of so many `symbols`."""

    kind: Literal["numbers", "image", "sequence", "tokens"]
    sizes: list[int]
    symbols: int


class LayerParameter(TypedDict):
    """One array of weights, by its PyTorch name in the layer: its entry (i, j, …) stands in `theta`
    at `offset` + i · `strides`[0] + j · `strides`[1] + …"""

    name: str
    shape: list[int]
    offset: int
    strides: list[int]


class NetworkLayer(TypedDict):
    """One layer of the diagram, as the network has it: a layer of the experiment, or the output.

    `kind` and `fields` are those of the experiment's layer, described in the settings' row `layers`
    under `layer_kinds`; the output is `linear`. `notation` is the layer as in an address, "" of the
    output; `words` is the layer as a person reads it. `number` is its place in arrays with one
    entry a layer, as `gradient_norms`, and from 1 its name in `frozen`; null for a layer without
    weights, as pooling, which belongs to the one before.

    `given` and `result` are the shapes before and behind it. `picture` says how `maps` show it:
    `units`, one image for each unit; `maps`, one for each channel; `matrix`, features by steps in
    one image, or for attention the weights of each head, the steps that look downwards, those
    looked at across; `images` counts them. `name` is that of its first module with weights, and
    `offset` where its parameters begin in `theta`. `inputs` and `units` count features or channels
    before and behind it; `activation` is `identity` where it has none.
    """

    name: str
    kind: str
    fields: dict[str, Any]
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
    """What the diagram draws: the inputs' names, one for each number that the network is given,
    then layers from first to output. `input` is what the network is given, and `input_images` how
    many images show it: `feature_maps`. `learning` counts the layers that have a `number`.
    """

    features: list[str]
    input: LayerShape
    input_images: int
    layers: list[NetworkLayer]
    learning: int
    parameters: int
