"""Horizontal fusion makes fewer calls, gives the same numbers, and fuses only what may be fused."""

import numpy as np
import pytest
from chainrule import Tensor, losses, nn, optim
from chainrule.engine import backends
from chainrule.engine.recorder import Recorder
from chainrule.training.replay import StepProgram
from hypothesis import given, settings
from hypothesis import strategies as st


def deep(activations, replicas=None, dtype="float64"):
    modules = [nn.Linear(2, 3)]
    for name in activations:
        modules += [nn.ACTIVATIONS[name](), nn.Linear(3, 3)]
    return nn.Sequential(*modules, seed=1, dtype=dtype, replicas=replicas)


def recorded(net, batch=5):
    rule = optim.SGD(0.1)
    rule.bind(net.theta, net.grad)
    with backends.using("numpy"):  # because only this backend fuses
        return StepProgram.record(net, losses.MSE(), rule, (batch, 2), (batch, 3))


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu"])
def test_each_additional_layer_adds_one_elementwise_backward_call(name):
    """Two calls compute the derivatives of all layers. Each layer then applies its own."""
    counts = [len(recorded(deep([name] * n)).program.sections["backward"]) for n in (3, 4, 5)]
    products = 2  # dW with db, and dx
    assert counts[1] - counts[0] == counts[2] - counts[1] == 1 + products
    one = len(recorded(deep([name])).program.sections["backward"])
    assert counts[0] == one + 2 * (1 + products)
    fused = [c for c in recorded(deep([name] * 3)).program.calls if c.record is None]
    assert len(fused) == 2


@given(
    names=st.lists(
        st.sampled_from(["tanh", "relu", "sigmoid", "identity"]), min_size=2, max_size=5
    ),
    replicas=st.sampled_from([None, 1, 3]),
    batch=st.integers(1, 6),
)
@settings(max_examples=40)
def test_mixed_activations_train_as_in_eager_mode(names, replicas, batch):
    eager, planned = deep(names, replicas), deep(names, replicas)
    rng = np.random.default_rng(batch)
    x, t = rng.normal(size=(batch, 2)), rng.normal(size=(batch, 3))
    step = recorded(planned, batch)
    step.load(x, t)
    step.differentiate()
    losses.MSE()(eager(Tensor(x)), Tensor(t)).backward()
    np.testing.assert_allclose(planned.grad, eager.grad, rtol=1e-10, atol=1e-13)


def test_the_gradients_of_all_layers_can_be_read_after_a_replay():
    net = deep(["tanh"] * 3)
    step = recorded(net)
    step.load(np.ones((5, 2)), np.ones((5, 3)))
    step.program.replay()
    records = [r for r in step.program.records if r.backward and r.op and r.op.__name__ == "Tanh"]
    assert len(records) == 3
    for record in records:
        y, dy, dx = record.operands["y"], record.operands["dy"], record.results["dx"]
        np.testing.assert_allclose(dx, dy * (1 - y**2), rtol=1e-13)


def test_large_buffers_are_not_fused():
    """Above a few thousand entries, call overhead is negligible, and adjacency costs memory."""
    net = nn.Sequential(
        nn.Linear(2, 300), nn.Tanh(), nn.Linear(300, 300), nn.Tanh(), nn.Linear(300, 3)
    )
    fused = [c for c in recorded(net, batch=60).program.calls if c.record is None]
    assert not fused


def test_buffers_of_the_same_kind_are_adjacent():
    recorder = Recorder()
    first, second = (recorder.empty((5, 2), np.float32, 1, "Tanh") for _ in range(2))
    other = recorder.empty((5, 2), np.float32, 1, "ReLU")
    assert first.base is second.base
    assert first.base is not other.base
    gap = second.__array_interface__["data"][0] - first.__array_interface__["data"][0]
    assert gap == 3 * 5 * 4  # two features and the ones, five examples, four bytes
