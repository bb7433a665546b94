"""Ops that select a value also select its gradient, so an infinite gradient of the other value has
no effect."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import Tensor, nn
from chainrule.engine.program import Program


def through_root(choice, x, dtype="float64"):
    """d √choice(x) / dx, whose incoming gradient is ∞ where the choice is 0."""
    tensor = Tensor(np.array(x, dtype), requires_grad=True)
    with np.errstate(divide="ignore"):
        choice(tensor).sqrt().sum().backward()
    return tensor.grad.tolist()


CHOICES = {
    "relu": (lambda t: t.relu(), [-4.0, 4.0], [0.0, 0.25]),
    "relu of zeros": (lambda t: t.relu(), [0.0, -0.0, 4.0], [0.0, 0.0, 0.25]),
    "clip": (lambda t: t.clip(0), [-4.0, 4.0], [0.0, 0.25]),
    "clip from above": (lambda t: t.clip(0, 4), [-1.0, 9.0], [0.0, 0.0]),
    "maximum": (lambda t: cr.maximum(t, 0.0), [-4.0, 4.0], [0.0, 0.25]),
    "minimum": (lambda t: -cr.minimum(-t, 0.0), [-4.0, 4.0], [0.0, 0.25]),
    "where": (lambda t: cr.where(t.data > 0, t, 0.0), [-4.0, 4.0], [0.0, 0.25]),
    "where not": (lambda t: cr.where(t.data <= 0, 0.0, t), [-4.0, 4.0], [0.0, 0.25]),
    "hardtanh": (nn.Hardtanh(0, 9), [-4.0, 4.0], [0.0, 0.25]),
    "relu6": (nn.Hardtanh(0, 6), [-4.0, 4.0, 7.0], [0.0, 0.25, 0.0]),
    "max": (lambda t: t.max(axis=0), [0.0, -4.0], [np.inf, 0.0]),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CHOICES)
def test_a_value_that_was_not_selected_receives_0_even_from_an_infinite_gradient(name, dtype):
    choice, x, right = CHOICES[name]
    assert through_root(choice, x, dtype) == right


def test_max_pooling_passes_an_infinite_gradient_to_the_maximum_only():
    x = Tensor(np.array([[[1.0, 3.0, 3.0, 2.0]]]), requires_grad=True)
    y = nn.MaxPool1d(3, 1)(x)
    y.backward(np.array([[[np.inf, np.inf]]]))
    assert x.grad.tolist() == [[[0.0, np.inf, 0.0, 0.0]]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dropout_drops_infinite_numbers_and_gradients(dtype):
    layer = nn.Dropout(0.5).materialise(seed=3, dtype=dtype)
    x = Tensor(np.full((1, 64), np.inf, dtype), requires_grad=True)
    y = layer(x)
    y.backward(np.full((1, 64), np.inf, dtype))
    assert set(y.data.ravel().tolist()) == {0.0, np.inf}
    np.testing.assert_array_equal(x.grad, y.data)


@pytest.mark.parametrize("layer", [nn.ReLU(), nn.Hardtanh(-1, 1)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_program_selects_the_same_values_as_an_eager_tensor(layer, dtype):
    """Use two layers, so that their masks are computed together."""
    data = np.random.default_rng(0).normal(size=(2, 5, 3)).astype(dtype)
    start = np.where(data[1] > 0, np.inf, -2.0).astype(dtype)

    def step(x):
        x.requires_grad = True
        y = layer(layer(x) * 2.0)
        y.backward(start)
        return x

    program, recorded = Program.record(lambda: step(Tensor(np.zeros((5, 3), dtype))))
    recorded.data[...] = data[0]
    program.replay()
    eager = step(Tensor(data[0].copy()))
    np.testing.assert_array_equal(recorded.grad, eager.grad)
    assert not np.isnan(eager.grad).any()


@pytest.mark.parametrize("slope", [0.01, -0.5, 1.0, 3.0, 1e20])
def test_a_large_slope_does_not_absorb_a_small_one(slope):
    """(1 − a) + a is 0 for a = 1e20; likewise for ELU's s − s a."""
    for layer, at_minus_one in ((nn.LeakyReLU(slope), slope), (nn.ELU(slope), slope * np.exp(-1))):
        x = Tensor(np.array([-1.0, 2.0], np.float32), requires_grad=True)
        layer(x).sum().backward()
        np.testing.assert_allclose(x.grad, [at_minus_one, 1.0], rtol=3e-7)
