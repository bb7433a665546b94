"""The numbers of a change have enough digits to show it. Means have as many decimal places as their
deviation."""

import pytest
from chainrule.phrases.phrase import filled


@pytest.mark.parametrize(
    ("low", "now", "text"),
    [
        (0.5, 0.25, "0.5 to 0.25"),
        (0.15, 0.1498, "0.15 to 0.1498"),
        (3.0, 3.0000001, "3 to 3.0000001"),
        (0.5, 0.5, "0.5 to 0.5"),
        (0.5, float("inf"), "0.5 to ∞"),
    ],
)
def test_two_numbers_have_enough_digits_to_tell_them_apart(low, now, text):
    assert filled("{low:~now} to {now:~low}", {"low": low, "now": now}) == text


def test_very_small_numbers_can_be_told_apart_too():
    text = filled("{low:~now} to {now:~low}", {"low": 1.234e-7, "now": 1.2341e-7})
    assert text.replace("\N{NO-BREAK SPACE}", " ") == "1.234 × 10⁻⁷ to 1.2341 × 10⁻⁷"


@pytest.mark.parametrize(
    ("mean", "deviation", "text"),
    [
        (0.663, 0.0042, "0.6630 ± 0.0042"),
        (0.6, 0.0996, "0.60 ± 0.10"),
        (651.4, 123.4, "651 ± 123"),
        (1.0, 0.0, "1 ± 0"),
        (1.2345e-7, 1.23e-9, "1.23e-07 ± 1.2e-09"),
        (float("inf"), float("inf"), "∞ ± ∞"),
    ],
)
def test_a_mean_has_as_many_decimal_places_as_its_deviation(mean, deviation, text):
    assert filled("{mean:±deviation}", {"mean": mean, "deviation": deviation}) == text
