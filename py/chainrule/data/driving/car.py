"""The car: its motion and its sensors."""

from __future__ import annotations

import numpy

from chainrule.data.driving.track import HALF_WIDTH, Track
from chainrule.engine.op import Array

WHEELBASE = 1.0
"""The distance between the axles, in metres."""
SPEED = 4.0
"""The speed of the car, in metres per second."""
TICK = 0.1
"""The duration of a step of the simulation, in seconds."""
SHARPEST = 0.6
"""The largest steering angle of the front wheels to either side, in radians."""
ANGLES = (90, 45, 20, 0, -20, -45, -90)
"""The directions of the rays in degrees; angles to the left are positive."""
REACH = 8.0
"""The largest distance that a ray measures, in metres."""
STRIDE = 0.2
"""The distance between neighbouring points that are tested along a ray, in metres."""


def moved(cars: Array, steering: Array) -> Array:
    """The cars (n, 3), each given by x, y and heading ψ, after one more step.

    This is the kinematic bicycle model with the rear axle as the reference point, at constant speed
    v: x' = v cos ψ, y' = v sin ψ, ψ' = v tan(δ) / L, where δ is the steering times `SHARPEST`. The
    position changes along the heading at the middle of the step. LaValle, "Planning algorithms",
    2006, section 13.1.2.

    Parameters
    ----------
    steering : (n,) from −1 (right) to 1 (left); values outside this range are clipped.
    """
    turn = SPEED * TICK * numpy.tan(SHARPEST * numpy.clip(steering, -1, 1)) / WHEELBASE
    middle = cars[:, 2] + turn / 2
    step = SPEED * TICK * numpy.stack([numpy.cos(middle), numpy.sin(middle)], axis=1)
    return numpy.column_stack([cars[:, :2] + step, cars[:, 2] + turn])


def rays(track: Track, cars: Array) -> Array:
    """(n, 7): the distances to the road's edge in the directions `ANGLES`, in metres. The distances
    are multiples of `STRIDE` and at most `REACH`."""
    headings = cars[:, 2:] + numpy.radians(ANGLES)
    directions = numpy.stack([numpy.cos(headings), numpy.sin(headings)], axis=-1)
    steps = numpy.arange(STRIDE, REACH + STRIDE / 2, STRIDE)
    places = cars[:, None, None, :2] + directions[:, :, None] * steps[:, None]
    is_off = track.distance(places) > HALF_WIDTH
    first = numpy.where(is_off.any(axis=2), is_off.argmax(axis=2), len(steps) - 1)
    return steps[first]


def is_off_road(track: Track, cars: Array) -> Array:
    """Whether each car's rear axle is off the road."""
    return track.distance(cars[:, :2]) > HALF_WIDTH
