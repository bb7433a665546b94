"""Tables of what the built-in driver of a small car sees and does."""

from __future__ import annotations

import numpy

from chainrule.data.driving.car import SPEED, TICK
from chainrule.data.driving.driver import driven
from chainrule.data.driving.track import PRESETS, Track
from chainrule.data.driving.views import View
from chainrule.data.tabular.columns import Column, Table
from chainrule.engine.op import Array

STEERING = "steering"
TRACK, LAPS = "bean", 4
DECIMALS = 3


def steering(view: View) -> Table:
    """Four laps of the track `bean` by the built-in driver: what it saw, and its steering, from −1
    (right) to 1 (left)."""
    track = Track(PRESETS[TRACK])
    cars, turns = driven(track, round(LAPS * track.length / (SPEED * TICK)))
    return table_of_drive(view, view.see(track, cars), turns)


def table_of_drive(view: View, seen: Array, turns: Array) -> Table:
    """The table of a drive: the values `seen` (n, …) of the view and the steering `turns` (n,)."""
    named = [Column(name, seen[:, i]) for i, name in enumerate(view.names)]
    columns = (*named, Column(STEERING, turns))
    rounded = [Column(c.name, numpy.round(c.values, DECIMALS) + 0.0) for c in columns]
    return Table(tuple(rounded), STEERING)
