"""`LayerKind`: the base class of kinds of layers, and their notation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from chainrule import nn
from chainrule.errors import InputError, Words, one_of
from chainrule.experiment.kinds import number_text
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape

Picture = Literal["units", "maps", "matrix", "none"]


class Unfit(Exception):
    """A layer does not accept its input's shape; the message says what would fit."""


LAYER_KINDS: dict[str, LayerKind] = {}
"""Kinds by name; `experiment.layers.registry` fills it."""


class LayerKind:
    """One row of `LAYER_KINDS`.

    To add a kind, write a subclass in `experiment/layers/kinds/` and add it to the registry.
    Notation, file format, checks, the page's controls and the microscope are derived from it.

    Attributes
    ----------
    name : in a file, as in `{"kind": "conv", "channels": 8, …}`.
    label : for menus.
    words : its first words in a URL, and the fields that each word implies.
    fields : its settings, in the order of the notation.
    picture : how the page draws its output. "units": one value per unit; "maps": one image
        per channel; "matrix": steps × features; "none": like the layer before it.
    width : the name of the field for its width, if any.
    is_learning : whether it has a weight matrix. Such layers are numbered.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    words: ClassVar[Mapping[str, Mapping[str, Any]]]
    fields: ClassVar[tuple[Field, ...]] = ()
    picture: ClassVar[Picture] = "none"
    width: ClassVar[str | None] = None
    is_learning: ClassVar[bool] = False
    takes_tokens: ClassVar[bool] = False
    """Whether its input is symbol indices; all other layers get a one-hot encoding of tokens."""
    kept: ClassVar[int] = 1
    """The approximate memory of a program for this layer, in outputs besides its own."""
    flattens: ClassVar[bool] = False
    """Whether its input is flattened."""

    # --- defined by each kind ------------------------------------------------------------------

    def result(self, layer: Layer, shape: Shape) -> Shape:
        """The shape of the output for an example of shape `shape`.

        Raises
        ------
        Unfit
            If it does not fit; the message gives the shapes that would.
        """
        return shape

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        """The layers of `nn` that implement it, for an input of shape `shape` that fits."""
        raise NotImplementedError

    def learns(self, layer: Layer) -> bool:
        """Whether it has a weight matrix."""
        return self.is_learning

    def defaults(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of omitted fields, given the others."""
        return {field.name: field.default for field in self.fields}

    # --- checking ------------------------------------------------------------------------------

    def checked(self, values: Mapping[str, Any]) -> Layer:
        """The layer with these settings; omitted ones take their defaults.

        Raises
        ------
        InputError
            For an unknown setting, or a value that is not allowed.
        """
        names = [field.name for field in self.fields]
        for name in values:
            if name not in names:
                known = one_of(names) if names else "none"
                raise InputError("layers", name, f"as a setting of {self.name}, {known}")
        whole = {**self.defaults(values), **values}
        return Layer(
            self.name, tuple((f.name, f.check(whole[f.name], self.name)) for f in self.fields)
        )

    # --- as text -------------------------------------------------------------------------------

    def to_text(self, layer: Layer) -> str:
        """The layer's notation, for example `conv8x3-relu`."""
        word = next(
            word
            for word, implied in self.words.items()
            if all(layer[name] == value for name, value in implied.items())
        )
        mains = "x".join(number_text(layer[f.name]) for f in self.fields if f.mark == "")
        usual = self.defaults(dict(layer.settings))
        options = [
            _option(field, layer[field.name])
            for field in self.fields
            if field.mark != "" and not field.is_in_word
            if field.is_written or layer[field.name] != usual[field.name]
        ]
        return "-".join([word + mains, *options])

    def from_text(self, text: str) -> Layer:
        """The inverse of `to_text`.

        Raises
        ------
        InputError
            If the text is not a layer of this kind.
        """
        # The minus sign in 1e-5 is not a separator.
        start, *options = re.split(r"-(?=[a-z])", text)
        word = word_of(start)
        values = {**self.words[word], **self._mains(start[len(word) :], text)}
        for option in options:
            name, value = self._read(option, text)
            if name in values:
                raise InputError("layers", text, f"{name} once")
            values[name] = value
        for field in self.fields:
            if field.is_written and field.name not in values:
                raise InputError("layers", text, f"with its {field.name}, as {self.example}")
        return self.checked(values)

    def _mains(self, text: str, whole: str) -> dict[str, Any]:
        fields = [field for field in self.fields if field.mark == ""]
        parts = text.split("x") if text else []
        if len(parts) > len(fields) or (fields and not parts):
            wanted = " and ".join(field.name for field in fields) or "no number"
            raise InputError("layers", whole, f"with {wanted} behind the kind, as {self.example}")
        return {f.name: _number(f, part, whole) for f, part in zip(fields, parts, strict=False)}

    def _read(self, option: str, whole: str) -> tuple[str, Any]:
        """The name and value of one part after a minus sign."""
        for field in self.fields:
            if field.is_in_word or field.mark == "":
                continue
            if field.mark and re.match(rf"{field.mark}[\d.]", option):
                return field.name, _number(field, option[len(field.mark) :], whole)
            if field.mark is None and field.kind == "switch" and option == field.name:
                return field.name, True
            if field.mark is None and field.kind == "choice" and option in field.choices:
                return field.name, option
        raise InputError("layers", whole, f"with {self._options()} behind a minus")

    def _options(self) -> str:
        known = [
            ", ".join(field.choices) if field.kind == "choice" else f"{field.mark or field.name}"
            for field in self.fields
            if field.mark != "" and not field.is_in_word
        ]
        return "any of " + ", ".join(known) if known else "nothing"

    @property
    def example(self) -> str:
        """A layer of this kind, in its notation."""
        return self.to_text(self.checked({}))

    # --- in words ------------------------------------------------------------------------------

    def sentence(self, layer: Layer) -> str:
        """The layer in words, for example "Convolution 8 × 3, ReLU"."""
        mains = " × ".join(number_text(layer[f.name]) for f in self.fields if f.mark == "")
        usual = self.defaults(dict(layer.settings))
        options = [
            _option_words(field, layer[field.name])
            for field in self.fields
            if field.mark != "" and (field.is_written or layer[field.name] != usual[field.name])
        ]
        return ", ".join([f"{self.label} {mains}".strip(), *options])

    def describe(self) -> dict[str, Any]:
        """The description for the page's controls, JSON-ready."""
        return {
            "kind": self.name,
            "label": self.label,
            "picture": self.picture,
            "width": self.width,
            "learns": self.is_learning,
            "example": self.example,
            "fields": [field.describe() for field in self.fields],
        }


def word_of(text: str) -> str:
    """The word at the start of a part of the notation: "" for a dense layer's `8-tanh`."""
    found = re.match(r"[a-z_]*", text)
    return found[0] if found else ""


def unfit(layer_text: str, place: int, why: Unfit) -> InputError:
    """The error for a layer, given by its index, that does not accept its input."""
    return InputError("layers", Words(f"{layer_text} as number {place + 1}"), str(why))


def _number(field: Field, text: str, whole: str) -> int | float:
    try:
        return int(text) if field.kind == "whole" else float(text)
    except ValueError:
        raise InputError("layers", whole, f"for {field.name}, {field.allowed}") from None


def _option(field: Field, value: Any) -> str:
    if field.kind == "switch":
        return field.name
    return f"{field.mark or ''}{value if isinstance(value, str) else number_text(value)}"


def _option_words(field: Field, value: Any) -> str:
    if field.kind == "switch":
        return field.label.lower()
    if field.kind == "choice":
        return field.choices[value]
    return f"{field.label.lower()} {number_text(value)}"
