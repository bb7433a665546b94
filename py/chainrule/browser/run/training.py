"""`Training`: a run that trains in slices until it is paused, is stopped by its rules, or
diverges."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import numpy

from chainrule.browser.protocol.run import Mark, RunState
from chainrule.browser.run.pace import Pace, Speed
from chainrule.browser.words import exact_epoch
from chainrule.diagnostics import DivergedError
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.limits import MOST_RECORDS
from chainrule.phrases import phrase, sentences
from chainrule.training.trainer import Trainer

if TYPE_CHECKING:
    from chainrule.diagnostics.microscope.walk import Walk

LOOK_AT_CLOCK_EVERY_MS = 1.5
MAX_MARKS = 50


class Training:
    """A run and its training. `Live` describes the attributes."""

    experiment: Experiment
    run: Trainer
    state: RunState
    sentence: str | None
    goal: int | None
    marks: list[Mark]
    before: Array | None

    def __init__(self) -> None:
        self.pace = Pace()
        self.generation = 0
        self.seconds = 0.0
        self.watches_updates = False
        """Whether to record `before`."""

    @property
    def training(self) -> bool:
        """Whether `advance` has work to do, that is, whether the run is training."""
        return self.state == "training"

    @property
    def epoch(self) -> float:
        """The number of completed epochs, including the completed fraction of the current one."""
        return self.run.epoch + self.run.batch / len(self.run.batches)

    def pause(self) -> None:
        """Stop training."""
        self.goal = None
        if self.training:
            self.state = "paused"

    def mark(self, text: str) -> None:
        """Mark a change on the charts; successive identical changes at the same epoch are marked
        only once."""
        mark: Mark = {"epoch": self.epoch, "text": text}
        if self.marks and self.marks[-1] == mark:
            return
        self.marks = [*self.marks[1 - MAX_MARKS :], mark]

    def advance(self, milliseconds: float) -> None:
        """Train for about this time, or less if training diverges, is stopped, or is limited by the
        pace."""
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
        finally:
            self.seconds += time.perf_counter() - start

    def _train(self, steps: int) -> None:
        """Train for a number of steps. If updates are shown, keep the weights before the last
        step."""
        self.before = None
        if self.watches_updates:
            self.run.advance(steps - 1)
            self.before = self.run.theta.copy()
            steps = 1
        self.run.advance(steps)

    def _take(self, experiment: Experiment, run: Trainer) -> None:
        self.experiment, self.run = experiment, run
        self.speed = Speed(run.step_count)
        self.before = None
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
        """The number of steps until the stopping rules must be checked at the end of the epoch."""
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
        # A run with a goal continues after each stop, from the weights that the stop restored.
        if not sentence or (self.goal is not None and self.run.step_count < self.goal):
            return False
        self.goal = None
        self.state = "paused"
        self.sentence = sentences([sentence, phrase("stop.go_on")])
        if best is not None and best is not self.run.best:
            self.before = None
            self.mark(phrase("mark.weights_kept", epoch=best.epoch))
        return True

    def _stop_diverged(self, error: DivergedError) -> None:
        self.before, self._diverged_at = None, error.step
        self.state, self.goal = "diverged", None
        # Count only completed epochs, as the page does.
        self.sentence = phrase(
            "diverged",
            step=error.step,
            epoch=error.epoch,
            place=error.place,
            back=exact_epoch(self.epoch),
            rate=self.experiment.learning_rate,
        )

    def walk_at_divergence(self) -> Walk | None:
        """The step at which the first infinity or NaN occurred; the run is restored afterwards."""
        from chainrule.diagnostics.microscope.walk import Walk  # the page starts without it

        if self.state != "diverged":
            return None
        run, good, timeline = self.run, self.run.snapshot(), self.run.timeline
        run.timeline = None  # do not keep intermediate snapshots
        try:
            run.advance(self._diverged_at - 1 - good.step)
            if not numpy.isfinite(run.theta).all():  # the previous update is the cause
                run.restore(good)
                run.advance(self._diverged_at - 2 - good.step)
            return Walk(run)
        finally:
            run.restore(good)
            run.timeline = timeline


def trainer_of(experiment: Experiment) -> Trainer:
    """A trainer whose history is limited to the number of records that the page can draw."""
    return experiment.trainer(limit=MOST_RECORDS)
