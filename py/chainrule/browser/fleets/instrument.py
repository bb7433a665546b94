"""The instruments that train many networks beside the run: a fleet, and a race of optimizers."""

from __future__ import annotations

import inspect
import json
import math
import time
from typing import Any, Literal

import numpy

from chainrule import optim
from chainrule.browser.fleets.maps import FleetMaps
from chainrule.browser.instrument import Bench, Instrument, Message, Trajectory
from chainrule.browser.landscape.instrument import same_network
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.fleets import (
    FleetAxis,
    FleetChoices,
    FleetLane,
    FleetPanel,
    FleetPlanned,
    FleetPlannedAxis,
    FleetProgress,
    FleetRefused,
    FleetSpread,
)
from chainrule.browser.run.pace import Speed
from chainrule.browser.words import for_the_page
from chainrule.checks import checked_whole, is_number
from chainrule.errors import InputError, one_of
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings import SETTINGS
from chainrule.fleets.fleet import Fleet, fitted, fitted_members
from chainrule.fleets.members import WIDTH, Axis, grid, spaced
from chainrule.fleets.spread import quartiles, spread, succeeded
from chainrule.limits import MAX_WIDTH, SUCCESS_ACCURACY, SUCCESS_LOSS

MOST_MEMBERS = 256
MOST_EPOCHS = 1_000_000
BETWEEN_LOOKS_S = 0.08
"""While a fleet trains, the page is told of it no more often; then it rests at an epoch's end."""
MOST_NAMED = 8
"""Paths of more networks have no names on a map."""
SPACED = ("learning_rate", "init_scale")
LABELS = {
    name: SETTINGS[name].label
    for name in ("seed", "learning_rate", "optimizer", "init_scale", "batch_size")
} | {WIDTH: "Width"}
"""What the page lets vary, and what it is called."""
OPTIMIZERS = {
    "sgd": optim.SGD, "adagrad": optim.Adagrad, "adadelta": optim.Adadelta,
    "rmsprop": optim.RMSprop, "adam": optim.Adam, "adamw": optim.AdamW, "nadam": optim.NAdam,
    "lion": optim.Lion,
}  # fmt: skip
COLUMNS = ("training_loss", "test_loss", "training_accuracy", "test_accuracy")

State = Literal["training", "pausing", "paused", "done"]


class Fleets(Instrument):
    """The two panels, each with a fleet of its own.

    An order that can't be carried out is answered by `fleet_refused`, beside whose controls it
    came from, and what trains goes on.
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._running: dict[FleetPanel, Running] = {}
        self._open: set[FleetPanel] = set()

    @property
    def is_busy(self) -> bool:
        """Whether a fleet of an open panel trains."""
        return any(running.is_busy for running in self._shown())

    def work(self, seconds: float) -> None:
        """Train both panels' fleets for about as long."""
        busy = [running for running in self._shown() if running.is_busy]
        for running in busy:
            running.work(seconds / len(busy))

    def news(self) -> list[Message]:
        """A report of each fleet that has come to the end of another epoch."""
        return [running.report() for running in self._shown() if running.has_news]

    @property
    def moves(self) -> tuple[object, ...]:
        """For each fleet of an open panel how far it has come."""
        return tuple((running.fleet, running.level_epoch) for running in self._shown())

    def trajectories(self) -> list[Trajectory]:
        """Where the members of the open panels' fleets were; those of the race first."""
        shown = sorted(self._shown(), key=lambda running: running.panel != "race")
        experiment = self.bench.experiment
        return [path for running in shown for path in running.trajectories(experiment)]

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Answer a command; one that can't be carried out by the sentence for its panel."""
        try:
            return super().receive(message)
        except InputError as error:
            refused: FleetRefused = {
                "type": "fleet_refused",
                "panel": message["panel"],
                "field": error.field,
                "sentence": for_the_page(error),
            }
            return [(json.dumps(refused), {})]

    def on_fleet_show(self, message: dict[str, Any]) -> list[Message]:
        """Open or close a panel; one that is open already is told its choices anew."""
        panel = message["panel"]
        running = self._running.get(panel)
        if not message["open"]:
            self._open.discard(panel)
            if running is not None:
                running.pause()
            return []
        was_open = panel in self._open
        self._open.add(panel)
        choices = choices_of(self.bench.experiment, panel)
        told: list[Message] = [(json.dumps(choices), {})]
        if was_open or running is None:
            return told
        return [*told, running.planned(), *running.told()]

    def on_fleet_train(self, message: dict[str, Any]) -> list[Message]:
        """Begin a fleet of the present experiment; the one before it is let go."""
        panel, base = message["panel"], self.bench.experiment
        until = _checked_epochs(message["epochs"])
        axes = [_axis(axis) for axis in message["axes"]]
        for name in {*(axis.name for axis in axes), *(n for m in message["members"] for n in m)}:
            if name not in LABELS:
                raise InputError("vary", name, one_of(LABELS))
        count = len(grid(axes)) if axes else len(message["members"])
        if not 1 <= count <= MOST_MEMBERS:
            raise InputError("networks", count, f"from 1 to {MOST_MEMBERS}")
        if axes:
            axes, remark = fitted(base, axes)
            members = grid(axes)
        else:
            members, remark = fitted_members(base, message["members"])
        before = self._running.get(panel)
        running = Running(panel, Fleet(base, members), axes, remark, message["plane"])
        running.until = until
        if before is not None and before.measure == running.measure:
            running.threshold = before.threshold
        self._running[panel] = running
        return [running.planned(), running.report()]

    def on_fleet_go(self, message: dict[str, Any]) -> list[Message]:
        """Go on with a fleet."""
        running = self._of(message)
        running.go(_checked_epochs(message["epochs"]))
        return running.told()

    def on_fleet_pause(self, message: dict[str, Any]) -> list[Message]:
        """Pause a fleet."""
        running = self._of(message)
        running.pause()
        return running.told()

    def on_fleet_threshold(self, message: dict[str, Any]) -> list[Message]:
        """Count success otherwise."""
        running, value = self._of(message), message["threshold"]
        high = 1.0 if running.measure == "accuracy" else 1e6
        if not is_number(value) or not 0 <= value <= high:
            raise InputError("threshold", value, f"a number from 0 to {high:g}")
        running.threshold = float(value)
        return running.told()

    def on_fleet_open(self, message: dict[str, Any]) -> list[Message]:
        """Let the page train one member."""
        fleet = self._of(message).fleet
        return self.bench.take_over(fleet.open(message["member"]))

    def _shown(self) -> list[Running]:
        return [running for panel, running in self._running.items() if panel in self._open]

    def _of(self, message: dict[str, Any]) -> Running:
        if message["panel"] not in self._running:
            raise InputError("panel", message["panel"], "one with a fleet; press Train first")
        return self._running[message["panel"]]


class Running:
    """A fleet on the page: its pictures, how far it is to go, and what is told of it."""

    def __init__(
        self,
        panel: FleetPanel,
        fleet: Fleet,
        axes: list[Axis],
        remark: str,
        plane: tuple[int, int] | None,
    ) -> None:
        self.panel: FleetPanel = panel
        self.fleet, self.axes, self.remark = fleet, axes, remark
        self.maps = FleetMaps(fleet, plane)
        self.measure = measure_of(fleet.base)
        self.threshold = SUCCESS_ACCURACY if self.measure == "accuracy" else SUCCESS_LOSS
        self.until = 0
        self.state: State = "training"
        self._speed = Speed(0)
        self._told_at = -math.inf
        self._told_epoch = -1
        self._level_epoch = 0

    @property
    def is_busy(self) -> bool:
        """Whether there is something to train."""
        return self.state in ("training", "pausing")

    @property
    def has_news(self) -> bool:
        """Whether all networks stand at the end of an epoch that the page does not know yet, and it
        is time to tell."""
        is_new = self.fleet.is_level and self.fleet.epoch != self._told_epoch
        return is_new and (not self.is_busy or self._is_look_due)

    @property
    def _is_look_due(self) -> bool:
        return time.perf_counter() - self._told_at > BETWEEN_LOOKS_S

    @property
    def level_epoch(self) -> int:
        """The last epoch at whose end all networks were seen to stand."""
        if self.fleet.is_level:
            self._level_epoch = self.fleet.epoch
        return self._level_epoch

    def trajectories(self, experiment: Experiment) -> list[Trajectory]:
        """Where the members were that are of an experiment's network."""
        experiments = self.fleet.experiments
        members = [k for k, own in enumerate(experiments) if own.layers == experiment.layers]
        # They differ in nothing else that makes a network.
        if not members or not same_network(experiments[members[0]], experiment):
            return []
        is_named = len(members) <= MOST_NAMED
        names = [self._name(self.fleet.experiments[member]) for member in members]
        return [
            Trajectory(name if is_named else "", *self.fleet.path(member))
            for member, name in zip(members, names, strict=True)
        ]

    def work(self, seconds: float) -> None:
        """Train for about so long; where a look is due, no further than to an epoch's end."""
        end = time.perf_counter() + seconds
        while self.is_busy and (left := end - time.perf_counter()) > 0:
            if not self.fleet.work(left):
                return
            if self.state == "pausing":
                self.state = "paused"
            if self.fleet.epoch >= self.until:
                self.state = "done"
            if self._is_look_due:
                return

    def go(self, epochs: int) -> None:
        """Train for so many epochs more."""
        if not self.is_busy:
            self.until = self.fleet.epoch + epochs
            self._speed = Speed(self.fleet.network_steps)
        self.state = "training"

    def pause(self) -> None:
        """Stop, once all networks stand at one epoch."""
        if self.is_busy:
            self.state = "paused" if self.fleet.is_level else "pausing"

    def told(self) -> list[Message]:
        """A report, unless some networks are ahead of others: then it comes with the news."""
        self._told_epoch = -1
        return [self.report()] if self.fleet.is_level else []

    def planned(self) -> Message:
        """Who the members are."""
        fleet, maps = self.fleet, self.maps
        report: FleetPlanned = {
            "type": "fleet_planned",
            "panel": self.panel,
            "hash": fleet.base.to_address(),
            "axes": [_told_axis(axis) for axis in self.axes],
            "members": [self._name(experiment) for experiment in fleet.experiments],
            "optimizers": [_value("optimizer", experiment) for experiment in fleet.experiments],
            "groups": len(fleet.groups),
            "remark": self.remark,
            "kind": maps.kind,
            "scale": maps.scale,
            "side": maps.side,
            "has_test": self._has_test,
        }
        arrays = {
            "seeds": numpy.array([e.seed for e in fleet.experiments], numpy.float64),
            "rates": numpy.array([e.learning_rate for e in fleet.experiments], numpy.float64),
        }
        return json.dumps(report), arrays

    def report(self) -> Message:
        """Where all members are, and their pictures."""
        fleet, now = self.fleet, self.fleet.present()
        self._told_epoch = fleet.epoch
        self._speed.sample(fleet.network_steps)
        losses = now.test_loss if self._has_test else now.training_loss
        accuracies = now.test_accuracy if self._has_test else now.training_accuracy
        found, successes = spread(losses), succeeded(losses, accuracies, self.threshold)
        shown: FleetSpread = {
            "lower": _finite(found.lower),
            "median": _finite(found.median),
            "upper": _finite(found.upper),
            "best": found.best,
            "worst": found.worst,
        }
        header: FleetProgress = {
            "type": "fleet",
            "panel": self.panel,
            "state": self.state,
            "epoch": fleet.epoch,
            "until": self.until,
            "steps": fleet.network_steps,
            "steps_per_second": self._speed.per_second if self.is_busy else 0.0,
            "threshold": self.threshold,
            "successes": int(successes.sum()),
            "success_share": float(successes.mean()),
            "spread": shown,
        }
        arrays: Arrays = {name: getattr(now, name).copy() for name in COLUMNS}
        arrays["diverged"] = fleet.diverged.astype(numpy.float64)
        arrays["succeeded"] = successes.astype(numpy.float64)
        arrays |= self._history()
        maps = self.maps.current()
        if maps is not None:
            arrays["maps"] = maps
        self._told_at = time.perf_counter()
        return json.dumps(header), arrays

    def _history(self) -> Arrays:
        history = self.fleet.history
        columns = {
            "training": history.column("training_loss"),
            "test": history.column("test_loss"),
        }
        arrays: Arrays = {"epochs": history.column("epoch")}
        for name, losses in columns.items():
            arrays[f"{name}_losses"], arrays[f"{name}_bands"] = losses, quartiles(losses)
        return arrays

    @property
    def _has_test(self) -> bool:
        return self.fleet.replicas[0].run.test_set is not None

    def _name(self, experiment: Experiment) -> str:
        """What a member is called: what it has of its own."""
        if self.panel == "race":
            return f"{_value('optimizer', experiment)} at {experiment.learning_rate:g}"
        return ", ".join(
            f"{LABELS[axis.name].lower()} {_value(axis.name, experiment)}"
            for axis in self.axes or [Axis("seed", (0,))]
        )


def choices_of(experiment: Experiment, panel: FleetPanel) -> FleetChoices:
    """What a fleet of this experiment can vary, and over which values by default."""
    rate, seed = experiment.learning_rate, experiment.seed
    axes: list[FleetAxis] = [
        {"name": "seed", "low": seed, "count": 64},
        # Two rates a decade, the one at hand among them.
        {
            "name": "learning_rate",
            "low": float(f"{rate / 100:.6g}"),
            "high": float(f"{min(10 * rate, 100):.6g}"),
            "count": 7,
        },
        {"name": "optimizer", "values": [*OPTIMIZERS]},
        {"name": "init_scale", "low": 0.1, "high": 10.0, "count": 5},
        {"name": "batch_size", "values": _around(experiment.batch_size, 1, _examples(experiment))},
    ]
    if experiment.layers:
        widest = max(layer[0] for layer in experiment.layers)
        axes.append({"name": WIDTH, "values": _around(widest, 1, MAX_WIDTH)})
    return {
        "type": "fleet_choices",
        "panel": panel,
        "hash": experiment.to_address(),
        "axes": axes,
        "labels": LABELS,
        "most": MOST_MEMBERS,
        "lanes": [_lane(name) for name in OPTIMIZERS],
        "optimizer": experiment.optimizer,
        "learning_rate": rate,
        "measure": measure_of(experiment),
    }


def measure_of(experiment: Experiment) -> Literal["accuracy", "loss"]:
    """What success is told by."""
    return "loss" if experiment.is_regression else "accuracy"


def _lane(name: str) -> FleetLane:
    rate = inspect.signature(OPTIMIZERS[name]).parameters["lr"].default
    label = SETTINGS["optimizer"].choices[name]
    return {"optimizer": name, "label": label, "learning_rate": rate}


def _axis(axis: FleetAxis) -> Axis:
    name = axis["name"]
    if "values" in axis:
        return Axis(name, tuple(axis["values"]))
    low, count = axis.get("low", 0), checked_whole("how many", axis.get("count"))
    if count > MOST_MEMBERS:
        raise InputError("how many", count, f"a whole number from 1 to {MOST_MEMBERS}")
    if name == "seed":
        first = SETTINGS["seed"].check(low)
        return Axis(name, tuple(range(first, first + count)))
    if name not in SPACED:
        raise InputError(name, low, "a list of values")
    return Axis(name, spaced(low, axis.get("high", low), count))


def _told_axis(axis: Axis) -> FleetPlannedAxis:
    return {
        "name": axis.name,
        "label": LABELS[axis.name],
        "values": [_written(axis.name, value) for value in axis.values],
    }


def _value(name: str, experiment: Experiment) -> str:
    value = experiment.layers[0][0] if name == WIDTH else getattr(experiment, name)
    return _written(name, value)


def _written(name: str, value: Any) -> str:
    return SETTINGS[name].choices[value] if name == "optimizer" else f"{value:.10g}"


def _around(middle: int, low: int, high: int) -> list[int]:
    """Powers of two times a value, from a quarter of it to four times as much."""
    values = {min(max(low, round(middle * factor)), high) for factor in (0.25, 0.5, 1, 2, 4)}
    return sorted(values)


def _examples(experiment: Experiment) -> int:
    return len(experiment.points().x)


def _checked_epochs(epochs: Any) -> int:
    if checked_whole("epochs", epochs) > MOST_EPOCHS:
        raise InputError("epochs", epochs, f"a whole number from 1 to {MOST_EPOCHS}")
    return epochs


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
