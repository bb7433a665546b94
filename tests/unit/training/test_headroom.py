"""Norms of numbers whose squares overflow or underflow, in clipping, normalisation and
statistics."""

import numpy as np
import pytest
from chainrule import Experiment, Tensor, Trainer, losses, nn, optim
from chainrule.diagnostics import gradcheck
from chainrule.diagnostics.gradients.noise import cosines
from chainrule.engine.norms import norm, root_mean_square
from chainrule.errors import InputError
from chainrule.nn.parts import layer_norms
from chainrule.optim.clipping import clip_norm

LARGE = {"float32": 1e37, "float64": 1e307}
SMALL = {"float32": 1e-30, "float64": 1e-290}
DTYPES = ("float32", "float64")


def test_a_gradient_whose_square_overflows_is_clipped_correctly():
    """A case that a user reported, in float32: x = (3e9, 4e9), target 1e10."""
    net = nn.Sequential(nn.Linear(2, 1, bias=False), seed=0, dtype="float32")
    net.theta[...] = 0
    run = Trainer(net, losses.MSE(), optim.SGD(1.0), clip_norm=1.0)
    run.step([[3e9, 4e9]], [1e10])
    np.testing.assert_allclose(run.grad, [-0.6, -0.8], rtol=1e-6)
    np.testing.assert_allclose(run.theta, [0.6, 0.8], rtol=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", ["SMALL", "1", "LARGE"])
@pytest.mark.parametrize("replicas", [None, 3])
def test_clipping_scales_gradients_of_any_size_to_the_limit(dtype, scale, replicas):
    size = {"1": 1.0}.get(scale) or globals()[scale][dtype]
    shape = (6,) if replicas is None else (replicas, 6)
    direction = np.random.default_rng(0).normal(size=shape)
    direction /= np.linalg.norm(direction, axis=-1, keepdims=True)
    for limit in (max(size, 1.0) / 10, 10 * max(size, 1.0)):
        grad = (direction * size).astype(dtype)
        before, work = grad.copy(), np.empty_like(grad)
        clip_norm(np, grad, limit, work)
        factor = min(1.0, limit / (size + 1e-6))  # PyTorch adds 1e-6 to the norm
        np.testing.assert_allclose(grad / size, before / size * factor, rtol=1e-6)
        if factor == 1:
            np.testing.assert_array_equal(grad, before)


def test_clipping_keeps_zeros_and_nan():
    for value in (0.0, np.nan):
        grad = np.full(3, value, np.float32)
        clip_norm(np, grad, 1.0, np.empty_like(grad))
        np.testing.assert_array_equal(grad, np.full(3, value))


def normalised(layer, x):
    layer.materialise(dtype=str(x.dtype))
    tensor = Tensor(x, requires_grad=True)
    y = layer(tensor)
    y.backward(np.linspace(-1, 1, x.size).reshape(x.shape).astype(x.dtype))
    return y.data, tensor.grad


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("make", [nn.LayerNorm, nn.BatchNorm1d, nn.RMSNorm])
def test_normalisation_does_not_depend_on_the_scale(dtype, make):
    """For negligible ε, y does not depend on the scale, and dx is inversely proportional to it."""
    x = np.random.default_rng(1).normal(size=(5, 4)).astype(dtype)
    size = LARGE[dtype]
    with np.errstate(over="ignore"):  # the running variance cannot be represented
        y, dx = normalised(make(4), x * np.asarray(size, dtype))
    usual, slope = normalised(make(4, eps=1e-12), x.astype(np.float64))
    np.testing.assert_allclose(y, usual, rtol=1e-5, atol=1e-6)
    assert dx.any()
    np.testing.assert_allclose(dx.astype(float) * size, slope, rtol=2e-2, atol=1e-2)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("make", [nn.LayerNorm, nn.BatchNorm1d, nn.RMSNorm])
def test_normalisation_divides_tiny_numbers_by_the_square_root_of_epsilon(dtype, make):
    x = np.random.default_rng(1).normal(size=(5, 4)).astype(dtype)
    y, _ = normalised(make(4, eps=1e-4), x * np.asarray(SMALL[dtype], dtype))
    axis = {nn.LayerNorm: -1, nn.BatchNorm1d: 0}.get(make)
    centred = x if axis is None else x - x.mean(axis, keepdims=True)
    np.testing.assert_allclose(y / SMALL[dtype], centred * 100, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1.0, 1e30, 1e300])
def test_norms_of_arrays_of_any_scale_are_correct(scale):
    values = np.array([[3.0, 4.0], [5.0, 12.0]]) * scale
    np.testing.assert_allclose(norm(values, -1), [5 * scale, 13 * scale], rtol=1e-14)
    np.testing.assert_allclose(norm(values), np.sqrt(194) * scale, rtol=1e-14)
    np.testing.assert_allclose(root_mean_square(values), np.sqrt(194 / 4) * scale, rtol=1e-14)
    np.testing.assert_allclose(norm(values), norm(values / scale) * scale, rtol=1e-15)


def test_norms_of_infinite_nan_and_empty_arrays_are_correct():
    assert norm(np.array([np.inf, 1.0])) == np.inf
    assert np.isnan(norm(np.array([np.nan, np.inf])))
    assert norm(np.zeros(3)) == norm(np.zeros(0)) == 0
    assert np.isnan(root_mean_square(np.zeros(0)))


@pytest.mark.parametrize("scale", [1e-250, 1.0, 1e250])
def test_norms_of_large_gradients_are_correct_in_observations(scale):
    run = Experiment(layers=((3, "tanh"), (2, "tanh")), dtype="float64").trainer()
    flat = np.random.default_rng(0).normal(size=run.theta.shape)
    expected = layer_norms(run.net, flat)
    assert (expected > 0).all()
    np.testing.assert_allclose(layer_norms(run.net, flat * scale), expected * scale, rtol=1e-13)
    other = np.random.default_rng(1).normal(size=run.theta.shape)
    with np.errstate(all="ignore"):
        angles = cosines(run.net, flat * scale, other / scale)
    np.testing.assert_allclose(angles, cosines(run.net, flat, other), rtol=1e-12)


def test_numbers_that_underflow_or_overflow_in_float32_are_reported():
    net = nn.Sequential(nn.Linear(2, 1))
    run = Trainer(net, losses.MSE(), optim.SGD(0.1))
    for act in (lambda x: run.step(x, [1.0]), net):
        with pytest.warns(RuntimeWarning, match=r'x: 1e-46 becomes 0 in float32; .*"float64"'):
            act([[1e-46, 1.0]])
        with pytest.raises(InputError, match="x: 1e\\+39 .* finite float32 numbers"):
            act([[1e39, 1.0]])
    with pytest.warns(RuntimeWarning, match="y: -1e-46 becomes 0"):
        run.step([[1.0, 0.0]], [-1e-46])
    exact = Trainer(nn.Sequential(nn.Linear(2, 1), dtype="float64"), losses.MSE(), optim.SGD(0.1))
    exact.step([[1e-46, 0.0]], [1.0])
    run.step([[1e-44, 0.0]], [0.0])  # subnormal, but not 0


@pytest.mark.parametrize("dtype", ["float64", np.float64, np.dtype("float64")])
def test_the_dtype_of_a_network_is_a_name_or_a_numpy_dtype(dtype):
    net = nn.Sequential(nn.Linear(2, 1), dtype=dtype)
    assert net.theta.dtype == np.float64
    assert gradcheck(net, [[[1.0, 2.0]]])
    with pytest.raises(TypeError, match='as in gradcheck, build the network with dtype="float64"'):
        gradcheck(nn.Sequential(nn.Linear(2, 1)), [[[1.0, 2.0]]])


@pytest.mark.parametrize("dtype", [None, "float16", np.int64, 3, [1]])
def test_other_dtypes_are_rejected(dtype):
    with pytest.raises(InputError, match="^dtype: .* allowed: float32 or float64"):
        nn.Sequential(nn.Linear(2, 1), dtype=dtype)
