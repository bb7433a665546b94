"""Wide dense layers on images: their matrices, and frames that do not contain a million numbers."""

import numpy as np
import pytest
from browser.page import Page
from chainrule.browser.gradients.instrument import Gradients
from chainrule.browser.run.reports import frames
from chainrule.training import evaluation

WIDE = "data=stripes&samples=60&layers=40-relu,4-tanh&loss=cross_entropy&batch_size=10"

MILLION = "data=stripes&samples=40&layers=1000-relu,256-relu&loss=cross_entropy&batch_size=10"


@pytest.fixture
def page():
    return Page()


def test_a_wide_layer_is_shown_as_one_matrix_of_units_by_classes(page):
    (opened, inputs), (_, arrays) = page.send("open", hash=WIDE)[:2]
    wide, narrow, output = opened["network"]["layers"]
    assert (wide["picture"], wide["images"], wide["units"]) == ("matrix", 1, 40)
    assert (narrow["picture"], narrow["images"]) == ("units", 4)
    assert output["images"] == 10
    assert arrays["maps"].shape == (1 + 4 + 10, 4, 4)
    assert inputs["feature_maps"].shape == (1, 4, 4)
    run, experiment = page.session.live.run, page.session.experiment
    x, y = experiment.source.x, experiment.source.y
    weights = run.theta[: 40 * 785].reshape(40, 785)
    outputs = np.maximum(x @ weights[:, :-1].T + weights[:, -1], 0)
    means = np.array([outputs[y == kind].mean(axis=0) for kind in range(10)])
    expected = means.T[np.arange(4) * 40 // 4][:, np.arange(4) * 10 // 4]
    np.testing.assert_allclose(arrays["maps"][0], expected, rtol=1e-4)


def test_generated_images_are_shown_as_pictures(page):
    page.send("open", hash=WIDE)
    (rows, pixels), _ = page.send("view", rows={"start": 0, "count": 5}, maps=True)
    assert pixels["pixels"].shape == (5, 784)
    assert rows["cells"][0][0].endswith("°")


def test_frames_of_a_large_network_contain_no_weights(page, monkeypatch):
    monkeypatch.setattr(frames, "MOST_WEIGHTS_SENT", 1000)
    page.send("open", hash=WIDE)
    page.train(2)
    assert not {"theta", "grad"} & page.frame()[1].keys()
    assert page.send("open", hash="data=xor&layers=4-tanh")[1][1]["theta"].size == 17


def test_the_weights_of_a_large_network_cannot_become_initial_weights(page):
    page.send("open", hash=WIDE)
    [(failure, _)] = page.send("keep_weights")
    assert failure["sentence"] == (
        "Initial weights: 31614 numbers does not work. Possible: at most 1000 numbers from "
        "-1e+06 to 1e+06."
    )


def test_a_slow_evaluation_runs_every_fourth_epoch_and_when_the_run_pauses(page, monkeypatch):
    monkeypatch.setattr(evaluation, "SLOW_FLOPS", 1000)
    page.send("open", hash=WIDE)
    run = page.session.live.run
    page.send("play")
    run.advance(3 * 9)
    assert run.history.column("epoch").tolist() == [0, 4, 8]
    shown = page.frame()[0]
    assert (shown["epoch"], shown["training_loss"]) == (9, float(run.history.records[-1][2]))
    (paused, _) = page.send("pause")[-1]
    assert paused["training_loss"] == float(run.losses_now().training) != shown["training_loss"]
    page.change(learning_rate=0.001)
    assert page.session.live.run.history.stride == 4


def test_training_continues_between_histograms_of_a_million_parameters(page, monkeypatch):
    """An observation takes longer than a slice, so training gets its share of time before the next
    one."""
    steps_at_looks, look = [], Gradients._look_at

    def counted(instruments, column):
        steps_at_looks.append(page.session.run.step_count)
        look(instruments, column)

    monkeypatch.setattr(Gradients, "_look_at", counted)
    page.send("open", hash=MILLION)
    page.send("observe", shown=["histograms"])
    page.send("play")
    while not steps_at_looks:
        page.session.advance(10)
    for _ in range(20):
        page.session.advance(10)
    steps_at_looks.append(page.session.run.step_count)
    assert min(np.diff(steps_at_looks)) >= 5
