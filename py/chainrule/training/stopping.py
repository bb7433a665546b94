"""`Stopping`: where a run stops by itself, and which weights it keeps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy

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

    def halt(self, run: Run, asked: str = "") -> str:
        """If `run` should stop where it is: let it keep its best weights, if `patience` is set, and
        return the sentence that says why it stopped. Else return an empty text.

        Never inside an epoch and never at its start, whatever the pace.

        Parameters
        ----------
        asked : who asked for it, in words that follow the reason.
        """
        if run.batch or not run.epoch:
            return ""
        reason = self._reason(run)
        if reason is not None:
            sentence = f"Stopped {reason}{asked}."
            return " ".join(filter(None, (sentence, self.finish(run))))
        if not self._is_out_of_patience(run):
            return ""
        return f"Stopped at epoch {run.epoch}: {_best_kept(run)}"

    def finish(self, run: Run) -> str:
        """At the end of training, let `run` keep its best weights, if `patience` is set; returns a
        sentence on it if they are others than the last."""
        if not self.patience or run.best is None or run.best.since >= run.epoch:
            return ""
        return _sentence(_best_kept(run))

    def _reason(self, run: Run) -> str | None:
        if run.epoch == self.epoch:
            return f"at epoch {run.epoch}"
        last = run.history.stations[-1]
        loss = float(numpy.mean(last.training_loss)) if last.epoch == run.epoch else math.inf
        if self.loss > 0 and loss <= self.loss:
            return f"at a training loss of {loss:.4g}, not above {self.loss:g}"
        return None

    def _is_out_of_patience(self, run: Run) -> bool:
        best = run.best
        return bool(self.patience and best and run.epoch - best.since >= self.patience)

    def __bool__(self) -> bool:
        return bool(self.epoch or self.loss or self.patience)


def _best_kept(run: Run) -> str:
    best = run.keep_best()
    return f"the test loss was best ({best.loss:.4g}) at epoch {best.epoch}; its weights are kept."


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
