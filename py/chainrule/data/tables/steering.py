"""What the built-in driver of a small car sees and does, as a table."""

from __future__ import annotations

import numpy

from chainrule.data.columns import Column, Table
from chainrule.data.driving.car import ANGLES, REACH, SPEED, TICK, rays
from chainrule.data.driving.driver import driven
from chainrule.data.driving.track import PRESETS, Track
from chainrule.engine.op import Array

STEERING = "steering"
TRACK, LAPS = "bean", 4
DECIMALS = 3


def steering() -> Table:
    """Four laps of the built-in driver on the track `bean`: seven rays, as shares of their reach,
    and the steering from −1, right, to 1, left."""
    track = Track(PRESETS[TRACK])
    cars, turns = driven(track, round(LAPS * track.length / (SPEED * TICK)))
    return table_of_drive(rays(track, cars) / REACH, turns)


def table_of_drive(shares: Array, turns: Array) -> Table:
    """The table of rays (n, 7), as shares of their reach, and the steering (n,) at each."""
    named = [Column(ray_name(a), shares[:, i]) for i, a in enumerate(ANGLES)]
    columns = (*named, Column(STEERING, turns))
    rounded = [Column(c.name, numpy.round(c.values, DECIMALS) + 0.0) for c in columns]
    return Table(tuple(rounded), STEERING)


def ray_name(angle: int) -> str:
    """The name of a ray's column.

    Examples
    --------
    >>> ray_name(45), ray_name(0), ray_name(-90)
    ('ray 45° left', 'ray ahead', 'ray 90° right')
    """
    return f"ray {abs(angle)}° {'left' if angle > 0 else 'right'}" if angle else "ray ahead"
