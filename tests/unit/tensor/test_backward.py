"""The backward pass: accumulation of gradients, various graphs, scopes and errors."""

import numpy as np
import pytest
from chainrule import ShapeError, Tensor, no_grad


def leaf(*values: float) -> Tensor:
    return Tensor(np.array(values), requires_grad=True)


def test_gradients_accumulate_over_backward_calls_until_zero_grad():
    x = leaf(2.0, 3.0)
    (x * x).sum().backward()
    (x * 5).sum().backward()
    np.testing.assert_array_equal(x.grad, [9, 11])
    x.zero_grad()
    assert x.grad is None
    (x * 5).sum().backward()
    np.testing.assert_array_equal(x.grad, [5, 5])


def test_a_shared_subexpression_contributes_once_for_each_use():
    x = leaf(3.0)
    y = x * x
    (y * y + y).sum().backward()  # x⁴ + x²
    np.testing.assert_allclose(x.grad, [4 * 27 + 6])


def test_an_operand_used_twice_by_one_op_gets_both_gradients():
    x = leaf(3.0)
    (x / x + x * x).sum().backward()
    np.testing.assert_allclose(x.grad, [6])


def test_a_chain_of_ten_thousand_ops_needs_no_recursion():
    x = y = leaf(1.0)
    for _ in range(10_000):
        y = y + 0.001
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [1])


def test_a_chain_of_diamonds_is_traversed_once():
    x = y = leaf(1.0)
    for _ in range(60):  # 2⁶⁰ paths
        y = (y + y) * 0.5
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [1])


def test_gradients_pass_back_through_views_by_the_inverse_of_the_view():
    x = Tensor(np.arange(6.0).reshape(2, 3), requires_grad=True)
    weights = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    ((x.T * weights).sum() + (x.T * x.T).sum()).backward()
    np.testing.assert_array_equal(x.grad, weights.T + 2 * x.data)


@pytest.mark.parametrize("axes", [(1, 0), (-1, 0), (-1, -2), (1, -2), (0, 1)])
def test_negative_axes_have_correct_gradients(axes):
    x = Tensor(np.arange(4.0).reshape(2, 2), requires_grad=True)
    weights = np.array([[1.0, 2.0], [3.0, 4.0]])
    (x.transpose(*axes) * weights).sum().backward()
    np.testing.assert_array_equal(x.grad, weights if axes == (0, 1) else weights.T)


def test_no_grad_ends_with_its_block_even_after_an_exception():
    x = leaf(1.0)
    with pytest.raises(KeyError), no_grad():
        assert not (x * 2).requires_grad
        raise KeyError
    assert (x * 2).requires_grad


def test_only_leaves_that_require_a_gradient_get_one():
    x, constant = leaf(2.0), Tensor([4.0])
    (x * constant).sum().backward()
    assert constant.grad is None
    np.testing.assert_array_equal(x.grad, [4])


def test_a_number_or_array_can_be_an_operand_on_either_side_of_a_tensor():
    x = leaf(2.0)
    y = (1 - x) + (3 * x) + (8 / x) + np.array([1.0]) * x
    y.sum().backward()
    np.testing.assert_allclose(y.data, [1 - 2 + 6 + 4 + 2])
    np.testing.assert_allclose(x.grad, [-1 + 3 - 2 + 1])


def test_an_array_times_a_tensor_is_the_product_in_that_order():
    a, x = np.array([[1.0, 2.0], [3.0, 4.0]]), Tensor([[0.0, 1.0], [5.0, 7.0]], requires_grad=True)
    y = a @ x
    np.testing.assert_array_equal(y.data, a @ x.data)
    y.backward(np.array([[1.0, 0.0], [0.0, 10.0]]))
    np.testing.assert_array_equal(x.grad, a.T @ [[1, 0], [0, 10]])


def test_a_gradient_passed_to_backward_is_not_changed():
    x, start = Tensor(np.ones((2, 2)), requires_grad=True), np.ones((2, 2))
    y = x.T
    y.backward(start)
    y.backward(start)
    np.testing.assert_array_equal(start, 1)
    np.testing.assert_array_equal(x.grad, 2)
    x.grad[...] = 9
    np.testing.assert_array_equal(start, 1)


def test_backward_can_be_called_on_a_leaf():
    x = leaf(4.0)
    x.backward()
    np.testing.assert_array_equal(x.grad, [1])


def test_backward_rejects_invalid_calls():
    with pytest.raises(ValueError, match="nothing to differentiate"):
        Tensor([1.0]).backward()
    x = Tensor(np.ones((2, 2)), requires_grad=True)
    with pytest.raises(ShapeError, match=r"a tensor of shape \(2, 2\) needs a gradient"):
        (x * 2).backward()
    with pytest.raises(ShapeError, match=r"gradient has shape \(3,\), the tensor \(2, 2\)"):
        (x * 2).backward(np.ones(3))


def test_precisions_are_never_mixed_silently():
    with pytest.raises(TypeError, match="share one dtype; got float32 and float64"):
        _ = Tensor(np.ones(2, np.float32)) + Tensor(np.ones(2))
    with pytest.raises(TypeError, match="real numbers; got complex128"):
        Tensor(np.ones(2, complex))


@pytest.mark.parametrize("key", [[0, 1], True, (0, False), None, np.array([True, False])])
def test_an_index_that_would_copy_is_rejected(key):
    """A copy would detach the tensor, so that its gradient would silently be zero."""
    with pytest.raises(TypeError, match="indexed by integers, slices and ellipsis; got"):
        Tensor(np.ones((2, 2))).__getitem__(key)


def test_results_and_gradients_of_float32_tensors_are_float32():
    x = Tensor(np.ones((2, 2), np.float32), requires_grad=True)
    y = (x * 3).tanh().mean()
    y.backward()
    assert x.grad is not None
    assert y.dtype == x.grad.dtype == np.float32
