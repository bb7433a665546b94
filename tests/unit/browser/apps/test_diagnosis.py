"""The diagnosis of the run's test patients, through a session."""

import numpy as np
import pytest
from browser.page import Page
from chainrule.apps.diagnosis.temperature import risks

ASKED = {"threshold": None, "false_alarm": 1, "miss": 4, "patient": 3, "is_calibrated": True}


@pytest.fixture(scope="module")
def opened():
    page = Page()
    page.send("open", hash="app:diagnosis/disease")
    page.train(2)
    return page


def ask(page, **changes):
    ((header, arrays),) = page.send("diagnose", **ASKED | changes)
    return header, arrays


def test_all_parts_of_the_report_describe_the_same_patients(opened):
    report, arrays = ask(opened)
    assert (report["training"], report["validation"], report["test"]) == (1500, 750, 750)
    assert report["classes"] == ["healthy", "ill"]
    assert arrays["bins"][0].sum() == report["test"]
    decision = report["decision"]
    assert decision["threshold"] == decision["implied"] == 0.2
    four = ("true_positives", "false_positives", "false_negatives", "true_negatives")
    assert sum(decision[name] for name in four) == report["test"]
    assert arrays["truth"].shape == (750, 3)
    assert report["raw"]["error"] == pytest.approx(
        np.abs(arrays["truth"][:, 1] - arrays["truth"][:, 0]).mean()
    )
    assert arrays["course"][0, 0] == 0


def test_the_patients_risk_follows_from_the_score_and_the_temperature(opened):
    report, arrays = ask(opened)
    patient = report["patient"]
    assert len(patient["cells"]) == len(patient["names"]) == len(arrays["contributions"]) == 8
    assert patient["raw_risk"] == pytest.approx(float(risks(np.array(patient["score"]))), abs=1e-6)
    assert patient["risk"] == arrays["truth"][3, 2]
    parts = patient["baseline"] + patient["explained"] + patient["remainder"]
    assert parts == pytest.approx(patient["score"])


def test_costs_threshold_and_calibration_affect_only_the_decision(opened):
    first, _ = ask(opened)
    other, _ = ask(opened, threshold=0.5, miss=9, is_calibrated=False)
    assert other["decision"]["threshold"] == 0.5
    assert other["decision"]["implied"] == 0.1
    assert other["calibrated"] == first["calibrated"]


def test_a_request_changes_neither_the_weights_nor_the_gradients(opened):
    before = opened.frame()[1]
    ask(opened)
    after = opened.frame()[1]
    np.testing.assert_array_equal(after["theta"], before["theta"])
    np.testing.assert_array_equal(after["grad"], before["grad"])


@pytest.mark.parametrize(
    ("changes", "field"), [({"miss": 0}, "miss"), ({"patient": 750}, "patient")]
)
def test_invalid_requests_are_answered_with_one_sentence(opened, changes, field):
    report, _ = ask(opened, **changes)
    assert report["type"] == "failure"
    assert report["field"] == field


def test_real_patients_have_no_known_risk():
    page = Page()
    page.send("open", hash="app:diagnosis/breast_cancer")
    report, arrays = ask(page, patient=0)
    assert report["patient"]["truth"] is report["raw"]["error"] is None
    assert arrays["truth"].shape == (0, 3)


def test_a_network_whose_output_is_not_a_single_risk_is_rejected():
    page = Page()
    page.send("open", hash="data=iris")
    report, _ = ask(page)
    assert "whose score is one risk" in report["sentence"]
