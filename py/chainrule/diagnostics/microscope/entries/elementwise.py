"""Explanations of elementwise ops: the formula with an entry's numbers, and the local
derivative."""

from __future__ import annotations

import numpy
from chainrule.diagnostics.microscope.entries.local_derivatives import response
from chainrule.diagnostics.microscope.explanation import Explained, entry_sentence
from chainrule.diagnostics.microscope.latex import bare, bracketed, exact, fill
from chainrule.diagnostics.microscope.signs import declared, sign
from chainrule.diagnostics.microscope.spoken import INCOMING, said, spoken_formula
from chainrule.engine.op import OPS, Array, Elementwise
from chainrule.engine.program import TracedOp

SETTING_SIGNS = {
    "negative_slope": "a", "alpha": "a", "scale": "s", "beta": "b", "low": "l", "high": "h",
    "exponent": "p", "delta": r"\delta", "eps": r"\varepsilon",
}  # fmt: skip
INCOMING_SIGNS = (r"\bar{y}", r"\bar{L}")


def is_entrywise(op: TracedOp) -> bool:
    """Whether each entry of the op's result depends on only one entry of each operand."""
    return issubclass(OPS[op.name], Elementwise)


def explain_entrywise(
    op: TracedOp, name: str, index: int, head: str, title: str
) -> Explained | None:
    """The explanation of an entry of an elementwise op; None if the op is not elementwise."""
    template = _template(op, name)
    if template is None:
        return None
    value = float(op.results[name].flat[index])
    values = _values(op, name, index)
    local = _local_line(op, name, index, values)
    formula = bare(fill(template, values, _written))
    spoken = spoken_formula(fill(template, values, _spoken))
    return Explained(
        (*local, f"{head} = {formula} = {exact(value)}"),
        entry_sentence(title, spoken, value),
        used(op, name, index),
    )


def local_derivatives(op: TracedOp) -> dict[str, Array]:
    """The derivatives ∂y/∂operand of an elementwise op in the backward pass.

    They are the gradients that the op computes for an incoming gradient of 1. There are none for an
    op in the forward pass, and for an op that mixes entries, because its Jacobian is not diagonal.
    """
    if not op.backward or not is_entrywise(op):
        return {}
    ones = numpy.ones_like(op.operands["dy"])
    return response(op, ones, [name for name in op.results if name.startswith("d")])


def slope_sign(op: TracedOp, name: str) -> str:
    """The symbol of the local derivative that belongs to a gradient."""
    y, x = sign(op, "y"), sign(op, name.removeprefix("d"))
    return rf"\frac{{\partial {y}}}{{\partial {x}}}"


def used(op: TracedOp, name: str, index: int) -> dict[str, list[int]]:
    """For each operand, the index of the entry at the same position."""
    result, uses = op.results[name], {}
    for other, array in op.operands.items():
        at = same_place(array, result, index)
        if at is not None:
            uses[other] = [at]
    return uses


def same_place(array: Array, result: Array, index: int) -> int | None:
    """The index of the operand's entry that broadcasts to an entry of the result, or None if there
    is none."""
    if array.size == 1:
        return 0
    if array.shape == result.shape:
        return index
    try:
        places = numpy.broadcast_to(numpy.arange(array.size).reshape(array.shape), result.shape)
    except ValueError:
        return None
    return int(places.flat[index])


def _template(op: TracedOp, name: str) -> str | None:
    """The formula of one entry of a result, or None if the op is not elementwise."""
    rule = OPS[op.name]
    if op.backward:
        is_own = is_entrywise(op) or (name == "dscores" and not op.name.endswith("MultiMargin"))
        return _derivative(op, name) if is_own else None
    if name in rule.keeps:
        formulas = rule.kept_formulas(op.settings)
        return dict(zip(rule.keeps, formulas, strict=False)).get(name, declared(op, name))
    return rule.latex if is_entrywise(op) else None


def _derivative(op: TracedOp, name: str) -> str | None:
    rule = OPS[op.name]
    names = rule.names(max(len(rule.operands), len(op.results)))
    known = dict(zip(names, rule.derivatives, strict=False))
    return known.get(name.removeprefix("d"))


def _local_line(op: TracedOp, name: str, index: int, values: dict[str, float]) -> tuple[str, ...]:
    """The formula of ∂y/∂x with its numbers, for an op in the backward pass."""
    formula = _derivative(op, name)
    if not op.backward or formula is None or not is_entrywise(op):
        return ()
    slope = local_derivatives(op)[name]
    own = formula.replace(r"\bar{y} \odot ", "").replace(r"\bar{y}", "1")
    shown = bare(fill(own, values, _written))
    value = exact(float(slope.flat[index]))
    head = slope_sign(op, name)
    return (f"{head} = {shown} = {value}" if shown != value else f"{head} = {value}",)


def _values(op: TracedOp, name: str, index: int) -> dict[str, float]:
    """The numbers that replace the symbols in the entry's formula."""
    result = op.results[name]
    found = {
        SETTING_SIGNS[setting]: float(value)
        for setting, value in op.settings.items()
        if setting in SETTING_SIGNS and isinstance(value, int | float)
    }
    for other, array in {**op.operands, **op.results}.items():
        at = same_place(array, result, index)
        if at is not None and (other != name or other == "mask"):
            found[declared(op, other)] = float(array.flat[at])
    if "dscores" in op.results:
        rows, columns = result.shape[-2:]
        network = index // (rows * columns)
        found |= {"N": rows * columns, "n": rows, "C": columns}
        found[r"\bar{L}"] = float(op.operands["dy"].flat[network])
    return found


def _written(_: str, value: float) -> str:
    return bracketed(value)


def _spoken(of: str, value: float) -> str:
    return INCOMING * (of in INCOMING_SIGNS) + said(value)
