"""`Live`: the run on the page. It trains, pauses, takes changes, and shows its past."""

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
"""Bytes of snapshots that a branch keeps."""
LOOK_AT_CLOCK_EVERY_MS = 1.5
MOST_WEIGHT = 1e6
MOST_STEPS = 100_000
"""A link to a later step would let one wait too long."""
LONGEST_AT_ONCE_MS = 300
"""Steps that were asked for train at once for this long; what is left trains in slices."""


@dataclasses.dataclass(frozen=True, eq=False)
class Branch:
    """A run as it was when another went on from its past, or took its place: all that is needed to
    return to it, and the number that it goes by."""

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
    """The epoch from which the other went on, or at which it took over."""
    number: int = 0


class Live:
    """One run, the state it is in, and those that it left behind.

    Attributes
    ----------
    experiment, run : what is shown, and trained by `play` and `step`.
    timeline : snapshots to go back to; of the whole run, even while its past is shown.
    present : the run as it was left to look at its past; None while the newest is shown.
    branches : runs whose past another went on from, or whose place it took, the newest last.
    goal : the step at which training is to pause; None to train until asked to pause.
    let_go : the branch that made room for the newest, until the page is told; else None.
    state, sentence : as the page tells them.
    marks : changes made during the run.
    before : the weights that the last step started from; None where that is not known.
    initial : what the run started from, where its experiment does not say so.
    generation : counts up whenever `run` becomes another object or starts anew.
    """

    def __init__(self) -> None:
        self.pace = Pace()
        self.generation = 0
        self.watches_updates = False
        """Whether `before` is to be kept."""
        self._last_update = LastUpdate()
        self.start_over(Experiment())

    @property
    def training(self) -> bool:
        """Whether `advance` has something to do."""
        return self.state == "training"

    @property
    def epoch(self) -> float:
        """How many epochs are done, with the part of the one under way."""
        return self.run.epoch + self.run.batch / len(self.run.batches)

    @property
    def newest_epoch(self) -> float:
        """The epoch of the present, whatever is looked at."""
        return self.epoch if self.present is None else self.present.epoch

    def update(self) -> Array:
        """What the last step added to the weights: nothing before the first step, NaN where that
        is not known."""
        run = self.run
        if self.before is None and run.step_count:
            here = run.snapshot()
            self.before = self._last_update.before(self.experiment, self.timeline, here)
        theta = run.theta.astype(numpy.float64)
        if self.before is None:
            return numpy.full_like(theta, numpy.nan if run.step_count else 0)
        return theta - self.before

    # --- what a person does --------------------------------------------------------------------

    def start_over(self, experiment: Experiment, initial: Array | None = None) -> None:
        """Epoch 0 with the experiment's initial weights, or these, not training."""
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
            If there can be no such step.
        """
        if not isinstance(step, int) or not 0 <= step <= MOST_STEPS:
            raise InputError("step", step, phrase("allowed.whole.from", low=0, high=MOST_STEPS))
        if step:
            self._train_to(step)

    def rebuild(self, experiment: Experiment, words: str) -> None:
        """The same run under other settings: weights that fit, counters and history stay."""
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
        """Train no more."""
        self.goal = None
        if self.training:
            self.state = "paused"

    def step(self, steps: int | None = None) -> None:
        """Train so many steps, or to the end of the epoch, and pause."""
        run = self.run
        self._train_to(run.step_count + (len(run.batches) - run.batch if steps is None else steps))

    def _train_to(self, step: int) -> None:
        """Train up to a step and pause: at once if that takes no time, else in slices."""
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
        """Set all parameters; `words` tell the charts of it."""
        self.branch()
        self.run.theta[...] = theta
        self._after_edit(words)

    def take_over(
        self, experiment: Experiment, snapshot: Snapshot, initial: Array | None = None
    ) -> int:
        """Be another run, where it is.

        The run whose place it takes is kept as a branch; one that itself took a place and is as it
        came is not, so that many can be looked at one after the other.

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
        """Whether the run took another's place, and nothing happened to it since."""
        if self._came is None:
            return False
        experiment, snapshot = self._came
        is_there = experiment == self.experiment and snapshot.step == self.run.step_count
        return is_there and numpy.array_equal(snapshot.theta, self.run.theta)

    def _after_edit(self, words: str) -> None:
        """Let what is shown be that of the new weights, and the charts tell of the change."""
        run, self.before = self.run, None
        # Why it stopped tells of the weights before; what diverged is told until it goes on.
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
        """Tell the charts what was changed here; like changes at one place once."""
        mark: Mark = {"epoch": self.epoch, "text": text}
        if self.marks and self.marks[-1] == mark:
            return
        self.marks = [*self.marks[1 - MAX_MARKS :], mark]

    # --- the past ------------------------------------------------------------------------------

    @property
    def timeline(self) -> Timeline[Experiment]:
        """Snapshots of the run, those later than what is shown included."""
        timeline = self.run.timeline if self.present is None else self.present.timeline
        assert timeline is not None  # every run here has one
        return timeline

    def travel(self, epoch: float, by: int = 0) -> None:
        """Show the run as it was at the station nearest to an epoch, or `by` stations further.

        Back from a newest that lies behind the last station one goes to that first.

        The run rests meanwhile. One that went on without having been asked to branch would lose
        its newest part: `branch` comes before everything that trains or changes.
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
        """Show the newest again."""
        if self.present is None:
            return
        self._be(self.present)
        self.present = None

    def branch(self) -> None:
        """Let the run go on from what is shown; what it was is kept as a branch."""
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
        """Be one of the branches again; the present run becomes one, by the same number.

        Raises
        ------
        InputError
            If there is no such branch.
        """
        place = self._place_of(number)
        self.to_present()
        self.pause()
        mine, other = self._as_branch(), self.branches[place]
        self.branches[place] = dataclasses.replace(mine, left_at=other.left_at, number=number)
        self._be(other)
        self.generation += 1

    def forget(self, number: int) -> None:
        """Keep a branch no more.

        Raises
        ------
        InputError
            If there is no such branch.
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
        """Be the whole run that was left, to go on with it."""
        self._show(branch.experiment, branch.tip)
        run = self.run
        run.history, run.timeline = branch.history, branch.timeline
        run.restore(branch.good)
        run.look_at(branch.tip)
        self.marks, self.state, self.sentence = branch.marks, branch.state, branch.sentence
        self.initial = branch.initial

    def _show(self, experiment: Experiment, snapshot: Snapshot) -> None:
        """Be at a snapshot, under the settings that it was taken under."""
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
        """Train for about so long, or less if training diverges, stops or goes at a slow pace."""
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
        """Train so many steps and, if links show it, remember what the last one started from."""
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
        """Milliseconds until `advance` has something to do."""
        return self.pace.wait if self.goal is None else 0.0

    def _steps_due(self) -> int:
        """How many steps may be trained now."""
        if self.goal is not None:
            return self.goal - self.run.step_count
        return sys.maxsize if self.pace.per_second is None else self.pace.take()

    def _steps_to_look(self) -> int:
        """How far training may go before it must be seen whether to stop: the epoch's end."""
        stop = self.experiment.stopping()
        if not stop or (self.goal is not None and not stop.patience):
            return sys.maxsize
        return len(self.run.batches) - self.run.batch

    def _stop_as_asked(self) -> bool:
        """Pause where the experiment says so: exactly at an epoch's end, whatever the pace."""
        stop, best = self.experiment.stopping(), self.run.best
        if self.goal is not None and not stop.patience:
            return False
        sentence = stop.halt(self.run, as_set=True)
        # On its way to a goal a run goes on from each stop, with the weights that are kept there.
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
        # Epochs are counted as the page shows them: those that are done.
        self.sentence = phrase(
            "diverged",
            step=error.step,
            epoch=error.epoch,
            place=error.place,
            back=exact_epoch(self.epoch),
            rate=self.experiment.learning_rate,
        )

    def walk_at_divergence(self) -> Walk | None:
        """The step in which the first infinity arose; the run is put back to where it is."""
        if self.state != "diverged":
            return None
        run, good, timeline = self.run, self.run.snapshot(), self.run.timeline
        run.timeline = None  # what is passed on the way is not to be kept
        try:
            run.advance(self._diverged_at - 1 - good.step)
            if not numpy.isfinite(run.theta).all():  # the update before it is to blame
                run.restore(good)
                run.advance(self._diverged_at - 2 - good.step)
            return Walk(run)
        finally:
            run.restore(good)
            run.timeline = timeline


def _kept(branches: list[Branch], left: Branch) -> tuple[list[Branch], Branch | None]:
    """The branches with another, as many as are kept, each in as much memory as it may take; and
    the one that had to make room."""
    number = max((branch.number for branch in branches), default=-1) + 1
    timeline = left.timeline.thinned(BRANCH_MEMORY)
    kept = [*branches, dataclasses.replace(left, number=number, timeline=timeline)]
    let_go = kept.pop(0) if len(kept) > MAX_BRANCHES else None
    return kept, let_go


def _begun(experiment: Experiment, initial: Array | None) -> Trainer:
    """A run at epoch 0, from its experiment's initial weights or from these."""
    run = experiment.trainer(limit=MOST_STATIONS)
    if initial is not None:
        run.theta[...] = initial
        run.history.stations.clear()
        run.record_station()
    run.timeline = Timeline(experiment)
    run.mark_good()
    return run
