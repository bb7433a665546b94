"""`LayerKind`: the base class of kinds of layers, and their notation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from chainrule import nn
from chainrule.errors import InputError, one_of
from chainrule.experiment.layers.field import Field, activation_title
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape
from chainrule.experiment.settings.kinds import number_text
from chainrule.phrases import Phrase, phrase

Picture = Literal["units", "maps", "matrix", "none"]


class Unfit(Exception):
    """Raised if a layer does not accept its input's shape; `allowed` describes the accepted
    shapes."""

    def __init__(self, allowed: Phrase) -> None:
        self.allowed = allowed
        super().__init__(allowed)


LAYER_KINDS: dict[str, LayerKind] = {}
"""All kinds by name, filled by `experiment.layers.registry`."""


class LayerKind:
    """One row of `LAYER_KINDS`.

    To add a kind, write a subclass in `experiment/layers/kinds/` and add it to the registry.
    The notation, the file format, the checks, the page's controls and the microscope are derived
    from this class.

    Attributes
    ----------
    name : the name in a file, as in `{"kind": "conv", "channels": 8, …}`.
    label : the label in menus.
    short : the label in captions of narrow columns; by default `label`.
    words : the words that can begin its notation, and the field values that each word implies.
    fields : its settings, in the order of the notation.
    picture : how the page draws its output. "units": one value per unit; "maps": one image
        per channel; "matrix": steps × features; "none": like the layer before it.
    width : the name of the field for its width, if any.
    is_learning : whether it has a weight matrix. Such layers are numbered.
    is_dense : whether it is a dense layer, with one row of weights per unit.
    has_channels : whether the first index of its weights is a channel of its output.
    is_dropout : whether it does nothing but drop values during training.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    short: ClassVar[str] = ""
    words: ClassVar[Mapping[str, Mapping[str, Any]]]
    fields: ClassVar[tuple[Field, ...]] = ()
    picture: ClassVar[Picture] = "none"
    width: ClassVar[str | None] = None
    is_learning: ClassVar[bool] = False
    is_dense: ClassVar[bool] = False
    has_channels: ClassVar[bool] = False
    is_dropout: ClassVar[bool] = False
    takes_tokens: ClassVar[bool] = False
    """Whether its input consists of symbol indices; all other layers receive a one-hot encoding of
    tokens."""
    kept: ClassVar[int] = 1
    """The approximate memory that a program needs for this layer, as a multiple of its output's
    size."""
    flattens: ClassVar[bool] = False
    """Whether its input is flattened."""

    # --- defined by each kind ------------------------------------------------------------------

    def result(self, layer: Layer, shape: Shape) -> Shape:
        """The shape of the output for an example of shape `shape`.

        Raises
        ------
        Unfit
            If the layer does not accept this shape; the message says which shapes it accepts.
        """
        return shape

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        """The layers of `nn` that implement `layer` for an input of shape `shape`, which `layer`
        must accept."""
        raise NotImplementedError

    def learns(self, layer: Layer) -> bool:
        """Whether `layer` has a weight matrix."""
        return self.is_learning

    def uses_batch(self, layer: Layer) -> bool:
        """Whether `layer` normalises over the examples of a batch, which must then be several."""
        return False

    def defaults(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The default values of all fields, given the values of some fields."""
        return {field.name: field.default for field in self.fields}

    def derived(self, layer: Layer) -> list[str]:
        """The fields whose values equal a default that depends on other fields."""
        usual = self.defaults(dict(layer.settings))
        fields = (field for field in self.fields if field.is_derived)
        return [field.name for field in fields if layer[field.name] == usual[field.name]]

    # --- checking ------------------------------------------------------------------------------

    def checked(self, values: Mapping[str, Any]) -> Layer:
        """The layer with these settings; omitted ones take their defaults.

        Raises
        ------
        InputError
            If a setting is unknown, or a value is not allowed.
        """
        names = [field.name for field in self.fields]
        for name in values:
            if name not in names:
                known = one_of(names) if names else phrase("layers.no_setting")
                allowed = phrase("layers.as_setting", layer=self.named, allowed=known)
                raise InputError("layers", name, allowed)
        whole = {**self.defaults(values), **values}
        return Layer(
            self.name, tuple((f.name, self._checked(f, whole[f.name])) for f in self.fields)
        )

    def _checked(self, field: Field, value: object) -> Any:
        checked = field.form.check(field, value)
        if checked is None:
            raise InputError("layers", value, self._allowed(field))
        return checked

    def _allowed(self, field: Field) -> Phrase:
        name = self.field_named(field)
        return phrase("layers.for_field", name=name, layer=self.named, allowed=field.allowed)

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
        # The hyphen in 1e-5 is not a separator.
        start, *options = re.split(r"-(?=[a-z])", text)
        word = word_of(start)
        values = {**self.words[word], **self._mains(start[len(word) :], text)}
        for option in options:
            name, value = self._read(option, text)
            if name in values:
                raise InputError("layers", text, phrase("layers.once", name=name))
            values[name] = value
        for field in self.fields:
            if field.is_written and field.name not in values:
                name = self.field_named(field)
                allowed = phrase("layers.with_field", name=name, example=self.example)
                raise InputError("layers", text, allowed)
        return self.checked(values)

    def _mains(self, text: str, whole: str) -> dict[str, Any]:
        fields = [field for field in self.fields if field.mark == ""]
        parts = text.split("x") if text else []
        if len(parts) > len(fields) or (fields and not parts):
            raise InputError("layers", whole, self._mains_allowed(fields))
        pairs = zip(fields, parts, strict=False)
        return {field.name: self._number(field, part, whole) for field, part in pairs}

    def _mains_allowed(self, fields: list[Field]) -> Phrase:
        if not fields:
            return phrase("layers.without_number", example=self.example)
        names = [self.field_named(field) for field in fields]
        return phrase("layers.with_fields", names=names, example=self.example)

    def _read(self, option: str, whole: str) -> tuple[str, Any]:
        """The name and the value of the field that one option of the notation sets; each option
        follows a hyphen."""
        for field in self.fields:
            if field.is_in_word or field.mark == "":
                continue
            if field.mark and re.match(rf"{field.mark}[\d.]", option):
                return field.name, self._number(field, option[len(field.mark) :], whole)
            if field.mark is None and field.kind == "switch" and option == field.name:
                return field.name, True
            if field.mark is None and field.kind == "choice" and option in field.choices:
                return field.name, option
        raise InputError("layers", whole, self._options())

    def _options(self) -> Phrase:
        known = [
            ", ".join(field.choices) if field.kind == "choice" else f"{field.mark or field.name}"
            for field in self.fields
            if field.mark != "" and not field.is_in_word
        ]
        if not known:
            return phrase("layers.without_options")
        return phrase("layers.with_options", options=known)

    def _number(self, field: Field, text: str, whole: str) -> int | float:
        try:
            return int(text) if field.kind == "whole" else float(text)
        except ValueError:
            raise InputError("layers", whole, self._allowed(field)) from None

    @property
    def example(self) -> str:
        """A layer of this kind, in its notation."""
        return self.to_text(self.checked({}))

    # --- in words ------------------------------------------------------------------------------

    @property
    def title(self) -> Phrase:
        """The kind's label."""
        return Phrase(f"layer.{self.name}", english=self.label)

    @property
    def short_title(self) -> Phrase:
        """The label in captions of narrow columns."""
        return Phrase(f"layer.{self.name}.short", english=self.short or self.label)

    @property
    def named(self) -> Phrase:
        """The kind as named in an error: by its label on the page, and by its name elsewhere."""
        return Phrase(f"layer.{self.name}", english=self.name)

    def field_title(self, field: Field) -> Phrase:
        """A field's label."""
        return Phrase(f"layer.{self.name}.{field.name}", english=field.label)

    def field_named(self, field: Field) -> Phrase:
        """A field as named in an error: by its label on the page, and by its name elsewhere."""
        return Phrase(f"layer.{self.name}.{field.name}", english=field.name)

    def title_of_value(self, field: Field, value: str) -> Phrase:
        """The label of one of the words that a choice field allows. Activations have the same
        labels in all layers."""
        if field.name == "activation":
            return activation_title(value)
        return Phrase(f"layer.{self.name}.{field.name}.{value}", english=field.choices[value])

    def sentence(self, layer: Layer) -> Phrase:
        """The layer in words, for example "Convolution 8 × 3, ReLU"."""
        mains = [_number_words(layer[f.name]) for f in self.fields if f.mark == ""]
        usual = self.defaults(dict(layer.settings))
        options = [
            self._option_words(field, layer[field.name])
            for field in self.fields
            if field.mark != "" and (field.is_written or layer[field.name] != usual[field.name])
        ]
        head = phrase("words.sized", label=self.title, sizes=mains) if mains else self.title
        return phrase("list", parts=[head, *options]) if options else head

    def _option_words(self, field: Field, value: Any) -> Phrase:
        if field.kind == "choice":
            return self.title_of_value(field, value)
        label = self.field_title(field)
        if field.kind == "switch":
            return phrase("words.option", label=label)
        return phrase("words.option_of", label=label, value=_number_words(value))

    def describe(self) -> dict[str, Any]:
        """The description for the page's controls, JSON-ready."""
        return {
            "kind": self.name,
            "label": self.label,
            "picture": self.picture,
            "width": self.width,
            "learns": self.is_learning,
            "is_dense": self.is_dense,
            "example": self.example,
            "fields": [field.describe() for field in self.fields],
        }


def word_of(text: str) -> str:
    """The word at the start of a part of the notation: "" for a dense layer's `8-tanh`."""
    found = re.match(r"[a-z_]*", text)
    return found[0] if found else ""


def unfit(layer_text: str, place: int, why: Unfit) -> InputError:
    """The error for the layer with index `place`, which does not accept its input."""
    shown = phrase("layers.as_number", layer=layer_text, number=place + 1)
    return InputError("layers", shown, why.allowed)


def _option(field: Field, value: Any) -> str:
    if field.kind == "switch":
        return field.name
    return f"{field.mark or ''}{value if isinstance(value, str) else number_text(value)}"


def _number_words(value: float) -> Phrase:
    return phrase("value.number", number=value)
