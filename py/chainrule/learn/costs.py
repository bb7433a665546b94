"""Three ways to compute the gradient of a network's loss, and the cost of each.

All three are written in plain NumPy for one dense network, L = mean (y − t)² with
y = tanh(tanh(x W₁) W₂) W₃, so that they differ only in the method:

- backpropagation (reverse mode): one forward and one backward pass give all derivatives;
- forward mode: one forward pass per weight, which also computes the derivative with respect to that
  weight;
- central differences: two forward passes per weight, (L(w + ε) − L(w − ε)) / 2ε.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError

INPUTS, EXAMPLES = 4, 16
WIDTHS = (1, 7, 29, 97, 313, 997)
"""Widths of both hidden layers, which give networks with about 10, 100, … 1,000,000 weights."""
BLOCKS, BLOCK_S = 3, 0.004
"""Each way is timed in `BLOCKS` blocks, each of which lasts at least `BLOCK_S` seconds."""
WAYS = ("reverse", "forward", "differences")


class Cost(NamedTuple):
    """The time in seconds for the whole gradient with respect to `weights` weights.

    Only the derivatives for `measured` weights were computed; the time for the others is
    extrapolated, because forward mode and differences take the same time for every weight.
    """

    way: str
    weights: int
    seconds: float
    measured: int


class Network:
    """The network, with random weights and examples.

    Parameters
    ----------
    width : the number of units in each of the two hidden layers.
    seed : the seed for the weights and the examples.
    dtype : the precision of all numbers.
    """

    def __init__(self, width: int, seed: int = 0, dtype: str = "float64") -> None:
        if width < 1:
            raise InputError("width", width, "at least 1")
        draw = numpy.random.default_rng(seed)
        shapes = ((INPUTS, width), (width, width), (width, 1))
        self.weights = [
            (draw.normal(size=shape) / numpy.sqrt(shape[0])).astype(dtype) for shape in shapes
        ]
        self.x = draw.normal(size=(EXAMPLES, INPUTS)).astype(dtype)
        self.t = draw.normal(size=(EXAMPLES, 1)).astype(dtype)

    @property
    def size(self) -> int:
        """The number of weights."""
        return sum(w.size for w in self.weights)

    def loss(self) -> float:
        """The loss, computed by one forward pass."""
        w1, w2, w3 = self.weights
        return float(((numpy.tanh(numpy.tanh(self.x @ w1) @ w2) @ w3 - self.t) ** 2).mean())

    def reverse(self) -> list[Array]:
        """All derivatives, computed by one forward and one backward pass."""
        w1, w2, w3 = self.weights
        h1 = numpy.tanh(self.x @ w1)
        h2 = numpy.tanh(h1 @ w2)
        dy = 2 * (h2 @ w3 - self.t) / EXAMPLES
        d2 = (dy @ w3.T) * (1 - h2**2)
        d1 = (d2 @ w2.T) * (1 - h1**2)
        return [self.x.T @ d1, h1.T @ d2, h2.T @ dy]

    def forward(self, layer: int, row: int, column: int) -> float:
        """The derivative with respect to one weight, computed by one forward pass that also
        computes the derivative of every intermediate value."""
        value, change = self.x, numpy.zeros_like(self.x)
        for index, w in enumerate(self.weights):
            moved = change @ w
            if index == layer:
                moved[:, column] += value[:, row]
            value = value @ w
            change = moved
            if index < 2:
                value = numpy.tanh(value)
                change = change * (1 - value**2)
        return float((2 * (value - self.t) * change).mean())

    def difference(self, layer: int, row: int, column: int, step: float = 1e-5) -> float:
        """The derivative with respect to one weight, approximated by a central difference."""
        w = self.weights[layer]
        before = w[row, column]
        w[row, column] = before + step
        up = self.loss()
        w[row, column] = before - step
        down = self.loss()
        w[row, column] = before
        return (up - down) / (2 * step)

    def places(self) -> list[tuple[int, int, int]]:
        """The positions of all weights, or of about a hundred weights spread over the layers."""
        found: list[tuple[int, int, int]] = []
        for layer, w in enumerate(self.weights):
            gap = max(1, w.size // 34)
            found += [(layer, *divmod(at, w.shape[1])) for at in range(0, w.size, gap)]
        return found


def cost_of(way: str, network: Network, clock: Callable[[], float] = time.perf_counter) -> Cost:
    """Measure one of `WAYS` on a network.

    Raises
    ------
    InputError
        If the way is unknown.
    """
    if way not in WAYS:
        raise InputError("way", way, ", ".join(WAYS))
    if way == "reverse":
        seconds, count = _timed([network.reverse], clock)
        return Cost(way, network.size, seconds, network.size)
    one = network.forward if way == "forward" else network.difference
    acts = [lambda place=place: one(*place) for place in network.places()]
    seconds, count = _timed(acts, clock)
    return Cost(way, network.size, seconds * network.size, min(count, network.size))


def _timed(acts: Sequence[Callable[[], object]], clock: Callable[[], float]) -> tuple[float, int]:
    """Seconds per call, and the number of calls. The time is that of the fastest of several blocks,
    because other processes can only add time. Each block is long enough for a browser's coarse
    clock."""
    acts[0]()
    count, block, best = 0, 1, numpy.inf
    for _ in range(BLOCKS):
        seconds = 0.0
        while seconds < BLOCK_S:
            start = clock()
            for at in range(block):
                acts[(count + at) % len(acts)]()
            seconds, count = clock() - start, count + block
            if seconds < BLOCK_S:
                block *= 2
        best = min(best, seconds / block)
    return float(best), count


class StepError(NamedTuple):
    """The relative error of central differences with a step ε of `step`."""

    step: float
    error: float


def step_errors(dtype: str, seed: int = 0) -> list[StepError]:
    """‖difference − gradient‖ / ‖gradient‖ for steps ε from 10⁻¹ to 10⁻¹², where the difference is
    computed in `dtype` and the gradient by backpropagation in float64.

    With a large ε, the neglected third derivative dominates (error ∝ ε²); with a small ε, the
    rounding errors of two nearly equal losses do (error ∝ 1 / ε).
    """
    exact, network = Network(7, seed), Network(7, seed, dtype)
    places = network.places()
    gradient = exact.reverse()
    right = numpy.array([gradient[layer][row, column] for layer, row, column in places])
    found = []
    for half in range(2, 25):
        step = 10.0 ** (-half / 2)
        with numpy.errstate(all="ignore"):
            given = numpy.array([network.difference(*place, step) for place in places])
        error = float(numpy.linalg.norm(given - right) / numpy.linalg.norm(right))
        found.append(StepError(step, error))
    return found
