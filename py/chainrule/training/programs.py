"""`Programs`: the recorded steps of one run, dropped when a constant of theirs has changed."""

from __future__ import annotations

from collections.abc import Hashable

from chainrule.changes import CHANGES, arrays, plain
from chainrule.engine.backends import using
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.optim.optimizer import Optimizer
from chainrule.training.replay import Shaping, StepProgram

OF_TRAINING = frozenset({"training", "replicas", "theta", "grad"})
"""Attributes of a layer that no program holds as constants, because it reads the arrays themselves,
or that are compared by themselves."""
OF_A_STEP = frozenset({"factor"})
"""The same of an optimizer."""


class Programs:
    """The programs of a run, one for each pair of shapes of x and y.

    Attributes
    ----------
    backend : what runs them, if not the usual one.
    recorded : the programs, by the shapes of x and y.
    seen : the count of `CHANGES` up to which the programs are known to be good.
    """

    def __init__(self, net: Module, optimizer: Optimizer, backend: str | None = None) -> None:
        with using(backend):  # refused now, not at the first step
            self.backend = backend
        self._net, self._optimizer = net, optimizer
        self.recorded: dict[tuple[tuple[int, ...], ...], StepProgram] = {}
        self._held: Hashable = None
        self.seen = -1

    def of(self, x: Array, y: Array, loss: Loss, shaping: Shaping) -> StepProgram:
        """The program for batches of these shapes, recorded if there is none.

        Raises
        ------
        InputError
            If every parameter of the network is frozen.
        """
        key = (x.shape, y.shape)
        if key not in self.recorded:
            if not self._learns():
                raise InputError("net", "every layer frozen", "a layer or more that learns")
            with using(self.backend):
                self.recorded[key] = StepProgram.record(
                    self._net, loss, self._optimizer, x.shape, y.shape, shaping
                )
            self.settle(loss, shaping)
        return self.recorded[key]

    def _learns(self) -> bool:
        layers = (layer for _, layer in self._net.named_modules())
        return any(t.requires_grad for layer in layers for _, t in layer.own_parameters())

    def drop_stale(self, loss: Loss, shaping: Shaping) -> bool:
        """Drop all programs if a constant has changed since this was last asked, and say so.

        Raises
        ------
        InputError
            If the network's weights no longer lie where the optimizer works.
        """
        self.seen = CHANGES.count
        if self._net.theta is not self._optimizer.theta:
            allowed = "the weights that it had; laid out anew, it needs a new Trainer"
            raise InputError("net", type(self._net).__name__, allowed)
        held, before = self._constants(loss, shaping), self._held
        self._held = held
        if before is None or held == before:
            return False
        self.recorded.clear()
        return True

    def settle(self, loss: Loss, shaping: Shaping) -> None:
        """Take what is set now for what was recorded: what a layer notes for itself while it is
        recorded is not a change."""
        self.seen, self._held = CHANGES.count, self._constants(loss, shaping)

    def distrust(self) -> None:
        """Take the programs for stale when next asked."""
        self.seen, self._held = -1, ()

    def _constants(self, loss: Loss, shaping: Shaping) -> Hashable:
        """All that a program holds of settings, comparable."""
        layers = tuple(
            (
                id(layer),
                bool(layer.training),
                *plain(layer, OF_TRAINING).items(),
                *arrays(layer, OF_TRAINING).items(),
                *(tensor.requires_grad for _, tensor in layer.own_parameters()),
            )
            for _, layer in self._net.named_modules()
        )
        return (
            layers,
            tuple(plain(self._optimizer, OF_A_STEP).items()),
            (id(loss), *plain(loss).items(), *arrays(loss).items()),
            (shaping.penalty, shaping.clip_norm, shaping.clip_value),
        )
