"""The chain rule spelt out: a weight's gradient as a sum of products along paths to the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.diagnostics.walk import Walk
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
    count : how many paths there are.
    of_example : their sum, this example's part of the gradient.
    gradient : the sum over the batch, the engine's own number.
    """

    paths: tuple[tuple[Factor, ...], ...]
    count: int
    of_example: float
    gradient: float


@dataclass(frozen=True)
class _Layer:
    """A dense layer of the walk: what went in, its weights, its errors; the slope behind it."""

    x: Array
    weight: Array
    error: Array
    slope: Array | None
    forward: int
    backward: int
    activation: int


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
    products = sorted(found, key=lambda p: -abs(_product(p)))[:MOST_PATHS]
    errors = here.error[:, unit].astype(numpy.float64)
    ingoing = numpy.ones(len(errors)) if source is None else here.x[:, source]
    return Paths(
        tuple((start, *path) for path in products),
        count,
        float(errors[example] * ingoing[example]),
        float(errors @ ingoing),
    )


def _followed(
    layers: list[_Layer], layer: int, unit: int, example: int
) -> tuple[list[tuple[Factor, ...]], int]:
    """The ways from a unit's sum to the loss, and how many there are."""
    ways: list[tuple[int, tuple[Factor, ...]]] = [(unit, ())]
    count = 1
    for index in range(layer, len(layers) - 1):
        here, after = layers[index], layers[index + 1]
        assert here.slope is not None  # only the last layer has none
        count *= len(after.weight)
        longer = []
        for at, factors in ways:
            slope = Factor(f"f'_{{{at + 1}}}", float(here.slope[example, at]), here.activation)
            for target, weight in enumerate(after.weight[:, at].tolist()):
                step = Factor(f"W_{{{target + 1},{at + 1}}}", weight, after.forward)
                longer.append((target, (*factors, slope, step)))
        ways = sorted(longer, key=lambda way: -abs(_product(way[1])))[:BEAM]
    last = layers[-1]
    ends = [
        (
            *factors,
            Factor(rf"\bar{{s}}_{{{at + 1}}}", float(last.error[example, at]), last.backward),
        )
        for at, factors in ways
    ]
    return ends, count


def _product(factors: tuple[Factor, ...]) -> float:
    return float(numpy.prod([factor.value for factor in factors]))


def _layers(walk: Walk) -> list[_Layer]:
    """The dense layers of a walk, first to last."""
    ahead = [i for i, op in enumerate(walk.ops) if op.section == "forward"]
    if any(walk.ops[i].name in ("Standardise", "Dropout") for i in ahead):
        raise InputError("layers", "norm or dropout", "layers of which each only sums and bends")
    numbers = sorted({layer for i in ahead if (layer := walk.layer(i)) is not None})
    return [_layer(walk, number, number == numbers[-1]) for number in numbers]


def _layer(walk: Walk, number: int, is_last: bool) -> _Layer:
    own = [i for i in range(len(walk)) if walk.layer(i) == number]
    forward = next(i for i in own if walk.ops[i].name == "Linear" and not walk.ops[i].backward)
    back = next((i for i in own if walk.ops[i].name == "Linear" and walk.ops[i].backward), None)
    if back is None:
        raise InputError("layer", number + 1, "a layer that is not frozen")
    bend = next((i for i in own if walk.ops[i].backward and walk.ops[i].name != "Linear"), None)
    x, weight = (walk.ops[forward].operands[name] for name in ("x", "weight"))
    error, slope = walk.ops[back].operands["dy"], None
    if not is_last:
        slope = numpy.ones_like(error) if bend is None else _slope(walk.ops[bend])
    return _Layer(x, weight, error, slope, forward, back, back if bend is None else bend)


def _slope(op: TracedOp) -> Array:
    """dx / dy where an error came in; a path without one adds nothing."""
    dy, dx = op.operands["dy"].astype(numpy.float64), op.results["dx"]
    return numpy.divide(dx, dy, out=numpy.zeros_like(dy), where=dy != 0)
