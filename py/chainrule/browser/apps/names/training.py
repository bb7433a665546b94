"""One network of the application in training."""

from __future__ import annotations

import time

import numpy

from chainrule.apps import APPS
from chainrule.browser.apps.names.messages import NetFacts
from chainrule.browser.protocol.arrays import Arrays
from chainrule.experiment.experiment import Experiment
from chainrule.limits import MOST_RECORDS

STEPS = 4
"""Steps between two looks at the clock."""


class Net:
    """An experiment of the application Language, trained in slices.

    Parameters
    ----------
    name : its name in the catalogue.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.experiment: Experiment = APPS["names"].experiment(name)
        self.run = self.experiment.trainer(MOST_RECORDS)
        self.seconds = 0.0

    @property
    def is_done(self) -> bool:
        """Whether the experiment's last epoch has ended."""
        return self.run.epoch >= self.experiment.stop_epoch

    @property
    def has_attention(self) -> bool:
        """Whether it has an attention layer."""
        return any(layer.kind == "transformer" for layer in self.experiment.layers)

    def work(self, seconds: float) -> None:
        """Train for about this time at most."""
        start = time.perf_counter()
        batches = len(self.run.batches)
        while not self.is_done and time.perf_counter() - start < seconds:
            # Not past the end of the epoch, which may be the last.
            self.run.advance(min(STEPS, batches - self.run.batch))
        self.seconds += time.perf_counter() - start

    def facts(self, is_training: bool) -> NetFacts:
        """Its progress."""
        [*_, last] = self.run.history.records
        loss, accuracy = float(last.test_loss), float(last.test_accuracy)
        return {
            "name": self.name,
            "parameters": self.run.theta.size,
            "epoch": self.run.epoch + self.run.batch / len(self.run.batches),
            "epochs": self.experiment.stop_epoch,
            "test_loss": loss if numpy.isfinite(loss) else None,
            "test_accuracy": accuracy if numpy.isfinite(accuracy) else None,
            "seconds": self.seconds,
            "is_training": is_training,
        }

    def history(self, index: int) -> Arrays:
        """Its records, as the index-th network of a report."""
        history = self.run.history
        return {
            f"epochs {index}": history.column("epoch").astype(numpy.float64),
            f"test_losses {index}": history.column("test_loss").astype(numpy.float64),
        }
