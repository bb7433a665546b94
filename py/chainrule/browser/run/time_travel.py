"""`TimeTravel`: a run, with its branches, that can be shown at an earlier snapshot and resumed from
it."""

from __future__ import annotations

import dataclasses
import math

import numpy

from chainrule.browser.run.branch import Branch, with_branch
from chainrule.browser.run.last_update import LastUpdate
from chainrule.browser.run.training import Training, trainer_of
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.records.timeline import Timeline


class TimeTravel(Training):
    """A run with its past and its branches. `Live` describes the attributes."""

    present: Branch | None
    branches: list[Branch]
    let_go: Branch | None
    initial: Array | None

    def __init__(self) -> None:
        super().__init__()
        self._last_update = LastUpdate()

    @property
    def newest_epoch(self) -> float:
        """The latest epoch of the run, even while an earlier snapshot is shown."""
        return self.epoch if self.present is None else self.present.epoch

    def update(self) -> Array:
        """The last update of the weights: zero before the first step, NaN if the update is
        unknown."""
        run = self.run
        if self.before is None and run.step_count:
            here = run.snapshot()
            self.before = self._last_update.before(self.experiment, self.timeline, here)
        theta = run.theta.astype(numpy.float64)
        if self.before is None:
            return numpy.full_like(theta, numpy.nan if run.step_count else 0)
        return theta - self.before

    @property
    def timeline(self) -> Timeline[Experiment]:
        """Snapshots of the run, including those after the displayed one."""
        timeline = self.run.timeline if self.present is None else self.present.timeline
        assert timeline is not None  # every run has a timeline
        return timeline

    def travel(self, epoch: float, by: int = 0) -> None:
        """Pause, and show the run at the snapshot nearest to an epoch, or `by` snapshots after it.

        If the newest state is later than the last snapshot, the first step back leads to that
        snapshot. `branch` must be called before the run is trained or changed; otherwise, the
        part of the run after the displayed snapshot would be lost.
        """
        self.pause()
        is_newest = self.present is None
        if self.present is None:
            self.present = self._as_branch()
        entries = self.timeline.entries
        place = self.timeline.nearest(epoch) + by
        if by < 0 and is_newest and entries[-1].snapshot.step < self.run.step_count:
            place += 1
        if place >= len(entries):
            return self.to_present()
        shown = entries[max(0, place)]
        self._show(shown.experiment, shown.snapshot)
        self.state, self.sentence = "paused", None

    def to_present(self) -> None:
        """Show the newest state again."""
        if self.present is None:
            return
        self._be(self.present)
        self.present = None

    def branch(self) -> None:
        """Resume from the displayed snapshot, and keep the run in its latest state as a branch."""
        if self.present is None:
            return
        left, run = self.present, self.run
        self.present, self.seconds = None, math.nan
        left = dataclasses.replace(left, left_at=self.epoch)
        self.branches, self.let_go = with_branch(self.branches, left)
        run.history = left.history.with_layers(run.history.layers)
        run.timeline = left.timeline.copy()
        run.timeline.experiment = self.experiment
        run.restore(run.snapshot())
        self.marks = [mark for mark in self.marks if mark["epoch"] <= self.epoch]
        self.generation += 1

    def return_to(self, number: int) -> None:
        """Restore a branch; the current run becomes the branch with the same number.

        Raises
        ------
        InputError
            If the branch does not exist.
        """
        place = self._place_of(number)
        self.to_present()
        self.pause()
        mine, other = self._as_branch(), self.branches[place]
        left_at = mine.epoch if other.is_other else other.left_at
        self.branches[place] = dataclasses.replace(
            mine, left_at=left_at, number=number, is_other=other.is_other
        )
        self._be(other)
        self.generation += 1

    def forget(self, number: int) -> None:
        """Delete a branch.

        Raises
        ------
        InputError
            If the branch does not exist.
        """
        del self.branches[self._place_of(number)]

    def _place_of(self, number: int) -> int:
        numbers = [branch.number for branch in self.branches]
        if number not in numbers:
            raise InputError("branch", number, phrase("allowed.kept_run", count=len(numbers)))
        return numbers.index(number)

    def _as_branch(self) -> Branch:
        run, timeline = self.run, self.timeline
        return Branch(
            experiment=self.experiment,
            history=run.history,
            timeline=timeline,
            marks=self.marks,
            state=self.state,
            sentence=self.sentence,
            tip=run.snapshot(),
            good=run.last_good,
            epoch=self.epoch,
            initial=self.initial,
            seconds=self.seconds,
        )

    def _be(self, branch: Branch) -> None:
        """Restore a branch as the current run."""
        self._show(branch.experiment, branch.tip)
        run = self.run
        run.history, run.timeline = branch.history, branch.timeline
        run.restore(branch.good)
        run.look_at(branch.tip)
        self.marks, self.state, self.sentence = branch.marks, branch.state, branch.sentence
        self.initial, self.seconds = branch.initial, branch.seconds

    def _show(self, experiment: Experiment, snapshot: Snapshot) -> None:
        """Restore a snapshot together with its settings."""
        if experiment != self.experiment:
            run, history = trainer_of(experiment), self.run.history
            if self.present is not None:
                history = self.present.history
            run.history = history.with_layers(run.history.layers)
            self._take(experiment, run)
        self.run.look_at(snapshot)
        self.before = None
