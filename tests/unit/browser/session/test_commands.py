"""How a session answers commands: revisions, errors, reset, seeds, pausing and memory."""

import gc
import tracemalloc

import numpy as np


def test_every_answer_carries_the_revision_of_its_command(page):
    for command, fields in (("open", {"hash": ""}), ("reset", {}), ("new_seed", {})):
        answer = page.send(command, **fields)
        assert {header["revision"] for header, _ in answer} == {page.revision}
    assert page.change(noise=9)[0][0]["revision"] == page.revision
    assert page.frame()[0]["revision"] == page.revision


def test_a_report_repeats_the_revision_of_its_command(page):
    for revision in (41, 7):
        page.revision = revision - 1
        assert {h["revision"] for h, _ in page.send("reset")} == {revision}
    assert page.send("pause")[0][0]["revision"] == 7


def test_the_seed_wraps_around_after_the_largest_value(page):
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


def test_an_invalid_value_gives_an_error_and_the_run_continues(page):
    page.send("play")
    page.session.advance(5)
    theta = page.frame()[1]["theta"]
    [(failure, _)] = page.change(learning_rate="fast")
    assert failure["type"] == "failure"
    assert failure["field"] == "learning_rate"
    assert failure["sentence"] == (
        "Learning rate: 'fast' does not work. Possible: a number greater than 0 up to 100."
    )
    assert "InputError" in failure["traceback"]
    assert page.session.training
    np.testing.assert_array_equal(page.frame()[1]["theta"], theta)
    [(failure, _)] = page.send("open", hash="speed=3")
    assert failure["sentence"] == "There is no setting called 'speed'. Did you mean seed?"
    assert page.session.training


def test_an_error_shows_rejected_layers_as_written_in_a_url(page):
    [(failure, _)] = page.send("open", hash="layers=8-tanh,33-relu")
    assert failure["field"] == "layers"
    assert failure["sentence"] == (
        "Hidden layers: '33-relu' does not work. Possible: dense layers of at most 32 units, or "
        "data that are images."
    )


def test_the_answer_to_an_unknown_command_is_an_error(page):
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


def test_a_new_seed_gives_different_initial_weights(page):
    start = page.frame()[1]["theta"]
    opened, frame = page.send("new_seed")
    assert opened[0]["experiment"]["seed"] == 1
    assert opened[0]["hash"] == "seed=1"
    assert not np.allclose(frame[1]["theta"], start)
    assert frame[0]["step"] == 0


def test_a_message_says_that_setting_the_seed_restarts_the_run(page):
    page.train(30)
    opened, frame = page.change(seed=5)
    assert (
        opened[0]["message"]
        == "Seed is now 5: the initial weights change, so training starts over."
    )
    assert frame[0]["step"] == 0


def test_a_formula_with_infinite_or_nan_values_is_rejected_and_the_run_continues(page):
    page.send("step")
    [(failure, _)] = page.change(features=["x1", "log(x2)"])
    assert failure["field"] == "features"
    assert "has no finite value at" in failure["sentence"]
    assert page.frame()[0]["step"] == 1


def test_a_command_that_runs_out_of_memory_is_answered_with_an_error(page, monkeypatch):
    def greedy(_message):
        raise MemoryError

    monkeypatch.setattr(page.session, "_on_reset", greedy)
    assert page.send("reset")[0][0]["sentence"] == "There is not enough memory for this."


def test_a_longer_run_uses_no_more_memory(page):
    """With twice as many epochs and the same number of records, not even one additional number per
    step is stored."""
    page.send("open", hash="data=gauss&samples=20&layers=3-tanh&l2=0.001&schedule=cosine")
    page.send("view", maps=True, weights=True, answers=True, update=True)
    page.send("play")

    def size_at(epoch: int) -> int:
        while page.session.live.run.epoch < epoch:
            page.session.advance(100)
            page.session.frame()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        size_at(1050)
        before, after = size_at(2100), size_at(4200)
    finally:
        tracemalloc.stop()
    assert after - before < 25_000, "one float per step would be 50 kB"
