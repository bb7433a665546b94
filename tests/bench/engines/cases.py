"""The measured cases: networks, batches and initial weights, the same for all engines.

They are independent of any engine, so that no engine's initialisation or layout is favoured.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy

Array = numpy.ndarray[Any, Any]
Layer = tuple[Any, ...]
RATE = 0.05
BATCHES = 32
FLEET = 64


@dataclass(frozen=True)
class Case:
    """A network that is trained by SGD on batches of a fixed size.

    Attributes
    ----------
    layers : ("linear", in, out), ("conv", in, out) of 3×3 with padding 1, ("pool",) of 2×2,
        ("flatten", …) with the shape of its input, ("tanh",), ("lstm", in, out) over
        (n, steps, in), ("block", width, heads, hidden), a transformer block with its norms first.
    shape : the shape of one example.
    outputs : the number of outputs. A single one is trained with the mean squared error, several
        with softmax and cross-entropy.
    fleet : whether our engine is also measured while it trains 64 such networks as one.
    """

    name: str
    batch: int
    layers: tuple[Layer, ...]
    shape: tuple[int, ...]
    outputs: int
    fleet: bool = False


def _mlp(name: str, batch: int, *widths: int, fleet: bool = False) -> Case:
    layers: list[Layer] = []
    for before, after in zip(widths, widths[1:], strict=False):
        layers += [("linear", before, after), ("tanh",)]
    return Case(f"{name}, batch {batch}", batch, tuple(layers[:-1]), widths[:1], widths[-1], fleet)


CONV = (
    *(("conv", 1, 8), ("tanh",), ("pool",)),
    *(("conv", 8, 16), ("tanh",), ("flatten", 16, 4, 4), ("linear", 256, 10)),
)
LSTM = (("lstm", 2, 16), ("flatten", 12, 16), ("linear", 192, 1))
BLOCK = (("block", 32, 4, 64), ("flatten", 10, 32), ("linear", 320, 10))
ALL = [
    _mlp("2-4-2-1", 10, 2, 4, 2, 1, fleet=True),
    _mlp("7-8×6-1", 10, 7, *6 * (8,), 1, fleet=True),
    _mlp("2-32-32-1", 32, 2, 32, 32, 1),
    _mlp("64-64-32-1", 32, 64, 64, 32, 1),
    _mlp("784-128-10", 32, 784, 128, 10),
    _mlp("784-1000-256-10", 32, 784, 1000, 256, 10),
    Case("conv on 8×8, batch 32", 32, CONV, (1, 8, 8), 10),
    Case("LSTM of 16, 12 steps, batch 16", 16, LSTM, (12, 2), 1),
    Case("transformer block of 32, batch 16", 16, BLOCK, (10, 32), 10),
]
CASES = {case.name: case for case in ALL}


def data(case: Case, batches: int) -> tuple[Array, Array]:
    """Return examples x (n, …) in float32, and targets y: (n, 1) numbers, or (n,) classes."""
    rng = numpy.random.default_rng(1)
    n = case.batch * batches
    x = (rng.normal(size=(n, *case.shape)) / 2).astype(numpy.float32)
    if case.outputs > 1:
        return x, rng.integers(0, case.outputs, n)
    return x, numpy.sin(x.reshape(n, -1).sum(axis=1, keepdims=True)).astype(numpy.float32)


def weights(case: Case) -> list[Array]:
    """The parameters of each layer in order, in PyTorch's shapes and order, float32."""
    rng = numpy.random.default_rng(2)
    found = []
    for kind, *sizes in case.layers:
        for shape in PARAMETERS.get(kind, _none)(*sizes):
            array = rng.normal(size=shape) / 10
            if len(shape) > 1:
                after, before = shape[:2]
                bound = math.sqrt(6 / ((before + after) * math.prod(shape[2:])))
                array = rng.uniform(-bound, bound, shape)
            found.append(array.astype(numpy.float32))
    return found


def _none(*_: int) -> list[tuple[int, ...]]:
    return []


def _linear(before: int, after: int) -> list[tuple[int, ...]]:
    return [(after, before), (after,)]


def _conv(before: int, after: int) -> list[tuple[int, ...]]:
    return [(after, before, 3, 3), (after,)]


def _lstm(before: int, after: int) -> list[tuple[int, ...]]:
    gates = 4 * after
    return [(gates, before), (gates, after), (gates,), (gates,)]


def _block(width: int, _: int, hidden: int) -> list[tuple[int, ...]]:
    attention = [*_linear(width, 3 * width), *_linear(width, width)]
    return [*attention, *_linear(width, hidden), *_linear(hidden, width), *4 * [(width,)]]


PARAMETERS = {"linear": _linear, "conv": _conv, "lstm": _lstm, "block": _block}
"""The shapes of each layer's parameters."""


def for_javascript(name: str, batches: int, channels_last: bool = True) -> tuple[str, list[Array]]:
    """A case as (JSON, [x, y, weights …]), with the channels of images last if `channels_last`."""
    case = CASES[name]
    x, y = data(case, batches)
    arrays = weights(case)
    if channels_last:
        x = numpy.moveaxis(x, 1, -1) if x.ndim == 4 else x
        arrays = _with_channels_last(case, arrays)
    settings = {
        "layers": case.layers,
        "batch": case.batch,
        "batches": batches,
        "outputs": case.outputs,
        "rate": RATE,
        "shape": x.shape[1:],
        "weightShapes": [array.shape for array in arrays],
    }
    flat = [numpy.ascontiguousarray(array, numpy.float32).ravel() for array in [x, y, *arrays]]
    return json.dumps(settings), flat


def _with_channels_last(case: Case, arrays: list[Array]) -> list[Array]:
    """Reorder filters to (out, height, width, in), and the rows of a dense layer that follows a
    flattened image accordingly."""
    found = list(arrays)
    index, previous = 0, ()
    for layer in case.layers:
        kind, *sizes = layer
        if kind == "conv":
            found[index] = numpy.moveaxis(found[index], 1, -1)
        elif kind == "linear" and previous[:1] == ("flatten",) and len(previous) == 4:
            images = found[index].reshape(-1, *previous[1:])
            found[index] = numpy.moveaxis(images, 1, -1).reshape(sizes[1], -1)
        index += len(PARAMETERS.get(kind, _none)(*sizes))
        previous = layer
    return found
