"""The car's camera: a picture of the road in front of it."""

from __future__ import annotations

from functools import cache

import numpy

from chainrule.data.driving.track import HALF_WIDTH, Track
from chainrule.engine.op import Array

ROWS, COLUMNS = 12, 16
HEIGHT = 1.0
"""The height of the camera above the ground, in metres; it is mounted at the rear axle."""
PITCH = 35.0
"""The angle by which the camera is tilted downwards, in degrees; the whole picture shows the
ground."""
VIEW = 35.0
"""The angle from the middle of the picture to its left or right edge, in degrees."""
SAMPLES = 2
"""The number of samples along each side of a pixel; their mean is the pixel's shade."""


@cache
def ground() -> Array:
    """(ROWS · SAMPLES, COLUMNS · SAMPLES, 2): the point on the ground that each sample shows, in
    metres ahead of the camera and to its left.

    The camera is modelled as a pinhole camera, with the image plane at distance 1 in front of the
    pinhole. The ray through the point (u, v) of this plane, with u to the right and v downwards,
    has the components cos θ − v sin θ ahead, −u to the left and sin θ + v cos θ downwards, where θ
    is `PITCH`. The ray meets the ground where it has descended by `HEIGHT`.
    """
    return _ground(_middles(ROWS * SAMPLES), _middles(COLUMNS * SAMPLES))


def corners() -> Array:
    """(4, 2): the points on the ground that the corners of the picture show, in clockwise order."""
    ends = numpy.array([-1.0, 1.0])
    (far_left, far_right), (near_left, near_right) = _ground(ends, ends)
    return numpy.stack([far_left, far_right, near_right, near_left])


def _ground(rows: Array, columns: Array) -> Array:
    """Like `ground`, but for vertical positions from −1 (top) to 1 and horizontal positions from −1
    (left) to 1."""
    edge = numpy.tan(numpy.radians(VIEW))
    u, v = columns * edge, rows * edge * ROWS / COLUMNS
    pitch = numpy.radians(PITCH)
    far = HEIGHT / (numpy.sin(pitch) + v * numpy.cos(pitch))
    ahead = far * (numpy.cos(pitch) - v * numpy.sin(pitch))
    left = -far[:, None] * u
    return numpy.stack([numpy.broadcast_to(ahead[:, None], left.shape), left], axis=-1)


def _middles(count: int) -> Array:
    """The midpoints of `count` equal parts of the interval from −1 to 1."""
    return (2 * numpy.arange(count) + 1) / count - 1


def pictures(track: Track, cars: Array) -> Array:
    """(n, ROWS, COLUMNS): for each pixel, the share of its area that is road; the first pixel is at
    the top left."""
    ahead, left = numpy.moveaxis(ground(), -1, 0)
    cosine, sine = (turn(cars[:, 2, None, None]) for turn in (numpy.cos, numpy.sin))
    places = numpy.stack([ahead * cosine - left * sine, ahead * sine + left * cosine], axis=-1)
    is_road = track.distance(places + cars[:, None, None, :2]) <= HALF_WIDTH
    return is_road.reshape(-1, ROWS, SAMPLES, COLUMNS, SAMPLES).mean(axis=(2, 4))
