"""How weights start."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of

Initialiser = Callable[[numpy.random.Generator, int, int], Array]


def xavier(rng: numpy.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Uniform on ±√(6 / (fan_in + fan_out)), shape (fan_out, fan_in).

    Keeps the variance of activations and gradients about equal over tanh layers.
    Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010.
    """
    bound = math.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, (fan_out, fan_in))


def he(rng: numpy.random.Generator, fan_in: int, fan_out: int) -> Array:
    """Uniform on ±√(6 / fan_in), shape (fan_out, fan_in).

    Keeps the variance of activations about equal over ReLU layers, which halve it.
    He et al., "Delving deep into rectifiers", ICCV 2015.
    """
    bound = math.sqrt(6 / fan_in)
    return rng.uniform(-bound, bound, (fan_out, fan_in))


def zeros(rng: numpy.random.Generator, fan_in: int, fan_out: int) -> Array:
    """All zero: every unit of a layer stays like its neighbour; the classic mistake, to be seen."""
    return numpy.zeros((fan_out, fan_in))


INITIALISERS: dict[str, Initialiser] = {"xavier": xavier, "he": he, "zeros": zeros}


def checked_initialiser(name: str) -> str:
    """`name`, if there is such an initialiser.

    Raises
    ------
    InputError
        If there is not.
    """
    if name not in INITIALISERS:
        raise InputError("init", name, one_of(INITIALISERS))
    return name
