"""One entry of an op's result, with the numbers it is made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy

from chainrule.diagnostics.local import Term, slopes, terms_of_gradient, terms_of_result
from chainrule.diagnostics.notation import bracketed, exact, number, put, said, spoken, symbol
from chainrule.engine.op import OPS, Array, Elementwise
from chainrule.engine.program import TracedOp

MOST_TERMS = 12
"""Longer sums are shown by their largest terms."""
MOST_USED = 512
SETTING_SYMBOLS = {
    "negative_slope": "a", "alpha": "a", "scale": "s", "beta": "b", "low": "l", "high": "h",
    "exponent": "p", "delta": r"\delta", "eps": r"\varepsilon",
}  # fmt: skip
RESIDUAL = {"residual": "s - t", "clipped": r"\min(\max(s - t, -\delta), \delta)"}
KEPT = {
    **RESIDUAL, "p": r"\sigma(s)", "phi": r"\Phi(x)", "s": r"\sigma(x)",
    "t": r"\tanh(\ln(1 + e^x))",
}  # fmt: skip
"""What ops keep, where that is entry by entry."""


@dataclass(frozen=True)
class Share:
    """One of the terms that make up an entry, and its share of their sizes' sum."""

    label: str
    value: float
    share: float


@dataclass(frozen=True)
class Explained:
    """Where an entry comes from.

    Attributes
    ----------
    lines : formulas in LaTeX with this step's numbers, the last ending in the entry's value.
    sentence : the same to hear.
    uses : of each operand the entries (flat) that it depends on.
    shares : of a sum, its largest terms.
    """

    lines: tuple[str, ...]
    sentence: str
    uses: dict[str, list[int]] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()


def explain_entry(op: TracedOp, name: str, index: int, head: str, title: str) -> Explained:
    """An entry of a result, counted as in its flat array.

    Parameters
    ----------
    head : what the entry is called, in LaTeX; title : the op, in words.
    """
    value = float(op.results[name].flat[index])
    if op.section == "loss" and name == "y":
        return _loss(op, head, title, value)
    template = _template(op, name)
    if template is not None:
        formula = _filled(template, op, name, index, bracketed)
        heard = spoken(_filled(template, op, name, index, said))
        uses = _used(op, name, index)
        return Explained((f"{head} = {formula} = {exact(value)}",), _say(title, heard, value), uses)
    mixed = _mixed(op, name, index)
    if mixed is not None:
        heard = f"{name} here is {said(value)}"
        line = f"{head} = {mixed} = {exact(value)}"
        return Explained((line,), f"{title}: {heard}", _used(op, name, index))
    found = {} if op.backward or name != "y" else slopes(op, index)
    terms = terms_of_gradient(op, name, index) if op.backward else None
    if not op.backward and name == "y":
        terms = terms_of_result(op, found)
    uses = {other: _cells(numpy.flatnonzero(slope)) for other, slope in found.items()}
    if terms is None:
        return Explained((f"{head} = {exact(value)}",), f"{title}: {said(value)}", uses)
    if op.backward:
        uses = {"dy": _cells(numpy.array([term.index for term in terms], int))}
        uses |= _partners(op, name, index)
    return _sum(op, head, title, terms, value, uses)


# --- entry by entry ----------------------------------------------------------------------------


def _template(op: TracedOp, name: str) -> str | None:
    """The formula of one entry, of an op that works entry by entry."""
    rule = OPS[op.name]
    is_loss = op.section in ("loss", "backward") and "scores" in (*op.operands, *rule.operands)
    if op.backward:
        if is_loss and op.name != "MultiMargin":
            return _loss_slope(op)
        names = rule.names(max(len(rule.operands), len(op.results)))
        known = dict(zip(names, rule.derivatives, strict=False))
        entrywise = issubclass(rule, Elementwise) or op.name == "Dropout"
        return known.get(name.removeprefix("d")) if entrywise else None
    if name != "y":
        is_softmax = op.name in ("CrossEntropy", "KLDivergence")
        return None if is_softmax else KEPT.get(name)
    if issubclass(rule, Elementwise) or op.name == "Dropout":
        return rule.latex
    return None


def _loss_slope(op: TracedOp) -> str:
    """A loss's derivative; what the forward pass kept takes the place of its formula."""
    formula = OPS[op.name].derivatives[0]
    return formula.replace(r"\sigma(s)", "p").replace("(s - t)", "r").replace("[t\\,s < 1]", "[m]")


def _filled(
    template: str, op: TracedOp, name: str, index: int, show: Callable[[float], str]
) -> str:
    """The template with the entry's own numbers."""
    result, formula = op.results[name], template
    pool = {**op.operands, **{n: a for n, a in op.results.items() if n != name}}
    signs = {"residual": "r", "clipped": "c", "margin": "[m]"} if op.backward else {}
    for other, array in pool.items():
        at = _same_place(array, result, index)
        if at is None:
            continue
        entry = float(array.flat[at])
        if other == "margin":
            formula = formula.replace("[m]", show(float(entry > 0)))
            continue
        sign = signs.get(other, other if other == "p" else symbol(other))
        spoken_name = "incoming gradient " if show is said and other == "dy" else ""
        formula = put(formula, sign, spoken_name + show(entry))
        if other == "dy":
            formula = put(formula, r"\bar{L}", spoken_name + show(entry))
    for setting, value in op.settings.items():
        if setting in SETTING_SYMBOLS and isinstance(value, int | float):
            formula = put(formula, SETTING_SYMBOLS[setting], show(float(value)))
    if result.ndim == 2:
        rows, columns = result.shape
        for sign, count in (("N", rows * columns), ("n", rows), ("C", columns)):
            formula = formula.replace(rf"{{{sign}}}", f"{{{count}}}")
    return formula


def _same_place(array: Array, result: Array, index: int) -> int | None:
    """Where an operand's entry for an entry of the result is, if it broadcasts to that."""
    if array.size == 1:
        return 0
    if array.shape == result.shape:
        return index
    try:
        places = numpy.broadcast_to(numpy.arange(array.size).reshape(array.shape), result.shape)
    except ValueError:
        return None
    return int(places.flat[index])


def _used(op: TracedOp, name: str, index: int) -> dict[str, list[int]]:
    """The entries at the same place."""
    result, uses = op.results[name], {}
    for other, array in op.operands.items():
        at = _same_place(array, result, index)
        if at is not None:
            uses[other] = [at]
    return uses


# --- several entries, bent ---------------------------------------------------------------------


def _mixed(op: TracedOp, name: str, index: int) -> str | None:
    """Ops that mix entries and are no sum of products, each in its own words."""
    if op.backward:
        return None
    result = op.results[name]
    row = _row(op, result, index)
    if name == "p" or (op.name == "Softmax" and name == "y"):
        return _softmax(row, index % result.shape[-1])
    if name == "attention":
        scores = _attention_scores(op, result, index)
        return _softmax(scores, index % result.shape[-1])
    if name != "y":
        return None
    x = next(iter(op.operands.values()))
    if op.name == "Max":
        return rf"\max({_list(x)})"
    if op.name == "LogSumExp":
        return rf"\ln({_exponentials(x.ravel())})"
    if op.name == "LogSoftmax":
        return rf"{bracketed(float(x.flat[index]))} - \ln({_exponentials(row)})"
    if op.name in ("Standardise", "StandardiseImages"):
        mean, deviation = (_at(op.results[n], result, index) for n in ("mean", "deviation"))
        return (
            rf"\frac{{{number(float(x.flat[index]))} - {bracketed(mean)}}}{{{number(deviation)}}}"
        )
    if op.name == "RMSNormalise":
        rms = _at(op.results["rms"], result, index)
        return rf"\frac{{{number(float(x.flat[index]))}}}{{{number(rms)}}}"
    return _gated(op, result, index)


def _gated(op: TracedOp, result: Array, index: int) -> str | None:
    """The cells of recurrent networks, whose gates lie side by side."""
    if op.name not in ("GRUCell", "LSTMCell"):
        return None
    gates, at = op.results["gates"], index // result.shape[-1]
    unit = index % result.shape[-1]
    gates = gates.reshape(-1, gates.shape[-1])[at]
    if op.name == "GRUCell":
        size = result.shape[-1]
        z, h = float(gates[size + unit]), _at(op.operands["h"], result, index)
        n = _at(op.results["candidate"], result, index)
        shown = bracketed(z), bracketed(n), bracketed(h)
        return rf"(1 - {shown[0]}) \cdot {shown[1]} + {shown[0]} \cdot {shown[2]}"
    size = result.shape[-1] // 2
    i, f, g, o = (float(gates[k * size + unit % size]) for k in range(4))
    if unit < size:
        t = float(op.results["t"].reshape(-1, size)[at, unit])
        return rf"{bracketed(o)} \cdot {bracketed(t)}"
    cells = op.operands["c"]
    c = float(
        numpy.broadcast_to(cells, (*result.shape[:-1], size)).reshape(-1, size)[at, unit - size]
    )
    return rf"{bracketed(f)} \cdot {bracketed(c)} + {bracketed(i)} \cdot {bracketed(g)}"


def _row(op: TracedOp, result: Array, index: int) -> Array:
    """The entries of the first operand in the result's row."""
    x = next(iter(op.operands.values()))
    width = x.shape[-1] if x.ndim else 1
    row = index // max(1, result.shape[-1] if result.ndim else 1)
    return x.reshape(-1, width)[min(row, x.size // width - 1)]


def _attention_scores(op: TracedOp, attention: Array, index: int) -> Array:
    """q kᵀ / √d of one step, −∞ for what lies in the future of a causal attention."""
    *lead, step, _ = numpy.unravel_index(index, attention.shape)
    q, k = (
        numpy.broadcast_to(op.operands[n], (*attention.shape[:-2], *op.operands[n].shape[-2:]))
        for n in ("q", "k")
    )
    keys = k[tuple(lead)].astype(numpy.float64)
    scores = keys @ q[(*lead, step)] / math.sqrt(keys.shape[-1])
    if op.settings.get("causal"):
        scores[int(step) + 1 :] = -numpy.inf
    return scores


def _at(array: Array, result: Array, index: int) -> float:
    at = _same_place(array, result, index)
    return math.nan if at is None else float(array.flat[at])


def _softmax(row: Array, column: int) -> str:
    return rf"\frac{{e^{{{number(float(row[column]))}}}}}{{{_exponentials(row)}}}"


def _exponentials(row: Array) -> str:
    finite = [float(value) for value in row.ravel() if value != -numpy.inf]
    shown = " + ".join(f"e^{{{number(value)}}}" for value in finite[:MOST_TERMS])
    return shown + r" + \dots" * (len(finite) > MOST_TERMS)


def _list(values: Array) -> str:
    shown = ", ".join(number(float(value)) for value in values.ravel()[:MOST_TERMS])
    return shown + r", \dots" * (values.size > MOST_TERMS)


# --- sums --------------------------------------------------------------------------------------


def _sum(
    op: TracedOp,
    head: str,
    title: str,
    terms: list[Term],
    value: float,
    uses: dict[str, list[int]],
) -> Explained:
    shown = sorted(sorted(range(len(terms)), key=lambda i: -abs(terms[i].product))[:MOST_TERMS])
    parts = [_product(terms[i]) for i in shown] or ["0"]
    rest = len(terms) - len(shown)
    if rest:
        left = sum(term.product for term in terms) - sum(terms[i].product for i in shown)
        parts.append(rf"\underbrace{{{bracketed(left)}}}_{{{rest}\text{{ smaller}}}}")
    count = f"a sum of {len(terms)} terms" if len(terms) != 1 else "one term"
    largest = max(terms, key=lambda term: abs(term.product), default=None)
    heard = count if largest is None else f"{count}, the largest {_heard(largest)},"
    return Explained(
        (f"{head} = {' + '.join(parts)} = {exact(value)}",),
        _say(title, heard, value),
        uses,
        _shares(op, [terms[i] for i in shown], terms),
    )


def _product(term: Term) -> str:
    if term.factor == 1:
        return bracketed(term.value)
    return rf"{bracketed(term.value)} \cdot {bracketed(term.factor)}"


def _heard(term: Term) -> str:
    return said(term.value) + (f" times {said(term.factor)}" if term.factor != 1 else "")


def _shares(op: TracedOp, shown: list[Term], terms: list[Term]) -> tuple[Share, ...]:
    """Where a sum comes from, the largest first."""
    total = sum(abs(term.product) for term in terms)
    if len(terms) < 2 or not total:
        return ()
    order = sorted(shown, key=lambda term: -abs(term.product))
    return tuple(Share(_entry(op, term), term.product, abs(term.product) / total) for term in order)


def _entry(op: TracedOp, term: Term) -> str:
    array = op.operands[term.operand]
    columns = array.shape[-1] if array.ndim else 1
    row, column = divmod(term.index, columns)
    place = f"{column + 1}" if array.ndim < 2 else f"{row + 1},{column + 1}"
    return f"{symbol(term.operand)}_{{{place}}}"


def _partners(op: TracedOp, name: str, index: int) -> dict[str, list[int]]:
    """The other operand's entries in a linear layer's gradients."""
    if op.name != "Linear" or name == "dbias":
        return {}
    other = op.operands["x" if name == "dweight" else "weight"]
    columns = other.shape[-1]
    return {
        "x" if name == "dweight" else "weight": _cells(
            numpy.arange(other.size // columns) * columns + index % columns
        )
    }


def _cells(places: Array) -> list[int]:
    return places[:MOST_USED].tolist()


def _say(title: str, heard: str, value: float) -> str:
    return f"{title}: {heard} is {said(value)}"


# --- losses ------------------------------------------------------------------------------------


def _loss(op: TracedOp, head: str, title: str, value: float) -> Explained:
    """A loss as a mean of one term an entry, or one an example."""
    s, t = op.operands["scores"], op.operands["target"]
    parts, per_example = _loss_terms(op, s, t)
    count = len(s) if per_example else s.size
    order = sorted(range(len(parts)), key=lambda i: -abs(parts[i][1]))
    shown = sorted(order[:MOST_TERMS])
    words = [parts[i][0] for i in shown]
    rest = len(parts) - len(shown)
    if rest:
        left = sum(parts[i][1] for i in order[MOST_TERMS:])
        words.append(rf"\underbrace{{{bracketed(left)}}}_{{{rest}\text{{ smaller}}}}")
    line = (
        rf"{head} = \frac{{1}}{{{count}}} \left({' + '.join(words) or '0'}\right) = {exact(value)}"
    )
    heard = f"the mean over {count} {'examples' if per_example else 'numbers'}"
    uses = {"scores": _cells(numpy.arange(s.size)), "target": _cells(numpy.arange(t.size))}
    return Explained((line,), _say(title, heard, value), uses)


def _loss_terms(op: TracedOp, s: Array, t: Array) -> tuple[list[tuple[str, float]], bool]:
    """Each term's formula and value, and whether there is one an example."""
    pairs = list(zip(s.ravel().tolist(), t.ravel().tolist(), strict=True))
    match op.name:
        case "MeanSquaredError":
            return [(f"({number(a)} - {bracketed(b)})^2", (a - b) ** 2) for a, b in pairs], False
        case "MeanAbsoluteError":
            return [(f"|{number(a)} - {bracketed(b)}|", abs(a - b)) for a, b in pairs], False
        case "Huber":
            held = zip(pairs, op.results["clipped"].ravel().tolist(), strict=True)
            return [
                (
                    rf"{bracketed(c)} ({number(a - b)} - \tfrac12 {bracketed(c)})",
                    c * (a - b - c / 2),
                )
                for (a, b), c in held
            ], False
        case "BinaryCrossEntropy":
            kept = zip(pairs, op.results["p"].ravel().tolist(), strict=True)
            return [_cross_term(a, b, p) for (a, b), p in kept], False
        case "Hinge":
            return [
                (rf"\max(0, 1 - {bracketed(b)} \cdot {bracketed(a)})", max(0.0, 1 - a * b))
                for a, b in pairs
            ], False
        case "MultiMargin":
            margins = op.results["margin"].ravel().tolist()
            return [(number(m), m) for m in margins if m], False
        case _:
            return _class_terms(op, pairs), True


def _cross_term(score: float, target: float, p: float) -> tuple[str, float]:
    value = float(numpy.logaddexp(-target * score, (1 - target) * score))
    if target == 1:
        return rf"-\ln {number(p)}", value
    if target == 0:
        return rf"-\ln(1 - {number(p)})", value
    against, along = (rf"{number(t)} \cdot {bracketed(score)}" for t in (target, 1 - target))
    return rf"\ln(e^{{-{against}}} + e^{{{along}}})", value


def _class_terms(op: TracedOp, pairs: list[tuple[float, float]]) -> list[tuple[str, float]]:
    """−t ln p, or t ln(t / p), of each class that is wanted at all."""
    found = []
    for (_, t), p in zip(pairs, op.results["p"].ravel().tolist(), strict=True):
        if not t:
            continue
        factor = "" if t == 1 else number(t) + r" \cdot "
        if op.name == "KLDivergence":
            value = t * math.log(t / p) if p else math.inf
            found.append((rf"{factor}\ln\frac{{{number(t)}}}{{{number(p)}}}", value))
        else:
            value = -t * math.log(p) if p else math.inf
            found.append((rf"-{factor}\ln {number(p)}", value))
    return found
