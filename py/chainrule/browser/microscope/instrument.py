"""The microscope in the worker: traces the next step and answers queries about it."""

from __future__ import annotations

from typing import Any

from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.microscope import report
from chainrule.browser.protocol.run import File
from chainrule.browser.words import encoded
from chainrule.diagnostics.checks.nudge import AllCheck
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.errors import InputError
from chainrule.phrases import phrase


class Microscope(Instrument):
    """Shows the next step of the page's run or of an exhibit.

    Every command is answered immediately except the check of all gradients, which takes at least
    four passes per parameter. The check runs in slices, reports its progress, and ends when the run
    changes.
    """

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._check: AllCheck | None = None
        self.run_changed()

    def run_changed(self) -> None:
        """Discard the trace of the previous run."""
        self._walk: Walk | None = None
        self._watched = self.context.run

    def on_walk(self, message: dict[str, Any]) -> list[Message]:
        """Trace the next step, or the step at which the run diverged."""
        self._watched = report.watched(self.context.run, message["exhibit"], message["step"])
        is_own = self._watched is self.context.run
        at_divergence = self.context.walk_at_divergence() if is_own else None
        self._walk = at_divergence or self._traced(message["example"])
        experiment = self.context.experiment if is_own else None
        answer = report.walked(self._walk, self.context.revision, self._watched, experiment)
        return [(encoded(answer), {})]

    def _traced(self, example: int | str | None) -> Walk:
        if isinstance(example, str):
            return report.first_example(self._watched)
        return Walk(self._watched, example)

    def on_look(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the numbers of an op and, if an entry is given, with its explanation."""
        walk, op, entry = self._walked(), message["op"], message["entry"]
        header, arrays = report.look(walk, op, tuple(message["start"]))
        news: list[Message] = [(encoded(header), arrays)]
        if entry is not None:
            answer = report.explained(walk, op, entry["name"], entry["row"], entry["column"])
            news.append((encoded(answer), {}))
        return news

    def on_explain(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the explanation of an entry."""
        entry = (message["op"], message["name"], message["row"], message["column"])
        return [(encoded(report.explained(self._walked(), *entry)), {})]

    def on_paths(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the gradient with respect to one weight, split into the contributions of all
        paths."""
        names = ("op", "name", "row", "column", "example")
        weight = (message[name] for name in names)
        return [(encoded(report.found_paths(self._walked(), *weight)), {})]

    def on_export_step(self, message: dict[str, Any]) -> list[Message]:
        """Answer with the step as a file."""
        walk, form = self._walked(), message["format"]
        name = f"chainrule-{self.context.experiment.data}-step.{form}"
        text = walk.csv() if form == "csv" else walk.latex()
        file: File = {"type": "file", "name": name, "text": text}
        return [(encoded(file), {})]

    # --- checks --------------------------------------------------------------------------------

    def on_check(self, message: dict[str, Any]) -> list[Message]:
        """Check one gradient of the traced step, or start to check all of them."""
        example = self._walk.example if self._walk else None
        if message["index"] is not None:
            return [(encoded(report.checked(self._watched, message["index"], example)), {})]
        self._check = AllCheck(self._watched, example)
        self._checked_at = self._place
        return [(encoded(report.checking(self._check, stopped=False)), {})]

    def on_stop_check(self, _message: dict[str, Any]) -> list[Message]:
        """Stop checking."""
        return self._stopped()

    @property
    def is_busy(self) -> bool:
        """Whether gradients are being checked."""
        return self._check is not None

    def work(self, seconds: float) -> None:
        """Check gradients while the run is unchanged."""
        check = self._check
        if check and self._place == self._checked_at and check.done < check.parameters:
            check.work(seconds)

    def news(self) -> list[Message]:
        """The progress of the check, or its result."""
        check = self._check
        if check is None:
            return []
        if self._place != self._checked_at:
            return self._stopped()
        if check.done < check.parameters:
            return [(encoded(report.checking(check, stopped=False)), {})]
        self._check = None
        return [(encoded(report.all_checked(check)), {})]

    def _stopped(self) -> list[Message]:
        check, self._check = self._check, None
        return [(encoded(report.checking(check, stopped=True)), {})] if check else []

    @property
    def _place(self) -> tuple[object, ...]:
        """A value that changes whenever the run is trained, edited or restored."""
        run = self._watched
        return run, run.step_count, self.context.state, run.theta.tobytes()

    def _walked(self) -> Walk:
        if self._walk is None:
            raise InputError("walk", phrase("value.no_walk"), phrase("allowed.walk"))
        return self._walk
