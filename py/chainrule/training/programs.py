"""`Programs`: the recorded steps of a run, which are discarded when a recorded constant has
changed."""

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
"""Attributes of a layer that do not count as recorded constants, because programs read
the arrays, `training` is compared separately, and changing `replicas` also replaces `theta`."""
OF_A_STEP = frozenset({"factor"})
"""The corresponding attributes of an optimizer."""


class Programs:
    """The programs of a run, one per pair of shapes of x and y.

    Attributes
    ----------
    backend : the backend that runs the programs; None for the default.
    recorded : the programs, keyed by the shapes of x and y.
    seen : the value of `CHANGES.count` at which the programs were last known to be valid.
    """

    def __init__(self, net: Module, optimizer: Optimizer, backend: str | None = None) -> None:
        with using(backend):  # raise an error now rather than at the first step
            self.backend = backend
        self._net, self._optimizer = net, optimizer
        self.recorded: dict[tuple[tuple[int, ...], ...], StepProgram] = {}
        self._held: Hashable = None
        self.seen = -1

    def of(self, x: Array, y: Array, loss: Loss, shaping: Shaping) -> StepProgram:
        """The program for batches of these shapes, recorded on first use.

        Raises
        ------
        InputError
            If every parameter of the network is frozen.
        """
        key = (x.shape, y.shape)
        if key not in self.recorded:
            if not self._learns():
                raise InputError("net", "every layer frozen", "at least one layer that is trained")
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
        """Discard all programs if a constant has changed since the last call; return whether they
        were discarded.

        Raises
        ------
        InputError
            If the network's weights are no longer the arrays that the optimizer updates.
        """
        self.seen = CHANGES.count
        if self._net.theta is not self._optimizer.theta:
            allowed = "the same weight arrays; a network with new arrays needs a new Trainer"
            raise InputError("net", type(self._net).__name__, allowed)
        held, before = self._constants(loss, shaping), self._held
        self._held = held
        if before is None or held == before:
            return False
        self.recorded.clear()
        return True

    def settle(self, loss: Loss, shaping: Shaping) -> None:
        """Treat the current settings as the recorded ones: attributes that a layer sets while it is
        recorded do not count as changes."""
        self.seen, self._held = CHANGES.count, self._constants(loss, shaping)

    def distrust(self) -> None:
        """Make the next check treat the programs as out of date."""
        self.seen, self._held = -1, ()

    def _constants(self, loss: Loss, shaping: Shaping) -> Hashable:
        """All settings that a program records as constants, in a comparable form."""
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
