"""The work of a sweep's worker, which trains some members of a grid and returns one row for
each."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy

from chainrule.diagnostics import DivergedError
from chainrule.diagnostics.target import target_of
from chainrule.engine.op import Array
from chainrule.experiment.comparison.likeness import shared_settings
from chainrule.experiment.experiment import Experiment
from chainrule.fleets.fleet import Fleet
from chainrule.fleets.members import member_experiment
from chainrule.sweeps.grid import Grid, Member
from chainrule.training.metrics import RegressionErrors, regression_errors
from chainrule.training.records.history import History, Record
from chainrule.training.stopping import Stopping
from chainrule.version import __version__

Row = dict[str, Any]
OK, DIVERGED, FAILED = "ok", "diverged", "failed"
MEASURES = {
    "epochs": int, "steps": int, "training_loss": float, "best_training_loss": float,
    "test_loss": float, "best_test_loss": float, "training_accuracy": float,
    "test_accuracy": float, "seconds": float, "status": str, "reason": str,
}  # fmt: skip
"""The columns of a run's results with their types; NaN stands for unknown."""
ERRORS = ("training_rmse", "training_r2", "test_rmse", "test_r2")
"""The additional columns of a regression: the RMSE in the target's unit, and R²."""
EPOCHS = 500
MOST_TOGETHER = 16
"""The largest number of members in a task. It does not depend on the workers, because the last bits
of a result depend on the other members in the task, and a resumed sweep must give the same
results."""
RECORDS = 10_000
"""The number of epochs considered for the best losses; longer runs use every second epoch, every
fourth, and so on."""


class Stopped(Protocol):
    """A stop signal with the interface of `threading.Event`, checked after every epoch."""

    def is_set(self) -> bool:
        """Whether the results are no longer needed."""
        ...


class StoppedError(Exception):
    """Raised if the sweep ended before these members finished."""


@dataclass(frozen=True)
class Task:
    """Members that can be trained as one program: they differ only in settings in which replicas
    may differ, and share the order of the examples. Up to rounding, each result equals that of a
    separate run.

    Attributes
    ----------
    numbers, changes : the members' numbers and their varied settings.
    seed : the seed that determines the order of the examples.
    epochs : the largest number of epochs.
    """

    numbers: tuple[int, ...]
    changes: tuple[dict[str, Any], ...]
    seed: int
    epochs: int


def tasks_of(grid: Grid, epochs: int | None, done: Collection[int] = ()) -> list[Task]:
    """The grid's members, grouped into tasks in a way that depends only on the grid.

    Parameters
    ----------
    epochs : the largest number of epochs; None for each member's `stop_epoch`, or for 500 if
        the member does not set one. A smaller `stop_epoch` takes precedence.
    done : the numbers of members to omit.
    """
    groups: dict[Any, list[Member]] = {}
    for member in grid.members:
        experiment = member.experiment
        most = _most(experiment, epochs)
        # A member that may stop earlier than the others is trained alone.
        alone = (member.number,) if experiment.stop_loss or experiment.stop_patience else ()
        key = (experiment.seed, most, *alone, shared_settings(experiment))
        groups.setdefault(key, []).append(member)
    tasks = []
    for (seed, most, *_), group in groups.items():
        for start in range(0, len(group), MOST_TOGETHER):
            together = group[start : start + MOST_TOGETHER]
            some = [member for member in together if member.number not in done]
            if not some:
                continue
            numbers = tuple(member.number for member in some)
            tasks.append(Task(numbers, tuple(member.changes for member in some), seed, most))
    return tasks


def _most(experiment: Experiment, epochs: int | None) -> int:
    stop = experiment.stop_epoch
    if epochs is None:
        return stop or EPOCHS
    return min(epochs, stop) if stop else epochs


def train(base: str, task: Task, stopped: Stopped | None) -> list[Row]:
    """Train a task's members, and return their rows.

    A run that diverges keeps its best losses, and its final losses are NaN.

    Parameters
    ----------
    base : the base experiment as JSON, including the user's own table if there is one.
    stopped : a signal; once it is set, training ends with a `StoppedError`.
    """
    experiment = Experiment.from_json(base)
    if len(task.changes) == 1:
        return [_alone(experiment, task.changes[0], task.epochs, stopped)]
    return _together(experiment, task, stopped)


def version() -> str:
    """The version of the package in this process."""
    return __version__


def _alone(base: Experiment, changes: dict[str, Any], epochs: int, stopped: Stopped | None) -> Row:
    started = time.perf_counter()
    run = None
    try:
        experiment = member_experiment(base, changes)
        run = experiment.trainer(RECORDS)
        stop = Stopping(loss=experiment.stop_loss, patience=experiment.stop_patience)
        while run.epoch < epochs and not stop.halt(run):
            _check(stopped)
            run.advance(len(run.batches))
        stop.finish(run)
    except DivergedError as error:
        history = run.history if run is not None else History([])
        row = _row(history, 0, None, started, DIVERGED, str(error))
        return row | {"epochs": error.epoch, "steps": error.step}
    except MemoryError:
        return _row(History([]), 0, None, started, FAILED, "There was not enough memory for it.")
    row = _row(run.history, 0, run.current_record(), started)
    found = regression_errors(run.training_set), regression_errors(run.test_set)
    return row | _errors(experiment, found)


def _together(base: Experiment, task: Task, stopped: Stopped | None) -> list[Row]:
    """Train the members as replicas of one network. Members that diverge are trained again alone,
    to locate the divergence."""
    started = time.perf_counter()
    fleet = Fleet(base.changed(seed=task.seed), task.changes, RECORDS)
    while fleet.epoch < task.epochs and (fleet.diverged < 0).any():
        _check(stopped)
        fleet.advance()
    started += (time.perf_counter() - started) * (1 - 1 / len(fleet))
    last = fleet.present()
    return [
        _row(fleet.history, place, last, started)
        | _errors(fleet.experiments[place], fleet.errors(place))
        if fleet.diverged[place] < 0
        else _alone(base, changes, task.epochs, stopped)
        for place, changes in enumerate(task.changes)
    ]


def _check(stopped: Stopped | None) -> None:
    if stopped is not None and stopped.is_set():
        raise StoppedError


def _row(
    history: History,
    place: int,
    last: Record | None,
    started: float,
    status: str = OK,
    reason: str = "",
) -> Row:
    """The results of a run, or of the replica at index `place`."""
    row: Row = {"epochs": 0, "steps": 0} if last is None else {
        "epochs": last.epoch, "steps": last.step
    }  # fmt: skip
    for name in ("training_loss", "test_loss"):
        known = _of(history.column(name), place)
        row[name] = _last(last, name, place)
        row[f"best_{name}"] = float(numpy.fmin.reduce([*known, row[name]], initial=numpy.nan))
    for name in ("training_accuracy", "test_accuracy"):
        row[name] = _last(last, name, place)
    seconds = round(time.perf_counter() - started, 4)
    row |= {"seconds": seconds, "status": status, "reason": reason}
    return {name: row[name] for name in MEASURES}


def _errors(
    experiment: Experiment, found: tuple[RegressionErrors, RegressionErrors]
) -> dict[str, float]:
    """The `ERRORS` of a regression, or an empty dictionary if the targets are classes."""
    target = target_of(experiment)
    if target is None:
        return {}
    values = [value for errors in found for value in target.errors(errors)]
    return dict(zip(ERRORS, values, strict=True))


def _of(values: Array, place: int) -> Sequence[float]:
    return (values if values.ndim == 1 else values[:, place]).tolist()


def _last(last: Record | None, name: str, place: int) -> float:
    if last is None:
        return numpy.nan
    values = getattr(last, name)
    return float(values if numpy.ndim(values) == 0 else values[place])
