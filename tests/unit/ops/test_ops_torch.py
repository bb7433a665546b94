"""Ops compared with PyTorch in float64: values and gradients, including kinks, ties and
extremes."""

import chainrule as cr
import numpy as np
import pytest
from chainrule import Tensor, nn
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

torch = pytest.importorskip("torch")
F = torch.nn.functional

# Few distinct numbers, so that kinks and ties occur, and large numbers.
NUMBERS = st.sampled_from([-1000.0, -50.0, -3.0, -1.0, -0.5, 0.0, 0.3, 0.5, 1.0, 2.5, 19.0, 300.0])
SHAPES = array_shapes(min_dims=1, max_dims=3, max_side=4)

UNARY = {
    "abs": (lambda x: x.abs(), torch.abs),
    "sin": (lambda x: x.sin(), torch.sin),
    "cos": (lambda x: x.cos(), torch.cos),
    "clip": (lambda x: x.clip(-1, 0.5), lambda x: torch.clamp(x, -1, 0.5)),
    "relu": (nn.ReLU(), F.relu),
    "leaky_relu": (nn.LeakyReLU(0.2), lambda x: F.leaky_relu(x, 0.2)),
    "elu": (nn.ELU(0.7), lambda x: F.elu(x, 0.7)),
    "selu": (nn.SELU(), F.selu),
    "gelu": (nn.GELU(), F.gelu),
    "silu": (nn.SiLU(), F.silu),
    "mish": (nn.Mish(), F.mish),
    "softplus": (nn.Softplus(2.0, 10.0), lambda x: F.softplus(x, 2.0, 10.0)),
    "hardtanh": (nn.Hardtanh(-1, 0.5), lambda x: F.hardtanh(x, -1, 0.5)),
    "tanh": (nn.Tanh(), torch.tanh),
    "sigmoid": (nn.Sigmoid(), torch.sigmoid),
    "softmax": (nn.Softmax(-1), lambda x: F.softmax(x, -1)),
    "softmax over the first axis": (nn.Softmax(0), lambda x: F.softmax(x, 0)),
    "log_softmax": (nn.LogSoftmax(-1), lambda x: F.log_softmax(x, -1)),
    "max": (lambda x: x.max(axis=0), lambda x: torch.amax(x, 0)),
    "min": (lambda x: x.min(), lambda x: torch.amin(x)),
    "logsumexp": (lambda x: x.logsumexp(axis=-1), lambda x: torch.logsumexp(x, -1)),
    "biased var": (lambda x: x.var(0, correction=0), lambda x: torch.var(x, 0, correction=0)),
    "pad": (lambda x: x.pad([(1, 2)], 7), lambda x: F.pad(x, (1, 2), value=7)),
}

BINARY = {
    "maximum": (cr.maximum, torch.maximum),
    "minimum": (cr.minimum, torch.minimum),
    "where": (lambda a, b: cr.where(a.data > 0, a, b), lambda a, b: torch.where(a > 0, a, b)),
    "concat": (lambda a, b: cr.concat([a, b, a], -1), lambda a, b: torch.cat([a, b, a], -1)),
    "stack": (lambda a, b: cr.stack([a, b], 1), lambda a, b: torch.stack([a, b], 1)),
}


# Positive numbers, which all of these accept; called with (4, 3) and (3,).
BROADCAST = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "numbers on either side": lambda a, b: (2 - a) * 3 + 1 / b - (-a) / 4,
    "matmul": lambda a, b: a @ (b.reshape(3, 1)),
    "exp": lambda a, b: a.exp() * b,
    "log": lambda a, b: a.log() * b,
    "sqrt": lambda a, b: a.sqrt() * b,
    "power": lambda a, b: a**2.5 + b**-1 + a**0,
    "sum": lambda a, b: a.sum() * b,
    "sum over an axis": lambda a, b: a.sum(0) * b + a.sum(1, keepdims=True),
    "mean": lambda a, b: a.mean() * b,
    "mean over an axis": lambda a, b: a.mean(0) * b + a.mean(1, keepdims=True),
    "reshape": lambda a, b: a.reshape(2, 6) * a.reshape(-1)[:6] + b.sum(),
    "transpose": lambda a, b: a.T * b.reshape(3, 1) + a.swapaxes(0, 1),
    "slice": lambda a, b: a[1:3, 1:] * b[:2] + a[-1, 0] + a[..., 2:].sum(),
}


@pytest.mark.parametrize("name", BROADCAST)
@given(
    a=arrays(np.float64, (4, 3), elements=st.floats(0.1, 6)),
    b=arrays(np.float64, (3,), elements=st.floats(0.1, 6)),
)
@settings(max_examples=20, deadline=None)
def test_arithmetic_sums_and_shapes_equal_those_of_pytorch(name, a, b):
    agree(BROADCAST[name], BROADCAST[name], a, b)


def agree(ours, theirs, *values):
    mine = [Tensor(v, requires_grad=True) for v in values]
    other = [torch.tensor(v, requires_grad=True) for v in values]
    y, expected = ours(*mine), theirs(*other)
    close(y.data, expected.detach().numpy())
    weights = np.random.default_rng(0).uniform(0.5, 1.5, y.shape)
    y.backward(weights)
    expected.backward(torch.tensor(weights))
    for one, two in zip(mine, other, strict=True):
        close(one.grad, two.grad.numpy())


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", UNARY)
@given(x=arrays(np.float64, SHAPES, elements=NUMBERS))
@settings(max_examples=30, deadline=None)
def test_functions_of_one_operand_equal_those_of_pytorch(name, x):
    agree(*UNARY[name], x)


@pytest.mark.parametrize("name", UNARY)
@given(x=arrays(np.float64, SHAPES, elements=st.floats(-6, 6)))
@settings(max_examples=20, deadline=None)
def test_functions_of_one_operand_with_a_limited_domain_equal_those_of_pytorch(name, x):
    agree(*UNARY[name], x)


@pytest.mark.parametrize("name", BINARY)
@given(data=st.data(), shape=SHAPES)
@settings(max_examples=30, deadline=None)
def test_functions_of_two_operands_equal_those_of_pytorch(name, data, shape):
    draw = arrays(np.float64, shape, elements=NUMBERS)
    agree(*BINARY[name], data.draw(draw), data.draw(draw))


@given(data=st.data(), shape=array_shapes(min_dims=2, max_dims=3, max_side=4))
@settings(max_examples=30, deadline=None)
def test_gather_equals_that_of_pytorch(data, shape):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    places = [data.draw(st.integers(1, n)) for n in shape]
    index = data.draw(arrays(np.int64, tuple(places), elements=st.integers(0, shape[axis] - 1)))
    agree(
        lambda x: x.gather(axis, index),
        lambda x: torch.gather(x, axis, torch.tensor(index)),
        np.random.default_rng(0).normal(size=shape),
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: x.clip(2, 1), "min: 2 is not allowed; allowed: a number up to max, 1"),
        (lambda x: cr.concat([x, Tensor(np.zeros((2, 2)))], 0), r"concat: shapes \(3, 3\) and"),
        (lambda x: cr.concat([x], 2), "concat: there is no axis 2; expected -2 to 1"),
        (lambda x: cr.stack([]), "tensors: .* at least one tensor"),
        (lambda x: x.gather(1, [[3]]), "index: 3 is not allowed; allowed: whole numbers from 0 to"),
        (lambda x: x.gather(1, [[0.5]]), "index: .* an array of whole numbers"),
        (lambda x: x.gather(0, [0]), r"gather: an index of shape \(1,\) does not fit \(3, 3\)"),
        (lambda x: x.pad([(-1, 0)]), "pad: widths .* do not fit shape"),
        (lambda x: x[:1, :1].var(), "var: 1 entries to average do not fit correction=1"),
        (lambda x: nn.Softplus(0)(x), "beta: 0 is not allowed"),
        (lambda x: nn.Hardtanh(1, 1)(x), "min_val: 1 is not allowed"),
    ],
)
def test_the_error_for_an_invalid_setting_names_it(call, message):
    with pytest.raises((cr.InputError, cr.ShapeError), match=message):
        call(Tensor(np.zeros((3, 3))))
