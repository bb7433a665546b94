"""When training stops: divergence, early stopping, and stopping rules."""

import numpy as np


def test_divergence_after_a_change_restores_the_state_at_the_change(page):
    """The run goes back no further than the change, so that training before it is not lost."""
    page.train(30)
    theta = page.frame()[1]["theta"]
    page.change(optimizer="sgd", loss="mse", learning_rate=100)
    page.send("play")
    for _ in range(50):
        page.session.advance(5)
    header, arrays = page.frame()
    assert header["state"] == "diverged"
    assert "from epoch 1.20, the last with finite numbers" in header["sentence"]
    assert (header["step"], header["epoch"]) == (30, 1.2)
    np.testing.assert_array_equal(arrays["theta"], theta)


def test_a_diverged_run_stops_with_an_explanation_and_finite_weights(page):
    page.change(data="regress_plane", optimizer="sgd", learning_rate=100)
    page.send("play")
    for _ in range(50):
        page.session.advance(5)
    header, arrays = page.frame()
    assert header["state"] == "diverged"
    assert not page.session.training
    for part in (
        "diverged at step",
        "(epoch 0): ",
        "was the first",
        "from epoch 0",
        "(now 100)",
        "press Reset",
    ):
        assert part in header["sentence"]
    assert np.isfinite(arrays["theta"]).all()
    assert np.isfinite(arrays["output"]).all()
    _, (frame, _) = page.change(learning_rate=0.01)
    assert frame["state"] == "paused"
    assert "sentence" not in frame
    assert page.train(25)["training_loss"] is not None


def test_training_stops_at_the_set_epoch_and_continues_on_request(page):
    page.change(stop_epoch=3)
    page.send("play")
    while page.session.training:
        page.session.advance(50)
    frame, _ = page.frame()
    assert (frame["state"], frame["epoch"]) == ("paused", 3)
    assert frame["sentence"] == "Stopped at epoch 3, as set. Press Play to continue."
    page.send("play")
    page.session.advance(20)
    assert page.session.training
    assert page.frame()[0]["epoch"] > 3


def test_training_stops_at_the_first_epoch_with_a_loss_below_the_set_value(page):
    page.change(data="gauss", stop_loss=0.1)
    page.send("play")
    while page.session.training:
        page.session.advance(50)
    losses = page.session.live.run.history.column("training_loss")
    assert losses[-1] <= 0.1 < losses[:-1].min()


OVERFITS = {"data": "moons", "samples": 40, "noise": 0.5, "learning_rate": 0.1}


def stopped_by_patience(page):
    page.send("play")
    while page.session.training:
        page.session.advance(50)
    return page.frame()


def test_early_stopping_restores_the_weights_with_the_best_test_loss(page):
    page.change(**OVERFITS, stop_patience=12)
    frame, arrays = stopped_by_patience(page)
    run = page.session.run
    whole = page.session.experiment.trainer()
    whole.advance(run.step_count)
    losses = whole.history.column("test_loss")
    best = int(losses.argmin())
    assert 0 < best < run.epoch
    assert frame["sentence"] == (
        f"Stopped at epoch {run.epoch}: the test loss was best ({losses[best]:.4g}) at epoch "
        f"{best}; its weights are kept. Press Play to continue."
    )
    assert (frame["state"], frame["epoch"]) == ("paused", run.epoch)
    assert frame["test_loss"] == losses[best]
    assert frame["marks"][-1] == {"epoch": run.epoch, "text": f"weights of epoch {best} kept"}
    there = page.session.experiment.trainer()
    there.advance(best * len(there.batches))
    np.testing.assert_array_equal(arrays["theta"], there.theta)
    np.testing.assert_array_equal(run.history.column("test_loss")[:-1], losses[:-1])


def test_after_early_stopping_the_timeline_is_unchanged_and_the_run_continues(page):
    page.change(**OVERFITS, stop_patience=12)
    stopped_by_patience(page)
    run = page.session.run
    epoch, kept = run.epoch, run.theta.copy()
    page.send("travel", epoch=epoch, by=0)
    np.testing.assert_array_equal(page.session.run.theta, kept)
    page.send("travel", epoch=3, by=0)
    early = page.session.experiment.trainer()
    early.advance(3 * len(early.batches))
    np.testing.assert_array_equal(page.session.run.theta, early.theta)
    page.send("travel", epoch=None, by=0)
    np.testing.assert_array_equal(page.session.run.theta, kept)
    page.send("travel", epoch=3, by=0)
    frame, _ = stopped_by_patience(page)
    assert frame["epoch"] == epoch, "resumed from an earlier epoch, it stops at the same epoch"
    np.testing.assert_array_equal(page.session.run.theta, kept)
    page.send("play")
    page.session.advance(1)
    assert page.session.run.epoch > epoch or page.session.training


def test_a_change_of_learning_rate_keeps_the_best_loss_but_a_change_of_data_does_not(page):
    page.change(**OVERFITS, stop_patience=1000)
    for _ in range(20):
        page.send("step", unit="epoch")
    best = page.session.run.best
    assert best.epoch < 15
    page.change(learning_rate=0.01)
    assert page.session.run.best is best
    page.change(noise=0.4)
    assert page.session.run.best is None
    page.send("step", unit="epoch")
    best = page.session.run.best
    assert best is not None
    assert best.epoch == 21


def test_a_loss_of_zero_stops_training_only_if_requested(page):
    page.change(data="blobs", noise=0, loss="hinge", learning_rate=1)
    page.send("play")
    for _ in range(20):
        page.session.advance(20)
    assert page.frame()[0]["training_loss"] == 0
    assert page.session.training
