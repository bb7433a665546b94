"""The snapshots of a run: as many as fit, evenly spaced, each of which restores the run exactly."""

from dataclasses import replace

import numpy as np
import pytest
from chainrule import Experiment, InputError, Trainer, losses, nn, optim
from chainrule.limits import TIMELINE_BYTES
from chainrule.training.records import timeline as timelines
from chainrule.training.records.timeline import FEWEST, FEWEST_LARGE, MOST, Timeline

SMALL = Experiment(data="xor", layers=[[3, "tanh"]], samples=60)


def kept_run(epochs, experiment=SMALL, memory=TIMELINE_BYTES):
    """A run with this number of epochs, and its timeline."""
    run, timeline = experiment.trainer(limit=MOST), Timeline(experiment, memory)
    run.timeline = timeline
    run.mark_good()
    run.advance(epochs * len(run.batches))
    return run, timeline


def epochs_of(timeline):
    return [entry.snapshot.epoch for entry in timeline]


def test_every_snapshot_is_kept_until_the_memory_is_full():
    assert epochs_of(kept_run(30)[1]) == list(range(31))


@pytest.mark.parametrize("epochs", [250, 450, 900])
def test_a_full_timeline_keeps_as_many_snapshots_as_fit(epochs):
    _, timeline = kept_run(epochs, memory=1)
    assert len(timeline) == FEWEST, "the guaranteed number, whatever their size"
    found = epochs_of(timeline)
    assert found[0] == 0
    assert epochs - found[-1] < 2 * timeline.stride
    gaps = np.diff(found)
    assert gaps.max() <= 2 * timeline.stride
    assert (np.diff(gaps) <= 0).all(), "older ones are thinned first"


def test_snapshots_of_a_large_network_take_no_more_than_their_share_of_the_memory(monkeypatch):
    nbytes = kept_run(1)[0].snapshot().nbytes
    for most, count in ((50 * nbytes, 50), (2 * nbytes, FEWEST_LARGE), (999 * nbytes, FEWEST)):
        monkeypatch.setattr(timelines, "LARGEST_BYTES", most)
        assert len(kept_run(250, memory=1)[1]) == count


def test_memory_limits_the_number_of_snapshots():
    nbytes = kept_run(1)[0].snapshot().nbytes
    assert len(kept_run(600, memory=300 * nbytes)[1]) == 300


def test_snapshots_of_different_sizes_share_the_memory():
    """A small network after a large one uses only the remaining memory."""
    large = kept_run(1, SMALL.changed(layers=[[32, "tanh"], [32, "tanh"]]))[0].snapshot()
    memory = 250 * large.nbytes
    run, timeline = kept_run(1, memory=memory)
    timeline.forget_after(-1)
    for epoch in range(1, 246):
        timeline.add(replace(large, epoch=epoch, step=3 * epoch))
    assert len(timeline) == 245
    small = run.snapshot()
    for epoch in range(246, 1500):
        timeline.add(replace(small, epoch=epoch, step=3 * epoch))
        assert sum(entry.snapshot.nbytes for entry in timeline) == timeline.nbytes <= memory
    assert len(timeline) <= timeline.limit <= MOST


def test_returning_to_an_early_snapshot_restores_the_stride():
    run, timeline = kept_run(450, memory=1)
    run.history.limit, run.history.stride = 200, 4
    assert timeline.stride == 2
    early = next(entry.snapshot for entry in timeline if entry.snapshot.epoch == 16)
    run.restore(early)
    run.advance(5 * len(run.batches))
    assert epochs_of(timeline)[-6:] == run.history.column("epoch")[-6:].tolist()
    assert epochs_of(timeline)[-6:] == [16, 17, 18, 19, 20, 21]


def test_the_size_of_a_snapshot_is_that_of_its_arrays():
    run, _ = kept_run(1)
    snapshot = run.snapshot()
    state = sum(array.nbytes for array in run.optimizer.state.values())
    assert snapshot.nbytes == run.theta.nbytes + state
    assert state > 0


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "nadam"])
@pytest.mark.parametrize("layers", [[[3, "tanh"]], [[4, "relu", 0.3, True]]])
def test_resuming_from_any_snapshot_gives_the_same_losses_bit_for_bit(optimizer, layers):
    experiment = SMALL.changed(optimizer=optimizer, layers=layers, schedule="cosine")
    run, timeline = kept_run(20, experiment)
    kept = list(timeline)
    losses = run.history.column("training_loss")
    theta = run.theta.copy()
    for epoch in (0, 7, 19):
        run.restore(kept[epoch].snapshot)
        assert epochs_of(timeline) == list(range(epoch + 1))
        run.advance((20 - epoch) * len(run.batches))
        np.testing.assert_array_equal(run.history.column("training_loss"), losses)
        np.testing.assert_array_equal(run.theta, theta)


def test_inspecting_a_snapshot_drops_nothing():
    run, timeline = kept_run(9)
    run.advance(1)
    now = run.snapshot()
    run.look_at(timeline.entries[4].snapshot)
    assert (run.epoch, run.batch, len(run.history), len(timeline)) == (4, 0, 10, 10)
    np.testing.assert_array_equal(run.theta, timeline.entries[4].snapshot.theta)
    run.look_at(now)
    assert (run.epoch, run.batch) == (9, 1)
    np.testing.assert_array_equal(run.theta, now.theta)


def test_the_learning_rate_shown_is_that_of_the_snapshot():
    run = SMALL.changed(schedule="exponential", schedule_steps=9).trainer(limit=MOST)
    rates = {0: float(run.optimizer.rate)}
    snapshots = [run.snapshot()]
    for _ in range(12):
        run.advance(1)
        snapshots.append(run.snapshot())
        rates[run.step_count] = float(run.optimizer.rate)
    assert rates[0] == rates[1] == np.float32(0.01)
    assert rates[12] < rates[5] < rates[1]
    for snapshot in reversed(snapshots):
        run.look_at(snapshot)
        assert float(run.optimizer.rate) == rates[snapshot.step]


def test_the_nearest_snapshot_is_the_earlier_of_two():
    _, timeline = kept_run(9)
    assert [timeline.nearest(epoch) for epoch in (-1, 0, 4.4, 4.5, 99)] == [0, 0, 4, 4, 9]
    with pytest.raises(IndexError, match="no snapshot yet"):
        Timeline(SMALL).nearest(0)


def test_the_memory_limit_must_be_a_number_of_bytes():
    with pytest.raises(InputError, match="memory: 0 is not allowed"):
        Timeline(SMALL, 0)


def test_an_empty_timeline_has_no_nearest_snapshot():
    run = Trainer(nn.Linear(2, 1), losses.MSE(), optim.SGD(0.1))
    with pytest.raises(RuntimeError, match="no record is recorded yet"):
        _ = run.last_good


def test_a_timeline_is_thinned_but_keeps_its_ends():
    _, timeline = kept_run(9)
    nbytes = timeline.entries[0].snapshot.nbytes
    thinned = timeline.thinned(5 * nbytes)
    assert epochs_of(thinned) == [0, 4, 8, 9]
    assert epochs_of(timeline.thinned(1)) == [0, 9]
    assert len(timeline) == 10, "a copy"
