"""Formulas: their values, and the position of syntax errors."""

import numpy as np
import pytest
from chainrule import InputError
from chainrule.data.formula import MAX_LENGTH, Formula
from hypothesis import given
from hypothesis import strategies as st

COLUMNS = ("x1", "x2")
POINTS = {"x1": np.array([0.5, -2.0, 3.0]), "x2": np.array([1.5, 4.0, -0.25])}


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("x1", lambda a, b: a),
        ("-x1^2", lambda a, b: -(a**2)),
        ("2^-x1", lambda a, b: 2.0 ** (-a)),
        ("2^3^0.5", lambda a, b: 2.0 ** (3.0**0.5) + 0 * a),
        ("x1 - x2 - 1", lambda a, b: a - b - 1),
        ("8 / x1 / x2", lambda a, b: 8 / a / b),
        ("1.5e-1*x1 + .5*pi", lambda a, b: 0.15 * a + 0.5 * np.pi),
        ("sin(x1)*cos(x2)", lambda a, b: np.sin(a) * np.cos(b)),
        ("tanh(abs(x1 - x2))", lambda a, b: np.tanh(abs(a - b))),
        ("X₁² · x₂ − e", lambda a, b: a**2 * b - np.e),
        ("sqrt(x1^2 + x2**2)", lambda a, b: np.hypot(a, b)),
    ],
)  # fmt: skip
def test_a_formula_has_its_mathematical_value(text, python):
    value = Formula.parse(text, COLUMNS)(POINTS)
    np.testing.assert_allclose(value, python(POINTS["x1"], POINTS["x2"]), rtol=1e-14)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x1 + foo", r"x1 \+ foo \(character 6: foo\)' .* there a number, x1, x2, pi, e"),
        ("x1 *", r"character 5: the end"),
        ("(x1", r"character 4: the end.*an operator or \)"),
        ("x1)", r"character 3: \).*an operator, .* or the end"),
        ("sin x1", r"character 5: x1.*\( after sin"),
        ("x1 x2", r"character 4: x2.*an operator"),
        ("x1 & x2", r"character 4: &.*letters, digits"),
        ("__import__('os')", r"character 12: '"),
        ("x1.real", r"character 3: \."),
        ("", "features: '' is not allowed"),
        ("x1" + "+x1" * 40, f"1 to {MAX_LENGTH} characters"),
    ],
)
def test_the_error_for_invalid_syntax_gives_its_position(text, message):
    with pytest.raises(InputError, match=message):
        Formula.parse(text, COLUMNS)


@given(st.text(st.sampled_from("x12+-*/^()., einspqrt"), max_size=30))
def test_any_text_is_a_formula_or_raises_an_input_error(text):
    try:
        formula = Formula.parse(text, COLUMNS)
    except InputError:
        return
    assert formula(POINTS).shape == (3,)
    assert Formula.parse(formula.text, COLUMNS) == formula


def test_labels_use_mathematical_notation():
    labels = [Formula.parse(t, COLUMNS).label for t in ("x1^2", "x1*x2", "sin(x2)", "x1^25")]
    assert labels == ["x₁²", "x₁·x₂", "sin(x₂)", "x₁^25"]
