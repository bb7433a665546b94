"""The parts of a run that are kept when settings change, and the messages about the change."""

import numpy as np
import pytest
from browser.page import Page


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
    words = "Hidden layers 8 – 8 (Tanh) → 9 – 7 (ReLU, Tanh)"
    assert frame[0]["marks"] == [{"epoch": 1.2, "text": words}]


def test_the_output_layer_keeps_its_weights_if_a_hidden_layer_is_added(page):
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


def test_a_change_of_learning_rate_keeps_the_momentum(page):
    """Changing the learning rate and changing it back has the same result as never changing it."""
    other = Page()
    other.send("open", hash="")
    page.train(10)
    other.train(10)
    page.change(learning_rate=0.5)
    page.change(learning_rate=0.01)
    np.testing.assert_array_equal(page.frame()[1]["grad"], page.frame()[1]["grad"])
    assert page.train(20)["training_loss"] == other.train(20)["training_loss"]


def test_a_message_announces_implied_changes(page):
    opened, frame = page.change(data="regress_plane")
    assert opened[0]["experiment"]["loss"] == "mse"
    assert opened[0]["message"] == "Loss is now Mean squared error, to fit the change."
    assert opened[0]["scale"] == {
        "classes": 0, "names": [], "is_numbered": True, "kind": "plane", "low": -1.0, "high": 1.0,
        "label": "predicted value", "ends": [-1.0, 1.0],
        "target": {"name": "target", "unit": "", "decimals": None, "is_date": False},
    }  # fmt: skip
    assert frame[0]["accuracy"] is None
    assert "message" not in page.change(noise=0.3)[0][0]


def test_switching_back_to_classification_restores_its_loss(page):
    page.change(data="regress_plane")
    opened, _ = page.change(data="spiral")
    assert opened[0]["experiment"]["loss"] == "binary_cross_entropy"
    assert opened[0]["message"] == "Loss is now Binary cross-entropy, to fit the change."
    page.change(loss="mse")
    assert page.change(data="xor")[0][0]["experiment"]["loss"] == "mse", "a chosen loss stays"


def test_a_change_of_initialisation_reports_when_it_takes_effect(page):
    assert "message" not in page.change(init="zeros")[0][0], (
        "before any step it applies immediately"
    )
    assert not page.frame()[1]["theta"].any()
    page.change(init="xavier")
    page.train(1)
    before = page.frame()[1]["theta"]
    opened, frame = page.change(init="zeros")
    assert opened[0]["message"] == (
        "Initialisation is now Zeros for units added from now on; all other weights use it "
        "after Reset or New seed."
    )
    np.testing.assert_array_equal(frame[1]["theta"], before)
    grown = page.change(layers=[[9, "tanh"], [8, "tanh"]])[1][1]["theta"]
    assert not grown[24:27].any()
    assert not page.send("reset")[1][1]["theta"].any()


def test_a_change_of_batch_size_restarts_the_epoch(page):
    page.train(30)
    _, (frame, _) = page.change(batch_size=25)
    assert (frame["epoch"], frame["batch"], frame["batches"], frame["step"]) == (1, 0, 10, 30)
    page.train(12)
    # The number of batches is the same, so the position is kept.
    _, (frame, _) = page.change(noise=0.2)
    assert (frame["epoch"], frame["batch"], frame["step"]) == (2.2, 2, 42)


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


def test_a_change_is_described_in_words(page):
    assert page.change(noise=0.3)[0][0]["summary"] == "Noise is now 0.3"
    assert page.change(noise=0.3)[0][0]["summary"] == ""


def test_the_current_weights_can_become_the_initial_weights(page):
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


UNEVEN = [(round(0.1 * i, 2), 1.0, int(i % 4 == 0)) for i in range(40)]


def test_class_weights_are_shown_and_included_in_every_loss(page):
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
