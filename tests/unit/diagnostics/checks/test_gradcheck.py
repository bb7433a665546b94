"""The gradient check detects wrong gradients of any size and accepts all correct ones."""

import math
import re

import numpy as np
import pytest
from chainrule import (
    OPS,
    GradientError,
    InputError,
    KinkWarning,
    Tensor,
    gradcheck,
    losses,
    nn,
    ops,
)
from chainrule.engine.op import Elementwise
from chainrule.tensor.tensor import apply
from ops.op_cases import CASES, draw


def wrong(factor: float, scale: float):
    """x → scale · x², with a gradient that is wrong by a factor."""

    class Wrong(Elementwise):
        saves = ("x",)

        @staticmethod
        def forward(np, x, *, y):
            np.multiply(x, x, out=y)
            np.multiply(y, scale, out=y)

        @staticmethod
        def backward(np, dy, x, *, dx):
            np.multiply(x, 2 * scale * factor, out=dx)
            np.multiply(dx, dy, out=dx)

    return lambda x: apply(Wrong, x)


@pytest.mark.parametrize("scale", [1.0, 1e-8])
@pytest.mark.parametrize("factor", [-1.0, 2.0, 0.999, 0.0])
def test_a_wrong_gradient_is_detected(factor, scale):
    with pytest.raises(GradientError, match=r"input 0, entry \(0,\): the engine's gradient is"):
        gradcheck(wrong(factor, scale), [[0.7, -1.3]])


@pytest.mark.parametrize("scale", [1.0, 1e-8, 1e6])
def test_a_correct_gradient_passes(scale):
    assert gradcheck(wrong(1.0, scale), [[0.7, -1.3, 30.0]])


def test_a_missing_gradient_is_detected():
    with pytest.raises(GradientError, match="engine's gradient is 0"):
        gradcheck(lambda x: Tensor(x.data) * 0.5 + x * 0, [[0.5]])


def test_every_input_is_checked():
    right, off = wrong(1.0, 1.0), wrong(-1.0, 1e-8)
    with pytest.raises(GradientError, match=r"input 1, entry \(0,\)"):
        gradcheck(lambda a, b: right(a) + off(b), [[0.7], [0.7]])
    with pytest.raises(GradientError, match=r"input 2, entry \(0,\): .* gradient is 0, the diff"):
        gradcheck(lambda a, b, c: a * b * Tensor(c.data), [[1.0, 1.0], [2.0, 2.0], [0.5, 0.5]])


def test_the_error_gives_both_numbers_and_the_tolerance():
    with pytest.raises(
        GradientError,
        match=r"^input 0, entry \(\): the engine's gradient is 8\.\d+, the difference quotient "
        r"4\.\d+; they differ by 4\.\d+, allowed are \d.*\d\.$",
    ):
        gradcheck(wrong(2.0, 1.0), [2.0], seed=1)


def test_the_error_names_one_wrong_entry_among_many():
    def skewed(x: Tensor) -> Tensor:
        return x * np.array([1.0, 1.0]) + Tensor(x.data) * np.array([0.0, 1.0])

    with pytest.raises(GradientError, match=r"entry \(1,\)"):
        gradcheck(skewed, [[0.5, 0.5]])


@pytest.mark.parametrize("large", [1e3, 1e7, 1e10])
def test_a_wrong_entry_is_detected_next_to_a_much_larger_one(large):
    def by_quotient(x: Tensor) -> Tensor:
        """Half of the second entry's gradient is missing."""
        return x * np.array([large, 0.5]) + Tensor(x.data) * np.array([0.0, 0.5])

    class Scale(Elementwise):
        """A tenth of the second entry's gradient is missing."""

        analytic = True

        @staticmethod
        def forward(np, x, *, y, factors):
            np.multiply(x, factors, out=y)

        @staticmethod
        def backward(np, dy, *, dx, factors):
            np.multiply(dy, factors * np.array([1.0, 0.9]), out=dx)

    def by_complex_step(x: Tensor) -> Tensor:
        return apply(Scale, x, factors=np.array([large, 1.0])).sum()

    for function, name in [(by_quotient, "quotient"), (by_complex_step, "complex step")]:
        with pytest.raises(GradientError, match=rf"entry \(1,\): .* {name}"):
            gradcheck(function, [[0.5, 0.5]])


def test_inputs_are_not_changed():
    x = np.array([0.25, -0.5])
    gradcheck(lambda t: t.tanh(), [x])
    np.testing.assert_array_equal(x, [0.25, -0.5])
    with pytest.raises(InputError, match="inputs: .* at least one array"):
        gradcheck(lambda: Tensor([1.0]), [])


def test_the_complex_step_detects_errors_too_small_for_a_difference_quotient():
    """A relative error of 1e-9, which a difference quotient cannot detect because of its own
    rounding."""

    class AlmostTanh(ops.Tanh):
        @staticmethod
        def backward(np, dy, y, *, dx):
            ops.Tanh.backward(np, dy, y, dx=dx)
            np.multiply(dx, 1 + 1e-9, out=dx)

    def almost(x):
        return apply(AlmostTanh, x)

    assert gradcheck(almost, [[0.3, -1.2]], method="central")
    with pytest.raises(GradientError, match="the complex step"):
        gradcheck(almost, [[0.3, -1.2]])


def test_the_difference_quotient_is_used_for_ops_that_do_not_support_complex_numbers():
    assert gradcheck(lambda x: x.relu() + x.abs(), [[0.3, -1.2]])
    with pytest.raises(TypeError, match="ReLU is not defined for complex numbers"):
        gradcheck(lambda x: x.relu(), [[0.3, -1.2]], method="complex")
    with pytest.raises(InputError, match="method: 'exact' is not allowed"):
        gradcheck(lambda x: x, [[0.3]], method="exact")


@pytest.mark.parametrize("name", sorted(n for n in OPS if OPS[n].analytic))
def test_ops_declared_analytic_can_be_checked_by_complex_steps(name):
    case = CASES[name]
    arrays = draw(case, case.shapes[0], seed=4)
    wanted = len(arrays) if case.differentiable is None else case.differentiable
    fixed = [Tensor(a) for a in arrays[wanted:]]
    assert gradcheck(lambda *x: case.call(*x, *fixed), arrays[:wanted], method="complex")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, [[1.0]]), "function: 3 is not allowed; allowed: a function of tensors"),
        ((lambda x: x.data, [[1.0]]), "function: 'ndarray' .* returns a tensor"),
        ((lambda x: x, ["a"]), "inputs: 'a' .* arrays of real numbers"),
        ((lambda x: x, [[np.nan]]), "inputs: nan .* finite numbers"),
    ],
)
def test_the_error_for_an_invalid_argument_of_a_gradient_check_names_it(arguments, message):
    with pytest.raises(InputError, match=message):
        gradcheck(*arguments)


# --- where float64 ends ------------------------------------------------------------------------

FAR = [800.0, 745.2, 720.0, 100.0, 40.0, 37.0, 20.0, 1e5]


@pytest.mark.parametrize("method", [None, "central"])
@pytest.mark.parametrize("name", nn.ACTIVATIONS)
def test_saturated_activations_pass_the_check(name, method):
    layer = nn.ACTIVATIONS[name]()
    for size in FAR:
        for x in (size, -size):
            assert gradcheck(layer, [[x]], method=method)
    assert gradcheck(layer, [[[-800.0, -40.0, -0.9, 0.3, 40.0, 800.0]]], method=method)


@pytest.mark.parametrize("size", FAR)
def test_saturated_gates_pass_the_check(size):
    rest = [0.5, -0.3, 0.2]
    for sign in (1, -1):
        for place in range(4):
            gates = np.insert(rest, place, sign * size)[None]
            for op, count in ((ops.LSTMCell, 4), (ops.GRUCell, 3)):
                parts = gates[:, :count], [[0.1, 0.2, 0.3, -0.4][:count]], [[0.7]]
                assert gradcheck(lambda *x, op=op: apply(op, *x), list(parts))
        for op, count in ((ops.LSTMCell, 4), (ops.GRUCell, 3)):
            both = [[[sign * size] * count]] * 2
            assert gradcheck(lambda *x, op=op: apply(op, *x), [*both, [[0.7]]])


@pytest.mark.parametrize("layer", [nn.LSTM, nn.GRU, nn.RNN])
def test_recurrent_layers_with_enormous_inputs_pass_the_check(layer):
    net = layer(1, 2)
    assert gradcheck(net, [np.array([[[800.0], [-800.0], [0.1]], [[-3e3], [0.2], [5e3]]])])


@pytest.mark.parametrize("size", FAR)
@pytest.mark.parametrize(
    ("loss", "target"),
    [
        (losses.BinaryCrossEntropy(), [[1.0, 0.0, 0.3]]),
        (losses.CrossEntropy(), [1]),
        (losses.KLDivergence(), [[0.2, 0.8, 0.0]]),
        (losses.Hinge(), [1]),
        (losses.MSE(), [[1.0, 0.0, 0.3]]),
        (losses.L1(), [[1.0, 0.0, 0.3]]),
        (losses.Huber(), [[1.0, 0.0, 0.3]]),
    ],
)
def test_losses_of_confident_scores_pass_the_check(loss, target, size):
    for scores in ([size, 0.3, -0.5], [0.3, size, -0.5], [-size, 0.2, size]):
        assert gradcheck(lambda s: loss(s, target), [[scores]])


@pytest.mark.parametrize("method", [None, "central"])
@pytest.mark.parametrize("exponent", [2, 3, 50, 99, 100, 0.5, 1.5, -1, -2.5, 0, 1])
def test_powers_pass_the_check(exponent, method):
    sizes = [1e-160, 1e-20, 1e-3, 0.5, 1.0, 1.5, 2.0, 30.0, 1000.0]
    for x in [*sizes, *(-size for size in sizes if exponent == int(exponent))]:
        if abs(math.log10(abs(x)) * (exponent - 1)) < 300:
            assert gradcheck(lambda t: t**exponent, [[x]], method=method)


TINY = {
    "√x": lambda x: x.sqrt(),
    "ln x": lambda x: x.log(),
    "x²": lambda x: x * x,
    "1/x": lambda x: 1 / x,
    "ratio": lambda x: x / (x + 1e-300),
    "e^x": lambda x: x.exp(),
    "1e300 x": lambda x: x * 1e300,
    "ln 1e300 x": lambda x: (x * 1e300).log(),
    "|x|": lambda x: x.abs(),
    "relu": lambda x: x.relu(),
}


@pytest.mark.parametrize("method", [None, "central"])
@pytest.mark.parametrize("name", TINY)
def test_values_near_1e_300_pass_the_check(name, method):
    for x in (1e-300, 3e-301, 1e-290, 1e-100):
        with np.errstate(over="ignore"):  # the slope of 1/x is −∞ there
            assert gradcheck(TINY[name], [[x]], method=method)
    assert gradcheck(lambda a, b: a / b, [[1e-300], [1e-300]], method=method)


def test_amplified_rounding_errors_are_allowed():
    assert gradcheck(lambda x: x.tanh() * 1e10, [[15.0]])
    assert gradcheck(lambda x: (x + 1e8) - 1e8, [[0.3]])
    assert gradcheck(lambda x: (x + 1e8) - 1e8, [[0.3]], method="central")
    assert gradcheck(lambda x: ((x * 1e4).sin() * 1e3).cos(), [[0.3]], method="central")


@pytest.mark.parametrize("scale", [1e-8, 1e-30, 1e-200])
@pytest.mark.parametrize("method", ["complex", "central"])
def test_a_wrong_sign_is_detected_at_any_scale(scale, method):
    class Flipped(ops.Tanh):
        @staticmethod
        def backward(np, dy, y, *, dx):
            ops.Tanh.backward(np, dy, y, dx=dx)
            np.negative(dx, out=dx)

    assert gradcheck(lambda x: x.tanh() * scale, [[0.3, 2.0]], method=method)
    with pytest.raises(GradientError):
        gradcheck(lambda x: apply(Flipped, x) * scale, [[0.3, 2.0]], method=method)


@pytest.mark.parametrize(
    ("function", "x", "slopes"),
    [
        (lambda x: x.relu(), 0.0, (0, 1)),
        (lambda x: x.abs(), 0.0, (-1, 1)),
        (lambda x: x.clip(0, 1), 1.0, (1, 0)),
        (lambda x: x.relu() - (-x).relu(), 0.0, (1, 1)),
        (lambda x: nn.SELU()(x), 0.0, (1.7580993, 1.0507010)),
        (lambda x: (x * x - 1).relu() + x, 1.0, (1, 3)),
    ],
)
def test_a_kink_is_reported_with_both_slopes(function, x, slopes):
    with pytest.warns(KinkWarning, match=r"input 0, entry \(0,\): a kink; the slope is") as raised:
        assert gradcheck(function, [[x]])
    found = re.findall(r"(\S+) below and (\S+) above", str(raised[0].message))[0]
    ratio = [float(slope) for slope in found]
    projection = np.random.default_rng(0).uniform(0.5, 1.5, 1)[0]
    assert np.array(ratio) / projection == pytest.approx(np.array(slopes), rel=2e-3, abs=1e-9)


def test_no_kink_is_reported_at_a_point_beside_a_kink():
    for x in (1e-14, -1e-14, 1e-300, -1e-300):
        assert gradcheck(lambda x: x.relu() + 5 * x, [[x]])


def test_a_wrong_gradient_at_a_kink_is_detected():
    off = wrong(1.001, 1.0)
    with pytest.raises(GradientError):
        gradcheck(lambda x: off(x.relu() + 1), [[0.0]])
    with pytest.raises(GradientError):
        gradcheck(lambda x: x.relu() + Tensor(x.data), [[0.0]])


def test_a_function_whose_value_is_infinite_or_nan_is_rejected():
    with pytest.raises(InputError, match="function: inf .* finite at these inputs"):
        gradcheck(lambda x: x * math.inf, [[1e4]])
