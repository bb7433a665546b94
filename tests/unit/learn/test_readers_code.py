"""The reader's backward pass."""

from __future__ import annotations

import sys

import pytest
from chainrule.learn.readers_code import MOST_STEPS, check_backward

RIGHT = """
def backward(x, t, W1, b1, W2, b2, h, y):
    dy = 2 * (y - t) / len(x)
    dz = dy @ W2.T * (1 - h**2)
    return x.T @ dz, dz.sum(axis=0), h.T @ dy, dy.sum(axis=0)
"""


def test_a_correct_backward_pass_agrees_with_the_engine():
    checked = check_backward(RIGHT)
    assert checked.is_right
    assert [each.shape for each in checked.given] == [(2, 3), (3,), (3, 1), (1,)]


def test_wrong_entries_are_marked_and_correct_ones_are_not():
    checked = check_backward(RIGHT.replace("(1 - h**2)", "(1 - h)"))
    assert not checked.is_right
    assert [each.all() for each in checked.wrong] == [True, True, False, False]
    assert not any(each.any() for each in checked.wrong[2:])


@pytest.mark.parametrize(
    ("code", "problem", "line"),
    [
        ("def backward(*all):\n    return 1 / 0", "ZeroDivisionError: division by zero", 2),
        ("def f(:", "SyntaxError: invalid syntax", 1),
        ("x = 1", "Define a function named backward.", 0),
        ("def backward(*all): return 1", "backward must return 4 arrays: dW1, db1, dW2, db2.", 0),
        (
            RIGHT.replace("x.T @ dz,", "dz,"),
            "dW1 has the shape (4, 3); its weights have the shape (2, 3).",
            0,
        ),
        (RIGHT.replace("x.T @ dz,", "'a',"), "dW1 is not an array of numbers.", 0),
        ("while True: pass", f"The code was stopped after {MOST_STEPS:,} steps.", 1),
    ],
)
def test_an_exception_is_reported_with_its_line(code: str, problem: str, line: int):
    checked = check_backward(code)
    assert checked.problem.startswith(problem)
    assert (checked.line, checked.is_right) == (line, False)


def test_the_readers_code_cannot_change_the_expected_values_and_is_traced_only_while_it_runs():
    before = sys.gettrace()
    changed = RIGHT.replace("    dy =", "    x[:] = 0; W2[:] = 0\n    dy =")
    assert not check_backward(changed).is_right
    assert check_backward(RIGHT).is_right
    assert sys.gettrace() is before
