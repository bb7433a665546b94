"""The session in the worker: its protocol with the page, and that no input is lost."""

import base64
import gc
import json
import time
import tracemalloc

import numpy as np
import pytest
from browser.page import Page
from chainrule import Experiment
from chainrule.browser.run.live import MAX_BRANCHES
from chainrule.browser.run.pace import Pace
from chainrule.browser.run.recording import record
from chainrule.browser.words import decoded
from chainrule.data import own
from chainrule.diagnostics.checks.nudge import check_all
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.experiment.presets import PRESETS
from protocol_shape import (
    received,
)

CSV = "a,b,kind\n" + "".join(f"{i},{-i % 7},{'xy'[i % 2]}\n" for i in range(30))


@pytest.fixture
def page() -> Page:
    page = Page()
    page.send("open", hash="")
    return page


def test_every_answer_carries_the_revision_of_its_command(page):
    for command, fields in (("open", {"hash": ""}), ("reset", {}), ("new_seed", {})):
        answer = page.send(command, **fields)
        assert {header["revision"] for header, _ in answer} == {page.revision}
    assert page.change(noise=9)[0][0]["revision"] == page.revision
    assert page.frame()[0]["revision"] == page.revision


def test_a_revision_is_echoed_rather_than_counted(page):
    for revision in (41, 7):
        page.revision = revision - 1
        assert {h["revision"] for h, _ in page.send("reset")} == {revision}
    assert page.send("pause")[0][0]["revision"] == 7


def test_the_seed_wraps_around_after_the_last(page):
    page.change(seed=2**31 - 1)
    opened, _ = page.send("new_seed")
    assert opened[0]["experiment"]["seed"] == 0


def test_pausing_a_paused_run_changes_nothing(page):
    assert page.send("pause")[0][0]["state"] == "ready"
    page.change(data="regress_plane", optimizer="sgd", learning_rate=100)
    page.send("play")
    for _ in range(50):
        page.session.advance(5)
    [(frame, _)] = page.send("pause")
    assert frame["state"] == "diverged"
    assert "sentence" in frame


def test_the_network_is_described_layer_by_layer(page):
    opened, _ = page.change(layers=[[3, "relu"], [2, "sigmoid"]], loss="cross_entropy")
    network = opened[0]["network"]
    assert network["features"] == ["x₁", "x₂"]
    assert (network["parameters"], network["learning"]) == (23, 3)
    names = ("name", "kind", "number", "inputs", "units", "activation", "offset")
    assert [tuple(layer[name] for name in names) for layer in network["layers"]] == [
        ("0", "linear", 0, 2, 3, "relu", 0),
        ("2", "linear", 1, 3, 2, "sigmoid", 9),
        ("4", "linear", 2, 2, 2, "identity", 17),
    ]
    weight, bias = network["layers"][1]["parameters"]
    assert weight == {"name": "2.weight", "shape": [2, 3], "offset": 9, "strides": [4, 1]}
    assert bias == {"name": "2.bias", "shape": [2], "offset": 12, "strides": [4]}
    assert opened[0]["loss_name"] == "Cross-entropy (softmax)"
    assert opened[0]["domain"] == [[-6, 6], [-6, 6]]


def test_marks_describe_changes_and_are_limited(page):
    page.train(1)
    assert page.change(data_seed=2**31 - 1)[1][0]["marks"][0]["text"] == (
        "Data seed is now 2147483647"
    )
    page.change(learning_rate=0.0003, optimizer="sgd", nesterov=False, momentum=0.5)
    page.change(nesterov=True, layers=[])
    texts = [mark["text"] for mark in page.frame()[0]["marks"][1:]]
    assert texts == [
        "Optimizer is now SGD; Learning rate is now 0.0003; Momentum is now 0.5",
        "Hidden layers are now none; Nesterov momentum is now on",
    ]
    for index in range(60):
        page.change(noise=0.1 + 0.001 * (index + 1))
    marks = page.frame()[0]["marks"]
    assert len(marks) == 50
    assert marks[-1]["text"] == "Noise is now 0.16"
    assert page.send("reset")[1][0]["marks"] == []


def test_hidden_units_are_drawn_after_their_activation(page):
    page.change(layers=[[2, "relu"], [1, "tanh"]])
    run = page.session.live.run
    run.theta[...] = 0
    run.theta[:9] = [1, 0, 0, 0, -2, 0, 0, 0, 0.3]  # relu(x₁), relu(−2 x₂); tanh(0.3)
    arrays = page.frame()[1]
    centres = -6 + 12 * (np.arange(8) + 0.5) / 8
    right, up = np.meshgrid(centres[::2], centres[::-1][::2])
    np.testing.assert_allclose(arrays["maps"][0], np.maximum(right, 0), rtol=1e-6)
    np.testing.assert_allclose(arrays["maps"][1], np.maximum(-2 * up, 0), rtol=1e-6)
    np.testing.assert_allclose(arrays["maps"][2], np.tanh(0.3), rtol=1e-6)
    largest = max(arrays["maps"][0].max(), arrays["maps"][1].max())
    np.testing.assert_allclose(arrays["scales"], [largest, 1], rtol=1e-6)  # tanh: its bound
    features = page.send("reset")[0][1]["feature_maps"]
    np.testing.assert_allclose(features, [right, up], rtol=1e-6)


def test_two_outputs_are_drawn_as_the_probability_of_class_1(page):
    page.change(layers=[], loss="cross_entropy")
    page.session.live.run.theta[...] = [0, 0, 0, 1, 0, 0]  # scores 0 and x₁
    image = page.frame()[1]["output"].reshape(8, 8)
    x1 = -6 + 12 * (np.arange(8) + 0.5) / 8
    np.testing.assert_allclose(image[3], 1 / (1 + np.exp(-x1)), rtol=1e-6)


def test_an_invalid_value_gives_an_error_and_the_run_continues(page):
    page.send("play")
    page.session.advance(5)
    theta = page.frame()[1]["theta"]
    [(failure, _)] = page.change(learning_rate="fast")
    assert failure["type"] == "failure"
    assert failure["field"] == "learning_rate"
    assert failure["sentence"] == (
        "Learning rate: 'fast' is not allowed; allowed: a number greater than 0 up to 100."
    )
    assert "InputError" in failure["traceback"]
    assert page.session.training
    np.testing.assert_array_equal(page.frame()[1]["theta"], theta)
    [(failure, _)] = page.send("open", hash="speed=3")
    assert "setting: 'speed' is not allowed" in failure["sentence"]
    assert page.session.training


def test_rejected_layers_are_written_as_in_a_url(page):
    [(failure, _)] = page.send("open", hash="layers=8-tanh,33-relu")
    assert failure["field"] == "layers"
    assert failure["sentence"] == (
        "Hidden layers: 33 is not allowed; allowed: for units of linear, a whole number from 1 to "
        "32."
    )


def test_an_unknown_command_is_answered_with_an_error(page):
    [(failure, _)] = page.send("fly")
    assert failure["type"] == "failure"
    assert "_on_fly" in failure["traceback"]


def test_reset_restores_the_exact_initial_state(page):
    start = page.frame()
    page.train(30)
    opened, reset = page.send("reset")
    assert opened[0]["type"] == "opened"
    assert reset[0]["training_loss"] == start[0]["training_loss"]
    assert (reset[0]["epoch"], reset[0]["step"], reset[0]["state"]) == (0, 0, "ready")
    np.testing.assert_array_equal(reset[1]["theta"], start[1]["theta"])


def test_a_new_seed_gives_other_initial_weights(page):
    start = page.frame()[1]["theta"]
    opened, frame = page.send("new_seed")
    assert opened[0]["experiment"]["seed"] == 1
    assert opened[0]["hash"] == "seed=1"
    assert not np.allclose(frame[1]["theta"], start)
    assert frame[0]["step"] == 0


def test_setting_the_seed_announces_a_restart(page):
    page.train(30)
    opened, frame = page.change(seed=5)
    assert opened[0]["message"] == "Seed is now 5: other initial weights, so training starts over."
    assert frame[0]["step"] == 0


def test_a_changed_network_keeps_all_matching_weights(page):
    page.train(30)
    before = page.frame()[1]["theta"]
    opened, frame = page.change(layers=[[9, "tanh"], [7, "relu"]])
    assert [layer["units"] for layer in opened[0]["network"]["layers"]] == [9, 7, 1]
    assert (frame[0]["step"], frame[0]["epoch"]) == (30, 1.2)
    after = frame[1]["theta"]
    first, second = after[:27].reshape(9, 3), after[27:97].reshape(7, 10)
    np.testing.assert_array_equal(first[:8], before[:24].reshape(8, 3))
    np.testing.assert_array_equal(second[:, :8], before[24:96].reshape(8, 9)[:7, :8])
    np.testing.assert_array_equal(second[:, 9], before[24:96].reshape(8, 9)[:7, 8])
    np.testing.assert_array_equal(after[97:104], before[96:103])
    assert after[104] == before[104]
    assert frame[0]["marks"] == [{"epoch": 1.2, "text": "Hidden layers are now 9 – 7 (ReLU, Tanh)"}]


def test_the_output_layer_stays_the_output_layer(page):
    """Between 2-8-8-1 and 2-8-1, the first layers match, and the last layers match."""
    page.train(30)
    before = page.frame()[1]["theta"]
    after = page.change(layers=[[8, "tanh"]])[1][1]["theta"]
    np.testing.assert_array_equal(after, np.concatenate([before[:24], before[96:]]))


def test_gradient_curves_of_unchanged_layers_are_kept(page):
    page.train(50)
    before = page.session.live.run.history.column("gradient_norms")
    assert before.shape == (3, 3)
    _, (_, arrays) = page.change(layers=[[8, "tanh"]])
    np.testing.assert_array_equal(arrays["gradient_norms"], before[:, [0, 2]])
    _, (_, arrays) = page.change(layers=[[8, "tanh"]] * 4)
    norms = arrays["gradient_norms"]
    np.testing.assert_array_equal(norms[:, [0, 4]], before[:, [0, 2]])
    assert np.isnan(norms[:, 1:4]).all(), "unknown is not zero"


def test_another_rate_keeps_the_momentum(page):
    """Changing the rate and changing it back equals never changing it."""
    other = Page()
    other.send("open", hash="")
    page.train(10)
    other.train(10)
    page.change(learning_rate=0.5)
    page.change(learning_rate=0.01)
    np.testing.assert_array_equal(page.frame()[1]["grad"], page.frame()[1]["grad"])
    assert page.train(20)["training_loss"] == other.train(20)["training_loss"]


def test_implied_changes_are_announced(page):
    opened, frame = page.change(data="regress_plane")
    assert opened[0]["experiment"]["loss"] == "mse"
    assert opened[0]["message"] == "Loss is now Mean squared error, to fit the change."
    assert opened[0]["scale"] == {
        "classes": 0, "names": [], "is_numbered": True, "kind": "plane", "low": -1.0, "high": 1.0,
        "label": "predicted value",
    }  # fmt: skip
    assert frame[0]["accuracy"] is None
    assert "message" not in page.change(noise=0.3)[0][0]


def test_switching_back_to_classes_restores_their_loss(page):
    page.change(data="regress_plane")
    opened, _ = page.change(data="spiral")
    assert opened[0]["experiment"]["loss"] == "binary_cross_entropy"
    assert opened[0]["message"] == "Loss is now Binary cross-entropy, to fit the change."
    page.change(loss="mse")
    assert page.change(data="xor")[0][0]["experiment"]["loss"] == "mse", "a chosen loss stays"


def test_another_initialisation_announces_when_it_applies(page):
    assert "message" not in page.change(init="zeros")[0][0], "before any step it does at once"
    assert not page.frame()[1]["theta"].any()
    page.change(init="xavier")
    page.train(1)
    before = page.frame()[1]["theta"]
    opened, frame = page.change(init="zeros")
    assert opened[0]["message"] == (
        "Initialisation is now Zeros for units added from now on; all other weights take it at "
        "Reset or New seed."
    )
    np.testing.assert_array_equal(frame[1]["theta"], before)
    grown = page.change(layers=[[9, "tanh"], [8, "tanh"]])[1][1]["theta"]
    assert not grown[24:27].any()
    assert not page.send("reset")[1][1]["theta"].any()


def test_records_are_sent_once_and_again_after_a_revision(page):
    page.train(75)
    header, arrays = page.frame()
    assert len(arrays["epochs"]) == 0, "the answers to `step` carried them"
    assert header["stations_from"] == 4
    page.change(noise=9)  # an error: the page drops the frames sent in the meantime
    header, arrays = page.frame()
    assert header["stations_from"] == 0
    assert arrays["epochs"].tolist() == [0, 1, 2, 3]
    assert arrays["training_losses"].shape == (4,)


@pytest.fixture
def eight_stations(monkeypatch):
    monkeypatch.setattr("chainrule.browser.run.live.MOST_STATIONS", 8)
    page = Page()
    page.send("open", hash="samples=20")  # one batch an epoch
    return page


def test_joining_the_sent_records_gives_the_history(eight_stations):
    """If records were thinned in the meantime, `stations_from` says what to replace."""
    page = eight_stations
    held = page.send("reset")[1][1]["epochs"].tolist()
    for _ in range(70):
        page.session.live.run.advance()
        header, arrays = page.frame()
        held[header["stations_from"] :] = arrays["epochs"].tolist()
        assert held == page.session.live.run.history.column("epoch").tolist()
    assert held == [0, 16, 32, 48, 64]


def test_a_change_keeps_the_stride_of_a_thinned_history(eight_stations):
    page = eight_stations
    page.train(20)
    assert page.session.live.run.history.stride == 4
    _, (_, arrays) = page.change(layers=[[3, "relu"]])
    assert arrays["epochs"].tolist() == [0, 4, 8, 12, 16, 20]
    page.train(3)
    assert page.session.live.run.history.column("epoch").tolist() == [0, 4, 8, 12, 16, 20]
    page.train(7)
    assert page.session.live.run.history.column("epoch").tolist() == [0, 4, 8, 12, 16, 20, 24, 28]


def test_another_batch_size_restarts_the_epoch(page):
    page.train(30)
    _, (frame, _) = page.change(batch_size=25)
    assert (frame["epoch"], frame["batch"], frame["batches"], frame["step"]) == (1, 0, 10, 30)
    page.train(12)
    _, (frame, _) = page.change(noise=0.2)  # equally many batches: the position is kept
    assert (frame["epoch"], frame["batch"], frame["step"]) == (2.2, 2, 42)


def test_divergence_after_a_change_returns_to_the_change(page):
    """It goes no further back, so that training before the change is not lost."""
    page.train(30)
    theta = page.frame()[1]["theta"]
    page.change(optimizer="sgd", loss="mse", learning_rate=100)
    page.send("play")
    for _ in range(50):
        page.session.advance(5)
    header, arrays = page.frame()
    assert header["state"] == "diverged"
    assert "at epoch 1.20, the last with finite numbers" in header["sentence"]
    assert (header["step"], header["epoch"]) == (30, 1.2)
    np.testing.assert_array_equal(arrays["theta"], theta)


def test_accuracy_is_the_share_of_test_points_on_the_right_side(page):
    page.train(40)
    header, _ = page.frame()
    points = page.send("reset")[0][1]
    page.train(40)
    test = points["test"] == 1
    x = np.column_stack([points["x1"], points["x2"]])[test]
    np.testing.assert_array_equal(x, page.session.live.experiment.split().x_test)
    np.testing.assert_array_equal(
        points["target"][test], page.session.live.experiment.split().y_test
    )
    scores = page.session.live.run.predict(x)[:, 0]
    right = ((scores > 0) == (points["target"][test] == 1)).mean()
    assert header["accuracy"] == pytest.approx(right)
    assert header["accuracy"] != pytest.approx(1 - right)


def test_a_frame_has_separate_losses_for_both_sets(page):
    page.train(40)
    header, arrays = page.frame()
    x, y, x_test, y_test = page.session.live.experiment.split()
    run = page.session.live.run
    assert header["training_loss"] == pytest.approx(run.evaluate(x, y).loss, rel=1e-5)
    assert header["test_loss"] == pytest.approx(run.evaluate(x_test, y_test).loss, rel=1e-5)
    assert header["training_loss"] != header["test_loss"]
    page.train(10)
    page.send("reset")
    page.train(25)
    page.change(noise=9)
    header, arrays = page.frame()
    assert arrays["training_losses"][-1] == header["training_loss"]
    assert arrays["test_losses"][-1] == header["test_loss"]


def test_pause_and_play(page):
    page.send("play")
    assert page.session.training
    page.session.advance(10)
    [(frame, _)] = page.send("pause")
    assert frame["state"] == "paused"
    assert frame["step"] > 0
    assert not page.session.training
    assert page.frame()[0]["step"] == frame["step"]


def test_what_is_not_shown_is_not_sent(page):
    page.send("view", maps=False)
    assert set(page.frame()[1]) == {
        *("epochs", "training_losses", "test_losses", "gradient_norms"),
        *("training_accuracies", "test_accuracies"),
    }
    page.send("view", maps=True)
    assert "output" in page.frame()[1]
    assert "theta" not in page.frame()[1]


def test_frames_do_not_change_training(page):
    alone = Page()
    alone.send("open", hash="")
    for _ in range(40):
        page.train(1)
        page.frame()
        page.frame()
    alone.session.advance_to(1)
    alone.train(15)
    np.testing.assert_array_equal(page.frame()[1]["theta"], alone.frame()[1]["theta"])


def test_divergence_stops_with_an_explanation_and_finite_weights(page):
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
        "at epoch 0",
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


def test_the_output_map_is_the_networks_prediction(page):
    """Row 0 is the top, column 0 the left: a network that sees only x₁, then only x₂."""
    page.change(layers=[])
    run = page.session.live.run
    for weights, axis in (([1, 0, 0], 1), ([0, 1, 0], 0)):
        run.theta[...] = weights
        image = page.frame()[1]["output"].reshape(8, 8)
        rising = np.diff(image, axis=axis)
        assert (rising > 0).all() if axis == 1 else (rising < 0).all()
        centre = -6 + 12 * 0.5 / 8
        expected = 1 / (1 + np.exp(-centre))
        np.testing.assert_allclose(image[-1, 0], expected, rtol=1e-6)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_the_output_map_follows_the_loss(page, loss):
    opened, (_, arrays) = page.change(loss=loss)
    assert opened[0]["scale"]["high"] == 1
    assert arrays["output"].shape == (64,)
    assert opened[0]["network"]["layers"][-1]["units"] == (2 if loss == "cross_entropy" else 1)


def test_the_recorded_run_is_a_run():
    first, whole = (json.loads(text) for text in record())
    assert len(first["frames"]) == 1
    losses = [frame["header"]["training_loss"] for frame in whole["frames"]]
    assert losses[0] > 0.6
    assert losses[-1] < 0.1
    assert first["frames"][0]["header"]["training_loss"] == losses[-1]

    def epochs(frame: dict) -> list[float]:
        return np.frombuffer(base64.b64decode(frame["arrays"]["epochs"]["data"]), "<f4").tolist()

    # Each frame contains the records up to its epoch, so that scrubbing moves the curves.
    seen: list[float] = []
    for frame in whole["frames"]:
        assert frame["header"]["stations_from"] == len(seen)
        seen += epochs(frame)
        assert seen[-1] == frame["header"]["epoch"]
    assert seen == list(range(601))
    assert epochs(first["frames"][0]) == seen


def test_stepping_by_an_epoch_goes_to_its_end(page):
    page.send("step")
    (frame, _) = page.send("step", unit="epoch")[0]
    assert (frame["epoch"], frame["batch"], frame["step"]) == (1, 0, frame["batches"])


def test_training_stops_at_the_set_epoch_and_continues_on_request(page):
    page.change(stop_epoch=3)
    page.send("play")
    while page.session.training:
        page.session.advance(50)
    frame, _ = page.frame()
    assert (frame["state"], frame["epoch"]) == ("paused", 3)
    assert frame["sentence"] == "Stopped at epoch 3, as set. Press Play to go on."
    page.send("play")
    page.session.advance(20)
    assert page.session.training
    assert page.frame()[0]["epoch"] > 3


def test_training_stops_at_the_first_epoch_below_the_set_loss(page):
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


def test_early_stopping_restores_the_weights_of_the_best_test_loss(page):
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
        f"{best}; its weights are kept. Press Play to go on."
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
    assert frame["epoch"] == epoch, "gone on from the past, it stops where it stopped"
    np.testing.assert_array_equal(page.session.run.theta, kept)
    page.send("play")
    page.session.advance(1)
    assert page.session.run.epoch > epoch or page.session.training


def test_a_change_of_rate_keeps_the_best_loss_but_a_change_of_data_does_not(page):
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


def test_a_loss_of_zero_stops_only_if_requested(page):
    page.change(data="blobs", noise=0, loss="hinge", learning_rate=1)
    page.send("play")
    for _ in range(20):
        page.session.advance(20)
    assert page.frame()[0]["training_loss"] == 0
    assert page.session.training


def test_more_than_two_classes_have_a_map_each_whose_shares_are_one(page):
    opened, frame = page.change(data="blobs", classes=4)
    assert opened[0]["experiment"]["loss"] == "cross_entropy"
    assert opened[0]["scale"]["classes"] == 4
    assert opened[0]["network"]["layers"][-1]["units"] == 4
    assert set(opened[1]["target"]) == {0, 1, 2, 3}
    maps = frame[1]["output"].reshape(4, -1)
    np.testing.assert_allclose(maps.sum(axis=0), 1, rtol=1e-6)
    opened, frame = page.change(loss="hinge")
    assert set(np.unique(frame[1]["output"])) == {0, 1}


def test_layers_with_norm_and_dropout_keep_their_weights_and_curves(page):
    before, _ = page.send("open", hash="layers=4-tanh-drop0.2-norm,3-relu")[0]
    assert [layer["units"] for layer in before["network"]["layers"]] == [4, 3, 1]
    page.send("step", unit="epoch")
    theta = page.frame()[1]["theta"]
    (opened, _), (_, arrays) = page.change(layers=[[4, "tanh", 0.2, True], [3, "relu", 0, True]])
    assert arrays["gradient_norms"].shape[1] == 3
    first = 4 * 3 + 2 * 4  # weights, biases, and the norm's gains and biases
    np.testing.assert_array_equal(arrays["theta"][:first], theta[:first])
    last = opened["network"]["layers"][-1]
    np.testing.assert_array_equal(arrays["theta"][last["offset"] :], theta[-4:])


def test_a_formula_that_is_not_finite_is_rejected_and_the_run_continues(page):
    page.send("step")
    [(failure, _)] = page.change(features=["x1", "log(x2)"])
    assert failure["field"] == "features"
    assert "not for" in failure["sentence"]
    assert page.frame()[0]["step"] == 1


@pytest.mark.parametrize(
    "changes",
    [{"data": "gauss", "noise": 0.5}, {"data": "gauss", "noise": 0.5, "loss": "hinge"},
     {"data": "blobs", "noise": 0.5, "classes": 4}, {"data": "gauss", "loss": "cross_entropy"}],
)  # fmt: skip
def test_predictions_are_those_of_the_network(page, changes):
    page.change(**changes)
    page.send("step", unit="epoch")
    frame, arrays = page.send("view", answers=True)[0]
    run, experiment = page.session.live.run, page.session.live.experiment
    x, y, x_test, y_test = experiment.split()
    points, classes = np.concatenate([x, x_test]), np.concatenate([y, y_test])
    scores = run.predict(points)
    hinge = experiment.loss == "hinge"
    taken = scores.argmax(axis=1) if scores.shape[1] > 1 else (scores[:, 0] > 0).astype(int)
    assert hinge or experiment.loss != "mse"  # a score above 0 is a probability above 1/2
    np.testing.assert_array_equal(arrays["wrong"], taken != classes)
    confusion = arrays["confusion"]
    test = slice(len(x), None)
    for i in range(experiment.classes):
        for j in range(experiment.classes):
            assert confusion[i, j] == ((classes[test] == i) & (taken[test] == j)).sum()
    assert frame["accuracy"] == pytest.approx(np.trace(confusion) / confusion.sum())


def test_a_regression_predicts_values(page):
    page.change(data="regress_plane")
    (rows, _), (_, arrays) = page.send("view", answers=True, rows={"start": 5, "count": 3})
    _, _, x_test, y_test = page.session.live.experiment.split()
    expected = page.session.live.run.predict(x_test[5:8])[:, 0]
    np.testing.assert_allclose(arrays["row_predictions"], expected, rtol=1e-4, atol=1e-6)
    assert rows["names"] == ["x1", "x2", "target"]
    assert [float(row[2].replace("\N{MINUS SIGN}", "-")) for row in rows["cells"]] == pytest.approx(
        y_test[5:8], rel=1e-3
    )
    assert rows["is_test"] == [True] * 3
    assert "wrong" not in arrays


def test_the_last_update_is_the_change_of_one_step(page):
    page.send("view", update=True, weights=True)
    assert not page.frame()[1]["update"].any(), "nothing is updated before the first step"
    page.train(3)
    before = page.frame()[1]["theta"]
    _, arrays = page.send("step")[0]
    np.testing.assert_array_equal(arrays["update"], arrays["theta"] - before)
    page.send("play")
    page.session.advance(20)
    _, arrays = page.frame()
    assert 0 < np.abs(arrays["update"]).max() < 0.05, "Adam's step is about the rate: one step's"


def test_hidden_space_is_the_layers_output_for_points_and_plane(page):
    page.send("step", unit="epoch")
    _, arrays = page.send("view", hidden={"layer": 1, "units": [3, 0]})[0]
    run, experiment = page.session.live.run, page.session.live.experiment
    x, _, x_test, _ = experiment.split()

    def through(points):
        values = points.astype(np.float32)
        for _, layer in list(run.net.layers())[:4:2]:
            values = np.tanh(values @ layer.weight.data.T + layer.bias.data)
        return values[:, [3, 0]]

    points = through(np.concatenate([x, x_test]))
    np.testing.assert_allclose(arrays["hidden_points"], points, rtol=1e-5, atol=1e-6)
    assert arrays["hidden_grid"].shape == (64, 2)
    assert all(arrays[name].flags.c_contiguous for name in ("hidden_points", "hidden_grid"))


@pytest.mark.parametrize("hidden", [{"layer": 2, "units": [0, 1]}, {"layer": 0, "units": [0, 8]}])
def test_a_removed_layers_hidden_space_is_omitted(page, hidden):
    assert "hidden_points" not in page.send("view", hidden=hidden)[0][1]


def test_an_edited_weight_is_used_shown_and_included_in_the_losses(page):
    before, _ = page.frame()
    frame, arrays = page.send("edit", index=5, value=-1.25)[0]
    assert arrays["theta"][5] == -1.25
    assert frame["training_loss"] != before["training_loss"]
    assert arrays["training_losses"].tolist() == [frame["training_loss"]], "epoch 0 is the edited"
    grad = page.session.live.run.grad.copy()
    page.session.live.run.differentiate()
    np.testing.assert_array_equal(page.session.live.run.grad, grad)
    page.send("reset")
    assert page.frame()[1]["theta"][5] != -1.25


def test_an_edit_during_training_is_marked_once(page):
    page.train(30)
    theta = page.frame()[1]["theta"]
    page.send("edit", index=0, value=2)
    frame, arrays = page.send("edit", index=0, value=2.5)[0]
    assert [mark["text"] for mark in frame["marks"]] == ["weight edited"]
    np.testing.assert_array_equal(arrays["theta"][1:], theta[1:])
    assert (arrays["theta"][0], frame["step"]) == (2.5, 30)


@pytest.mark.parametrize(("index", "value"), [(0, "a"), (0, 1e7), (0, None), (105, 1), (-1, 1)])
def test_an_invalid_edit_changes_nothing(page, index, value):
    theta = page.frame()[1]["theta"]
    [(failure, _)] = page.send("edit", index=index, value=value)
    assert "is not allowed; allowed: " in failure["sentence"]
    np.testing.assert_array_equal(page.frame()[1]["theta"], theta)


def test_training_respects_the_set_pace(page):
    page.send("pace", steps_per_second=100)
    page.send("play")
    start = time.perf_counter()
    while (elapsed := time.perf_counter() - start) < 0.3:
        page.session.advance(10)
        time.sleep(page.session.wait / 1000)
    steps = page.frame()[0]["step"]
    assert 0.5 * 100 * elapsed <= steps <= 1.1 * 100 * elapsed + 2
    page.send("pace", steps_per_second=None)
    assert page.session.wait == 0
    page.session.advance(50)
    assert page.frame()[0]["step"] > steps + 50


def test_a_pace_does_not_catch_up_after_a_sleeping_tab():
    pace = Pace(50)
    assert pace.take() == 1
    pace._next -= 60
    assert pace.take() == 1
    assert pace.take() == 0
    assert 0 < pace.wait <= 20


def test_exported_files_contain_the_current_run(page):
    page.change(data="gauss", samples=20)
    page.send("step", unit="epoch")
    whats = ("experiment", "data", "history")
    files = {what: page.send("export", what=what)[0][0] for what in whats}
    assert files["experiment"]["name"] == "chainrule-gauss-experiment.json"
    assert Experiment.from_json(files["experiment"]["text"]) == page.session.live.experiment
    rows = files["data"]["text"].splitlines()
    assert rows[0] == "x1,x2,target,set"
    x, y, *_ = page.session.live.experiment.points()
    first = [float(part) for part in rows[1].split(",")[:3]]
    assert first == [*x[0], y[0]]
    assert sum(row.endswith(",test") for row in rows) == 10
    assert len(files["history"]["text"].splitlines()) == 3


def test_a_saved_file_is_opened_again(page):
    saved = Experiment(data="moons", frozen=("1",)).to_json()
    opened, _ = page.send("open", hash=saved)[0]
    assert opened["hash"] == "data=moons&frozen=1"
    [(failure, _)] = page.send("open", hash='{"noise": 7}')
    assert failure["field"] == "noise"


def test_a_change_is_described_in_words(page):
    assert page.change(noise=0.3)[0][0]["summary"] == "Noise is now 0.3"
    assert page.change(noise=0.3)[0][0]["summary"] == ""


def test_a_table_is_read_trained_on_and_described(page):
    opened, points = page.send("read_table", text=CSV, delimiter=None, header=None)[0]
    assert opened["experiment"]["data"] == "table"
    assert opened["hash"].startswith("data=table&table=")
    facts = opened["table"]
    assert [column["name"] for column in facts["columns"]] == ["a", "b", "kind"]
    assert (facts["target"], facts["inputs"], facts["rows"]) == ("kind", ["a", "b"], 30)
    assert "30 rows, cells separated by commas, with a header" in facts["remarks"][0]
    assert opened["scale"]["names"] == ["x", "y"]
    assert opened["network"]["features"] == ["a", "b"]
    assert points["x1"].min() > opened["domain"][0][0]
    assert points["x2"].max() < opened["domain"][1][1]
    (rows, _), (_, arrays) = page.send("view", rows={"start": 0, "count": 4}, maps=True)
    assert rows["cells"][0][2] in ("x", "y")
    assert set(arrays["row_predictions"]) <= {0.0, 1.0}
    assert ((arrays["row_shares"] >= 0.5) & (arrays["row_shares"] <= 1)).all()
    opened, _ = page.change(target="b", columns=["kind", "a"])[0]
    assert opened["network"]["features"] == ["kind = x", "kind = y", "a"]
    assert opened["scale"]["classes"] == 7


def test_a_saved_table_opens_in_another_session(page, monkeypatch):
    page.send("read_table", text=CSV, delimiter=None, header=None)
    saved = page.send("export", what="experiment")[0][0]["text"]
    address = page.session.live.experiment.to_address()
    monkeypatch.setattr(own, "_kept", {})
    [(failure, _)] = page.send("open", hash=address)
    assert "its file must be opened here first" in failure["sentence"]
    opened, _ = page.send("open", hash=saved)[0]
    assert opened["hash"] == address
    monkeypatch.setattr(own, "_kept", {})
    page.send("keep_table", text=CSV, delimiter=None, header=None)
    assert page.send("open", hash=address)[0][0]["hash"] == address


def test_an_unreadable_table_does_not_change_the_experiment(page):
    [(failure, _)] = page.send("read_table", text="a,b\n1,2\n3\n", delimiter=None, header=None)
    assert "line 3 with 1 cell is" in failure["sentence"]
    assert page.session.live.experiment == Experiment()


def test_a_saved_table_keeps_its_number_format_and_target(page):
    page.send("open", hash="data=penguins&loss=cross_entropy&columns=island,bill depth (mm)")
    text = page.send("export", what="data")[0][0]["text"]
    head, first = text.splitlines()[:2]
    assert head == "island,bill depth (mm),species,set"
    island, depth, species, kind = first.split(",")
    assert island in ("Torgersen", "Biscoe", "Dream")
    assert (species in ("Adelie", "Gentoo", "Chinstrap"), kind) == (True, "training")
    assert 13 < float(depth) < 22, "millimetres, not standard deviations"
    opened = page.send("read_table", text=text, delimiter=None, header=None)[0][0]
    assert opened["table"]["target"] == "species"
    assert opened["table"]["inputs"][-1] == "bill depth (mm)"


def test_digits_are_shown_as_pictures(page):
    page.send("open", hash="data=digits&layers=4-relu,3-tanh")
    news = page.send("view", rows={"start": 0, "count": 5}, maps=True)
    (rows, pixels), (_, arrays) = news
    assert pixels["pixels"].shape == (5, 64)
    assert rows["names"] == ["digit"]
    x_test = page.session.live.experiment.split().x_test
    np.testing.assert_array_equal(pixels["pixels"], x_test[:5].astype(np.float32))
    assert arrays["maps"].shape == (17, 4, 4)
    weights = page.session.live.run.theta[:64].reshape(8, 8)
    np.testing.assert_array_equal(arrays["maps"][0], weights[::2, ::2])
    assert arrays["output"].shape == (10, 10)
    np.testing.assert_allclose(arrays["output"].sum(axis=1), 1, rtol=1e-5)


def test_a_tables_plane_uses_the_two_requested_inputs(page):
    page.send("open", hash="data=iris")
    _, points = page.send("view", axes=[2, 3], maps=True)[0]
    x, _, x_test, _ = page.session.live.experiment.points()
    np.testing.assert_array_equal(points["x1"], np.concatenate([x, x_test])[:, 2])
    grid = page.session.frames.maps._grid
    assert np.ptp(grid, axis=0)[[0, 1]].tolist() == [0, 0]
    assert (np.ptp(grid, axis=0)[[2, 3]] > 3).all()
    # For a table with fewer inputs, the last input replaces missing ones.
    page.change(columns=["petal length (cm)"])
    assert page.frame()[0]["type"] == "frame"


def test_of_many_rows_some_are_drawn_but_all_are_used(page):
    text = "a,b\n" + "".join(f"{i * 0.37 % 1:.4f},{i % 2}\n" for i in range(5000))
    opened, points = page.send("read_table", text=text, delimiter=None, header=None)[0]
    assert opened["examples"] == 5000
    assert len(points["x1"]) == 2000
    assert page.session.live.run.batches.x.shape[0] == 2500
    _, arrays = page.send("view", answers=True)[0]
    assert len(arrays["wrong"]) == 2000
    assert arrays["confusion"].sum() == 2500


def test_the_microscope_shows_the_numbers_of_the_next_step(page):
    page.train(30)
    [(walked, _)] = page.send("walk", example=None, exhibit=None, step=0)
    assert (walked["step"], walked["ops"][0]["title"]) == (30, "layer 1: Linear")
    assert walked["ops"][0]["formulas"] == [r"y = x\,W^\top + b"]
    [(look, arrays)] = page.send("look", op=0, start=[0, 0], entry=None)
    assert look["op"] == 0
    run = page.session.live.run
    np.testing.assert_array_equal(arrays["operand weight"], run.theta[:24].reshape(8, 3)[:, :2])
    assert arrays["result y"].shape == (10, 8)
    [(explained, _)] = page.send("explain", op=0, name="y", row=2, column=1)
    assert explained["lines"][0].startswith("y_{3,2} = ")
    assert explained["uses"]["x"] == [4, 5]
    [(failure, _)] = page.send("explain", op=0, name="y", row=99, column=1)
    assert "a row below 10" in failure["sentence"]
    page.train(1)
    assert page.session.live.run.step_count == 31


def test_a_large_matrix_is_shown_through_a_window(page):
    page.send("open", hash="data=digits&loss=cross_entropy&batch_size=200")
    page.send("walk", example=None, exhibit=None, step=0)
    _, arrays = page.send("look", op=0, start=[64, 0], entry=None)[0]
    assert arrays["operand x"].shape == (64, 64)
    assert arrays["operand weight"].shape == (8, 64), "too few rows to move in"
    x = page.session.live.run.batches.views[0][0]
    np.testing.assert_array_equal(arrays["operand x"], x[64:128])


def test_microscope_commands_fail_without_a_trace(page):
    [(failure, _)] = page.send("look", op=0, start=[0, 0], entry=None)
    assert "a step that was traced" in failure["sentence"]


def test_a_link_to_a_step_leads_to_the_same_step(page):
    page.train(37)
    page.send("walk", example=None, exhibit=None, step=0)
    theta = page.session.live.run.theta.copy()
    other = Page()
    frame = other.send("open", hash="", step=37)[-1][0]
    assert (frame["state"], frame["step"]) == ("paused", 37)
    np.testing.assert_array_equal(other.session.live.run.theta, theta)
    [(failure, _)] = other.send("open", hash="", step=10**9)
    assert "step: 1000000000 is not allowed" in failure["sentence"]


def test_a_whole_step_is_exported(page):
    page.change(layers=[[2, "tanh"]])
    page.send("walk", example=None, exhibit=None, step=0)
    table = page.send("export_step", format="csv")[0][0]
    rows = [line.split(",") for line in table["text"].splitlines()[1:]]
    update = [r for r in rows if r[3:5] == ["result", "new theta"]]
    assert [float(r[-1]) for r in update] == Walk(page.session.run).ops[-1].results[
        "theta"
    ].tolist()
    text = page.send("export_step", format="txt")[0][0]["text"]
    assert text.startswith("Step 1\n\n1. layer 1: Linear: each unit sums")
    assert text.count(r"\[") > 15


def test_all_gradients_are_checked_in_slices(page):
    page.change(layers=[[16, "tanh"], [16, "tanh"]])
    theta = page.session.run.theta.copy()
    [(first, _)] = page.send("check", index=None)
    assert (first["done"], first["of"], first["stopped"]) == (0, theta.size, False)
    told = []
    while page.session.busy:
        page.session.advance(1)
        told += [decoded(header) for header, _ in page.session.tell()]
    *on_the_way, last = told
    done = [header["done"] for header in on_the_way]
    assert len(done) > 2
    assert done == sorted(set(done))
    whole = check_all(page.session.run)
    assert last["type"] == "all_checked"
    assert (last["answer"], last["passes"]) == ("yes", whole.passes)
    assert last["counts"] == {
        **dict.fromkeys(("zero", "kink", "no", "overflow"), 0),
        "yes": theta.size,
    }
    assert (last["index"], last["name"]) == (whole.worst.index, whole.name)
    assert last["worst"]["quotient"] == whole.worst.finding.quotient
    np.testing.assert_array_equal(page.session.run.theta, theta)


@pytest.mark.parametrize("end", ["play", "step", "edit", "change", "stop_check"])
def test_a_check_ends_when_the_run_changes(page, end):
    page.change(layers=[[16, "tanh"], [16, "tanh"]])
    page.send("check", index=None)
    page.session.advance(1)
    fields = {"edit": {"index": 0, "value": 1}, "change": {"changes": {"batch_size": 5}}}
    told = page.send(end, **fields.get(end, {}))
    page.session.advance(1)
    told += [(decoded(header), {}) for header, _ in page.session.tell()]
    assert [h["stopped"] for h, _ in told if h["type"] == "checking"] == [True]
    page.send("pause")
    assert not page.session.busy


def test_a_single_example_of_the_batch_is_traced(page):
    [(walked, _)] = page.send("walk", example=4, exhibit=None, step=0)
    assert (walked["example"], walked["examples"]) == (4, 10)
    [(_, arrays)] = page.send("look", op=0, start=[0, 0], entry=None)
    x, _ = page.session.live.run.batches.views[0]
    np.testing.assert_array_equal(arrays["operand x"], x[4:5])
    [(failure, _)] = page.send("walk", example=10, exhibit=None, step=0)
    assert "from 0 to 9" in failure["sentence"]


@pytest.mark.parametrize("rate", [3.0, 100.0])
def test_the_trace_of_a_diverged_run_shows_the_first_infinity(page, rate):
    page.send("open", hash=f"data=regress_plane&loss=mse&optimizer=sgd&learning_rate={rate}")
    page.change(layers=[[8, "relu"], [8, "relu"]])
    page.send("play")
    page.session.advance(500)
    frame = page.frame()[0]
    assert frame["state"] == "diverged"
    run = page.session.live.run
    theta, step = run.theta.copy(), run.step_count
    [(walked, _)] = page.send("walk", example=None, exhibit=None, step=0)
    bad = walked["first_bad"]
    assert walked["step"] > step
    assert walked["loss_after"] is None
    np.testing.assert_array_equal(run.theta, theta)
    assert run.step_count == step
    walk = page.session.walk_at_divergence()
    assert walk is not None
    for op in walk.ops[: bad["op"]]:
        assert all(np.isfinite(array).all() for array in op.results.values())
    assert not np.isfinite(walk.matrix(bad["op"], bad["name"])[bad["row"], bad["column"]])
    assert all(np.isfinite(array).all() for array in walk.ops[0].operands.values())


def test_current_weights_become_the_initial_ones(page):
    page.send("open", hash="layers=2-tanh&data=xor")
    page.train(30)
    theta = page.session.live.run.theta.copy()
    opened = page.send("keep_weights")[0][0]
    assert len(opened["experiment"]["weights"]) == 9
    np.testing.assert_array_equal(page.session.live.run.theta, theta)
    assert page.session.live.run.step_count == 0
    other = Page()
    other.send("open", hash=opened["hash"])
    np.testing.assert_array_equal(other.session.live.run.theta, theta)
    opened = page.send("new_seed")[0][0]
    assert not opened["experiment"]["weights"]
    assert not np.array_equal(page.session.live.run.theta, theta)


def test_the_page_shows_the_numbers_of_the_worked_example(page):
    opened = page.send("open", hash=PRESETS[0].address)[0][0]
    assert "0.291027774" in opened["note"]
    assert opened["network"]["layers"][-1]["activation"] == "sigmoid"
    [(walked, _)] = page.send("walk", example=None, exhibit=None, step=0)
    assert walked["loss_before"] == pytest.approx(0.298371109, abs=5e-10)
    assert walked["loss_after"] == pytest.approx(0.291027774, abs=5e-10)
    last = len(walked["ops"]) - 1
    lines = page.send("explain", op=last, name="theta", row=0, column=6)[0][0]["lines"]
    assert lines[1].endswith(" = 0.35891648")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.label)
def test_every_preset_opens_and_can_be_traced(page, preset):
    opened = page.send("open", hash=preset.experiment.to_address())[0][0]
    assert opened["note"] == preset.note
    [(walked, _)] = page.send("walk", example=None, exhibit=None, step=0)
    for index, op in enumerate(walked["ops"]):
        for matrix in op["matrices"]:
            if matrix["kind"] == "result":
                [(told, _)] = page.send("explain", op=index, name=matrix["name"], row=0, column=0)
                assert told["type"] == "explained"


def test_a_snapshot_is_shown_and_resumed(page):
    page.train(75)
    frame, arrays = page.frame()
    assert (frame["epoch"], frame["is_past"], frame["kept"]) == (3, False, 4)
    [(past, shown)] = page.send("travel", epoch=1, by=0)
    assert (past["epoch"], past["newest_epoch"], past["is_past"]) == (1, 3, True)
    assert (shown["theta"] != arrays["theta"]).any()
    page.send("travel", epoch=0, by=0)
    [(frame, again), (branches, curves)] = page.send("step", unit="epoch")
    assert frame["stations_from"] == 0, "what the page holds of later stations is gone"
    np.testing.assert_array_equal(again["theta"], shown["theta"])
    assert branches["branches"] == [{"number": 0, "left_at": 0, "epoch": 3}]
    assert branches["let_go"] is None
    np.testing.assert_array_equal(curves["epochs 0"], [0, 1, 2, 3])
    page.send("return", branch=0)
    np.testing.assert_array_equal(page.frame()[1]["theta"], arrays["theta"])


def test_a_snapshot_restores_its_settings(page):
    page.train(25)
    page.change(layers=[[4, "relu"]])
    page.train(25)
    (opened, _), (frame, arrays) = page.send("travel", epoch=1, by=0)
    assert (opened["type"], opened["revision"]) == ("opened", page.revision)
    assert [layer["units"] for layer in opened["experiment"]["layers"]] == [8, 8]
    assert len(opened["network"]["layers"]) == arrays["gradient_norms"].shape[1] == 3
    (opened, _), (frame, arrays) = page.send("travel", epoch=None, by=0)
    assert opened["network"]["layers"][0]["activation"] == "relu"
    assert not frame["is_past"]


def test_a_replaced_run_is_named(page):
    for epoch in range(MAX_BRANCHES + 1):
        for _ in range(6):
            page.send("step", unit="epoch")
        page.send("travel", epoch=epoch + 1, by=0)
    (_, (branches, _)) = page.send("resume")
    assert (len(branches["branches"]), branches["let_go"]) == (MAX_BRANCHES, 1)
    oldest = branches["branches"][0]["number"]
    reports = [header for header, _ in page.send("forget", branch=oldest)]
    assert [header["let_go"] for header in reports] == [None]


def test_a_new_session_resumes_from_a_checkpoint(page):
    page.train(30)
    [(checkpoint, _)] = received(page.session.checkpoint())
    assert page.session.checkpoint() == [], "nothing has moved"
    assert (checkpoint["step"], checkpoint["epoch"], checkpoint["hash"]) == (30, 1.2, "")
    other = Page()
    reason = "Python crashed."
    command = {"type": "restore", "revision": 9, "checkpoint": checkpoint["text"], "reason": reason}
    header, _ = other.session.receive(json.dumps(command))[0]
    told = decoded(header)["opened"]
    assert told["message"] == (
        "Python crashed. It was restarted, and the run continues from epoch 1.20."
    )
    assert other.train(3)["training_loss"] == page.train(3)["training_loss"]


def test_a_checkpoint_of_another_version_is_rejected(page):
    page.train(3)
    for text in ("", "[]", "{}", '{"experiment": {"data": "xor"}}', '{"experiment": 3}'):
        command = {"type": "restore", "revision": 9, "checkpoint": text, "reason": ""}
        [(header, _)] = page.session.receive(json.dumps(command))
        failure = decoded(header)
        assert failure["type"] == "failure"
        assert "one that this version of the page made" in failure["sentence"]
    assert page.frame()[0]["step"] == 3


def test_a_link_to_a_late_step_trains_in_slices_and_can_be_stopped(page, monkeypatch):
    monkeypatch.setattr("chainrule.browser.run.live.LONGEST_AT_ONCE_MS", 0)
    frame = page.send("open", hash="data=xor", step=100_000)[-1][0]
    assert (frame["state"], frame["goal"], frame["step"]) == ("training", 100_000, 0)
    while not page.frame()[0]["step"]:
        page.session.advance(1)
    frame = page.send("pause")[-1][0]
    assert (frame["state"], frame["goal"]) == ("paused", None)
    assert 0 < frame["step"] < 100_000
    page.send("open", hash="data=xor", step=77)
    while page.session.busy:
        page.session.advance(1)
    sliced = page.frame()
    assert (sliced[0]["state"], sliced[0]["goal"], sliced[0]["step"]) == ("paused", None, 77)
    monkeypatch.setattr("chainrule.browser.run.live.LONGEST_AT_ONCE_MS", 1e9)
    at_once = page.send("open", hash="data=xor", step=77)[-1]
    assert at_once[0]["step"] == 77
    np.testing.assert_array_equal(at_once[1]["theta"], sliced[1]["theta"])


def test_a_long_epoch_trains_in_slices_whatever_the_pace_and_what_stops_a_run(page, monkeypatch):
    monkeypatch.setattr("chainrule.browser.run.live.LONGEST_AT_ONCE_MS", 0)
    page.send("open", hash="data=xor&stop_loss=100")
    page.send("pace", steps_per_second=0.1)
    frame = page.send("step", unit="epoch")[-1][0]
    assert (frame["state"], frame["goal"]) == ("training", frame["batches"])
    while page.session.busy:
        assert page.session.wait == 0
        page.session.advance(1)
    frame = page.frame()[0]
    assert (frame["state"], frame["epoch"], frame["batch"], frame["goal"]) == ("paused", 1, 0, None)


def test_play_clears_the_target_step(page, monkeypatch):
    monkeypatch.setattr("chainrule.browser.run.live.LONGEST_AT_ONCE_MS", 0)
    page.send("open", hash="", step=3)
    assert page.send("play")[-1][0]["goal"] is None
    page.session.advance(50)
    assert page.session.training


def test_divergence_clears_the_target_step(page):
    far = {"hash": "data=regress_gauss&loss=mse&optimizer=sgd&learning_rate=99", "step": 1000}
    page.send("open", **far)
    while page.session.busy:
        page.session.advance(5)
    frame = page.frame()[0]
    assert (frame["state"], frame["goal"]) == ("diverged", None)


def test_a_command_that_exceeds_memory_reports_it(page, monkeypatch):
    def greedy(_message):
        raise MemoryError

    monkeypatch.setattr(page.session, "_on_reset", greedy)
    assert page.send("reset")[0][0]["sentence"] == "There is not enough memory for this."


def test_a_longer_run_uses_no_more_memory(page):
    """With twice the epochs and equally many records, not even one number per step is stored."""
    page.send("open", hash="data=gauss&samples=20&layers=3-tanh&l2=0.001&schedule=cosine")
    page.send("view", maps=True, weights=True, answers=True, update=True)
    page.send("play")

    def size_at(epoch: int) -> int:
        while page.session.live.run.epoch < epoch:
            page.session.advance(10)
            page.session.frame()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        size_at(1050)
        before, after = size_at(2100), size_at(4200)
    finally:
        tracemalloc.stop()
    assert after - before < 10_000, "a float a step would be 50 kB"


def test_a_table_of_one_number_is_drawn_as_a_curve_over_it(page):
    text = "hours,mark\n" + "".join(f"{n * 0.5},{n % 7 * 1.5}\n" for n in range(40))
    page.send("read_table", text=text, delimiter=None, header=None)
    [(opened, arrays), *_] = page.change(layers=[[3, "tanh"]])
    assert opened["scale"]["kind"] == "curve"
    frame = page.frame()[1]
    side = opened["map_size"]
    run = page.session.run
    (low, high), _ = opened["domain"]
    across = low + (np.arange(side) + 0.5) * (high - low) / side
    expected = run.net(across[:, None]).data.ravel()
    np.testing.assert_allclose(frame["output"].reshape(side, side)[0], expected, rtol=1e-5)
    assert np.ptp(arrays["target"]) > 2
    [(opened, _), *_] = page.change(
        target_is_number=False, data="iris", columns=["petal width (cm)"]
    )
    assert opened["scale"]["kind"] == "plane"


UNEVEN = [(round(0.1 * i, 2), 1.0, int(i % 4 == 0)) for i in range(40)]


def test_class_weights_are_shown_and_part_of_every_loss(page):
    opened, (frame, _) = page.change(class_weights="balanced", data="drawn", drawn=UNEVEN)
    experiment = page.session.experiment
    x, y, x_test, y_test = experiment.split()
    counts = np.bincount(y)
    assert counts[0] > 2 * counts[1]
    weights = len(y) / (2 * counts)
    np.testing.assert_allclose(opened[0]["class_weights"], weights)
    assert opened[0]["loss_name"] == "Binary cross-entropy, weighted by class"
    run = page.session.run
    for (inputs, kinds), shown in (((x, y), "training_loss"), ((x_test, y_test), "test_loss")):
        scores = run.predict(inputs)[:, 0].astype(float)
        each = np.logaddexp(0, np.where(kinds == 1, -scores, scores))
        expected = (weights[kinds] * each).sum() / weights[kinds].sum()
        assert frame[shown] == pytest.approx(expected, rel=1e-5)


def test_class_weights_that_no_longer_fit_are_dropped_with_a_remark(page):
    page.change(class_weights=[1, 5])
    opened, _ = page.change(data="blobs", classes=3)
    assert opened[0]["experiment"]["class_weights"] == "none"
    assert "Class weights are now none, to fit the change." in opened[0]["message"]
    opened, _ = page.change(class_weights="balanced")
    assert len(opened[0]["class_weights"]) == 3
    opened, _ = page.change(data="sine")
    assert opened[0]["class_weights"] is None
    ((failure, _),) = page.change(class_weights="balanced")
    assert failure["field"] == "class_weights"
    assert "none, because mse takes no class weights" in failure["sentence"]
