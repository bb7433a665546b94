"""Rules about gradients, updates and units, based on an `Observer`'s statistics."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy

from chainrule.diagnostics.gradients.observe import Observation
from chainrule.diagnostics.gradients.units import UnitState
from chainrule.diagnostics.verdict import trials
from chainrule.diagnostics.verdict.evidence import (
    FAST,
    RECENT,
    SLOW,
    USUAL_UPDATE,
    Evidence,
    is_finite,
    known,
    median_of,
)
from chainrule.diagnostics.verdict.finding import Found
from chainrule.engine.norms import norm
from chainrule.engine.op import Array
from chainrule.nn.parts import OUTPUT
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.phrase import said

VANISHING = 1e-2
EXPLODING = 1e2
"""The ratio of the first layer's gradient norm to that of the output layer is reported if it is
below `VANISHING` or above `EXPLODING`; the latter also applies to the growth of the norm since the
start. Each layer multiplies the gradient by weights and slopes, so the norm changes exponentially
with depth (Bengio, Simard & Frasconi, "Learning long-term dependencies with gradient descent is
difficult", 1994; Glorot & Bengio 2010). Different widths change the ratio by less than two
powers of ten."""
FLAT = 1e-3
"""The share of its initial norm below which a gradient hardly moves the weights any more."""
MANY_UNITS = 0.4
"""The share of dead units that CS231n ("Neural networks part 1") attributes to a learning rate that
is too high."""


def diverging(evidence: Evidence) -> list[Found]:
    """A step that produces a NaN or an infinity."""
    last = evidence.observations[-1]
    if not is_finite(last):
        how = "found.diverging.next"
    elif evidence.has_diverged:
        how = "found.diverging.soon"
    else:
        return []
    text = phrase(how, epoch=last.epoch)
    return [Found(text, {"epoch": float(last.epoch)}, trial=trials.rate(evidence, 0.1))]


def vanishing(evidence: Evidence) -> list[Found]:
    """The gradient of the first trained layer is far smaller than that of the last, or a layer has
    no gradient."""
    found = _cut_off(evidence)
    through = {} if evidence.is_learned else _through_layers(evidence)
    if through and through["ratio"] < VANISHING:
        key, trial = _against_vanishing(evidence)
        text = phrase(key, ratio=_ratio_words(through, evidence))
        found.append(Found(text, through, trial=trial))
    return found


def _against_vanishing(evidence: Evidence) -> tuple[str, trials.Trial | None]:
    """The likely cause and a suggested change. The causes are considered in this order: a penalty
    that leaves only small weights, steps that move units to flat parts of their activation, and the
    activations and the depth."""
    penalty = trials.less_penalty(evidence)
    if penalty:
        return "found.vanishing.penalty", penalty
    if (evidence.updates > FAST).any():
        return "found.vanishing.steps", trials.rate(evidence, 1 / 3)
    return "found.vanishing", trials.steeper(evidence)


def exploding(evidence: Evidence) -> list[Found]:
    """The gradient of the first layer is far larger than that of the last, or all gradients have
    grown since the start."""
    found = []
    through = {} if evidence.is_learned else _through_layers(evidence)
    if through and through["ratio"] > EXPLODING:
        text = phrase("found.exploding", ratio=_ratio_words(through, evidence))
        found.append(Found(text, through, trial=trials.clipping(evidence)))
    since = through_time(evidence)
    if since and since["ratio"] > EXPLODING:
        text = phrase("found.exploding.time", time=time_words(since))
        found.append(Found(text, since, trial=trials.clipping(evidence)))
    return found


def _through_layers(evidence: Evidence) -> dict[str, float]:
    """The gradient norm of the first trained layer relative to that of the last one."""
    norms = median_of(evidence.recent, "gradients")
    learning = numpy.flatnonzero(norms > 0)
    if len(learning) < 2:
        return {}
    first, last = float(norms[learning[0]]), float(norms[learning[-1]])
    return {"first": first, "last": last, "ratio": first / last}


def _ratio_words(numbers: dict[str, float], evidence: Evidence) -> Phrase:
    first, last = _ends(evidence)
    return phrase(
        "gradient.ratio",
        first=first,
        first_norm=numbers["first"],
        ratio=numbers["ratio"],
        last=last,
        last_norm=numbers["last"],
    )


def _ends(evidence: Evidence) -> tuple[str, str]:
    """The displayed names of the first and the last trained layer."""
    learning = numpy.flatnonzero(median_of(evidence.recent, "gradients") > 0)
    first, last = (evidence.layers[int(index)] for index in (learning[0], learning[-1]))
    return the_layer(first), the_layer(last)


def _cut_off(evidence: Evidence) -> list[Found]:
    """Layers without a gradient, although they are not frozen and other layers have one."""
    norms, learns = median_of(evidence.recent, "gradients"), evidence.recent[-1].learns
    if learns is None or not (norms > 0).any():
        return []
    layers = evidence.layers
    named = [layers[int(i)] for i in numpy.flatnonzero(learns & (norms == 0))]
    if not named:
        return []
    last = int(numpy.flatnonzero(norms > 0)[-1])
    text = phrase(
        "found.vanishing.cut_off",
        layers=[the_layer(name) for name in named],
        last=the_layer(layers[last]),
        norm=float(norms[last]),
    )
    return [Found(text, {"last": float(norms[last])}, trial=trials.other_init(evidence))]


def through_time(evidence: Evidence) -> dict[str, float]:
    """The current gradient norm relative to the initial one; empty if the initial norm is unknown
    or 0."""
    seen = evidence.known
    count = min(RECENT, len(seen) // 2)
    start, now = (_whole(part) for part in (seen[:count], seen[len(seen) - count :]))
    return {"start": start, "now": now, "ratio": now / start} if start else {}


def time_words(numbers: dict[str, float]) -> Phrase:
    """The result of `through_time` in words."""
    return Phrase("gradient.time", numbers)


def fast(evidence: Evidence) -> list[Found]:
    """Layers with large relative updates. In a network without hidden layers, this is not a
    problem: the best weights may be close to 0, where every step is relatively large."""
    trial = trials.less_penalty(evidence) or trials.rate(evidence, 1 / 3)
    found = _steps(evidence, evidence.updates > FAST, trial)
    if evidence.experiment is None or evidence.experiment.layers:
        return found
    return [Found(each.sentence, each.numbers, is_problem=False) for each in found]


def slow(evidence: Evidence) -> list[Found]:
    """Layers with small relative updates, except for layers that do not change at all, such as
    frozen ones. Nothing is reported if the task has been learned, because the steps are then small,
    like the gradient."""
    ratios = evidence.updates
    if evidence.is_learned:
        return []
    # A higher learning rate for all layers would be wrong if some layers already change enough.
    trial = trials.rate(evidence, 3) if ratios.size and ratios.max() < USUAL_UPDATE else None
    found = _steps(evidence, (ratios > 0) & (ratios < SLOW), trial)
    return [Found(f.sentence, f.numbers, False, f.trial) for f in found]


def _steps(evidence: Evidence, wrong: Array, trial: trials.Trial | None) -> list[Found]:
    ratios, layers = evidence.updates, evidence.layers
    named = {layers[int(i)]: float(ratios[i]) for i in numpy.flatnonzero(wrong)}
    if not named:
        return []
    each = [
        phrase("found.step", layer=the_layer(name), ratio=ratio) for name, ratio in named.items()
    ]
    text = phrase("found.steps", each=each, usual=USUAL_UPDATE)
    return [Found(text, named, trial=trial)]


def dead(evidence: Evidence) -> list[Found]:
    """Dead units, through which no gradient passes."""
    return _units(evidence, UnitState.DEAD, "found.dead", trials.leaky(evidence))


def saturated(evidence: Evidence) -> list[Found]:
    """Saturated units, through which hardly any gradient passes."""
    return _units(evidence, UnitState.SATURATED, "found.saturated", trials.smaller_init(evidence))


def _units(
    evidence: Evidence, state: UnitState, key: str, trial: trials.Trial | None
) -> list[Found]:
    named = [
        (name, units, int((units.states == state).sum()))
        for name, units in zip(evidence.layers, evidence.units, strict=False)
    ]
    shares = {name: units.share for name, units, count in named if count}
    if not shares:
        return []
    parts = [
        phrase("found.units", count=n, total=len(units.states), layer=the_layer(name))
        for name, units, n in named
        if n
    ]
    # In a network that has learned its task, such units are not a problem.
    is_problem = max(shares.values()) >= MANY_UNITS and not evidence.is_learned
    return [Found(phrase(key, each=parts), shares, is_problem, trial)]


def flow(evidence: Evidence) -> tuple[list[Phrase], dict[str, float]]:
    """The gradient flow as clauses with numbers; there are no clauses if all gradients are 0."""
    norms, ratios = median_of(evidence.recent, "gradients"), evidence.updates
    layers = evidence.layers
    numbers: dict[str, float] = {
        phrase("number.update", layer=name): float(r)
        for name, r in zip(layers, ratios, strict=False)
    }
    parts: list[Phrase] = []
    through = _through_layers(evidence)
    if through:
        numbers["ratio"] = through["ratio"]
        first, last = _ends(evidence)
        parts.append(phrase("flow.ratio", first=first, ratio=through["ratio"], last=last))
    moved = ratios[ratios > 0]
    if moved.size:
        low, high = float(moved.min()), float(moved.max())
        is_one = said(low) == said(high)
        parts.append(
            phrase("flow.update", share=low)
            if is_one
            else phrase("flow.updates", low=low, high=high)
        )
    if not parts and (norms > 0).any():
        norm_now = float(norms[norms > 0][-1])
        parts.append(phrase("flow.norm", layer=the_layer(layers[-1]), norm=norm_now))
    return parts, numbers


def the_layer(name: str) -> str:
    """A layer's name, as it appears in the middle of a sentence."""
    return phrase("layer.output") if name == OUTPUT else name


def _whole(part: Sequence[Observation]) -> float:
    """The median norm of the whole gradient; 0 if there are no observations."""
    norms = [float(norm(known(seen.gradients))) for seen in part]
    middle = float(numpy.median(norms)) if norms else 0.0
    return middle if math.isfinite(middle) else math.inf
