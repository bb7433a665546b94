"""The loss over a whole data set at many weight vectors at a time, and its gradient."""

from __future__ import annotations

import copy

import numpy

from chainrule.engine.op import Array
from chainrule.engine.program import Program
from chainrule.engine.recorder import section
from chainrule.losses import Loss
from chainrule.nn.module import Module, as_stored
from chainrule.nn.norm import RMSNorm
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.replay import ForwardProgram

MOST_TOGETHER = 64
NUMBERS_TOGETHER = 250_000
"""The approximate number of outputs of all layers in a chunk, which takes about ten milliseconds in
a browser."""


def copied(net: Module, dtype: str, replicas: int | None = None) -> Module:
    """A copy of `net` with its weights and statistics, or a fleet of `replicas` such copies.

    The copy computes the same function: frozen layers stay frozen, and an epsilon that depends on
    the precision keeps the value that it has in `net`.
    """
    twin = copy.deepcopy(net)
    twin.allocate(dtype, replicas)
    twin.theta[...] = net.theta
    for (_, own), (_, layer) in zip(twin.named_modules(), net.named_modules(), strict=True):
        if isinstance(own, RMSNorm) and own.eps is None:
            own.eps = float(numpy.finfo(net.theta.dtype).eps)
        own.own_buffers = {
            name: as_stored(array if replicas is None else numpy.stack([array] * replicas), dtype)
            for name, array in layer.own_buffers.items()
        }
        for (_, copied), (_, tensor) in zip(
            own.own_parameters(), layer.own_parameters(), strict=True
        ):
            copied.requires_grad = tensor.requires_grad
    return twin


class DatasetLoss:
    """The loss L(θ) over a data set, for many θ at a time.

    One forward program is recorded for a fleet whose size balances speed and memory; it is replayed
    for each chunk of weight vectors. The loss does not include a penalty. If numbers overflow in
    the network's precision, the loss is infinite or NaN, and no error is raised.

    Parameters
    ----------
    net : a single network, which is not changed; its layers' buffers are copied.
    x : (n, …).
    y : (n, outputs), as returned by the loss's `target`; like x, in the network's dtype.
    training : whether layers work as in the next training step rather than in evaluation mode.

    Examples
    --------
    >>> import numpy as np
    >>> from chainrule import losses, nn
    >>> net = nn.Sequential(nn.Linear(1, 1, bias=False))
    >>> x, y = np.ones((2, 1), np.float32), np.zeros((2, 1), np.float32)
    >>> DatasetLoss(net, losses.MSE(), x, y).at(np.array([[1.0], [2.0], [3.0]])).tolist()
    [1.0, 4.0, 9.0]
    """

    def __init__(
        self, net: Module, loss: Loss, x: Array, y: Array, *, training: bool = False
    ) -> None:
        together = NUMBERS_TOGETHER // (len(x) * _numbers_an_example(net, x))
        self.chunk = min(max(together, 1), MOST_TOGETHER)
        self._net = copied(net, str(net.theta.dtype), self.chunk)
        self._forward = ForwardProgram.record(self._net, x, loss, y, training=training)

    def at(self, thetas: Array) -> Array:
        """The losses (m,) at the weight vectors `thetas` (m, P), in float64."""
        losses = [
            self._chunk_at(thetas[start : start + self.chunk])
            for start in range(0, len(thetas), self.chunk)
        ]
        return numpy.concatenate([numpy.empty(0), *losses])

    def _chunk_at(self, thetas: Array) -> Array:
        count = len(thetas)
        with numpy.errstate(all="ignore"):
            self._net.theta[:count] = thetas
            self._net.theta[count:] = self._net.theta[0]
            self._forward.program.replay_sections("forward")
        assert self._forward.loss is not None  # because it was recorded with targets
        return self._forward.loss[:count].astype(numpy.float64)


class DatasetGradient:
    """L and ∇L over a data set at any θ, in float64 regardless of the network's precision.

    Second derivatives are computed from differences of ∇L (see `landscape.sharpness`), for which
    single precision is too coarse. No penalty is included. The parameters are those of
    `DatasetLoss`.

    Examples
    --------
    >>> import numpy as np
    >>> from chainrule import losses, nn
    >>> net = nn.Sequential(nn.Linear(1, 1, bias=False))
    >>> whole = DatasetGradient(net, losses.MSE(), np.ones((2, 1)), np.zeros((2, 1)))
    >>> whole.at(np.array([3.0])).tolist()
    [6.0]
    """

    def __init__(
        self, net: Module, loss: Loss, x: Array, y: Array, *, training: bool = False
    ) -> None:
        self._net = twin = copied(net, "float64")
        inputs, targets = Tensor(x.astype(numpy.float64)), Tensor(y.astype(numpy.float64))

        def pass_back() -> Array:
            twin.zero_grad()
            with section("forward"), twin.mode(training=training):
                value = loss(twin(inputs), targets)
            with section("backward"):
                value.backward()
            return value.data

        self._program, self._loss = Program.record(pass_back)

    @property
    def loss(self) -> float:
        """The loss L at the θ at which the gradient was last computed."""
        return float(self._loss)

    def at(self, theta: Array) -> Array:
        """The gradient ∇L at θ (P,)."""
        self._net.theta[...] = theta
        with numpy.errstate(all="ignore"):
            self._program.replay_sections("forward", "backward")
        return self._net.grad.copy()


def _numbers_an_example(net: Module, x: Array) -> int:
    """The total number of outputs of all layers for one example."""
    count, tensor = 0, Tensor(x[:1])
    with no_grad(), net.mode(training=False), numpy.errstate(all="ignore"):
        for _, layer in net.layers():
            tensor = layer(tensor)
            count += tensor.data.size
    return count
