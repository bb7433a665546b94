"""The explanation of a loss, term by term."""

from __future__ import annotations

import math

import numpy
from chainrule.diagnostics.microscope.explanation import (
    MOST_TERMS,
    Explained,
    cells,
    entry_sentence,
    summed,
)
from chainrule.diagnostics.microscope.latex import bracketed, exact, joined, number
from chainrule.engine.op import OPS, Array
from chainrule.engine.program import TracedOp
from chainrule.phrases import phrase

NEGATED = ("BinaryCrossEntropy", "CrossEntropy")
"""Losses that have a minus sign before the sum."""
WITH_TERMS = {
    *("MeanSquaredError", "MeanAbsoluteError", "Huber", "Hinge", "MultiMargin"),
    *("BinaryCrossEntropy", "CrossEntropy", "KLDivergence"),
}
"""Losses that are shown term by term. All other losses are shown by their formula."""
NEAR_ONE = 0.99
"""If p exceeds this value, four digits are too few to compute 1 − p."""
SMALLEST = 1e-37
"""Roughly the smallest number that float32 represents with full precision."""


def explain_loss(op: TracedOp, index: int, head: str, title: str) -> Explained:
    """The explanation of a loss as a mean of terms, with one term per entry or one per example.

    Parameters
    ----------
    index : the index of the network, if several are trained at once.
    """
    value = float(op.results["y"].flat[index])
    scores, networks = op.operands["scores"], op.results["y"].size
    whole = numpy.broadcast_to(op.operands["target"], scores.shape)
    s, t = (array.reshape(networks, *scores.shape[-2:])[index] for array in (scores, whole))
    saved = {
        name: array.reshape(networks, *scores.shape[-2:])[index].ravel().tolist()
        for name, array in op.results.items()
        if name != "y"
    }
    own = numpy.arange(s.size)
    offset = index * s.size if op.operands["target"].size == scores.size else 0
    uses = {"scores": cells(own + index * s.size), "target": cells(own + offset)}
    if op.name not in WITH_TERMS:
        line = rf"{head} = {OPS[op.name].latex} = {exact(value)}"
        return Explained((line,), phrase("spoken.value", title=title, value=value), uses)
    parts, per_example = loss_terms(op.name, s, t, saved)
    count = len(s) if per_example else s.size
    order = sorted(range(len(parts)), key=lambda i: -abs(parts[i][1]))
    shown = sorted(order[:MOST_TERMS])
    terms = [parts[i][0] for i in shown]
    rest = len(parts) - len(shown)
    if rest:
        left = sum(parts[i][1] for i in order[MOST_TERMS:])
        terms.append(rf"\underbrace{{{bracketed(left)}}}")
    minus = "-" if op.name in NEGATED else ""
    before = rf"{head} = {minus}\frac{{1}}{{{count}}} ({joined(terms) or '0'}"
    line = summed(before, rest, f") = {exact(value)}")
    spoken = phrase(f"spoken.loss.{'examples' if per_example else 'numbers'}", count=count)
    return Explained((line,), entry_sentence(title, spoken, value), uses)


def loss_terms(
    name: str, s: Array, t: Array, saved: dict[str, list[float]]
) -> tuple[list[tuple[str, float]], bool]:
    """Each term of the op's formula with its numbers and its value, and whether there is one term
    per example."""
    match name:
        case "MeanSquaredError":
            return [(f"{bracketed(r)}^2", r * r) for r in saved["residual"]], False
        case "MeanAbsoluteError":
            return [(f"|{number(r)}|", abs(r)) for r in saved["residual"]], False
        case "Huber":
            held = zip(s.flat, t.flat, saved["clipped"], strict=True)
            return [_huber_term(float(a), float(b), c) for a, b, c in held], False
        case "Hinge" | "MultiMargin":
            return [(number(m), m) for m in saved["margin"] if m], False
        case "BinaryCrossEntropy":
            held = zip(s.flat, t.flat, saved["p"], strict=True)
            return [_binary_term(float(a), float(b), p) for a, b, p in held], False
        case "CrossEntropy" | "KLDivergence":
            logs = _log_softmax(s).flat
            held = zip(t.flat, saved["p"], logs, strict=True)
            term = _relative_term if name == "KLDivergence" else _class_term
            return [term(float(b), p, float(log)) for b, p, log in held if b], True
        case _:
            raise NotImplementedError(name)


def _huber_term(s: float, t: float, c: float) -> tuple[str, float]:
    distance = f"{number(s)} - {bracketed(t)}"
    return rf"{bracketed(c)} \cdot ({distance} - \tfrac12 \cdot {bracketed(c)})", c * (
        s - t - c / 2
    )


def _binary_term(s: float, t: float, p: float) -> tuple[str, float]:
    """The term t ln p + (1 − t) ln(1 − p)."""
    log_p, log_rest = (-float(numpy.logaddexp(0, x)) for x in (-s, s))
    rest = f"1 - {number(p)}" if p < NEAR_ONE else _power(log_rest)
    wanted, other = rf"\ln({_share(p, log_p)})", rf"\ln({rest})"
    if t in (0, 1):
        return (wanted, log_p) if t else (other, log_rest)
    value = t * log_p + (1 - t) * log_rest
    return rf"{number(t)} \cdot {wanted} + (1 - {number(t)}) \cdot {other}", value


def _class_term(t: float, p: float, log_p: float) -> tuple[str, float]:
    """The term t ln p."""
    factor = "" if t == 1 else rf"{number(t)} \cdot "
    return rf"{factor}\ln({_share(p, log_p)})", t * log_p


def _relative_term(t: float, p: float, log_p: float) -> tuple[str, float]:
    """The term t ln(t / p)."""
    factor = "" if t == 1 else rf"{number(t)} \cdot "
    ratio = rf"\frac{{{number(t)}}}{{{_share(p, log_p)}}}"
    return rf"{factor}\ln({ratio})", t * (math.log(t) - log_p)


def _share(p: float, log_p: float) -> str:
    """The probability p as a number, or as a power of e if p is too small for the precision."""
    return number(p) if p > SMALLEST else _power(log_p)


def _power(log: float) -> str:
    value = math.exp(log)
    return number(value) if value > SMALLEST else f"e^{{{number(log)}}}"


def _log_softmax(s: Array) -> Array:
    """Rows of ln softmax(s), in float64."""
    with numpy.errstate(all="ignore"):
        shifted = s.astype(numpy.float64)
        shifted = shifted - shifted.max(axis=-1, keepdims=True)
        return shifted - numpy.log(numpy.exp(shifted).sum(axis=-1, keepdims=True))
