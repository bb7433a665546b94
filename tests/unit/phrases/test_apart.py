"""Numbers of a change: a change is not rounded away."""

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
def test_two_numbers_have_as_many_digits_as_it_takes_to_tell_them_apart(low, now, text):
    assert filled("{low:~now} to {now:~low}", {"low": low, "now": now}) == text


def test_very_small_numbers_are_told_apart_too():
    text = filled("{low:~now} to {now:~low}", {"low": 1.234e-7, "now": 1.2341e-7})
    assert text.replace("\N{NO-BREAK SPACE}", " ") == "1.234 × 10⁻⁷ to 1.2341 × 10⁻⁷"
