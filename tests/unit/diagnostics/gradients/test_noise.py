"""Gradient noise, compared with the formulas applied to per-example gradients."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import losses, nn, optim
from chainrule.diagnostics.gradients.noise import cosines, gradient_noise
from chainrule.diagnostics.gradients.per_example import _Dense, example_gradients, example_squares
from chainrule.nn.parts import layer_parts
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=25)
@given(st.integers(0, 200), st.sampled_from(["tanh", "relu", "sigmoid"]), st.integers(2, 40))
def test_noise_is_the_variance_of_per_example_gradients(seed, activation, batch):
    layers = ((4, activation, 0.0, True), (3, activation))
    experiment = cr.Experiment(layers=layers, seed=seed, batch_size=batch, dtype="float64")
    run = experiment.trainer()
    with run.next_batch() as step:
        step.differentiate()
        each = example_gradients(run.net, step)
        found = gradient_noise(*example_squares(run.net, step))
    parts = [*layer_parts(run.net), slice(None)]
    for k, part in enumerate(parts):
        g = each[:, part]
        variance = g.var(axis=0, ddof=1).sum()
        signal = (g.mean(axis=0) ** 2).sum()
        np.testing.assert_allclose(found.variance[k], variance, rtol=1e-9)
        np.testing.assert_allclose(found.signal[k], signal, rtol=1e-9)
        with np.errstate(all="ignore"):
            expected = signal / (variance / batch)
        np.testing.assert_allclose(found.ratio[k], expected, rtol=1e-9)


def test_equal_examples_have_no_noise():
    found = gradient_noise(np.full((1, 5), 3.0), np.array([3.0]))
    assert found.variance.tolist() == [0, 0]
    assert found.ratio.tolist() == [np.inf, np.inf]


def test_noise_of_one_example_or_of_zero_gradients_is_undefined():
    assert np.isnan(gradient_noise(np.ones((2, 1)), np.ones(2)).ratio).all()
    assert np.isnan(gradient_noise(np.zeros((2, 4)), np.zeros(2)).ratio).all()


def test_the_ratio_is_about_one_if_the_true_gradient_is_zero():
    rng = np.random.default_rng(0)
    ratios = []
    for _ in range(400):
        g = rng.normal(size=(10, 6))
        squares, mean = (g**2).sum(axis=1)[None], (g.mean(axis=0) ** 2).sum(keepdims=True)
        ratios.append(gradient_noise(squares, mean).ratio[0])
    assert np.mean(ratios) == pytest.approx(1, abs=0.08)


def test_cosines_are_computed_for_each_layer_and_for_the_whole_network():
    net = cr.Experiment(layers=((1, "tanh"),), dtype="float64").network()  # 3 and 2 numbers
    first, second = np.array([1.0, 0, 0, 1, 1]), np.array([0.0, 2, 0, -1, -1])
    found = cosines(net, first, second)
    np.testing.assert_allclose(found, [0, -1, -2 / (np.sqrt(3) * np.sqrt(6))], rtol=1e-15)
    assert cosines(net, first, first).tolist() == pytest.approx([1, 1, 1])
    assert np.isnan(cosines(net, first, np.array([0.0, 0, 0, 1, 1]))[0])


@pytest.mark.parametrize("scale", [1e-250, 1e-150, 1e150, 1e250])
def test_the_ratio_is_correct_for_gradients_whose_squares_cannot_be_represented(scale):
    """The ratio does not depend on units, so scaled inputs give gradients with the same ratio."""

    def noise(size):
        net = nn.Sequential(nn.Linear(2, 2, bias=False), seed=0, dtype="float64")
        net.theta[:] = 0  # the output is 0, and the error is the target itself
        run = cr.Trainer(net, losses.MSE(), optim.SGD(0.1), batch_size=5)
        rng = np.random.default_rng(0)
        run.load(rng.normal(size=(5, 2)) * size, rng.normal(size=(5, 2)))
        with np.errstate(all="ignore"), run.next_batch() as step:
            step.differentiate()
            return gradient_noise(*example_squares(run.net, step))

    usual, found = noise(1.0), noise(scale)
    assert np.isfinite(usual.ratio).all()
    np.testing.assert_allclose(found.ratio, usual.ratio, rtol=1e-9)
    np.testing.assert_allclose(found.scale, usual.scale, rtol=1e-9)
    np.testing.assert_allclose(usual.scale, 5 / usual.ratio, rtol=1e-12)


@pytest.mark.parametrize(("delta", "x"), [(1e200, 1e100), (1e-200, 1e-100), (1e200, 1e-200)])
@pytest.mark.parametrize(("has_weight", "has_bias"), [(True, False), (False, True), (True, True)])
def test_the_squares_of_a_layer_equal_those_of_its_gradients_at_any_scale(
    delta, x, has_weight, has_bias
):
    rng = np.random.default_rng(1)
    deltas, inputs = rng.normal(size=(4, 3)) * delta, rng.normal(size=(4, 2)) * x
    squares = _Dense(0, deltas, inputs, has_weight, has_bias, 3).squares()
    rows = np.concatenate(
        [deltas[:, :, None] * inputs[:, None, :] * has_weight, deltas[:, :, None] * has_bias], -1
    ).reshape(4, -1)
    power = int(squares.power)
    scaled = np.ldexp(rows, -power)
    np.testing.assert_allclose(squares.each, np.square(scaled).sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(squares.mean, np.square(scaled.mean(axis=0)).sum(), rtol=1e-9)
    assert 1e-8 < squares.each.max() < 1e8
