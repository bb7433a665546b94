"""`Trainer`: a network, a loss and an optimizer, trained in steps, epochs or to the end."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import numpy

from chainrule.changes import CHANGES
from chainrule.checks import as_array, checked_below, checked_whole, is_number
from chainrule.data.batches import Batches
from chainrule.engine.backends import using
from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.errors import InputError, ShapeError
from chainrule.losses import Loss, as_finite
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_names, layer_norms
from chainrule.optim.optimizer import Optimizer
from chainrule.schedules import Schedule
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.divergence import DivergedError, Watched, finite_members, first_nonfinite
from chainrule.training.history import History, Station
from chainrule.training.loops import EpochLoop
from chainrule.training.penalty import Penalty
from chainrule.training.programs import Programs
from chainrule.training.progress import progress_bar
from chainrule.training.replay import ForwardProgram, Shaping, StepProgram
from chainrule.training.run_settings import RunSettings
from chainrule.training.snapshot import Best, Snapshot
from chainrule.training.stopping import Stopping
from chainrule.training.timeline import Timeline

Data = tuple[Any, Any]


class Evaluation(NamedTuple):
    """How well a network does on a data set; one number, or one a replica."""

    loss: Any
    accuracy: Any


class Losses(NamedTuple):
    """The mean losses over both sets; one number, or one a replica. Without a test set, NaN."""

    training: Array
    test: Array


class Trainer(RunSettings):
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

    training_set: ForwardProgram
    test_set: ForwardProgram | None

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
        for name, value, kind in (
            ("net", net, Module),
            ("loss", loss, Loss),
            ("optimizer", optimizer, Optimizer),
        ):
            if not isinstance(value, kind):
                raise InputError(name, value, f"a chainrule {kind.__name__}")
        if net.theta.size == 0:
            raise InputError("net", net, "a network with parameters")
        self._net, self._optimizer, self._loss = net, optimizer, loss
        self._batch_size = checked_whole("batch_size", batch_size)
        self._seed = checked_whole("seed", seed, low=0)
        if limit is not None:
            limit = checked_whole("limit", limit)
        self.schedule = schedule
        if mask is not None:
            mask = _checked_mask(mask, net.theta)
        self._shaping = Shaping(Penalty(l1, l2), clip_norm, clip_value, mask)
        self._shaping.check_held(net.theta.dtype)
        self._outputs: dict[tuple[int, ...], int] = {}
        self._alone = net.replicas is None
        optimizer.bind(net.theta, net.grad)
        self.epoch = self.batch = self.step_count = 0
        self.history = History(layer_names(net), limit)
        self.timeline: Timeline[Any] | None = None
        self.keeps_best = False
        self.best: Best | None = None
        self.ending = ""
        self._programs = Programs(net, optimizer, backend)
        self._current: StepProgram | None = None
        self._last_good: Snapshot | None = None
        self._watched: Watched | None = None
        self._batches: Batches | None = None
        self._test: tuple[Array, Array] | None = None
        self._given: tuple[Array | None, ...] = ()
        self._is_made = True

    @property
    def theta(self) -> Array:
        """All parameters, flat."""
        return self.net.theta

    @property
    def grad(self) -> Array:
        """The gradient of the last batch, flat, in a buffer that the next step overwrites.

        After a step it is what the update used, penalty and clipping included; after `load`,
        `restore` and `differentiate` it is the loss's alone.
        """
        return self.net.grad

    @property
    def program(self) -> Program:
        """The program of the last step, or of the next one before any.

        Raises
        ------
        RuntimeError
            Before any data are known: a program is recorded for a batch's shape.
        """
        self._follow_changes()
        if self._current is None:
            raise RuntimeError("program: nothing is recorded yet; call step or load first.")
        return self._current.program

    @property
    def batches(self) -> Batches:
        """The training set given to `load`."""
        if self._batches is None:
            raise RuntimeError("this trainer has no data yet; call load or fit first.")
        return self._batches

    @property
    def batch_loss(self) -> Any:
        """The last batch's loss, before its update: a float, or (K,)."""
        if self._current is None:
            return math.nan
        loss = self._current.loss
        return float(loss) if loss.ndim == 0 else loss.copy()

    @property
    def penalty(self) -> Any:
        """The penalty at the present weights, which no loss contains: a float, or (K,)."""
        return self._shaping.penalty.value(self.net)[()]

    # --- one batch ---------------------------------------------------------------------------

    def step(self, x: Any, y: Any) -> Any:
        """Train on one batch, x (n, …) and y (n,) or (n, outputs).

        Numbers of any kind are converted to the network's dtype.

        Returns its loss before the update: a float, or (K,) for a fleet.

        Raises
        ------
        InputError, ShapeError
            If x or y hold something else than finite numbers of a shape that fits.
        DivergedError
            If a single network's loss, or what the step leaves behind (weights, the optimizer's
            state, running statistics), is not finite. A fleet goes on: its other members may still
            learn.
        """
        inputs, targets = self._checked(x, y)
        self._follow_changes()
        current = self._program_for(inputs, targets)
        current.load(inputs, targets)
        with numpy.errstate(all="ignore"):
            self._train(current)
            if self._alone and not self._is_finite():
                self._diverge(self.epoch)
        return self.batch_loss

    def _train(self, current: StepProgram) -> None:
        """One step on the batch that `current` has loaded."""
        self._current = current
        if self._schedule is not None:
            self._optimizer.scale(self._factor(self._schedule, self.step_count))
        current.program.replay()
        self.step_count += 1
        if self._alone and not math.isfinite(current.loss):
            self._diverge(self.epoch)

    def _factor(self, schedule: Schedule, step: int) -> float:
        factor = schedule(step)
        if not is_number(factor) or not 0 <= factor < math.inf:
            name = f"schedule({step})"
            raise InputError(name, factor, "a finite number from 0, at every step")
        return float(factor)

    def _program_for(self, x: Array, y: Array) -> StepProgram:
        return self._programs.of(x, y, self.loss, self._shaping)

    def _follow_changes(self) -> None:
        """Record everything anew if a setting that the programs hold as a constant has changed."""
        if self._programs.seen == CHANGES.count:
            return
        if not self._programs.drop_stale(self.loss, self._shaping):
            return
        try:
            self._record_again()
        except Exception:
            self._programs.distrust()  # ask again, and be refused again, before the next step
            raise

    def _record_again(self) -> None:
        if self._batches is not None:
            self._batches.y[...], test = self._targets(self.loss)
            self._batches.shuffle(self.epoch)
            if self._test is not None and test is not None:
                self._test = self._test[0], test
            self._record_sets(self._batches, self._test)
        before = self._current
        if before is not None:
            self._current = self._program_for(before.x, before.y)
            self._current.load(before.x, before.y)
            self._current.loss[...] = before.loss
        good = self._last_good
        if good is not None and good.state.keys() != self.optimizer.state.keys():
            # An optimizer with other state can't go back there.
            self._last_good, self.best = self.snapshot(), None

    def differentiate(self) -> None:
        """Fill `grad` with the gradient of the present batch's loss, without a step."""
        self._follow_changes()
        if self._current is None:
            raise RuntimeError("differentiate: no batch is loaded yet; call step or load first.")
        with numpy.errstate(all="ignore"):
            self._current.differentiate()

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
        batch_x, batch_y = self.batches.views[self.batch]
        if example is not None:
            place = checked_below("example", example, len(batch_x))
            batch_x, batch_y = batch_x[place : place + 1], batch_y[place : place + 1]
        current = self._program_for(batch_x, batch_y)
        x, y, grad = current.x.copy(), current.y.copy(), self.grad.copy()
        factor = self.optimizer.factor
        try:
            current.load(batch_x, batch_y)
            if self.schedule is not None:
                self.optimizer.scale(self._factor(self.schedule, self.step_count))
            with numpy.errstate(all="ignore"):
                yield current
        finally:
            self.optimizer.scale(factor)
            current.load(x, y)
            self.grad[...] = grad

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
        inputs, targets = self._checked(x, y)
        test = None if validation is None else self._checked_pair(validation)
        batches = Batches(inputs, targets, self.batch_size, self.seed)
        self._record_sets(batches, test)
        self._batches, self._test, self.best = batches, test, None
        given = (y, None if validation is None else validation[1])
        self._given = tuple(None if one is None else numpy.array(one) for one in given)
        self._start_epoch()
        if not self.history.stations:
            self.record_station()

    def _record_sets(self, batches: Batches, test: tuple[Array, Array] | None) -> None:
        """Record the steps of an epoch, and the forward passes over both sets."""
        self._loops: dict[bool, EpochLoop] = {}
        steps = [self._program_for(x, y) for x, y in batches.views]
        with using(self._programs.backend):
            training = ForwardProgram.record(self.net, batches.x, self.loss, batches.y)
            self.test_set = test and ForwardProgram.record(self.net, test[0], self.loss, test[1])
        self._steps, self.training_set = steps, training
        self._tells_classes = self.loss.names_classes(batches.y)
        self._programs.settle(self.loss, self._shaping)

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
        loop = self._loop_over(current, batches)
        if not loop.works:
            self._train_next(batches)
            return 1
        factors = self._factors(steps) if self._schedule is not None else []
        steps = len(factors) or steps
        self._current = current
        taken = loop.train(self.batch, steps, factors)
        self.step_count += taken
        self.batch += taken
        if self._alone and not math.isfinite(current.loss):
            self._diverge(self.epoch)
        return taken

    def _loop_over(self, step: StepProgram, batches: Batches) -> EpochLoop:
        scheduled = self._schedule is not None
        loop = self._loops.get(scheduled)
        if loop is None:
            loop = self._loops[scheduled] = EpochLoop(
                step, batches, self.optimizer, stops=self._alone, scheduled=scheduled
            )
        return loop

    def _factors(self, steps: int) -> list[float]:
        """The schedule's factors for so many steps, or as many as it has."""
        assert self._schedule is not None
        factors: list[float] = []
        for step in range(self.step_count, self.step_count + steps):
            try:
                factors.append(self._factor(self._schedule, step))
            except InputError:
                if not factors:
                    raise
                break  # it is refused when its turn comes
        return factors

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
                    bar.update(epochs - last + self.epoch, self._describe())
                self.ending = stop.halt(self)
                if self.ending:
                    break
            else:
                self.ending = stop.finish(self)
        return self.history

    def predict(self, x: Any) -> Array:
        """Raw scores, (n, outputs), or (K, n, outputs) for a fleet."""
        return self._scores(self._checked_x(x)).data

    def evaluate(self, x: Any, y: Any) -> Evaluation:
        """Mean loss over the whole set, and the share of examples whose class is right.

        The mean is weighted by class if the loss is; the share is not.
        The accuracy is NaN where the targets are no classes.
        """
        inputs, targets = self._checked(x, y)
        scores = self._scores(inputs)
        with no_grad(), numpy.errstate(all="ignore"):
            loss = self.loss(scores, Tensor(self.net.as_batch(targets))).data
        if not self.loss.names_classes(targets):
            return Evaluation(loss[()], math.nan)
        return Evaluation(loss[()], self.loss.correct(scores.data, targets).mean(axis=-1)[()])

    def _scores(self, inputs: Array) -> Tensor:
        with no_grad(), self.net.mode(training=False), numpy.errstate(all="ignore"):
            return self.net(Tensor(self.net.as_batch(inputs)))

    # --- where a run is ------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """A copy of all a run needs to go on exactly from here."""
        state = {name: array.copy() for name, array in self.optimizer.state.items()}
        buffers = {name: array.copy() for name, array in self.net.named_buffers()}
        theta, best = self.theta.copy(), self.best
        return Snapshot(self.epoch, self.batch, self.step_count, theta, state, buffers, best)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to `snapshot`, exactly; history and timeline forget what came later.

        Raises
        ------
        InputError
            If it is none of a run with this network and optimizer.
        """
        self.look_at(snapshot)
        self.history.forget_after(snapshot.epoch)
        if self.timeline is not None:
            self.timeline.forget_after(snapshot.step)
        self._last_good = snapshot

    def look_at(self, snapshot: Snapshot) -> None:
        """Be as at `snapshot`, exactly, with history and timeline as they are: to look at it, and
        `look_at` the present again.

        Raises
        ------
        InputError
            If it is none of a run with this network and optimizer.
        """
        _refuse_foreign(snapshot, self)
        self.theta[...] = snapshot.theta
        for name, array in self.optimizer.state.items():
            array[...] = snapshot.state[name]
        for name, array in self.net.named_buffers():
            array[...] = snapshot.buffers[name]
        self.best = snapshot.best
        self.epoch, self.step_count = snapshot.epoch, snapshot.step
        self._start_epoch(snapshot.batch)

    @property
    def last_good(self) -> Snapshot:
        """Where a divergence leads back to.

        Raises
        ------
        RuntimeError
            Before any data were loaded.
        """
        if self._last_good is None:
            raise RuntimeError("last_good: no station is recorded yet; call load or fit first.")
        return self._last_good

    def mark_good(self) -> None:
        """Take the present weights as those to return to after a divergence; keep them on the
        timeline, if there is one."""
        self._last_good = None  # let go of the old before copying anew
        self._last_good = self.snapshot()
        if self.timeline is not None:
            self.timeline.add(self._last_good)

    def keep_best(self) -> Best:
        """Take the weights, the optimizer's state and what layers remember from where the test loss
        was best, and let the last station be theirs. Epochs, steps and history stay; patience
        starts anew.

        Raises
        ------
        RuntimeError
            If that is not known: see `keeps_best`.
        """
        best = self.best
        if best is None:
            raise RuntimeError("keep_best: no test loss is known yet; set keeps_best and train.")
        here = {"epoch": self.epoch, "batch": self.batch, "step": self.step_count}
        self.look_at(replace(best.snapshot, **here, best=replace(best, since=self.epoch)))
        if self.history.stations[-1].epoch == self.epoch:
            self.history.stations[-1] = self.station()
        self.mark_good()
        return best

    def _look_for_best(self, test_loss: Array | None = None) -> None:
        """After an epoch, keep the run if its test loss, which is found out if it is not given, is
        lower than before."""
        if not self.keeps_best or self.test_set is None:
            return
        loss = float(numpy.mean(self._evaluated(self.test_set) if test_loss is None else test_loss))
        # At the same epoch, weights were changed by hand.
        is_better = self.best is None or loss < self.best.loss or self.best.epoch == self.epoch
        if math.isfinite(loss) and is_better:
            self.best = None
            self.best = Best(loss, self.snapshot(), self.epoch)

    def losses_now(self) -> Losses:
        """Both losses at the present weights.

        Raises
        ------
        RuntimeError
            Before `load` or `fit`.
        """
        _ = self.batches
        self._follow_changes()
        training = self._evaluated(self.training_set)
        missing = numpy.full_like(training, numpy.nan)
        return Losses(training, self._evaluated(self.test_set) if self.test_set else missing)

    def station(self) -> Station:
        """What a station of the history tells, at the present weights."""
        losses, norms = self.losses_now(), layer_norms(self.net, self.grad)
        if not self._alone:
            losses.training[~finite_members(self._carried())] = numpy.nan
        shares = (self._accuracy(self.training_set), self._accuracy(self.test_set))
        return Station(self.epoch, self.step_count, *losses, norms, *shares)

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

    def _evaluated(self, data: ForwardProgram) -> Array:
        with numpy.errstate(all="ignore"):
            data.program.replay()
        assert data.loss is not None  # both sets are recorded with targets
        return data.loss.copy()

    def _accuracy(self, data: ForwardProgram | None) -> Array:
        """The share of right answers at the weights of the last replay."""
        if data is None or data.targets is None or not self._tells_classes:
            return numpy.full(self.theta.shape[:-1], numpy.nan)
        return numpy.asarray(self.loss.correct(data.scores, data.targets).mean(axis=-1))

    def _start_epoch(self, batch: int = 0) -> None:
        """Shuffle, and show the gradient at the present weights of the batch that comes next, and
        the rate of the last step, or before any of the first."""
        self.batch = batch
        if self._batches is None:
            return
        if self.schedule is not None:
            self.optimizer.scale(self._factor(self.schedule, max(self.step_count - 1, 0)))
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

    def _carried(self) -> list[Array]:
        """All real numbers that go from step to step."""
        arrays = [self.theta, *self.optimizer.state.values()]
        return arrays + [array for _, array in self.net.named_buffers() if array.dtype.kind == "f"]

    def _is_finite(self) -> bool:
        if self._watched is None or not self._watched.is_of(self.optimizer.state):
            self._watched = Watched(self.optimizer.state, self._carried())
        return self._watched.is_finite()

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

    def _diverge(self, epoch: int) -> None:
        assert self._current is not None  # a loss was computed
        place = first_nonfinite(self._current.program, self.net)
        error = DivergedError(self.step_count, epoch, place)
        if self._last_good is not None:
            self.restore(self._last_good)
        raise error

    def _describe(self) -> str:
        station = self.history.stations[-1]
        parts = [f"training loss {numpy.mean(station.training_loss):.4g}"]
        if self.test_set is not None:
            parts.append(f"test loss {numpy.mean(station.test_loss):.4g}")
        return ", ".join(parts)

    # --- what comes in -------------------------------------------------------------------------

    def _checked(self, x: Any, y: Any) -> tuple[Array, Array]:
        inputs = self._checked_x(x)
        targets = self.loss.target(y, self._outputs[inputs.shape[1:]], str(self.theta.dtype))
        if len(targets) != len(inputs):
            raise ShapeError(
                f"y: {len(targets)} targets do not fit {len(inputs)} examples; expected as many."
            )
        return inputs, targets

    def _checked_pair(self, validation: Data) -> tuple[Array, Array]:
        if not isinstance(validation, tuple | list) or len(validation) != 2:
            raise InputError("validation", validation, "None or a pair (x, y)")
        try:
            return self._checked(*validation)
        except InputError as error:
            raise InputError(f"validation {error.field}", error.value, error.allowed) from None
        except ShapeError as error:
            raise ShapeError(f"validation {error}") from None

    def _checked_x(self, x: Any) -> Array:
        inputs = as_array("x", x)
        if inputs.ndim < 2 or len(inputs) == 0:
            raise ShapeError(
                f"x: an array of shape {inputs.shape} does not fit the network; "
                "expected (n, …) with n from 1."
            )
        inputs = as_finite("x", inputs, str(self.theta.dtype))
        self.net.check_input(inputs)
        if inputs.shape[1:] not in self._outputs:
            self._outputs[inputs.shape[1:]] = self._count_outputs(inputs[:1])
        return inputs

    def _count_outputs(self, example: Array) -> int:
        """How many numbers the network gives for one example, which shows that it can be read."""
        try:
            scores = self._scores(example)
        except ShapeError as error:
            raise ShapeError(
                f"x: examples of shape {example.shape[1:]} do not fit the network: {error}"
            ) from None
        axes = self.net.replica_axes
        if scores.ndim != axes + 2:
            raise ShapeError(
                f"net: its output for one example has shape {scores.shape[axes + 1 :]}; "
                "expected one axis, of outputs."
            )
        return scores.shape[-1]


def _checked_mask(mask: Any, theta: Array) -> Array:
    given = numpy.asarray(mask)
    if given.shape != theta.shape or not numpy.isin(given, (0, 1)).all():
        raise InputError("mask", given.shape, f"ones and zeros of shape {theta.shape}")
    return given.astype(theta.dtype)


def _refuse_foreign(snapshot: Snapshot, run: Trainer) -> None:
    own = {"theta": run.theta, **run.optimizer.state, **dict(run.net.named_buffers())}
    fits = isinstance(snapshot, Snapshot)
    if fits:
        given = {"theta": snapshot.theta, **snapshot.state, **snapshot.buffers}
        fits = {n: a.shape for n, a in given.items()} == {n: a.shape for n, a in own.items()}
    if not fits:
        allowed = "what snapshot() gave for the same network and optimizer"
        raise InputError("snapshot", type(snapshot).__name__, allowed)
