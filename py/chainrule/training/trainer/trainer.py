"""`Trainer`: a network, a loss and an optimizer, trained in steps, epochs or to the end."""

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
    """Trains a network on batches reshuffled each epoch from the seed.

    Parameters
    ----------
    net : its `theta` is trained in place.
    loss, optimizer : see `losses` and `optim`.
    batch_size : examples a step; the last batch of an epoch may be smaller.
    seed : the order of the examples; epoch e's depends on (seed, e) alone.
    limit : the greatest number of stations the history keeps; None for every epoch.
    schedule : the factor on the learning rate at each step (see `schedules`).
    l1, l2 : a penalty on the weights (see `training.penalty`), part of the gradient that trains;
        no loss that is returned or kept contains it.
    clip_norm, clip_value : limits on the gradient (see `optim.clipping`), penalty included; by
        norm first.
    mask : 1 for each parameter that is trained and 0 for what has no gradient, laid out as
        `theta`; None for all. Zeros among the weights then make a network a narrower one.
    backend : what runs the steps, "numpy" or "wasm" (see `engine.backends`); by default what the
        environment variable CHAINRULE_BACKEND names, or the platform's own.

    Attributes
    ----------
    epoch, batch, step_count : completed epochs, batches done in this one, and steps in all.
    history : losses and gradient norms at the ends of epochs.
    timeline : where snapshots of the history's stations are kept; None for nowhere.
    batch_loss : the loss of the last batch, before its update.
    keeps_best : whether the test loss is looked at after every epoch and `best` kept.
    best : where the test loss was lowest so far; None where that is not known.
    ending : what ended the last `fit`, as a sentence; empty if that was the number of epochs.

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
        """The program of the next step with its batch loaded and its rate set, for looking at; with
        `example`, one for this example of the batch alone.

        Afterwards all is as before: batch, gradient, rate.

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
            # An optimizer with other state can't go back there.
            self._last_good = self.snapshot()
            self.best = None

    # --- a data set --------------------------------------------------------------------------

    def load(self, x: Any, y: Any, validation: Data | None = None) -> None:
        """Take x, y as the training set and `validation`, if given, as the test set.

        The next epoch starts from its first batch; weights, counters and history stay.

        Raises
        ------
        InputError, ShapeError
            As `step`; for the test set it is said which.
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
        """The forward pass over the training set; its numbers are those of `losses_now`."""
        return self._sets.training

    @property
    def test_set(self) -> ForwardProgram | None:
        """The same over the test set; None if there is none."""
        return self._sets.test

    def _test_loss(self) -> float:
        return self._sets.test_loss()

    def _take_loss(self, loss: Loss) -> None:
        if self._batches is not None:
            self._targets(loss)  # the programs follow before the next step

    def _targets(self, loss: Loss) -> tuple[Array, Array | None]:
        """The targets of both sets, as a loss takes them."""
        outputs, dtype = self.batches.y.shape[-1], str(self.theta.dtype)
        y, test = (None if y is None else loss.target(y, outputs, dtype) for y in self._given)
        assert y is not None  # there is always a training set
        return y, test

    def advance(self, steps: int = 1) -> None:
        """Train on the next `steps` batches of the data given to `load`.

        Raises
        ------
        DivergedError
            At the first step that computes or leaves behind a number that is not finite; the
            weights are then put back to the last station, where everything was.
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
        """Up to so many steps on the next batches of this epoch; returns how many."""
        steps = min(most, batches.full - self.batch)
        if steps < 2:
            self._train_next(batches)
            return 1
        current = self._steps[self.batch]
        loop = self._loops.of(current, scheduled=self._schedule is not None)
        if not loop.works:
            self._train_next(batches)
            return 1
        factors = []
        if self._schedule is not None:
            factors = factors_from(self._schedule, self.step_count, steps)
        steps = len(factors) or steps
        self._current = current
        taken = loop.train(self.batch, steps, factors)
        self.step_count += taken
        self.batch += taken
        if self._alone and not math.isfinite(current.loss):
            self._diverge(self.epoch)
        return taken

    def _train_next(self, batches: Batches) -> None:
        """One step on the next batch."""
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
        """Train for `epochs` epochs, on top of those already trained.

        Parameters
        ----------
        x : (n, …); y : (n,) or (n, outputs).
        validation : (x, y) of a test set, whose loss the history then holds.
        progress : whether to draw a progress bar on standard error.
        stop : where to end earlier, and whether to end with the weights of the best test loss.

        Raises
        ------
        InputError
            If `stop` has patience and there is no test set; otherwise as `load`.
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
        """Mean loss over the whole set, and the share of examples whose class is right.

        The mean is weighted by class if the loss is; the share is not.
        The accuracy is NaN where the targets are no classes.
        """
        return evaluate(self.net, self.loss, *self._inputs.pair(x, y, self.loss))

    # --- where a run is ------------------------------------------------------------------------

    def losses_now(self) -> Losses:
        """Both losses at the present weights.

        Raises
        ------
        RuntimeError
            Before `load` or `fit`.
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
        """Append the present losses and gradient norms to the history.

        Raises
        ------
        DivergedError
            If the loss of a single network is not finite, or anything else that goes from step to
            step. Of a fleet's members, the loss is then NaN.
        """
        with numpy.errstate(all="ignore"):
            if self._alone and not self._is_finite():
                self._find_divergence()
        station = self.station()
        loss = station.training_loss
        if loss.ndim == 0 and not math.isfinite(loss):
            self._diverge(max(self.epoch - 1, 0))  # the last step's epoch is counted already
        self.history.add(station)
        self._look_for_best(station.test_loss)
        self.mark_good()

    def _start_epoch(self, batch: int = 0) -> None:
        """Shuffle, and show the gradient at the present weights of the batch that comes next, and
        the rate of the last step, or before any of the first."""
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
        """Raise the error for the first step since the last station that left a number behind
        which is not finite: take these steps again, one by one."""
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
