"""Recurrent layers, which map sequences (…, n, steps, features) to the state at every step."""

from __future__ import annotations

from typing import ClassVar

import numpy

from chainrule import ops
from chainrule.checks import checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.nn.init import INITIALISERS, checked_initialiser
from chainrule.nn.module import Module
from chainrule.tensor.functional import stack
from chainrule.tensor.tensor import Tensor, apply


class RNN(Module):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), with h_0 = 0; y consists of all h_t.

    Elman, "Finding structure in time", 1990; equivalent to PyTorch's `RNN(batch_first=True)` with
    one layer and one direction. x has shape (…, n, steps, input_size), and y has shape (…, n,
    steps, hidden_size).

    Parameters
    ----------
    nonlinearity : "tanh" or "relu".
    init : the initialisation of each gate's weights (see `nn.init`); the biases are initially zero.
    """

    gates: ClassVar[int] = 1
    weight_ih_l0: Tensor
    weight_hh_l0: Tensor
    bias_ih_l0: Tensor
    bias_hh_l0: Tensor

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        nonlinearity: str = "tanh",
        init: str = "xavier",
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise InputError("nonlinearity", nonlinearity, "tanh or relu")
        self.nonlinearity = nonlinearity
        self._declare(input_size, hidden_size, init)

    def _declare(self, input_size: int, hidden_size: int, init: str) -> None:
        self.input_size = checked_whole("input_size", input_size)
        self.hidden_size = checked_whole("hidden_size", hidden_size)
        self.init = checked_initialiser(init)
        rows = self.gates * self.hidden_size
        self.shapes = {
            "weight_ih_l0": (rows, self.input_size),
            "weight_hh_l0": (rows, self.hidden_size),
            "bias_ih_l0": (rows,),
            "bias_hh_l0": (rows,),
        }

    def initial(self, rng: numpy.random.Generator) -> dict[str, Array]:
        start = INITIALISERS[self.init]
        parts = {"weight_ih_l0": self.input_size, "weight_hh_l0": self.hidden_size}
        return {
            name: numpy.concatenate([start(rng, n, self.hidden_size) for _ in range(self.gates)])
            for name, n in parts.items()
        }

    def forward(self, x: Tensor) -> Tensor:
        lead = self.replica_axes
        if x.ndim != lead + 3 or x.shape[-1] != self.input_size:
            raise ShapeError(
                f"{self!r}: input of shape {x.shape} does not fit; "
                f"expected (…, n, steps, {self.input_size})."
            )
        n, steps = x.shape[-3], x.shape[-2]
        if steps == 0:
            raise ShapeError(f"{self!r}: a sequence of shape {x.shape} has no steps; expected one.")
        rows = x.reshape(*x.shape[:lead], n * steps, self.input_size)
        inputs = apply(ops.Linear, rows, self.weight_ih_l0, self.bias_ih_l0)
        inputs = inputs.reshape(*inputs.shape[:-2], n, steps, inputs.shape[-1])
        fleet = () if self.replicas is None else (self.replicas,)
        # The zeros have the dtype of the projected input, which is complex in a complex-step check.
        zeros = Tensor.of(numpy.zeros((*fleet, n, self.hidden_size), inputs.dtype))
        states, state = [], (zeros, zeros)
        for step in range(steps):
            state = self._step(inputs[..., step, :], *state)
            states.append(state[0])
        return stack(states, axis=-2)

    def _step(self, inputs: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        """The next hidden state and, for an LSTM, the next cell state."""
        total = inputs + self._recurrent(h)
        return (total.tanh() if self.nonlinearity == "tanh" else total.relu()), c

    def _recurrent(self, h: Tensor) -> Tensor:
        return apply(ops.Linear, h, self.weight_hh_l0, self.bias_hh_l0)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.input_size}, {self.hidden_size})"


class GRU(RNN):
    """A gated recurrent unit (see `ops.GRUCell`), equivalent to PyTorch's `GRU(batch_first=True)`.

    Cho et al., "Learning phrase representations using RNN encoder–decoder", 2014. The rows of the
    weights belong to the reset gate, the update gate and the candidate, in this order.
    """

    gates = 3

    def __init__(self, input_size: int, hidden_size: int, init: str = "xavier") -> None:
        self._declare(input_size, hidden_size, init)

    def _step(self, inputs: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        return apply(ops.GRUCell, inputs, self._recurrent(h), h), c


class LSTM(RNN):
    """A long short-term memory (see `ops.LSTMCell`), equivalent to PyTorch's
    `LSTM(batch_first=True)`.

    Hochreiter & Schmidhuber, "Long short-term memory", 1997. The rows of the weights belong to the
    input gate, the forget gate, the candidate and the output gate, in this order.
    """

    gates = 4

    def __init__(self, input_size: int, hidden_size: int, init: str = "xavier") -> None:
        self._declare(input_size, hidden_size, init)

    def _step(self, inputs: Tensor, h: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        both = apply(ops.LSTMCell, inputs, self._recurrent(h), c)
        return both[..., : self.hidden_size], both[..., self.hidden_size :]
