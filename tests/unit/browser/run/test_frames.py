"""The content of frames, which do not affect training."""

import numpy as np
import pytest
from browser.page import Page


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


def test_accuracy_is_the_share_of_correctly_classified_test_points(page):
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


def test_a_frame_has_a_training_loss_and_a_test_loss(page):
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


def test_a_run_can_be_paused_and_continued(page):
    page.send("play")
    assert page.session.training
    page.session.advance(10)
    [(frame, _)] = page.send("pause")
    assert frame["state"] == "paused"
    assert frame["step"] > 0
    assert not page.session.training
    assert page.frame()[0]["step"] == frame["step"]


def test_content_that_is_not_displayed_is_not_sent(page):
    page.send("view", maps=False)
    assert set(page.frame()[1]) == {
        *("epochs", "training_losses", "test_losses", "gradient_norms"),
        *("smoothed_norms", "training_accuracies", "test_accuracies"),
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


def test_the_last_update_is_the_change_made_by_one_step(page):
    page.send("view", update=True, weights=True)
    assert not page.frame()[1]["update"].any(), "nothing is updated before the first step"
    page.train(3)
    before = page.frame()[1]["theta"]
    _, arrays = page.send("step")[0]
    np.testing.assert_array_equal(arrays["update"], arrays["theta"] - before)
    page.send("play")
    page.session.advance(20)
    _, arrays = page.frame()
    assert 0 < np.abs(arrays["update"]).max() < 0.05, "a step of Adam is about as large as the rate"
