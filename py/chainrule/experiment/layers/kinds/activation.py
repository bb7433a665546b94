"""An activation as a separate layer: `relu`, for example after a residual block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainrule import nn
from chainrule.experiment.layers.field import ACTIVATIONS, Field
from chainrule.experiment.layers.kind import LayerKind
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape
from chainrule.phrases import Phrase


class _Words(Mapping[str, Mapping[str, Any]]):
    """The words of all activations, including those registered later."""

    def __getitem__(self, word: str) -> Mapping[str, Any]:
        return {"activation": word} if ACTIVATIONS[word] else {}

    def __iter__(self):
        return iter(ACTIVATIONS)

    def __len__(self) -> int:
        return len(ACTIVATIONS)


class Activation(LayerKind):
    """y = f(x), elementwise."""

    name, label, short = "activation", "Activation", "Act"
    words = _Words()
    fields = (
        Field("activation", "choice", "relu", "Activation", choices=ACTIVATIONS, is_in_word=True),
    )

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        return [nn.ACTIVATIONS[layer["activation"]]()]

    def sentence(self, layer: Layer) -> Phrase:
        return self.title_of_value(self.fields[0], layer["activation"])
