"""`Trainer`: trains a network with a loss and an optimizer, by steps, epochs or to the end."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy

from chainrule.changes import CHANGES
from chainrule.checks import checked_below, checked_whole
from chainrule.data.batches import Batches
from chainrule.engine.backends import using
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_norms
from chainrule.optim.optimizer import Optimizer
from chainrule.schedules import Schedule
from chainrule.training.divergence import finite_members
from chainrule.training.evaluation import DataSets, Evaluation, Losses, evaluate, scores
from chainrule.training.history import History, Station
from chainrule.training.loops import EpochLoops, factor_at, factors_from
from chainrule.training.penalty import Penalty
from chainrule.training.progress import losses_in_words, progress_bar
from chainrule.training.replay import ForwardProgram, Shaping, StepProgram
from chainrule.training.stopping import Stopping
from chainrule.training.trainer.inputs import Data
from chainrule.training.trainer.resumable import ResumableTrainer


class Trainer(ResumableTrainer):
    """Trains a network on batches, reshuffled each epoch from the seed.

    Parameters
    ----------
    net : its `theta` is trained in place.
    loss, optimizer : see `losses` and `optim`.
    batch_size : examples per step; the last batch of an epoch may be smaller.
    seed : the seed of the order of examples; the order in epoch e depends only on (seed, e).
    limit : the largest number of records in the history; None for every epoch.
    schedule : the factor on the learning rate at each step (see `schedules`).
    l1, l2 : a penalty on the weights (see `training.penalty`), included in the training gradient
        but not in any loss that is returned or recorded.
    clip_norm, clip_value : limits on the gradient (see `optim.clipping`), including the penalty;
        the norm is clipped first.
    mask : 1 for each trained parameter and 0 for each without a gradient, with the layout of
        `theta`; None to train all. With zero weights there, the network acts as a narrower one.
    backend : runs the steps, "numpy" or "wasm" (see `engine.backends`); by default the value of the
        environment variable CHAINRULE_BACKEND, or the platform's default.

    Attributes
    ----------
    epoch, batch, step_count : completed epochs, completed batches of this epoch, and total steps.
    history : losses and gradient norms at the ends of epochs.
    timeline : the `Timeline` of snapshots at the history's records; None to keep none.
    batch_loss : the loss of the last batch, before its update.
    keeps_best : whether to compute the test loss after every epoch and update `best`.
    best : the lowest test loss so far and its snapshot; None if unknown.
    ending : a sentence on why the last `fit` stopped early; empty if it ran all epochs.

    Examples
    --------
    >>> from chainrule import data, losses, nn, optim
    >>> x, y = data.gauss(n=100, noise=0.1, seed=0)
    >>> net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1), seed=0)
    >>> run = Trainer(net, losses.BinaryCrossEntropy(), optim.Adam(lr=0.01), batch_size=10)
    >>> history = run.fit(x, y, epochs=20)
    >>> bool(run.evaluate(x, y).loss < 0.1)
    True
    """

    def __init__(
        self,
        net: Module,
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int = 10,
        seed: int = 0,
        limit: int | None = None,
        *,
        schedule: Schedule | None = None,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_norm: float | None = None,
        clip_value: float | None = None,
        mask: Array | None = None,
        backend: str | None = None,
    ) -> None:
        self._batch_size = checked_whole("batch_size", batch_size)
        self._seed = checked_whole("seed", seed, low=0)
        if limit is not None:
            limit = checked_whole("limit", limit)
        shaping = Shaping(Penalty(l1, l2), clip_norm, clip_value, mask)
        super().__init__(net, loss, optimizer, schedule, shaping, backend, limit=limit)
        self.ending = ""
        self._batches: Batches | None = None
        self._test: tuple[Array, Array] | None = None
        self._given: tuple[Array | None, ...] = ()
        self._is_made = True

    @property
    def batches(self) -> Batches:
        """The training set given to `load`."""
        if self._batches is None:
            raise RuntimeError("this trainer has no data yet; call load or fit first.")
        return self._batches

    @contextmanager
    def next_batch(self, example: int | None = None) -> Iterator[StepProgram]:
        """The program of the next step, with its batch loaded and its rate set, for inspection.
        With `example`, a program for this example of the batch alone.

        Afterwards the batch, gradient and rate are restored.

        Raises
        ------
        InputError
            If the batch has no such example.
        """
        self._follow_changes()
        x, y = self.batches.views[self.batch]
        if example is not None:
            place = checked_below("example", example, len(x))
            x, y = x[place : place + 1], y[place : place + 1]
        with self._looking_at(x, y) as current:
            yield current

    def _record_again(self) -> None:
        if self._batches is not None:
            self._batches.y[...], test = self._targets(self.loss)
            self._batches.shuffle(self.epoch)
            if self._test is not None and test is not None:
                self._test = self._test[0], test
            self._record_sets(self._batches, self._test)
        super()._record_again()
        good = self._last_good
        if good is not None and good.state.keys() != self.optimizer.state.keys():
            # The snapshot does not fit an optimizer with other state.
            self._last_good = self.snapshot()
            self.best = None

    # --- a data set --------------------------------------------------------------------------

    def load(self, x: Any, y: Any, validation: Data | None = None) -> None:
        """Use x, y as the training set and `validation`, if given, as the test set.

        The next epoch starts with its first batch; weights, counters and history are kept.

        Raises
        ------
        InputError, ShapeError
            As for `step`; the message says if the test set is at fault.
        """
        self._follow_changes()
        inputs, targets = self._inputs.pair(x, y, self.loss)
        test = None if validation is None else self._inputs.validation(validation, self.loss)
        batches = Batches(inputs, targets, self.batch_size, self.seed)
        self._record_sets(batches, test)
        self._batches, self._test = batches, test
        self.best = None
        given = (y, None if validation is None else validation[1])
        self._given = tuple(None if one is None else numpy.array(one) for one in given)
        self._start_epoch()
        if not self.history.stations:
            self.record_station()

    def _record_sets(self, batches: Batches, test: tuple[Array, Array] | None) -> None:
        """Record the steps of an epoch, and the forward passes over both sets."""
        steps = [self._program_for(x, y) for x, y in batches.views]
        with using(self._programs.backend):
            self._sets = DataSets(self.net, self.loss, (batches.x, batches.y), test)
        self._steps, self._loops = steps, EpochLoops(batches, self.optimizer, stops=self._alone)
        self._programs.settle(self.loss, self._shaping)

    @property
    def training_set(self) -> ForwardProgram:
        """The forward pass over the training set, which `losses_now` replays."""
        return self._sets.training

    @property
    def test_set(self) -> ForwardProgram | None:
        """The same over the test set; None without a test set."""
        return self._sets.test

    def _test_loss(self) -> float:
        return self._sets.test_loss()

    def _take_loss(self, loss: Loss) -> None:
        if self._batches is not None:
            self._targets(loss)  # the programs are recorded again before the next step

    def _targets(self, loss: Loss) -> tuple[Array, Array | None]:
        """The targets of both sets, in the form that the loss expects."""
        outputs, dtype = self.batches.y.shape[-1], str(self.theta.dtype)
        y, test = (None if y is None else loss.target(y, outputs, dtype) for y in self._given)
        assert y is not None  # because a training set is always present
        return y, test

    def advance(self, steps: int = 1) -> None:
        """Train on the next `steps` batches of the data given to `load`.

        Raises
        ------
        DivergedError
            At the first step with a number that is not finite, after restoring the weights of the
            last record of the history, where all were finite.
        """
        batches, programs = self.batches, self._programs
        with numpy.errstate(all="ignore"):
            left = checked_whole("steps", steps, low=0)
            while left:
                if programs.seen != CHANGES.count:
                    self._follow_changes()
                left -= self._train_some(batches, left)
                if self.batch == len(self._steps):
                    self._end_epoch()
            if self._alone and not self._is_finite():
                self._find_divergence()

    def _train_some(self, batches: Batches, most: int) -> int:
        """Take up to `most` steps of this epoch, or of all epochs up to the next record; return the
        number of steps taken."""
        steps = min(most, batches.full - self.batch)
        if not steps or (steps < 2 and (most < 2 or batches.full > 1)):
            self._train_next(batches)
            return 1
        current = self._steps[self.batch]
        loop = self._loops.of(current, scheduled=self._schedule is not None)
        if not loop.works:
            self._train_next(batches)
            return 1
        schedule, first = self._schedule, self.step_count
        factors = [] if schedule is None else factors_from(schedule, first, steps)
        self._current = current
        due = min(most // len(self._steps), self.history.epochs_to_next(self.epoch))
        epochs = 1 if self.batch or self.keeps_best else loop.epochs_at_once(self.epoch, due)
        if epochs > 1:
            before, batch = loop.train_epochs(self.epoch, epochs)
        else:
            before, batch = 0, self.batch + loop.train(self.batch, steps, factors)
        self.step_count += before * len(self._steps) + batch - self.batch
        self.epoch, self.batch = self.epoch + before, batch
        if self._alone and not math.isfinite(current.loss):
            self._diverge(self.epoch)
        return self.step_count - first

    def _train_next(self, batches: Batches) -> None:
        """Take one step on the next batch."""
        current = self._steps[self.batch]
        if current.block is None:
            current.load(*batches.views[self.batch])
        else:
            numpy.copyto(current.block, batches.blocks[self.batch])
        self._train(current)
        self.batch += 1

    def fit(
        self,
        x: Any,
        y: Any,
        epochs: int,
        validation: Data | None = None,
        progress: bool = False,
        stop: Stopping | None = None,
    ) -> History:
        """Train for `epochs` further epochs.

        Parameters
        ----------
        x : (n, …); y : (n,) or (n, outputs).
        validation : (x, y) of a test set, whose loss the history then includes.
        progress : whether to draw a progress bar on standard error.
        stop : when to stop early, and whether to restore the weights of the best test loss.

        Raises
        ------
        InputError
            If `stop` has patience and there is no test set; otherwise as for `load`.
        """
        epochs = checked_whole("epochs", epochs, low=0)
        stop = stop or Stopping()
        if stop.patience and validation is None:
            raise InputError("validation", None, "a test set (x, y), because stop has patience")
        self.keeps_best, self.ending = bool(stop.patience), ""
        self.load(x, y, validation)
        self._look_for_best()
        last = self.epoch + epochs
        with progress_bar(epochs) if progress else contextlib.nullcontext() as bar:
            while self.epoch < last:
                self.advance(len(self.batches))
                if bar is not None:
                    losses = losses_in_words(self.history.stations[-1], validation is not None)
                    bar.update(epochs - last + self.epoch, losses)
                self.ending = stop.halt(self)
                if self.ending:
                    break
            else:
                self.ending = stop.finish(self)
        return self.history

    def predict(self, x: Any) -> Array:
        """Raw scores, (n, outputs), or (K, n, outputs) for a fleet."""
        return scores(self.net, self._inputs.examples(x)).data

    def evaluate(self, x: Any, y: Any) -> Evaluation:
        """The mean loss and the accuracy on the whole set.

        The mean is weighted by class if the loss is; the accuracy is not.
        The accuracy is NaN if the targets are not classes.
        """
        return evaluate(self.net, self.loss, *self._inputs.pair(x, y, self.loss))

    # --- state of the run ----------------------------------------------------------------------

    def losses_now(self) -> Losses:
        """Both losses at the current weights.

        Raises
        ------
        RuntimeError
            If neither `load` nor `fit` has been called.
        """
        _ = self.batches
        self._follow_changes()
        return self._sets.losses()

    def station(self) -> Station:
        """What a station of the history tells, at the present weights."""
        losses, norms = self.losses_now(), layer_norms(self.net, self.grad)
        if not self._alone:
            losses.training[~finite_members(self._carried())] = numpy.nan
        return Station(self.epoch, self.step_count, *losses, norms, *self._sets.accuracies())

    def record_station(self) -> None:
        """Append the current losses and gradient norms to the history.

        Raises
        ------
        DivergedError
            If the loss of a single network, or anything carried from step to step, is not finite.
            For members of a fleet, the loss is NaN instead.
        """
        with numpy.errstate(all="ignore"):
            if self._alone and not self._is_finite():
                self._find_divergence()
        station = self.station()
        loss = station.training_loss
        if loss.ndim == 0 and not math.isfinite(loss):
            self._diverge(max(self.epoch - 1, 0))  # the last step's epoch has already been counted
        self.history.add(station)
        self._look_for_best(station.test_loss)
        self.mark_good()

    def _start_epoch(self, batch: int = 0) -> None:
        """Shuffle the examples and compute the gradient of the next batch at the current weights.
        The rate is that of the last step, or of the first if none has been taken."""
        self.batch = batch
        if self._batches is None:
            return
        if self.schedule is not None:
            self.optimizer.scale(factor_at(self.schedule, max(self.step_count - 1, 0)))
        self._batches.shuffle(self.epoch)
        self._current = self._steps[batch]
        self._current.load(*self._batches.views[batch])
        with numpy.errstate(all="ignore"):
            self._current.differentiate()

    def _end_epoch(self) -> None:
        self.epoch += 1
        self.batch = 0
        self.batches.shuffle(self.epoch)
        if self.history.wants(self.epoch):
            self.record_station()
        else:
            self._look_for_best()

    def _find_divergence(self) -> None:
        """Find the first step since the last record that produced a number that is not finite, by
        repeating the steps one by one, and raise its error."""
        end = self.step_count
        if self._last_good is not None:
            self.look_at(self._last_good)
            with numpy.errstate(all="ignore"):
                while self._is_finite() and self.step_count < end:
                    if self.batch == len(self._steps):
                        self.epoch += 1
                        self.batch = 0
                        self.batches.shuffle(self.epoch)
                    self._train_next(self.batches)
        self._diverge(self.epoch)
