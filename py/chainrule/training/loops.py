"""Runs many steps in one call, each with the schedule's factor for that step, if the backend can
loop over batches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy

from chainrule.checks import is_number
from chainrule.data.batches import Batches
from chainrule.engine.backends import unless_refused
from chainrule.errors import InputError
from chainrule.optim.optimizer import Optimizer
from chainrule.schedules import Schedule
from chainrule.training.replay import StepProgram

if TYPE_CHECKING:
    from chainrule.engine.compile.program import CompiledLoop


class EpochLoop:
    """Trains on the full batches of an epoch: gathers each batch, takes a step and checks the loss.

    The results are identical, bit for bit, to those of separate replays.

    Parameters
    ----------
    stops : whether to stop at the first loss that is NaN or infinite.
    scheduled : whether each step has its own learning rate.
    """

    def __init__(
        self,
        step: StepProgram,
        batches: Batches,
        optimizer: Optimizer,
        *,
        stops: bool,
        scheduled: bool,
    ) -> None:
        self._batches, self._optimizer = batches, optimizer
        self._rates = Rates(optimizer, batches.full) if scheduled else None
        self._compiled = self._compile(step, stops)

    def _compile(self, step: StepProgram, stops: bool) -> CompiledLoop | None:
        batches, prepared = self._batches, step.program.prepared
        if step.x.shape[0] != batches.batch_size or prepared.name != "wasm":
            return None
        from chainrule.engine.compile.loop import Gathering, Loop

        gatherings = Gathering(batches.x, step.x), Gathering(batches.y, step.y)
        following = self._rates.following if self._rates else ()
        loop = Loop(gatherings, batches.order, step.loss, stops, following)
        return unless_refused(lambda: prepared.loop(loop))

    @property
    def works(self) -> bool:
        """Whether the backend can run such a loop."""
        return self._compiled is not None

    def train(self, batch: int, steps: int, factors: list[float]) -> int:
        """Train on `steps` batches, starting with the batch at index `batch`; return the number of
        steps taken.

        factors : the schedule's factor for the learning rate at each step; empty without a
            schedule. If there are fewer factors than steps, one step per factor is taken.
        """
        assert self._compiled is not None
        self._batches.draw(self._draw)
        if self._rates is not None:
            self._rates.fill(factors)
        taken = self._compiled.run(batch, len(factors) or steps)
        if self._rates is not None:
            self._optimizer.scale(factors[taken - 1])
        return taken

    def epochs_at_once(self, epoch: int, most: int) -> int:
        """The number of epochs, at most `most`, that `train_epochs` can train in one call from this
        epoch on; 1 if it cannot combine epochs."""
        from chainrule.engine.compile.order import word_count, words_of

        batches, last = self._batches, epoch + most
        fits = word_count(last) == 1 and words_of(batches.seed, last) is not None
        repeats = self._compiled is not None and self._compiled.repeats
        return most if fits and repeats and batches.full == len(batches) else 1

    def train_epochs(self, epoch: int, count: int) -> tuple[int, int]:
        """Train on all batches of `count` epochs, starting with `epoch`, but stop as soon as a loss
        is NaN or infinite. Returns the number of epochs before the last one, and the number
        of steps taken in the last one."""
        from chainrule.engine.compile.order import word_count, words_of

        assert self._compiled is not None
        seed = self._batches.seed
        words = words_of(seed, epoch)
        assert words is not None
        before, steps = self._compiled.run_epochs(words, word_count(seed), count)
        self._batches.shuffle(epoch + before)
        return before, steps

    def _draw(self, seed: int, epoch: int) -> bool:
        from chainrule.engine.compile.order import words_of

        words = words_of(seed, epoch)
        if words is None or self._compiled is None:
            return False
        self._compiled.draw(words)
        return True


class EpochLoops:
    """The loops over one training set: `made[False]` without a schedule, `made[True]` with one."""

    def __init__(self, batches: Batches, optimizer: Optimizer, *, stops: bool) -> None:
        self._batches, self._optimizer, self._stops = batches, optimizer, stops
        self.made: dict[bool, EpochLoop] = {}

    def of(self, step: StepProgram, scheduled: bool) -> EpochLoop:
        """The loop over the full batches, compiled on first use."""
        if scheduled not in self.made:
            self.made[scheduled] = EpochLoop(
                step, self._batches, self._optimizer, stops=self._stops, scheduled=scheduled
            )
        return self.made[scheduled]


class Rates:
    """Tables of the values that `Optimizer.scale` writes to its arrays: one table per array, with
    one row per step."""

    def __init__(self, optimizer: Optimizer, steps: int) -> None:
        self._optimizer = optimizer
        targets = (optimizer.exact_rate, optimizer.rate, optimizer.decay_factor)
        self.following = tuple(
            (numpy.zeros((steps, *target.shape), target.dtype), target) for target in targets
        )

    def fill(self, factors: list[float]) -> None:
        """Compute the rows for these factors with the same operations as `scale`."""
        (exact, _), (rate, _), (kept, target) = self.following
        rates, count = self._optimizer.base_rates, len(factors)
        column = numpy.array(factors).reshape(-1, *[1] * rates.ndim)
        numpy.multiply(rates, column, out=exact[:count])
        rate[:count] = column * rates
        decay = self._optimizer.weight_decay
        kept[:count] = 1 - column * decay * rates if decay else target


def factor_at(schedule: Schedule, step: int) -> float:
    """The factor by which the schedule multiplies the learning rate at the step `step`.

    Raises
    ------
    InputError
        If the factor is not a finite, non-negative number.
    """
    factor = schedule(step)
    if not is_number(factor) or not 0 <= factor < math.inf:
        raise InputError(f"schedule({step})", factor, "a finite number from 0, at every step")
    return float(factor)


def factors_from(schedule: Schedule, first: int, count: int) -> list[float]:
    """The schedule's factors for the steps from `first` on, up to the first invalid factor.

    Raises
    ------
    InputError
        If the first factor is invalid. A later invalid factor raises an error when its step is due.
    """
    factors: list[float] = []
    for step in range(first, first + count):
        try:
            factors.append(factor_at(schedule, step))
        except InputError:
            if not factors:
                raise
            break
    return factors
