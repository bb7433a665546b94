"""Trial drives, which measure how far a policy drives before the car leaves the road."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy

from chainrule import nn
from chainrule.apps.input_gradient import input_gradient
from chainrule.apps.vehicle.sight import Sight
from chainrule.data.driving.car import SPEED, TICK, is_off_road, moved
from chainrule.data.driving.driver import started
from chainrule.data.driving.track import Track
from chainrule.engine.op import Array
from chainrule.training.evaluation import scores

CARS = 8
"""The number of cars in a trial, which start at equal distances along the track."""
MOST_LAPS = 3
GUST, GUST_TICKS = 0.15, 10
"""The standard deviation of the angle by which a gust turns the car, in radians, and the interval
between two gusts, in ticks."""

Policy = Callable[[Array], Array]
"""Takes cars (n, 3) and returns their steering (n,)."""


class Drive(NamedTuple):
    """A trial of several cars.

    Attributes
    ----------
    laps : (cars,) the laps that each car drove before it left the road or the trial ended.
    crashed : (cars,) whether each car left the road.
    visited : (positions, 3) the positions of all cars on the road, in chronological order.
    """

    laps: Array
    crashed: Array
    visited: Array


def network_policy(net: nn.Module, track: Track, sight: Sight) -> Policy:
    """The policy of a network whose inputs are the view from the car."""

    def policy(cars: Array) -> Array:
        seen = sight.inputs(track, cars).astype(net.theta.dtype)
        return scores(net, seen).data.reshape(-1).astype(numpy.float64)

    return policy


def trial(track: Track, policy: Policy, seed: int, laps: float = MOST_LAPS) -> Drive:
    """Let `CARS` cars drive until each has left the road or completed `laps` laps.

    The gusts depend only on `seed` and are therefore the same for every policy.
    """
    rng = numpy.random.default_rng(seed)
    cars = started(track, track.length * numpy.arange(CARS) / CARS)
    on_road, done = numpy.ones(CARS, bool), numpy.zeros(CARS)
    last, visited = track.project(cars[:, :2])[0], []
    for tick in range(round(1.2 * laps * track.length / (SPEED * TICK))):
        gusts = rng.normal(0, GUST, CARS)
        if tick % GUST_TICKS == 0:
            cars[:, 2] += gusts
        drives = on_road & (done < laps * track.length)
        if not drives.any():
            break
        visited.append(cars[drives])
        cars = numpy.where(drives[:, None], moved(cars, policy(cars)), cars)
        here = track.project(cars[:, :2])[0]
        done += drives * forward(track, last, here)
        last = here
        on_road &= ~is_off_road(track, cars)
    return Drive(numpy.minimum(done / track.length, laps), ~on_road, numpy.concatenate(visited))


def forward(track: Track, before: Array, after: Array) -> Array:
    """The distance driven from one position along the track to another. The car may have crossed
    the start of the track in between."""
    half = track.length / 2
    return (after - before + half) % track.length - half


def attention(
    net: nn.Module, track: Track, cars: Array, sight: Sight
) -> tuple[Array, Array, Array]:
    """(steering (n,), seen, gradient): `seen` is what the network sees, and `gradient`,
    ∂steering/∂seen, shows which parts of the view determine its steering.

    `seen` and `gradient` have the shape (n, rows, columns). A positive gradient means that more
    room in the direction of a ray, or more road in a pixel, turns the car to the left.
    """
    seen = sight.inputs(track, cars)
    steering, gradient = input_gradient(net, seen)
    as_view = (len(cars), *sight.view.sizes)
    gradient = gradient.astype(float).reshape(as_view)
    return steering.reshape(-1).astype(float), seen.reshape(as_view), gradient
