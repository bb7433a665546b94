"""Frozen layers do not change, and their gradient is zero."""

import numpy as np
import pytest
from chainrule import Experiment, losses, nn, optim
from chainrule.errors import InputError
from chainrule.training.trainer import Trainer

RULES = ("sgd", "adagrad", "adadelta", "rmsprop", "adam", "adamw", "nadam", "lion")
SHAPE = {"layers": ((4, "tanh"), (3, "relu", 0.2, True), (2, "tanh"))}


def starts(run):
    return [offset for _, layer, offset in run.net.blocks() if isinstance(layer, nn.Linear)]


@pytest.mark.parametrize("optimizer", RULES)
@pytest.mark.parametrize("frozen", [("1",), ("2",), ("1", "3"), ("output",)])
def test_a_frozen_layer_is_unchanged_bit_for_bit_and_the_others_learn(optimizer, frozen):
    run = Experiment(**SHAPE, optimizer=optimizer, frozen=frozen, weight_decay=0.1).trainer()
    before = run.theta.copy()
    run.advance(30)
    bounds = [*starts(run), run.theta.size]
    for index, name in enumerate(("1", "2", "3", "output")):
        part = slice(bounds[index], bounds[index + 1])
        assert np.array_equal(run.theta[part], before[part]) == (name in frozen), name
        assert (name in frozen) == (not run.grad[part].any()), name


def test_penalty_and_clipping_ignore_frozen_layers():
    settings = {**SHAPE, "frozen": ("1",), "l2": 0.5, "l1": 0.1, "clip_norm": 1e-3}
    run = Experiment(**settings).trainer()
    run.advance(3)
    part = slice(0, starts(run)[1])
    assert not run.grad[part].any()
    assert np.linalg.norm(run.grad) == pytest.approx(1e-3, rel=1e-4)
    whole = Experiment(**{**settings, "frozen": ()}).trainer()
    whole.theta[...] = run.theta
    assert run.penalty < whole.penalty


def test_freezing_does_not_affect_later_layers():
    """Layers after the frozen one get the same gradient as without freezing."""
    free, frozen = (Experiment(frozen=f).trainer() for f in ((), ("1",)))
    part = slice(starts(free)[1], None)
    assert np.allclose(free.grad[part], frozen.grad[part], rtol=1e-6, atol=1e-9)


def test_layers_of_a_fleet_can_be_frozen_too():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), replicas=4)
    net.modules[0].requires_grad_(False)
    run = Trainer(net, losses.BinaryCrossEntropy(), optim.SGD(lr=0.1, momentum=0.9))
    before = net.theta.copy()
    x = np.random.default_rng(0).normal(size=(20, 2))
    run.fit(x, (x[:, 0] > 0).astype(int), epochs=3)
    assert np.array_equal(net.theta[:, :9], before[:, :9])
    assert not np.array_equal(net.theta[:, 9:], before[:, 9:])


def test_frozen_layers_are_named_as_on_the_page():
    assert Experiment(frozen=["output", "2"]).to_address() == "frozen=2,output"
    assert Experiment.from_address("frozen=2,output").frozen == ("2", "output")
    assert Experiment(frozen=["1", "2"]).changed(layers=[[3, "tanh"]]).frozen == ("1",)
    assert Experiment(frozen=["output"]).changed(layers=[]).frozen == ()


@pytest.mark.parametrize("frozen", [("3",), ("1", "1"), ("1", "2", "output"), ("x",), "1", (1,)])
def test_invalid_frozen_layers_are_rejected(frozen):
    with pytest.raises(InputError, match="frozen"):
        Experiment(frozen=frozen)


@pytest.mark.parametrize("name", ["weight", "bias"])
def test_a_single_parameter_of_a_layer_can_be_frozen(name):
    """Weights and biases are interleaved in the flat vector."""
    run = Experiment(layers=((3, "tanh"),), weight_decay=0.1).trainer()
    first = run.net.modules[0]
    getattr(first, name).requires_grad = False
    run = Trainer(run.net, losses.BinaryCrossEntropy(), optim.Adam(lr=0.1, weight_decay=0.1))
    before = {n: getattr(first, n).data.copy() for n in ("weight", "bias")}
    x, y, *_ = Experiment().split()
    run.fit(x, y, epochs=2)
    for n, values in before.items():
        assert np.array_equal(getattr(first, n).data, values) == (n == name), n
