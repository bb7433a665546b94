"""Trained weights in a link: the run continues elsewhere, and weights of another network are
rejected."""

import base64

import numpy as np
import pytest
from browser.page import Page
from chainrule.browser.run.storage.packed_weights import HEAD

EXPERIMENT = "data=moons&samples=60&layers=4-tanh-drop0.2,3-relu-norm"


def packed(page: Page) -> str:
    [(report, _)] = page.send("pack_weights")
    return report["text"]


def test_a_link_continues_the_run_in_another_session(page):
    page.send("open", hash=EXPERIMENT)
    page.train(17)
    before, arrays = page.frame()
    other = Page()
    opened, _ = other.send("open", hash=EXPERIMENT, trained=packed(page))[0]
    after, theirs = other.frame()
    assert "message" not in opened
    assert (after["epoch"], after["step"]) == (before["epoch"], before["step"])
    assert after["state"] == "paused"
    assert after["training_loss"] == pytest.approx(before["training_loss"], rel=1e-6)
    assert after["test_loss"] == pytest.approx(before["test_loss"], rel=1e-6)
    np.testing.assert_array_equal(theirs["theta"], arrays["theta"].astype(np.float32))
    other.train(1)
    assert other.frame()[0]["step"] == before["step"] + 1


def test_reset_returns_to_the_initial_weights_of_the_experiment(page):
    page.send("open", hash=EXPERIMENT)
    initial = page.frame()[1]["theta"].copy()
    page.train(5)
    other = Page()
    other.send("open", hash=EXPERIMENT, trained=packed(page))
    other.send("reset")
    np.testing.assert_array_equal(other.frame()[1]["theta"], initial)


@pytest.mark.parametrize(
    ("trained", "problem"),
    [
        ("", "incomplete"),
        ("!", "incomplete"),
        (base64.b64encode(HEAD.pack(2, 0, 0, 0)).decode(), "incomplete"),
        (base64.b64encode(HEAD.pack(1, 0, 0, 0) + bytes(36)).decode(), "9 numbers"),
        (base64.b64encode(HEAD.pack(1, 0, 0, 0) + b"\xff" * 68).decode(), "not finite"),
        (base64.b64encode(HEAD.pack(1, 3, 99, 400) + bytes(68)).decode(), "step of other data"),
    ],
)
def test_weights_of_another_network_are_rejected_and_the_experiment_opens(page, trained, problem):
    opened, _ = page.send("open", hash="layers=4-tanh", trained=trained)[0]
    assert problem in opened["message"]
    assert "weights in this link" in opened["message"]
    assert page.frame()[0]["step"] == 0


def test_too_many_weights_for_a_link_are_not_packed(page):
    page.send("open", hash="data=digits&layers=32-relu,32-relu")
    assert packed(page) != ""
    page.send("open", hash="data=stripes&layers=1000-relu")
    assert packed(page) == ""
