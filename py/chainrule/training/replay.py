"""The two programs that a trainer replays: a training step and a forward pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

import numpy
from numpy.lib.stride_tricks import as_strided

from chainrule.changes import check_all_held
from chainrule.checks import checked_positive
from chainrule.data.batches import rows
from chainrule.engine.buffers import address
from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.engine.recorder import buffer, current_face, op_record, scope, section
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.optim.clipping import clip_norm, clip_value
from chainrule.optim.optimizer import Optimizer
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.penalty import Penalty


@dataclass(frozen=True)
class Shaping:
    """The operations on the gradient between the backward pass and the update.

    The mask comes first, so the gradient of a parameter that is not trained is 0 in all later
    operations.
    """

    penalty: Penalty = field(default_factory=Penalty)
    clip_norm: float | None = None
    clip_value: float | None = None
    mask: Array | None = None

    def __post_init__(self) -> None:
        for name in ("clip_norm", "clip_value"):
            limit = getattr(self, name)
            if limit is not None:
                checked_positive(name, limit)

    def check_held(self, dtype: numpy.dtype) -> None:
        """Check that the network's dtype can represent the limits and penalties.

        Raises
        ------
        InputError
            For the first value that the dtype cannot represent.
        """
        limits = {"clip_norm": self.clip_norm, "clip_value": self.clip_value}
        check_all_held({**limits, "l1": self.penalty.l1, "l2": self.penalty.l2}, dtype)

    def apply(self, net: Module, work: Array) -> None:
        """Record or run each requested operation in its own section; `work` is overwritten."""
        np = current_face()
        named, changed = {"theta": net.theta, "grad": net.grad}, {"grad": net.grad}
        if self.mask is not None:
            with section("mask"), op_record(None, changed, changed):
                np.copyto(net.grad, 0, where=self.mask == 0)
        if self.penalty:
            with section("penalty"), op_record(None, named, changed, settings=asdict(self.penalty)):
                self.penalty.differentiate(np, net, work)
        if self.clip_norm is None and self.clip_value is None:
            return
        limits = {"clip_norm": self.clip_norm, "clip_value": self.clip_value}
        with section("clip"), op_record(None, changed, changed, settings=limits):
            if self.clip_norm is not None:
                clip_norm(np, net.grad, self.clip_norm, work)
            if self.clip_value is not None:
                clip_value(np, net.grad, self.clip_value)


@dataclass(frozen=True, eq=False)
class StepProgram:
    """The forward pass, loss, backward pass and update for batches of one size.

    To take a step, write the batch into `x` (n, …) and `y` (n, outputs), then replay.

    Attributes
    ----------
    block : x and y as one contiguous block of memory, in the layout of `Batches.blocks`; None if a
        batch is too large for one block.
    """

    program: Program
    x: Array
    y: Array
    loss: Array
    block: Array | None

    @classmethod
    def record(
        cls,
        net: Module,
        loss: Loss,
        optimizer: Optimizer,
        x: tuple[int, ...],
        y: tuple[int, int],
        shaping: Shaping | None = None,
    ) -> StepProgram:
        """Record a step for a batch of shape `x` and targets of shape `y`."""

        def step() -> tuple[Array, Array, Array, Array | None]:
            # The members of a fleet share their data, which are stored once and broadcast.
            fleet = () if net.replicas is None else (1,)
            inputs = _data_buffer((*fleet, *x), net, "batch")
            targets = _data_buffer((*fleet, *y), net, "batch")
            net.zero_grad()
            with section("forward"):
                scores = net(Tensor(inputs))
            with section("loss"):
                value = loss(scores, Tensor(targets))
            with section("backward"):
                value.backward()
                _clear_unreached(net)
            (shaping or Shaping()).apply(net, optimizer.work())
            with section("update"), _frozen_kept(net):
                optimizer.step()
            block = _spanning(inputs, targets, rows(x) * x[0], rows(y) * y[0])
            return inputs.reshape(x), targets.reshape(y), value.data, block

        program, arrays = Program.record(step, net.replicas)
        return cls(program, *arrays)

    def load(self, x: Array, y: Array) -> None:
        """Copy a batch into the program's input buffers."""
        numpy.copyto(self.x, x)
        numpy.copyto(self.y, y)

    def differentiate(self) -> None:
        """Compute the loss and the gradient on the batch at the current weights, by replaying
        everything except the update."""
        self.program.replay_sections("forward", "loss", "backward")


@dataclass(frozen=True, eq=False)
class ForwardProgram:
    """The scores, every layer's output and, if targets are given, the loss, for fixed inputs.

    By default, the pass is recorded in evaluation mode: without dropout, and with batch norm's
    running statistics.
    """

    program: Program
    outputs: list[Array]
    targets: Array | None
    loss: Array | None

    @classmethod
    def record(
        cls,
        net: Module,
        x: Array,
        loss: Loss | None = None,
        y: Array | None = None,
        *,
        training: bool = False,
    ) -> ForwardProgram:
        """Record the forward pass for x (n, features) and, if y (n, outputs) is given, the loss.

        `outputs` holds the output of each layer of `net.layers()`, in order.
        """

        def forward() -> tuple[Array, list[Array], Array | None]:
            fleet = () if net.replicas is None else (1,)
            inputs = _data_buffer((*fleet, *x.shape), net)
            tensor, outputs = Tensor(inputs), []
            for name, layer in net.layers():
                with scope(name):
                    tensor = layer(tensor)
                outputs.append(tensor.data)
            target = None if y is None else Tensor(y.reshape(*fleet, *y.shape))
            value = None if loss is None or target is None else loss(tensor, target).data
            return inputs, outputs, value

        with no_grad(), net.mode(training=training):
            program, (inputs, outputs, value) = Program.record(forward, net.replicas)
        inputs[...] = x  # broadcasts along the axis of replicas
        return cls(program, outputs, y, value)

    @property
    def scores(self) -> Array:
        """The last layer's output, (…, n, outputs)."""
        return self.outputs[-1]


def _clear_unreached(net: Module) -> None:
    """Set to 0 the gradients that this backward pass has not written, so that they do not hold
    stale values."""
    for _, layer in net.named_modules():
        for _, tensor in layer.own_parameters():
            if not tensor.has_gradient:
                current_face().copyto(tensor.gradient_buffer, 0)


@contextmanager
def _frozen_kept(net: Module) -> Iterator[None]:
    """Keep frozen parameters unchanged when an update changes the flat vector, for example through
    momentum or weight decay."""
    np = current_face()
    parts = _frozen_parts(net)
    kept = [numpy.empty_like(part) for part in parts]
    for part, copy in zip(parts, kept, strict=True):
        np.copyto(copy, part)
    yield
    for part, copy in zip(parts, kept, strict=True):
        np.copyto(part, copy)


def _frozen_parts(net: Module) -> list[Array]:
    """The frozen parts of `theta`: a whole layer as one range, or individual parameters of a
    layer."""
    parts: list[Array] = []
    for _, layer, offset in net.blocks():
        tensors = [tensor for _, tensor in layer.own_parameters()]
        frozen = [tensor.data for tensor in tensors if not tensor.requires_grad]
        is_whole = len(frozen) == len(tensors)
        parts += [net.theta[..., offset : offset + layer.size]] if is_whole else frozen
    return parts


def _data_buffer(shape: tuple[int, ...], net: Module, kind: str = "") -> Array:
    """A program's input buffer for a batch, with the examples as the innermost axis."""
    features = len(shape) - net.replica_axes - 1
    return buffer(current_face(), shape, net.theta.dtype, features, kind)


def _spanning(x: Array, y: Array, x_size: int, y_size: int) -> Array | None:
    """The memory of x and y as one block, if y directly follows x."""
    if address(y) != address(x) + x_size * x.itemsize:
        return None
    return as_strided(x, (x_size + y_size,), (x.itemsize,))
