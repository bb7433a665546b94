"""All instruments of the page, and the division of the worker's time between them and the run."""

from __future__ import annotations

import time
from importlib import import_module
from typing import Any, NamedTuple

from chainrule.browser.instrument import Instrument, Message, RunContext


class Place(NamedTuple):
    """The place where an instrument is defined. Its module is not imported until its first command
    arrives, because the page needs few instruments at startup.

    Attributes
    ----------
    folder : the folder of its module `instrument`, in this package.
    name : the name of its class.
    commands : the types of commands that it answers.
    """

    folder: str
    name: str
    commands: tuple[str, ...]

    def load(self) -> type[Instrument]:
        """Import the module and return the class."""
        return getattr(import_module(f"chainrule.browser.{self.folder}.instrument"), self.name)


PLACES = (
    Place(
        "microscope",
        "Microscope",
        ("check", "explain", "export_step", "look", "paths", "stop_check", "walk"),
    ),
    Place("gradients", "Gradients", ("observe",)),
    Place("sanity", "Sanity", ("sanity", "stop_sanity")),
    Place("landscape", "LossLandscape", ("landscape", "landscape_follow", "landscape_load")),
    Place(
        "fleets",
        "Fleets",
        (
            *("fleet_go", "fleet_open", "fleet_pause", "fleet_show", "fleet_threshold"),
            "fleet_train",
        ),
    ),
    Place("tables", "TableReader", ("preview_table", "stop_table")),
    Place("first_step", "FirstStep", ("first_step",)),
    Place("comparison", "Compare", ("compare", "curve")),
    Place("touch", "Touch", ("examine", "loss_along")),
    Place("apps.diagnosis", "Diagnose", ("diagnose",)),
    Place("apps.vehicle", "Vehicle", ("draw_track", "drive", "laps", "more_examples", "track")),
    Place("apps.digits", "Digits", ("ask_influences", "read_digit")),
    Place("apps.names", "Names", ("ask_letters", "ask_where", "stop_names", "train_names")),
    Place("exercises", "Exercises", ("answer_number", "answer_signs", "measure", "run_backward")),
)
LONGEST_WAIT = 0.2
"""The longest time for which instruments may have to wait for their turn, in seconds."""
SHARE = 0.15
"""The share of the worker's time that instruments get while the run trains."""


def _place_of(command: str) -> Place | None:
    return next((place for place in PLACES if command in place.commands), None)


class Instruments:
    """The instruments of one session."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._all: list[Instrument] = []
        self._by_command: dict[str, Instrument] = {}
        self._overdrawn = 0.0
        self._failed: set[Instrument] = set()

    def add(self, kind: type[Instrument]) -> None:
        """Create an instrument of this class."""
        self._all.append(kind(self._context))
        self._by_command |= dict.fromkeys(kind.commands, self._all[-1])
        for each in self._all:
            each.beside = [other for other in self._all if other is not each]

    def answers(self, command: str) -> bool:
        """Whether an instrument handles commands of this type."""
        return _place_of(command) is not None

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Pass a command to its instrument, which is created when its first command arrives, and
        return the answer."""
        place = _place_of(message["type"])
        if place is not None and message["type"] not in self._by_command:
            self.add(place.load())
        instrument = self._by_command[message["type"]]
        self._failed.discard(instrument)
        return instrument.receive(message)

    @property
    def busy(self) -> bool:
        """Whether any instrument has work to do."""
        return bool(self._busy)

    def share(self, training: bool) -> float:
        """The share of a time slice that instruments get."""
        if not self.busy:
            return 0.0
        return SHARE if training else 1.0

    def work(self, seconds: float, training: bool) -> None:
        """Divide the time equally between all instruments that have work to do.

        While the run trains, time that they use in excess is subtracted from later slices, so that
        their share of the time does not depend on the length of their work steps. An instrument
        that fails gets no time until its next command, because it would fail in the same way in the
        next slice.
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
