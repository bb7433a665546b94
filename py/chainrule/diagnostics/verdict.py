"""What a run's gradients say, in words, each with the numbers it rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy

from chainrule.diagnostics.observe import Observation
from chainrule.diagnostics.units import UnitState
from chainrule.engine.norms import norm
from chainrule.engine.op import Array

Kind = Literal[
    "diverging", "exploding", "vanishing", "fast", "slow", "dead", "saturated", "flat", "sound"
]

RECENT = 8
"""A single batch's gradient jumps: what is judged is the median of so many last observations."""
VANISHING = 1e-2
EXPLODING = 1e2
"""The first layer's gradient norm over the output's; likewise a gradient that grew so much since
the start. Through each layer a gradient is multiplied by weights and slopes, so that its norm goes
as a power of the depth (Bengio, Simard & Frasconi, "Learning long-term dependencies with gradient
descent is difficult", 1994; Glorot & Bengio 2010): two powers of ten are more than different
widths make."""
FLAT = 1e-3
"""A gradient that fell to this share of what it was hardly moves the weights any more."""
USUAL_UPDATE = 1e-3
FAST, SLOW = 1e-2, 1e-4
"""Updates over weights: about 1e-3 in a run that learns well, by experience (Stanford's CS231n,
"Neural networks part 3", Karpathy 2015); one power of ten to either side is told."""
MANY_UNITS = 0.4
"""A share of dead units that CS231n ("Neural networks part 1") calls a sign of too high a rate."""


@dataclass(frozen=True)
class Finding:
    """One thing to say.

    Attributes
    ----------
    kind : what was found; "flat", "slow" and few dead or saturated units are remarks, "sound" is
        good news, all else is a problem.
    is_problem : whether something should be done about it.
    sentence : in words, with the numbers.
    numbers : what the sentence rests on, by name.
    """

    kind: Kind
    is_problem: bool
    sentence: str
    numbers: dict[str, float] = field(default_factory=dict)


def verdict(
    observations: Sequence[Observation], layers: Sequence[str], has_diverged: bool = False
) -> list[Finding]:
    """What there is to say about a run, problems first; never nothing, once it was observed.

    Parameters
    ----------
    observations : by epoch, with the parts "norms", "updates" and "units".
    layers : their names, as `Observer.layers`.
    has_diverged : whether the run met a number that is not finite, later than the last observation.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> from chainrule.diagnostics.observe import Observer
    >>> run, observer = Experiment().trainer(), Observer(Experiment())
    >>> seen = [observer.observe(run.snapshot(), ["norms", "updates", "units"])]
    >>> [finding.kind for finding in verdict(seen, observer.layers)]
    ['sound']
    """
    if not observations:
        return []
    last = observations[-1]
    known = [o for o in observations if _is_finite(o)]
    if not _is_finite(last) or not known:
        return [_diverging(last, "the very next step meets")]
    found = [
        *([_diverging(last, "within the next epochs training met")] if has_diverged else []),
        *_through_layers(known[-RECENT:], layers),
        *_through_time(known),
        *_steps(known[-RECENT:], layers),
        *_units(last, layers),
    ]
    if not any(f.is_problem or f.kind in ("flat", "slow") for f in found):
        found.insert(0, _sound(known[-RECENT:], layers))
    return sorted(found, key=lambda finding: not finding.is_problem)


def _is_finite(seen: Observation) -> bool:
    return bool(
        numpy.isfinite(_known(seen.gradients)).all()
        and numpy.isfinite(_known(seen.activations)).all()
        and not numpy.isnan(_known(seen.updates)).any()
    )


def _diverging(last: Observation, how: str) -> Finding:
    return Finding(
        "diverging",
        True,
        f"Diverging: from epoch {last.epoch} on, {how} a number that is not finite. A smaller "
        "learning rate or a limit on the gradient helps.",
        {"epoch": float(last.epoch)},
    )


def _through_layers(recent: Sequence[Observation], layers: Sequence[str]) -> list[Finding]:
    """The first layer that learns against the last."""
    norms = _median(recent, "gradients")
    learning = numpy.flatnonzero(norms > 0)
    cut_off = _cut_off(norms, recent[-1].learns, layers)
    if len(learning) < 2:
        return cut_off
    first, last = int(learning[0]), int(learning[-1])
    ratio = float(norms[first] / norms[last])
    numbers = {"first": float(norms[first]), "last": float(norms[last]), "ratio": ratio}
    words = (
        f"the gradient of {layers[first]} ({_said(norms[first])}) is {_said(ratio)} times that of "
        f"{_the(layers[last])} ({_said(norms[last])})"
    )
    if ratio < VANISHING:
        advice = "The first layers hardly learn: activations of slope 1, layer norm or less depth"
        return [
            *cut_off,
            Finding("vanishing", True, f"Vanishing: {words}. {advice} help.", numbers),
        ]
    if ratio > EXPLODING:
        advice = "The first layers are thrown about: smaller initial weights or a limit on its norm"
        return [
            *cut_off,
            Finding("exploding", True, f"Exploding: {words}. {advice} help.", numbers),
        ]
    return cut_off


def _cut_off(norms: Array, learns: Array | None, layers: Sequence[str]) -> list[Finding]:
    """Layers that no gradient reaches, though they are not frozen and others learn."""
    if learns is None or not (norms > 0).any():
        return []
    named = [layers[int(i)] for i in numpy.flatnonzero(learns & (norms == 0))]
    if not named:
        return []
    last = int(numpy.flatnonzero(norms > 0)[-1])
    text = (
        f"Vanishing: the gradient of {', '.join(map(_the, named))} is 0, that of "
        f"{_the(layers[last])} {_said(norms[last])}. What it does not reach does not learn: where "
        "the weights behind are all 0, or the units all dead, nothing comes back."
    )
    return [Finding("vanishing", True, text, {"last": float(norms[last])})]


def _through_time(known: Sequence[Observation]) -> list[Finding]:
    """The gradient now against that of the start."""
    count = min(RECENT, len(known) // 2)
    if not count:
        return []
    start, now = (_whole(part) for part in (known[:count], known[-count:]))
    if not start:
        return []
    ratio = now / start
    numbers = {"start": start, "now": now, "ratio": ratio}
    words = f"from {_said(start)} at the start to {_said(now)}, {_said(ratio)} times as much"
    if ratio > EXPLODING:
        return [Finding("exploding", True, f"Exploding: the gradient grew {words}.", numbers)]
    if ratio < FLAT:
        text = f"The gradient fell {words}: it has arrived, or stands on a plateau; the loss tells."
        return [Finding("flat", False, text, numbers)]
    return []


def _steps(recent: Sequence[Observation], layers: Sequence[str]) -> list[Finding]:
    """How far a step moves each layer's weights; frozen layers are left out."""
    ratios = _moves(recent)
    is_slow = (ratios > 0) & (ratios < SLOW)
    rules: tuple[tuple[Kind, str, Array], ...] = (
        ("fast", "Large steps", ratios > FAST),
        ("slow", "Small steps", is_slow),
    )
    found = []
    for kind, words, wrong in rules:
        named = {layers[int(i)]: float(ratios[i]) for i in numpy.flatnonzero(wrong)}
        if named:
            each = ", ".join(f"{_the(name)} by {_said(ratio)}" for name, ratio in named.items())
            usual = f"about {_said(USUAL_UPDATE)} is usual"
            text = f"{words}: an update moves {each} of its weights; {usual}."
            found.append(Finding(kind, kind == "fast", text, named))
    return found


def _units(last: Observation, layers: Sequence[str]) -> list[Finding]:
    """Dead and saturated units at the last observation."""
    rules: tuple[tuple[Kind, UnitState, str], ...] = (
        ("dead", UnitState.DEAD, "0 for every training example, so that no gradient passes"),
        ("saturated", UnitState.SATURATED, "where their activation is flat, so that little passes"),
    )
    found = []
    for kind, state, words in rules:
        named = [
            (name, units, int((units.states == state).sum()))
            for name, units in zip(layers, last.units or (), strict=False)
        ]
        shares = {name: units.share for name, units, count in named if count}
        if shares:
            parts = [f"{n} of {len(units.states)} in {_the(name)}" for name, units, n in named if n]
            text = f"{kind.capitalize()} units: {', '.join(parts)}, {words}."
            found.append(Finding(kind, max(shares.values()) >= MANY_UNITS, text, shares))
    return found


def _moves(recent: Sequence[Observation]) -> Array:
    """Updates over weights of each layer; none of a run's first step alone, which is no witness: an
    adaptive optimizer's moves every weight by the rate."""
    witnesses = [seen for seen in recent if seen.step]
    return _median(witnesses, "updates") if witnesses else numpy.zeros(0)


def _sound(recent: Sequence[Observation], layers: Sequence[str]) -> Finding:
    norms, ratios = _median(recent, "gradients"), _moves(recent)
    learning = numpy.flatnonzero(norms > 0)
    numbers = {f"update {name}": float(r) for name, r in zip(layers, ratios, strict=False)}
    parts = []
    if len(learning) > 1:
        first, last = int(learning[0]), int(learning[-1])
        ratio = float(norms[first] / norms[last])
        numbers["ratio"] = ratio
        words = f"{_said(ratio)} times that of {_the(layers[last])}"
        parts.append(f"that of {layers[first]} is {words}")
    moved = ratios[ratios > 0]
    if moved.size:
        low, high = _said(float(moved.min())), _said(float(moved.max()))
        span = low if low == high else f"{low} to {high}"
        parts.append(f"updates are {span} of the weights")
    if not parts:
        return Finding("flat", False, "All gradients are 0: nothing is learnt.", numbers)
    return Finding("sound", False, f"Gradients flow: {'; '.join(parts)}.", numbers)


def _the(layer: str) -> str:
    return "the output" if layer == "output" else layer


def _median(recent: Sequence[Observation], name: str) -> Array:
    """Of each layer, over the observations that have as many layers as the last."""
    rows = [_known(getattr(seen, name)) for seen in recent]
    return numpy.median([row for row in rows if len(row) == len(rows[-1])], axis=0)


def _whole(part: Sequence[Observation]) -> float:
    """The median norm of the whole gradient."""
    norms = [float(norm(_known(seen.gradients))) for seen in part]
    middle = float(numpy.median(norms))
    return middle if math.isfinite(middle) else math.inf


def _known(values: Array | None) -> Array:
    if values is None:
        raise ValueError('a verdict needs the parts "norms", "updates" and "units"')
    return values


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _said(value: float) -> str:
    """A number in two digits, which no line breaks: 0.0042, 12, 6.1 × 10⁻⁵."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{float(f'{value:.2g}'):g}"
    if not math.isfinite(value):
        return "∞"
    digits, power = f"{value:.1e}".split("e")
    exponent = str(int(power)).translate(_SUPERSCRIPTS)
    return f"{digits.removesuffix('.0')} × 10{exponent}".replace(" ", "\N{NO-BREAK SPACE}")
