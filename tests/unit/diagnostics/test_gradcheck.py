"""The gradient check finds wrong gradients, however small."""

import numpy as np
import pytest
from chainrule import GradientError, InputError, Tensor, gradcheck
from chainrule.engine.op import Elementwise
from chainrule.engine.tensor import apply


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


def test_inputs_are_left_as_they_were():
    x = np.array([0.25, -0.5])
    gradcheck(lambda t: t.tanh(), [x])
    np.testing.assert_array_equal(x, [0.25, -0.5])
    with pytest.raises(InputError, match="inputs: .* at least one array"):
        gradcheck(lambda: Tensor([1.0]), [])
