"""The built-in driver and recordings of its drives."""

from __future__ import annotations

import numpy

from chainrule.data.driving.car import SHARPEST, WHEELBASE, moved
from chainrule.data.driving.track import Track
from chainrule.engine.op import Array

LOOKAHEAD = 2.5
"""The distance along the centre line to the point at which the driver aims, in metres."""


def aimed(cars: Array, goals: Array) -> Array:
    """The steering (n,) from −1 to 1 that takes each car (n, 3) along an arc to its goal (n, 2).

    tan δ = 2 L sin α / d, for a goal at distance d and at the angle α to the heading. Coulter,
    "Implementation of the pure pursuit path tracking algorithm", 1992.
    """
    gap = goals - cars[:, :2]
    angle = numpy.arctan2(gap[:, 1], gap[:, 0]) - cars[:, 2]
    tangent = 2 * WHEELBASE * numpy.sin(angle) / numpy.maximum(numpy.hypot(*gap.T), 1e-9)
    return numpy.clip(numpy.arctan(tangent) / SHARPEST, -1, 1)


def pursued(track: Track, cars: Array) -> Array:
    """The steering (n,) of the built-in driver, who aims at the point of the centre line that is
    `LOOKAHEAD` ahead."""
    along, _ = track.project(cars[:, :2])
    return aimed(cars, track.at(along + LOOKAHEAD)[0])


def started(track: Track, along: Array, offset: Array | float = 0.0) -> Array:
    """Cars (n, 3) at the distances `along` the centre line and `offset` metres to its left, facing
    in the direction of the road."""
    places, headings = track.at(along)
    left = numpy.stack([-numpy.sin(headings), numpy.cos(headings)], axis=1)
    return numpy.column_stack([places + left * numpy.reshape(offset, (-1, 1)), headings])


def driven(track: Track, steps: int) -> tuple[Array, Array]:
    """(cars (steps, 3), steering (steps,)): a drive by the built-in driver from the start of the
    track."""
    car = started(track, numpy.zeros(1))
    cars, steering = [], []
    for _ in range(steps):
        turn = pursued(track, car)
        cars.append(car[0])
        steering.append(turn[0])
        car = moved(car, turn)
    return numpy.array(cars), numpy.array(steering)
