"""`Live`: the run on the page, and its training, changes, time travel and branches."""

from __future__ import annotations

import dataclasses
import math

import numpy

from chainrule.browser.run.branch import Branch, with_branch
from chainrule.browser.run.pace import Pace, Speed
from chainrule.browser.run.time_travel import TimeTravel
from chainrule.browser.run.training import trainer_of
from chainrule.diagnostics import DivergedError
from chainrule.diagnostics.naming import parameter_symbol
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.comparison.likeness import same_start
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import Phrase, phrase
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.records.timeline import Timeline
from chainrule.training.trainer import Trainer
from chainrule.training.transfer import carry_over

MOST_WEIGHT = 1e6
MOST_STEPS = 100_000
"""The last step at which a link may open a run; training up to later steps would take too long."""
LONGEST_AT_ONCE_MS = 300
"""Requested steps are trained immediately for up to this time; the rest is trained in slices."""


class Live(TimeTravel):
    """One run, its state, and its branches.

    Attributes
    ----------
    experiment, run : the displayed run, which `play` and `step` train.
    timeline : the snapshots of the whole run, even while an earlier one is shown.
    present : the newest state while an earlier snapshot is shown, otherwise None.
    branches : the branches, oldest first.
    goal : the step at which training will pause; None to train until a pause is requested.
    let_go : the branch that was dropped to make room for the newest one; None after the page has
        been notified, and if there is no such branch.
    state, sentence : the status shown on the page.
    marks : changes made during the run.
    seconds : the time spent training since epoch 0; NaN if unknown, for example for a run that was
        resumed from its past, opened from a fleet or restored.
    before : the weights before the last step; None if they are unknown.
    initial : the initial weights if the experiment does not define them, otherwise None.
    generation : incremented whenever `run` is replaced or restarted.
    """

    def __init__(self) -> None:
        super().__init__()
        self.branches = []
        self.start_over(Experiment())

    def start_over(self, experiment: Experiment, initial: Array | None = None) -> None:
        """Return to epoch 0, paused, with the experiment's initial weights or with `initial`. Only
        branches of other experiments are kept."""
        self._take(experiment, _begun(experiment, initial))
        self.initial = initial
        self.present = None
        self.branches = [branch for branch in self.branches if branch.is_other]
        self._came: tuple[Experiment, Snapshot] | None = None
        self.let_go = None
        self.state = "ready"
        self.goal = None
        self.sentence = None
        self.marks = []
        self.seconds = 0.0

    def go_to(self, step: int) -> None:
        """Train to the step that a link specifies, and pause there.

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
        """Continue the run with changed settings; matching weights, the counters and the history
        are kept."""
        self.branch()
        if self.initial is not None and not same_start(experiment, self.experiment):
            self.initial = None
        goes_on = self.run.step_count > 0
        if goes_on:
            run = trainer_of(experiment)
            run.timeline = self.timeline
            carry_over(self.run, run)
            self.timeline.experiment = experiment
        else:
            run = _begun(experiment, self.initial)
            self.marks = []
        self._take(experiment, run)
        if goes_on:
            self.mark(words)
        self.sentence = None
        if self.state == "diverged":
            self.state = "paused"

    def play(self) -> None:
        """Start training, which is carried out by `advance`."""
        self.branch()
        self.state, self.sentence, self.goal = "training", None, None
        self.speed = Speed(self.run.step_count)
        self.pace = Pace(self.pace.per_second)

    def step(self, steps: int | None = None) -> None:
        """Train for a number of steps, or to the end of the epoch, and pause."""
        run = self.run
        self._train_to(run.step_count + (len(run.batches) - run.batch if steps is None else steps))

    def _train_to(self, step: int) -> None:
        """Train up to a step and pause: immediately if that is fast, otherwise in slices."""
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
            raise InputError("index", index, phrase("allowed.index", last=self.run.theta.size - 1))
        self.branch()
        name = parameter_symbol(self.run.net, index)
        before = self._value_before(name, float(self.run.theta[index]))
        self.run.theta[index] = value
        words = phrase("mark.weight_edited", name=name, before=before, after=float(value))
        # A weight that has returned to its earlier value counts as unchanged.
        self._after_edit(None if float(self.run.theta[index]) == before else words)

    def _value_before(self, name: str, value: float) -> float:
        """A parameter's value before its edits at this step, such as those made with a slider. The
        mark of these edits is removed, because a new mark will describe all edits together."""
        last = self.marks[-1] if self.marks else None
        if last is None or last["epoch"] != self.epoch or not isinstance(last["text"], Phrase):
            return value
        text = last["text"]
        if text.key != "mark.weight_edited" or text.values["name"] != name:
            return value
        self.marks = self.marks[:-1]
        return text.values["before"]

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
        number = self._replace(
            experiment, None if self._is_as_it_came else self._as_branch(), initial
        )
        self.continue_from(snapshot)
        self._came = experiment, snapshot
        return number

    def open(self, experiment: Experiment) -> int:
        """Begin a run of another experiment. The current run is kept as a branch if it was trained.

        Returns
        -------
        int
            The number of the branch that leads back; -1 if none was added.
        """
        self.to_present()
        self.pause()
        left = dataclasses.replace(self._as_branch(), is_other=True)
        return self._replace(experiment, left if self.run.step_count else None)

    def _replace(
        self, experiment: Experiment, left: Branch | None, initial: Array | None = None
    ) -> int:
        """Begin another run, keep the branches and, if `left` is given, add it to them."""
        branches, let_go, number = self.branches, None, -1
        if left is not None:
            left = dataclasses.replace(left, left_at=self.epoch)
            branches, let_go = with_branch(branches, left)
            number = branches[-1].number
        self.start_over(experiment, initial)
        self.branches, self.let_go = branches, let_go
        return number

    def continue_from(self, snapshot: Snapshot) -> None:
        """Restore a snapshot from another run of the same experiment, and pause. The history of
        that run is unknown."""
        self.run.restore(snapshot)
        self.run.history.records.clear()
        self.run.add_record()
        self.state = "paused" if snapshot.step else "ready"
        self.seconds = math.nan

    @property
    def _is_as_it_came(self) -> bool:
        """Whether the run was opened from a fleet and has not changed since."""
        if self._came is None:
            return False
        experiment, snapshot = self._came
        is_there = experiment == self.experiment and snapshot.step == self.run.step_count
        return is_there and numpy.array_equal(snapshot.theta, self.run.theta)

    def _after_edit(self, words: str | None) -> None:
        """Update the display for new weights, and mark the change, if any, on the charts."""
        run, self.before = self.run, None
        # The sentence about a stop refers to the old weights and is dropped; the sentence about a
        # divergence is shown until training continues.
        self.sentence = self.sentence if self.state == "diverged" else None
        try:
            if not self.training:
                run.differentiate()
            if words is not None:
                self.mark(words)
            if run.step_count:
                return
            run.history.records.clear()
            run.add_record()
            self.generation += 1
        except DivergedError as error:
            self._stop_diverged(error)

    # --- time travel ---------------------------------------------------------------------------


def _begun(experiment: Experiment, initial: Array | None) -> Trainer:
    """A run at epoch 0, with its experiment's initial weights or with `initial`."""
    run = trainer_of(experiment)
    if initial is not None:
        run.theta[...] = initial
        run.history.records.clear()
        run.add_record()
    run.timeline = Timeline(experiment)
    run.mark_good()
    return run
