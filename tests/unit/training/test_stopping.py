"""Early stopping, and the weights that a run keeps."""

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.errors import InputError
from chainrule.training.stopping import Stopping

OVERFITS = Experiment(
    data="moons", samples=40, noise=0.5, learning_rate=0.1, layers=((8, "tanh"), (8, "tanh"))
)
"""A run whose test loss is lowest at epoch 6 and then rises."""
RUNS = {
    "adam": OVERFITS,
    "dropout and norm": OVERFITS.changed(layers=((8, "tanh", 0.2, True), (8, "tanh"))),
    "momentum, float64": OVERFITS.changed(optimizer="sgd", momentum=0.9, dtype="float64"),
    "schedule": OVERFITS.changed(schedule="cosine", schedule_steps=500),
}


def fitted(experiment, epochs, stop, limit=None):
    run = experiment.trainer(limit)
    x, y, *test = experiment.split()
    run.fit(x, y, epochs, validation=tuple(test), stop=stop)
    return run


def trained_to(experiment, epoch):
    run = experiment.trainer()
    run.advance(epoch * len(run.batches))
    return run


@pytest.fixture
def run():
    return Experiment(data="blobs", noise=0, loss="hinge", learning_rate=1).trainer()


def test_a_run_does_not_stop_at_the_start_or_inside_an_epoch(run):
    everywhere = Stopping(loss=1e9)
    assert everywhere.halt(run) == ""
    run.advance()
    assert everywhere.halt(run) == ""
    run.advance(len(run.batches) - 1)
    assert everywhere.halt(run) != ""


def test_a_loss_of_exactly_zero_reaches_any_loss_target(run):
    while run.history.records[-1].training_loss > 0:
        run.advance(len(run.batches))
    assert Stopping(loss=1e-9).halt(run) == "Stopped at a training loss of 0, not above 1e-09."
    assert Stopping().halt(run) == ""


def test_a_stopped_run_can_continue(run):
    x, y, *_ = Experiment(data="blobs", noise=0, loss="hinge").split()
    run.fit(x, y, epochs=10, stop=Stopping(epoch=2))
    run.fit(x, y, epochs=3, stop=Stopping(epoch=2))
    assert run.epoch == 5


@pytest.mark.parametrize("experiment", RUNS.values(), ids=RUNS)
def test_when_patience_runs_out_the_run_stops_and_the_best_weights_are_restored(experiment):
    losses = trained_to(experiment, 60).history.column("test_loss")
    run = fitted(experiment, 60, Stopping(patience=15))
    # The first epoch that is 15 epochs after the best one so far, computed from the whole curve.
    end = next(e for e in range(15, 61) if losses[: e + 1].argmin() <= e - 15)
    best = int(losses[: end + 1].argmin())
    assert 0 < best < end < 60
    assert run.epoch == end
    assert run.ending == (
        f"Stopped at epoch {end}: the test loss was best ({losses[best]:.4g}) at epoch {best}; "
        "its weights are kept."
    )
    there = trained_to(experiment, best)
    np.testing.assert_array_equal(run.theta, there.theta)
    for name, array in there.optimizer.state.items():
        np.testing.assert_array_equal(run.optimizer.state[name], array)
    for (_, mine), (_, theirs) in zip(
        run.net.named_buffers(), there.net.named_buffers(), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs)
    # The history covers the whole run and ends with the restored network.
    np.testing.assert_array_equal(run.history.column("test_loss")[:-1], losses[:end])
    assert run.history.records[-1].epoch == end
    assert run.history.records[-1].test_loss == losses[best] == run.losses_now().test


def test_a_run_that_always_improves_keeps_its_last_weights():
    experiment = Experiment(data="gauss", samples=60, learning_rate=0.001)
    run = fitted(experiment, 5, Stopping(patience=3))
    assert (run.epoch, run.ending) == (5, "")
    np.testing.assert_array_equal(run.theta, trained_to(experiment, 5).theta)


def test_the_best_weights_are_also_restored_if_a_run_stops_for_another_reason():
    losses = trained_to(OVERFITS, 20).history.column("test_loss")
    best = int(losses.argmin())
    kept = f"he test loss was best ({losses[best]:.4g}) at epoch {best}; its weights are kept."
    run = fitted(OVERFITS, 20, Stopping(patience=1000))
    assert run.ending == f"T{kept}"
    np.testing.assert_array_equal(run.theta, trained_to(OVERFITS, best).theta)
    run = fitted(OVERFITS, 50, Stopping(epoch=20, patience=1000))
    assert run.ending == f"Stopped at epoch 20. T{kept}"
    np.testing.assert_array_equal(run.theta, trained_to(OVERFITS, best).theta)


def test_an_untrained_network_may_be_the_best():
    experiment = OVERFITS.changed(optimizer="sgd", loss="hinge", learning_rate=30, init_scale=0.01)
    run = fitted(experiment, 9, Stopping(patience=2))
    assert "at epoch 0; its weights" in run.ending
    np.testing.assert_array_equal(run.theta, experiment.network().theta)


def test_stopping_does_not_depend_on_how_many_records_are_kept():
    whole, thinned = (fitted(OVERFITS, 60, Stopping(patience=15), limit) for limit in (None, 4))
    assert thinned.history.stride > 1
    assert (thinned.epoch, thinned.ending) == (whole.epoch, whole.ending)
    np.testing.assert_array_equal(thinned.theta, whole.theta)


def test_patience_starts_again_after_a_stop():
    run = OVERFITS.changed(stop_patience=3).trainer()
    stop, ends = Stopping(patience=3), []
    for _ in range(3):
        while not stop.halt(run):
            run.advance(len(run.batches))
        ends.append((run.epoch, run.best.epoch))
    assert ends[1][0] >= ends[0][0] + 3
    assert ends[2][0] >= ends[1][0] + 3


def test_a_snapshot_includes_the_best_weights_so_far():
    experiment = OVERFITS.changed(stop_patience=15)
    run, stop = experiment.trainer(), experiment.stopping()
    for _ in range(12):
        run.advance(len(run.batches))
    snapshot = run.snapshot()
    ends = []
    for _ in range(2):
        while not stop.halt(run):
            run.advance(len(run.batches))
        ends.append((run.epoch, run.theta.tobytes()))
        run.restore(snapshot)
        assert run.best is snapshot.best
    assert ends[0] == ends[1]


def test_patience_needs_a_test_set():
    run = Experiment().trainer()
    x, y, *_ = Experiment().split()
    with pytest.raises(InputError, match="a test set \\(x, y\\), because stop has patience"):
        run.fit(x, y, 1, stop=Stopping(patience=3))
    with pytest.raises(InputError, match="0, because example has no test set"):
        Experiment(data="example", loss="mse", stop_patience=3)
    assert Experiment(stop_patience=3).changed(data="example").stop_patience == 0
    with pytest.raises(RuntimeError, match="no test loss is known yet"):
        run.keep_best()


def test_a_fleet_is_judged_by_its_mean_test_loss():
    net = OVERFITS.fleet_network([0, 1, 2], [1.0] * 3)
    run = OVERFITS.trainer_for(net, OVERFITS.optimizer_rule([0.1] * 3))
    x, y, *test = OVERFITS.split()
    run.fit(x, y, 40, validation=tuple(test), stop=Stopping(patience=15))
    means = run.history.column("test_loss").mean(axis=1)[:-1]
    assert run.epoch == means.argmin() + 15
    assert run.losses_now().test.mean() == pytest.approx(means.min())
