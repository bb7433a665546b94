"""The instrument of the sanity checks, which run in slices on a copy of the run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.sanity.messages import SanityCheck, SanityReport
from chainrule.browser.words import encoded

if TYPE_CHECKING:
    from chainrule.diagnostics.sanity import Job, Outcome

REPORT_EVERY_S = 0.1


class Sanity(Instrument):
    """Runs one check at a time, on a copy of the run as it was at the time of the request.

    Results are kept until the run is replaced or restarted.
    """

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._job: Job | None = None
        self._check: SanityCheck = "overfit"
        self._epoch = 0.0
        self._known: dict[SanityCheck, SanityReport] = {}
        self._news: dict[SanityCheck, SanityReport] = {}
        self._reported_at = 0.0

    def on_sanity(self, message: dict[str, Any]) -> list[Message]:
        """Start a check; a check that is running is cancelled."""
        from chainrule.diagnostics.sanity import begin  # rarely needed

        self._give_up()
        run = self.context.run
        self._job = begin(message["check"], self.context.experiment, run.snapshot())
        self._check = message["check"]
        self._epoch = run.epoch + run.batch / len(run.batches)
        self._tell("running", 0.0)
        return self.news()

    def on_stop_sanity(self, _message: dict[str, Any]) -> list[Message]:
        """Cancel the running check."""
        self._give_up()
        return self.news()

    def run_changed(self) -> None:
        """Discard results of the previous run."""
        self._give_up()
        for check in list(self._known):
            self._forget(check)

    @property
    def is_busy(self) -> bool:
        """Whether a check is running, or the page has not yet been notified that a result was
        discarded. The worker requests news only while an instrument is busy."""
        return self._job is not None or bool(self._news)

    def work(self, seconds: float) -> None:
        """Continue the check for about this number of seconds."""
        end = time.perf_counter() + seconds
        while self._job is not None:
            try:
                share = next(self._job)
            except StopIteration as finish:
                self._job = None
                return self._tell("done", 1.0, finish.value)
            except Exception:
                self._give_up()
                raise
            now = time.perf_counter()
            if now - self._reported_at > REPORT_EVERY_S:
                self._tell("running", share)
            if now >= end:
                return

    def news(self) -> list[Message]:
        """Reports of the checks whose state has changed."""
        news, self._news = self._news, {}
        return [(encoded(report), {}) for report in news.values()]

    def _give_up(self) -> None:
        if self._job is not None:
            self._job = None
            self._forget(self._check)

    def _forget(self, check: SanityCheck) -> None:
        self._news[check] = {**self._known.pop(check), "state": "none"}

    def _tell(
        self, state: Literal["running", "done"], share: float, found: Outcome | None = None
    ) -> None:
        report: SanityReport = {
            "type": "sanity",
            "check": self._check,
            "state": state,
            "share": share,
            "epoch": self._epoch,
            "verdict": found and found.verdict,
            "sentence": found.sentence if found else "",
        }
        self._known[self._check] = self._news[self._check] = report
        self._reported_at = time.perf_counter()
