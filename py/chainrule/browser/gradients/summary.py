"""The verdict in a few words, for the line beside the run's status.

While the run trains, its losses are judged about once a second, and the gradients of the current
state are observed as often, or less often if the network is large. Each of the two takes at most
about `SHARE` of the worker's time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from time import perf_counter

from chainrule.browser.gradients.messages import VerdictSummary
from chainrule.browser.instrument import Message, RunContext
from chainrule.browser.words import encoded
from chainrule.diagnostics.gradients.observe import Observation, Observer
from chainrule.diagnostics.verdict import Evidence, Finding, verdict
from chainrule.diagnostics.verdict.evidence import (
    PARTS,
    RECENT,
    as_it_ends,
    judged_records,
    last_change,
    up_to_now,
)
from chainrule.diagnostics.verdict.learning import FEWEST, reservations
from chainrule.diagnostics.verdict.task import Task, task_of
from chainrule.experiment.experiment import Experiment
from chainrule.nn.parts import layer_names
from chainrule.phrases import Phrase

REFRESH_SECONDS = 1.0
"""The shortest time between two judgements during training, in seconds."""
CONFIRM_SECONDS = 0.5
"""The shortest time after which a new finding is confirmed, in seconds."""
SHARE = 0.01
"""The share of the time that judgements may take during training, and likewise observations."""
AGREEING, ALL_CLEAR = 2, 5
"""The number of consecutive judgements that must agree before a finding is reported, and before a
problem is no longer reported. A noisy loss returns for a few seconds to levels that it has left."""
LONGEST_PAUSE = 10.0
"""The longest time between two observations, in seconds. The limit is needed because the first
observation also creates the observer and therefore takes longer."""
SOUND = "verdict.line.sound"
"""The key of the line for a run without a problem."""
TOO_SHORT = {
    "reservation.early": "verdict.line.early",
    "reservation.trained": "verdict.line.trained",
}
"""The keys of the lines for a run whose loss curves are too short to be judged, by the reservation
of the verdict."""


class Judge:
    """Collects the evidence on the current run; the `Task` of an experiment is computed only
    once."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._known: tuple[Experiment, Task] | None = None

    def evidence(self, observations: Iterable[Observation]) -> Evidence:
        """The evidence up to the displayed step, from these observations, which may be in any
        order."""
        context, last = self._context, self._context.run.step_count
        # The current state may also be a record; it is then included only once.
        seen = {each.step: each for each in observations if each.step <= last}
        since = last_change(context.timeline, context.experiment, last)
        known = context.run.history.records
        evidence = Evidence(
            observations=[seen[step] for step in sorted(seen)],
            layers=layer_names(context.run.net),
            experiment=context.experiment,
            task=self._task(),
            records=judged_records(known, since, last),
            has_diverged=context.state == "diverged",
            is_continued=bool(known) and known[0].step > 0 and since <= known[0].epoch,
        )
        if seen:
            evidence = as_it_ends(evidence, context.run)
        is_still = context.state not in ("training", "diverged")
        return up_to_now(evidence, context.run) if is_still else evidence

    def _task(self) -> Task:
        experiment = self._context.experiment
        if self._known is None or self._known[0] != experiment:
            self._known = experiment, task_of(experiment, self._context.run)
        return self._known[1]


class Summary:
    """The first finding of the verdict in a few words, while the page shows it.

    It is based on observations of the start of the run and of its last states, far fewer than the
    whole verdict requires. While the run trains, a finding is reported only if consecutive
    judgements agree (`AGREEING`, `ALL_CLEAR`), so that the line does not flicker.

    Parameters
    ----------
    context : the run.
    judge : collects the evidence.
    observer : returns the observer of an experiment.

    Attributes
    ----------
    is_shown : whether the page shows the summary.
    """

    def __init__(
        self, context: RunContext, judge: Judge, observer: Callable[[Experiment], Observer]
    ) -> None:
        self._context, self._judge, self._observer = context, judge, observer
        self.is_shown = False
        self.forget()

    def forget(self) -> None:
        """Discard everything that is known about the previous run."""
        self._start: Observation | None = None
        self._recent: dict[int, Observation] = {}
        self._state: tuple[object, ...] | None = None
        self._due, self._observation_due, self._judged_from = -math.inf, -math.inf, math.inf
        self._candidate = self._reported = ""
        self._agreeing, self._is_problem = 0, False
        self._news: VerdictSummary | None = None

    @property
    def is_due(self) -> bool:
        """Whether the current state should be observed now."""
        if not self.is_shown:
            return False
        if self._context.state == "training" and self._start is not None:
            return perf_counter() >= self._due or self._records >= self._judged_from
        return self._state != self._current()

    @property
    def _records(self) -> int:
        return len(self._context.run.history)

    def _current(self) -> tuple[object, ...]:
        context = self._context
        return context.state, context.run.step_count, context.revision

    def look(self) -> None:
        """Judge the run, after an observation of its current state if one is due."""
        self._state, start = self._current(), perf_counter()
        if self._context.state != "training" or start >= self._observation_due:
            self._observe()
            observed = perf_counter()
            self._observation_due = observed + _pause(observed - start)
            start = observed
        evidence = self._judge.evidence([*self._starts(), *self._recent.values()])
        # A run trains for many epochs between two observations, so the line is updated as soon as
        # there are enough records.
        missing = FEWEST - len(evidence.records)
        self._judged_from = self._records + missing if missing > 0 else math.inf
        findings = verdict(evidence)
        if findings:
            self._report(findings, evidence)
        now = perf_counter()
        # Judge again soon if a finding must be confirmed or the run is too short to be judged.
        pause = max(REFRESH_SECONDS, _pause(now - start))
        if self._candidate != self._reported:
            pause = REFRESH_SECONDS if self._is_problem else CONFIRM_SECONDS
            self._observation_due = now
        elif self._reported in TOO_SHORT.values():
            pause = REFRESH_SECONDS
        self._due = now + pause

    def _observe(self) -> None:
        context = self._context
        entries = context.timeline.entries
        if self._start is None and entries:
            first = entries[0]
            self._start = self._observer(first.experiment).observe(first.snapshot, PARTS[:2])
        here = self._observer(context.experiment).observe(context.run.snapshot(), PARTS)
        self._recent.pop(here.step, None)
        self._recent[here.step] = here
        while len(self._recent) > RECENT:
            del self._recent[next(iter(self._recent))]

    def _starts(self) -> list[Observation]:
        return [self._start] if self._start else []

    def _report(self, findings: list[Finding], evidence: Evidence) -> None:
        """Report the first finding if it is confirmed, or if the run is not training."""
        first = findings[0]
        line = _line(first, evidence)
        self._agreeing = self._agreeing + 1 if line.key == self._candidate else 1
        self._candidate = line.key
        needed = ALL_CLEAR if self._is_problem and not first.is_problem else AGREEING
        is_confirmed = self._agreeing >= needed or self._reported in ("", *TOO_SHORT.values())
        if self._context.state == "training" and not is_confirmed:
            return
        self._reported, self._is_problem = line.key, first.is_problem
        self._news = {
            "type": "verdict_summary",
            "name": line,
            "sentence": first.sentence,
            "is_problem": first.is_problem,
            "is_sound": line.key == SOUND,
            "others": sum(each.is_problem for each in findings[1:]),
        }

    def news(self) -> list[Message]:
        """The pending report, if any."""
        news, self._news = self._news, None
        return [(encoded(news), {})] if news else []


def _pause(seconds: float) -> float:
    """The time until work that took `seconds` may be done again."""
    return min(seconds / SHARE, LONGEST_PAUSE)


def _line(first: Finding, evidence: Evidence) -> Phrase:
    reservation = reservations(evidence)
    if first.kind == "sound" and reservation and reservation.key in TOO_SHORT:
        return Phrase(TOO_SHORT[reservation.key])
    return Phrase(f"verdict.line.{first.kind}")
