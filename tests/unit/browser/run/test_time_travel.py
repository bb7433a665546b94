"""Snapshots, replaced runs and checkpoints through a session."""

import json

import numpy as np
from browser.page import Page
from browser.protocol_shape import received
from chainrule.browser.run.branch import MAX_BRANCHES
from chainrule.browser.words import decoded


def test_a_snapshot_can_be_shown_and_resumed(page):
    page.train(75)
    frame, arrays = page.frame()
    assert (frame["epoch"], frame["is_past"], frame["kept"]) == (3, False, 4)
    [(past, shown)] = page.send("travel", epoch=1, by=0)
    assert (past["epoch"], past["newest_epoch"], past["is_past"]) == (1, 3, True)
    assert (shown["theta"] != arrays["theta"]).any()
    page.send("travel", epoch=0, by=0)
    [(frame, again), (branches, curves)] = page.send("step", unit="epoch")
    assert frame["records_from"] == 0, "the page drops later records"
    np.testing.assert_array_equal(again["theta"], shown["theta"])
    assert branches["branches"] == [
        {"number": 0, "left_at": 0, "epoch": 3, "hash": "", "is_other": False}
    ]
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


def test_the_answer_names_the_run_that_was_dropped_to_make_room(page):
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
    opened = decoded(header)["opened"]
    assert opened["message"] == (
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
        assert "saved by another version of the page" in failure["sentence"]
    assert page.frame()[0]["step"] == 3
