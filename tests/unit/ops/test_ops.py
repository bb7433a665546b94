"""Every op: value, gradient, no mutation, no aliasing, replay, replicas."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import OPS, Program, Tensor, gradcheck
from chainrule.engine.op import ViewOp
from hypothesis import given, settings
from hypothesis import strategies as st
from op_cases import CASES, complex_step, draw

NAMES = sorted(OPS)
SEEDS = st.integers(0, 10_000)


def test_no_op_goes_untested():
    assert set(OPS) == set(CASES)


@pytest.mark.parametrize("name", NAMES)
def test_an_op_says_how_it_reads(name):
    op = OPS[name]
    assert op.latex
    assert op.__doc__
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


@pytest.mark.parametrize("name", NAMES)
def test_gradient_agrees_with_finite_differences(name):
    case = CASES[name]
    arrays = draw(case, case.shapes[0], seed=7)
    wanted = len(arrays) if case.differentiable is None else case.differentiable
    fixed = [Tensor(a) for a in arrays[wanted:]]
    assert gradcheck(lambda *inputs: case.call(*inputs, *fixed), arrays[:wanted])


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=8)
def test_replay_gives_what_eager_gives(name, data):
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
    for _ in range(2):  # the second replay must not depend on what the first left
        for tensor, array in zip(buffers, arrays, strict=True):
            tensor.data[...] = array
        program.replay()
        assert len(results) == len(eager)
        for replayed, expected in zip(results, eager, strict=True):
            np.testing.assert_allclose(replayed, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", sorted(n for n in NAMES if not issubclass(OPS[n], ViewOp)))
def test_a_leading_replica_axis_is_a_loop_over_replicas(name):
    if name in ("Sum", "Mean", "Reshape", "Slice"):
        pytest.skip("works on named axes, which a further axis renumbers")
    case = CASES[name]
    fleets = [draw(case, case.shapes[0], seed) for seed in range(3)]
    together = case.call(*(Tensor(np.stack(arrays)) for arrays in zip(*fleets, strict=True)))
    for replica, arrays in enumerate(fleets):
        alone = case.call(*map(Tensor, arrays))
        np.testing.assert_allclose(together.data[replica], alone.data, rtol=1e-13)


@pytest.mark.parametrize("score", [-1e4, 1e4])
def test_losses_stay_finite_and_right_at_extreme_scores(score):
    for target, expected in ((0.0, max(score, 0.0)), (1.0, max(-score, 0.0))):
        scores = Tensor(np.array([[score]]), requires_grad=True)
        with np.errstate(over="ignore"):
            loss = cr.losses.BinaryCrossEntropy()(scores, [target])
        loss.backward()
        assert loss.item() == expected
        assert scores.grad is not None
        assert scores.grad.item() == float(score > 0) - target
    pair = Tensor(np.array([[score, 0.0]]), requires_grad=True)
    assert cr.losses.CrossEntropy()(pair, [0]).item() == max(-score, 0.0)


def test_relu_has_gradient_zero_at_zero():
    x = Tensor([0.0, -1.0, 2.0], requires_grad=True)
    x.relu().sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0, 1])


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 0.5, -1, -2.5])
def test_powers_have_their_derivative_at_zero_too(exponent):
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
def test_shapes_that_do_not_fit_are_named(call, message):
    with pytest.raises(cr.ShapeError, match=message):
        call(Tensor(np.ones((3, 2))))
