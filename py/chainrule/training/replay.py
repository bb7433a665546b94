"""The two programs a trainer replays: a step of training, and a forward pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.engine.recorder import current_face, section
from chainrule.engine.tensor import Tensor, no_grad
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.optim.optimizer import Optimizer


@dataclass(frozen=True, eq=False)
class StepProgram:
    """Forward, loss, backward and update for batches of one size.

    A step is: write the batch into `x` (n, features) and `y` (n, outputs), then replay.
    """

    program: Program
    x: Array
    y: Array
    loss: Array

    @classmethod
    def record(
        cls, net: Module, loss: Loss, optimizer: Optimizer, x: tuple[int, int], y: tuple[int, int]
    ) -> StepProgram:
        """Record a step for a batch of shape `x` with targets of shape `y`."""

        def step() -> tuple[Array, Array, Array]:
            np = current_face()
            # The members of a fleet share their data: one replica, which broadcasts.
            fleet = () if net.replicas is None else (1,)
            inputs = np.empty((*fleet, *x), net.theta.dtype)
            targets = np.empty((*fleet, *y), net.theta.dtype)
            net.train()
            net.zero_grad()
            with section("forward"):
                scores = net(Tensor(inputs))
            with section("loss"):
                value = loss(scores, Tensor(targets))
            with section("backward"):
                value.backward()
            with section("update"):
                optimizer.step()
            return inputs.reshape(x), targets.reshape(y), value.data

        program, arrays = Program.record(step, net.replicas)
        return cls(program, *arrays)

    def load(self, x: Array, y: Array) -> None:
        """Put a batch where the program reads it."""
        numpy.copyto(self.x, x)
        numpy.copyto(self.y, y)

    def differentiate(self) -> None:
        """Everything but the update: loss and gradient of the batch at the present weights."""
        self.program.replay_sections("forward", "loss", "backward")


@dataclass(frozen=True, eq=False)
class ForwardProgram:
    """Scores, every layer's output and, if there are targets, the loss, for fixed inputs."""

    program: Program
    outputs: list[Array]
    targets: Array | None
    loss: Array | None

    @classmethod
    def record(
        cls, net: Module, x: Array, loss: Loss | None = None, y: Array | None = None
    ) -> ForwardProgram:
        """Record the forward pass for x (n, features) and, with y (n, outputs), the loss.

        `outputs` holds the output of each layer of `net.layers()`, in order.
        """

        def forward() -> tuple[Array, list[Array], Array | None]:
            fleet = () if net.replicas is None else (1,)
            inputs = current_face().empty((*fleet, *x.shape), net.theta.dtype)
            net.eval()
            tensor, outputs = Tensor(inputs), []
            for _, layer in net.layers():
                tensor = layer(tensor)
                outputs.append(tensor.data)
            target = None if y is None else Tensor(y.reshape(*fleet, *y.shape))
            value = None if loss is None or target is None else loss(tensor, target).data
            return inputs, outputs, value

        with no_grad():
            program, (inputs, outputs, value) = Program.record(forward, net.replicas)
        inputs[...] = x
        return cls(program, outputs, y, value)

    @property
    def scores(self) -> Array:
        """The last layer's output, (…, n, outputs)."""
        return self.outputs[-1]
