"""Hidden layers as a setting, `8-tanh,2-relu-drop0.2-norm`, and which layers are frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from chainrule.experiment.kinds import Row, Several, number_text
from chainrule.limits import MAX_DROPOUT, MAX_LAYERS, MAX_WIDTH
from chainrule.phrases import Phrase, phrase

OUTPUT = "output"
BIASES = "biases"
DROPOUT, NORM = "drop", "norm"

Layer = tuple[int, str] | tuple[int, str, float] | tuple[int, str, float, bool]
"""A hidden layer: width, activation and, if there are any, the share dropped and layer norm."""


def with_options(layer: Sequence[Any]) -> tuple[int, str, float, bool]:
    """A layer with its dropout and layer norm, which are left out where there is none."""
    return (*layer, 0.0, False)[:4] if len(layer) == 2 else (*layer, False)[:4]  # pyright: ignore


class Layers(Several):
    """Hidden layers; the row's choices are their activations."""

    def allowed(self, row: Row) -> Phrase:
        return phrase(
            "allowed.layers",
            most=MAX_LAYERS,
            width=MAX_WIDTH,
            activations=list(row.choices),
            dropout=MAX_DROPOUT,
        )

    def check(self, row: Row, value: object) -> tuple[Layer, ...] | None:
        if not isinstance(value, list | tuple) or len(value) > MAX_LAYERS:
            return None
        layers = tuple(_checked(layer, row.choices) for layer in value)
        return None if None in layers else layers  # pyright: ignore[reportReturnType]

    def words(self, row: Row, value: tuple[Layer, ...]) -> Phrase:
        if not value:
            return phrase(self.nothing)
        return phrase("list", parts=[_layer(*with_options(layer), row.titles) for layer in value])

    def sentence(self, row: Row, value: Any) -> Phrase:
        widths = [layer[0] for layer in value]
        kinds = sorted({_kind(layer, row.titles) for layer in value})
        shown = phrase("now.layers", widths=widths, kinds=kinds) if value else phrase(self.nothing)
        return phrase("now.are", label=row.title, value=shown)

    def part_to_text(self, part: Layer) -> str:
        width, activation, dropout, norm = with_options(part)
        options = f"-{DROPOUT}{number_text(dropout)}" * bool(dropout) + f"-{NORM}" * norm
        return f"{width}-{activation}{options}"

    def part_from_text(self, text: str) -> tuple[int, str, float, bool]:
        # The minus of 1e-5 separates nothing.
        width, activation, *options = re.split(r"-(?=[a-z])", text)
        norm = options[-1:] == [NORM]
        dropout = options[:-1] if norm else options
        if len(dropout) > 1 or not all(option.startswith(DROPOUT) for option in dropout):
            raise ValueError(text)
        share = float(dropout[0].removeprefix(DROPOUT)) if dropout else 0.0
        return int(width), activation, share, norm


class Frozen(Several):
    """Layers that do not learn, by number or as the output, and the biases."""

    names = (*map(str, range(1, MAX_LAYERS + 1)), OUTPUT, BIASES)

    def allowed(self, row: Row) -> Phrase:
        return phrase("allowed.frozen", biases=BIASES, most=MAX_LAYERS, output=OUTPUT)

    def check(self, row: Row, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple) or not all(name in self.names for name in value):
            return None
        if len(set(value)) < len(value):
            return None
        return tuple(name for name in self.names if name in value)


def _checked(layer: object, activations: Mapping[str, str]) -> Layer | None:
    if not isinstance(layer, list | tuple) or not 2 <= len(layer) <= 4:
        return None
    width, activation, dropout, norm = with_options(layer)
    whole = isinstance(width, int) and not isinstance(width, bool)
    if not whole or not 1 <= width <= MAX_WIDTH or activation not in tuple(activations):
        return None
    is_share = isinstance(dropout, int | float) and not isinstance(dropout, bool)
    if not is_share or not 0 <= dropout <= MAX_DROPOUT or not isinstance(norm, bool):
        return None
    if norm:
        return width, activation, float(dropout), True
    return (width, activation, float(dropout)) if dropout else (width, activation)


def _layer(
    width: int, activation: str, dropout: float, norm: bool, titles: Mapping[str, Phrase]
) -> Phrase:
    return phrase(
        "value.layer",
        width=width,
        activation=titles[activation],
        norm=phrase("value.layer.norm") if norm else "",
        dropout=phrase("value.layer.dropout", share=dropout) if dropout else "",
    )


def _kind(layer: Layer, titles: Mapping[str, Phrase]) -> Phrase:
    """A layer's activation and options in words."""
    _, activation, dropout, norm = with_options(layer)
    return phrase(
        "layer.kind",
        activation=titles[activation],
        norm=phrase("layer.kind.norm") if norm else "",
        dropout=phrase("layer.kind.dropout", share=dropout) if dropout else "",
    )
