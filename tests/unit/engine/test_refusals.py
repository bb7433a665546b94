"""Invalid calls raise errors that name the argument; valid calls follow PyTorch."""

import math

import numpy as np
import pytest
from chainrule import InputError, Tensor, data, losses, nn, optim
from chainrule.diagnostics import GradientError, gradcheck
from chainrule.engine.program import Program
from chainrule.errors import ShapeError
from chainrule.ops import ELU, Exp
from chainrule.tensor.tensor import apply
from chainrule.training.trainer import Trainer

X = Tensor(np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: X.sum(5), "sum: axis 5 does not fit 2 axes"),
        (lambda: X.mean((0, 0)), r"mean: axis \(0, 0\) does not fit"),
        (lambda: X.max("a"), "max: axis 'a' does not fit"),
        (lambda: X.var(2), "var: axis 2 does not fit"),
        (lambda: X.logsumexp(-3), "logsumexp: axis -3 does not fit"),
        (lambda: X.softmax(4), "softmax: axis 4 does not fit"),
        (lambda: X.log_softmax(4), "logsoftmax: axis 4 does not fit"),
        (lambda: X.swapaxes(0, 5), "swapaxes: there is no axis 5"),
        (lambda: X.transpose(0, 0), r"transpose: axes \(0, 0\) do not fit shape \(2, 3\)"),
        (lambda: X.transpose(0), "transpose: axes"),
        (lambda: X[:0].max(), r"max: shape \(0, 3\) has no entries"),
        (lambda: X[:0].logsumexp(0), r"logsumexp: shape \(0, 3\) has no entries"),
        (lambda: X @ np.zeros(3), r"a vector of n numbers is \(n, 1\)"),
        (lambda: nn.LSTM(3, 2)(Tensor(np.zeros((2, 0, 3)))), "has no steps; expected one"),
    ],
)
def test_shapes_and_axes_that_do_not_match_are_rejected(call, message):
    with pytest.raises(ShapeError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: X.pad(3), "widths: 3 is not allowed"),
        (lambda: X.pad([(1, 2, 3)]), "widths"),
        (lambda: X ** "a", "exponent: 'a'"),  # pyright: ignore[reportOperatorIssue]
        (lambda: X.clip("a", 0), "min: 'a'"),
        (lambda: X.clip(1, 0), "min: 1 is not allowed; allowed: a number up to max, 0"),
        (lambda: nn.Linear(2, 3, bias="no"), "bias: 'no'"),
        (lambda: nn.MultiheadAttention(4, 2, causal="yes"), "causal: 'yes'"),
        (lambda: nn.Linear(2, 3, init=["a"]), "init"),
        (lambda: nn.Softmax("a"), "dim: 'a'"),
        (lambda: nn.Dropout(float("nan")), "p: nan"),
        (lambda: nn.LeakyReLU(True), "negative_slope: True"),
        (lambda: nn.LayerNorm(3, eps="x"), "eps: 'x'"),
        (lambda: nn.BatchNorm1d(3, momentum=2), "momentum: 2"),
        (lambda: Trainer(nn.Sequential(nn.Tanh()), losses.MSE(), optim.SGD()), "with parameters"),
    ],
)
def test_arguments_of_invalid_types_are_rejected(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_the_error_for_a_number_of_an_invalid_type_names_it():
    net = nn.Sequential(nn.Linear(2, 1))
    for call, message in [
        (lambda: Tensor([[1, 2], [3]]), r"data: \[\[1, 2\], \[3\]\] is not allowed"),
        (lambda: net([["a", "b"]]), r"x: \[\['a', 'b'\]\] is not allowed; allowed: an array of re"),
        (lambda: net([[1.0, np.nan]]), "x: nan is not allowed; allowed: finite float32"),
        (lambda: net.load_state_dict({"0.weight": "a", "0.bias": [0]}), "0.weight: 'a'"),
        (lambda: data.spiral(seed=-1), "seed: -1 is not allowed; allowed: a whole number from 0"),
        (lambda: data.spiral(seed=0.5), "seed: 0.5"),
    ]:
        with pytest.raises(InputError, match=message):
            call()
    with pytest.raises(TypeError, match="float32 and float64. An array instead of a tensor is"):
        net(Tensor([[1.0, 2.0]]))


def test_a_network_accepts_an_array_as_its_input():
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), dtype="float32")
    np.testing.assert_array_equal(
        net([[1, 2]]).data, net(Tensor(np.array([[1, 2]], np.float32))).data
    )
    assert nn.Tanh()([0.0, 1.0]).dtype == np.float64


def test_only_tensors_with_one_entry_can_be_converted_to_a_number_or_boolean():
    assert X[0, 1].item() == 1
    assert bool(X[0, 1])
    assert not X[0, 0]
    for call in (X.item, lambda: bool(X), lambda: float(X), X[:0].item):
        with pytest.raises(ShapeError, match=r"item: a tensor of shape \(\d, 3\) is not a single"):
            call()


def test_numpy_scalars_are_accepted_as_numbers():
    assert nn.Dropout(np.float64(0.25)).p == 0.25
    assert nn.LeakyReLU(np.float32(0.5)).negative_slope == 0.5
    assert nn.LayerNorm(np.int64(3), eps=np.float64(0.1)).eps == 0.1
    net = nn.Sequential(nn.Linear(np.int64(2), np.int32(1)))
    assert type(nn.Sequential(nn.Linear(2, 1), replicas=np.int64(3)).replicas) is int
    run = Trainer(net, losses.MSE(), optim.SGD(), batch_size=np.int64(2))
    run.fit(np.ones((4, 2)), np.ones(4), epochs=np.int64(2))
    assert run.epoch == 2


def test_axes_can_be_given_as_a_tuple_and_clip_accepts_a_single_bound():
    np.testing.assert_array_equal(X.transpose((1, 0)).data, X.data.T)
    np.testing.assert_array_equal(X.clip(2).data, np.maximum(X.data, 2))
    np.testing.assert_array_equal(X.clip(max=2).data, np.minimum(X.data, 2))


def test_an_optimizer_without_a_network_raises_an_error():
    with pytest.raises(RuntimeError, match=r"Adam.step: nothing to update; call bind first"):
        optim.Adam().step()


def test_the_error_for_batch_norm_of_one_example_names_the_batch_size():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))
    run = Trainer(net, losses.MSE(), optim.SGD(), batch_size=2)
    with pytest.raises(ShapeError, match="batch_size that leaves one example"):
        run.fit(np.ones((5, 2)), np.ones(5), epochs=1)


@pytest.mark.parametrize("factor", [math.nan, -1.0, math.inf, None])
def test_an_invalid_schedule_factor_raises_an_error_before_the_weights_change(factor):
    net = nn.Sequential(nn.Linear(2, 1))
    run = Trainer(
        net, losses.MSE(), optim.SGD(), batch_size=4, schedule=lambda t: 1.0 if t < 2 else factor
    )
    x = np.random.default_rng(0).normal(size=(4, 2))
    run.load(x, x[:, 0])
    run.advance(2)
    before = net.theta.copy()
    with pytest.raises(InputError, match=r"schedule\(2\)"):
        run.advance()
    np.testing.assert_array_equal(net.theta, before)


def test_the_derivative_of_elu_is_accurate_far_below_zero():
    x = Tensor([-40.0, -700.0, -1.0, 0.0, 2.0], requires_grad=True)
    apply(ELU, x, alpha=1.5, scale=1.25).sum().backward()
    assert x.grad is not None
    expected = [1.875 * math.exp(v) if v <= 0 else 1.25 for v in x.data]
    np.testing.assert_allclose(x.grad, expected, rtol=1e-14)


def test_logsumexp_of_only_minus_infinities_has_a_gradient_of_zero():
    x = Tensor(np.array([[-np.inf, -np.inf], [0.0, -np.inf]]), requires_grad=True)
    y = x.logsumexp(1)
    np.testing.assert_array_equal(y.data, [-np.inf, 0])
    y.backward(np.ones(2))
    np.testing.assert_array_equal(x.grad, [[0, 0], [1, 0]])


@pytest.mark.parametrize("layer", [nn.RNN, nn.GRU, nn.LSTM])
def test_complex_steps_work_for_recurrent_layers(layer):
    net = layer(2, 3)
    x = np.random.default_rng(1).normal(size=(2, 3, 2))
    assert gradcheck(net, [x], method="complex")


class WrongExp(Exp):
    """eˣ with a gradient that is wrong where the gradient is small."""

    @staticmethod
    def backward(np, dy, y, *, dx):
        np.multiply(dy, y, out=dx)
        np.multiply(dx, 1.0 + 0.5 * (y.min() == y) * 1.0, out=dx)


def test_a_wrong_tiny_entry_is_detected_next_to_a_huge_one():
    x = np.array([0.0, math.log(1e7)])
    assert gradcheck(lambda t: t.exp(), [x], method="central", rtol=1e-5)
    with pytest.raises(GradientError, match=r"entry \(0,\)"):
        gradcheck(lambda t: apply(WrongExp, t), [x], method="central", rtol=1e-5)


def test_the_updates_of_batch_norm_have_names_in_a_program():
    net = nn.BatchNorm1d(2)

    def step():
        return net(Tensor(np.arange(6.0).reshape(3, 2))).data

    program, _ = Program.record(step)
    named = {name for event in program.trace() for name in event.results}
    assert {"running_mean", "running_var"} <= named
