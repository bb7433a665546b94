"""`Fleet`: many experiments trained together, as replicas of one network where possible."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy

from chainrule.checks import checked_below, checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.comparison.likeness import shared_settings
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.parts import memory_of
from chainrule.experiment.settings.table import SETTINGS
from chainrule.fleets.members import Axis, Changes, grid, member_experiment, thinned_grid
from chainrule.fleets.replicas import Replicas, widest
from chainrule.fleets.trails import Paths, Place, places_kept
from chainrule.limits import MAX_NUMBERS
from chainrule.phrases import phrase
from chainrule.training.metrics import RegressionErrors, regression_errors
from chainrule.training.records.history import History, Record
from chainrule.training.records.snapshot import Snapshot

RECORDS = 64
MEMORY = 256 * 2**20
"""The default memory limit of a fleet in bytes; browsers on phones can provide this much."""
OF_A_PROGRAM = 2**20
"""The estimated size in bytes of a group's recorded calls, examples and history."""
LOOK_AT_CLOCK_EVERY_S = 0.002
LEAST_S = 1e-4


class Opened(NamedTuple):
    """A member as a separate experiment, with its state: `experiment.trainer()`, restored to
    `snapshot`, continues as the member would.

    `initial` holds the initial weights if the experiment cannot store them; `remark` then says so.
    Otherwise `remark` is empty.
    """

    experiment: Experiment
    snapshot: Snapshot
    initial: Array | None = None
    remark: str = ""


class Fleet:
    """Experiments that differ in some settings, trained together.

    Members that differ only in seed, learning rate, initialisation, initial scale or (without layer
    norm and dropout) width share one program, as replicas of one network. The groups take turns:
    each trains for one epoch at a time. A member whose data or batch size differs from the base's
    sees its examples in an order of its own. All other members see the same examples in the same
    order, which the base's seed determines. A member's own seed determines only its initial weights
    and its dropout masks. A member whose loss becomes infinite or NaN is marked as diverged and
    does not stop the others.

    Parameters
    ----------
    base : the experiment that the members modify.
    members : the changes of each member: settings by name, `width` for the number of units of every
        hidden layer, and `layers.dropout`, `layers.norm` and `layers.activation` for all layers
        that have them (`chainrule.fleets.members.grid` lists all combinations of given values).
    limit : the largest number of records in the history; must be even.

    Attributes
    ----------
    experiments : the experiment of each member, with the member's own seed.
    groups : for each group of members that train together, their indices.
    epoch : the number of epochs completed by all members. If `is_level`, every member is at the end
        of this epoch.
    history : losses and accuracies at the ends of epochs, with one entry per member.
    diverged : for each member, the epoch at which its loss was first found to be infinite or NaN,
        or -1.

    Raises
    ------
    InputError
        If there are no members, a change names a setting that cannot vary, or a value is not
        allowed.

    Examples
    --------
    >>> base = Experiment(data="gauss", samples=100)
    >>> fleet = Fleet(base, grid([Axis("optimizer", ("sgd", "adam")), Axis("seed", (0, 1, 2))]))
    >>> fleet.groups
    [[0, 1, 2], [3, 4, 5]]
    >>> fleet.advance(epochs=20)
    >>> fleet.history
    History(21 records, the last at epoch 20, mean training loss 0.08936, mean test loss 0.0896)
    >>> experiment, snapshot, *_ = fleet.open(4)
    >>> run = experiment.trainer()
    >>> run.restore(snapshot)
    >>> run.epoch, experiment.optimizer
    (20, 'adam')
    """

    def __init__(self, base: Experiment, members: Sequence[Changes], limit: int = RECORDS) -> None:
        if not members:
            raise InputError("members", len(members), phrase("allowed.at_least_one"))
        # With an odd limit, the record that exceeds the limit would itself be dropped.
        if checked_whole("limit", limit, low=2) % 2:
            raise InputError("limit", limit, phrase("allowed.even"))
        self.base = base
        self.experiments = [member_experiment(base, changes) for changes in members]
        self.groups = grouped(self.experiments)
        self._replicas = [
            Replicas([self.experiments[member] for member in group], base.seed, limit)
            for group in self.groups
        ]
        self._place = {
            member: (replicas, row)
            for group, replicas in zip(self.groups, self._replicas, strict=True)
            for row, member in enumerate(group)
        }
        self.epoch = self._turn = 0
        self.diverged = numpy.full(len(members), -1)
        self.history = History([], limit)
        self._seconds_a_step = [1.0] * len(self.groups)
        size = sum(replicas.run.theta.nbytes for replicas in self._replicas)
        self._paths = Paths(places_kept(size))
        self._take_record()
        self._keep_place()

    def __len__(self) -> int:
        return len(self.experiments)

    @property
    def is_level(self) -> bool:
        """Whether all members are at the end of the same epoch."""
        return all(r.run.epoch == self.epoch and r.run.batch == 0 for r in self._replicas)

    @property
    def network_steps(self) -> int:
        """The total number of steps taken by all members."""
        return sum(len(replicas) * replicas.run.step_count for replicas in self._replicas)

    @property
    def replicas(self) -> list[Replicas]:
        """The networks that contain the members, in the order of `groups`."""
        return self._replicas

    # --- training ------------------------------------------------------------------------------

    def advance(self, epochs: int = 1) -> None:
        """Train all members for `epochs` epochs."""
        for _ in range(checked_whole("epochs", epochs, low=0)):
            while not self.work(numpy.inf):
                pass

    def work(self, seconds: float) -> bool:
        """Train for about this number of seconds, but not beyond the end of an epoch.

        Returns whether all members have just completed an epoch.
        """
        end = time.perf_counter() + seconds
        while True:
            now = time.perf_counter()
            if now >= end:
                return False
            replicas = self._replicas[self._turn]
            look = min(end - now, LOOK_AT_CLOCK_EVERY_S) if seconds < numpy.inf else numpy.inf
            before = replicas.run.step_count
            replicas.advance(self._steps_within(look))
            taken = replicas.run.step_count - before
            # A browser's clock may not advance during a whole step.
            spent = max(time.perf_counter() - now, LEAST_S)
            self._seconds_a_step[self._turn] = spent / taken
            if replicas.run.epoch > self.epoch:
                self._turn += 1
            if self._turn == len(self._replicas):
                self._end_epoch()
                return True

    def _steps_within(self, seconds: float) -> int:
        if seconds == numpy.inf:
            return len(self._replicas[self._turn].run.batches)
        return max(1, int(seconds / self._seconds_a_step[self._turn]))

    def _end_epoch(self) -> None:
        self._turn = 0
        self.epoch += 1
        if self.history.wants(self.epoch):
            self._take_record()
        self._keep_place()

    # --- losses and accuracies -----------------------------------------------------------------

    def present(self) -> Record:
        """Losses and accuracies at the current weights, with one entry per member.

        Raises
        ------
        RuntimeError
            If some members are ahead of others, as happens within an epoch.
        """
        if not self.is_level:
            raise RuntimeError("present: members are at different epochs; see is_level.")
        if self.history.records and self.history.records[-1].epoch == self.epoch:
            return self.history.records[-1]
        return self._merged([replicas.run.current_record() for replicas in self._replicas])

    def errors(self, member: int) -> tuple[RegressionErrors, RegressionErrors]:
        """A member's regression errors on the training set and on the test set, as of the last
        record.

        Raises
        ------
        InputError
            If the member does not exist.
        """
        replicas, row = self._place[checked_below("member", member, len(self))]
        training, test = replicas.run.training_set, replicas.run.test_set
        return regression_errors(training, row), regression_errors(test, row)

    def _take_record(self) -> None:
        """Add a record that combines the groups' last records, and note which members have
        diverged."""
        records = [replicas.run.history.records[-1] for replicas in self._replicas]
        for group, record in zip(self.groups, records, strict=True):
            for member, loss in zip(group, record.training_loss, strict=True):
                if self.diverged[member] < 0 and not numpy.isfinite(loss):
                    self.diverged[member] = self.epoch
        self.history.add(self._merged(records))

    def _merged(self, records: Sequence[Record]) -> Record:
        """The records of all groups as one; values of members that diverged are NaN."""
        merged = {}
        for name in ("training_loss", "test_loss", "training_accuracy", "test_accuracy"):
            values = numpy.empty(len(self))
            for group, record in zip(self.groups, records, strict=True):
                values[group] = getattr(record, name)
            values[self.diverged >= 0] = numpy.nan
            merged[name] = values
        norms = numpy.empty((len(self), 0))
        step = max(record.step for record in records)
        return Record(self.epoch, step, gradient_norms=norms, **merged)

    # --- paths of the members ------------------------------------------------------------------

    def path(self, member: int) -> tuple[Array, Array]:
        """A member's path: steps (n,) and weights (n, P) at the ends of evenly spaced epochs and,
        if `is_level`, at the current epoch. Points with infinite or NaN weights are left out.

        Raises
        ------
        InputError
            If the member does not exist.
        """
        replicas, row = self._place[checked_below("member", member, len(self))]
        group = self._replicas.index(replicas)
        places = [(place.steps[group], place.thetas[group]) for place in self._paths.places]
        if self.is_level and self._paths.places[-1].epoch != self.epoch:
            places.append((replicas.run.step_count, replicas.run.theta))
        steps = numpy.array([step for step, _ in places], numpy.float64)
        thetas = numpy.array([replicas.own(theta, row) for _, theta in places], numpy.float64)
        finite = numpy.isfinite(thetas).all(axis=1)
        return steps[finite], thetas[finite]

    def _keep_place(self) -> None:
        if self._paths.wants(self.epoch):
            runs = [replicas.run for replicas in self._replicas]
            steps, thetas = [run.step_count for run in runs], [run.theta.copy() for run in runs]
            self._paths.add(Place(self.epoch, steps, thetas))

    # --- one member ----------------------------------------------------------------------------

    def open(self, member: int) -> Opened:
        """One member as a separate run (see `Opened`); if it has diverged, in the state of its last
        record with a finite loss.

        Its experiment has the base's seed, which determines the order of the examples. If the
        member has another seed, the experiment also contains the member's initial weights.

        Raises
        ------
        InputError
            If the member does not exist.
        """
        replicas, row = self._place[checked_below("member", member, len(self))]
        experiment, snapshot = self.experiments[member], replicas.snapshot(row)
        if experiment.seed == self.base.seed:
            return Opened(experiment, snapshot)
        initial = replicas.initial_weights(row)
        seeded = experiment.replaced(seed=self.base.seed)
        if experiment.weights:
            return Opened(seeded, snapshot)
        weights = _exact(initial)
        if len(weights) <= MAX_NUMBERS and max(map(abs, weights)) <= SETTINGS["weights"].high:
            return Opened(seeded.replaced(weights=weights), snapshot)
        remark = phrase("fleet.many_weights", count=len(weights), seed=self.base.seed)
        return Opened(seeded, snapshot, initial, remark)


def grouped(experiments: Sequence[Experiment]) -> list[list[int]]:
    """The indices of the experiments, grouped by the program that can train them; see `Fleet`."""
    groups: dict[Any, list[int]] = {}
    for place, experiment in enumerate(experiments):
        groups.setdefault(shared_settings(experiment), []).append(place)
    return [*groups.values()]


class Fitted(NamedTuple):
    """Axes that fit in memory; `remark` says why they were reduced, or is empty."""

    axes: list[Axis]
    remark: str


def fitted(base: Experiment, axes: Sequence[Axis], memory: int = MEMORY) -> Fitted:
    """The axes of a grid, with as many of their values as fit in `memory` bytes.

    Raises
    ------
    InputError
        If a value is not allowed.
    """

    kept = thinned_grid(axes, lambda members: _needed(base, members) <= memory)
    return Fitted(kept, _reduction(base, grid(axes), len(grid(kept)), memory))


def fitted_members(
    base: Experiment, members: Sequence[Changes], memory: int = MEMORY
) -> tuple[list[Changes], str]:
    """The first members of a list, as many as fit in `memory` bytes but at least one, and a remark
    that says why the list was cut, or "" if it was not.

    Raises
    ------
    InputError
        If a value is not allowed.
    """
    count = len(members)
    while count > 1 and _needed(base, members[:count]) > memory:
        count -= 1
    return [*members[:count]], _reduction(base, members, count, memory)


def _needed(base: Experiment, members: Sequence[Changes]) -> int:
    return memory_needed([member_experiment(base, changes) for changes in members])


def _reduction(base: Experiment, wanted: Sequence[Changes], count: int, memory: int) -> str:
    """A sentence that says how far a fleet was reduced and why, or "" if it was not."""
    if count == len(wanted):
        return ""
    needed = _needed(base, wanted) / 2**20
    return phrase(
        "fleet.reduced", wanted=len(wanted), count=count, needed=needed, memory=memory / 2**20
    )


def memory_needed(experiments: Sequence[Experiment]) -> int:
    """The estimated memory of a fleet in bytes. Most of it holds the units' outputs on both sets
    and on a batch."""
    groups = [[experiments[place] for place in group] for group in grouped(experiments)]
    return sum(_memory_of(group) for group in groups)


def _memory_of(group: Sequence[Experiment]) -> int:
    whole = group[0].replaced(layers=widest(group), weights=())
    theta = numpy.zeros(whole.parameters, whole.dtype)
    rule = whole.optimizer_rule()
    rule.bind(theta, numpy.zeros_like(theta))
    state = sum(array.size for array in rule.state.values())
    units = memory_of(whole.layers, whole.input_shape) + whole.outputs
    examples = len(whole.source.y)
    # Weights, gradient, mask, initial values and the optimizer's buffers; the last two finite
    # records; the path.
    places = places_kept(len(group) * theta.nbytes)
    kept = (6 + places) * theta.size + state + 2 * (theta.size + state)
    # Each layer's product and activation on all examples and, for both batch sizes, on a batch, for
    # which gradients are stored as well.
    passed = 2 * units * (examples + 4 * min(whole.batch_size, examples))
    return OF_A_PROGRAM + len(group) * (kept + passed) * theta.itemsize


def _exact(weights: Array) -> tuple[float, ...]:
    """The weights as Python floats with the fewest digits that identify each weight."""
    return tuple(float(str(value)) for value in weights)
