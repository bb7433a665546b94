"""Images generated from a seed, with enough pixels for networks with a million parameters."""

from __future__ import annotations

import math

import numpy

from chainrule.checks import checked_whole, is_number
from chainrule.data.synthetic import Sample
from chainrule.errors import InputError
from chainrule.phrases import phrase

PIXELS, DIRECTIONS = 28, 10
_LONGEST, _SHORTEST = 14.0, 7.0


def stripes(n: int = 500, noise: float = 0.1, seed: int = 0) -> Sample:
    """Images of parallel stripes in ten directions: x (n, 784), rows of 28 × 28 pixels from 0 to 1.

    A pixel is ½ + ½ sin(2π (u cos a + v sin a) / λ + φ), where u and v are its column and row
    indices. Class k, from 0 to 9, has the angle a = 18° · k. For each image, the wavelength λ is
    drawn uniformly from 7 to 14 pixels, and the phase φ from 0 to 2π. Since the phase is uniform,
    all classes have the same mean image, so no linear classifier can distinguish them. Gaussian
    noise with σ = `noise` is then added to each pixel, and the result is clipped to the range from
    0 to 1.

    Raises
    ------
    InputError
        If `noise` is not between 0 and 0.5.
    """
    checked_whole("n", n, low=2)
    if not is_number(noise) or not 0 <= noise <= 0.5:
        raise InputError("noise", noise, phrase("allowed.real.from", low=0, high=0.5))
    rng = numpy.random.default_rng(checked_whole("seed", seed, low=0))
    y = numpy.arange(n) % DIRECTIONS
    angle = math.pi * y[:, None, None] / DIRECTIONS
    rows, columns = numpy.mgrid[:PIXELS, :PIXELS]
    length = rng.uniform(_SHORTEST, _LONGEST, (n, 1, 1))
    phase = rng.uniform(0, 2 * math.pi, (n, 1, 1))
    along = columns * numpy.cos(angle) + rows * numpy.sin(angle)
    shades = 0.5 + 0.5 * numpy.sin(2 * math.pi * along / length + phase)
    shades += rng.normal(0, 1, shades.shape) * noise
    return shades.clip(0, 1).reshape(n, -1), y
