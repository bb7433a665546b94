"""The chain rule in full: a weight's gradient as a sum of products along paths to the loss."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy

from chainrule.diagnostics.microscope.entries.elementwise import is_entrywise, local_derivatives
from chainrule.diagnostics.microscope.walk import Place, Walk
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp
from chainrule.errors import InputError

MOST_PATHS = 12
BEAM = 400
"""The number of partial paths kept: if there are more, only the largest are followed."""
SIGNS = {"Dropout": "m", "Multiply": r"\gamma"}
"""Symbols of slopes of ops that are not activations: dropout's mask, a norm's gain."""


@dataclass(frozen=True)
class Factor:
    """One factor of a product: its symbol, its value, and the op from which it is read."""

    label: str
    value: float
    op: int


@dataclass(frozen=True)
class Paths:
    """The gradient of one weight, for one example of the batch and in total.

    Attributes
    ----------
    paths : the largest products, each a tuple of factors from the weight's input to the loss.
    stops : the entries along each path, forwards to the loss and back.
    count : the number of paths.
    of_example : the sum of all paths, this example's contribution to the gradient.
    gradient : the engine's gradient, summed over the batch.
    """

    paths: tuple[tuple[Factor, ...], ...]
    stops: tuple[tuple[Place, ...], ...]
    count: int
    of_example: float
    gradient: float


@dataclass(frozen=True)
class _Stage:
    """An op between the units of a layer and the scores.

    Attributes
    ----------
    ahead, back : the op in the forward and backward pass; None if it has no backward pass.
    sign : the LaTeX symbol of its factors.
    slopes : ∂y/∂x (examples, units), for an elementwise op; None if all are 1.
    jacobian : ∂y/∂x (examples, units of y, units of x), or weights (units of y, units of x), for an
        op that mixes units.
    read : the op from which its factors are read.
    into : the name of ∂L/∂x among the results of the backward pass.
    """

    ahead: int
    back: int | None
    sign: str
    slopes: Array | None
    jacobian: Array | None
    read: int
    into: str

    def steps(self, unit: int, example: int) -> list[tuple[int, tuple[Factor, ...]]]:
        """The units that a unit feeds, each with its factor if that is not 1."""
        if self.jacobian is None:
            return [(unit, self._slope(unit, example))]
        mixes = self.jacobian if self.jacobian.ndim == 2 else self.jacobian[example]
        return [
            (target, (Factor(f"{self.sign}_{{{target + 1},{unit + 1}}}", value, self.read),))
            for target, value in enumerate(mixes[:, unit].tolist())
        ]

    def _slope(self, unit: int, example: int) -> tuple[Factor, ...]:
        if self.slopes is None:
            return ()
        value = float(self.slopes[example, unit])
        return (Factor(f"{self.sign}_{{{unit + 1}}}", value, self.read),)


Way = tuple[tuple[int, ...], tuple[Factor, ...]]
"""The units along a path, one after each stage, and its factors."""


DENSE = "dense layers with activations, dropout and norms, through which a path can be followed"


def paths(walk: Walk, layer: int, unit: int, source: int | None, example: int) -> Paths:
    """∂L/∂w = Σ over paths of (input) · (slopes and weights along the path) · ∂L/∂score.

    A norm connects each unit of its layer to every other: ∂yₖ/∂xⱼ = (δₖⱼ − 1/n − yₖ yⱼ/n) / √(σ² +
    ε).

    Parameters
    ----------
    layer, unit, source : the weight's indices, from 0; None as source for the unit's bias.
    example : an index in the batch.

    Raises
    ------
    InputError
        If the weight or example does not exist, its layer is frozen, or an op of the network is not
        a weighted sum, activation, dropout or normalisation of a layer's units.
    """
    onward = _stages(walk, layer)
    here = onward[0]
    assert here.back is not None
    back = walk.ops[here.back]
    x, errors = back.operands["x"], back.operands["dy"]
    units, inputs = back.results["dweight"].shape
    if not 0 <= unit < units or not 0 <= (source or 0) < inputs:
        raise InputError("weight", (unit, source), f"a unit below {units}, an input below {inputs}")
    if not 0 <= example < len(x):
        raise InputError("example", example, f"from 0 to {len(x) - 1}")
    first = 1.0 if source is None else float(x[example, source])
    start = Factor("1" if source is None else f"x_{{{source + 1}}}", first, here.ahead)
    found, count = _followed(walk, onward, unit, example)
    largest = sorted(found, key=lambda way: -abs(_product(way[1])))[:MOST_PATHS]
    mine = errors[:, unit].astype(numpy.float64)
    ingoing = numpy.ones(len(mine)) if source is None else x[:, source]
    return Paths(
        tuple((start, *factors) for _, factors in largest),
        tuple(_stops(walk, onward, units, source, example) for units, _ in largest),
        count,
        float(mine[example] * ingoing[example]),
        float(mine @ ingoing),
    )


def _followed(walk: Walk, stages: list[_Stage], unit: int, example: int) -> tuple[list[Way], int]:
    """The paths from a unit's output of the first stage to the loss, and their number."""
    ways: list[Way] = [((unit,), ())]
    count = 1
    for stage in stages[1:]:
        longer: list[Way] = []
        for units, factors in ways:
            steps = stage.steps(units[-1], example)
            longer += [((*units, target), (*factors, *factor)) for target, factor in steps]
        count *= len(longer) // len(ways)
        ways = sorted(longer, key=lambda way: -abs(_product(way[1])))[:BEAM]
    last = stages[-1].back
    assert last is not None
    errors = walk.ops[last].operands["dy"]
    ends = [
        Factor(rf"\bar{{s}}_{{{k + 1}}}", float(errors[example, k]), last)
        for k in range(errors.shape[1])
    ]
    return [(units, (*factors, ends[units[-1]])) for units, factors in ways], count


def _stops(
    walk: Walk, stages: list[_Stage], units: tuple[int, ...], source: int | None, example: int
) -> tuple[Place, ...]:
    """The entries along a path: forwards, the loss, and back to the weight."""
    there = [
        Place(stage.ahead, "y", example, unit) for stage, unit in zip(stages, units, strict=True)
    ]
    back: list[Place] = []
    for index, op in enumerate(walk.ops):
        if op.section == "loss":
            there.append(Place(index, "y", 0, 0))
        elif "dscores" in op.results:
            back.append(Place(index, "dscores", example, units[-1]))
    for stage, (unit, _) in zip(stages[:0:-1], reversed(list(pairwise(units))), strict=True):
        if stage.back is not None:
            back.append(Place(stage.back, stage.into, example, unit))
    first = stages[0].back
    assert first is not None
    own = Place(first, "dbias", 0, units[0])
    if source is not None:
        own = Place(first, "dweight", units[0], source)
    return (*there, *back, own)


def _product(factors: tuple[Factor, ...]) -> float:
    return float(numpy.prod([factor.value for factor in factors]))


def _stages(walk: Walk, layer: int) -> list[_Stage]:
    """The ops applied to a batch from a layer's weights on."""
    backs = {(op.name, op.layer): i for i, op in enumerate(walk.ops) if op.backward}
    ahead = [i for i, op in enumerate(walk.ops) if op.section == "forward" and not _shapes(op)]
    layers = [walk.layer(i) for i in ahead]
    count = max((place for place in layers if place is not None), default=0)
    if layer not in layers:
        raise InputError("layer", layer, f"from 0 to {count}")
    own = [at for at, i in enumerate(ahead) if walk.layer(i) == layer]
    starts = [at for at in own if walk.ops[ahead[at]].name == "Linear"]
    if not starts:
        raise InputError("layers", walk.ops[ahead[own[0]]].name, DENSE)
    onward = ahead[starts[0] :]
    found = [(i, backs.get((walk.ops[i].name, walk.ops[i].layer))) for i in onward]
    back = found[0][1]
    if back is None or "dweight" not in walk.ops[back].results:
        raise InputError("layer", layer + 1, "a layer that is not frozen")
    return [_stage(walk, i, back) for i, back in found]


def _shapes(op: TracedOp) -> bool:
    """Whether an op only reshapes parameters."""
    return next(iter(op.operands.values())).ndim == 1


def _stage(walk: Walk, ahead: int, back: int | None) -> _Stage:
    op = walk.ops[ahead]
    if op.name == "Linear":
        return _Stage(ahead, back, "W", None, op.operands["weight"], ahead, "dx")
    if back is not None and op.name == "Standardise" and op.results["y"].ndim == 2:
        y, deviation = (op.results[name].astype(numpy.float64) for name in ("y", "deviation"))
        n = y.shape[1]
        mixing = numpy.eye(n) - 1 / n - y[:, :, None] * y[:, None, :] / n
        return _Stage(ahead, back, "J", None, mixing / deviation[:, :, None], back, "dx")
    if back is not None and is_entrywise(walk.ops[back]):
        into = "dx" if "dx" in walk.ops[back].results else "da"
        if op.name == "Add":
            return _Stage(ahead, back, "", None, None, back, into)
        slopes = numpy.broadcast_to(local_derivatives(walk.ops[back])[into], op.results["y"].shape)
        return _Stage(ahead, back, SIGNS.get(op.name, "f'"), slopes, None, back, into)
    raise InputError("layers", op.name, DENSE)
