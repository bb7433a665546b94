"""Residual blocks: `residual(conv8x3-relu,conv8x3-identity)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainrule import nn
from chainrule.errors import InputError
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import (
    kind_of,
    layer_of,
    modules_of,
    parted_text,
    sentence_of,
    shapes_through,
    text_of,
)
from chainrule.experiment.layers.shape import Shape
from chainrule.limits import MAX_BODY
from chainrule.phrases import Phrase, phrase


class Residual(LayerKind):
    """y = x + g(x), where g consists of layers that preserve the shape."""

    name, label, short = "residual", "Residual", "Resid"
    words = {"residual": {}}
    fields = (Field("layers", "layers", (), "Layers", 1, MAX_BODY),)
    is_learning = True

    def checked(self, values: Mapping[str, Any]) -> Layer:
        body = values.get("layers", ({"kind": "linear"},))
        if {*values} - {"layers"} or not isinstance(body, list | tuple):
            raise InputError("layers", dict(values), phrase("layers.residual_list"))
        layers = tuple(map(layer_of, body))
        if not 1 <= len(layers) <= MAX_BODY or any(one.kind == self.name for one in layers):
            raise InputError("layers", body, phrase("layers.residual_count", most=MAX_BODY))
        return Layer(self.name, (("layers", layers),))

    def learns(self, layer: Layer) -> bool:
        return any(kind_of(one).learns(one) for one in layer["layers"])

    def to_text(self, layer: Layer) -> str:
        return f"residual({','.join(map(text_of, layer['layers']))})"

    def from_text(self, text: str) -> Layer:
        body = text.removeprefix("residual")
        if body[:1] != "(" or body[-1:] != ")":
            raise InputError("layers", text, phrase("layers.in_brackets", example=self.example))
        return self.checked({"layers": parted_text(body[1:-1])})

    def sentence(self, layer: Layer) -> Phrase:
        return phrase("words.residual", layers=[*map(sentence_of, layer["layers"])])

    def result(self, layer: Layer, shape: Shape) -> Shape:
        end = shapes_through(layer["layers"], shape)[-1]
        if end != shape:
            raise Unfit(phrase("unfit.shape", before=shape.words, after=end.words))
        return shape

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        parts = modules_of(layer["layers"], shape, init)
        return [nn.Residual(*(module for part in parts for module in part))]
