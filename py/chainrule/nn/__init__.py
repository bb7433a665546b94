"""Layers."""

from chainrule.nn.activation import ACTIVATIONS, Identity, ReLU, Sigmoid, Tanh
from chainrule.nn.containers import Sequential
from chainrule.nn.init import INITIALISERS
from chainrule.nn.linear import Linear
from chainrule.nn.module import Module

__all__ = [
    "ACTIVATIONS",
    "INITIALISERS",
    "Identity",
    "Linear",
    "Module",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
]
