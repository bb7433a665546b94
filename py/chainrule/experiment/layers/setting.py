"""The settings of the hidden layers, such as `conv8x3-relu,pool2,16-tanh`, and of the frozen
layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainrule.errors import InputError
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import (
    is_dense,
    layer_from_text,
    layer_of,
    learning,
    parted_text,
    sentence_of,
    text_of,
    with_inner,
)
from chainrule.experiment.settings.kinds import NOTHING, Bounds, Row, Several
from chainrule.limits import MAX_LAYERS, MAX_PARTS
from chainrule.phrases import Phrase, phrase

OUTPUT = "output"
BIASES = "biases"


class Layers(Several):
    """Hidden layers, each of a kind in `LAYER_KINDS`."""

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.layers", most=MAX_LAYERS, parts=MAX_PARTS)

    def check(self, row: Bounds, value: object) -> tuple[Layer, ...] | None:
        if not isinstance(value, list | tuple):
            return None
        layers = tuple(map(layer_of, value))
        if len(learning(layers)) > MAX_LAYERS or len([*with_inner(layers)]) > MAX_PARTS:
            raise InputError("layers", list(map(text_of, layers)), self.allowed(row))
        return layers

    def words(self, row: Row, value: tuple[Layer, ...]) -> Phrase:
        if not value:
            return phrase(self.nothing)
        return phrase("list", parts=[*map(sentence_of, value)])

    def sentence(self, row: Row, value: Any) -> Phrase:
        if not value or not all(map(is_dense, value)):
            return phrase("now.are", label=row.title, value=self.words(row, value))
        widths = [layer["units"] for layer in value]
        kinds = sorted({_dense_kind(layer, row.titles) for layer in value})
        shown = phrase("now.layers", widths=widths, kinds=kinds)
        return phrase("now.are", label=row.title, value=shown)

    def part_to_text(self, part: Any) -> str:
        # The value that an error shows may not be a layer.
        return text_of(part) if isinstance(part, Layer) else str(part)

    def from_text(self, row: Bounds, text: str) -> tuple[Layer, ...]:
        return () if text == NOTHING else tuple(map(layer_from_text, parted_text(text)))


class Frozen(Several):
    """The parts that are frozen: hidden layers (by number), the output layer, or biases."""

    names = (*map(str, range(1, MAX_LAYERS + 1)), OUTPUT, BIASES)

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.frozen", biases=BIASES, most=MAX_LAYERS, output=OUTPUT)

    def check(self, row: Bounds, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple) or not all(name in self.names for name in value):
            return None
        if len(set(value)) < len(value):
            return None
        return tuple(name for name in self.names if name in value)


def layer_numbers(layers: tuple[Layer, ...]) -> list[str]:
    """The numbers of hidden layers with weights, as used in `frozen`."""
    return [str(index + 1) for index in range(len(learning(layers)))]


def _dense_kind(layer: Layer, titles: Mapping[str, Phrase]) -> Phrase:
    """A dense layer's activation and options in words."""
    dropout = layer["dropout"]
    return phrase(
        "layer.kind",
        activation=titles[layer["activation"]],
        norm=phrase("layer.kind.norm") if layer["norm"] else "",
        dropout=phrase("layer.kind.dropout", share=dropout) if dropout else "",
    )
