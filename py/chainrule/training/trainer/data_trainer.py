"""`DataTrainer`: the part of a trainer that handles a data set, with its epochs, losses and
records."""

from __future__ import annotations

import math
from typing import Any

import numpy

from chainrule.changes import CHANGES
from chainrule.checks import checked_whole
from chainrule.data.batches import Batches
from chainrule.engine.backends import using
from chainrule.engine.op import Array
from chainrule.losses import Loss
from chainrule.nn.parts import norms_of_parts
from chainrule.training.divergence import finite_members
from chainrule.training.evaluation import DataSets, Losses
from chainrule.training.loops import EpochLoops, factor_at, factors_from
from chainrule.training.records.history import Record
from chainrule.training.replay import ForwardProgram
from chainrule.training.trainer.inputs import Data
from chainrule.training.trainer.resumable import ResumableTrainer


class DataTrainer(ResumableTrainer):
    """A trainer with a training set and, optionally, a test set; see `Trainer`."""

    def __init__(self, *settings: Any, limit: int | None) -> None:
        super().__init__(*settings, limit=limit)
        self._batches: Batches | None = None
        self._test: tuple[Array, Array] | None = None
        self._given: tuple[Array | None, ...] = ()

    @property
    def batches(self) -> Batches:
        """The training set passed to `load`."""
        if self._batches is None:
            raise RuntimeError("this trainer has no data yet; call load or fit first.")
        return self._batches

    def load(self, x: Any, y: Any, validation: Data | None = None, *, record: bool = True) -> None:
        """Use x and y as the training set and `validation`, if given, as the test set.

        The next epoch starts with its first batch; the weights, counters and history are kept. An
        empty history receives its first record, unless `record` is False, which avoids the
        evaluation.

        Raises
        ------
        InputError, ShapeError
            As for `step`; if the fault is in the test set, the message says so.
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
        if record and not self.history.records:
            self.add_record()

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
    def evaluates_slowly(self) -> bool:
        """Whether `losses_now` takes long compared with a frame of the page."""
        return self._sets.is_slow

    @property
    def test_set(self) -> ForwardProgram | None:
        """The forward pass over the test set; None without a test set."""
        return self._sets.test

    def _test_loss(self) -> float:
        return self._sets.test_loss()

    def _take_loss(self, loss: Loss) -> None:
        if self._batches is not None:
            self._targets(loss)  # the programs are recorded again before the next step

    def _targets(self, loss: Loss) -> tuple[Array, Array | None]:
        """The targets of both sets in the form that `loss` expects."""
        outputs, dtype = self.batches.y.shape[-1], str(self.theta.dtype)
        y, test = (None if y is None else loss.target(y, outputs, dtype) for y in self._given)
        assert y is not None  # because a training set is always present
        return y, test

    def advance(self, steps: int = 1) -> None:
        """Train on the next `steps` batches of the data passed to `load`.

        Raises
        ------
        DivergedError
            At the first step that produces a NaN or an infinity, after restoring the state of the
            history's last record, in which all numbers were finite.
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
        """Take up to `most` steps within this epoch, or over whole epochs up to the next record;
        return the number of steps taken."""
        steps = min(most, batches.full - self.batch)
        if not steps or (steps < 2 and (most < 2 or batches.full > 1)):
            return self._train_singly(batches)
        current = self._steps[self.batch]
        loop = self._loops.of(current, scheduled=self._schedule is not None)
        if not loop.works:
            return self._train_singly(batches, steps)
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

    def _train_singly(self, batches: Batches, most: int = 1) -> int:
        """Take one step on each of the next `most` batches, or only one step if there is a
        schedule, because the schedule's function may change a setting. Stops at a loss that is NaN
        or infinite. Returns the number of steps taken."""
        if self._schedule is not None:
            self._optimizer.scale(factor_at(self._schedule, self.step_count))
            most = 1
        # Use local variables, because every assignment to an attribute is checked.
        blocks, first, alone = batches.blocks, self.batch, self._alone
        batch, is_finite = first, True
        while batch < first + most and is_finite:
            current = self._steps[batch]
            if current.block is None:
                current.load(*batches.views[batch])
            else:
                numpy.copyto(current.block, blocks[batch])
            current.program.replay()
            is_finite = not alone or math.isfinite(current.loss)
            batch += 1
        self._current, self.batch = self._steps[batch - 1], batch
        self.step_count += batch - first
        if not is_finite:
            self._diverge(self.epoch)
        return batch - first

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
            # Earlier snapshots cannot be restored into an optimizer with a different state.
            self._last_good = self.snapshot()
            self.best = None

    # --- state of the run ----------------------------------------------------------------------

    def losses_now(self) -> Losses:
        """The mean losses on both sets at the current weights.

        Raises
        ------
        RuntimeError
            If neither `load` nor `fit` has been called.
        """
        _ = self.batches
        self._follow_changes()
        return self._sets.losses()

    def current_record(self) -> Record:
        """A record for the history, computed at the current weights."""
        losses, norms = self.losses_now(), norms_of_parts(self.grad, self._sets.starts)
        if not self._alone:
            losses.training[~finite_members(self._carried())] = numpy.nan
        return Record(self.epoch, self.step_count, *losses, norms, *self._sets.accuracies())

    def add_record(self) -> None:
        """Append a record of the current losses and gradient norms to the history.

        Raises
        ------
        DivergedError
            If the loss of a single network, or any array carried from step to step, contains a NaN
            or an infinity. For the affected members of a fleet, the loss is recorded as NaN
            instead.
        """
        with numpy.errstate(all="ignore"):
            if self._alone and not self._is_finite():
                self._find_divergence()
        record = self.current_record()
        loss = record.training_loss
        if loss.ndim == 0 and not math.isfinite(loss):
            self._diverge(max(self.epoch - 1, 0))  # the last step's epoch has already been counted
        self.history.add(record)
        self._look_for_best(record.test_loss)
        self.mark_good()

    def _start_epoch(self, batch: int = 0) -> None:
        """Shuffle the examples, and compute the gradient on the next batch at the current weights.
        The learning rate is that of the last step, or of the first step if none has been taken."""
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
            self.add_record()
        else:
            self._look_for_best()

    def _find_divergence(self) -> None:
        """Repeat the steps since the last record one by one to find the first that produced a NaN
        or an infinity, and raise the corresponding error."""
        end = self.step_count
        if self._last_good is not None:
            self.look_at(self._last_good)
            with numpy.errstate(all="ignore"):
                while self._is_finite() and self.step_count < end:
                    if self.batch == len(self._steps):
                        self.epoch += 1
                        self.batch = 0
                        self.batches.shuffle(self.epoch)
                    self._train_singly(self.batches)
        self._diverge(self.epoch)
