"""A fleet on the page, with its target epoch, its pictures and its reports."""

from __future__ import annotations

import math
import time
from typing import Any, Literal

import numpy

from chainrule.browser.fleets.maps import FleetMaps
from chainrule.browser.fleets.messages import (
    FleetInstrument,
    FleetPlanned,
    FleetPlannedAxis,
    FleetProgress,
    FleetSpread,
)
from chainrule.browser.instrument import Message, Trajectory
from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.run.pace import Speed
from chainrule.browser.words import encoded
from chainrule.engine.op import Array
from chainrule.experiment.comparison.differences import part_of, title_of, value_of
from chainrule.experiment.comparison.likeness import same_network
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.parts import width_of
from chainrule.experiment.settings.table import SETTINGS
from chainrule.fleets.cells import cells, sentence_of
from chainrule.fleets.fleet import Fleet
from chainrule.fleets.members import LAYER_FIELDS, WIDTH, Axis
from chainrule.fleets.spread import quartiles, ranks, spread, succeeded
from chainrule.limits import SUCCESS_ACCURACY, SUCCESS_LOSS
from chainrule.phrases import Phrase, phrase

BETWEEN_LOOKS_S = 0.08
"""The shortest interval between two reports of a training fleet; reports are sent at the ends of
epochs."""
MOST_NAMED = 8
"""The largest number of networks whose paths are labelled on a map."""
VARIED = ("seed", "learning_rate", "optimizer", "init_scale", "batch_size")
LABELS: dict[str, str] = {name: SETTINGS[name].title for name in VARIED}
LABELS[WIDTH] = phrase("fleet.width")
"""The settings that the page can vary, and their labels."""
COLUMNS = ("training_loss", "test_loss", "training_accuracy", "test_accuracy")

State = Literal["training", "pausing", "paused", "done"]


class RunningFleet:
    """A fleet on the page, with its pictures, target epoch and reports."""

    def __init__(
        self,
        instrument: FleetInstrument,
        fleet: Fleet,
        axes: list[Axis],
        remark: str,
        plane: tuple[int, int] | None,
    ) -> None:
        self.instrument: FleetInstrument = instrument
        self.fleet, self.axes, self.remark = fleet, axes, remark
        self.maps = FleetMaps(fleet, plane)
        self.measure = measure_of(fleet.base)
        self.threshold = SUCCESS_ACCURACY if self.measure == "accuracy" else SUCCESS_LOSS
        self.until = 0
        self.state: State = "training"
        self._speed = Speed(0)
        self._reported_at = -math.inf
        self._reported_epoch = -1
        self._level_epoch = 0

    @property
    def is_busy(self) -> bool:
        """Whether the fleet is training."""
        return self.state in ("training", "pausing")

    @property
    def has_news(self) -> bool:
        """Whether a report is due and all networks are at the end of an epoch that has not been
        reported yet."""
        is_new = self.fleet.is_level and self.fleet.epoch != self._reported_epoch
        return is_new and (not self.is_busy or self._is_look_due)

    @property
    def _is_look_due(self) -> bool:
        return time.perf_counter() - self._reported_at > BETWEEN_LOOKS_S

    @property
    def level_epoch(self) -> int:
        """The last epoch completed by all networks."""
        if self.fleet.is_level:
            self._level_epoch = self.fleet.epoch
        return self._level_epoch

    def trajectories(self, experiment: Experiment) -> list[Trajectory]:
        """The paths of the members that have the same network as the given experiment."""
        experiments = self.fleet.experiments
        members = [k for k, own in enumerate(experiments) if _has_network(own, experiment)]
        # The members do not differ in any other setting that affects the network.
        if not members or not same_network(experiments[members[0]], experiment):
            return []
        is_named = len(members) <= MOST_NAMED
        names = [self._name(self.fleet.experiments[member]) for member in members]
        return [
            Trajectory(name if is_named else "", *self.fleet.path(member))
            for member, name in zip(members, names, strict=True)
        ]

    def work(self, seconds: float) -> None:
        """Train for about this number of seconds, or only to the end of an epoch if a report is due
        then."""
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
        """Train for this number of further epochs."""
        if not self.is_busy:
            self.until = self.fleet.epoch + epochs
            self._speed = Speed(self.fleet.network_steps)
        self.state = "training"

    def pause(self) -> None:
        """Stop as soon as all networks are at the end of the same epoch."""
        if self.is_busy:
            self.state = "paused" if self.fleet.is_level else "pausing"

    def reports(self) -> list[Message]:
        """A report, or none if the networks are at different epochs; in that case, it is sent
        later."""
        self._reported_epoch = -1
        return [self.report()] if self.fleet.is_level else []

    def planned(self) -> Message:
        """The report that describes the fleet and its members."""
        fleet, maps = self.fleet, self.maps
        report: FleetPlanned = {
            "type": "fleet_planned",
            "instrument": self.instrument,
            "hash": fleet.base.to_address(),
            "axes": [_described_axis(axis) for axis in self.axes],
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
        return encoded(report), arrays

    def report(self) -> Message:
        """A report of the state of all members, with their pictures."""
        fleet, now = self.fleet, self.fleet.present()
        self._reported_epoch = fleet.epoch
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
            "instrument": self.instrument,
            "state": self.state,
            "epoch": fleet.epoch,
            "until": self.until,
            "steps": fleet.network_steps,
            "steps_per_second": self._speed.per_second if self.is_busy else 0.0,
            "threshold": self.threshold,
            "successes": int(successes.sum()),
            "success_share": float(successes.mean()),
            "spread": shown,
            "sentence": self._sentence(losses),
        }
        arrays: Arrays = {name: getattr(now, name).copy() for name in COLUMNS}
        arrays["diverged"] = fleet.diverged.astype(numpy.float64)
        arrays["ranks"] = ranks(losses).astype(numpy.float64)
        arrays["succeeded"] = successes.astype(numpy.float64)
        arrays |= self._history()
        maps = self.maps.current()
        if maps is not None:
            arrays["maps"] = maps
        self._reported_at = time.perf_counter()
        return encoded(header), arrays

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

    def _sentence(self, losses: Array) -> str:
        """The comparison of a setting's values over seeds as a sentence; "" for other fleets."""
        if [axis.name for axis in self.axes[1:]] != ["seed"]:
            return ""
        axis, seeds = self.axes
        names = [part_of(axis.name, value) for value in axis.values]
        found = cells(losses.reshape(len(names), len(seeds.values)))
        what = phrase("fleet.test_loss" if self._has_test else "fleet.training_loss")
        return sentence_of(names, found, what)

    @property
    def _has_test(self) -> bool:
        return self.fleet.replicas[0].run.test_set is not None

    def _name(self, experiment: Experiment) -> Phrase:
        """A member's name: the values of its varied settings."""
        if self.instrument == "race":
            rule = _value("optimizer", experiment)
            return phrase("fleet.lane", optimizer=rule, rate=experiment.learning_rate)
        names = [axis.name for axis in self.axes] or ["seed"]
        parts = [_named(name, experiment) for name in names]
        return phrase("list", parts=parts)


def measure_of(experiment: Experiment) -> Literal["accuracy", "loss"]:
    """The quantity by which the success of an experiment is measured."""
    return "loss" if experiment.is_regression else "accuracy"


def _described_axis(axis: Axis) -> FleetPlannedAxis:
    return {
        "name": axis.name,
        "label": LABELS.get(axis.name) or title_of(axis.name),
        "values": [_written(axis.name, value) for value in axis.values],
    }


def _has_network(own: Experiment, experiment: Experiment) -> bool:
    names = ("layers", "features", "output_activation")
    return all(getattr(own, name) == getattr(experiment, name) for name in names)


def _named(name: str, experiment: Experiment) -> str:
    """A member's value of a varied setting, as part of the member's name."""
    if name in LABELS:
        return phrase(f"fleet.of.{name}", value=_value(name, experiment))
    if name not in LAYER_FIELDS:
        return part_of(name, getattr(experiment, name))
    field = LAYER_FIELDS[name]
    return part_of(name, next(layer[field] for layer in experiment.layers if field in layer))


def _value(name: str, experiment: Experiment) -> str:
    widths = (width for width in map(width_of, experiment.layers) if width is not None)
    value = next(widths) if name == WIDTH else getattr(experiment, name)
    return _written(name, value)


def _written(name: str, value: Any) -> str:
    return phrase("value.number", number=value) if name == WIDTH else value_of(name, value)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
