"""`Stopping`: where a run stops by itself, and which weights it keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy

from chainrule.phrases import Phrase, phrase, sentences
from chainrule.training.history import History
from chainrule.training.snapshot import Best


class Run(Protocol):
    """What is asked of a run, here a `Trainer`."""

    epoch: int
    batch: int
    history: History

    @property
    def best(self) -> Best | None:
        """Where the test loss was lowest so far."""
        ...

    def keep_best(self) -> Best:
        """Take the weights of the best test loss, and return where that was."""
        ...


@dataclass(frozen=True)
class Stopping:
    """The ends of epochs at which training stops; a value of 0 stops nothing.

    Attributes
    ----------
    epoch : stop at the end of this epoch, once: a run that goes on from there goes on.
    loss : stop once the training loss, without penalty, is not above this (of a fleet, the mean
        over its members). It is known only at the stations of the history.
    patience : stop once the test loss (of a fleet, the mean over its members) has not been below
        its best for this many epochs, and keep the weights of its best epoch. Those are also kept
        when training stops for one of the other reasons. (Prechelt, "Early stopping — but when?",
        1998.)

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
        """If `run` should stop where it is: let it keep its best weights, if `patience` is set, and
        return the sentence that says why it stopped. Else return an empty text.

        Never inside an epoch and never at its start, whatever the pace.

        Parameters
        ----------
        as_set : whether the sentence says that the experiment asks for it.
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
        """At the end of training, let `run` keep its best weights, if `patience` is set; returns a
        sentence on it if they are others than the last."""
        if not self.patience or run.best is None or run.best.since >= run.epoch:
            return ""
        best = run.keep_best()
        return phrase("stop.kept", loss=best.loss, best=best.epoch)

    def _reason(self, run: Run, who: str) -> Phrase | None:
        if run.epoch == self.epoch:
            return phrase(f"stop.epoch{who}", epoch=run.epoch)
        last = run.history.stations[-1]
        loss = float(numpy.mean(last.training_loss)) if last.epoch == run.epoch else math.inf
        if self.loss > 0 and loss <= self.loss:
            return phrase(f"stop.loss{who}", loss=loss, goal=self.loss)
        return None

    def _is_out_of_patience(self, run: Run) -> bool:
        best = run.best
        return bool(self.patience and best and run.epoch - best.since >= self.patience)

    def __bool__(self) -> bool:
        return bool(self.epoch or self.loss or self.patience)
