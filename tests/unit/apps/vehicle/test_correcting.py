"""Learning to steer: cloning, corrections of the network's drive, and jittered views."""

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
from chainrule.apps.vehicle.seat import Seat
from chainrule.apps.vehicle.sight import Sight
from chainrule.data.driving.driver import driven, pursued, started
from chainrule.data.driving.track import PRESETS, Track
from chainrule.errors import InputError
from chainrule.limits import MIN_RECORDED

TRACK = Track(PRESETS["bean"])
CLONING = app_experiment("app:vehicle/rays")
SIGHT = Sight(CLONING)


def trained(experiment, seed):
    run = experiment.changed(seed=seed).trainer()
    run.advance(experiment.stop_epoch * len(run.batches))
    return run.net


def test_the_driver_stays_on_the_road_in_gusts_and_a_car_without_steering_does_not():
    found = trial(TRACK, lambda cars: pursued(TRACK, cars), seed=0, laps=1)
    assert (found.laps == 1).all()
    assert not found.crashed.any()
    assert trial(TRACK, lambda cars: np.zeros(len(cars)), seed=0, laps=1).crashed.all()


@pytest.mark.natively
def test_after_one_round_of_corrections_the_car_stays_on_the_road_longer():
    """The page's claim holds over 20 seeds."""
    fleet = CLONING.fleet_network(range(20), [1.0] * 20)
    run = CLONING.trainer_for(fleet, CLONING.optimizer_rule())
    run.advance(CLONING.stop_epoch * len(run.batches))
    before, after, net = [], [], CLONING.network()
    for seed, theta in enumerate(run.theta):
        net.theta[...] = theta
        more = joined(examples_of(CLONING), corrections(net, TRACK, SIGHT, seed))
        corrected = trained(with_examples(CLONING, more), seed)
        for laps, of in ((before, net), (after, corrected)):
            laps.append(trial(TRACK, network_policy(of, TRACK, SIGHT), seed=7, laps=1).laps.mean())
    changes = np.array(after) - before
    assert (changes > -0.05).all(), changes
    assert (changes > 0).sum() >= 17, changes
    assert np.mean(before) < 0.85
    assert np.mean(after) > 0.95


def test_jittered_views_lead_back_to_the_recorded_path():
    cars, turns = driven(TRACK, 100)
    seen, steering = jittered(TRACK, cars, SIGHT, seed=1)
    assert seen.shape == (93, 7)
    assert seen.max() <= 1
    left_room, right_room = seen[:, 0], seen[:, -1]
    beside = np.abs(left_room - right_room) > 0.1
    towards = np.sign(left_room - right_room)
    assert np.corrcoef(towards[beside], (steering - turns[:93])[beside])[0, 1] > 0.3


def test_adding_examples_to_an_experiment_keeps_all_other_settings():
    x, y = np.full((8, 7), 0.25), np.linspace(-1, 1, 8)
    found = with_examples(CLONING, (x, y))
    assert (found.layers, found.loss, found.batch_size) == (CLONING.layers, "mse", 32)
    np.testing.assert_allclose(examples_of(found)[1], y, atol=5e-4)


def test_attention_returns_the_steering_and_a_gradient_for_each_ray():
    net = trained(CLONING, 0)
    cars = started(TRACK, np.array([5.0]))
    steering, seen, gradient = attention(net, TRACK, cars, SIGHT)
    driven_by = float(network_policy(net, TRACK, SIGHT)(cars)[0])
    assert steering[0] == pytest.approx(driven_by, abs=1e-6)
    assert seen.shape == gradient.shape == (1, 1, 7)
    assert gradient.any()


def test_the_readers_drive_is_recorded_and_becomes_the_data():
    seat = Seat()
    net = CLONING.network()
    seat.drive("reader", net, SIGHT, 0.0)
    with pytest.raises(InputError, match="at least 100 steps"):
        seat.collected("recording", net, CLONING)
    for _ in range(MIN_RECORDED):
        seat.drive("reader", net, SIGHT, float(pursued(seat.track, seat.car)[0]))
    found, added = seat.collected("recording", net, CLONING)
    assert added == len(found.source.y) == MIN_RECORDED + 1
    seat.use(Track(PRESETS["oval"]))
    assert seat.recorded == []


def test_a_car_that_has_left_the_road_stays_where_it_is():
    seat = Seat()
    for _ in range(60):
        seat.drive("reader", CLONING.network(), SIGHT, -1.0)
    assert seat.is_off
    before = seat.car
    seat.drive("driver", CLONING.network(), SIGHT, 0.0)
    assert seat.car is before
