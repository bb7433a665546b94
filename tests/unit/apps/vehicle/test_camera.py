"""The camera: its geometry, and a network that learns to steer from its pictures."""

import math

import numpy as np
import pytest
from chainrule.apps import app_experiment
from chainrule.apps.vehicle.correcting import (
    corrections,
    examples_of,
    jittered,
    joined,
    with_examples,
)
from chainrule.apps.vehicle.driving import attention, network_policy, trial
from chainrule.apps.vehicle.sight import Sight
from chainrule.data.driving import camera
from chainrule.data.driving.driver import driven, started
from chainrule.data.driving.track import HALF_WIDTH, PRESETS, Track
from chainrule.data.driving.views import CAMERA

TRACK = Track(PRESETS["bean"])
CLONING = app_experiment("app:vehicle/camera")
RING = 8.0


@pytest.fixture(scope="module")
def ring():
    return Track([(RING * math.cos(t), RING * math.sin(t)) for t in np.arange(12) * math.pi / 6])


def projected(ahead, left):
    """Where the camera sees a place on the ground, as (row, column) in pixels from the top left.

    Computed with the matrix of the camera's axes, not with the inverse of the formula in `ground`.
    """
    pitch, focal = np.radians(camera.PITCH), camera.COLUMNS / 2 / np.tan(np.radians(camera.VIEW))
    forward = np.array([np.cos(pitch), 0, -np.sin(pitch)])
    right, down = np.array([0, -1.0, 0]), np.array([-np.sin(pitch), 0, -np.cos(pitch)])
    place = np.array([ahead, left, -camera.HEIGHT])
    depth = place @ forward
    row = focal * (place @ down) / depth + camera.ROWS / 2
    return row, focal * (place @ right) / depth + camera.COLUMNS / 2


@pytest.mark.parametrize("pitch", [30.0, camera.PITCH])
def test_each_sample_shows_the_ground_that_is_projected_onto_it(monkeypatch, pitch):
    monkeypatch.setattr(camera, "PITCH", pitch)
    places = camera.ground.__wrapped__()
    assert places.shape == (camera.ROWS * camera.SAMPLES, camera.COLUMNS * camera.SAMPLES, 2)
    for row, column in ((0, 0), (5, 30), (23, 31), (11, 16)):
        found = np.array(projected(*places[row, column])) * camera.SAMPLES
        np.testing.assert_allclose(found, (row + 0.5, column + 0.5), atol=1e-9)


def test_the_camera_axis_passes_through_the_centre_of_the_picture():
    middle = camera.ground().reshape(camera.ROWS, 2, camera.COLUMNS, 2, 2)[5:7, :, 7:9].mean((1, 3))
    pointed = camera.HEIGHT / math.tan(math.radians(camera.PITCH))
    assert middle[1, :, 0].mean() < pointed < middle[0, :, 0].mean()
    np.testing.assert_allclose(middle[..., 1].mean(), 0, atol=1e-12)


def test_the_corners_of_the_visible_ground_are_projected_onto_those_of_the_picture():
    found = [projected(*place) for place in camera.corners()]
    right, low = camera.COLUMNS, camera.ROWS
    np.testing.assert_allclose(found, [(0, 0), (0, right), (low, right), (low, 0)], atol=1e-9)


@pytest.mark.parametrize("offset", [-1.0, 0.0, 1.0])
def test_pixels_show_the_road_of_a_circular_track(ring, offset):
    """Pixels agree with the geometry of a circle, except at the edges, where the map is rounded to
    cells of 0.1 m."""
    car = started(ring, np.array([3.0]), offset)
    (picture,) = camera.pictures(ring, car)
    (x, y, heading), places = car[0], camera.ground()
    turned = np.exp(1j * heading) * (places[..., 0] + 1j * places[..., 1]) + x + 1j * y
    room = HALF_WIDTH - np.abs(np.abs(turned) - RING)
    rooms = room.reshape(camera.ROWS, camera.SAMPLES, camera.COLUMNS, camera.SAMPLES)
    is_road, is_ground = (rooms > 0.15).all((1, 3)), (rooms < -0.15).all((1, 3))
    assert is_road.sum() > 80
    assert is_ground.sum() > 5 or offset == 0
    assert (picture[is_road] == 1).all()
    assert (picture[is_ground] == 0).all()


def test_if_the_car_is_on_the_right_the_road_is_on_the_left_of_the_picture(ring):
    def balance(offset):
        (picture,) = camera.pictures(ring, started(ring, np.zeros(1), offset))
        return picture[:, :8].sum() - picture[:, 8:].sum()

    assert balance(-1.0) > balance(0.0) > balance(1.0)


def test_the_data_set_consists_of_pictures_and_is_reproducible():
    assert CLONING.data_shape.sizes == (1, camera.ROWS, camera.COLUMNS)
    x, y = examples_of(CLONING)
    cars, turns = driven(TRACK, len(y))
    np.testing.assert_array_equal(x, CAMERA.see(TRACK, cars))
    np.testing.assert_allclose(y, turns, atol=5e-4)
    assert set(np.unique(x)) == {0, 0.25, 0.5, 0.75, 1}


def test_training_and_collecting_of_examples_are_reproducible_bit_for_bit():
    runs = [cloned(CLONING, seed=3) for _ in range(2)]
    np.testing.assert_array_equal(runs[0].theta, runs[1].theta)
    sight = Sight(CLONING)
    found = [corrections(net, TRACK, sight, 1) for net in runs]
    found += [jittered(TRACK, driven(TRACK, 100)[0], sight, 1) for _ in range(2)]
    for first, second in (found[:2], found[2:]):
        for one, other in zip(first, second, strict=True):
            np.testing.assert_array_equal(one, other)


def test_pictures_added_to_the_readers_own_table_remain_pictures():
    x, y = examples_of(CLONING)
    found = with_examples(CLONING, (x[:30], y[:30]))
    assert found.data == "table"
    assert found.data_shape == CLONING.data_shape
    np.testing.assert_array_equal(examples_of(found)[0], x[:30])
    reread = type(found).from_json(found.to_json())
    assert reread == found
    assert Sight(reread).view is CAMERA


def test_attention_is_the_derivative_of_the_steering_with_respect_to_each_pixel():
    net, sight, car = cloned(CLONING, seed=0), Sight(CLONING), started(TRACK, np.array([5.0]))
    steering, seen, gradient = attention(net, TRACK, car, sight)
    assert gradient.shape == seen.shape == (1, camera.ROWS, camera.COLUMNS)
    for row, column in ((0, 1), (2, 14)):
        moved = np.repeat(seen, 2, axis=0)
        moved[:, row, column] += (-0.01, 0.01)
        low, high = net(moved.reshape(2, -1)).numpy().ravel()
        assert gradient[0, row, column] == pytest.approx((high - low) / 0.02, abs=2e-4)
    assert steering[0] == pytest.approx(float(network_policy(net, TRACK, sight)(car)[0]), abs=1e-6)


@pytest.mark.natively
def test_after_one_round_of_corrections_the_car_stays_on_the_road_longer():
    """The page's claim holds over a few seeds; it was once measured with ten."""
    before, after, sight = [], [], Sight(CLONING)
    for seed in range(3):
        net = cloned(CLONING, seed)
        more = joined(examples_of(CLONING), corrections(net, TRACK, sight, 1))
        corrected = cloned(with_examples(CLONING, more), seed)
        for laps, of in ((before, net), (after, corrected)):
            laps.append(trial(TRACK, network_policy(of, TRACK, sight), seed=7).laps.mean())
    assert (np.array(after) > before).all(), (before, after)
    assert np.mean(after) - np.mean(before) > 0.15


def cloned(experiment, seed):
    run = experiment.changed(seed=seed).trainer()
    run.advance(experiment.stop_epoch * len(run.batches))
    return run.net
