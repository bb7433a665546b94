"""The explanation of one entry of an op's result."""

from __future__ import annotations

import numpy
from chainrule.diagnostics.microscope.entries.elementwise import explain_entrywise
from chainrule.diagnostics.microscope.entries.local_derivatives import (
    CONVOLUTIONS,
    Term,
    slopes,
    terms_of_gradient,
    terms_of_result,
)
from chainrule.diagnostics.microscope.entries.losses import explain_loss
from chainrule.diagnostics.microscope.entries.mixing import explain_mixing
from chainrule.diagnostics.microscope.entries.weighted import (
    explain_share,
    explain_weighted_loss,
    is_weighted,
)
from chainrule.diagnostics.microscope.equations import is_of_one
from chainrule.diagnostics.microscope.explanation import (
    MOST_TERMS,
    Explained,
    Share,
    cells,
    entry_sentence,
    summed,
)
from chainrule.diagnostics.microscope.latex import bare, bracketed, exact
from chainrule.diagnostics.microscope.signs import entry_sign
from chainrule.engine.program import TracedOp
from chainrule.phrases import Phrase, phrase


def explain_entry(op: TracedOp, name: str, index: int, head: str, title: str) -> Explained:
    """The explanation of an entry of a result, given by its index in the flat array.

    Parameters
    ----------
    head : the entry's symbol in LaTeX.
    title : the op's name.
    """
    if is_weighted(op) and name == "y":
        return explain_weighted_loss(op, index, head, title)
    if is_weighted(op) and name in ("share", "aim") and not op.backward:
        return explain_share(op, name, index, head, title)
    if "scores" in op.operands and name == "y":
        return explain_loss(op, index, head, title)
    return (
        explain_mixing(op, name, index, head, title)
        or explain_entrywise(op, name, index, head, title)
        or _explain_sum(op, name, index, head, title)
    )


def _explain_sum(op: TracedOp, name: str, index: int, head: str, title: str) -> Explained:
    value = float(op.results[name].flat[index])
    found = {} if op.backward else slopes(op, index)
    terms = terms_of_gradient(op, name, index) if op.backward else terms_of_result(op, found)
    uses = {other: cells(numpy.flatnonzero(slope)) for other, slope in found.items()}
    if terms is None:
        sentence = phrase("spoken.value", title=title, value=value)
        return Explained((f"{head} = {exact(value)}",), sentence, uses)
    if op.backward:
        uses = {"dy": cells(numpy.array([term.index for term in terms], int))}
        uses |= _partners(op, name, index)
    if not terms:
        return Explained((f"{head} = 0",), phrase("spoken.nothing", title=title), uses)
    return _sum(op, name, head, title, terms, value, uses)


def _sum(
    op: TracedOp,
    name: str,
    head: str,
    title: str,
    terms: list[Term],
    value: float,
    uses: dict[str, list[int]],
) -> Explained:
    shown = sorted(sorted(range(len(terms)), key=lambda i: -abs(terms[i].product))[:MOST_TERMS])
    is_factor_first = _multiplies_from_the_left(op, name)
    parts = [_product(terms[i], is_factor_first) for i in shown]
    parts[0] = bare(parts[0])
    rest = len(terms) - len(shown)
    if rest:
        left = sum(term.product for term in terms) - sum(terms[i].product for i in shown)
        parts.append(rf"\underbrace{{{bracketed(left)}}}")
    largest = max(terms, key=lambda term: abs(term.product))
    spoken = _spoken(largest, is_factor_first)
    if len(terms) > 1:
        spoken = phrase("spoken.sum", count=len(terms), largest=spoken)
    return Explained(
        (summed(f"{head} = {' + '.join(parts)}", rest, f" = {exact(value)}"),),
        entry_sentence(title, spoken, value),
        uses,
        _shares(op, [terms[i] for i in shown], terms),
    )


def _multiplies_from_the_left(op: TracedOp, name: str) -> bool:
    """Whether the op's formula has the factors of its terms on the left, as in W x, in which the
    terms are entries of x."""
    if op.name in CONVOLUTIONS or op.name == "ScaledDotProductAttention":
        return name != "dweight"
    if op.name == "MatMul":
        return name == "db"
    return op.name == "Linear" and is_of_one(op) and name != "dweight"


def _product(term: Term, is_factor_first: bool) -> str:
    if term.factor == 1:
        return bracketed(term.value)
    factors = [bracketed(term.value), bracketed(term.factor)]
    return r" \cdot ".join(reversed(factors) if is_factor_first else factors)


def _spoken(term: Term, is_factor_first: bool) -> Phrase:
    if term.factor == 1:
        return phrase("spoken.number", value=term.value)
    left, right = (term.factor, term.value) if is_factor_first else (term.value, term.factor)
    return phrase("spoken.product", left=left, right=right)


def _shares(op: TracedOp, shown: list[Term], terms: list[Term]) -> tuple[Share, ...]:
    """The displayed terms of a sum, largest first."""
    total = sum(abs(term.product) for term in terms)
    if len(terms) < 2 or not total:
        return ()
    order = sorted(shown, key=lambda term: -abs(term.product))
    return tuple(
        Share(_term_sign(op, term), term.product, abs(term.product) / total) for term in order
    )


def _term_sign(op: TracedOp, term: Term) -> str:
    return entry_sign(op, term.operand, op.operands[term.operand], term.index)


def _partners(op: TracedOp, name: str, index: int) -> dict[str, list[int]]:
    """The entries by which incoming gradients are multiplied to compute an entry of the gradient of
    weights or inputs."""
    if op.name == "Linear" and name in ("dweight", "dx"):
        other = "x" if name == "dweight" else "weight"
        columns = op.operands[other].shape[-1]
        rows = numpy.arange(op.operands[other].size // columns)
        return {other: cells(rows * columns + index % columns)}
    if op.name in CONVOLUTIONS and name == "dweight" and op.operands["windows"].ndim == 2:
        places, size = op.operands["windows"].shape[1], op.results[name][0].size
        return {"windows": cells(index % size * places + numpy.arange(places))}
    return {}
