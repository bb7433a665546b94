"""Every op: its value and gradient, no mutation, no aliasing, replay, and replicas."""

import sys

import chainrule as cr
import numpy as np
import pytest
from chainrule import OPS, Program, Tensor, gradcheck
from chainrule.engine.op import ViewOp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import (
    array_shapes,
    basic_indices,
    mutually_broadcastable_shapes,
    valid_tuple_axes,
)
from ops.op_cases import CASES, complex_step, draw

NAMES = sorted(OPS)
SEEDS = st.integers(0, 10_000)


def test_every_op_has_a_test_case():
    assert set(OPS) == set(CASES)


@pytest.mark.parametrize("name", NAMES)
def test_every_op_declares_its_formulas(name):
    op = OPS[name]
    assert op.latex
    assert op.__doc__ or sys.platform == "emscripten"  # the site's bytecode has no docstrings
    assert len(op.derivatives) == len(op.operands)
    assert set(op.saves) <= {*op.operands, *op.keeps, "y"}


def example(name: str, data: st.DataObject) -> list[np.ndarray]:
    case = CASES[name]
    return draw(case, data.draw(st.sampled_from(list(case.shapes))), data.draw(SEEDS))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=12)
def test_value_and_gradient_agree_with_an_independent_formula(name, data):
    case, arrays = CASES[name], example(name, data)
    copies = [a.copy() for a in arrays]
    wanted = len(arrays) if case.differentiable is None else case.differentiable
    tensors = [Tensor(a, requires_grad=i < wanted) for i, a in enumerate(arrays)]
    result = case.call(*tensors)
    np.testing.assert_allclose(result.data, case.oracle(*arrays), rtol=1e-12, atol=1e-14)
    weights = np.random.default_rng(1).uniform(0.5, 1.5, result.shape)
    result.backward(weights)
    for index, tensor in enumerate(tensors[:wanted]):
        exact = complex_step(case.oracle, arrays, index, weights)
        np.testing.assert_allclose(tensor.grad, exact, rtol=1e-10, atol=1e-12)
    for array, copy in zip(arrays, copies, strict=True):
        np.testing.assert_array_equal(array, copy, err_msg="an operand was changed")
    gradients = [t.grad for t in tensors[:wanted]]
    for i, one in enumerate(gradients):
        for other in [*gradients[:i], *arrays, weights, result.data]:
            assert not np.shares_memory(one, other)


PAIRS = {"Add": np.add, "Subtract": np.subtract, "Multiply": np.multiply, "Divide": np.divide}


def agrees_with_the_complex_step(call, oracle, arrays: list[np.ndarray]) -> None:
    tensors = [Tensor(a, requires_grad=True) for a in arrays]
    result = call(*tensors)
    np.testing.assert_allclose(result.data, oracle(*arrays), rtol=1e-12, atol=1e-13)
    weights = np.random.default_rng(1).uniform(0.5, 1.5, result.shape)
    result.backward(weights)
    for index, tensor in enumerate(tensors):
        exact = complex_step(oracle, arrays, index, weights)
        np.testing.assert_allclose(tensor.grad, exact, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", PAIRS)
@given(shapes=mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3), seed=SEEDS)
@settings(max_examples=40)
def test_operands_of_compatible_shapes_are_broadcast(name, shapes, seed):
    rng = np.random.default_rng(seed)
    arrays = [rng.uniform(0.5, 2, shape) for shape in shapes.input_shapes]
    agrees_with_the_complex_step(CASES[name].call, PAIRS[name], arrays)


@given(shapes=mutually_broadcastable_shapes(signature="(n,k),(k,m)->(n,m)", max_side=3), seed=SEEDS)
@settings(max_examples=40)
def test_matrices_with_compatible_leading_axes_are_multiplied(shapes, seed):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in shapes.input_shapes]
    agrees_with_the_complex_step(lambda a, b: a @ b, np.matmul, arrays)


@pytest.mark.parametrize("name", ["sum", "mean"])
@given(data=st.data(), shape=array_shapes(max_dims=4, max_side=3), keepdims=st.booleans())
@settings(max_examples=40)
def test_sums_and_means_are_correct_over_any_axes(name, data, shape, keepdims):
    axes = valid_tuple_axes(len(shape)) | st.integers(-len(shape), len(shape) - 1) | st.none()
    axis = data.draw(axes)
    x = np.random.default_rng(0).normal(size=shape)
    agrees_with_the_complex_step(
        lambda t: getattr(t, name)(axis=axis, keepdims=keepdims),
        lambda a: getattr(np, name)(a, axis=axis, keepdims=keepdims),
        [x],
    )


@given(data=st.data(), shape=array_shapes(max_dims=4, max_side=3))
@settings(max_examples=40)
def test_any_basic_index_has_the_correct_value_and_gradient(data, shape):
    key = data.draw(basic_indices(shape))
    x = np.random.default_rng(0).normal(size=shape)
    agrees_with_the_complex_step(lambda t: t[key], lambda a: a[key], [x])


@given(data=st.data(), shape=array_shapes(max_dims=4, max_side=3))
@settings(max_examples=40)
def test_transposing_and_reshaping_are_correct_for_any_order_of_axes_and_any_shape(data, shape):
    axes = data.draw(st.permutations(range(len(shape))))
    axes = [a - len(shape) if data.draw(st.booleans()) else a for a in axes]
    x = np.random.default_rng(0).normal(size=shape)
    agrees_with_the_complex_step(
        lambda t: t.transpose(*axes).reshape(-1), lambda a: a.transpose(axes).reshape(-1), [x]
    )


@pytest.mark.parametrize("name", sorted(n for n in NAMES if len(OPS[n].operands) > 1))
def test_a_gradient_does_not_depend_on_which_other_gradients_are_requested(name):
    case = CASES[name]
    arrays = draw(case, case.shapes[1], seed=3)
    count = len(arrays) if case.differentiable is None else case.differentiable

    def gradients(wanted: set[int]) -> list[np.ndarray | None]:
        tensors = [Tensor(a, requires_grad=i in wanted) for i, a in enumerate(arrays)]
        case.call(*tensors).sum().backward()
        return [t.grad for t in tensors]

    together = gradients(set(range(count)))
    for index in range(count):
        alone = gradients({index})
        np.testing.assert_array_equal(alone[index], together[index])
        assert all(g is None for i, g in enumerate(alone) if i != index)


@pytest.mark.parametrize("name", NAMES)
def test_float32_operands_give_float32_results(name):
    case = CASES[name]
    arrays = draw(case, case.shapes[0], seed=5)
    count = len(arrays) if case.differentiable is None else case.differentiable
    single = [Tensor(a.astype(np.float32), requires_grad=i < count) for i, a in enumerate(arrays)]
    double = [Tensor(a, requires_grad=i < count) for i, a in enumerate(arrays)]
    results = [case.call(*tensors) for tensors in (single, double)]
    assert results[0].dtype == np.float32
    np.testing.assert_allclose(results[0].data, results[1].data, rtol=1e-5, atol=1e-6)
    for result in results:
        result.sum().backward()
    for one, two in zip(single[:count], double[:count], strict=True):
        assert one.grad is not None
        assert one.grad.dtype == np.float32
        np.testing.assert_allclose(one.grad, two.grad, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_agrees_with_finite_differences(name):
    case = CASES[name]
    arrays = draw(case, case.shapes[0], seed=7)
    wanted = len(arrays) if case.differentiable is None else case.differentiable
    fixed = [Tensor(a) for a in arrays[wanted:]]
    assert gradcheck(lambda *inputs: case.call(*inputs, *fixed), arrays[:wanted])


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=8)
def test_a_replay_equals_an_eager_run(name, data):
    case, arrays = CASES[name], example(name, data)
    wanted = len(arrays) if case.differentiable is None else case.differentiable

    def run(tensors: list[Tensor]) -> list[np.ndarray]:
        for tensor in tensors:
            tensor.zero_grad()
        result = case.call(*tensors)
        result.sum().backward()
        return [result.data, *(t.grad for t in tensors[:wanted] if t.grad is not None)]

    eager = run([Tensor(a, requires_grad=i < wanted) for i, a in enumerate(arrays)])
    buffers = [Tensor(np.zeros_like(a), requires_grad=i < wanted) for i, a in enumerate(arrays)]
    program, results = Program.record(lambda: run(buffers))
    for _ in range(2):  # the second replay must not depend on the results of the first
        for tensor, array in zip(buffers, arrays, strict=True):
            tensor.data[...] = array
        program.replay()
        assert len(results) == len(eager)
        for replayed, expected in zip(results, eager, strict=True):
            np.testing.assert_allclose(replayed, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", sorted(n for n in NAMES if not issubclass(OPS[n], ViewOp)))
def test_a_leading_replica_axis_equals_a_loop_over_replicas(name):
    if name in ("Sum", "Mean", "Reshape", "Slice", "Gather"):
        pytest.skip("works on named axes, which a further axis renumbers")
    case = CASES[name]
    fleets = [draw(case, case.shapes[0], seed) for seed in range(3)]
    count = len(case.shapes[0]) if case.differentiable is None else case.differentiable
    stacked = [np.stack(arrays) for arrays in zip(*fleets, strict=True)]

    def run(arrays: list[np.ndarray]) -> tuple[Tensor, list[Tensor]]:
        tensors = [Tensor(a, requires_grad=i < count) for i, a in enumerate(arrays)]
        result = case.call(*tensors)
        (result * result).sum().backward()
        return result, tensors[:count]

    together, inputs = run(stacked)
    for replica, arrays in enumerate(fleets):
        alone, alone_inputs = run(arrays)
        np.testing.assert_allclose(together.data[replica], alone.data, rtol=1e-13)
        for many, one in zip(inputs, alone_inputs, strict=True):
            assert many.grad is not None
            np.testing.assert_allclose(many.grad[replica], one.grad, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("score", [-1e4, 1e4])
def test_losses_are_finite_and_correct_at_extreme_scores(score):
    for target, expected in ((0.0, max(score, 0.0)), (1.0, max(-score, 0.0))):
        scores = Tensor(np.array([[score]]), requires_grad=True)
        loss = cr.losses.BinaryCrossEntropy()(scores, [target])  # without warnings
        loss.backward()
        assert loss.item() == expected
        assert scores.grad is not None
        assert scores.grad.item() == float(score > 0) - target
    pair = Tensor(np.array([[score, 0.0]]), requires_grad=True)
    assert cr.losses.CrossEntropy()(pair, [0]).item() == max(-score, 0.0)


def test_relu_has_a_gradient_of_zero_at_zero():
    x = Tensor([0.0, -1.0, 2.0], requires_grad=True)
    x.relu().sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0, 1])


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 0.5, -1, -2.5])
def test_derivatives_of_powers_are_correct_at_zero(exponent):
    points = np.array([0.5, 1.0, 2.0] if exponent < 1 and exponent else [0.0, 0.5, -2.0])
    x = Tensor(points, requires_grad=True)
    (x**exponent).sum().backward()
    expected = exponent * points ** (exponent - 1) if exponent else np.zeros(3)
    np.testing.assert_allclose(x.grad, expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda a: a + Tensor(np.ones(5)), r"Add: shapes \(3, 2\) and \(5,\) do not fit"),
        (lambda a: a @ Tensor(np.ones((3, 2))), r"matmul: shapes \(3, 2\) and \(3, 2\)"),
        (lambda a: a.reshape(4), r"reshape: \(3, 2\) has 6 entries, which do not fill \(4,\)"),
        (lambda a: cr.nn.Linear(3, 1)(a), r"linear: input of shape \(3, 2\) .* expected \(…, n, 3"),
    ],
)
def test_the_error_for_shapes_that_do_not_match_names_them(call, message):
    with pytest.raises(cr.ShapeError, match=message):
        call(Tensor(np.ones((3, 2))))


def test_overlapping_slices_add_their_gradients():
    x = Tensor(np.array([1.0, 2.0, 3.0]), requires_grad=True)
    (x[0] * x[0] + x[0:2].sum() * 2 + x[1:].sum()).backward()
    np.testing.assert_array_equal(x.grad, [2 * 1 + 2, 2 + 1, 1])


@pytest.mark.parametrize("other", [None, np.array([1j]), "a"])
def test_tensors_can_be_combined_only_with_real_numbers(other):
    with pytest.raises(TypeError, match="a Tensor can only be combined with real numbers"):
        _ = Tensor([1.0]) + other


def test_the_error_for_an_operand_outside_the_tensors_range_names_it():
    with pytest.raises(cr.InputError, match=r"operand: 1e\+300 .* float32 numbers"):
        _ = Tensor(np.ones(2, "f4")) * np.array([1e300, 1])
