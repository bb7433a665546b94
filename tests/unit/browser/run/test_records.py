"""The records of a run, each of which is sent once, the thinning of a long history, and the
recorded run."""

import base64
import json

import numpy as np
import pytest
from browser.page import Page
from chainrule.browser.run.storage.recording import record
from chainrule.diagnostics.gradients.smoothing import Smoothing


def test_marks_describe_changes_and_are_limited_in_number(page):
    page.train(1)
    assert page.change(data_seed=2**31 - 1)[1][0]["marks"][0]["text"] == (
        "Data seed 0 → 2147483647"
    )
    page.change(learning_rate=0.0003, optimizer="sgd", nesterov=False, momentum=0.5)
    page.change(nesterov=True, layers=[])
    texts = [mark["text"] for mark in page.frame()[0]["marks"][1:]]
    assert texts == [
        "Optimizer Adam → SGD; Learning rate 0.01 → 0.0003; Momentum 0 → 0.5",
        "Hidden layers 8 – 8 (Tanh) → none; Nesterov momentum off → on",
    ]
    for index in range(60):
        page.change(noise=0.1 + 0.001 * (index + 1))
    marks = page.frame()[0]["marks"]
    assert len(marks) == 50
    assert marks[-1]["text"] == "Noise 0.159 → 0.16"
    assert page.send("reset")[1][0]["marks"] == []


def test_records_are_sent_only_once_unless_the_revision_changes(page):
    page.train(75)
    header, arrays = page.frame()
    assert len(arrays["epochs"]) == 0, "the answers to `step` carried them"
    assert header["records_from"] == 4
    page.change(noise=9)  # an error: the page drops the frames sent in the meantime
    header, arrays = page.frame()
    assert header["records_from"] == 0
    assert arrays["epochs"].tolist() == [0, 1, 2, 3]
    assert arrays["training_losses"].shape == (4,)


@pytest.fixture
def eight_records(monkeypatch):
    monkeypatch.setattr("chainrule.browser.run.training.MOST_RECORDS", 8)
    page = Page()
    page.send("open", hash="samples=20")  # one batch per epoch
    return page


def test_joining_the_sent_records_gives_the_history(eight_records):
    """If records were thinned in the meantime, `records_from` says from which record on to replace
    them."""
    page = eight_records
    first = page.send("reset")[1][1]
    held, smoothed = first["epochs"].tolist(), first["smoothed_norms"].tolist()
    for _ in range(70):
        page.session.live.run.advance()
        header, arrays = page.frame()
        held[header["records_from"] :] = arrays["epochs"].tolist()
        smoothed[header["records_from"] :] = arrays["smoothed_norms"].tolist()
        history = page.session.live.run.history
        assert held == history.column("epoch").tolist()
        expected = Smoothing(3).extend(history.column("gradient_norms"))
        np.testing.assert_array_equal(smoothed, expected)
    assert held == [0, 16, 32, 48, 64]


def test_a_change_keeps_the_stride_of_a_thinned_history(eight_records):
    page = eight_records
    page.train(20)
    assert page.session.live.run.history.stride == 4
    _, (_, arrays) = page.change(layers=[[3, "relu"]])
    assert arrays["epochs"].tolist() == [0, 4, 8, 12, 16, 20]
    page.train(3)
    assert page.session.live.run.history.column("epoch").tolist() == [0, 4, 8, 12, 16, 20]
    page.train(7)
    assert page.session.live.run.history.column("epoch").tolist() == [0, 4, 8, 12, 16, 20, 24, 28]


def test_the_recorded_run_converges_and_each_frame_has_its_records():
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
        assert frame["header"]["records_from"] == len(seen)
        seen += epochs(frame)
        assert seen[-1] == frame["header"]["epoch"]
    assert seen == list(range(601))
    assert epochs(first["frames"][0]) == seen
