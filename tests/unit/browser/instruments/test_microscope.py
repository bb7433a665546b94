"""The microscope through a session: traced steps, links to steps, gradient checks, presets."""

import numpy as np
import pytest
from browser.page import Page
from chainrule.browser.words import decoded
from chainrule.diagnostics.checks.nudge import check_all
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.experiment.presets import PRESETS


def test_the_microscope_shows_the_numbers_of_the_next_step(page):
    page.train(30)
    [(walked, _)] = page.send("walk", example=None, exhibit=None, step=0)
    assert (walked["step"], walked["ops"][0]["title"]) == (30, "layer 1: Linear")
    assert walked["ops"][0]["formulas"] == [r"z^{1} = x\,(W^{1})^\top + b^{1}"]
    [(look, arrays)] = page.send("look", op=0, start=[0, 0], entry=None)
    assert look["op"] == 0
    run = page.session.live.run
    np.testing.assert_array_equal(arrays["operand weight"], run.theta[:24].reshape(8, 3)[:, :2])
    assert arrays["result y"].shape == (10, 8)
    [(explained, _)] = page.send("explain", op=0, name="y", row=2, column=1)
    assert explained["lines"][0].startswith("z^{1}_{3,2} = ")
    assert explained["uses"]["x"] == [4, 5]
    [(failure, _)] = page.send("explain", op=0, name="y", row=99, column=1)
    assert "a row below 10" in failure["sentence"]
    page.train(1)
    assert page.session.live.run.step_count == 31


def test_only_a_window_of_a_large_matrix_is_sent(page):
    page.send("open", hash="data=digits&loss=cross_entropy&batch_size=200")
    page.send("walk", example=None, exhibit=None, step=0)
    _, arrays = page.send("look", op=0, start=[64, 0], entry=None)[0]
    assert arrays["operand x"].shape == (64, 64)
    assert arrays["operand weight"].shape == (8, 64), "too few rows to move in"
    x = page.session.live.run.batches.views[0][0]
    np.testing.assert_array_equal(arrays["operand x"], x[64:128])


def test_microscope_commands_fail_if_no_step_has_been_traced(page):
    [(failure, _)] = page.send("look", op=0, start=[0, 0], entry=None)
    assert "a step that was traced" in failure["sentence"]


def test_a_link_to_a_step_opens_the_same_step(page):
    page.train(37)
    page.send("walk", example=None, exhibit=None, step=0)
    theta = page.session.live.run.theta.copy()
    other = Page()
    frame = other.send("open", hash="", step=37)[-1][0]
    assert (frame["state"], frame["step"]) == ("paused", 37)
    np.testing.assert_array_equal(other.session.live.run.theta, theta)
    [(failure, _)] = other.send("open", hash="", step=10**9)
    assert "step: 1000000000 does not work" in failure["sentence"]


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
    reports = []
    while page.session.busy:
        page.session.advance(1)
        reports += [decoded(header) for header, _ in page.session.reports()]
    *on_the_way, last = reports
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
    reports = page.send(end, **fields.get(end, {}))
    page.session.advance(1)
    reports += [(decoded(header), {}) for header, _ in page.session.reports()]
    assert [h["stopped"] for h, _ in reports if h["type"] == "checking"] == [True]
    page.send("pause")
    assert not page.session.busy


def test_a_single_example_of_the_batch_is_traced(page):
    [(walked, _)] = page.send("walk", example=4, exhibit=None, step=0)
    assert (walked["example"], len(walked["batch"])) == (4, 10)
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
                [(explained, _)] = page.send(
                    "explain", op=index, name=matrix["name"], row=0, column=0
                )
                assert explained["type"] == "explained"


def test_the_first_example_is_traced_unless_the_network_needs_several(page):
    [(walked, _)] = page.send("walk", example="first", exhibit=None, step=0)
    assert (walked["example"], walked["rows"]) == (0, walked["batch"][:1])
    assert walked["takes_one"]
    [(walked, _)] = page.send("walk", example="first", exhibit="norms", step=0)
    assert (walked["example"], walked["rows"]) == (None, walked["batch"])
    assert not walked["takes_one"]
    [(failure, _)] = page.send("walk", example=2, exhibit="norms", step=0)
    assert failure["sentence"].values["allowed"].key == "allowed.whole_batch"
    [(walked, _)] = page.send("walk", example=None, exhibit=None, step=0)
    assert walked["takes_one"]
