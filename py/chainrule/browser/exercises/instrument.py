"""The instrument of the article's exercises and measurements."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy

from chainrule.browser.exercises.messages import BackwardChecked, Costs, Judged, StepErrors
from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.words import encoded
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.learn.costs import WAYS, WIDTHS, Cost, Network, cost_of, step_errors
from chainrule.learn.exercises import EXERCISES, NumberExercise, SignsExercise, number_in
from chainrule.learn.readers_code import NAMES, check_backward


class Exercises(Instrument):
    """Judges answers, runs a reader's backward pass, and measures the cost of gradients, one
    measurement at a time."""

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._costs: list[Cost] = []
        self._to_measure: list[tuple[int, str]] = []
        self._network: tuple[int, Network] | None = None
        self._has_news = False

    def on_answer_number(self, message: dict[str, Any]) -> list[Message]:
        """Judge an answer that is a number."""
        exercise = _exercise(message["exercise"], NumberExercise)
        number = number_in(message["text"])
        is_right, mistake = (False, "unreadable") if number is None else exercise.judge(number)
        return [_judged(message["exercise"], [is_right], mistake)]

    def on_answer_signs(self, message: dict[str, Any]) -> list[Message]:
        """Judge an answer that consists of signs."""
        exercise = _exercise(message["exercise"], SignsExercise)
        return [_judged(message["exercise"], exercise.judge(message["signs"]), None)]

    def on_run_backward(self, message: dict[str, Any]) -> list[Message]:
        """Run and check a reader's code."""
        checked = check_backward(message["code"])
        shapes = [numpy.atleast_2d(each).shape for each in checked.given]
        report: BackwardChecked = {
            "type": "backward_checked",
            "names": list(NAMES[: len(shapes)]),
            "rows": [rows for rows, _ in shapes],
            "columns": [columns for _, columns in shapes],
            "is_right": checked.is_right,
            "problem": checked.problem,
            "line": checked.line,
        }
        parts = {"given": checked.given, "expected": checked.expected, "wrong": checked.wrong}
        return [(encoded(report), {name: _joined(each) for name, each in parts.items()})]

    def on_measure(self, message: dict[str, Any]) -> list[Message]:
        """Start to measure the costs, or answer immediately with the step errors, which take little
        time to compute."""
        if message["what"] == "steps":
            return [_step_report()]
        self._costs = []
        self._to_measure = [(width, way) for width in WIDTHS for way in WAYS]
        return []

    @property
    def is_busy(self) -> bool:
        """Whether any measurement remains to be made."""
        return bool(self._to_measure)

    def work(self, seconds: float) -> None:
        """Make measurements until this number of seconds has passed. A measurement cannot be
        interrupted."""
        end = time.perf_counter() + seconds
        while self._to_measure and time.perf_counter() < end:
            width, way = self._to_measure.pop(0)
            if self._network is None or self._network[0] != width:
                self._network = width, Network(width, dtype="float32")
            self._costs.append(cost_of(way, self._network[1]))
            self._has_news = True
        if not self._to_measure:
            self._network = None

    def news(self) -> list[Message]:
        """The measurements so far."""
        if not self._has_news:
            return []
        self._has_news = False
        report: Costs = {
            "type": "costs",
            "ways": [cost.way for cost in self._costs],
            "is_done": not self._to_measure,
        }
        columns = ("weights", "seconds", "measured")
        return [(encoded(report), {c: _column(self._costs, c) for c in columns})]


def _exercise(name: str, kind: type) -> Any:
    exercise = EXERCISES.get(name)
    if not isinstance(exercise, kind):
        known = ", ".join(n for n, each in EXERCISES.items() if isinstance(each, kind))
        raise InputError("exercise", name, known)
    return exercise


def _judged(exercise: str, marks: list[bool], mistake: str | None) -> Message:
    report: Judged = {"type": "judged", "exercise": exercise, "marks": marks, "mistake": mistake}
    return encoded(report), {}


def _step_report() -> Message:
    exact, single = step_errors("float64"), step_errors("float32")
    report: StepErrors = {"type": "step_errors"}
    return encoded(report), {
        "steps": _column(exact, "step"),
        "float64": _column(exact, "error"),
        "float32": _column(single, "error"),
    }


def _column(rows: Sequence[Any], name: str) -> Array:
    return numpy.array([getattr(row, name) for row in rows], numpy.float64)


def _joined(arrays: Sequence[Array]) -> Array:
    parts = [each.ravel().astype(numpy.float64) for each in arrays]
    return numpy.concatenate([numpy.empty(0), *parts])
