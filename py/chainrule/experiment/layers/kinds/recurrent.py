"""Recurrent layers: `rnn8`, `gru16`, `lstm16-every`."""

from __future__ import annotations

from typing import ClassVar

from chainrule import nn
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LayerKind, Unfit
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.shape import Shape, numbers, sequence
from chainrule.limits import MAX_WIDTH
from chainrule.phrases import phrase

UNITS = Field("units", "whole", 16, "Units", 1, MAX_WIDTH, mark="")
EVERY = Field("every", "switch", False, "Every step")
"""Whether the output is the state after every step rather than the last state."""
ACTIVATION = Field(
    "activation", "choice", "tanh", "Activation", choices={"tanh": "Tanh", "relu": "ReLU"}
)


class Recurrent(LayerKind):
    """A state that each step of a sequence updates; the output is the last state or, with `every`,
    the states after all steps."""

    fields = (UNITS, EVERY)
    picture, width, is_learning = "matrix", "units", True
    kept = 8
    module: ClassVar[type[nn.RNN]]

    def result(self, layer: Layer, shape: Shape) -> Shape:
        if shape.kind != "sequence":
            raise Unfit(phrase("unfit.no_sequence", shape=shape.words))
        units = layer["units"]
        return sequence(shape.sizes[0], units) if layer["every"] else numbers(units)

    def modules(self, layer: Layer, shape: Shape, init: str) -> list[nn.Module]:
        last: list[nn.Module] = [] if layer["every"] else [nn.LastStep()]
        return [self._module(layer, shape.sizes[1], init), *last]

    def _module(self, layer: Layer, features: int, init: str) -> nn.Module:
        return self.module(features, layer["units"], init=init)


class RNN(Recurrent):
    """h_t = f(W x_t + U h_{t−1} + b)."""

    name, label = "rnn", "RNN"
    words = {"rnn": {}}
    fields = (UNITS, ACTIVATION, EVERY)

    def _module(self, layer: Layer, features: int, init: str) -> nn.Module:
        return nn.RNN(features, layer["units"], layer["activation"], init)


class GRU(Recurrent):
    """A gated recurrent unit."""

    name, label = "gru", "GRU"
    words = {"gru": {}}
    module = nn.GRU


class LSTM(Recurrent):
    """A long short-term memory."""

    name, label = "lstm", "LSTM"
    words = {"lstm": {}}
    module = nn.LSTM
