"""Every member of a fleet equals a separate run, regardless of the other members."""

import dataclasses
import tracemalloc

import numpy as np
import pytest
from chainrule import Experiment, InputError
from chainrule.experiment.settings.table import SETTINGS
from chainrule.fleets.fleet import Fleet, fitted, fitted_members, memory_needed
from chainrule.fleets.members import Axis, grid, member_experiment, spaced, thinned_grid

BASE = Experiment(
    data="xor", samples=60, batch_size=8, layers=((5, "tanh"), (4, "tanh")), dtype="float64"
)
OPTIMIZERS = sorted(SETTINGS["optimizer"].choices)


def alone(experiment, epochs):
    run = experiment.trainer()
    run.advance(epochs * len(run.batches))
    return run


def assert_goes_on_alone(fleet, member, epochs, rtol=1e-7):
    """An opened member, trained alone, reaches the same weights as in the fleet."""
    experiment, snapshot, *_ = fleet.open(member)
    run = experiment.trainer()
    run.restore(snapshot)
    run.advance(epochs * len(run.batches))
    fleet.advance(epochs)
    there = fleet.open(member).snapshot
    assert (run.epoch, run.step_count) == (there.epoch, there.step)
    np.testing.assert_allclose(run.theta, there.theta, rtol=rtol, atol=1e-10)
    for name, array in run.optimizer.state.items():
        np.testing.assert_allclose(array, there.state[name], rtol=rtol, atol=1e-10)
    np.testing.assert_allclose(run.losses_now().test, fleet.present().test_loss[member], rtol=rtol)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_opened_member_continues_exactly(optimizer):
    base = BASE.changed(optimizer=optimizer, learning_rate=0.02, weight_decay=0.01)
    fleet = Fleet(base, grid([Axis("seed", (0, 7)), Axis("learning_rate", (0.01, 0.05))]))
    assert fleet.groups == [[0, 1, 2, 3]]
    for member in (1, 2):
        assert_goes_on_alone(fleet, member, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"schedule": "cosine", "schedule_steps": 30},
        {"layers": ((6, "relu", 0.3), (4, "tanh"))},
        {"layers": ((6, "tanh", 0.0, True),)},
        {"optimizer": "adam", "amsgrad": True, "clip_norm": 0.1},
        {"optimizer": "rmsprop", "centered": True, "momentum": 0.5},
        {"data": "blobs", "classes": 3},
        {"frozen": ("1", "biases")},
        {"data": "regress_plane", "loss": "huber", "output_activation": "tanh"},
    ],
)
def test_an_opened_member_can_continue_with_other_settings(changes):
    fleet = Fleet(BASE.changed(**changes), [{"seed": seed} for seed in (3, 0, 9)])
    fleet.advance(2)
    assert_goes_on_alone(fleet, 2, 3)


def test_the_initial_weights_of_an_opened_member_are_those_of_its_seed():
    fleet = Fleet(BASE, [{"seed": 0}, {"seed": 5, "init_scale": 2.0}])
    fleet.advance(1)
    opened, same = fleet.open(1).experiment, fleet.open(0).experiment
    assert (opened.seed, same) == (BASE.seed, BASE)
    np.testing.assert_array_equal(
        opened.network().theta, BASE.changed(seed=5, init_scale=2.0).network().theta
    )
    assert Experiment.from_address(opened.to_address()) == opened


def test_an_experiment_stores_float32_weights_exactly():
    fleet = Fleet(BASE.changed(dtype="float32"), [{"seed": 1}, {"seed": 2}])
    theta = fleet.open(1).experiment.network().theta
    np.testing.assert_array_equal(theta, BASE.changed(dtype="float32", seed=2).network().theta)


def test_too_many_weights_for_an_experiment_are_reported_and_training_continues():
    fleet = Fleet(BASE.changed(layers=((32, "tanh"),) * 2), [{"seed": 0}, {"seed": 1}])
    fleet.advance(1)
    assert "1185 initial weights" in fleet.open(1).remark
    assert not fleet.open(0).remark
    assert_goes_on_alone(fleet, 1, 1)


# --- widths by masks -------------------------------------------------------------------------

NARROWED = [
    {"layers": ((8, "sigmoid"), (8, "sigmoid"))},
    {"layers": ((8, "relu"), (8, "softplus"))},
    {"l1": 0.01, "l2": 0.02},
    {"clip_norm": 0.05, "clip_value": 0.02},
    {"data": "blobs", "classes": 4},
    {"init": "he", "init_scale": 0.5},
    {"frozen": ("2",)},
    *({"optimizer": name, "weight_decay": 0.05} for name in OPTIMIZERS),
    {"optimizer": "sgd", "momentum": 0.9, "nesterov": True},
    {"optimizer": "rmsprop", "centered": True, "momentum": 0.5},
]


@pytest.mark.parametrize("changes", NARROWED, ids=str)
def test_a_masked_member_equals_the_narrow_network(changes):
    base = BASE.changed(**changes)
    widths = (1, 3, 8)
    fleet = Fleet(base, [{"width": width} for width in widths])
    assert fleet.groups == [[0, 1, 2]]
    fleet.advance(6)
    for member, width in enumerate(widths):
        narrow = alone(member_experiment(base, {"width": width}), 6)
        assert narrow.theta.size < fleet.replicas[0].run.theta.shape[1] or width == 8
        found = fleet.open(member).snapshot.theta
        np.testing.assert_allclose(found, narrow.theta, rtol=1e-7, atol=1e-11)
        losses = narrow.losses_now()
        np.testing.assert_allclose(fleet.present().test_loss[member], losses.test, rtol=1e-9)
    theta, mask = fleet.replicas[0].run.theta, fleet.replicas[0].run._shaping.mask
    assert mask is not None
    assert (theta[mask == 0] == 0).all()
    assert (mask == 0).any()


def test_an_opened_masked_member_continues_exactly():
    fleet = Fleet(BASE, grid([Axis("width", (2, 6)), Axis("seed", (0, 1))]))
    fleet.advance(2)
    for member in range(4):
        assert_goes_on_alone(fleet, member, 1)


@pytest.mark.parametrize("option", [(0.25,), (0.0, True)], ids=["dropout", "layer norm"])
def test_widths_train_separately_if_masking_would_affect_results(option):
    base = BASE.changed(layers=((4, "tanh", *option),))
    fleet = Fleet(base, [{"width": 3}, {"width": 4}, {"width": 3, "learning_rate": 0.5}])
    assert fleet.groups == [[0, 2], [1]]
    fleet.advance(2)
    narrow = alone(member_experiment(base, {"width": 3}), 2)
    np.testing.assert_allclose(fleet.open(0).snapshot.theta, narrow.theta, rtol=1e-8)


def test_different_initialisations_share_a_program():
    fleet = Fleet(BASE, [{"init": init} for init in ("he", "zeros", "xavier")])
    assert fleet.groups == [[0, 1, 2]]
    for member, init in enumerate(("he", "zeros", "xavier")):
        expected = BASE.changed(init=init).network().theta
        np.testing.assert_array_equal(fleet.open(member).snapshot.theta, expected)


def test_given_weights_are_used_only_by_members_with_the_same_initial_settings():
    weights = tuple(np.linspace(-1, 1, BASE.parameters).tolist())
    fleet = Fleet(BASE.changed(weights=weights), [{"learning_rate": 0.1}, {"seed": 4}])
    np.testing.assert_array_equal(fleet.open(0).snapshot.theta, weights)
    np.testing.assert_array_equal(
        fleet.open(1).snapshot.theta, BASE.changed(seed=4).network().theta
    )


# --- scheduling of groups ---------------------------------------------------------------------


def test_groups_take_turns_by_epoch_and_are_recorded_at_the_same_epoch():
    members = grid([Axis("batch_size", (2, 8, 30)), Axis("seed", (0, 1))])
    fleet = Fleet(BASE, members)
    assert fleet.groups == [[0, 1], [2, 3], [4, 5]]
    seen = 0
    while fleet.epoch < 5:
        ended = fleet.work(1e-4)
        seen += ended
        assert ended == (fleet.is_level and fleet.epoch == seen)
        assert {r.run.epoch for r in fleet.replicas} <= {fleet.epoch, fleet.epoch + 1}
        if not fleet.is_level:
            with pytest.raises(RuntimeError, match="different epochs"):
                fleet.present()
    assert [record.epoch for record in fleet.history.records] == [*range(6)]
    for member, size in ((0, 2), (2, 8), (4, 30)):
        run = alone(BASE.changed(batch_size=size), 5)
        expected = run.history.column("training_loss")
        np.testing.assert_allclose(fleet.history.column("training_loss")[:, member], expected)


def test_a_slice_ends_on_time_even_during_a_long_epoch():
    fleet = Fleet(BASE.changed(samples=3000, batch_size=1), [{"seed": 0}, {"seed": 1}])
    assert not fleet.work(0.002)
    assert 0 < fleet.replicas[0].run.step_count < 1000


def test_the_history_is_bounded_and_evenly_thinned():
    fleet = Fleet(BASE, [{}, {"optimizer": "sgd"}], limit=8)
    fleet.advance(50)
    epochs = [record.epoch for record in fleet.history.records]
    assert epochs == [*range(0, 50, 8)]
    assert fleet.present().epoch == 50
    assert len(fleet.replicas[0].run.history) <= 8
    expected = alone(BASE, 48).losses_now().training
    np.testing.assert_allclose(fleet.history.records[-1].training_loss[0], expected, rtol=1e-9)


def test_a_diverged_member_is_marked_and_does_not_affect_others():
    base = BASE.changed(data="regress_plane", layers=((4, "relu"),), loss="mse", optimizer="sgd")
    sound, wild = {"learning_rate": 0.01}, {"learning_rate": 50.0}
    mixed, plain = Fleet(base, [sound, wild, {**sound, "seed": 3}]), Fleet(base, [sound])
    with np.errstate(all="ignore"):
        mixed.advance(40)
        plain.advance(40)
    at = mixed.diverged[1]
    assert at > 0
    assert mixed.diverged.tolist() == [-1, at, -1]
    losses = mixed.history.column("training_loss")
    assert np.isfinite(losses[:at, 1]).all()
    assert np.isnan(losses[at:, 1]).all()
    np.testing.assert_allclose(losses[:, 0], plain.history.column("training_loss")[:, 0])
    experiment, snapshot, *_ = mixed.open(1)
    assert np.isfinite(snapshot.theta).all()
    assert snapshot.epoch == at - 1
    run = experiment.trainer()
    run.restore(snapshot)
    np.testing.assert_allclose(run.losses_now().training, losses[at - 1, 1])


def test_a_race_is_a_fleet_of_optimizers_from_the_same_weights():
    fleet = Fleet(BASE, [{"optimizer": name} for name in OPTIMIZERS])
    assert len(fleet.groups) == len(OPTIMIZERS)
    first = fleet.history.records[0].training_loss
    np.testing.assert_array_equal(first, np.full(len(OPTIMIZERS), first[0]))
    fleet.advance(3)
    for member, name in enumerate(OPTIMIZERS):
        expected = alone(BASE.changed(optimizer=name), 3).losses_now().training
        np.testing.assert_allclose(fleet.present().training_loss[member], expected, rtol=1e-8)
    assert fleet.network_steps == sum(r.run.step_count for r in fleet.replicas)


# --- paths -----------------------------------------------------------------------------------


def test_the_path_of_a_member_equals_that_of_a_separate_run():
    base = BASE.changed(layers=[[4, "tanh"]])
    members = [{"width": 2}, {"width": 4}, {"width": 4, "optimizer": "adam"}]
    fleet = Fleet(base, members)
    fleet.advance(3)
    for member, experiment in enumerate(fleet.experiments):
        run, seen = experiment.trainer(), []
        for epoch in range(4):
            run.advance(epoch * len(run.batches) - run.step_count)
            seen.append(run.theta.copy())
        steps, thetas = fleet.path(member)
        assert steps.tolist() == [epoch * len(run.batches) for epoch in range(4)]
        np.testing.assert_allclose(thetas, seen, rtol=1e-4, atol=1e-6)


def test_a_long_path_is_thinned_and_ends_at_the_current_weights():
    fleet = Fleet(BASE, [{"seed": 0}, {"seed": 1}])
    fleet.advance(77)
    steps, thetas = fleet.path(1)
    batches = len(fleet.replicas[0].run.batches)
    assert steps.tolist() == [batches * epoch for epoch in [*range(0, 77, 4), 77]]
    np.testing.assert_array_equal(thetas[-1], fleet.open(1).snapshot.theta)


def test_the_path_of_a_large_network_has_fewer_points():
    large = BASE.changed(layers=[[32, "tanh"]] * 8)
    fleet = Fleet(large, [{"seed": seed} for seed in range(64)])
    assert fleet.replicas[0].run.theta.nbytes > 2 * 2**20
    fleet.advance(9)
    batches = len(fleet.replicas[0].run.batches)
    assert fleet.path(63)[0].tolist() == [0, 4 * batches, 8 * batches, 9 * batches]


def test_a_path_ends_before_weights_overflow():
    fleet = Fleet(BASE.changed(loss="mse", optimizer="sgd"), [{"learning_rate": 99.0}])
    fleet.advance(60)
    _, thetas = fleet.path(0)
    assert np.isfinite(thetas).all()
    with pytest.raises(InputError, match="member: 1 is not allowed"):
        fleet.path(1)


# --- memory ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "base",
    [
        BASE.changed(samples=2000, layers=((32, "tanh"),) * 3),
        BASE.changed(samples=60, batch_size=60, layers=((32, "relu"),) * 8),
        BASE.changed(samples=1000, optimizer="sgd", dtype="float32"),
    ],
)
def test_the_estimated_memory_is_close_to_the_memory_actually_used(base):
    members = [{"seed": seed} for seed in range(16)]
    foretold = memory_needed([member_experiment(base, changes) for changes in members])
    tracemalloc.start()
    fleet = Fleet(base, members)
    fleet.advance(1)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.5 * taken < foretold < 2.5 * taken


def test_a_fleet_that_is_too_large_is_reduced_and_the_reason_is_given():
    seeds = Axis("seed", tuple(range(64)))
    few = memory_needed([member_experiment(BASE, {"seed": 0})] * 20)
    kept, remark = fitted(BASE, [seeds], memory=few)
    assert kept[0].values == tuple(range(len(kept[0].values)))
    assert 15 < len(kept[0].values) <= 20
    assert f"from 64 networks to {len(kept[0].values)}" in remark
    assert "MB" in remark
    assert fitted(BASE, [seeds]) == ([seeds], "")


def test_a_race_that_is_too_large_loses_its_last_members():
    lanes = [{"optimizer": name} for name in OPTIMIZERS]
    alone = memory_needed([BASE])
    kept, remark = fitted_members(BASE, lanes, memory=5 * alone)
    assert kept == lanes[: len(kept)]
    assert 3 <= len(kept) <= 5
    assert f"from {len(lanes)} networks to {len(kept)}" in remark
    assert fitted_members(BASE, lanes) == (lanes, "")
    assert fitted_members(BASE, lanes, memory=1)[0] == lanes[:1]


def test_the_longest_axis_of_a_grid_that_is_too_large_is_shortened_but_keeps_its_ends():
    rates = Axis("learning_rate", spaced(1e-4, 1, 33))
    axes = [rates, Axis("batch_size", (1, 10, 30))]
    kept = thinned_grid(axes, lambda members: len(members) <= 60)
    assert kept[1].values == (1, 10, 30)
    assert (kept[0].values[0], kept[0].values[-1]) == (1e-4, 1)
    assert len(kept[0].values) > 15
    assert thinned_grid(axes, lambda members: False)[0].values == (1e-4,)


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Fleet(BASE, []), "members: 0 is not allowed; allowed: at least one."),
        (lambda: Fleet(BASE, [{}], limit=7), "limit: 7 is not allowed; allowed: an even number."),
        (
            lambda: Fleet(BASE, [{"rate": 1}]),
            "vary: 'rate' is not allowed; allowed: learning_rate, or",
        ),
        (
            lambda: Fleet(BASE, [{"learning_rate": -1}]),
            "learning_rate: -1 is not allowed; allowed: a number greater than 0 up to 100.",
        ),
        (lambda: Fleet(BASE, [{"width": 33}]), "a whole number from 1 to 32."),
        (lambda: Fleet(BASE.changed(layers=()), [{"width": 3}]), "no hidden layer"),
        (lambda: Fleet(BASE, [3]), "members: 3 is not allowed; allowed: settings by name."),
        (lambda: Fleet(BASE, [{}]).open(1), "member: 1 is not allowed"),
        (lambda: Axis("seeds", (1,)), "vary: 'seeds' is not allowed"),
        (lambda: Axis("seed", ()), "at least one value"),
        (lambda: Axis("optimizer", "sgd"), "at least one value"),
        (lambda: spaced(0, 1, 3), "from: 0 is not allowed; allowed: a number greater than 0."),
        (lambda: spaced(1, 0.1, 3), "to: 0.1 is not allowed; allowed: a number above 1"),
        (lambda: spaced(1, 1.01, 30), "wide enough for 30 different numbers"),
        (lambda: spaced(1, 2, 0), "count: 0 is not allowed; allowed: a whole number from 1."),
    ],
)
def test_invalid_input_gives_one_clear_error(make, sentence):
    with pytest.raises(InputError) as caught:
        make()
    assert sentence in str(caught.value)


def test_a_mask_that_does_not_match_the_trainers_network_is_rejected():
    net = BASE.network()
    for mask in (np.ones(3), np.full(net.theta.shape, 0.5)):
        with pytest.raises(InputError, match="mask"):
            BASE.trainer_for(net, BASE.optimizer_rule(), mask=mask)


def test_a_fleet_does_not_change_its_base_experiment():
    before = dataclasses.asdict(BASE)
    Fleet(BASE, [{"seed": 3, "width": 2}]).advance(1)
    assert dataclasses.asdict(BASE) == before
