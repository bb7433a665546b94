"""`BatchTrainer`: the part of a trainer that handles a single batch, its program, step and
gradient."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import numpy

from chainrule.changes import CHANGES
from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.errors import InputError
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.optim.optimizer import Optimizer
from chainrule.schedules import Schedule
from chainrule.training.divergence import DivergedError, Watched, first_nonfinite
from chainrule.training.loops import factor_at
from chainrule.training.programs import Programs
from chainrule.training.replay import Shaping, StepProgram
from chainrule.training.trainer.inputs import Inputs, checked_mask
from chainrule.training.trainer.run_settings import RunSettings


class BatchTrainer(RunSettings):
    """A network, a loss and an optimizer, trained on one batch at a time; see `Trainer`."""

    def __init__(
        self,
        net: Module,
        loss: Loss,
        optimizer: Optimizer,
        schedule: Schedule | None,
        shaping: Shaping,
        backend: str | None,
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
        self.schedule = schedule
        if shaping.mask is not None:
            shaping = replace(shaping, mask=checked_mask(shaping.mask, net.theta))
        shaping.check_held(net.theta.dtype)
        self._shaping = shaping
        self._inputs = Inputs(net)
        self._alone = net.replicas is None
        optimizer.bind(net.theta, net.grad)
        self.epoch = self.batch = self.step_count = 0
        self._programs = Programs(net, optimizer, backend)
        self._current: StepProgram | None = None
        self._watched: Watched | None = None

    @property
    def theta(self) -> Array:
        """All parameters as a flat vector."""
        return self.net.theta

    @property
    def grad(self) -> Array:
        """The gradient on the last batch as a flat vector, in a buffer that the next step
        overwrites.

        After a step, it is the gradient that the update used, including the penalty and clipping.
        After `load`, `restore` and `differentiate`, it is the gradient of the loss alone.
        """
        return self.net.grad

    @property
    def program(self) -> Program:
        """The program of the last step, or of the first step if none has been taken.

        Raises
        ------
        RuntimeError
            If no data have been loaded; a program can be recorded only once the shape of a batch is
            known.
        """
        self._follow_changes()
        if self._current is None:
            raise RuntimeError("program: nothing is recorded yet; call step or load first.")
        return self._current.program

    @property
    def current_batch(self) -> tuple[Array, Array]:
        """The batch to which `batch_loss` and `grad` belong: x (n, …) and y (n, outputs), in
        buffers that the next step overwrites.

        Raises
        ------
        RuntimeError
            If no batch has been loaded.
        """
        if self._current is None:
            raise RuntimeError("current_batch: no batch is loaded yet; call step or load first.")
        return self._current.x, self._current.y

    @property
    def batch_loss(self) -> Any:
        """The loss on the last batch, before its update: a float, or an array (K,) for a fleet."""
        if self._current is None:
            return math.nan
        loss = self._current.loss
        return float(loss) if loss.ndim == 0 else loss.copy()

    @property
    def penalty(self) -> Any:
        """The penalty at the current weights, which is not included in any loss: a float, or an
        array (K,) for a fleet."""
        return self._shaping.penalty.value(self.net)[()]

    def step(self, x: Any, y: Any) -> Any:
        """Train on one batch: x (n, …) and y (n,) or (n, outputs).

        Real numbers of any type are converted to the network's dtype.

        Returns the loss on the batch before the update: a float, or an array (K,) for a fleet.

        Raises
        ------
        InputError, ShapeError
            If x or y contains a value that is not a finite number, or if their shapes are not
            suitable.
        DivergedError
            If a single network's loss, or any array that the step updates (weights, the optimizer's
            state, running statistics), contains a NaN or an infinity. A fleet continues, because
            its other members may still learn.
        """
        inputs, targets = self._inputs.pair(x, y, self.loss)
        self._follow_changes()
        current = self._program_for(inputs, targets)
        current.load(inputs, targets)
        with numpy.errstate(all="ignore"):
            self._train(current)
            if self._alone and not self._is_finite():
                self._diverge(self.epoch)
        return self.batch_loss

    def _train(self, current: StepProgram) -> None:
        """Take one step on the batch that is loaded in `current`."""
        self._current = current
        if self._schedule is not None:
            self._optimizer.scale(factor_at(self._schedule, self.step_count))
        current.program.replay()
        self.step_count += 1
        if self._alone and not math.isfinite(current.loss):
            self._diverge(self.epoch)

    def _program_for(self, x: Array, y: Array) -> StepProgram:
        return self._programs.of(x, y, self.loss, self._shaping)

    def _follow_changes(self) -> None:
        """Discard all programs if a setting that they record as a constant has changed."""
        if self._programs.seen == CHANGES.count:
            return
        if not self._programs.drop_stale(self.loss, self._shaping):
            return
        try:
            self._record_again()
        except Exception:
            self._programs.distrust()  # so that the next step checks again
            raise

    def _record_again(self) -> None:
        before = self._current
        if before is None:
            return
        self._current = self._program_for(before.x, before.y)
        self._current.load(before.x, before.y)
        self._current.loss[...] = before.loss

    def differentiate(self) -> None:
        """Compute the gradient of the current batch's loss and store it in `grad`, without taking a
        step."""
        self._follow_changes()
        if self._current is None:
            raise RuntimeError("differentiate: no batch is loaded yet; call step or load first.")
        with numpy.errstate(all="ignore"):
            self._current.differentiate()

    @contextmanager
    def _looking_at(self, x: Array, y: Array) -> Iterator[StepProgram]:
        """For the duration of the block, load this batch into its program and set the next step's
        learning rate. Afterwards, the batch, the gradient and the learning rate are restored."""
        current = self._program_for(x, y)
        x_before, y_before, grad = current.x.copy(), current.y.copy(), self.grad.copy()
        factor = self.optimizer.factor
        try:
            current.load(x, y)
            if self.schedule is not None:
                self.optimizer.scale(factor_at(self.schedule, self.step_count))
            with numpy.errstate(all="ignore"):
                yield current
        finally:
            self.optimizer.scale(factor)
            current.load(x_before, y_before)
            self.grad[...] = grad

    def _carried(self) -> list[Array]:
        """All arrays of real numbers that are carried from step to step."""
        arrays = [self.theta, *self.optimizer.state.values()]
        return arrays + [array for _, array in self.net.named_buffers() if array.dtype.kind == "f"]

    def _is_finite(self) -> bool:
        if self._watched is None or not self._watched.is_of(self.optimizer.state):
            self._watched = Watched(self.optimizer.state, self._carried())
        return self._watched.is_finite()

    def _diverge(self, epoch: int) -> NoReturn:
        assert self._current is not None  # because a loss was computed
        place = first_nonfinite(self._current.program, self.net)
        error = DivergedError(self.step_count, epoch, place)
        self._go_back()
        raise error

    def _go_back(self) -> None:
        """Return to the last state without NaN or infinity, if there is one."""
