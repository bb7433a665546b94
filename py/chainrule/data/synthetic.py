"""Small two-dimensional data sets, generated from a seed.

Each function returns x (n, 2), with coordinates mostly within ±6, and y (n,): classes 0, 1, … or,
for a regression, numbers mostly within ±1. `noise`, from 0 to 0.5, controls how much the classes
overlap or how noisy the targets are. `classes` is the number of classes, for data sets that can
have more than two. `circle`, `xor`, `gauss`, `spiral`, `regress_plane` and `regress_gauss` follow
TensorFlow Playground (Smilkov et al., 2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy

from chainrule.checks import checked_whole, is_number, is_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.limits import MAX_CLASSES
from chainrule.phrases import phrase

Sample = tuple[Array, Array]
RADIUS = 5.0


def circle(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """A disc (class 1, radius up to 2.5) inside a ring (class 0, radius 3.5 to 5).

    Noise shifts each point by up to ±5 · noise in each coordinate; the class is that of the
    original position.
    """
    rng = _generator(n, noise, seed)
    y = _shares(n, 2)
    radius = numpy.where(y == 1, rng.uniform(0, 0.5, n), rng.uniform(0.7, 1, n)) * RADIUS
    angle = rng.uniform(0, 2 * math.pi, n)
    x = _polar(radius, angle) + rng.uniform(-RADIUS, RADIUS, (n, 2)) * noise
    return x, y


def xor(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Class 1 where x₁ and x₂ have the same sign; all points are at least 0.3 from both axes.

    With noise, the class is computed from a copy of the point, shifted by up to ±5 · noise in each
    coordinate, so that the classes overlap at the axes.
    """
    rng = _generator(n, noise, seed)
    x = rng.uniform(-RADIUS, RADIUS, (n, 2))
    x += numpy.where(x > 0, 0.3, -0.3)
    shifted = x + rng.uniform(-RADIUS, RADIUS, (n, 2)) * noise
    return x, (shifted[:, 0] * shifted[:, 1] >= 0).astype(numpy.int64)


def gauss(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Two Gaussian clusters around (2, 2) (class 1) and (−2, −2) (class 0).

    Their standard deviation is √(0.5 + 7 · noise).
    """
    rng = _generator(n, noise, seed)
    y = _shares(n, 2)
    centre = numpy.where(y == 1, 2.0, -2.0)[:, None]
    return centre + rng.normal(0, math.sqrt(0.5 + 7 * noise), (n, 2)), y


def spiral(n: int = 500, noise: float = 0.1, seed: int = 0, classes: int = 2) -> Sample:
    """One spiral arm per class, each winding 1.75 times around the origin, out to radius 5.

    The arms start at radius 0.25, so that without noise no two classes share a point.
    Noise shifts each point by up to ±noise in each coordinate.
    """
    rng = _generator(n, noise, seed)
    y = _shares(n, classes)
    along = numpy.empty(n)
    for label in range(classes):
        along[y == label] = numpy.linspace(0.05, 1, int((y == label).sum()))
    # The arm of the last class starts vertically; the other arms follow clockwise.
    turn = 2 * math.pi * (classes - 1 - y) / classes
    angle = 1.75 * along * 2 * math.pi + turn
    x = RADIUS * along[:, None] * numpy.column_stack([numpy.sin(angle), numpy.cos(angle)])
    return x + rng.uniform(-1, 1, (n, 2)) * noise, y


def moons(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Two interleaved half circles of radius 3, plus Gaussian noise with σ = 2 · noise."""
    rng = _generator(n, noise, seed)
    y = _shares(n, 2)
    angle = rng.uniform(0, math.pi, n)
    x = numpy.column_stack([numpy.cos(angle), numpy.sin(angle)]) * 3
    x[y == 1] *= -1
    x += numpy.where(y == 1, 1.5, -1.5)[:, None] * (1, 0) + (0, -0.75)
    x[y == 1] += (0, 1.5)
    return x + rng.normal(0, 2 * noise, (n, 2)), y


def rings(n: int = 500, noise: float = 0.1, seed: int = 0, classes: int = 2) -> Sample:
    """Rings around the origin, with the last class at radius 5, plus Gaussian noise with σ =
    `noise`."""
    rng = _generator(n, noise, seed)
    y = _shares(n, classes)
    radius = RADIUS * (y + 1) / classes
    angle = rng.uniform(0, 2 * math.pi, n)
    return _polar(radius, angle) + rng.normal(0, noise, (n, 2)), y


def checkerboard(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """A checkerboard of 4 × 4 squares of side 2.5, whose colours are the classes.

    With noise, the class is that of a copy of the point, shifted by up to ±2.5 · noise in each
    coordinate.
    """
    rng = _generator(n, noise, seed)
    x = rng.uniform(-RADIUS, RADIUS, (n, 2))
    shifted = x + rng.uniform(-2.5, 2.5, (n, 2)) * noise
    fields = numpy.floor(shifted / 2.5).sum(axis=1).astype(numpy.int64)
    return x, fields % 2


def blobs(n: int = 500, noise: float = 0.1, seed: int = 0, classes: int = 2) -> Sample:
    """Gaussian clusters, one per class, on a circle of radius 3.5; σ = 0.4 + 2 · noise.

    The first cluster is on the right; the others follow anticlockwise.
    """
    rng = _generator(n, noise, seed)
    y = _shares(n, classes)
    angle = 2 * math.pi * y / classes
    centre = 3.5 * numpy.column_stack([numpy.cos(angle), numpy.sin(angle)])
    return centre + rng.normal(0, 0.4 + 2 * noise, (n, 2)), y


def regress_plane(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """y = (x₁ + x₂) / 12 on the square from −6 to 6, plus Gaussian noise with σ = `noise`."""
    rng = _generator(n, noise, seed)
    x = rng.uniform(-6, 6, (n, 2))
    return x, (x[:, 0] + x[:, 1]) / 12 + rng.normal(0, 1, n) * noise


def regress_gauss(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Six bumps, three positive and three negative, plus Gaussian noise with σ = `noise`.

    Each bump decreases linearly from ±1 at its centre to 0 at distance 2.
    """
    rng = _generator(n, noise, seed)
    x = rng.uniform(-6, 6, (n, 2))
    bumps = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]
    y = numpy.zeros(n)
    for centre1, centre2, sign in bumps:
        distance = numpy.hypot(x[:, 0] - centre1, x[:, 1] - centre2)
        y += sign * numpy.clip(1 - distance / 2, 0, 1)
    return x, y + rng.normal(0, 1, n) * noise


def sine(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """y = 0.8 sin(1.2 x₁), a curve in one variable; x₂ is always 0.

    Gaussian noise with σ = `noise` is added.
    """
    rng = _generator(n, noise, seed)
    x = numpy.column_stack([rng.uniform(-6, 6, n), numpy.zeros(n)])
    return x, 0.8 * numpy.sin(1.2 * x[:, 0]) + rng.normal(0, 1, n) * noise


def friedman(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """An interaction and a square term: y = ½ sin(π u v) + 2 (v − ½)² − ½, u and v in [0, 1].

    u = (x₁ + 6)/12 and v = (x₂ + 6)/12; Gaussian noise with σ = `noise` is added. Adapted from the
    first two terms of a function in Friedman, "Multivariate adaptive regression splines", 1991.
    """
    rng = _generator(n, noise, seed)
    x = rng.uniform(-6, 6, (n, 2))
    u, v = ((x + 6) / 12).T
    y = 0.5 * numpy.sin(math.pi * u * v) + 2 * (v - 0.5) ** 2 - 0.5
    return x, y + rng.normal(0, 1, n) * noise


def _generator(n: int, noise: float, seed: int) -> numpy.random.Generator:
    checked_whole("n", n, low=2)
    if not is_number(noise) or not 0 <= noise <= 0.5:
        raise InputError("noise", noise, phrase("allowed.real.from", low=0, high=0.5))
    return numpy.random.default_rng(checked_whole("seed", seed, low=0))


def _shares(n: int, classes: int) -> Array:
    """Class labels in descending order, as evenly distributed as possible."""
    if not is_whole(classes) or not 2 <= classes <= MAX_CLASSES:
        raise InputError("classes", classes, phrase("allowed.whole.from", low=2, high=MAX_CLASSES))
    return classes - 1 - (numpy.arange(n) * classes + classes - 1) // n


def _polar(radius: Array, angle: Array) -> Array:
    return numpy.column_stack([radius * numpy.sin(angle), radius * numpy.cos(angle)])


Family = Callable[..., Sample]

CLASSIFICATION: dict[str, Family] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
    "moons": moons,
    "rings": rings,
    "checkerboard": checkerboard,
    "blobs": blobs,
}
MANY_CLASSES = ("spiral", "rings", "blobs")
"""The names of the data sets in `CLASSIFICATION` that accept `classes`."""
REGRESSION: dict[str, Family] = {
    "regress_plane": regress_plane,
    "regress_gauss": regress_gauss,
    "sine": sine,
    "friedman": friedman,
}
ONE_INPUT = ("sine",)
"""The names of the data sets in `SYNTHETIC` that have only the input x1."""
SYNTHETIC = CLASSIFICATION | REGRESSION
