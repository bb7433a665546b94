"""The gradient check finds wrong gradients, however small."""

import numpy as np
import pytest
from chainrule import OPS, GradientError, InputError, Tensor, gradcheck, ops
from chainrule.engine.op import Elementwise
from chainrule.engine.tensor import apply
from op_cases import CASES, draw


def wrong(factor: float, scale: float):
    """x → scale · x² whose gradient is off by a factor."""

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
def test_a_wrong_gradient_is_found(factor, scale):
    with pytest.raises(GradientError, match=r"input 0, entry \(0,\): the engine's gradient is"):
        gradcheck(wrong(factor, scale), [[0.7, -1.3]])


@pytest.mark.parametrize("scale", [1.0, 1e-8, 1e6])
def test_a_right_gradient_passes(scale):
    assert gradcheck(wrong(1.0, scale), [[0.7, -1.3, 30.0]])


def test_a_missing_gradient_is_found():
    with pytest.raises(GradientError, match="engine's gradient is 0"):
        gradcheck(lambda x: Tensor(x.data) * 0.5 + x * 0, [[0.5]])


def test_every_input_is_checked():
    right, off = wrong(1.0, 1.0), wrong(-1.0, 1e-8)
    with pytest.raises(GradientError, match=r"input 1, entry \(0,\)"):
        gradcheck(lambda a, b: right(a) + off(b), [[0.7], [0.7]])
    with pytest.raises(GradientError, match=r"input 2, entry \(0,\): .* gradient is 0, the diff"):
        gradcheck(lambda a, b, c: a * b * Tensor(c.data), [[1.0, 1.0], [2.0, 2.0], [0.5, 0.5]])


def test_the_sentence_gives_both_numbers_and_what_is_allowed():
    with pytest.raises(
        GradientError,
        match=r"^input 0, entry \(\): the engine's gradient is 8\.\d+, the difference quotient "
        r"4\.\d+; they differ by 4\.\d+, allowed are \d.*\d\.$",
    ):
        gradcheck(wrong(2.0, 1.0), [2.0], seed=1)


def test_one_wrong_entry_among_many_is_named():
    def skewed(x: Tensor) -> Tensor:
        return x * np.array([1.0, 1.0]) + Tensor(x.data) * np.array([0.0, 1.0])

    with pytest.raises(GradientError, match=r"entry \(1,\)"):
        gradcheck(skewed, [[0.5, 0.5]])


@pytest.mark.parametrize("large", [1e3, 1e7, 1e10])
def test_a_wrong_entry_is_found_beside_a_far_larger_one(large):
    def by_quotient(x: Tensor) -> Tensor:
        """Of the second entry half the gradient is missing."""
        return x * np.array([large, 0.5]) + Tensor(x.data) * np.array([0.0, 0.5])

    class Scale(Elementwise):
        """Of the second entry a tenth of the gradient is missing."""

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


def test_inputs_are_left_as_they_were():
    x = np.array([0.25, -0.5])
    gradcheck(lambda t: t.tanh(), [x])
    np.testing.assert_array_equal(x, [0.25, -0.5])
    with pytest.raises(InputError, match="inputs: .* at least one array"):
        gradcheck(lambda: Tensor([1.0]), [])


def test_the_complex_step_finds_what_a_difference_cannot():
    """An error of 1e-9 of the gradient, hidden from a quotient by its own rounding."""

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


def test_where_complex_numbers_mean_nothing_the_quotient_serves():
    assert gradcheck(lambda x: x.relu() + x.abs(), [[0.3, -1.2]])
    with pytest.raises(TypeError, match="ReLU is not defined for complex numbers"):
        gradcheck(lambda x: x.relu(), [[0.3, -1.2]], method="complex")
    with pytest.raises(InputError, match="method: 'exact' is not allowed"):
        gradcheck(lambda x: x, [[0.3]], method="exact")


@pytest.mark.parametrize("name", sorted(n for n in OPS if OPS[n].analytic))
def test_ops_said_to_hold_for_complex_numbers_do(name):
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
def test_what_cannot_be_checked_is_named(arguments, message):
    with pytest.raises(InputError, match=message):
        gradcheck(*arguments)
