"""RMSE and R², compared with other formulas."""

import math

import numpy as np
import pytest
from chainrule.errors import ShapeError
from chainrule.training.metrics import r2_score, root_mean_squared_error

RNG = np.random.default_rng(0)
X = RNG.standard_normal(40)
Y = 3.0 * X + RNG.standard_normal(40) + 200.0


def test_r2_of_a_least_squares_line_is_the_squared_correlation():
    line = np.polyval(np.polyfit(X, Y, 1), X)
    assert r2_score(line, Y) == pytest.approx(np.corrcoef(X, Y)[0, 1] ** 2, rel=1e-12)


def test_r2_is_one_minus_the_mse_divided_by_the_variance():
    guess = Y + RNG.standard_normal(40)
    expected = 1 - root_mean_squared_error(guess, Y) ** 2 / Y.var()
    assert r2_score(guess, Y) == pytest.approx(expected, rel=1e-12)
    assert r2_score(np.full(40, Y.mean()), Y) == pytest.approx(0, abs=1e-12)
    assert r2_score(-Y, Y) < 0


def test_rmse_equals_a_calculation_by_hand_and_uses_float64():
    y = np.array([[1.0], [5.0]], np.float32)
    assert root_mean_squared_error(np.array([[4.0], [9.0]], np.float32), y) == math.sqrt(12.5)
    assert root_mean_squared_error(np.array([[1e30], [5.0]], np.float32), y) == pytest.approx(
        1e30 / math.sqrt(2)
    )


def test_r2_uses_the_mean_of_each_output():
    y = np.column_stack([Y, X])
    assert r2_score(np.tile(y.mean(axis=0), (40, 1)), y) == pytest.approx(0, abs=1e-12)


def test_r2_is_undefined_if_all_targets_are_equal():
    assert math.isnan(r2_score(np.array([1.0, 2.0]), np.array([0.1, 0.1])))
    assert math.isnan(r2_score(np.array([1.0]), np.array([1.0])))


@pytest.mark.parametrize("measure", [r2_score, root_mean_squared_error])
def test_arrays_of_different_shapes_are_not_broadcast(measure):
    with pytest.raises(ShapeError, match=r"expected equal shapes, got \(40,\) and \(40, 1\)"):
        measure(X, Y[:, None])
