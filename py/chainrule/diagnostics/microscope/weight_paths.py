"""The chain rule in full: a weight's gradient as a sum of products along paths to the loss."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy

from chainrule.diagnostics.microscope.path_stages import Factor, Stage, place_of, stages
from chainrule.diagnostics.microscope.signs import sign
from chainrule.diagnostics.microscope.symbols import symbols_of
from chainrule.diagnostics.microscope.walk import Place, Walk
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp
from chainrule.errors import InputError
from chainrule.phrases import phrase

MOST_PATHS = 12
BEAM = 400
"""The largest number of partial paths that are kept; if there are more, only those with the largest
products are followed."""


@dataclass(frozen=True)
class Paths:
    """The gradient with respect to one weight, for one example of the batch and in total.

    Attributes
    ----------
    paths : the largest products, each as a tuple of factors from the weight's input to the loss.
    stops : the entries along each path, forwards to the loss and back to the weight.
    count : the total number of paths.
    of_example : the sum over all paths, which is this example's contribution to the gradient.
    gradient : the engine's gradient, summed over the batch.
    """

    paths: tuple[tuple[Factor, ...], ...]
    stops: tuple[tuple[Place, ...], ...]
    count: int
    of_example: float
    gradient: float


Way = tuple[tuple[int, ...], tuple[Factor, ...]]
"""The units along a path, one after each stage, and the path's factors."""


@dataclass(frozen=True)
class _Weight:
    """A weight or a bias, given by the unit or output channel to which it belongs and by its index
    among the weights of that unit; for a bias, the index is None."""

    unit: int
    source: int | None


def paths(walk: Walk, layer: int, unit: int, source: int | None, example: int) -> Paths:
    """∂L/∂w = Σ over paths of (input) · (slopes and weights along the path) · ∂L/∂score.

    A convolution's weight acts at every position of the convolution's output, so its paths start at
    all of these positions. A normalisation connects each unit of its layer to every other unit:
    ∂yₖ/∂xⱼ = (δₖⱼ − 1/n − yₖ yⱼ/n) / √(σ² + ε). In max pooling, only the maximum of a window is
    connected to the result.

    Parameters
    ----------
    layer, unit, source : the weight's indices, counted from 0, which are those of the layer, of the
        unit or output channel, and of the input or, for a convolution, of the position in the
        flattened kernel. `source` is None for the bias.
    example : an index in the batch.

    Raises
    ------
    InputError
        If the weight or the example does not exist, the weight's layer is frozen, or a path cannot
        pass through an op of the network.
    """
    onward = stages(walk, layer)
    here = onward[0]
    assert here.back is not None
    back, weight = walk.ops[here.back], _Weight(unit, source)
    units, inputs = len(back.results["dweight"]), back.results["dweight"][0].size
    if not 0 <= unit < units or not 0 <= (source or 0) < inputs:
        raise InputError(
            "weight", (unit, source), phrase("paths.weights", units=units, inputs=inputs)
        )
    examples = len(walk.ops[here.ahead].operands["x"])
    if not 0 <= example < examples:
        allowed = phrase("allowed.whole.from", low=0, high=examples - 1)
        raise InputError("example", example, allowed)
    starts = _starts(walk, here, weight, example)
    largest = _largest(_followed(walk, onward, starts, example), MOST_PATHS)
    shares = _shares(walk.ops[here.ahead], back, weight)
    return Paths(
        tuple(factors for _, factors in largest),
        tuple(_stops(walk, onward, places, weight, example) for places, _ in largest),
        _count(onward, starts, example),
        float(shares[example]),
        float(shares.sum()),
    )


def _inputs(op: TracedOp, weight: _Weight) -> Array:
    """The numbers by which a weight is multiplied, (examples, positions); a dense layer has one
    position."""
    x, y = op.operands["x"].astype(numpy.float64), op.results["y"]
    positions = math.prod(y.shape[2:])
    if weight.source is None:
        return numpy.ones((len(x), positions))
    if op.name == "Linear":
        return x[:, weight.source, None]
    kernel = op.operands["weight"].shape[1:]
    channel, *inside = map(int, numpy.unravel_index(weight.source, kernel))
    pads = [(pad, pad) for pad in op.settings["padding"]]
    padded = numpy.pad(x[:, channel], [(0, 0), *pads])
    spans = zip(inside, y.shape[2:], op.settings["stride"], strict=True)
    seen = padded[(slice(None), *(slice(i, i + s * (n - 1) + 1, s) for i, n, s in spans))]
    return seen.reshape(len(x), positions)


def _shares(op: TracedOp, back: TracedOp, weight: _Weight) -> Array:
    """Each example's contribution to the gradient, (examples,)."""
    errors = back.operands["dy"][:, weight.unit].astype(numpy.float64)
    return (_inputs(op, weight) * errors.reshape(len(errors), -1)).sum(axis=1)


def _starts(walk: Walk, here: Stage, weight: _Weight, example: int) -> list[Way]:
    """The paths to the outputs that depend on the weight, each with the weight's input as a
    factor."""
    op = walk.ops[here.ahead]
    values = _inputs(op, weight)[example].tolist()
    first = weight.unit * len(values)
    return [
        ((first + at,), (Factor(_input_sign(op, weight, at), value, here.ahead),))
        for at, value in enumerate(values)
    ]


def _input_sign(op: TracedOp, weight: _Weight, position: int) -> str:
    if weight.source is None:
        return "1"
    if op.name == "Linear":
        return f"{sign(op, 'x')}_{{{weight.source + 1}}}"
    kernel, out = op.operands["weight"].shape[1:], op.results["y"].shape[2:]
    channel, *inside = map(int, numpy.unravel_index(weight.source, kernel))
    window = map(int, numpy.unravel_index(position, out))
    steps = zip(window, op.settings["stride"], op.settings["padding"], inside, strict=True)
    place = [w * stride - pad + i for w, stride, pad, i in steps]
    return f"{sign(op, 'x')}_{{{','.join(str(i + 1) for i in (channel, *place))}}}"


def _followed(walk: Walk, onward: list[Stage], ways: list[Way], example: int) -> list[Way]:
    """Of the paths from the first stage's outputs to the loss, those with the largest products."""
    for stage in onward[1:]:
        longer: list[Way] = []
        for units, factors in _largest(ways, BEAM):
            steps = stage.steps(units[-1], example)
            longer += [((*units, target), (*factors, *factor)) for target, factor in steps]
        ways = longer
    last = onward[-1].back
    assert last is not None
    errors = walk.ops[last].operands["dy"]
    error = symbols_of(walk.ops[last]).get("dy", r"\bar{s}")
    ends = [
        Factor(f"{error}_{{{k + 1}}}", float(errors[example, k]), last)
        for k in range(errors.shape[1])
    ]
    return [(units, (*factors, ends[units[-1]])) for units, factors in _largest(ways, BEAM)]


def _largest(ways: list[Way], most: int) -> list[Way]:
    return sorted(ways, key=lambda way: -abs(_product(way[1])))[:most]


def _count(onward: list[Stage], starts: list[Way], example: int) -> int:
    """The total number of paths."""
    counts = {units[0]: 1 for units, _ in starts}
    for stage in onward[1:]:
        after: dict[int, int] = {}
        for unit, count in counts.items():
            for target, *_ in stage.feeds(unit, example):
                after[target] = after.get(target, 0) + count
        counts = after
    return sum(counts.values())


def _stops(
    walk: Walk, onward: list[Stage], units: tuple[int, ...], weight: _Weight, example: int
) -> tuple[Place, ...]:
    """The entries along a path: forwards to the loss, and back to the weight."""
    there = [
        place_of(walk.ops[stage.ahead].results["y"], "y", stage.ahead, example, unit)
        for stage, unit in zip(onward, units, strict=True)
    ]
    back: list[Place] = []
    for index, op in enumerate(walk.ops):
        if op.section == "loss":
            there.append(Place(index, "y", 0, 0))
        elif "dscores" in op.results:
            back.append(Place(index, "dscores", example, units[-1]))
    for stage, (unit, _) in zip(onward[:0:-1], reversed(list(pairwise(units))), strict=True):
        if stage.back is not None and stage.into in walk.ops[stage.back].results:
            into = walk.ops[stage.back].results[stage.into]
            back.append(place_of(into, stage.into, stage.back, example, unit))
    first = onward[0].back
    assert first is not None
    own = Place(first, "dbias", 0, weight.unit)
    if weight.source is not None:
        gradient = walk.ops[first].results["dweight"]
        own = place_of(gradient, "dweight", first, weight.unit, weight.source)
    return (*there, *back, own)


def _product(factors: tuple[Factor, ...]) -> float:
    return math.prod(factor.value for factor in factors)
