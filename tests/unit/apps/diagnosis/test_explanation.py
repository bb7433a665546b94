"""Gradient × input, and the error compared with the true risk."""

import numpy as np
import pytest
from chainrule import Experiment, nn
from chainrule.apps.diagnosis.explanation import explain
from chainrule.apps.diagnosis.truth import risk_error, true_risks
from chainrule.apps.input_gradient import input_gradient


def test_contributions_and_baseline_add_up_to_the_score_of_a_linear_network():
    net = nn.Sequential(nn.Linear(3, 1), seed=0, dtype="float64")
    x = np.array([1.0, -2.0, 0.5])
    found = explain(net, x)
    np.testing.assert_allclose(found.contributions, x * net.theta[:3])
    assert found.baseline == pytest.approx(net.theta[3])
    assert found.remainder == pytest.approx(0, abs=1e-12)


def test_the_input_gradient_equals_central_differences_and_parameter_gradients_are_unchanged():
    net = nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.5), nn.Linear(5, 2), seed=1, dtype="float64"
    )
    net.grad[...] = 7
    x, direction, h = np.array([[0.3, -1.0, 0.8], [0, 1, 2]]), [1.0, -2.0], 1e-6
    scores, gradient = input_gradient(net, x, direction)
    assert (net.grad == 7).all()
    assert all(layer.training for _, layer in net.named_modules())
    expected = np.empty_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = h
        high, low = (input_gradient(net, x + sign * step)[0] @ direction for sign in (1, -1))
        expected[place] = (high - low).sum() / (2 * h)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)
    assert scores.shape == (2, 2)


def test_true_risks_are_in_the_order_of_the_sources_examples():
    experiment = Experiment().changed(data="disease")
    risk, y = true_risks(experiment), experiment.source.y
    assert risk is not None
    assert risk[y == 1].mean() - risk[y == 0].mean() == pytest.approx(0.34, abs=0.05)
    assert true_risks(Experiment().changed(data="breast_cancer")) is None


def test_the_risk_error_equals_one_computed_by_hand():
    found = risk_error(np.array([0.5, 0.1]), np.array([0.2, 0.5]))
    assert found == pytest.approx((0.35, -0.05, np.sqrt(0.125)))
