"""Smoothed gradient norms: the weights of the mean, norms without a finite logarithm, and records
in parts."""

import math

import numpy as np
from chainrule.diagnostics.gradients.smoothing import SHARE, Smoothing


def weighted_mean(norms):
    """The same mean with explicit weights for all records: the weight of the last is 1/τ, and each
    earlier weight is reduced by the shares of all later ones."""
    weights = []
    for n in range(len(norms)):
        share = 1 / (1 + n / SHARE)
        weights = [weight * (1 - share) for weight in weights] + [share]
    assert math.isclose(sum(weights), 1), "no bias towards zero"
    return math.exp(sum(w * math.log(g) for w, g in zip(weights, norms, strict=True)))


def test_each_layer_has_its_own_weighted_geometric_mean():
    norms = np.exp(np.random.default_rng(0).normal((0, -9), size=(60, 2)))
    smoothed = Smoothing(2).extend(norms)
    for row in (0, 1, 30, 59):
        expected = [weighted_mean(norms[: row + 1, layer]) for layer in range(2)]
        np.testing.assert_allclose(smoothed[row], expected, rtol=1e-12)


def test_noise_is_reduced_and_a_constant_norm_is_unchanged():
    noise = np.random.default_rng(1).normal(size=(400, 1))
    smoothed = np.log(Smoothing(1).extend(np.exp(noise)))
    assert smoothed[200:].std() < noise[200:].std() / 3
    np.testing.assert_allclose(Smoothing(1).extend(np.full((50, 1), 0.25)), 0.25)


def test_norms_without_a_finite_logarithm_are_returned_unchanged_and_the_mean_restarts():
    norms = np.array([[4.0], [0.0], [math.inf], [math.nan], [2.0], [2.0]])
    np.testing.assert_array_equal(Smoothing(1).extend(norms).round(12), norms)


def test_records_can_be_added_in_parts():
    norms = np.random.default_rng(2).random((30, 3)) + 0.1
    parts = Smoothing(3)
    joined = np.concatenate([parts.extend(part) for part in np.split(norms, [1, 1, 20])])
    np.testing.assert_array_equal(joined, Smoothing(3).extend(norms))
