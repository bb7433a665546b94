"""The ops through which a path from a weight to the loss passes, and the factors collected along
it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy

from chainrule.diagnostics.microscope.entries.elementwise import is_entrywise, local_derivatives
from chainrule.diagnostics.microscope.symbols import symbols_of
from chainrule.diagnostics.microscope.walk import Place, Walk
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp
from chainrule.errors import InputError
from chainrule.phrases import phrase

SIGNS = {"Dropout": "m", "Multiply": r"\gamma"}
"""The symbols for the slopes of ops that are not activations: dropout's mask and a norm's gain."""
WEIGHTED = ("Linear", "Conv1d", "Conv2d")
"""Ops whose weights can start a path."""
POOLED = ("MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d")
MOVING = ("Reshape", "Transpose")
"""Ops that only move entries; paths do not stop at these ops on the way back to the weight."""
MIXING = (*WEIGHTED, *POOLED, *MOVING, "Standardise")

Targets = list[tuple[int, str, float]]
"""The units that a unit feeds: each unit's index, the index in the factor's LaTeX symbol, and the
factor's value."""


@dataclass(frozen=True)
class Factor:
    """One factor of a product: its symbol, its value, and the op from which the value is read."""

    label: str
    value: float
    op: int


@dataclass(frozen=True)
class Stage:
    """An op between the units of a layer and the scores. The units are the entries of one example,
    in row-major order.

    Attributes
    ----------
    ahead, back : the op in the forward and in the backward pass; `back` is None if there is no
        backward pass.
    sign : the LaTeX symbol of the op's factors; "" if they are 1.
    feeds : a function of (unit of x, example) that returns the units of y that depend on the unit
        of x.
    read : the op from which the factors are read.
    into : the name of ∂L/∂x among the results of the backward pass.
    """

    ahead: int
    back: int | None
    sign: str
    feeds: Callable[[int, int], Targets]
    read: int
    into: str

    def steps(self, unit: int, example: int) -> list[tuple[int, tuple[Factor, ...]]]:
        """The units that a unit feeds, each with its factor unless the factor is 1."""
        return [
            (target, (Factor(f"{self.sign}_{{{at}}}", value, self.read),) if self.sign else ())
            for target, at, value in self.feeds(unit, example)
        ]


def stages(walk: Walk, layer: int) -> list[Stage]:
    """The ops applied to a batch, beginning with a layer's weights.

    Raises
    ------
    InputError
        If the layer does not exist or is frozen, or a path cannot pass through one of the ops.
    """
    backs = {(op.name, op.layer): i for i, op in enumerate(walk.ops) if op.backward}
    onward = _onward(walk, layer)
    found = [(i, backs.get((walk.ops[i].name, walk.ops[i].layer))) for i in onward]
    back = found[0][1]
    if back is None or "dweight" not in walk.ops[back].results:
        raise InputError("layer", layer + 1, phrase("paths.not_frozen"))
    return [_stage(walk, i, back) for i, back in found]


def has_paths(walk: Walk, layer: int) -> bool:
    """Whether paths from a layer's weights to the loss can be listed."""
    try:
        onward = _onward(walk, layer)
    except InputError:
        return False
    return all(_passes(walk.ops[index]) for index in onward)


def place_of(array: Array, name: str, op: int, example: int, unit: int) -> Place:
    """The entry of an op's array (examples, …) that belongs to a unit of an example."""
    size = math.prod(array.shape[1:])
    return Place(op, name, *divmod(example * size + unit, array.shape[-1]))


def written(shape: tuple[int, ...], index: int) -> str:
    """The indices of an entry as they appear in a symbol, counted from 1."""
    return ",".join(str(int(at) + 1) for at in numpy.unravel_index(index, shape))


def _onward(walk: Walk, layer: int) -> list[int]:
    """The indices of the forward ops, beginning with the op that reads a layer's weights."""
    ahead = [i for i, op in enumerate(walk.ops) if op.section == "forward" and not _shapes(op)]
    layers = [walk.layer(i) for i in ahead]
    count = max((place for place in layers if place is not None), default=0)
    if layer not in layers:
        raise InputError("layer", layer, phrase("allowed.whole.from", low=0, high=count))
    own = [at for at, i in enumerate(ahead) if walk.layer(i) == layer]
    starts = [at for at in own if walk.ops[ahead[at]].name in WEIGHTED]
    if not starts:
        raise InputError("layers", walk.ops[ahead[own[0]]].name, phrase("paths.passable"))
    return ahead[starts[0] :]


def _shapes(op: TracedOp) -> bool:
    """Whether an op only reshapes parameters."""
    return next(iter(op.operands.values())).ndim == 1


def _passes(op: TracedOp) -> bool:
    if op.name == "Standardise":
        return op.results["y"].ndim == 2
    return op.name in MIXING or is_entrywise(op)


def _stage(walk: Walk, ahead: int, back: int | None) -> Stage:
    op = walk.ops[ahead]
    if op.name == "Linear":
        return Stage(ahead, back, _weight_sign(op), _matrix(op.operands["weight"]), ahead, "dx")
    if op.name in WEIGHTED:
        return Stage(ahead, back, _weight_sign(op), _windows(op), ahead, "dx")
    if op.name in POOLED:
        is_mean = op.name.startswith("Avg")
        return Stage(ahead, back, "p" if is_mean else "", _pooled(op, is_mean), ahead, "dx")
    if op.name in MOVING:
        return Stage(ahead, None, "", _moved(op), ahead, "dx")
    if back is not None and op.name == "Standardise" and _passes(op):
        return Stage(ahead, back, "J", _matrix(_jacobian(op)), back, "dx")
    if back is not None and is_entrywise(walk.ops[back]):
        into = "dx" if "dx" in walk.ops[back].results else "da"
        if op.name == "Add":
            return Stage(ahead, back, "", lambda unit, _: [(unit, "", 1.0)], back, into)
        shape = op.results["y"].shape
        slopes = numpy.broadcast_to(local_derivatives(walk.ops[back])[into], shape)
        return Stage(ahead, back, SIGNS.get(op.name, "f'"), _slopes(slopes), back, into)
    raise InputError("layers", op.name, phrase("paths.passable"))


def _weight_sign(op: TracedOp) -> str:
    """The symbol of a layer's weights, as a factor in a product."""
    return symbols_of(op).get("weight", "W").replace("W", "w" if symbols_of(op) else "W")


def _jacobian(op: TracedOp) -> Array:
    """The derivatives ∂y/∂x of a normalisation, (examples, units of y, units of x)."""
    y, deviation = (op.results[name].astype(numpy.float64) for name in ("y", "deviation"))
    n = y.shape[1]
    mixing = numpy.eye(n) - 1 / n - y[:, :, None] * y[:, None, :] / n
    return mixing / deviation[:, :, None]


def _slopes(slopes: Array) -> Callable[[int, int], Targets]:
    """The units fed by an elementwise op, with the slopes ∂y/∂x as factors."""
    shape = slopes.shape[1:]
    flat = slopes.reshape(len(slopes), -1)
    return lambda unit, example: [(unit, written(shape, unit), float(flat[example, unit]))]


def _matrix(mixes: Array) -> Callable[[int, int], Targets]:
    """The units fed through one matrix (units of y, units of x), or through one matrix per example
    (examples, units of y, units of x)."""

    def feeds(unit: int, example: int) -> Targets:
        matrix = mixes if mixes.ndim == 2 else mixes[example]
        return [
            (k, f"{k + 1},{unit + 1}", value) for k, value in enumerate(matrix[:, unit].tolist())
        ]

    return feeds


def _windows(op: TracedOp) -> Callable[[int, int], Targets]:
    """The units fed by a convolution, in which an entry of x is multiplied by a different weight in
    each window that contains it."""
    weight, out = op.operands["weight"], op.results["y"].shape[1:]
    stride, padding = op.settings["stride"], op.settings["padding"]
    sizes = op.operands["x"].shape[1:]

    def feeds(unit: int, _example: int) -> Targets:
        channel, *place = map(int, numpy.unravel_index(unit, sizes))
        found: Targets = []
        for window, at in _over(place, weight.shape[2:], out[1:], stride, padding):
            for target in range(out[0]):
                entry = (target, channel, *at)
                index = int(numpy.ravel_multi_index((target, *window), out))
                label = ",".join(str(i + 1) for i in entry)
                found.append((index, label, float(weight[entry])))
        return found

    return feeds


def _moved(op: TracedOp) -> Callable[[int, int], Targets]:
    """The units fed by an op that only moves the entries of each example."""
    sizes = op.operands["x"].shape[1:]
    places = numpy.arange(math.prod(sizes)).reshape(1, *sizes)
    if op.name == "Transpose":
        places = places.transpose(op.settings["axes"])
    moved = numpy.argsort(places, axis=None)
    return lambda unit, _: [(int(moved[unit]), "", 1.0)]


def _pooled(op: TracedOp, is_mean: bool) -> Callable[[int, int], Targets]:
    """The units fed by pooling: with max pooling, an entry of x feeds each window of which it is
    the first maximum; with mean pooling, each window that contains it."""
    x, out = op.operands["x"], op.results["y"].shape[1:]
    kernel, stride = op.settings["kernel"], op.settings["stride"]
    sizes, none = x.shape[1:], (0,) * len(kernel)
    lead = len(sizes) - len(kernel)

    def feeds(unit: int, example: int) -> Targets:
        at = tuple(map(int, numpy.unravel_index(unit, sizes)))
        found: Targets = []
        for window, inside in _over(list(at[lead:]), kernel, out[lead:], stride, none):
            index = int(numpy.ravel_multi_index((*at[:lead], *window), out))
            spans = (
                slice(w * s, w * s + k) for w, s, k in zip(window, stride, kernel, strict=True)
            )
            seen = x[(example, *at[:lead], *spans)]
            if is_mean:
                found.append((index, written(out, index), 1 / seen.size))
            elif int(numpy.argmax(seen)) == int(numpy.ravel_multi_index(inside, kernel)):
                found.append((index, "", 1.0))
        return found

    return feeds


def _over(
    place: list[int],
    kernel: tuple[int, ...],
    out: tuple[int, ...],
    stride: tuple[int, ...],
    padding: tuple[int, ...],
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The windows that contain an entry, by index, and the entry's position in each."""
    found = []
    for inside in product(*map(range, kernel)):
        moved = [p + pad - k for p, pad, k in zip(place, padding, inside, strict=True)]
        if any(m % s for m, s in zip(moved, stride, strict=True)):
            continue
        window = tuple(m // s for m, s in zip(moved, stride, strict=True))
        if all(0 <= w < n for w, n in zip(window, out, strict=True)):
            found.append((window, inside))
    return found
