"""Reliability bins, Brier score, calibration error and temperature."""

import math

import numpy as np
import pytest
from chainrule.apps.diagnosis.calibration import (
    brier_parts,
    brier_score,
    calibration_error,
    reliability_bins,
)
from chainrule.apps.diagnosis.temperature import fit_temperature, risks, scaled_loss
from chainrule.errors import InputError
from hypothesis import given
from hypothesis import strategies as st

P = np.array([0.05, 0.1, 0.15, 0.5, 0.95, 1.0])
Y = np.array([0, 0, 1, 1, 1, 0])


def drawn(n=4000, factor=1.0, seed=0):
    """Scores that give the true risks after division by `factor`, and outcomes."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(-0.5, 1.5, n)
    return factor * scores, (rng.random(n) < risks(scores)).astype(float)


def test_bins_equal_those_computed_by_hand():
    bins = reliability_bins(P, Y)
    assert bins.counts.tolist() == [1, 2, 0, 0, 0, 1, 0, 0, 0, 2]
    np.testing.assert_allclose(bins.predicted[[0, 1, 5, 9]], [0.05, 0.125, 0.5, 0.975])
    np.testing.assert_allclose(bins.observed[[0, 1, 5, 9]], [0, 0.5, 1, 0.5])
    assert np.isnan(bins.observed[2])
    gaps = (0.05 + 2 * 0.375 + 0.5 + 2 * 0.475) / 6
    assert calibration_error(bins) == pytest.approx(gaps)


def test_the_interval_is_the_wilson_score_interval():
    """The interval for 1 of 10 equals the published one (Newcombe, 1998): 0.018 to 0.404."""
    bins = reliability_bins(np.full(10, 0.3), np.eye(10)[0])
    assert (bins.low[3], bins.high[3]) == pytest.approx((0.0178762, 0.4041500), abs=1e-6)


def test_the_brier_score_equals_that_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    scores, y = drawn()
    assert brier_score(risks(scores), y) == pytest.approx(
        metrics.brier_score_loss(y, risks(scores)), rel=1e-12
    )


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=40), st.integers(1, 12)
)
def test_the_terms_of_the_brier_score_add_up_to_the_score(pairs, bins):
    p, y = (np.array(part, float) for part in zip(*pairs, strict=True))
    parts = brier_parts(p, y, bins)
    assert parts.reliability >= 0
    assert parts.resolution >= 0
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx(brier_score(p, y), abs=1e-12)


def test_the_within_bin_term_is_zero_if_all_predictions_in_a_bin_are_equal():
    p = np.repeat([0.15, 0.35, 0.85], 5)
    y = (np.arange(15) % 4 == 0).astype(float)
    assert brier_parts(p, y).within == pytest.approx(0, abs=1e-12)
    assert abs(brier_parts(p, y, bins=2).within) > 1e-3


def test_equal_predictions_give_only_the_reliability_and_uncertainty_terms():
    parts = brier_parts(np.full(4, 0.5), np.array([1, 0, 0, 0]))
    assert parts == pytest.approx((0.0625, 0, 0.1875, 0))


@pytest.mark.parametrize(
    ("p", "y", "field"), [([0.2, 1.1], [0, 1], "p"), ([math.nan], [1], "p"), ([0.3], [2], "y")]
)
def test_invalid_values_are_rejected(p, y, field):
    with pytest.raises(InputError, match=f"{field}: "):
        brier_score(np.array(p), np.array(y))


def test_derivatives_of_the_scaled_loss_equal_central_differences():
    scores, y = drawn(50, 3)
    h = 1e-5
    for s in (-1.0, 0.0, 1.3):
        _, slope, curvature = scaled_loss(scores, y, s)
        (low, before, _), (high, after, _) = (scaled_loss(scores, y, s + d) for d in (-h, h))
        assert slope == pytest.approx((high - low) / (2 * h), rel=1e-6)
        assert curvature == pytest.approx((after - before) / (2 * h), rel=1e-6)


@pytest.mark.parametrize("factor", [0.25, 1.0, 4.0, 40.0])
def test_the_temperature_undoes_a_scaling_of_the_scores(factor):
    scores, y = drawn(factor=factor)
    found = fit_temperature(scores, y)
    assert found.temperature == pytest.approx(factor, rel=0.08)
    grid = [scaled_loss(scores, y, s)[0] for s in np.linspace(-3, 5, 801)]
    assert found.losses[-1] <= min(grid) + 1e-9
    assert (np.diff(found.losses) <= 1e-12).all()
    assert found.temperatures[0] == 1


def test_separable_and_reversed_scores_have_a_finite_temperature():
    y = np.array([0.0, 1.0])
    assert fit_temperature(np.array([-2.0, 2.0]), y).temperature < 0.1
    assert fit_temperature(np.array([2.0, -2.0]), y).temperature == pytest.approx(1e3)


def test_risks_of_large_scores_do_not_overflow():
    assert risks(np.array([-1e4, 0, 1e4])).tolist() == [0, 0.5, 1]
