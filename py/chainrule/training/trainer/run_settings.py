"""`RunSettings`: the settings of a trainer, and which of them may be changed between steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

from chainrule.changes import is_known, note_change
from chainrule.errors import InputError, one_of
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.optim.optimizer import Optimizer
from chainrule.schedules import Constant, Schedule, checked_schedule
from chainrule.training.penalty import Penalty
from chainrule.training.replay import Shaping

ASSIGNABLE = ("loss", "schedule", "l1", "l2", "clip_norm", "clip_value")
"""The settings that may be assigned between steps."""


class RunSettings:
    """The settings of a trainer, each checked when it is assigned.

    `loss`, `schedule`, `l1`, `l2`, `clip_norm` and `clip_value` may be assigned between steps and
    apply from the next step on. `net`, `optimizer`, `batch_size` and `seed` are fixed.
    """

    _net: Module
    _optimizer: Optimizer
    _batch_size: int
    _seed: int
    _loss: Loss
    _schedule: Schedule | None
    _shaping: Shaping
    _is_made = False

    def __setattr__(self, name: str, value: Any) -> None:
        if self._is_made and name not in vars(self) and not is_known(self, name):
            raise InputError(name, value, one_of(ASSIGNABLE))
        object.__setattr__(self, name, value)

    @property
    def net(self) -> Module:
        """The network to train."""
        return self._net

    @net.setter
    def net(self, value: Module) -> None:
        _refuse("net", value)

    @property
    def optimizer(self) -> Optimizer:
        """The update rule, whose own settings may be assigned."""
        return self._optimizer

    @optimizer.setter
    def optimizer(self, value: Optimizer) -> None:
        _refuse("optimizer", value)

    @property
    def batch_size(self) -> int:
        """The number of examples per step."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, value: int) -> None:
        _refuse("batch_size", value)

    @property
    def seed(self) -> int:
        """The seed that determines the order of the examples."""
        return self._seed

    @seed.setter
    def seed(self, value: int) -> None:
        _refuse("seed", value)

    @property
    def loss(self) -> Loss:
        """The loss function. Assigning a different loss converts the loaded targets again."""
        return self._loss

    @loss.setter
    def loss(self, value: Loss) -> None:
        if not isinstance(value, Loss):
            raise InputError("loss", value, "a chainrule Loss")
        self._take_loss(value)
        self._loss = value
        note_change()

    def _take_loss(self, loss: Loss) -> None:
        """Convert the targets for another loss; if this raises an error, nothing changes."""
        raise NotImplementedError

    @property
    def schedule(self) -> Schedule | None:
        """The schedule, which gives the factor that multiplies the learning rate at each step; None
        for a constant rate."""
        return self._schedule

    @schedule.setter
    def schedule(self, value: Schedule | None) -> None:
        if value is not None:
            checked_schedule("schedule", value)
        self._schedule = None if isinstance(value, Constant) else value
        if self._schedule is None:
            self.optimizer.scale(1.0)

    @property
    def penalty_rule(self) -> Penalty:
        """The penalty, which is included in the training gradient."""
        return self._shaping.penalty

    @property
    def l1(self) -> float:
        """The coefficient of Σ |w| in the penalty."""
        return self._shaping.penalty.l1

    @l1.setter
    def l1(self, value: float) -> None:
        self._shape(penalty=replace(self._shaping.penalty, l1=value))

    @property
    def l2(self) -> float:
        """The coefficient of ½ Σ w² in the penalty."""
        return self._shaping.penalty.l2

    @l2.setter
    def l2(self, value: float) -> None:
        self._shape(penalty=replace(self._shaping.penalty, l2=value))

    @property
    def clip_norm(self) -> float | None:
        """The limit on the gradient's norm; None for no limit."""
        return self._shaping.clip_norm

    @clip_norm.setter
    def clip_norm(self, value: float | None) -> None:
        self._shape(clip_norm=value)

    @property
    def clip_value(self) -> float | None:
        """The limit on each component of the gradient; None for no limit."""
        return self._shaping.clip_value

    @clip_value.setter
    def clip_value(self, value: float | None) -> None:
        self._shape(clip_value=value)

    def _shape(self, **changes: Any) -> None:
        shaping = replace(self._shaping, **changes)
        shaping.check_held(self.net.theta.dtype)
        self._shaping = shaping
        note_change()


def _refuse(name: str, value: object) -> NoReturn:
    raise InputError(name, value, "no change; create a new Trainer instead")
