"""A drawing, scaled and centred like the training pictures."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.errors import ShapeError

FAINT = 0.1
"""Ink up to this strength does not count as part of the drawing."""
SAMPLES = 8
"""The number of samples along each side of a pixel; the pixel's value is their mean."""


def centred(ink: Array, side: int) -> Array:
    """The drawing `ink` (n, m) as a picture (side, side); the values of both are from 0 to 1.

    The 8×8 digits were scaled until they filled the picture (Alpaydin & Kaynak, "Cascading
    classifiers", 1998): all of them touch its upper and lower edges and are centred horizontally.
    Accordingly, the bounding box of the ink is scaled, keeping its proportions, until its longer
    side fills the picture, and is then centred. Each pixel is the mean of 8×8 linearly interpolated
    samples of the drawing. If the drawing has no ink, the picture is empty.

    Raises
    ------
    ShapeError
        If `ink` is not a matrix.

    Examples
    --------
    >>> bar = numpy.zeros((16, 16))
    >>> bar[4:8, 10:12] = 1
    >>> centred(bar, 4).round(1)[:, 1]
    array([0.8, 0.9, 0.9, 0.8])
    """
    if ink.ndim != 2:
        raise ShapeError(f"centred: a drawing of shape {ink.shape} is not a matrix.")
    rows, columns = (ink > FAINT).nonzero()
    if not len(rows):
        return numpy.zeros((side, side))
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    scale = max(bottom - top, right - left) / side
    places = ((numpy.arange(side * SAMPLES) + 0.5) / SAMPLES - side / 2) * scale
    along_rows = _interpolation(places + (top + bottom) / 2 - 0.5, ink.shape[0])
    along_columns = _interpolation(places + (left + right) / 2 - 0.5, ink.shape[1])
    fine = along_rows @ ink @ along_columns.T
    return fine.reshape(side, SAMPLES, side, SAMPLES).mean(axis=(1, 3))


def _interpolation(places: Array, size: int) -> Array:
    """(len(places), size): each row contains the weights of the two cells next to a place; outside
    the drawing, the ink is 0."""
    return numpy.maximum(0.0, 1 - numpy.abs(places[:, None] - numpy.arange(size)))
