"""Thresholds, ROC, precision and recall, costs and net benefit."""

import math

import numpy as np
import pytest
from chainrule.apps.diagnosis.decisions import (
    Costs,
    cheapest_threshold,
    confusion,
    cost_curve,
    net_benefit,
    net_benefit_of_all,
    precision_recall,
    roc,
)
from hypothesis import given
from hypothesis import strategies as st

P = np.array([0.1, 0.4, 0.35, 0.8])
Y = np.array([0, 0, 1, 1])

patients = st.lists(
    st.tuples(st.sampled_from([0, 0.1, 0.3, 0.5, 0.9, 1.0]), st.booleans()), min_size=2, max_size=30
).map(lambda pairs: tuple(np.array(part, float) for part in zip(*pairs, strict=True)))


def test_the_confusion_matrix_equals_one_computed_by_hand():
    found = confusion(P, Y, 0.35)
    assert found == (2, 1, 0, 1)
    assert (found.sensitivity, found.specificity, found.precision) == (1, 0.5, pytest.approx(2 / 3))
    assert math.isnan(confusion(P, Y, 0.9).precision)


def test_roc_and_precision_curves_equal_those_computed_by_hand():
    curve = roc(P, Y)
    assert curve.x.tolist() == [0, 0, 0.5, 0.5, 1]
    assert curve.y.tolist() == [0, 0.5, 0.5, 1, 1]
    assert curve.thresholds.tolist() == [math.inf, 0.8, 0.4, 0.35, 0.1]
    assert curve.area == 0.75
    assert precision_recall(P, Y).y.tolist() == pytest.approx([1, 1, 0.5, 2 / 3, 0.5])
    assert precision_recall(P, Y).area == pytest.approx(0.5 + 0.5 * 2 / 3)


@given(patients)
def test_auc_is_the_probability_that_an_ill_patient_ranks_above_a_healthy_one(case):
    p, y = case
    if 0 < y.sum() < len(y):
        pairs = p[y == 1][:, None] - p[y == 0]
        assert roc(p, y).area == pytest.approx(((pairs > 0) + (pairs == 0) / 2).mean())
    elif y.all():
        assert math.isnan(roc(p, y).area)


def test_areas_under_the_curves_equal_those_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    rng = np.random.default_rng(0)
    p, y = rng.random(500).round(2), rng.integers(0, 2, 500)
    assert roc(p, y).area == pytest.approx(metrics.roc_auc_score(y, p), rel=1e-12)
    assert precision_recall(p, y).area == pytest.approx(
        metrics.average_precision_score(y, p), rel=1e-12
    )


@given(patients, st.floats(0.1, 10), st.floats(0.1, 10))
def test_costs_follow_from_the_confusion_matrix_and_are_lowest_at_the_cheapest_threshold(
    case, alarm, miss
):
    p, y = case
    costs, thresholds = Costs(alarm, miss), np.linspace(0, 1, 21)
    expected = [
        (alarm * c.false_positives + miss * c.false_negatives) / len(p)
        for c in (confusion(p, y, t) for t in thresholds)
    ]
    np.testing.assert_allclose(cost_curve(p, y, costs, thresholds), expected)
    best, price = cheapest_threshold(p, y, costs)
    found = confusion(p, y, best)
    own = (alarm * found.false_positives + miss * found.false_negatives) / len(p)
    assert price == pytest.approx(own)
    assert price <= min(expected) + 1e-12


def test_for_true_risks_the_threshold_derived_from_the_costs_is_the_cheapest():
    rng = np.random.default_rng(1)
    p = rng.random(200_000)
    y = (rng.random(len(p)) < p).astype(float)
    costs = Costs(1, 4)
    assert costs.threshold == 0.2
    assert cheapest_threshold(p, y, costs)[0] == pytest.approx(0.2, abs=0.03)


@given(patients, st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.8]))
def test_net_benefit_equals_its_definition(case, threshold):
    p, y = case
    found = confusion(p, y, threshold)
    odds = threshold / (1 - threshold)
    expected = (found.true_positives - found.false_positives * odds) / len(p)
    at = np.array([threshold])
    assert net_benefit(p, y, at)[0] == pytest.approx(expected)
    everybody = net_benefit(np.ones(len(y)), y, at)
    assert net_benefit_of_all(y, at)[0] == pytest.approx(everybody[0])
