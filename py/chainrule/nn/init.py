"""Weight initialisation."""

from __future__ import annotations

import math
from typing import Protocol

import numpy

from chainrule.engine.broadcasting import Shape
from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of


class Initialiser(Protocol):
    """A function that draws weights of the given shape, by default (fan_out, fan_in)."""

    def __call__(
        self,
        rng: numpy.random.Generator,
        fan_in: int,
        fan_out: int,
        shape: Shape | None = None,
        /,
    ) -> Array: ...


def xavier(
    rng: numpy.random.Generator, fan_in: int, fan_out: int, shape: Shape | None = None
) -> Array:
    """Uniform on [−a, a], a = √(6 / (fan_in + fan_out)).

    Keeps the variances of activations and gradients roughly constant across tanh layers. Glorot &
    Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS
    2010.
    """
    bound = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, shape or (fan_out, fan_in))


def he(rng: numpy.random.Generator, fan_in: int, fan_out: int, shape: Shape | None = None) -> Array:
    """Uniform on [−a, a], a = √(6 / fan_in).

    Keeps the variance of activations roughly constant across ReLU layers, which halve it. He et
    al., "Delving deep into rectifiers", ICCV 2015.
    """
    bound = math.sqrt(6 / fan_in)
    return rng.uniform(-bound, bound, shape or (fan_out, fan_in))


def zeros(
    rng: numpy.random.Generator, fan_in: int, fan_out: int, shape: Shape | None = None
) -> Array:
    """All zeros, to demonstrate a classic mistake: all units of a layer remain identical."""
    return numpy.zeros(shape or (fan_out, fan_in))


INITIALISERS: dict[str, Initialiser] = {"xavier": xavier, "he": he, "zeros": zeros}


def checked_initialiser(name: str) -> str:
    """Check that `name` is the name of an initialiser, and return it.

    Raises
    ------
    InputError
        If there is no initialiser with that name.
    """
    if not isinstance(name, str) or name not in INITIALISERS:
        raise InputError("init", name, one_of(INITIALISERS))
    return name
