"""What is measured: nets, batches and initial weights, the same for us and for every peer.

Knows no engine, so that nobody's initialisation or layout is favoured.
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
    """A net, trained by SGD on batches of one size.

    Attributes
    ----------
    layers : ("linear", in, out), ("conv", in, out) of 3×3 with padding 1, ("pool",) of 2×2,
        ("flatten", channels, height, width), ("tanh",).
    shape : of one example.
    outputs : 1 trains on the mean squared error, more on softmax and cross-entropy.
    fleet : whether our engine is also measured training 64 of them as one.
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
ALL = [
    _mlp("2-4-2-1", 10, 2, 4, 2, 1, fleet=True),
    _mlp("7-8×6-1", 10, 7, *6 * (8,), 1, fleet=True),
    _mlp("2-32-32-1", 32, 2, 32, 32, 1),
    _mlp("64-64-32-1", 32, 64, 64, 32, 1),
    _mlp("784-128-10", 32, 784, 128, 10),
    _mlp("784-1000-256-10", 32, 784, 1000, 256, 10),
    Case("conv on 8×8, batch 32", 32, CONV, (1, 8, 8), 10),
]
CASES = {case.name: case for case in ALL}


def data(case: Case, batches: int) -> tuple[Array, Array]:
    """Examples x (n, …), float32, and y: (n, 1) numbers, or (n,) classes."""
    rng = numpy.random.default_rng(1)
    n = case.batch * batches
    x = (rng.normal(size=(n, *case.shape)) / 2).astype(numpy.float32)
    if case.outputs > 1:
        return x, rng.integers(0, case.outputs, n)
    return x, numpy.sin(x.sum(axis=1, keepdims=True)).astype(numpy.float32)


def weights(case: Case) -> list[Array]:
    """Weight and bias of each layer in order, in PyTorch's shapes, float32."""
    rng = numpy.random.default_rng(2)
    found = []
    for kind, *sizes in case.layers:
        if kind not in ("linear", "conv"):
            continue
        before, after = sizes
        shape = (after, before, 3, 3) if kind == "conv" else (after, before)
        bound = math.sqrt(6 / ((before + after) * math.prod(shape[2:])))
        found.append(rng.uniform(-bound, bound, shape).astype(numpy.float32))
        found.append((rng.normal(size=after) / 10).astype(numpy.float32))
    return found


def for_javascript(name: str, batches: int) -> tuple[str, list[Array]]:
    """A case as (JSON, [x, y, weights …]) with channels last, as both JavaScript peers have it."""
    case = CASES[name]
    x, y = data(case, batches)
    arrays = weights(case)
    index = 0
    previous: Layer = ()
    for layer in case.layers:
        if layer[0] == "conv":
            arrays[index] = numpy.moveaxis(arrays[index], 1, -1)
        elif layer[0] == "linear" and previous[:1] == ("flatten",):
            images = arrays[index].reshape(layer[2], *previous[1:])
            arrays[index] = numpy.moveaxis(images, 1, -1).reshape(layer[2], -1)
        index += 2 if layer[0] in ("conv", "linear") else 0
        previous = layer
    x = numpy.moveaxis(x, 1, -1) if x.ndim == 4 else x
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
