"""All instruments of the page, and the division of the worker's time with the run."""

from __future__ import annotations

import time
from typing import Any

from chainrule.browser.apps.diagnosis.instrument import Diagnose
from chainrule.browser.apps.digits.instrument import Digits
from chainrule.browser.apps.names.instrument import Names
from chainrule.browser.apps.vehicle.instrument import Vehicle
from chainrule.browser.comparison.instrument import Compare
from chainrule.browser.exercises.instrument import Exercises
from chainrule.browser.first_step.instrument import FirstStep
from chainrule.browser.fleets.instrument import Fleets
from chainrule.browser.gradients.instrument import Panels
from chainrule.browser.instrument import Instrument, Message, RunContext
from chainrule.browser.landscape.instrument import LandscapePanel
from chainrule.browser.microscope.instrument import Microscope
from chainrule.browser.sanity.instrument import Sanity
from chainrule.browser.tables.instrument import TableReader
from chainrule.browser.touch.instrument import Touch

INSTRUMENTS: tuple[type[Instrument], ...] = (
    Microscope,
    Panels,
    Sanity,
    LandscapePanel,
    Fleets,
    TableReader,
    FirstStep,
    Compare,
    Touch,
    Diagnose,
    Vehicle,
    Digits,
    Names,
    Exercises,
)
LONGEST_WAIT = 0.2
"""The longest time that an instrument may wait, in seconds."""
SHARE = 0.15
"""The share of the worker's time for instruments while the run trains."""


class Instruments:
    """The instruments of one session."""

    def __init__(
        self, context: RunContext, kinds: tuple[type[Instrument], ...] = INSTRUMENTS
    ) -> None:
        self._all = [kind(context) for kind in kinds]
        for each in self._all:
            each.beside = [other for other in self._all if other is not each]
        self._overdrawn = 0.0
        self._by_command = {name: each for each in self._all for name in each.commands}
        self._failed: set[Instrument] = set()

    def answers(self, command: str) -> bool:
        """Whether an instrument handles commands of this type."""
        return command in self._by_command

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Pass a command to its instrument and return the answer."""
        instrument = self._by_command[message["type"]]
        self._failed.discard(instrument)
        return instrument.receive(message)

    @property
    def busy(self) -> bool:
        """Whether any instrument has work to do."""
        return bool(self._busy)

    def share(self, training: bool) -> float:
        """The share of a slice for instruments."""
        if not self.busy:
            return 0.0
        return SHARE if training else 1.0

    def work(self, seconds: float, training: bool) -> None:
        """Give equal time to all instruments with work.

        While the run trains, time beyond that is subtracted from later slices, so that the share is
        kept for pieces of any size. An instrument that fails gets no time until its next command,
        because the next slice would fail in the same way.
        """
        due = seconds - self._overdrawn if training else seconds
        if training and due <= 0:
            self._overdrawn -= seconds
            return
        start = time.perf_counter()
        busy = self._busy
        for each in busy:
            try:
                each.work(due / len(busy))
            except Exception:
                self._failed.add(each)
                raise
        self._overdrawn = min(max(time.perf_counter() - start - due, 0.0), LONGEST_WAIT)

    @property
    def _busy(self) -> list[Instrument]:
        return [each for each in self._all if each.is_busy and each not in self._failed]

    def news(self) -> list[Message]:
        """All pending reports."""
        return [message for each in self._all for message in each.news()]

    def run_changed(self) -> None:
        """Notify all instruments of a new or restarted run."""
        for each in self._all:
            each.run_changed()
