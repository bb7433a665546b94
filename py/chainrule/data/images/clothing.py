"""Pictures of clothing, from the file `clothing.bin`."""

from __future__ import annotations

import numpy

from chainrule.checks import checked_whole
from chainrule.data.files import read_file
from chainrule.data.synthetic import Sample
from chainrule.phrases import phrase

SIDE = 14
"""The number of pixels along each side of a picture."""
CLASSES = tuple(
    phrase(f"class.{name}")
    for name in (
        "t_shirt", "trousers", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "boot",
    )
)  # fmt: skip
EACH = 200
"""The number of pictures of each class."""


def clothing(n: int = 2000, noise: float = 0.0, seed: int = 0) -> Sample:
    """`n` distinct pictures, at most 2,000: x (n, 196) from 0 to 1, and classes y (n,).

    The classes are as balanced as `n` allows. `noise` is the standard deviation of Gaussian noise
    that is added to each pixel. The pictures are from Xiao, Rasul & Vollgraf, "Fashion-MNIST",
    2017, and were downscaled to 14 × 14 pixels.
    """
    checked_whole("n", n, low=2)
    rng = numpy.random.default_rng(checked_whole("seed", seed, low=0))
    halves = numpy.frombuffer(read_file("clothing.bin"), numpy.uint8)
    shades = numpy.stack([halves >> 4, halves & 15], axis=-1).reshape(-1, SIDE * SIDE)
    order = rng.permuted(numpy.tile(numpy.arange(EACH), (len(CLASSES), 1)), axis=1)
    # The classes take turns.
    chosen = (order + EACH * numpy.arange(len(CLASSES))[:, None]).T.ravel()[:n]
    x = shades[chosen] / 15
    return x + rng.normal(0, noise, x.shape) if noise else x, chosen // EACH
