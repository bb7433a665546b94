"""`Stopping`: when a run has come to where its person wanted it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from chainrule.training.trainer import Trainer


@dataclass(frozen=True)
class Stopping:
    """The ends of epochs at which training stops; what is 0 stops nothing.

    Attributes
    ----------
    epoch : stop at the end of this epoch, once: a run that goes on from there goes on.
    loss : stop once the training loss, without penalty, is not above this (of a fleet, the mean
        over its members). It is known at the stations of the history alone.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> run = Experiment(data="gauss").trainer()
    >>> x, y, *_ = Experiment(data="gauss").split()
    >>> history = run.fit(x, y, epochs=100, stop=Stopping(epoch=3))
    >>> run.epoch, Stopping(epoch=3).reason(run)
    (3, 'at epoch 3')
    """

    epoch: int = 0
    loss: float = 0.0

    def reason(self, run: Trainer) -> str | None:
        """Why `run` should stop where it is, in words that follow "Stopped"; None if it shouldn't.

        Never inside an epoch and never at its start, whatever the pace.
        """
        if run.batch or not run.epoch:
            return None
        if run.epoch == self.epoch:
            return f"at epoch {run.epoch}"
        last = run.history.stations[-1]
        loss = float(numpy.mean(last.training_loss)) if last.epoch == run.epoch else math.inf
        if self.loss > 0 and loss <= self.loss:
            return f"at a training loss of {loss:.4g}, not above {self.loss:g}"
        return None

    def __bool__(self) -> bool:
        return bool(self.epoch or self.loss)
