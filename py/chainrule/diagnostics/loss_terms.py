"""A loss, term by term."""

from __future__ import annotations

import math

import numpy

from chainrule.diagnostics.explained import MOST_TERMS, Explained, cells, say
from chainrule.diagnostics.notation import bracketed, exact, joined, number
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp


def explain_loss(op: TracedOp, index: int, head: str, title: str) -> Explained:
    """A loss as a mean of one term an entry, or one an example.

    Parameters
    ----------
    index : of the network, where several train at once.
    """
    value = float(op.results["y"].flat[index])
    scores, networks = op.operands["scores"], op.results["y"].size
    whole = numpy.broadcast_to(op.operands["target"], scores.shape)
    s, t = (array.reshape(networks, *scores.shape[-2:])[index] for array in (scores, whole))
    kept = {
        name: array.reshape(networks, *scores.shape[-2:])[index].ravel().tolist()
        for name, array in op.results.items()
        if name != "y"
    }
    parts, per_example = _loss_terms(op.name, s, t, kept)
    count = len(s) if per_example else s.size
    order = sorted(range(len(parts)), key=lambda i: -abs(parts[i][1]))
    shown = sorted(order[:MOST_TERMS])
    words = [parts[i][0] for i in shown]
    rest = len(parts) - len(shown)
    if rest:
        left = sum(parts[i][1] for i in order[MOST_TERMS:])
        words.append(rf"\underbrace{{{bracketed(left)}}}_{{{rest}\text{{ smaller}}}}")
    line = rf"{head} = \frac{{1}}{{{count}}} ({joined(words) or '0'}) = {exact(value)}"
    heard = f"the mean over {count} {'examples' if per_example else 'numbers'}"
    own = numpy.arange(s.size)
    uses = {"scores": cells(own + index * s.size)}
    offset = index * s.size if op.operands["target"].size == scores.size else 0
    uses["target"] = cells(own + offset)
    return Explained((line,), say(title, heard, value), uses)


def _loss_terms(
    name: str, s: Array, t: Array, kept: dict[str, list[float]]
) -> tuple[list[tuple[str, float]], bool]:
    """Each term's formula and value, and whether there is one an example."""
    pairs = list(zip(s.ravel().tolist(), t.ravel().tolist(), strict=True))
    match name:
        case "MeanSquaredError":
            return [(f"({number(a)} - {bracketed(b)})^2", (a - b) ** 2) for a, b in pairs], False
        case "MeanAbsoluteError":
            return [(f"|{number(a)} - {bracketed(b)}|", abs(a - b)) for a, b in pairs], False
        case "Huber":
            held = zip(pairs, kept["clipped"], strict=True)
            return [
                (
                    rf"{bracketed(c)} \cdot ({number(a - b)} - \tfrac12 \cdot {bracketed(c)})",
                    c * (a - b - c / 2),
                )
                for (a, b), c in held
            ], False
        case "BinaryCrossEntropy":
            shares = zip(pairs, kept["p"], strict=True)
            return [_cross_term(a, b, p) for (a, b), p in shares], False
        case "Hinge":
            return [
                (rf"\max(0, 1 - {bracketed(b)} \cdot {bracketed(a)})", max(0.0, 1 - a * b))
                for a, b in pairs
            ], False
        case "MultiMargin":
            return [(number(m), m) for m in kept["margin"] if m], False
        case _:
            return _class_terms(name, pairs, kept["p"]), True


def _cross_term(score: float, target: float, p: float) -> tuple[str, float]:
    value = float(numpy.logaddexp(-target * score, (1 - target) * score))
    if target == 1:
        return rf"-\ln({number(p)})", value
    if target == 0:
        return rf"-\ln(1 - {number(p)})", value
    against, along = (rf"{number(t)} \cdot {bracketed(score)}" for t in (target, 1 - target))
    return rf"\ln(e^{{-{against}}} + e^{{{along}}})", value


def _class_terms(
    name: str, pairs: list[tuple[float, float]], shares: list[float]
) -> list[tuple[str, float]]:
    """−t ln p, or t ln(t / p), of each class that is wanted at all."""
    found = []
    for (_, t), p in zip(pairs, shares, strict=True):
        if not t:
            continue
        factor = "" if t == 1 else number(t) + r" \cdot "
        if name == "KLDivergence":
            value = t * math.log(t / p) if p else math.inf
            found.append((rf"{factor}\ln(\frac{{{number(t)}}}{{{number(p)}}})", value))
        else:
            value = -t * math.log(p) if p else math.inf
            found.append((rf"-{factor}\ln({number(p)})", value))
    return found
