"""The share of each training example in the gradient."""

import numpy as np
import pytest
from chainrule import Experiment, InputError, Tensor
from chainrule.diagnostics.gradients.example_share import ExampleShares
from chainrule.diagnostics.landscape.dataset_loss import copied


def one_by_one(run):
    """The gradient of every example, computed by a separate backward pass."""
    net, found = copied(run.net, "float64"), []
    for x, y in zip(run.batches.x, run.batches.y, strict=True):
        net.zero_grad()
        with net.mode(training=False):
            one = Tensor(x[None].astype(float))
            run.loss(net(one), Tensor(y[None].astype(float))).backward()
        found.append(net.grad.copy())
    return np.array(found)


@pytest.mark.parametrize("address", ["", "layers=4-tanh-drop0.4-norm&samples=40"])
def test_shares_and_contributions_equal_those_of_one_pass_per_example(address):
    run = Experiment.from_address(address).trainer()
    run.advance(30)
    found = ExampleShares(run)
    found.look(run.theta)
    each = one_by_one(run)
    lengths = np.linalg.norm(each, axis=1)
    np.testing.assert_allclose(found.shares, lengths / lengths.sum(), rtol=1e-6)
    np.testing.assert_allclose(found.gradient, each.mean(axis=0), atol=1e-9)
    for example, index in ((0, 0), (5, 3), (17, run.theta.size - 1)):
        expected = each[example, index] / len(each)
        assert found.contribution(example, index) == pytest.approx(expected, abs=1e-10)


def test_shares_follow_the_weights_and_are_correct_for_tiny_gradients():
    run = Experiment.from_address("loss=mse&layers=3-tanh").trainer()
    found = ExampleShares(run)
    found.look(run.theta)
    before = found.shares.copy()
    found.look(run.theta * 1e-120)
    assert found.shares.sum() == pytest.approx(1)
    found.look(run.theta)
    np.testing.assert_array_equal(found.shares, before)


def test_layers_that_use_a_weight_several_times_are_rejected():
    run = Experiment.from_address("data=adding&samples=40&layers=rnn4&loss=mse").trainer()
    with pytest.raises(InputError, match="net"):
        ExampleShares(run)
