"""Image data sets, by name, and the meaning of their classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chainrule.data.images.clothing import CLASSES, SIDE, clothing
from chainrule.data.images.stripes import DIRECTIONS, PIXELS, stripes
from chainrule.data.synthetic import Sample

__all__ = ["IMAGES", "ImageTask", "clothing", "stripes"]


@dataclass(frozen=True)
class ImageTask:
    """An image data set and the meaning of its classes.

    Attributes
    ----------
    draw : (n, noise, seed) → (x, y).
    sizes : channels, height and width of an image.
    classes : the names of the classes.
    """

    draw: Callable[[int, float, int], Sample]
    sizes: tuple[int, int, int]
    classes: tuple[str, ...]


IMAGES: dict[str, ImageTask] = {
    "stripes": ImageTask(
        stripes,
        (1, PIXELS, PIXELS),
        tuple(f"{180 // DIRECTIONS * k}°" for k in range(DIRECTIONS)),
    ),
    "clothing": ImageTask(clothing, (1, SIDE, SIDE), CLASSES),
}
"""The image data sets, by name."""
