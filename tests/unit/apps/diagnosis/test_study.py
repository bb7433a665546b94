"""The diagnosis of an experiment's test patients, and the page's claims over many seeds."""

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.apps import APPS
from chainrule.apps.diagnosis.course import PATIENTS, Course
from chainrule.apps.diagnosis.decisions import Costs
from chainrule.apps.diagnosis.explanation import explain
from chainrule.apps.diagnosis.study import HISTOGRAM, Study
from chainrule.errors import InputError
from chainrule.experiment.data.source import parted
from chainrule.training.records.timeline import Timeline

ILL = Experiment().changed(data="disease", layers=["16-tanh"], train_share=0.3, batch_size=64)


def test_half_of_the_test_patients_determine_the_temperature_and_the_other_half_the_results():
    study = Study(ILL)
    test = parted(ILL)[1]
    assert not set(study.validation) & set(study.test)
    assert len(study.validation) + len(study.test) == len(test)
    assert (study.y == ILL.source.y[test][study.test]).all()
    assert study.truth is not None
    true = np.log(study.truth / (1 - study.truth))
    scores = np.zeros((len(test), 1))
    scores[study.test, 0] = true
    found = study.assess(scores)
    assert found.raw.risk_error.mean_absolute < 1e-12
    assert found.raw.calibration_error < 0.03
    assert found.roc.area == pytest.approx(0.868, abs=0.02)


def test_decisions_and_histograms_describe_the_same_patients():
    study = Study(ILL)
    p = np.linspace(0, 1, len(study.y))
    decision = study.decide(p, Costs(1, 4), 0.2)
    assert sum(decision.matrix) == len(study.y)
    assert decision.cost == pytest.approx(decision.costs[20])
    assert decision.cost_of_all == pytest.approx(decision.costs[0])
    assert decision.cheapest_cost <= decision.costs.min()
    assert study.histograms(p).shape == (2, HISTOGRAM)
    np.testing.assert_allclose(study.histograms(p).sum(axis=1), 1)


def test_each_snapshot_is_evaluated_only_once():
    run, timeline = ILL.trainer(), Timeline(ILL)
    for _ in range(3):
        timeline.add(run.snapshot())
        run.advance(len(run.batches))
    course = Course(ILL, Study(ILL))
    rows = course.rows(timeline)
    assert rows[:, 0].tolist() == [0, 1, 2]
    assert rows.shape == (3, 8 + PATIENTS)
    assert np.isfinite(rows).all()
    course._row = None  # pyright: ignore[reportAttributeAccessIssue]
    np.testing.assert_array_equal(course.rows(timeline), rows)


def test_a_network_that_does_not_predict_probabilities_is_rejected():
    with pytest.raises(InputError, match="loss: .* whose score is one risk"):
        Study(ILL.changed(loss="hinge"))


def test_long_training_harms_calibration_and_the_temperature_repairs_part_of_it():
    """The page's claims hold over 20 seeds. The error compared with the true risk remains."""
    experiment = ILL.changed(train_share=0.2, learning_rate=0.03)
    study, x = Study(experiment), experiment.split().x_test
    net = experiment.fleet_network(range(20), [1.0] * 20)
    run = experiment.trainer_for(net, experiment.optimizer_rule())
    found = []
    for epoch in (5, 40):
        run.advance(epoch * len(run.batches) - run.step_count)
        found.append([study.assess(scores) for scores in run.predict(x)])
    early, late = found
    for before, after in zip(early, late, strict=True):
        assert before.raw.calibration_error < after.raw.calibration_error
        assert after.calibrated.calibration_error < 0.9 * after.raw.calibration_error
        assert after.calibrated.brier < after.raw.brier
        assert after.fitted.temperature > 1.2
        truth = [quality.risk_error.mean_absolute for quality in (after.raw, after.calibrated)]
        assert truth[1] == pytest.approx(truth[0], rel=0.1)


@pytest.mark.parametrize(("name", "ill"), [("breast_cancer", "malignant"), ("disease", "ill")])
def test_a_high_risk_means_illness_whatever_the_order_of_the_classes(name, ill):
    """In the breast cancer data, the first class is the malignant one."""
    experiment = APPS["diagnosis"].experiment(name)
    study, names = Study(experiment), experiment.class_names
    assert study.classes[1] == ill
    assert {*study.classes} == {*names}
    outcomes = experiment.split().y_test[study.test]
    np.testing.assert_array_equal(study.y, [names[int(k)] == ill for k in outcomes])
    run = experiment.trainer()
    run.advance(20 * len(run.batches))
    scores = run.predict(experiment.split().x_test)
    assert study.assess(scores).roc.area > 0.7
    worst = int(np.argmax(study.assess(scores).risks))
    why = explain(run.net, study.x[worst], study.sign)
    score = float(run.predict(study.x[worst : worst + 1])[0, 0])
    assert why.score == pytest.approx(study.sign * score, rel=1e-4)
    assert why.score > 0
