"""Layers: names, shapes, views of one flat vector, initial values, fleets."""

import numpy as np
import pytest
from chainrule import InputError, ShapeError, Tensor, nn


def test_parameters_have_pytorchs_names_and_shapes_and_are_views_of_theta():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Sequential(nn.Linear(3, 1)), seed=0)
    named = {name: (value, grad) for name, value, grad in net.named_parameters()}
    shapes = {name: value.shape for name, (value, _) in named.items()}
    assert shapes == {"0.weight": (3, 2), "0.bias": (3,), "2.0.weight": (1, 3), "2.0.bias": (1,)}
    net.theta[...] = np.arange(13)
    np.testing.assert_array_equal(named["0.weight"][0], [[0, 1], [3, 4], [6, 7]])
    np.testing.assert_array_equal(named["0.bias"][0], [2, 5, 8])
    np.testing.assert_array_equal(named["2.0.weight"][0], [[9, 10, 11]])
    net.grad[...] = np.arange(13)
    np.testing.assert_array_equal(named["2.0.bias"][1], [12])
    assert [offset for _, _, offset in net.blocks()] == [0, 9]


def test_the_output_of_a_network_equals_its_formula():
    net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1), dtype="float64")
    net.theta[...] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    # ReLU(1·1 + 2·(−1) + 3) = 2, ReLU(4 − 5 + 6) = 5, 7·2 + 8·5 + 9 = 63
    assert net(Tensor([[1.0, -1.0]])).data.tolist() == [[63.0]]


@pytest.mark.parametrize(
    ("init", "bound"), [("xavier", (6 / (30 + 50)) ** 0.5), ("he", (6 / 30) ** 0.5)]
)
def test_initial_weights_are_uniformly_distributed_over_their_interval(init, bound):
    weight = nn.Linear(30, 50, init).weight.data
    assert np.abs(weight).max() <= bound
    assert np.abs(weight).max() > 0.98 * bound
    assert abs(weight.mean()) < 0.05 * bound
    np.testing.assert_allclose(weight.var(), bound**2 / 3, rtol=0.1)


def test_a_networks_repr_is_its_constructor_call():
    net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    assert repr(net) == "Sequential(Linear(2, 8), Tanh(), Linear(8, 1))"


def test_biases_start_at_zero_and_init_zeros_gives_zeros():
    np.testing.assert_array_equal(nn.Linear(3, 4).bias.data, 0)
    np.testing.assert_array_equal(nn.Linear(3, 4, "zeros").weight.data, 0)


def test_initial_weights_depend_only_on_the_seed():
    def theta(seed):
        return nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 3), seed=seed).theta

    np.testing.assert_array_equal(theta(1), theta(1))
    assert not np.array_equal(theta(1), theta(2))
    equal = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3), seed=1).theta.reshape(2, 12)
    assert not np.allclose(*equal), "layers of one network must not repeat each other"


def test_replica_k_of_a_fleet_equals_the_single_network_with_seed_plus_k():
    fleet = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), seed=5, replicas=3)
    assert fleet.theta.shape == (3, 13)
    x = np.random.default_rng(0).normal(size=(4, 2)).astype(np.float32)
    for k in range(3):
        alone = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), seed=5 + k)
        np.testing.assert_array_equal(fleet.theta[k], alone.theta)
        np.testing.assert_allclose(fleet(Tensor(x)).data[k], alone(Tensor(x)).data, rtol=1e-6)
    chosen = nn.Sequential(nn.Linear(2, 3), seed=[9, 4], replicas=2)
    np.testing.assert_array_equal(chosen.theta[1], nn.Sequential(nn.Linear(2, 3), seed=4).theta)


def test_seeds_may_be_numpy_integers():
    def theta(seed):
        return nn.Sequential(nn.Linear(2, 3), seed=seed, replicas=2).theta

    np.testing.assert_array_equal(theta(np.int64(3)), theta(3))
    np.testing.assert_array_equal(theta(np.arange(3, 5)), theta(3))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.Linear(0, 1), "in_features: 0 is not allowed; allowed: a whole number from 1"),
        (lambda: nn.Linear(1, True), "out_features: True is not allowed"),
        (lambda: nn.Linear(1, 1, "best"), "init: 'best' .* one of xavier, he, zeros"),
        (lambda: nn.Sequential(nn.Linear(1, 1), dtype="int8"), "dtype: 'int8' .* float32 or float"),
        (lambda: nn.Sequential(nn.Linear(1, 1), replicas=0), "replicas: 0 is not allowed"),
        (lambda: nn.Sequential(nn.Linear(1, 1), seed=-1), "seed: -1 is not allowed"),
        (lambda: nn.Sequential(nn.Linear(1, 1), seed=1.5), "seed: 1.5 is not allowed"),
        (lambda: nn.Sequential(nn.Linear(1, 1), seed=None), "seed: None is not allowed"),
        (lambda: nn.Sequential(nn.Linear(1, 1), seed=[1, -1], replicas=2), "seed: .* from 0, or 2"),
        (lambda: nn.Sequential(nn.Linear(1, 1), seed=[1], replicas=2), r"seed: \[1\] .* or 2 of"),
    ],
)
def test_the_error_for_an_impossible_setting_names_it(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_layer_cannot_be_used_twice():
    shared = nn.Linear(2, 2)
    with pytest.raises(InputError, match="each layer with parameters or buffers only once"):
        nn.Sequential(shared, nn.Tanh(), shared)


def test_a_layer_inside_a_network_shares_its_memory():
    inner = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
    net = nn.Sequential(nn.Linear(2, 3), inner, nn.Linear(2, 1), replicas=2)
    assert inner.theta.shape == (2, 8)
    for layer, span in ((net.modules[0], slice(0, 9)), (inner, slice(9, 17))):
        net.theta[...] = np.arange(20)
        np.testing.assert_array_equal(layer.theta, net.theta[:, span])
        assert np.shares_memory(layer.theta, net.theta)
        assert np.shares_memory(layer.grad, net.grad)


def test_a_dropout_layer_cannot_be_used_twice():
    """A dropout layer counts its steps, so a second use would drop the same entries again or count
    every step twice."""
    shared = nn.Dropout(0.5)
    with pytest.raises(InputError, match="each layer with parameters or buffers only once"):
        nn.Sequential(nn.Linear(2, 2), shared, shared)


@pytest.mark.parametrize(
    ("bias", "message"),
    [
        ([np.nan, 0], "bias: nan is not allowed; allowed: finite float64 numbers"),
        ([1j, 0], r"bias: \[1j, 0\] is not allowed; allowed: an array of real numbers"),
        (["a", "b"], "bias: .* an array of real numbers"),
    ],
)
def test_an_invalid_state_is_rejected_and_no_part_of_it_is_loaded(bias, message):
    layer = nn.Linear(2, 2)
    before = layer.theta.copy()
    with pytest.raises(InputError, match=message):
        layer.load_state_dict({"weight": np.ones((2, 2)), "bias": bias})
    np.testing.assert_array_equal(layer.theta, before)


def test_the_layers_inside_a_residual_connection_must_preserve_the_shape():
    with pytest.raises(ShapeError, match="turn .* expected the same shape"):
        nn.Residual(nn.Conv1d(2, 1, 1))(Tensor(np.ones((3, 2, 4))))


@pytest.mark.parametrize("symbol", [1.9, -0.5, 3.0])
def test_an_error_names_the_invalid_symbol(symbol):
    with pytest.raises(InputError, match=f"x: {symbol} is not allowed; allowed: whole numbers"):
        nn.Embedding(3, 1)(Tensor([[symbol]]))


def test_a_user_defined_layer_may_have_any_attributes():
    class Own(nn.Sequential):
        pass

    layer = Own(nn.Linear(2, 1))
    layer.note = "mine"
    assert layer.note == "mine"
