"""The gradient instruments: statistics of the run at its records, which are computed while an
instrument is open."""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from chainrule.browser.gradients.report import Telling, observed
from chainrule.browser.gradients.summary import Judge, Summary
from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.diagnostics.gradients.observe import PARTS, Observation, Observer
from chainrule.diagnostics.verdict.evidence import PARTS as VERDICT
from chainrule.diagnostics.verdict.evidence import stride_for
from chainrule.errors import InputError, one_of
from chainrule.experiment.experiment import Experiment
from chainrule.nn.parts import layer_names
from chainrule.training.records.timeline import Timeline, TimelineEntry

PARTS_OF: dict[str, tuple[str, ...]] = {
    "verdict": VERDICT,
    "norms": ("norms",),
    "histograms": ("histograms",),
    "updates": ("updates",),
    "units": ("units",),
    "noise": ("noise",),
}
"""The parts of an observation that each instrument needs."""
SUMMARY = "summary"
"""The name of the view that shows the verdict in a few words. Its observations are separate from
those of the instruments."""
OBSERVERS = 2
"""The number of experiments whose observers are kept: the current one and an earlier one."""
REFRESH_SECONDS = 0.3
"""The interval between observations of the current state during training, in seconds."""


@dataclass(eq=False)
class _Column:
    """A record, its observation, and the parts of the observation that were already sent to the
    page."""

    entry: TimelineEntry[Experiment]
    seen: Observation | None = None
    sent: frozenset[str] = field(default_factory=frozenset)

    def lacks(self, parts: frozenset[str]) -> list[str]:
        """Those of `parts` that have not been computed yet."""
        return [p for p in PARTS if p in parts and not (self.seen and self.seen.has(p))]


class Gradients(Instrument):
    """The instruments for the verdict, norms, histograms, updates, units and noise.

    At most 128 snapshots of the timeline are observed. Their epochs are multiples of a power of
    two, so that known observations remain useful when the timeline is thinned. Epochs divisible by
    higher powers of two are observed first and, among epochs divisible by the same power, the
    newest. The current state is observed as well.
    """

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._shown: frozenset[str] = frozenset()
        self._parts: frozenset[str] = frozenset()
        self._observers: list[Observer] = []
        self._credit = 0.0
        self._judge = Judge(context)
        self._summary = Summary(context, self._judge, self._observer)
        self._start_over()

    def _start_over(self) -> None:
        self._columns: dict[int, _Column] = {}
        self._pending: list[_Column] = []
        self._timeline: Timeline[Experiment] | None = None
        self._goal = (0, -1)
        self._here: _Column | None = None
        self._state_here = ""
        self._looked_at = -math.inf
        self._starts_over, self._has_news = True, False

    def on_observe(self, message: dict[str, Any]) -> list[Message]:
        """Open exactly these instruments."""
        for name in message["shown"]:
            if name not in (*PARTS_OF, SUMMARY):
                raise InputError("instrument", name, one_of([*PARTS_OF, SUMMARY]))
        self._shown = frozenset(message["shown"]) - {SUMMARY}
        self._summary.is_shown = SUMMARY in message["shown"]
        self._parts = frozenset(part for view in self._shown for part in PARTS_OF[view])
        for column in self._all():
            column.sent = frozenset()
        self._starts_over = self._has_news = True
        self._find_pending()
        if not self._shown:
            self._start_over()
        if not message["shown"]:
            self._observers = []
        return []

    def run_changed(self) -> None:
        """Send all data again; observations of snapshots that are also in the new timeline are
        kept."""
        for column in self._all():
            column.sent = frozenset()
        self._timeline, self._here, self._starts_over = None, None, True
        self._summary.forget()
        if not self._shown:
            self._start_over()

    # --- scheduling ----------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether any part of the displayed results still has to be computed."""
        return self._summary.is_due or self._is_behind

    @property
    def _is_behind(self) -> bool:
        """Whether any open instrument lacks observations."""
        if not self._shown:
            return False
        self._choose_records()
        return bool(self._pending) or self._is_elsewhere()

    def _all(self) -> list[_Column]:
        here = [self._here] if self._here else []
        return [*here, *self._columns.values()]

    def _choose_records(self) -> None:
        """Select the snapshots at multiples of a stride, and keep the observations of these
        snapshots."""
        timeline = self.context.timeline
        entries = timeline.entries
        newest = entries[-1].snapshot.epoch if entries else 0
        stride = stride_for(newest)
        goal = (stride, newest // stride)
        if timeline is self._timeline and goal == self._goal:
            return
        self._timeline, self._goal = timeline, goal
        known = self._columns
        self._columns = {
            record.snapshot.epoch: _Column(record)
            for record in entries
            if record.snapshot.epoch % stride == 0
        }
        for epoch, column in self._columns.items():
            old = known.get(epoch)
            if old is not None and old.entry.snapshot is column.entry.snapshot:
                self._columns[epoch] = old
        self._find_pending()

    def _find_pending(self) -> None:
        """List the pending observations in order of increasing urgency. The current state is the
        most urgent and comes last."""
        records = [c for c in self._columns.values() if c.lacks(self._parts)]
        records.sort(key=self._urgency)
        here = self._here
        self._pending = [*records, *([here] if here and here.lacks(self._parts) else [])]

    def _is_elsewhere(self) -> bool:
        """Whether the run has changed since it was observed."""
        run, here = self.context.run, self._here
        if self.context.state == "training":
            return time.perf_counter() - self._looked_at > REFRESH_SECONDS
        # A diverged run has returned to an earlier state, which must be observed even if it was
        # observed before.
        if here is None or self.context.state != self._state_here:
            return True
        snapshot = here.entry.snapshot
        return snapshot.step != run.step_count or snapshot.theta.tobytes() != run.theta.tobytes()

    def _look_here(self) -> None:
        """Observe the current state next."""
        self._here = _Column(TimelineEntry(self.context.experiment, self.context.run.snapshot()))
        self._state_here, self._looked_at = self.context.state, time.perf_counter()
        self._find_pending()

    def _urgency(self, column: _Column) -> tuple[bool, int, int]:
        experiment, epoch = column.entry.experiment, column.entry.snapshot.epoch
        # Each experiment needs its own observer, so observations are made one experiment at a time.
        is_ready = any(observer.experiment == experiment for observer in self._observers)
        coarseness = (epoch & -epoch) or sys.maxsize
        return is_ready, coarseness, epoch

    # --- observation ---------------------------------------------------------------------------

    def work(self, seconds: float) -> None:
        """Observe snapshots for about this number of seconds. Excess time is subtracted from later
        calls."""
        if self._summary.is_due:
            self._summary.look()
        if not self._is_behind:
            return
        self._credit = min(self._credit + seconds, seconds)
        if self._is_elsewhere():
            self._look_here()
        while self._credit > 0 and self._pending:
            start = time.perf_counter()
            self._look_at(self._pending.pop())
            self._credit -= time.perf_counter() - start

    def _look_at(self, column: _Column) -> None:
        experiment, snapshot = column.entry
        seen = self._observer(experiment).observe(snapshot, column.lacks(self._parts))
        column.seen = seen if column.seen is None else column.seen.joined(seen)
        self._has_news = True

    def _observer(self, experiment: Experiment) -> Observer:
        """The observer of an experiment; the most recently used ones are cached."""
        found = next((o for o in self._observers if o.experiment == experiment), None)
        if found is None:
            found = Observer(experiment)
        others = [observer for observer in self._observers if observer is not found]
        self._observers = [*others[1 - OBSERVERS :], found]
        return found

    # --- reports -------------------------------------------------------------------------------

    def _here_epoch(self) -> float:
        """The epoch of the current state as last observed, including the completed part of an
        epoch."""
        if self._here is None:
            return math.nan
        snapshot = self._here.entry.snapshot
        return snapshot.epoch + snapshot.batch / len(self.context.run.batches)

    def news(self) -> list[Message]:
        """The summary, and the observations that have not been sent to the page yet."""
        return [*self._summary.news(), *self._column_news()]

    def _column_news(self) -> list[Message]:
        if not self._has_news:
            return []
        self._choose_records()
        self._has_news, parts = False, self._parts
        known = [c for c in self._all() if c.seen and not c.lacks(parts)]
        new = [column for column in known if not parts <= column.sent]
        if not new:
            return []
        for column in new:
            column.sent = parts
        content = Telling(
            shown=self._shown,
            layers=len(layer_names(self.context.run.net)),
            starts_over=self._starts_over,
            columns=[c.seen for c in new if c.seen and c is not self._here],
            here=self._here.seen if self._here in new and self._here else None,
            here_epoch=self._here_epoch(),
            evidence=self._judge.evidence(c.seen for c in known if c.seen)
            if "verdict" in self._shown
            else None,
            records=sorted(c.entry.snapshot.epoch for c in known if c is not self._here),
        )
        self._starts_over = False
        return [observed(content)]
