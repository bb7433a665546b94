"""The exercises of the article: correct answers, and the results of common mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from chainrule.errors import InputError
from chainrule.learn.by_hand import by_hand
from chainrule.learn.exercises import EXERCISES, NumberExercise, SignsExercise, number_in

CHAPTERS = sorted((Path(__file__).parents[3] / "web" / "learn").glob("*.html"))
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in CHAPTERS)

ANSWERS = {
    "nudge": 0.000822,
    "hidden-unit": 0.5933,
    "surprise": 0.2231,
    "score-slope": -0.2,
    "gradient-w5": 0.0822,
    "update-w5": 0.3589,
    "adam-first": 0.01,
    "passes": 2000,
    "six-sigmoids": 0.000244,
    "shared-weight": -1.5,
    "constant-answer": 0.627,
    "positions": 49,
}
"""The numbers were computed with a calculator."""
NUMBERS = {n: each for n, each in EXERCISES.items() if isinstance(each, NumberExercise)}


def test_every_number_equals_the_one_computed_by_hand():
    assert NUMBERS.keys() == ANSWERS.keys()
    for name, exercise in NUMBERS.items():
        assert exercise.judge(ANSWERS[name]) == (True, None), name


def test_the_worked_example_has_the_published_numbers():
    found = by_hand()
    assert found.loss == pytest.approx(0.298371109, abs=1e-9)
    assert found.gradient["w5"] == pytest.approx(0.082167041, abs=1e-9)
    assert found.gradient["w1"] == pytest.approx(0.000438568, abs=1e-9)
    assert list(found.hidden) == pytest.approx([0.593269992, 0.596884378], abs=1e-9)
    assert list(found.output) == pytest.approx([0.751365070, 0.772928465], abs=1e-9)


def test_known_mistakes_are_recognised_and_differ_from_the_correct_answer():
    for name, exercise in NUMBERS.items():
        for mistake, value in exercise.mistakes.items():
            assert exercise.judge(value()) == (False, mistake), name


def test_wrong_signs_and_unknown_numbers_are_marked_wrong():
    exercise = NUMBERS["gradient-w5"]
    assert exercise.judge(-0.0822) == (False, "sign")
    assert exercise.judge(17) == (False, None)


def test_signs_are_marked_one_by_one():
    exercise = EXERCISES["gradient-signs"]
    assert isinstance(exercise, SignsExercise)
    assert exercise.judge([1, 1, -1, -1]) == [True] * 4
    assert exercise.judge([1, -1, -1, 0]) == [True, False, True, False]
    with pytest.raises(InputError, match=r"signs: 1 is not allowed; allowed: 4 signs"):
        exercise.judge([1])


@pytest.mark.parametrize(
    ("text", "number"),
    [(" 0,0822 ", 0.0822), ("−1/4", -0.25), ("8.2e-2", 0.082), ("", None), ("1/0", None)],
)
def test_numbers_are_accepted_in_the_forms_that_people_write(text: str, number: float | None):
    assert number_in(text) == number
    assert number_in("inf") is None


def test_every_exercise_of_the_chapters_exists_and_explains_the_known_mistakes():
    for part in re.findall(r"<cr-exercise\b.*?</cr-exercise>", TEXT, re.DOTALL):
        name = re.search(r'name="([\w-]+)"', part)
        assert name is not None
        exercise = EXERCISES[name[1]]
        known = set(exercise.mistakes) if isinstance(exercise, NumberExercise) else set()
        assert set(re.findall(r'data-mistake="(\w+)"', part)) == known, name[1]
