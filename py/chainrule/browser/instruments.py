"""All instruments of the page, and how they share the worker's time with the run."""

from __future__ import annotations

import time
from typing import Any

from chainrule.browser.fleets.instrument import Fleets
from chainrule.browser.gradients.instrument import Panels
from chainrule.browser.instrument import Bench, Instrument, Message
from chainrule.browser.landscape.instrument import LandscapePanel
from chainrule.browser.microscope.instrument import Microscope
from chainrule.browser.sanity import Sanity
from chainrule.browser.table_reader import TableReader

INSTRUMENTS: tuple[type[Instrument], ...] = (
    Microscope,
    Panels,
    Sanity,
    LandscapePanel,
    Fleets,
    TableReader,
)
LONGEST_WAIT = 0.2
"""Seconds for which an instrument may be left without time at the most."""
SHARE = 0.15
"""Of the worker's time, what instruments get while the run trains."""


class Instruments:
    """The instruments of one session."""

    def __init__(self, bench: Bench, kinds: tuple[type[Instrument], ...] = INSTRUMENTS) -> None:
        self._all = [kind(bench) for kind in kinds]
        for each in self._all:
            if isinstance(each, LandscapePanel):
                each.beside = [other for other in self._all if other is not each]
        self._overdrawn = 0.0
        self._by_command = {name: each for each in self._all for name in each.commands}
        self._failed: set[Instrument] = set()

    def answers(self, command: str) -> bool:
        """Whether a command of this type is one of theirs."""
        return command in self._by_command

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Let the instrument that a command is for answer it."""
        instrument = self._by_command[message["type"]]
        self._failed.discard(instrument)
        return instrument.receive(message)

    @property
    def busy(self) -> bool:
        """Whether any wants time."""
        return bool(self._busy)

    def share(self, training: bool) -> float:
        """The part of a slice that is theirs."""
        if not self.busy:
            return 0.0
        return SHARE if training else 1.0

    def work(self, seconds: float, training: bool) -> None:
        """Give each that wants time as much.

        While the run trains, what one piece of work takes beyond that is taken off what comes next:
        so the share is kept, whatever the pieces' size. One that fails gets none until it is sent a
        command: the next slice would fail the same way.
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
        """What there is to tell."""
        return [message for each in self._all for message in each.news()]

    def run_changed(self) -> None:
        """Tell all that the run is another, or starts anew."""
        for each in self._all:
            each.run_changed()
