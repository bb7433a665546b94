"""Tracks drawn freehand: closed, smoothed, and refused if no car can drive on them."""

import math

import numpy as np
import pytest
from chainrule.apps.vehicle.freehand import (
    SHORTEST,
    TIGHTEST,
    WIDEST_GAP,
    Refusal,
    problem,
    track_of,
)
from chainrule.data.driving.car import is_off_road
from chainrule.data.driving.driver import driven
from chainrule.data.driving.track import PRESETS, Track
from chainrule.errors import InputError


def ellipse(start=0.0, stop=2 * math.pi, rx=9.0, ry=6.0, count=80):
    return [(rx * math.cos(t), ry * math.sin(t)) for t in np.linspace(start, stop, count)]


def accepted(stroke) -> Track:
    track = track_of(stroke)
    assert isinstance(track, Track), track
    return track


def refused(stroke) -> Refusal:
    refusal = track_of(stroke)
    assert isinstance(refusal, Refusal)
    return refusal


def shaky(points, size=0.3):
    noise = np.random.default_rng(4).normal(0, size, (len(points), 2))
    return np.clip(np.array(points) + noise, -12, 12).tolist()


SQUARE = [(-9, -9), (9, -9), (9, 9), (-9, 9), (-9, -9)]
HAIRPIN = [(-10, -10), (10, -10), (10, 9), (5, 9), (5, -4), (-5, -4), (-5, 9), (-10, 9), (-10, -10)]
EIGHT = [(9 * math.sin(t), 7 * math.sin(2 * t)) for t in np.linspace(0, 2 * math.pi, 80)]
TRIANGLE = [(-10, -8), (10, -8), (0, 9), (-10, -8)]


@pytest.mark.parametrize(
    "stroke",
    [ellipse(), shaky(ellipse()), ellipse()[::-1], SQUARE, shaky(HAIRPIN, 0.1)],
    ids=["ellipse", "shaky", "clockwise", "square", "hairpin"],
)
def test_the_driver_stays_on_the_track_of_a_drawn_loop(stroke):
    track = accepted(stroke)
    cars, _ = driven(track, round(1.1 * track.length / 0.4))
    assert not is_off_road(track, cars).any()
    gaps = np.abs(track.project(np.array(stroke, float))[1])
    assert gaps.max() < 1.5  # every drawn point is on the road
    assert accepted(stroke).points.tolist() == track.points.tolist()


def test_a_shaky_stroke_gives_almost_the_same_road():
    calm, track = accepted(ellipse()), accepted(shaky(ellipse()))
    assert np.abs(calm.project(track.centre)[1]).max() < 0.5
    turns = np.diff(np.unwrap(track.at(np.linspace(0, track.length, 100))[1]))
    assert (turns > 0).mean() > 0.9


def test_the_cars_drive_in_the_direction_of_the_stroke():
    for stroke, turn in ((ellipse(), 1), (ellipse()[::-1], -1)):
        x, y = accepted(stroke).points.T
        area = (x * np.roll(y, -1) - y * np.roll(x, -1)).sum()
        assert np.sign(area) == turn


@pytest.mark.parametrize("ends", [(0.15, -0.15), (-0.3, 0.3)], ids=["gap", "overlap"])
def test_ends_that_almost_meet_are_joined_and_overlapping_ends_are_cut(ends):
    start, stop = ends
    track = accepted(ellipse(start, 2 * math.pi + stop))
    assert track.length == pytest.approx(accepted(ellipse()).length, rel=0.01)
    assert np.abs(accepted(ellipse()).project(track.centre)[1]).max() < 0.3


@pytest.mark.parametrize(
    ("stroke", "reason", "needed"),
    [
        ([], "short", SHORTEST),
        ([(1, 1)], "short", SHORTEST),
        (ellipse(rx=3, ry=3), "short", SHORTEST),
        (ellipse(stop=4.5), "open", WIDEST_GAP),
        (EIGHT, "crossing", 0),
        (EIGHT[::2], "crossing", 0),
        (EIGHT[17:] + EIGHT[1:18], "crossing", 0),
        (ellipse(ry=1), "close", 3),
        (TRIANGLE, "tight", TIGHTEST),
    ],
)
def test_a_loop_that_no_car_can_follow_is_refused_with_a_reason(stroke, reason, needed):
    refusal = refused(stroke)
    assert (refusal.reason, refusal.needed) == (reason, needed)


def test_the_measurement_in_a_refusal_is_that_of_the_drawing():
    assert refused(ellipse(rx=3, ry=3)).found == pytest.approx(6 * math.pi, rel=0.01)
    gap = refused([(-10, 0), (-10, -8), (0, -8), (10, -8), (10, 0)])
    assert gap.found == pytest.approx(20, rel=0.02)
    assert 0.5 < refused(TRIANGLE).found < TIGHTEST


@pytest.mark.parametrize("name", PRESETS)
def test_the_preset_tracks_pass_the_same_checks(name):
    assert problem(Track(PRESETS[name])) is None


def test_points_outside_the_square_are_rejected():
    with pytest.raises(InputError, match="x: 13 .*from -12 to 12"):
        track_of([(13, 0), (0, 0)])
    at_the_edge = ellipse(rx=12, ry=12)
    assert accepted(at_the_edge).length == pytest.approx(24 * math.pi, rel=0.02)
