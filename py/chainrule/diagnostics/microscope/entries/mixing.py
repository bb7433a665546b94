"""Explanations of ops that mix entries and are not sums of products: softmaxes, norms and recurrent
cells."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy
from chainrule.diagnostics.microscope.entries.elementwise import same_place
from chainrule.diagnostics.microscope.explanation import (
    MOST_TERMS,
    Explained,
    cells,
    entry_sentence,
)
from chainrule.diagnostics.microscope.latex import bracketed, exact, number
from chainrule.engine.op import OPS, Array
from chainrule.engine.program import TracedOp
from chainrule.phrases import Phrase, phrase


@dataclass(frozen=True)
class _Derivation:
    """A formula with its numbers, its spoken form, the entries that it reads, and the lines before
    the formula."""

    formula: str
    spoken: Phrase
    uses: dict[str, list[int]] = field(default_factory=dict)
    before: tuple[str, ...] = ()


def explain_mixing(op: TracedOp, name: str, index: int, head: str, title: str) -> Explained | None:
    """The explanation of an entry of a forward result; None for an op that is explained
    elsewhere."""
    rule = None if op.backward else _RULES.get((op.name, name))
    if rule is None:
        return None
    found, value = rule(op, index), float(op.results[name].flat[index])
    line = f"{head} = {found.formula} = {exact(value)}"
    return Explained((*found.before, line), entry_sentence(title, found.spoken, value), found.uses)


# --- softmax ---------------------------------------------------------------------------------


def _softmax(op: TracedOp, index: int) -> _Derivation:
    name = "scores" if "scores" in op.operands else "x"
    x = op.operands[name]
    places, own = _along(x, index, op.settings.get("axis", -1))
    row = x.flat[places]
    return _Derivation(_share(row, own), _spoken_share(row, own), {name: cells(places)})


def _log_softmax(op: TracedOp, index: int) -> _Derivation:
    x = op.operands["x"]
    places, _ = _along(x, index, op.settings["axis"])
    own = float(x.flat[index])
    return _Derivation(
        rf"{number(own)} - \ln({_exponentials(x.flat[places])})",
        phrase("spoken.log_softmax", score=own, count=len(places)),
        {"x": cells(places)},
    )


def _log_sum_exp(op: TracedOp, index: int) -> _Derivation:
    places = _reduced(op, index)
    return _Derivation(
        rf"\ln({_exponentials(op.operands['x'].flat[places])})",
        phrase("spoken.log_sum_exp", count=len(places)),
        {"x": cells(places)},
    )


def _attention(op: TracedOp, index: int) -> _Derivation:
    """The attention of one step to another: the score, followed by its softmax weight."""
    attention = op.results["attention"]
    *lead, step, other = (int(i) for i in numpy.unravel_index(index, attention.shape))
    places = {n: _stretched(op.operands[n], attention.shape[:-2], 2) for n in ("q", "k")}
    own, keys = places["q"][(*lead, step)], places["k"][tuple(lead)]
    q, k = op.operands["q"].flat[own], op.operands["k"].flat[keys].astype(numpy.float64)
    scores = k @ q / math.sqrt(len(q))
    if op.settings["causal"]:
        scores[step + 1 :] = -numpy.inf
    uses = {"q": cells(own), "k": cells(keys[other])}
    if not math.isfinite(scores[other]):
        return _Derivation("0", phrase("spoken.masked"), uses)
    terms = [
        rf"{bracketed(float(a))} \cdot {bracketed(float(b))}"
        for a, b in zip(q[:MOST_TERMS], k[other], strict=False)
    ]
    dots = r" + \dots" * (len(q) > MOST_TERMS)
    score = rf"\frac{{{' + '.join(terms)}{dots}}}{{\sqrt{{{len(q)}}}}}"
    line = f"s_{{{step + 1},{other + 1}}} = {score} = {number(float(scores[other]))}"
    return _Derivation(_share(scores, other), _spoken_share(scores, other), uses, (line,))


def _share(row: Array, own: int) -> str:
    return rf"\frac{{e^{{{number(float(row[own]))}}}}}{{{_exponentials(row)}}}"


def _spoken_share(row: Array, own: int) -> Phrase:
    return phrase("spoken.softmax", score=float(row[own]), count=len(row))


def _exponentials(row: Array) -> str:
    finite = [float(value) for value in row if value != -numpy.inf]
    shown = " + ".join(f"e^{{{number(value)}}}" for value in finite[:MOST_TERMS])
    return shown + r" + \dots" * (len(finite) > MOST_TERMS)


# --- means and norms ---------------------------------------------------------------------------


def _max(op: TracedOp, index: int) -> _Derivation:
    places = _reduced(op, index)
    shown = [number(float(value)) for value in op.operands["x"].flat[places[:MOST_TERMS]]]
    shown += [r"\dots"] * (len(places) > MOST_TERMS)
    spoken = phrase("spoken.max", count=len(places))
    return _Derivation(rf"\max({', '.join(shown)})", spoken, {"x": cells(places)})


def _mean(op: TracedOp, index: int) -> _Derivation:
    places = _reduced(op, index)
    total = _total([bracketed(float(value)) for value in op.operands["x"].flat[places]])
    spoken = phrase("spoken.mean", count=len(places))
    return _Derivation(rf"\frac{{1}}{{{len(places)}}} ({total})", spoken, {"x": cells(places)})


def _variance(op: TracedOp, index: int) -> _Derivation:
    places, mean = _reduced(op, index), float(op.results["mean"].flat[index])
    squares = [
        f"({number(float(value))} - {bracketed(mean)})^2" for value in op.operands["x"].flat[places]
    ]
    spoken = phrase("spoken.variance", count=len(places))
    formula = rf"\frac{{1}}{{{len(places)}}} ({_total(squares)})"
    return _Derivation(formula, spoken, {"x": cells(places)})


def _deviation(op: TracedOp, index: int) -> _Derivation:
    variance, eps = float(op.results["variance"].flat[index]), op.settings["eps"]
    formula = rf"\sqrt{{{number(variance)} + {number(eps)}}}"
    return _Derivation(formula, phrase("spoken.deviation", variance=variance))


def _root_mean_square(op: TracedOp, index: int) -> _Derivation:
    x, width = op.operands["x"], op.operands["x"].shape[-1]
    places = numpy.arange(width) + index * width
    total = _total([f"{bracketed(float(value))}^2" for value in x.flat[places]])
    formula = rf"\sqrt{{\frac{{1}}{{{width}}} ({total}) + {number(op.settings['eps'])}}}"
    return _Derivation(formula, phrase("spoken.rms", count=width), {"x": cells(places)})


def _standardised(op: TracedOp, index: int) -> _Derivation:
    x, y = op.operands["x"], op.results["y"]
    mean, deviation = (
        float(op.results[n].flat[same_place(op.results[n], y, index) or 0])
        for n in ("mean", "deviation")
    )
    own = float(x.flat[index])
    return _Derivation(
        rf"\frac{{{number(own)} - {bracketed(mean)}}}{{{number(deviation)}}}",
        phrase("spoken.standardised", value=own, mean=mean, deviation=deviation),
        {"x": [index]},
    )


def _scaled(op: TracedOp, index: int) -> _Derivation:
    rms = op.results["rms"]
    size = float(rms.flat[same_place(rms, op.results["y"], index) or 0])
    own = float(op.operands["x"].flat[index])
    formula = rf"\frac{{{number(own)}}}{{{number(size)}}}"
    return _Derivation(formula, phrase("spoken.over_rms", value=own, rms=size), {"x": [index]})


def _distance(op: TracedOp, index: int) -> _Derivation:
    """For `Var`, the difference between an entry and the mean."""
    own = float(op.operands["x"].flat[index])
    mean = own - float(op.results["deviation"].flat[index])
    spoken = phrase("spoken.distance", value=own, mean=mean)
    return _Derivation(f"{number(own)} - {bracketed(mean)}", spoken, {"x": [index]})


def _var(op: TracedOp, index: int) -> _Derivation:
    places = _reduced(op, index)
    squares = [f"{bracketed(float(d))}^2" for d in op.results["deviation"].flat[places]]
    count = len(places) - op.settings["correction"]
    formula = rf"\frac{{1}}{{{number(count)}}} ({_total(squares)})"
    spoken = phrase("spoken.var", terms=len(places), count=count)
    return _Derivation(formula, spoken, {"x": cells(places)})


def _total(parts: list[str]) -> str:
    return " + ".join(parts[:MOST_TERMS]) + r" + \dots" * (len(parts) > MOST_TERMS)


# --- recurrent cells ---------------------------------------------------------------------------


def _gru(op: TracedOp, index: int) -> _Derivation:
    y = op.results["y"]
    row, unit = divmod(index, y.shape[-1])
    z = float(_rows(op.results["gates"])[row, y.shape[-1] + unit])
    n = float(op.results["candidate"].flat[index])
    at = same_place(op.operands["h"], y, index) or 0
    h = float(op.operands["h"].flat[at])
    formula = rf"(1 - {number(z)}) \cdot {bracketed(n)} + {number(z)} \cdot {bracketed(h)}"
    spoken = phrase("spoken.gru", candidate=n, state=h, gate=z)
    return _Derivation(formula, spoken, {"h": [at]})


def _gru_candidate(op: TracedOp, index: int) -> _Derivation:
    size = op.results["candidate"].shape[-1]
    row, unit = divmod(index, size)
    (a, at_a), (b, at_b) = (_part(op, name, row, 2 * size + unit) for name in ("a", "b"))
    r = float(_rows(op.results["gates"])[row, unit])
    formula = rf"\tanh({number(a)} + {number(r)} \cdot {bracketed(b)})"
    spoken = phrase("spoken.gru.candidate", a=a, gate=r, b=b)
    return _Derivation(formula, spoken, {"a": [at_a], "b": [at_b]})


def _gate(op: TracedOp, index: int) -> _Derivation:
    """σ(a + b), or tanh(a + b) for the candidate of an LSTM."""
    width = op.results["gates"].shape[-1]
    row, unit = divmod(index, width)
    (a, at_a), (b, at_b) = (_part(op, name, row, unit) for name in ("a", "b"))
    is_candidate = op.name == "LSTMCell" and 4 * unit // width == 2
    sign, name = (r"\tanh", "tanh") if is_candidate else (r"\sigma", "sigmoid")
    formula = rf"{sign}({number(a)} + {bracketed(b)})"
    uses = {"a": [at_a], "b": [at_b]}
    return _Derivation(formula, phrase(f"spoken.gate.{name}", a=a, b=b), uses)


def _lstm(op: TracedOp, index: int) -> _Derivation:
    width = op.results["y"].shape[-1]
    size = width // 2
    row, unit = divmod(index, width)
    gates = _rows(op.results["gates"])[row]
    i, f, g, o = (float(gates[k * size + unit % size]) for k in range(4))
    if unit < size:
        t = float(_rows(op.results["t"])[row, unit])
        spoken = phrase("spoken.lstm.output", gate=o, value=t)
        return _Derivation(rf"{number(o)} \cdot {bracketed(t)}", spoken)
    c, at = _part(op, "c", row, unit - size)
    formula = rf"{number(f)} \cdot {bracketed(c)} + {number(i)} \cdot {bracketed(g)}"
    numbers = {"cell": c, "forget": f, "candidate": g, "input": i}
    spoken = phrase("spoken.lstm.cell", **numbers)
    return _Derivation(formula, spoken, {"c": [at]})


def _lstm_cell(op: TracedOp, index: int) -> _Derivation:
    size = op.results["t"].shape[-1]
    row, unit = divmod(index, size)
    cell = float(_rows(op.results["y"])[row, size + unit])
    return _Derivation(rf"\tanh({number(cell)})", phrase("spoken.lstm.tanh", cell=cell))


def _part(op: TracedOp, name: str, row: int, column: int) -> tuple[float, int]:
    """One entry of a recurrent cell's operand, which may be broadcast over rows, and the entry's
    index."""
    array = op.operands[name]
    places = _rows(_stretched(array, op.results["y"].shape[:-1], 1))
    at = int(places[row, column])
    return float(array.flat[at]), at


# --- copied entries ----------------------------------------------------------------------------


def _window(op: TracedOp, index: int) -> _Derivation:
    """An entry of a convolution's windows, which are the columns of one matrix: an entry of x or
    padding."""
    rule, x = OPS[op.name], op.operands["x"]
    places = numpy.arange(1.0, x.size + 1).reshape(x.shape)
    others = [numpy.zeros(op.operands[name].shape) for name in ("weight", "bias")]
    buffers = {name: numpy.zeros(array.shape) for name, array in op.results.items()}
    rule.forward(numpy, places, *others, **buffers, **op.settings)
    at = int(buffers["windows"].flat[index]) - 1
    if at < 0:
        return _Derivation("0", phrase("spoken.padding"))
    entry = [int(i) + 1 for i in numpy.unravel_index(at, x.shape)]
    spoken = phrase("spoken.input_at", entry=entry)
    return _Derivation(f"x_{{{','.join(map(str, entry))}}}", spoken, {"x": [at]})


def _picked(op: TracedOp, index: int) -> _Derivation:
    y, ids, weight = op.results["y"], op.operands["ids"], op.operands["weight"]
    width = y.shape[-1]
    lead = y.ndim - 1
    place = numpy.broadcast_to(numpy.arange(ids.size).reshape(ids.shape), y.shape[:lead])
    at = int(place.flat[index // width])
    row, column = int(ids.flat[at]), index % width
    table = _stretched(weight, y.shape[: weight.ndim - 2], 2)
    replica = index // (y.size // max(1, math.prod(table.shape[:-2])))
    own = int(table.reshape(-1, *table.shape[-2:])[replica, row, column])
    line = phrase("line.picks_row", index=row, row=row + 1)
    return _Derivation(
        f"W_{{{row + 1},{column + 1}}}",
        phrase("spoken.row", row=row + 1, column=column + 1),
        {"ids": [at], "weight": [own]},
        (line,),
    )


def _padded(op: TracedOp, index: int) -> _Derivation:
    x, y = op.operands["x"], op.results["y"]
    marks = numpy.arange(x.size).reshape(x.shape)
    widths = [(0, 0)] * (x.ndim - len(op.settings["widths"])) + list(op.settings["widths"])
    at = int(numpy.pad(marks, widths, constant_values=-1).reshape(y.shape).flat[index])
    if at < 0:
        return _Derivation(number(op.settings["value"]), phrase("spoken.padding"))
    return _Derivation(number(float(x.flat[at])), phrase("spoken.input"), {"x": [at]})


def _margin(op: TracedOp, index: int) -> _Derivation:
    """The amount by which a wrong class violates the margin of 1 to the true class."""
    s, t = op.operands["scores"], op.operands["target"]
    places, _ = _along(s, index, -1)
    wanted = t.flat[[same_place(t, s, int(at)) or 0 for at in places]]
    own, other = float(s.flat[places] @ wanted), float(s.flat[index])
    if wanted[list(places).index(index)]:
        return _Derivation("0", phrase("spoken.margin.own"))
    formula = rf"\max(0, 1 - {bracketed(own)} + {bracketed(other)})"
    return _Derivation(formula, phrase("spoken.margin", own=own, other=other), {"scores": [index]})


# --- positions of entries ----------------------------------------------------------------------


def _rows(array: Array) -> Array:
    return array.reshape(-1, array.shape[-1])


def _stretched(array: Array, lead: tuple[int, ...], own: int) -> Array:
    """The indices of the entries, broadcast over leading axes; the last `own` axes are kept."""
    places = numpy.arange(array.size).reshape(array.shape)
    return numpy.broadcast_to(places, (*lead, *array.shape[-own:]))


def _along(x: Array, index: int, axis: int) -> tuple[Array, int]:
    """The flat indices of the entries on the line through a given entry along one axis, and the
    given entry's position on that line."""
    at = [int(i) for i in numpy.unravel_index(index, x.shape)]
    line: list[int | slice] = [*at]
    line[axis] = slice(None)
    return numpy.arange(x.size).reshape(x.shape)[tuple(line)], at[axis]


def _reduced(op: TracedOp, index: int) -> Array:
    """The entries of x from which an entry of a reduction is computed."""
    x = op.operands["x"]
    axes = op.settings.get("axes", op.settings.get("axis"))
    axes = range(x.ndim) if axes is None else [axes] if isinstance(axes, int) else axes
    chosen = sorted(axis % x.ndim for axis in axes)
    places = numpy.moveaxis(
        numpy.arange(x.size).reshape(x.shape), chosen, range(x.ndim - len(chosen), x.ndim)
    )
    return places.reshape(-1, math.prod(x.shape[axis] for axis in chosen))[index]


_RULES: dict[tuple[str, str], Callable[[TracedOp, int], _Derivation]] = {
    ("Softmax", "y"): _softmax, ("CrossEntropy", "p"): _softmax, ("KLDivergence", "p"): _softmax,
    ("LogSoftmax", "y"): _log_softmax, ("LogSumExp", "y"): _log_sum_exp, ("Max", "y"): _max,
    ("ScaledDotProductAttention", "attention"): _attention,
    ("Standardise", "y"): _standardised, ("Standardise", "mean"): _mean,
    ("Standardise", "variance"): _variance, ("Standardise", "deviation"): _deviation,
    ("StandardiseImages", "y"): _standardised, ("StandardiseImages", "mean"): _mean,
    ("StandardiseImages", "variance"): _variance, ("StandardiseImages", "deviation"): _deviation,
    ("RMSNormalise", "y"): _scaled, ("RMSNormalise", "rms"): _root_mean_square,
    ("Var", "y"): _var, ("Var", "deviation"): _distance,
    ("GRUCell", "y"): _gru, ("GRUCell", "gates"): _gate, ("GRUCell", "candidate"): _gru_candidate,
    ("LSTMCell", "y"): _lstm, ("LSTMCell", "gates"): _gate, ("LSTMCell", "t"): _lstm_cell,
    ("Conv1d", "windows"): _window, ("Conv2d", "windows"): _window,
    ("Embedding", "y"): _picked, ("Pad", "y"): _padded, ("MultiMargin", "margin"): _margin,
    ("WeightedCrossEntropy", "p"): _softmax, ("WeightedMultiMargin", "margin"): _margin,
}  # fmt: skip
