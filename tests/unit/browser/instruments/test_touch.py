"""A weight that is dragged, and an example that is pointed at, through a session."""

import numpy as np
import pytest
from browser.page import Page
from chainrule.browser.touch import instrument as touch


def ask(page, index, keeps=False):
    ((header, arrays),) = page.send("loss_along", index=index, keeps=keeps)
    return header, arrays


def test_the_slope_equals_the_gradient_in_the_next_frame(page):
    page.train(4)
    report, arrays = ask(page, 5)
    frame = page.frame()[1]
    assert report["slope"] == pytest.approx(float(frame["grad"][5]), rel=1e-4, abs=1e-7)
    assert report["value"] == frame["theta"][5]
    near = np.interp(report["value"], arrays["weights"], arrays["losses"])
    assert report["loss"] == pytest.approx(near, abs=1e-3)
    assert report["low"] == arrays["weights"][0]


def test_while_a_weight_is_dragged_the_curve_stays_and_the_slope_follows(page):
    page.train(4)
    before, curve = ask(page, 5)
    along = page.session._instruments._by_command["loss_along"]._along
    for value in (before["high"], before["low"] - 1):
        page.send("edit", index=5, value=value)
        report, arrays = ask(page, 5, keeps=True)
        np.testing.assert_array_equal(arrays["losses"], curve["losses"])
        assert report["slope"] == pytest.approx(float(page.frame()[1]["grad"][5]), abs=1e-6)
        assert page.session._instruments._by_command["loss_along"]._along is along
    # After the drag, the range follows the weight.
    report, _ = ask(page, 5)
    assert report["low"] < report["value"] < report["high"]


def test_the_curve_also_stays_while_a_weight_is_dragged_at_epoch_0(page):
    _, curve = ask(page, 5)
    page.send("edit", index=5, value=0.7)
    _, arrays = ask(page, 5, keeps=True)
    np.testing.assert_array_equal(arrays["weights"], curve["weights"])


def test_a_frozen_weight_has_a_curve_but_no_slope(page):
    page.change(frozen=["1"])
    report, arrays = ask(page, 0)
    assert report["is_frozen"]
    assert report["slope"] is None
    assert len(arrays["losses"])


def test_a_weight_of_a_large_network_is_dragged_without_a_curve(page, monkeypatch):
    monkeypatch.setattr(touch, "is_slow", lambda run: True)
    report, arrays = ask(page, 0)
    assert report["is_slow"]
    assert not len(arrays["losses"])
    assert report["low"] < report["value"] < report["high"]


def test_an_unknown_weight_is_rejected(page):
    ((failure, _),) = page.send("loss_along", index=9999, keeps=False)
    assert failure["type"] == "failure"


def examine(page, example, index=None):
    ((header, arrays),) = page.send("examine", example=example, index=index)
    return header, arrays


def test_an_examined_example_has_its_prediction_and_its_share_of_the_gradient(page):
    page.train(40)
    header, arrays = examine(page, 3, 5)
    run, experiment = page.session.run, page.session.experiment
    x = experiment.inputs(experiment.points().x[3:4])
    assert header["cells"][:2] == [_cell(v) for v in experiment.points().x[3]]
    score = run.predict(x)[0, 0]
    assert arrays["predictions"].tolist() == [float(score > 0)]
    assert header["share"] == pytest.approx(1 / (1 + np.exp(-abs(score))), rel=1e-4)
    assert header["gradient_share"] * header["examples"] == pytest.approx(header["times_average"])
    assert abs(header["contribution"]) < 1
    # The links' signals add up to the pre-activations, and the last one is the score.
    assert arrays["activations"][-1] == pytest.approx(score, rel=1e-5)
    inputs = len(x[0])
    hidden = arrays["activations"][inputs:]
    first = arrays["signals"][: inputs + 1].sum()
    assert hidden[0] == pytest.approx(np.tanh(first), rel=1e-5)


def test_a_test_example_has_no_share_of_the_gradient(page):
    header, _ = examine(page, 260)
    assert header["is_test"]
    assert header["gradient_share"] is None


@pytest.mark.parametrize(
    "address",
    [
        "data=digits&samples=60&layers=conv2x3-relu,pool2&loss=cross_entropy",
        "data=adding&samples=40&layers=rnn4&loss=mse",
    ],
)
def test_networks_with_other_layers_report_only_a_prediction(address):
    page = Page()
    page.send("open", hash=address)
    header, arrays = examine(page, 2, 0)
    assert header["gradient_share"] is None
    assert "signals" not in arrays
    assert len(arrays["predictions"]) == 1


def test_an_unknown_example_is_rejected(page):
    ((failure, _),) = page.send("examine", example=100_000, index=None)
    assert failure["type"] == "failure"


def _cell(value):
    text = f"{value:.4g}".removesuffix(".0")
    return text.replace("-", "\N{MINUS SIGN}")
