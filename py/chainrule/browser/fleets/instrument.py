"""The instruments that train many networks: fleets, and races of optimizers."""

from __future__ import annotations

from typing import Any

from chainrule.browser.fleets.choices import MOST_MEMBERS, axis_of, choices_of
from chainrule.browser.fleets.messages import (
    FleetInstrument,
    FleetRefused,
)
from chainrule.browser.fleets.running import LABELS, RunningFleet
from chainrule.browser.fleets.settings import varied_in
from chainrule.browser.instrument import Instrument, Message, RunContext, Trajectory
from chainrule.browser.words import encoded, for_the_page
from chainrule.checks import checked_whole, is_number
from chainrule.errors import InputError, one_of
from chainrule.fleets.fleet import Fleet, fitted, fitted_members
from chainrule.fleets.members import grid
from chainrule.phrases import phrase

MOST_EPOCHS = 1_000_000


class Fleets(Instrument):
    """The instruments for a fleet and for a race, each with its own fleet.

    An invalid command is answered by `fleet_refused`, which is shown at the instrument's controls;
    training continues.
    """

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self._running: dict[FleetInstrument, RunningFleet] = {}
        self._open: set[FleetInstrument] = set()

    @property
    def is_busy(self) -> bool:
        """Whether a fleet of an open instrument is training."""
        return any(running.is_busy for running in self._shown())

    def work(self, seconds: float) -> None:
        """Divide the time equally between the fleets that are training."""
        busy = [running for running in self._shown() if running.is_busy]
        for running in busy:
            running.work(seconds / len(busy))

    def news(self) -> list[Message]:
        """One report for each fleet that has completed another epoch."""
        return [running.report() for running in self._shown() if running.has_news]

    @property
    def moves(self) -> tuple[object, ...]:
        """The fleet and the last completed epoch of each open instrument."""
        return tuple((running.fleet, running.level_epoch) for running in self._shown())

    def trajectories(self) -> list[Trajectory]:
        """The paths of the members of the open instruments' fleets, with those of the race
        first."""
        shown = sorted(self._shown(), key=lambda running: running.instrument != "race")
        experiment = self.context.experiment
        return [path for running in shown for path in running.trajectories(experiment)]

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Answer a command. If it is invalid, the answer is an error, which the page shows at the
        instrument."""
        try:
            return super().receive(message)
        except InputError as error:
            refused: FleetRefused = {
                "type": "fleet_refused",
                "instrument": message["instrument"],
                "field": error.field,
                "sentence": for_the_page(error),
            }
            return [(encoded(refused), {})]

    def on_fleet_show(self, message: dict[str, Any]) -> list[Message]:
        """Open or close an instrument. An instrument that is already open receives its choices
        again."""
        instrument = message["instrument"]
        running = self._running.get(instrument)
        if not message["open"]:
            self._open.discard(instrument)
            if running is not None:
                running.pause()
            return []
        was_open = instrument in self._open
        self._open.add(instrument)
        choices = choices_of(self.context.experiment, instrument)
        reports: list[Message] = [(encoded(choices), {})]
        if was_open or running is None:
            return reports
        return [*reports, running.planned(), *running.reports()]

    def on_fleet_train(self, message: dict[str, Any]) -> list[Message]:
        """Start a fleet based on the current experiment; it replaces the instrument's previous
        fleet."""
        instrument, base = message["instrument"], self.context.experiment
        until = _checked_epochs(message["epochs"])
        axes = [axis_of(axis) for axis in message["axes"]]
        for name in {*(axis.name for axis in axes), *(n for m in message["members"] for n in m)}:
            if name not in LABELS and name not in (known := varied_in(base)):
                raise InputError("vary", name, one_of(dict.fromkeys([*LABELS, *known])))
        count = len(grid(axes)) if axes else len(message["members"])
        if not 1 <= count <= MOST_MEMBERS:
            raise InputError(
                "networks", count, phrase("allowed.whole.from", low=1, high=MOST_MEMBERS)
            )
        if axes:
            axes, remark = fitted(base, axes)
            members = grid(axes)
        else:
            members, remark = fitted_members(base, message["members"])
        before = self._running.get(instrument)
        running = RunningFleet(instrument, Fleet(base, members), axes, remark, message["plane"])
        running.until = until
        if before is not None and before.measure == running.measure:
            running.threshold = before.threshold
        self._running[instrument] = running
        return [running.planned(), running.report()]

    def on_fleet_go(self, message: dict[str, Any]) -> list[Message]:
        """Continue a fleet."""
        running = self._of(message)
        running.go(_checked_epochs(message["epochs"]))
        return running.reports()

    def on_fleet_pause(self, message: dict[str, Any]) -> list[Message]:
        """Pause a fleet."""
        running = self._of(message)
        running.pause()
        return running.reports()

    def on_fleet_threshold(self, message: dict[str, Any]) -> list[Message]:
        """Change the success criterion."""
        running, value = self._of(message), message["threshold"]
        high = 1.0 if running.measure == "accuracy" else 1e6
        if not is_number(value) or not 0 <= value <= high:
            raise InputError("threshold", value, phrase("allowed.real.from", low=0, high=high))
        running.threshold = float(value)
        return running.reports()

    def on_fleet_open(self, message: dict[str, Any]) -> list[Message]:
        """Open a member of a fleet in the lab."""
        fleet = self._of(message).fleet
        return self.context.take_over(fleet.open(message["member"]))

    def _shown(self) -> list[RunningFleet]:
        return [
            running for instrument, running in self._running.items() if instrument in self._open
        ]

    def _of(self, message: dict[str, Any]) -> RunningFleet:
        if message["instrument"] not in self._running:
            raise InputError("instrument", message["instrument"], phrase("allowed.fleet"))
        return self._running[message["instrument"]]


def _checked_epochs(epochs: Any) -> int:
    if checked_whole("epochs", epochs) > MOST_EPOCHS:
        raise InputError("epochs", epochs, phrase("allowed.whole.from", low=1, high=MOST_EPOCHS))
    return epochs
