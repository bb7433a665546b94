"""The loss along one weight: the run's own gradient, full recomputation, range and reuse."""

import numpy as np
import pytest
from chainrule import Experiment, InputError, Tensor
from chainrule.diagnostics.landscape import one_weight
from chainrule.diagnostics.landscape.dataset_loss import copied
from chainrule.diagnostics.landscape.one_weight import LossAlong, is_slow
from chainrule.engine import backends

RUNS = {
    "dense": "",
    "dropout": "layers=8-tanh-drop0.3,4-relu",
    "norm": "layers=6-tanh-norm&l2=0.01",
    "convolution": "data=digits&samples=60&layers=conv2x3-relu,pool2&loss=cross_entropy",
    "rnn": "data=adding&samples=40&layers=rnn4&loss=mse",
    "attention": "data=brackets&samples=40&layers=embed4-positions,attention2-causal,layernorm",
}


def run_of(case, steps=3, backend=None):
    with backends.using(backend):
        run = Experiment.from_address(RUNS[case]).trainer()
        run.advance(steps)
    return run


def recomputed(run, index, value):
    """The loss on the batch, computed with eager tensors in float64."""
    net = copied(run.net, "float64")
    net.theta[index] = value
    x, y = (array.astype(np.float64) for array in run.current_batch)
    with net.mode(training=True):
        return float(run.loss(net(Tensor(x)), Tensor(y)).data)


@pytest.mark.parametrize("case", RUNS)
def test_the_slope_equals_the_gradient_of_the_run(case):
    run = run_of(case)
    run.differentiate()
    rng = np.random.default_rng(0)
    for index in rng.choice(run.theta.size, 4, replace=False).tolist():
        here = LossAlong(run, index).at(float(run.theta[index]))
        assert here.slope == pytest.approx(float(run.grad[index]), rel=2e-4, abs=2e-6)


@pytest.mark.parametrize("case", ["dense", "dropout", "convolution", "attention"])
def test_the_curve_agrees_with_full_recomputation_and_with_its_own_slopes(case):
    run = run_of(case)
    index = run.theta.size // 2
    along = LossAlong(run, index)
    for place in (0, 20, 63):
        value, loss = along.values[place], along.losses[place]
        assert loss == pytest.approx(recomputed(run, index, value), rel=1e-9)
    value, eps = float(along.values[20]) + 0.003, 1e-6
    quotient = (along.at(value + eps).loss - along.at(value - eps).loss) / (2 * eps)
    assert along.at(value).slope == pytest.approx(quotient, rel=1e-4, abs=1e-8)


def test_numpy_and_compiled_steps_give_the_same_curve():
    curves = []
    for backend in ("numpy", "wasm"):
        run = run_of("dense", 40, backend)
        run.differentiate()
        along = LossAlong(run, 5)
        slope = along.at(float(run.theta[5])).slope
        assert slope == pytest.approx(float(run.grad[5]), rel=1e-4, abs=1e-7)
        curves.append(along.losses)
    np.testing.assert_allclose(*curves, rtol=1e-3)


def test_the_run_is_not_changed():
    run, other = run_of("dropout"), run_of("dropout")
    LossAlong(run, 1).at(2.0)
    np.testing.assert_array_equal(run.theta, other.theta)
    np.testing.assert_array_equal(run.grad, other.grad)
    for each in (run, other):
        each.advance(5)
    np.testing.assert_array_equal(run.theta, other.theta)


def test_the_range_around_the_weight_has_round_ends_and_shows_the_shape_of_the_curve():
    run = run_of("dense")
    run.theta[2] = 0.3
    along = LossAlong(run, 2)
    low, high = along.values[[0, -1]].tolist()
    assert low <= -0.7
    assert high >= 1.3
    assert low * 4 == round(low * 4)
    assert along.reaches(0.3)
    assert not along.reaches(high)
    assert np.ptp(along.losses) > 0.02


def test_losses_that_overflow_are_reported_as_nan():
    address = "data=regress_plane&loss=mse&layers=4-relu&dtype=float64"
    run = Experiment.from_address(address).trainer()
    run.theta[...] = 1e120
    along = LossAlong(run, 0)
    assert np.isnan(along.losses).all()
    assert np.isfinite(along.values).all()


def test_a_curve_remains_valid_while_only_its_own_weight_changes():
    run = run_of("dense")
    along = LossAlong(run, 2)
    run.theta[2] += 0.5
    assert along.fits(run, 2)
    assert not along.fits(run, 3)
    run.theta[3] += 0.5
    assert not along.fits(run, 2)
    run.theta[3] -= 0.5
    run.advance(1)
    assert not along.fits(run, 2)


def test_a_large_network_counts_as_slow_and_an_unknown_parameter_is_rejected(monkeypatch):
    run = run_of("dense")
    assert not is_slow(run)
    monkeypatch.setattr(one_weight, "MOST_FLOPS", 1000)
    assert is_slow(run)
    with pytest.raises(InputError, match="index"):
        LossAlong(run, run.theta.size)
