"""The explanation of a loss with class weights, term by term, and of an example's share of the
loss."""

from __future__ import annotations

import numpy
from chainrule.diagnostics.microscope.entries.elementwise import same_place
from chainrule.diagnostics.microscope.entries.losses import NEGATED, loss_terms
from chainrule.diagnostics.microscope.explanation import (
    MOST_TERMS,
    Explained,
    cells,
    entry_sentence,
    summed,
)
from chainrule.diagnostics.microscope.latex import bracketed, exact, joined, number
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp
from chainrule.phrases import phrase

PREFIX = "Weighted"


def is_weighted(op: TracedOp) -> bool:
    """Whether an op is a loss with class weights."""
    return "scores" in op.operands and "share" in op.results


def explain_weighted_loss(op: TracedOp, index: int, head: str, title: str) -> Explained:
    """The loss as a sum with one term for each example and output, each multiplied by the example's
    share.

    Parameters
    ----------
    index : the index of the network, if several are trained at once.
    """
    value = float(op.results["y"].flat[index])
    parts = _weighted_terms(op, index)
    order = sorted(range(len(parts)), key=lambda i: -abs(parts[i][1]))
    terms = [parts[i][0] for i in sorted(order[:MOST_TERMS])]
    rest = len(parts) - len(terms)
    if rest:
        left = sum(parts[i][1] for i in order[MOST_TERMS:])
        terms.append(rf"\underbrace{{{bracketed(left)}}}")
    count, outputs = op.operands["scores"].shape[-2:]
    minus = "-" * (op.name.removeprefix(PREFIX) in NEGATED)
    part = rf"\frac{{1}}{{{outputs}}} " * op.name.endswith("MultiMargin")
    before = f"{head} = {minus}{part}({joined(terms) or '0'}"
    line = summed(before, rest, f") = {exact(value)}")
    own = numpy.arange(count * outputs)
    uses = {"scores": cells(own + index * own.size)}
    shares_data = op.operands["target"].size == own.size
    uses["target"] = cells(own + (0 if shares_data else index * own.size))
    spoken = phrase("spoken.loss.weighted", count=count)
    return Explained((line,), entry_sentence(title, spoken, value), uses)


def explain_share(op: TracedOp, name: str, index: int, head: str, title: str) -> Explained:
    """An example's share rₙ of the loss, or an entry of the weighted target τ."""
    result, scores = op.results[name], op.operands["scores"]
    value, width = float(result.flat[index]), scores.shape[-1]
    if name == "share":
        own = float(_weights(op).flat[index])
        below, total = _total(op, index)
        above, spoken = number(own), phrase(f"spoken.share.{'total' if total else 'count'}")
    else:
        weight, target = _weight_and_target(op, index)
        own = _weights(op)
        above = rf"{number(weight)} \cdot {bracketed(target)}"
        below = float(own.flat[same_place(own, scores, index) or 0])
        spoken = phrase("spoken.aim")
        total = ()
    line = rf"{head} = \frac{{{above}}}{{{number(below)}}} = {exact(value)}"
    places = index // result.shape[-1] * width + numpy.arange(width)
    uses = {"target": cells(places % op.operands["target"].size)}
    return Explained((*total, line), entry_sentence(title, spoken, value), uses)


def _total(op: TracedOp, index: int) -> tuple[float, tuple[str, ...]]:
    """The number by which the weights of a network's examples are divided: either the number of
    scores, or the sum of the weights together with its formula."""
    scores = op.operands["scores"]
    size = scores.shape[-2] * scores.shape[-1]
    if op.settings.get("by_count", False):
        return size, ()
    targets = numpy.broadcast_to(op.operands["target"], scores.shape)
    network = index * len(scores.reshape(-1, size)) // op.results["share"].size
    counts = _counts(op, targets.reshape(-1, *scores.shape[-2:])[network])
    total = sum(count * weight for count, weight in counts)
    terms = joined([rf"{number(count)} \cdot {number(weight)}" for count, weight in counts])
    return total, (rf"\sum w = {terms} = {exact(total)}",)


def _counts(op: TracedOp, target: Array) -> list[tuple[float, float]]:
    """For each class in the batch, the number of its examples (a fraction for soft targets) and its
    weight."""
    weight = op.settings["weight"]
    if op.name.endswith("BinaryCrossEntropy"):
        ones = float(target.sum(dtype=float))
        pairs = [(target.size - ones, weight[0][0]), (ones, weight[0][1])]
    elif op.name.endswith("WeightedHinge"):
        ones = int((target > 0).sum())
        pairs = [(target.size - ones, weight[0]), (ones, weight[1])]
    else:
        classes = numpy.bincount(target.argmax(axis=-1), minlength=len(weight))
        pairs = list(zip(classes.tolist(), weight, strict=True))
    return [(count, one) for count, one in pairs if count]


def _weight_and_target(op: TracedOp, index: int) -> tuple[float, float]:
    """The weight of an entry's class, and the target's value for the entry."""
    scores, weight = op.operands["scores"], op.settings["weight"]
    target = float(numpy.broadcast_to(op.operands["target"], scores.shape).flat[index])
    column = index % scores.shape[-1]
    if op.name.endswith("BinaryCrossEntropy"):
        return weight[column % len(weight)][1], target
    return weight[column], target


def _weighted_terms(op: TracedOp, index: int) -> list[tuple[str, float]]:
    """The formula and value of each term. An example has either a single share or one share per
    output."""
    name = op.name.removeprefix(PREFIX)
    scores, networks = op.operands["scores"], op.results["y"].size

    def own(array: Array) -> Array:
        whole = numpy.broadcast_to(array, (*scores.shape[:-2], *array.shape[-2:]))
        return whole.reshape(networks, *array.shape[-2:])[index]

    s, share = own(scores), own(op.results["share"])
    target = own(op.results["aim"] if "aim" in op.results else op.operands["target"])
    saved = {key: own(op.results[key]) for key in ("p", "margin") if key in op.results}
    width = s.shape[1] // share.shape[1]
    parts: list[tuple[str, float]] = []
    for row, column in numpy.ndindex(*share.shape):
        place = slice(row, row + 1), slice(column * width, (column + 1) * width)
        some = {key: array[place].ravel().tolist() for key, array in saved.items()}
        terms, _ = loss_terms(name, s[place], target[place], some)
        parts += [_times(float(share[row, column]), *term) for term in terms]
    return parts


def _times(share: float, formula: str, value: float) -> tuple[str, float]:
    of_both = f"({formula})" if r"+ " in formula else formula  # for a target between 0 and 1
    return rf"{number(share)} \cdot {of_both}", share * value


def _weights(op: TracedOp) -> Array:
    """The weight of each example, or of each entry of an example, in the shape of the shares."""
    scores, weight = op.operands["scores"], op.settings["weight"]
    target = numpy.broadcast_to(op.operands["target"], scores.shape).astype(numpy.float64)
    if op.name.endswith("BinaryCrossEntropy"):
        negative, positive = (numpy.array(column) for column in zip(*weight, strict=True))
        return positive * target + negative * (1 - target)
    if op.name.endswith("WeightedHinge"):
        return numpy.where(target > 0, weight[1], weight[0])
    return (target @ numpy.array(weight))[..., None]
