"""Functions on lists of layers: reading, writing, checking shapes, and building."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from chainrule import nn
from chainrule.errors import InputError, one_of
from chainrule.experiment.layers.kind import LAYER_KINDS, LayerKind, Unfit, unfit, word_of
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape
from chainrule.phrases import Phrase, phrase

OF_VERSION_1 = ("units", "activation", "dropout", "norm")
"""The fields of a layer in version 1 of the file format, in which a layer was a list of their
values; the last two were optional."""


def kind_of(layer: Layer) -> LayerKind:
    """The row of a layer's kind."""
    return LAYER_KINDS[layer.kind]


def is_dense(layer: Layer) -> bool:
    """Whether it is a dense layer."""
    return kind_of(layer).is_dense


def layer_of(value: object) -> Layer:
    """The layer that a value describes: a `Layer`, an object with a kind and settings, a list as in
    version 1 of the file format, or a string in the notation.

    Raises
    ------
    InputError
        If it is not a layer, or a setting is not allowed.
    """
    if isinstance(value, Layer):
        return value
    if isinstance(value, str):
        return layer_from_text(value)
    if isinstance(value, Mapping):
        settings = dict(value)
        kind = settings.pop("kind", None)
        if not isinstance(kind, str) or kind not in LAYER_KINDS:
            raise InputError("layers", kind, phrase("layers.as_kind", allowed=one_of(LAYER_KINDS)))
        return LAYER_KINDS[kind].checked(settings)
    if isinstance(value, list | tuple) and 2 <= len(value) <= len(OF_VERSION_1):
        return LAYER_KINDS["linear"].checked(dict(zip(OF_VERSION_1, value, strict=False)))
    raise InputError("layers", value, phrase("layers.examples"))


def layer_from_text(text: str) -> Layer:
    """The layer with this notation.

    Raises
    ------
    InputError
        If the kind is unknown, or a setting is not allowed.
    """
    word = word_of(text)
    for kind in LAYER_KINDS.values():
        if word in kind.words or text in kind.words:
            return kind.from_text(text)
    words = [word for kind in LAYER_KINDS.values() for word in kind.words if word]
    raise InputError("layers", text, phrase("layers.dense_or", allowed=one_of(words)))


def text_of(layer: Layer) -> str:
    """The layer's notation."""
    return kind_of(layer).to_text(layer)


def sentence_of(layer: Layer) -> Phrase:
    """The layer in words."""
    return kind_of(layer).sentence(layer)


def parted_text(text: str) -> list[str]:
    """Split layers at commas, except those inside brackets.

    Examples
    --------
    >>> parted_text("residual(8-tanh,8-relu),4-tanh")
    ['residual(8-tanh,8-relu)', '4-tanh']
    """
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def with_inner(layers: Sequence[Layer]) -> Iterator[Layer]:
    """The layers, including nested ones."""
    for layer in layers:
        yield layer
        yield from with_inner(layer.get("layers", ()))


def learning(layers: Sequence[Layer]) -> list[Layer]:
    """The layers with a weight matrix, which are numbered from 1."""
    return [layer for layer in layers if kind_of(layer).learns(layer)]


def widened(layers: Sequence[Layer], width: int) -> tuple[Layer, ...]:
    """The layers, with this width wherever a layer has a width, including nested layers."""
    return tuple(_widened(layer, width) for layer in layers)


def _widened(layer: Layer, width: int) -> Layer:
    if "layers" in layer:
        return layer.with_settings(layers=widened(layer["layers"], width))
    return layer.with_settings(**{kind_of(layer).width or "": width})


def width_of(layer: Layer) -> int | None:
    """A layer's width: its units, channels or features; None if its input determines the width."""
    name = kind_of(layer).width
    return None if name is None else layer[name]


def memory_of(layers: Sequence[Layer], start: Shape) -> int:
    """The approximate number of values that a program stores per example for these layers."""
    sizes = [shape.size for shape in shapes_through(layers, start)[1:]]
    return sum(kind_of(layer).kept * size for layer, size in zip(layers, sizes, strict=True))


def without_dropout(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """The layers without dropout."""
    kept = [layer.with_settings(dropout=0.0) for layer in layers if not kind_of(layer).is_dropout]
    return tuple(
        layer.with_settings(layers=without_dropout(layer["layers"])) if "layers" in layer else layer
        for layer in kept
    )


def shapes_through(layers: Sequence[Layer], start: Shape) -> list[Shape]:
    """The shape of an example before the first layer and after each layer.

    Raises
    ------
    InputError
        If a layer does not accept its input. The message names the layer and the shape, and
        says which shapes would be accepted.
    """
    shapes = [start]
    for place, layer in enumerate(layers):
        try:
            shapes.append(kind_of(layer).result(layer, _taken(layer, shapes[-1])))
        except Unfit as error:
            raise unfit(text_of(layer), place, error) from None
    return shapes


def modules_of(layers: Sequence[Layer], start: Shape, init: str) -> list[list[nn.Module]]:
    """For each layer, the layers of `nn` that implement it.

    Raises
    ------
    InputError
        As in `shapes_through`.
    """
    shapes = shapes_through(layers, start)
    return [
        kind_of(layer).modules(layer, _taken(layer, shape), init)
        for layer, shape in zip(layers, shapes, strict=False)
    ]


def given_shape(data: Shape, layers: Sequence[Layer]) -> Shape:
    """The shape of the network's input: an image or a sequence is flattened if the first layer is
    dense, and tokens are one-hot encoded unless the first layer is an embedding."""
    if not layers or kind_of(layers[0]).flattens:
        return data.flat()
    return data if kind_of(layers[0]).takes_tokens else data.coded()


def _taken(layer: Layer, shape: Shape) -> Shape:
    return shape if kind_of(layer).takes_tokens else shape.coded()
