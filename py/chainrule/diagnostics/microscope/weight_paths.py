"""The chain rule spelt out: a weight's gradient as a sum of products along paths to the loss."""

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
"""Where paths are too many to be followed all, the largest so far are."""
SIGNS = {"Dropout": "m", "Multiply": r"\gamma"}
"""Of slopes that are no activation's: dropout's mask, a norm's gain."""


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
class _Stage:
    """An op that the units of a layer go through on their way to the scores.

    Attributes
    ----------
    ahead, back : the op forwards, and on the way back; None where nothing flows back.
    sign : of its factors, in LaTeX.
    slopes : ∂y/∂x (examples, units), of an op that works unit by unit; None where all are 1.
    jacobian : ∂y/∂x (examples, units of y, units of x), or weights (units of y, units of x), of one
        that mixes units.
    read : the op that its factors are read from.
    into : the name of ∂L/∂x among the results on the way back.
    """

    ahead: int
    back: int | None
    sign: str
    slopes: Array | None
    jacobian: Array | None
    read: int
    into: str

    def steps(self, unit: int, example: int) -> list[tuple[int, tuple[Factor, ...]]]:
        """The units that one leads to, each with the factor of the way there, if it is not 1."""
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
"""The units that a path leads through, one behind each stage, and its factors."""


def paths(walk: Walk, layer: int, unit: int, source: int | None, example: int) -> Paths:
    """∂L/∂w = Σ over paths of (input) · (slopes and weights on the way) · ∂L/∂score.

    A norm leads from each unit of its layer to each: ∂yₖ/∂xⱼ = (δₖⱼ − 1/n − yₖ yⱼ/n) / √(σ² + ε).

    Parameters
    ----------
    layer, unit, source : the weight, counted from 0; no source is the unit's bias.
    example : of the batch.

    Raises
    ------
    InputError
        If there is no such weight or example, if its layer is frozen, or if an op of the network
        neither sums, bends, drops nor normalises a layer's units.
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
    """The ways from a unit's sum, behind the first stage, to the loss, and how many there are."""
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
    """The entries that a path leads through: forwards, the loss, and back to the weight."""
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
    """The ops that a batch goes through from the weights of a layer on."""
    backs = {(op.name, op.layer): i for i, op in enumerate(walk.ops) if op.backward}
    ahead = [i for i, op in enumerate(walk.ops) if op.section == "forward" and not _shapes(op)]
    starts = [at for at, i in enumerate(ahead) if walk.ops[i].name == "Linear"]
    if not 0 <= layer < len(starts):
        raise InputError("layer", layer, f"from 0 to {len(starts) - 1}")
    onward = ahead[starts[layer] :]
    found = [(i, backs.get((walk.ops[i].name, walk.ops[i].layer))) for i in onward]
    own = found[0][1]
    if own is None or "dweight" not in walk.ops[own].results:
        raise InputError("layer", layer + 1, "a layer that is not frozen")
    return [_stage(walk, i, back) for i, back in found]


def _shapes(op: TracedOp) -> bool:
    """Whether an op only brings parameters into shape."""
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
    raise InputError("layers", op.name, "ops that sum, bend, drop or normalise a layer's units")
