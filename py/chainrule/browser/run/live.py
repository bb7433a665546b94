"""`Live`: the run on the page, with training, changes, time travel and branches."""

from __future__ import annotations

import dataclasses
import sys
import time

import numpy

from chainrule.browser.protocol.run import Mark, RunState
from chainrule.browser.run.last_update import LastUpdate
from chainrule.browser.run.pace import Pace, Speed
from chainrule.browser.words import exact_epoch
from chainrule.diagnostics import DivergedError
from chainrule.diagnostics.microscope.walk import Walk
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.likeness import same_start
from chainrule.limits import MOST_STATIONS
from chainrule.phrases import phrase, sentences
from chainrule.training.history import History
from chainrule.training.snapshot import Snapshot
from chainrule.training.timeline import Timeline
from chainrule.training.trainer import Trainer
from chainrule.training.transfer import carry_over

MAX_MARKS = 50
MAX_BRANCHES = 4
BRANCH_MEMORY = 8 * 2**20
"""The memory limit of a branch's snapshots, in bytes."""
LOOK_AT_CLOCK_EVERY_MS = 1.5
MOST_WEIGHT = 1e6
MOST_STEPS = 100_000
"""The last step that a link may open; later ones would take too long."""
LONGEST_AT_ONCE_MS = 300
"""Requested steps train immediately for this long; the rest is trained in slices."""


@dataclasses.dataclass(frozen=True, eq=False)
class Branch:
    """A run at the time when another resumed from its past or replaced it: everything needed to
    restore it, and its number."""

    experiment: Experiment
    history: History
    timeline: Timeline[Experiment]
    marks: list[Mark]
    state: RunState
    sentence: str | None
    tip: Snapshot
    good: Snapshot
    epoch: float
    initial: Array | None
    left_at: float = 0.0
    """The epoch from which the other run resumed, or at which it replaced this one."""
    number: int = 0


class Live:
    """One run, its state, and its branches.

    Attributes
    ----------
    experiment, run : the displayed run, which `play` and `step` train.
    timeline : the snapshots of the whole run, even while an earlier one is shown.
    present : the newest state while an earlier snapshot is shown, else None.
    branches : the branches, the newest last.
    goal : the step at which training is to pause; None to train until asked to pause.
    let_go : the branch dropped for the newest one, until the page is notified; else None.
    state, sentence : the status shown on the page.
    marks : changes made during the run.
    before : the weights before the last step; None if unknown.
    initial : the initial weights, if the experiment does not define them.
    generation : incremented whenever `run` is replaced or restarted.
    """

    def __init__(self) -> None:
        self.pace = Pace()
        self.generation = 0
        self.watches_updates = False
        """Whether to record `before`."""
        self._last_update = LastUpdate()
        self.start_over(Experiment())

    @property
    def training(self) -> bool:
        """Whether `advance` has work to do."""
        return self.state == "training"

    @property
    def epoch(self) -> float:
        """The number of completed epochs, including the completed part of the current one."""
        return self.run.epoch + self.run.batch / len(self.run.batches)

    @property
    def newest_epoch(self) -> float:
        """The newest epoch, whichever snapshot is shown."""
        return self.epoch if self.present is None else self.present.epoch

    def update(self) -> Array:
        """The last update of the weights: zero before the first step, NaN if unknown."""
        run = self.run
        if self.before is None and run.step_count:
            here = run.snapshot()
            self.before = self._last_update.before(self.experiment, self.timeline, here)
        theta = run.theta.astype(numpy.float64)
        if self.before is None:
            return numpy.full_like(theta, numpy.nan if run.step_count else 0)
        return theta - self.before

    # --- user actions --------------------------------------------------------------------------

    def start_over(self, experiment: Experiment, initial: Array | None = None) -> None:
        """Return to epoch 0, paused, with the experiment's initial weights or these."""
        self._take(experiment, _begun(experiment, initial))
        self.initial = initial
        self.present: Branch | None = None
        self.branches: list[Branch] = []
        self._came: tuple[Experiment, Snapshot] | None = None
        self.let_go: Branch | None = None
        self.state: RunState = "ready"
        self.goal: int | None = None
        self.sentence: str | None = None
        self.marks: list[Mark] = []

    def go_to(self, step: int) -> None:
        """Train to a step that a link names, and pause there.

        Raises
        ------
        InputError
            If the step is not allowed.
        """
        if not isinstance(step, int) or not 0 <= step <= MOST_STEPS:
            raise InputError("step", step, phrase("allowed.whole.from", low=0, high=MOST_STEPS))
        if step:
            self._train_to(step)

    def rebuild(self, experiment: Experiment, words: str) -> None:
        """Continue the run with other settings: matching weights, counters and history are kept."""
        self.branch()
        if self.initial is not None and not same_start(experiment, self.experiment):
            self.initial = None
        goes_on = self.run.step_count > 0
        if goes_on:
            run = experiment.trainer(limit=MOST_STATIONS)
            run.timeline = self.timeline
            carry_over(self.run, run)
            self.timeline.experiment = experiment
        else:
            run = _begun(experiment, self.initial)
        self._take(experiment, run)
        if goes_on:
            self.mark(words)
        self.sentence = None
        if self.state == "diverged":
            self.state = "paused"

    def play(self) -> None:
        """Train from here on, in `advance`."""
        self.branch()
        self.state, self.sentence, self.goal = "training", None, None
        self.speed = Speed(self.run.step_count)
        self.pace = Pace(self.pace.per_second)

    def pause(self) -> None:
        """Stop training."""
        self.goal = None
        if self.training:
            self.state = "paused"

    def step(self, steps: int | None = None) -> None:
        """Train a number of steps, or to the end of the epoch, and pause."""
        run = self.run
        self._train_to(run.step_count + (len(run.batches) - run.batch if steps is None else steps))

    def _train_to(self, step: int) -> None:
        """Train up to a step and pause: immediately if it is fast, else in slices."""
        self.play()
        self.goal = step
        self.advance(LONGEST_AT_ONCE_MS)

    def edit(self, index: int, value: float) -> None:
        """Set one parameter.

        Raises
        ------
        InputError
            If there is no such parameter, or the value is out of bounds.
        """
        if not isinstance(value, int | float) or not abs(value) <= MOST_WEIGHT:
            raise InputError(
                "weight", value, phrase("allowed.real.from", low=-MOST_WEIGHT, high=MOST_WEIGHT)
            )
        if not 0 <= index < self.run.theta.size:
            raise InputError("index", index, f"from 0 to {self.run.theta.size - 1}")
        self.branch()
        self.run.theta[index] = value
        self._after_edit(phrase("mark.weight_edited"))

    def set_weights(self, theta: Array, words: str) -> None:
        """Set all parameters; `words` label the change on the charts."""
        self.branch()
        self.run.theta[...] = theta
        self._after_edit(words)

    def take_over(
        self, experiment: Experiment, snapshot: Snapshot, initial: Array | None = None
    ) -> int:
        """Switch to another run in its current state.

        The current run is kept as a branch unless it was itself opened from a fleet and has not
        changed since, so browsing members does not fill the list of branches.

        Returns
        -------
        int
            The number of the branch that leads back; -1 if none was added.
        """
        self.to_present()
        self.pause()
        branches, let_go, number = self.branches, None, -1
        if not self._is_as_it_came:
            left = dataclasses.replace(self._as_branch(), left_at=self.epoch)
            branches, let_go = _kept(branches, left)
            number = branches[-1].number
        self.start_over(experiment, initial)
        self.branches, self.let_go = branches, let_go
        self.run.restore(snapshot)
        self.run.history.stations.clear()
        self.run.record_station()
        self.state = "paused"
        self._came = experiment, snapshot
        return number

    @property
    def _is_as_it_came(self) -> bool:
        """Whether the run was opened from a fleet and has not changed since."""
        if self._came is None:
            return False
        experiment, snapshot = self._came
        is_there = experiment == self.experiment and snapshot.step == self.run.step_count
        return is_there and numpy.array_equal(snapshot.theta, self.run.theta)

    def _after_edit(self, words: str) -> None:
        """Update the display for new weights, and mark the change on the charts."""
        run, self.before = self.run, None
        # The reason for a stop refers to the old weights; divergence is shown until training
        # continues.
        self.sentence = self.sentence if self.state == "diverged" else None
        try:
            if not self.training:
                run.differentiate()
            if run.step_count:
                return self.mark(words)
            run.history.stations.clear()
            run.record_station()
            self.generation += 1
        except DivergedError as error:
            self._stop_diverged(error)

    def mark(self, text: str) -> None:
        """Mark a change on the charts; similar changes at the same epoch are marked once."""
        mark: Mark = {"epoch": self.epoch, "text": text}
        if self.marks and self.marks[-1] == mark:
            return
        self.marks = [*self.marks[1 - MAX_MARKS :], mark]

    # --- time travel ---------------------------------------------------------------------------

    @property
    def timeline(self) -> Timeline[Experiment]:
        """Snapshots of the run, including those after the displayed one."""
        timeline = self.run.timeline if self.present is None else self.present.timeline
        assert timeline is not None  # because every run has one
        return timeline

    def travel(self, epoch: float, by: int = 0) -> None:
        """Show the run at the snapshot nearest to an epoch, or `by` snapshots further.

        Going back from a newest state after the last snapshot first leads to that snapshot.

        The run is paused. `branch` must be called before anything that trains or changes the run;
        otherwise its newest part would be lost.
        """
        self.pause()
        is_newest = self.present is None
        if self.present is None:
            self.present = self._as_branch()
        kept = self.timeline.kept
        place = self.timeline.nearest(epoch) + by
        if by < 0 and is_newest and kept[-1].snapshot.step < self.run.step_count:
            place += 1
        if place >= len(kept):
            return self.to_present()
        shown = kept[max(0, place)]
        self._show(shown.experiment, shown.snapshot)
        self.state, self.sentence = "paused", None

    def to_present(self) -> None:
        """Show the newest state again."""
        if self.present is None:
            return
        self._be(self.present)
        self.present = None

    def branch(self) -> None:
        """Resume from the displayed snapshot; the old run is kept as a branch."""
        if self.present is None:
            return
        left, run = self.present, self.run
        self.present = None
        left = dataclasses.replace(left, left_at=self.epoch)
        self.branches, self.let_go = _kept(self.branches, left)
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
        self.branches[place] = dataclasses.replace(mine, left_at=other.left_at, number=number)
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
            raise InputError("branch", number, f"one of the {len(numbers)} kept runs")
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
        )

    def _be(self, branch: Branch) -> None:
        """Restore a whole run."""
        self._show(branch.experiment, branch.tip)
        run = self.run
        run.history, run.timeline = branch.history, branch.timeline
        run.restore(branch.good)
        run.look_at(branch.tip)
        self.marks, self.state, self.sentence = branch.marks, branch.state, branch.sentence
        self.initial = branch.initial

    def _show(self, experiment: Experiment, snapshot: Snapshot) -> None:
        """Restore a snapshot with its settings."""
        if experiment != self.experiment:
            run, history = experiment.trainer(limit=MOST_STATIONS), self.run.history
            if self.present is not None:
                history = self.present.history
            run.history = history.with_layers(run.history.layers)
            self._take(experiment, run)
        self.run.look_at(snapshot)
        self.before = None

    # --- training ------------------------------------------------------------------------------

    def advance(self, milliseconds: float) -> None:
        """Train for about this long, or less if training diverges, stops or has a slow pace."""
        start = now = time.perf_counter()
        done, due = 0, self._steps_due()
        try:
            while done < due and now - start < milliseconds / 1000:
                steps = min(self.speed.steps_within(LOOK_AT_CLOCK_EVERY_MS), self._steps_to_look())
                self._train(min(steps, due - done))
                done += min(steps, due - done)
                if self._stop_as_asked():
                    return
                now = time.perf_counter()
                self.speed.measure(done, now - start)
            if self.goal is not None and done == due:
                self.pause()
        except DivergedError as error:
            self._stop_diverged(error)

    def _train(self, steps: int) -> None:
        """Train a number of steps; if links show updates, keep the weights before the last."""
        self.before = None
        if self.watches_updates:
            self.run.advance(steps - 1)
            self.before = self.run.theta.copy()
            steps = 1
        self.run.advance(steps)

    def _take(self, experiment: Experiment, run: Trainer) -> None:
        self.experiment, self.run = experiment, run
        self.speed = Speed(run.step_count)
        self.before: Array | None = None
        self.generation += 1

    @property
    def wait(self) -> float:
        """Milliseconds until `advance` has work to do."""
        return self.pace.wait if self.goal is None else 0.0

    def _steps_due(self) -> int:
        """The number of steps that may be trained now."""
        if self.goal is not None:
            return self.goal - self.run.step_count
        return sys.maxsize if self.pace.per_second is None else self.pace.take()

    def _steps_to_look(self) -> int:
        """The last step before the stopping rules must be checked: the end of the epoch."""
        stop = self.experiment.stopping()
        if not stop or (self.goal is not None and not stop.patience):
            return sys.maxsize
        return len(self.run.batches) - self.run.batch

    def _stop_as_asked(self) -> bool:
        """Pause according to the experiment's stopping rules, exactly at the end of an epoch."""
        stop, best = self.experiment.stopping(), self.run.best
        if self.goal is not None and not stop.patience:
            return False
        sentence = stop.halt(self.run, as_set=True)
        # A run with a goal continues from each stop, with the weights restored there.
        if not sentence or (self.goal is not None and self.run.step_count < self.goal):
            return False
        self.goal = None
        self.state = "paused"
        self.sentence = sentences([sentence, phrase("stop.go_on")])
        if best is not None and best is not self.run.best:
            self.before = None
            self.mark(phrase("mark.weights_kept", epoch=best.epoch))
        return True

    # --- divergence ----------------------------------------------------------------------------

    def _stop_diverged(self, error: DivergedError) -> None:
        self.before, self._diverged_at = None, error.step
        self.state, self.goal = "diverged", None
        # Epochs are counted as on the page: completed ones.
        self.sentence = phrase(
            "diverged",
            step=error.step,
            epoch=error.epoch,
            place=error.place,
            back=exact_epoch(self.epoch),
            rate=self.experiment.learning_rate,
        )

    def walk_at_divergence(self) -> Walk | None:
        """The step of the first infinity; the run is restored afterwards."""
        if self.state != "diverged":
            return None
        run, good, timeline = self.run, self.run.snapshot(), self.run.timeline
        run.timeline = None  # intermediate snapshots must not be kept
        try:
            run.advance(self._diverged_at - 1 - good.step)
            if not numpy.isfinite(run.theta).all():  # the previous update is the cause
                run.restore(good)
                run.advance(self._diverged_at - 2 - good.step)
            return Walk(run)
        finally:
            run.restore(good)
            run.timeline = timeline


def _kept(branches: list[Branch], left: Branch) -> tuple[list[Branch], Branch | None]:
    """The branches with another one added, within the limits of number and memory, and the branch
    that was dropped."""
    number = max((branch.number for branch in branches), default=-1) + 1
    timeline = left.timeline.thinned(BRANCH_MEMORY)
    kept = [*branches, dataclasses.replace(left, number=number, timeline=timeline)]
    let_go = kept.pop(0) if len(kept) > MAX_BRANCHES else None
    return kept, let_go


def _begun(experiment: Experiment, initial: Array | None) -> Trainer:
    """A run at epoch 0, with its experiment's initial weights or with these."""
    run = experiment.trainer(limit=MOST_STATIONS)
    if initial is not None:
        run.theta[...] = initial
        run.history.stations.clear()
        run.record_station()
    run.timeline = Timeline(experiment)
    run.mark_good()
    return run
