"""The progress and speed of training in a session: steps, paces and target steps."""

import time

import numpy as np
from chainrule.browser.run.pace import Pace


def test_stepping_by_an_epoch_trains_to_the_end_of_the_epoch(page):
    page.send("step")
    (frame, _) = page.send("step", unit="epoch")[0]
    assert (frame["epoch"], frame["batch"], frame["step"]) == (1, 0, frame["batches"])


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
    # Several slices, because Python's garbage collection can take up a whole one.
    for _ in range(10):
        page.session.advance(50)
    # At this pace, 50 steps would have been taken in these 500 ms.
    assert page.frame()[0]["step"] > steps + 150


def test_missed_steps_are_not_made_up_after_the_tab_was_asleep():
    pace = Pace(50)
    assert pace.take() == 1
    pace._next -= 60
    assert pace.take() == 1
    assert pace.take() == 0
    assert 0 < pace.wait <= 20


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
    _, at_once, *_ = page.send("open", hash="data=xor", step=77)
    assert at_once[0]["step"] == 77
    np.testing.assert_array_equal(at_once[1]["theta"], sliced[1]["theta"])


def test_a_long_epoch_trains_in_slices_whatever_the_pace_and_the_stopping_rule(page, monkeypatch):
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
