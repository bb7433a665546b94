"""Gradients that a caller has stored do not change."""

import numpy as np
import pytest
from chainrule import Tensor, losses, nn


def test_a_later_pass_does_not_change_a_stored_gradient():
    w, kept = Tensor(np.array([1.0]), requires_grad=True), []
    for factor in (1.0, 2.0, 3.0):
        w.zero_grad()
        (w * factor).sum().backward()
        kept.append(w.grad)
    assert [gradient.tolist() for gradient in kept] == [[1.0], [2.0], [3.0]]


def test_a_parameters_gradient_can_be_stored():
    net = nn.Sequential(nn.Linear(2, 1), seed=0)
    kept, copies = [], []
    for target in (0.0, 1.0, -3.0):
        net.zero_grad()
        losses.MSE()(net(np.ones((1, 2))), [target]).backward()
        kept.append(net.modules[0].weight.grad)
        copies.append(net.modules[0].weight.grad.copy())
        np.testing.assert_array_equal(net.grad[:2], kept[-1].ravel())
    np.testing.assert_array_equal(kept, copies)
    assert len({gradient.tobytes() for gradient in kept}) == 3


def test_writing_into_a_parameters_gradient_raises_an_error():
    layer = nn.Linear(2, 1)
    losses.MSE()(layer(Tensor(np.ones((1, 2)))), [5.0]).backward()
    with pytest.raises(ValueError, match="read-only"):
        layer.weight.grad[...] = 0


def test_gradients_accumulate_without_zero_grad():
    w = Tensor(np.array([1.0]), requires_grad=True)
    for _ in range(2):
        (w * 3.0).sum().backward()
    assert w.grad.tolist() == [6.0]


def test_the_gradients_of_two_operands_share_no_memory():
    a, b = (Tensor(np.ones(2), requires_grad=True) for _ in range(2))
    start = np.array([1.0, 2.0])
    (a + b).backward(start)
    assert not np.shares_memory(a.grad, b.grad)
    assert not np.shares_memory(a.grad, start)
    kept = a.grad
    b.zero_grad()
    (a.detach() * b).backward(start)
    assert kept.tolist() == [1.0, 2.0]


def test_the_initial_gradient_is_not_shared_with_the_leaf():
    w, start = Tensor(np.ones(2), requires_grad=True), np.array([1.0, 2.0])
    w.backward(start)
    start[...] = 7
    assert w.grad.tolist() == [1.0, 2.0]
