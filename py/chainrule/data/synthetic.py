"""Small two-dimensional data sets, drawn from a seed.

Each returns x (n, 2), with coordinates mostly within ±6, and y (n,): classes 0 and 1, or for
regression numbers within ±1. `noise` from 0 to 0.5 blurs the classes more and more. The families
are those that TensorFlow Playground (Smilkov et al., 2017) made known.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError

Sample = tuple[Array, Array]
RADIUS = 5.0


def circle(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """A disc (class 1, radius up to 2.5) inside a ring (class 0, radius 3.5 to 5).

    Noise shifts each point by up to ±5 · noise in each coordinate; its class is that of the
    place it was meant for.
    """
    rng = _generator(n, noise, seed)
    y = _halves(n)
    radius = numpy.where(y == 1, rng.uniform(0, 0.5, n), rng.uniform(0.7, 1, n)) * RADIUS
    angle = rng.uniform(0, 2 * math.pi, n)
    x = _polar(radius, angle) + rng.uniform(-RADIUS, RADIUS, (n, 2)) * noise
    return x, y


def xor(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Class 1 where x₁ and x₂ have the same sign, with a gap of 0.3 along the axes.

    With noise the signs are those of a copy shifted by up to ±5 · noise in each coordinate, so
    that the classes mix at the axes.
    """
    rng = _generator(n, noise, seed)
    x = rng.uniform(-RADIUS, RADIUS, (n, 2))
    x += numpy.where(x > 0, 0.3, -0.3)
    shifted = x + rng.uniform(-RADIUS, RADIUS, (n, 2)) * noise
    return x, (shifted[:, 0] * shifted[:, 1] >= 0).astype(numpy.int64)


def gauss(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Two normal clouds around (2, 2) (class 1) and (−2, −2) (class 0).

    Their standard deviation is √(0.5 + 7 · noise).
    """
    rng = _generator(n, noise, seed)
    y = _halves(n)
    centre = numpy.where(y == 1, 2.0, -2.0)[:, None]
    return centre + rng.normal(0, math.sqrt(0.5 + 7 * noise), (n, 2)), y


def spiral(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Two arms, one a class, each winding 1.75 times around the origin out to radius 5.

    The arms start at radius 0.25, so that without noise no two classes share a point.
    Noise shifts each point by up to ±noise in each coordinate.
    """
    rng = _generator(n, noise, seed)
    y = _halves(n)
    along = numpy.empty(n)
    for label in (0, 1):
        count = int((y == label).sum())
        along[y == label] = numpy.linspace(0.05, 1, count)
    angle = 1.75 * along * 2 * math.pi + math.pi * (y == 0)
    x = RADIUS * along[:, None] * numpy.column_stack([numpy.sin(angle), numpy.cos(angle)])
    return x + rng.uniform(-1, 1, (n, 2)) * noise, y


def regress_plane(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """y = (x₁ + x₂) / 12 on the square ±6, plus normal noise of standard deviation `noise`."""
    rng = _generator(n, noise, seed)
    x = rng.uniform(-6, 6, (n, 2))
    return x, (x[:, 0] + x[:, 1]) / 12 + rng.normal(0, 1, n) * noise


def regress_gauss(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Six bumps, three up and three down, plus normal noise of standard deviation `noise`.

    Each bump falls linearly from ±1 at its centre to 0 at distance 2.
    """
    rng = _generator(n, noise, seed)
    x = rng.uniform(-6, 6, (n, 2))
    bumps = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]
    y = numpy.zeros(n)
    for centre1, centre2, sign in bumps:
        distance = numpy.hypot(x[:, 0] - centre1, x[:, 1] - centre2)
        y += sign * numpy.clip(1 - distance / 2, 0, 1)
    return x, y + rng.normal(0, 1, n) * noise


def _generator(n: int, noise: float, seed: int) -> numpy.random.Generator:
    if not isinstance(n, int) or n < 2:
        raise InputError("n", n, "a whole number from 2")
    if not isinstance(noise, int | float) or not 0 <= noise <= 0.5:
        raise InputError("noise", noise, "a number from 0 to 0.5")
    return numpy.random.default_rng(seed)


def _halves(n: int) -> Array:
    return (numpy.arange(n) < n // 2).astype(numpy.int64)


def _polar(radius: Array, angle: Array) -> Array:
    return numpy.column_stack([radius * numpy.sin(angle), radius * numpy.cos(angle)])


CLASSIFICATION: dict[str, Callable[[int, float, int], Sample]] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
}
REGRESSION: dict[str, Callable[[int, float, int], Sample]] = {
    "regress_plane": regress_plane,
    "regress_gauss": regress_gauss,
}
SYNTHETIC = CLASSIFICATION | REGRESSION
