"""Dead and saturated units, on networks constructed to have them."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import nn
from chainrule.diagnostics.gradients.units import (
    SATURATED_SLOPE,
    UnitState,
    layer_units,
    notion,
    slopes,
    steepest,
)
from chainrule.training.replay import ForwardProgram

X = np.linspace(-1, 1, 40).reshape(40, 1)
SATURATING = (
    nn.Tanh, nn.Sigmoid, nn.Hardtanh, nn.ELU, nn.SELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus,
)  # fmt: skip


def seen(activation, weight, bias, x=X, **options):
    """The units of one hidden layer w x + b."""
    net = nn.Sequential(
        nn.Linear(1, len(weight)), activation, *options.get("after", ()), nn.Linear(len(weight), 1),
        dtype="float64",
    )  # fmt: skip
    net.modules[0].weight.data[...] = np.array(weight, float)[:, None]
    net.modules[0].bias.data[...] = bias
    forward = ForwardProgram.record(net, x)
    forward.program.replay()
    return layer_units(forward, net)


def test_a_relu_is_dead_if_it_is_zero_for_every_example():
    hidden, output = seen(nn.ReLU(), [1, 1, 1, -1], [-1, -0.9, 5, -3])
    assert hidden.notion == "dead"
    assert hidden.states.tolist() == [UnitState.DEAD, UnitState.ALIVE, 0, UnitState.DEAD]
    assert hidden.flat[0] == 1
    assert hidden.flat[1] == pytest.approx((X < 0.9).mean())
    assert hidden.share == 0.5
    assert output.notion is None
    assert np.isnan(output.share)


def test_a_tanh_is_saturated_if_flat_for_nearly_every_example():
    hidden, _ = seen(nn.Tanh(), [0.1, 1, 1000, 1], [0, 0, 0, 30])
    assert hidden.notion == "saturated"
    expected = [UnitState.ALIVE, UnitState.ALIVE, UnitState.SATURATED, UnitState.SATURATED]
    assert hidden.states.tolist() == expected
    sums = X * [0.1, 1, 1000, 1] + [0, 0, 0, 30]
    np.testing.assert_allclose(
        hidden.flat, (1 - np.tanh(sums) ** 2 <= SATURATED_SLOPE).mean(axis=0)
    )


@pytest.mark.parametrize("activation", SATURATING)
def test_every_activation_with_a_flat_part_is_saturated_far_below_zero(activation):
    hidden, _ = seen(activation(), [1.0, 0.2], [-40, 0.5])
    assert hidden.states.tolist() == [UnitState.SATURATED, UnitState.ALIVE]


@pytest.mark.parametrize("name", sorted(nn.ACTIVATIONS))
def test_slopes_equal_the_derivatives(name):
    x = np.linspace(-3.01, 3.02, 50)
    step = 1e-6
    activation = nn.ACTIVATIONS[name]()
    above, below = (activation(cr.Tensor(x + side)).data for side in (step, -step))
    np.testing.assert_allclose(slopes(activation, x), (above - below) / (2 * step), atol=1e-6)


@pytest.mark.parametrize("activation", SATURATING)
def test_no_slope_exceeds_the_declared_maximum(activation):
    x = np.random.default_rng(0).normal(size=20000) * 4
    steeper = np.abs(slopes(activation(), x)).max() / steepest(activation())
    assert 0.99 < steeper <= 1.0001


def test_activations_that_cannot_saturate_have_no_states():
    for name in ("identity", "leaky_relu", "sin"):
        assert notion(nn.ACTIVATIONS[name]()) is None
    hidden, _ = seen(nn.LeakyReLU(), [1, 1], [-50, 50])
    assert hidden.states.tolist() == [UnitState.ALIVE] * 2


def test_the_state_of_a_unit_with_nan_outputs_is_unknown():
    hidden, output = seen(nn.ReLU(), [np.inf, 1], [0, 5])
    assert hidden.states.tolist() == [UnitState.UNKNOWN, UnitState.ALIVE]
    assert hidden.share == 0
    assert output.states.tolist() == [UnitState.UNKNOWN]


def test_dropout_and_norms_do_not_affect_unit_states():
    hidden, _ = seen(nn.ReLU(), [1, 1], [-5, 5], after=(nn.Dropout(0.5),))
    assert hidden.states.tolist() == [UnitState.DEAD, UnitState.ALIVE]
    experiment = cr.Experiment(layers=((3, "relu", 0.3, True), (2, "tanh")))
    run = experiment.trainer()
    assert [u.notion for u in layer_units(run.training_set, run.net)] == ["dead", "saturated", None]


def test_an_output_with_an_activation_can_saturate_too():
    experiment = cr.Experiment(layers=(), loss="mse", output_activation="sigmoid", dtype="float64")
    run = experiment.trainer()
    run.theta[...] = [0, 0, 60]
    run.training_set.program.replay()
    (output,) = layer_units(run.training_set, run.net)
    assert output.states.tolist() == [UnitState.SATURATED]
