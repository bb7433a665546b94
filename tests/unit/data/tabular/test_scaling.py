"""Standardisation is exact for constants, and as accurate at 1e-300 and 1e300 as at 1."""

from fractions import Fraction

import numpy as np
import pytest
from chainrule.data.tabular.scaling import Scaling
from hypothesis import given
from hypothesis import strategies as st

VALUES = np.random.default_rng(0).standard_normal(50)


def exact(values: np.ndarray) -> tuple[Fraction, Fraction]:
    """Mean and variance in rational arithmetic."""
    numbers = [Fraction(float(value)) for value in values]
    mean = sum(numbers, Fraction()) / len(numbers)
    squares = ((number - mean) ** 2 for number in numbers)
    return mean, sum(squares, Fraction()) / len(numbers)


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e-30, 1.0, 1e30, 1e200, 1e300])
def test_moments_equal_those_in_rational_arithmetic_at_every_scale(size):
    values = VALUES * size
    scaling = Scaling.of(values)
    mean, variance = exact(values)
    assert scaling.mean == pytest.approx(float(mean), rel=1e-13)
    relative = Fraction(scaling.deviation) ** 2 / variance
    assert float(relative) == pytest.approx(1, rel=1e-14)
    np.testing.assert_allclose(scaling(values), Scaling.of(VALUES)(VALUES), rtol=1e-12)
    np.testing.assert_allclose(
        scaling(values) * scaling.deviation + scaling.mean, values, atol=1e-15 * size
    )


@pytest.mark.parametrize(
    "value", [0.1, 0.7, 1 / 3, 1e-300, 1e300, -1e200, 0.0, 5e-324, 123456789.123]
)
@pytest.mark.parametrize("count", [1, 3, 12, 1001])
def test_a_constant_is_exactly_0(value, count):
    scaling = Scaling.of(np.full(count, value))
    assert not scaling(np.full(7, value)).any()
    assert scaling.mean == value


@pytest.mark.parametrize("value", [0.1, 1e15, 1e-310, 1e300])
def test_values_that_differ_in_the_last_digit_stay_distinct(value):
    values = np.array([value, np.nextafter(value, np.inf)] * 10)
    np.testing.assert_allclose(Scaling.of(values)(values), [-1, 1] * 10, rtol=1e-12)


def test_other_values_in_a_constant_column_stay_finite():
    z = Scaling.of(np.full(5, 1e300))(np.array([-1.7e308, 1e300, 2e300]))
    assert z[1:].tolist() == [0, 1]
    assert np.isfinite(z).all()
    assert Scaling.of(np.zeros(5))(np.array([0.0, 1.0])).tolist() == [0, 1]


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=30))
def test_standardised_values_have_mean_0_and_standard_deviation_1(values):
    array = np.array(values)
    z = Scaling.of(array)(array)
    if len(set(values)) == 1:
        assert not z.any()
    else:
        assert abs(z.mean()) < 1e-9
        assert z.std() == pytest.approx(1, rel=1e-9)
