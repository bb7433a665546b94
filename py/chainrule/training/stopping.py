"""`Stopping`: when a run stops early, and which weights it keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy

from chainrule.phrases import Phrase, phrase, sentences
from chainrule.training.records.history import History
from chainrule.training.records.snapshot import Best


class Run(Protocol):
    """The interface that `Stopping` requires of a run; `Trainer` implements it."""

    epoch: int
    batch: int
    history: History

    @property
    def best(self) -> Best | None:
        """The lowest test loss so far."""
        ...

    def keep_best(self) -> Best:
        """Restore the weights with the best test loss, and return the corresponding record."""
        ...


@dataclass(frozen=True)
class Stopping:
    """Conditions for stopping, which are checked at the end of each epoch; a value of 0 disables a
    condition.

    Attributes
    ----------
    epoch : stop at the end of this epoch; a run that is continued beyond it does not stop again.
    loss : stop once the training loss, without the penalty, is at most this value (for a fleet, the
        mean over its members). This condition is checked only when the history adds a record.
    patience : stop once the test loss (for a fleet, the mean over its members) has not improved for
        this many epochs, and restore the weights of the best epoch. These weights are also restored
        if training stops for another reason. (Prechelt, "Early stopping — but when?", 1998.)

    Examples
    --------
    >>> from chainrule import Experiment
    >>> run = Experiment(data="gauss").trainer()
    >>> x, y, *_ = Experiment(data="gauss").split()
    >>> history = run.fit(x, y, epochs=100, stop=Stopping(epoch=3))
    >>> run.epoch, run.ending
    (3, 'Stopped at epoch 3.')
    """

    epoch: int = 0
    loss: float = 0.0
    patience: int = 0

    def halt(self, run: Run, as_set: bool = False) -> str:
        """If `run` should stop now, restore its best weights if `patience` is set, and return a
        sentence that gives the reason. Otherwise return an empty string.

        Stops only at the end of an epoch, however many steps are taken at once.

        Parameters
        ----------
        as_set : whether the sentence should say that the experiment's settings require the stop.
        """
        if run.batch or not run.epoch:
            return ""
        reason = self._reason(run, ".set" if as_set else "")
        if reason is not None:
            kept = self.finish(run)
            return sentences([reason, kept]) if kept else reason
        if not self._is_out_of_patience(run):
            return ""
        best = run.keep_best()
        return phrase("stop.patience", epoch=run.epoch, loss=best.loss, best=best.epoch)

    def finish(self, run: Run) -> str:
        """At the end of training, restore the best weights of `run` if `patience` is set. Returns a
        sentence about the restored weights if they are not the last ones, otherwise an empty
        string."""
        if not self.patience or run.best is None or run.best.since >= run.epoch:
            return ""
        best = run.keep_best()
        return phrase("stop.kept", loss=best.loss, best=best.epoch)

    def _reason(self, run: Run, who: str) -> Phrase | None:
        if run.epoch == self.epoch:
            return phrase(f"stop.epoch{who}", epoch=run.epoch)
        last = run.history.records[-1]
        loss = float(numpy.mean(last.training_loss)) if last.epoch == run.epoch else math.inf
        if self.loss > 0 and loss <= self.loss:
            return phrase(f"stop.loss{who}", loss=loss, goal=self.loss)
        return None

    def _is_out_of_patience(self, run: Run) -> bool:
        best = run.best
        return bool(self.patience and best and run.epoch - best.since >= self.patience)

    def __bool__(self) -> bool:
        return bool(self.epoch or self.loss or self.patience)
