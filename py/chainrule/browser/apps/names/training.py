"""One network of the application Language, and its training."""

from __future__ import annotations

import time

import numpy

from chainrule.apps import APPS
from chainrule.apps.names.writing import write
from chainrule.browser.apps.names.messages import NetFacts, WrittenNames
from chainrule.browser.protocol.arrays import Arrays
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.kinds.attention import Attention
from chainrule.experiment.layers.parts import kind_of
from chainrule.limits import MOST_RECORDS

STEPS = 4
"""The number of steps between two readings of the clock."""
EARLY = (10, 40)
"""The steps of the first epoch after which names are written. The network changes most in this
epoch. Names are also written before training and after every epoch."""
AT_A_TIME, SEED = 4, 3
"""The number of names written at a time, and their seed. The seed is fixed so that the names differ
only because the network has changed."""


class Net:
    """An experiment of the application Language, trained in slices.

    Parameters
    ----------
    name : the experiment's name in the catalogue.

    Attributes
    ----------
    seconds : the time spent training.
    written : the names written so far.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.experiment: Experiment = APPS["names"].experiment(name)
        self.run = self.experiment.trainer(MOST_RECORDS)
        self.seconds = 0.0
        self.written: list[WrittenNames] = []

    @property
    def is_done(self) -> bool:
        """Whether the experiment's last epoch has been completed."""
        return self.run.epoch >= self.experiment.stop_epoch

    @property
    def has_attention(self) -> bool:
        """Whether it has an attention layer."""
        return any(isinstance(kind_of(layer), Attention) for layer in self.experiment.layers)

    @property
    def writes(self) -> bool:
        """Whether it predicts letters."""
        return self.experiment.data == "names"

    def work(self, seconds: float, temperature: float) -> None:
        """Train for about this number of seconds, and write names at this temperature."""
        start = time.perf_counter()
        self._write(temperature)
        while not self.is_done and time.perf_counter() - start < seconds:
            self.run.advance(min(STEPS, self._steps_to_go()))
            self._write(temperature)
        self.seconds += time.perf_counter() - start

    def _steps_to_go(self) -> int:
        """The number of steps until names are next written, which is at the end of the epoch or
        earlier."""
        early = [step - self.run.step_count for step in EARLY if step > self.run.step_count]
        return min([len(self.run.batches) - self.run.batch, *early])

    def _write(self, temperature: float) -> None:
        """Write names if they are due at this step."""
        run, step = self.run, self.run.step_count
        is_new = not self.written or step > self.written[-1]["step"]
        if not (self.writes and is_new and (run.batch == 0 or step in EARLY)):
            return
        loss = run.history.records[-1].test_loss if run.batch == 0 else run.losses_now().test
        names = write(run.net, "", self.experiment.steps, AT_A_TIME, temperature, SEED)
        self.written.append(
            {
                "step": step,
                "test_loss": _finite(loss),
                "temperature": temperature,
                "names": names,
            }
        )

    def facts(self, is_training: bool) -> NetFacts:
        """The progress of the network."""
        [*_, last] = self.run.history.records
        return {
            "name": self.name,
            "parameters": self.run.theta.size,
            "epoch": self.run.epoch + self.run.batch / len(self.run.batches),
            "epochs": self.experiment.stop_epoch,
            "test_loss": _finite(last.test_loss),
            "test_accuracy": _finite(last.test_accuracy),
            "seconds": self.seconds,
            "is_training": is_training,
            "written": self.written,
        }

    def history(self, index: int) -> Arrays:
        """The network's history, as arrays whose names contain the network's index in the
        report."""
        history = self.run.history
        return {
            f"epochs {index}": history.column("epoch").astype(numpy.float64),
            f"test_losses {index}": history.column("test_loss").astype(numpy.float64),
        }


def _finite(number: Array) -> float | None:
    return float(number) if numpy.isfinite(number) else None
