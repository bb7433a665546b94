"""The simulated car: its road, motion, rays and built-in driver."""

import math

import numpy as np
import pytest
from chainrule import Experiment, InputError
from chainrule.data.driving.car import ANGLES, REACH, SPEED, TICK, WHEELBASE, moved, rays
from chainrule.data.driving.driver import aimed, driven, pursued, started
from chainrule.data.driving.track import HALF_WIDTH, PRESETS, Track
from chainrule.data.tables import load_table

CIRCLE = [(8 * math.cos(t), 8 * math.sin(t)) for t in np.arange(12) * math.pi / 6]


@pytest.fixture(scope="module")
def ring():
    return Track(CIRCLE)


def test_a_circular_track_has_the_length_and_the_distances_of_a_circle(ring):
    assert ring.length == pytest.approx(16 * math.pi, rel=5e-3)
    places = np.array([[9.0, 0], [0, 7.0], [-8, 0]])
    along, offset = ring.project(places)
    np.testing.assert_allclose(along / ring.length, [0, 0.25, 0.5], atol=2e-3)
    np.testing.assert_allclose(offset, [-1, 1, 0], atol=0.02)
    np.testing.assert_allclose(ring.distance(places), [1, 1, 0], atol=0.1)


def test_a_car_with_constant_steering_drives_in_a_circle_of_the_models_radius():
    steering, car = 0.5, np.zeros((1, 3))
    radius = WHEELBASE / math.tan(0.6 * steering)
    for _ in range(round(2 * math.pi * radius / (SPEED * TICK))):
        car = moved(car, np.array([steering]))
        assert math.hypot(car[0, 0], car[0, 1] - radius) == pytest.approx(radius, rel=0.02)
    assert moved(car, np.array([9.0]))[0, 2] == moved(car, np.array([1.0]))[0, 2]


def test_rays_measure_the_distance_to_the_edge(ring):
    car = started(ring, np.zeros(1))
    found = dict(zip(ANGLES, rays(ring, car)[0], strict=True))
    assert found[90] == pytest.approx(HALF_WIDTH, abs=0.3)
    assert found[-90] == pytest.approx(HALF_WIDTH, abs=0.3)
    # From a point at a radius of 8 m, a tangent reaches the circle of 9.5 m after √(9.5² − 8²) m.
    assert found[0] == pytest.approx(math.sqrt(9.5**2 - 64), abs=0.3)


def test_the_circle_aimed_at_a_goal_passes_through_the_goal():
    goal, car = np.array([[2.0, 0.7]]), np.zeros((1, 3))
    radius = WHEELBASE / math.tan(0.6 * aimed(car, goal)[0])
    assert math.hypot(2.0, 0.7 - radius) == pytest.approx(radius)


@pytest.mark.parametrize("name", PRESETS)
def test_the_driver_stays_on_the_road_of_every_preset(name):
    track = Track(PRESETS[name])
    cars, _ = driven(track, 200)
    assert (np.abs(track.project(cars[:, :2])[1]) < HALF_WIDTH / 2).all()


@pytest.mark.parametrize("points", [[(0, 0)] * 3, [(0, 0), (1, 0), (1, 1), (99, 0)]])
def test_impossible_tracks_are_rejected(points):
    with pytest.raises(InputError):
        Track(points)


def test_the_table_records_the_driver_and_defines_a_regression():
    table = load_table("steering")
    assert table.names[0] == "ray 90° left"
    track = Track(PRESETS["bean"])
    car = started(track, np.zeros(1))
    first = [column.values[0] for column in table.columns]
    expected = [*rays(track, car)[0] / REACH, pursued(track, car)[0]]
    np.testing.assert_allclose(first, expected, atol=5e-4)
    experiment = Experiment().changed(data="steering")
    assert experiment.is_regression
    assert experiment.loss == "mse"
