"""Axes, paths and marks."""

import numpy as np
import pytest

pytest.importorskip("chainrule.reports", reason="the site omits code that only the terminal uses")

from chainrule.reports.drawing.cells import EMPTY, border_path, cell_paths
from chainrule.reports.drawing.marks import SIGNS, mark_path
from chainrule.reports.drawing.markup import polyline, shown
from chainrule.reports.drawing.scales import Scale, linear, logarithmic, of_epochs


def names(scale):
    return [name for _, name in scale.ticks()]


def test_positions_are_linear_or_logarithmic():
    assert Scale(0, 10, 100, 0).places(np.array([0, 5, 10])).tolist() == [100, 50, 0]
    decades = Scale(0.01, 1, 0, 10, True)
    assert decades.places(np.array([0.01, 0.1, 1])) == pytest.approx([0, 5, 10])
    assert np.isnan(decades.places(np.array([0, -1, np.nan, np.inf]))).all()


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (0, 0.69, ["0", "0.2", "0.4", "0.6"]),
        (-6, 6, ["−5", "0", "5"]),
        (0, 300, ["0", "100", "200", "300"]),
        (-1, 1, ["−1", "−0.5", "0", "0.5", "1"]),
    ],
)
def test_ticks_are_round_numbers(low, high, expected):
    assert names(Scale(low, high, 0, 1)) == expected


def test_epoch_ticks_are_integers():
    assert names(of_epochs(np.array([0.0, 2.0]), 0, 1)) == ["0", "1", "2"]
    assert names(of_epochs(np.array([0.0]), 0, 1)) == ["0", "1"]


def test_powers_of_ten_are_thinned():
    assert names(Scale(1e-3, 1, 0, 1, True)) == ["10⁻³", "10⁻²", "10⁻¹", "10⁰"]
    assert names(Scale(1e-12, 1, 0, 1, True)) == ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"]


def test_scales_cover_all_values_that_can_be_drawn():
    scale = linear(np.array([1.0, 3.0, np.nan, np.inf]), 0, 1, 0.0, None)
    assert (scale.low, scale.high) == (0, 3)
    assert linear(np.array([0.0]), 0, 1, 0.0, None).high == 1
    scale = logarithmic(np.array([0.02, 3.0, 0.0, -1.0, np.nan]), 0, 1)
    assert (scale.low, scale.high) == pytest.approx((0.01, 10))
    assert logarithmic(np.array([0.0]), 0, 1).high == 1


def test_a_line_has_gaps_at_nan_and_shows_isolated_points():
    x, y = np.arange(6.0), np.array([1, 2, np.nan, 3, np.nan, 4.25])
    assert polyline(x, y) == "M0 1L1 2M3 3h0M5 4.2h0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (1234567.0, "1.23457e+06"), (np.nan, "–"), (np.inf, "∞"), (-np.inf, "−∞")],
)
def test_numbers_have_six_significant_digits(value, text):
    assert shown(value) == text


def test_adjacent_equal_cells_are_drawn_as_one_rectangle():
    looks = np.array([[0, 0, 1], [EMPTY, 1, 1]])
    first, second = cell_paths(looks, [0, 1, 2, 3], [0, 10, 20], ["a", "b"])
    assert (first.get("class"), first.get("d")) == ("a", "M0 0H2V10H0z")
    assert (second.get("class"), second.get("d")) == ("b", "M2 0H3V10H2zM1 10H3V20H1z")


def test_a_border_is_drawn_between_cells_on_different_sides():
    sides = np.array([[True, False], [True, True]])
    assert border_path(sides, [0, 1, 2], [0, 1, 2]) == "M1 0V1M1 1H2"


@pytest.mark.parametrize("shape", range(len(SIGNS)))
def test_every_shape_is_centred_on_its_point(shape):
    """Each is a closed path that differs from all others."""
    path = mark_path(shape, [(100, 50)], 4)
    assert path.startswith("M")
    assert path != mark_path((shape + 1) % len(SIGNS), [(100, 50)], 4)
    if shape != 1:
        corners = np.array([pair.split() for pair in path[1:-1].split("L")], float)
        assert np.abs(corners - (100, 50)).max() <= 5.1
        assert path.endswith("z")
