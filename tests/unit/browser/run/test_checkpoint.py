"""If a worker dies, another resumes exactly from the page's checkpoint."""

import json

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.browser.run.live import Live
from chainrule.browser.run.storage.checkpoint import Checkpoints, pack, unpack

EXPERIMENTS = [
    Experiment(data="xor", layers=[[3, "tanh"]], samples=60),
    Experiment(data="moons", layers=[[4, "relu", 0.2, True]], optimizer="nadam", samples=60),
    Experiment(data="sine", features=["x1"], layers=[], loss="mse", dtype="float64", samples=60),
    Experiment(data="moons", samples=60, noise=0.5, stop_patience=2),
]


def trained(experiment):
    live = Live()
    live.start_over(experiment)
    for _ in range(4):
        live.step()
    live.step(2)
    live.rebuild(experiment.changed(learning_rate=0.02), "rate")
    return live


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=range(len(EXPERIMENTS)))
def test_a_run_resumes_bit_for_bit(experiment):
    live, other = trained(experiment), Live()
    unpack(pack(live), other)
    assert (other.epoch, other.marks, other.experiment) == (live.epoch, live.marks, live.experiment)
    assert other.state == "paused"
    for each in (live, other):
        for _ in range(3):
            each.step()
    assert (live.run.best is not None) == (live.experiment.stop_patience > 0)
    if live.run.best is not None:
        live.run.keep_best()
        other.run.keep_best()
    np.testing.assert_array_equal(other.run.theta, live.run.theta)
    for name in ("epoch", "training_loss", "gradient_norms", "test_accuracy"):
        mine, theirs = live.run.history.column(name), other.run.history.column(name)
        np.testing.assert_array_equal(theirs, mine)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.data)
def test_a_checkpoint_restores_the_timeline_and_other_runs(experiment):
    live, other = trained(experiment), Live()
    live.travel(2)
    live.play()
    live.pause()
    live.step()
    assert unpack(pack(live), other), "a small run is saved completely"
    assert [entry.snapshot.epoch for entry in other.timeline] == [
        entry.snapshot.epoch for entry in live.timeline
    ]
    assert [entry.experiment for entry in other.timeline] == [
        entry.experiment for entry in live.timeline
    ]
    for each in (live, other):
        each.travel(1)
    np.testing.assert_array_equal(other.run.theta, live.run.theta)
    [mine], [theirs] = live.branches, other.branches
    plain = ("experiment", "marks", "state", "sentence", "epoch", "left_at", "number")
    assert all(getattr(mine, name) == getattr(theirs, name) for name in plain)
    for each in (live, other):
        each.return_to(mine.number)
        each.step()
    assert other.epoch == live.epoch
    np.testing.assert_array_equal(other.run.theta, live.run.theta)
    np.testing.assert_array_equal(
        other.run.history.column("gradient_norms"), live.run.history.column("gradient_norms")
    )


def test_a_checkpoint_of_a_large_run_keeps_some_snapshots(monkeypatch):
    live, other = trained(EXPERIMENTS[0]), Live()
    for _ in range(20):
        live.step()
    snapshot = live.timeline.entries[0].snapshot
    monkeypatch.setattr(
        "chainrule.browser.run.storage.checkpoint.TIMELINE_MEMORY", 6 * snapshot.nbytes
    )
    assert not unpack(pack(live), other)
    epochs = [entry.snapshot.epoch for entry in other.timeline]
    assert 2 < len(epochs) <= 6
    assert (epochs[0], epochs[-1]) == (0, live.run.epoch)


def test_a_resumed_run_still_trains_to_its_target_step(monkeypatch):
    monkeypatch.setattr("chainrule.browser.run.live.LONGEST_AT_ONCE_MS", 0)
    live, other = Live(), Live()
    live.go_to(40)
    live.advance(0.1)
    unpack(pack(live), other)
    assert (other.state, other.goal) == ("training", 40)
    while other.training:
        other.advance(5)
    assert (other.state, other.run.step_count) == ("paused", 40)


def test_a_checkpoint_keeps_the_stride_of_a_thinned_history():
    live, other = trained(EXPERIMENTS[0]), Live()
    live.run.history.limit = 2
    live.step()
    live.step()
    assert live.run.history.stride > 1
    unpack(pack(live), other)
    assert other.run.history.stride == live.run.history.stride


def test_checkpoints_are_written_on_pause_and_periodically(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("chainrule.browser.run.storage.checkpoint.time.monotonic", lambda: now[0])
    live, checkpoints = trained(EXPERIMENTS[0]), Checkpoints()
    assert [checkpoints.is_due(live) for _ in range(2)] == [True, False]
    live.play()
    live.run.advance(3)
    assert not checkpoints.is_due(live), "only periodically while it trains"
    now[0] += 3.1
    assert checkpoints.is_due(live)
    live.run.advance(3)
    live.pause()
    assert checkpoints.is_due(live)
    live.travel(0)
    assert not checkpoints.is_due(live), "a displayed snapshot is not the run's state"


def test_an_edited_weight_is_saved_even_if_no_step_follows():
    live, checkpoints = trained(EXPERIMENTS[0]), Checkpoints()
    assert checkpoints.is_due(live)
    for value in (3.0, 4.0):
        live.edit(0, value)
        assert [checkpoints.is_due(live) for _ in range(2)] == [True, False]


def test_infinite_and_nan_values_are_stored_as_strings_in_json():
    live = trained(EXPERIMENTS[2])
    assert np.isnan(live.run.history.column("test_accuracy")).all()
    json.loads(pack(live), parse_constant=pytest.fail)
