"""The chain rule spelt out: a weight's gradient as a sum of products along paths to the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.diagnostics.walk import Place, Walk
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp
from chainrule.errors import InputError

MOST_PATHS = 12
BEAM = 400
"""Where paths are too many to be followed all, the largest so far are."""


@dataclass(frozen=True)
class Factor:
    """One factor of a product: what it is, and the op of the walk that it is read from."""

    label: str
    value: float
    op: int


@dataclass(frozen=True)
class Paths:
    """The gradient of one weight, for one example of the batch and in all.

    Attributes
    ----------
    paths : the largest products, each a tuple of factors from the weight's input to the loss.
    stops : for each of them the entries that it leads through, forwards to the loss and back.
    count : how many paths there are.
    of_example : their sum, this example's part of the gradient.
    gradient : the sum over the batch, the engine's own number.
    """

    paths: tuple[tuple[Factor, ...], ...]
    stops: tuple[tuple[Place, ...], ...]
    count: int
    of_example: float
    gradient: float


@dataclass(frozen=True)
class _Layer:
    """A dense layer of the walk: what went in, its weights, its errors, the slope and the error
    behind it; and its ops."""

    x: Array
    weight: Array
    error: Array
    slope: Array | None
    behind: Array
    forward: int
    backward: int
    bend: int | None
    bend_back: int | None


Way = tuple[tuple[int, ...], tuple[Factor, ...]]
"""The units that a path leads through, and its factors."""


def paths(walk: Walk, layer: int, unit: int, source: int | None, example: int) -> Paths:
    """∂L/∂w = Σ over paths of (input) · (slopes and weights on the way) · ∂L/∂score.

    Parameters
    ----------
    layer, unit, source : the weight, counted from 0; no source is the unit's bias.
    example : of the batch.

    Raises
    ------
    InputError
        If there is no such weight or example, or a layer does more than sum and bend (a norm,
        dropout), through which no single product leads.
    """
    layers = _layers(walk)
    if not 0 <= layer < len(layers):
        raise InputError("layer", layer, f"from 0 to {len(layers) - 1}")
    here = layers[layer]
    units, inputs = here.weight.shape
    if not 0 <= unit < units or not 0 <= (source or 0) < inputs:
        raise InputError("weight", (unit, source), f"a unit below {units}, an input below {inputs}")
    if not 0 <= example < len(here.x):
        raise InputError("example", example, f"from 0 to {len(here.x) - 1}")
    first = 1.0 if source is None else float(here.x[example, source])
    start = Factor("1" if source is None else f"x_{{{source + 1}}}", first, here.forward)
    found, count = _followed(layers, layer, unit, example)
    largest = sorted(found, key=lambda way: -abs(_product(way[1])))[:MOST_PATHS]
    errors = here.error[:, unit].astype(numpy.float64)
    ingoing = numpy.ones(len(errors)) if source is None else here.x[:, source]
    return Paths(
        tuple((start, *factors) for _, factors in largest),
        tuple(_stops(walk, layers, layer, units, source, example) for units, _ in largest),
        count,
        float(errors[example] * ingoing[example]),
        float(errors @ ingoing),
    )


def _followed(layers: list[_Layer], layer: int, unit: int, example: int) -> tuple[list[Way], int]:
    """The ways from a unit's sum to the loss, and how many there are."""
    ways: list[Way] = [((unit,), ())]
    count = 1
    for here, after in zip(layers[layer:], layers[layer + 1 :], strict=False):
        count *= len(after.weight)
        longer: list[Way] = []
        for units, factors in ways:
            bent = (*factors, *_slope_factor(here, units[-1], example))
            for target, weight in enumerate(after.weight[:, units[-1]].tolist()):
                step = Factor(f"W_{{{target + 1},{units[-1] + 1}}}", weight, after.forward)
                longer.append(((*units, target), (*bent, step)))
        ways = sorted(longer, key=lambda way: -abs(_product(way[1])))[:BEAM]
    last = layers[-1]
    return [
        (
            units,
            (
                *factors,
                *_slope_factor(last, units[-1], example),
                Factor(
                    rf"\bar{{s}}_{{{units[-1] + 1}}}",
                    float(last.behind[example, units[-1]]),
                    last.backward if last.bend_back is None else last.bend_back,
                ),
            ),
        )
        for units, factors in ways
    ], count


def _slope_factor(layer: _Layer, unit: int, example: int) -> tuple[Factor, ...]:
    """The slope behind a unit's sum, if anything bends it."""
    if layer.slope is None or layer.bend_back is None:
        return ()
    label, value = f"f'_{{{unit + 1}}}", float(layer.slope[example, unit])
    return (Factor(label, value, layer.bend_back),)


def _stops(
    walk: Walk,
    layers: list[_Layer],
    layer: int,
    units: tuple[int, ...],
    source: int | None,
    example: int,
) -> tuple[Place, ...]:
    """The entries that a path leads through: forwards, the loss, and back to the weight."""
    way = list(zip(layers[layer:], units, strict=True))
    there: list[Place] = []
    for here, unit in way:
        there.append(Place(here.forward, "y", example, unit))
        there += [] if here.bend is None else [Place(here.bend, "y", example, unit)]
    back: list[Place] = []
    for index, op in enumerate(walk.ops):
        if op.section == "loss":
            there.append(Place(index, "y", 0, 0))
        elif "dscores" in op.results:
            back.append(Place(index, "dscores", example, units[-1]))
    for step in range(len(way) - 1, -1, -1):
        here, unit = way[step]
        if here.bend_back is not None:
            back.append(Place(here.bend_back, "dx", example, unit))
        if step:
            back.append(Place(here.backward, "dx", example, units[step - 1]))
    own = Place(layers[layer].backward, "dbias", 0, units[0])
    if source is not None:
        own = Place(layers[layer].backward, "dweight", units[0], source)
    return (*there, *back, own)


def _product(factors: tuple[Factor, ...]) -> float:
    return float(numpy.prod([factor.value for factor in factors]))


def _layers(walk: Walk) -> list[_Layer]:
    """The dense layers of a walk, first to last."""
    ahead = [i for i, op in enumerate(walk.ops) if op.section == "forward"]
    if any(walk.ops[i].name in ("Standardise", "Dropout") for i in ahead):
        raise InputError("layers", "norm or dropout", "layers of which each only sums and bends")
    numbers = sorted({layer for i in ahead if (layer := walk.layer(i)) is not None})
    return [_layer(walk, number) for number in numbers]


def _layer(walk: Walk, number: int) -> _Layer:
    own = [i for i in range(len(walk)) if walk.layer(i) == number]

    def find(is_linear: bool, backward: bool) -> int | None:
        wanted = (is_linear, backward)
        found = (i for i in own if (walk.ops[i].name == "Linear", walk.ops[i].backward) == wanted)
        return next(found, None)

    forward, back = find(True, False), find(True, True)
    if forward is None or back is None:
        raise InputError("layer", number + 1, "a layer that is not frozen")
    bend, bend_back = find(False, False), find(False, True)
    x, weight = (walk.ops[forward].operands[name] for name in ("x", "weight"))
    error, slope, behind = walk.ops[back].operands["dy"], None, None
    if bend_back is not None:
        slope, behind = _slope(walk.ops[bend_back]), walk.ops[bend_back].operands["dy"]
    behind = error if behind is None else behind
    return _Layer(x, weight, error, slope, behind, forward, back, bend, bend_back)


def _slope(op: TracedOp) -> Array:
    """dx / dy where an error came in; a path without one adds nothing."""
    dy, dx = op.operands["dy"].astype(numpy.float64), op.results["dx"]
    return numpy.divide(dx, dy, out=numpy.zeros_like(dy), where=dy != 0)
