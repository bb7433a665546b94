r"""The arrangement of an op's matrices: equations of matrices with operator signs between them.

If a batch has only one example, the example is written as a column, as in textbooks: z = W x + b.
If there are several examples, they are the rows of a matrix: Z = X Wᵀ + b.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chainrule.diagnostics.microscope.signs import sign
from chainrule.engine.op import OPS, Elementwise
from chainrule.engine.program import TracedOp

LONGEST = 64
"""A vector with more entries than this stays a row."""
BETWEEN = {"Multiply": r"\odot", "Add": "+"}
LOSSES_OF_A_DIFFERENCE = ("BinaryCrossEntropy", "CrossEntropy")


@dataclass(frozen=True)
class Part:
    """A part of an equation: either a sign in LaTeX, or a matrix given by its kind and name, which
    may be shown transposed."""

    sign: str = ""
    kind: str = ""
    name: str = ""
    turned: bool = False


Equation = tuple[Part, ...]


def is_of_one(op: TracedOp) -> bool:
    """Whether an op processes a single example, whose entries form one vector."""
    arrays = [op.operands.get(name) for name in ("x", "a", "dy")]
    return any(array is not None and array.ndim == 2 and len(array) == 1 for array in arrays)


def linear_of_one(op: TracedOp) -> list[str]:
    """The formulas of a dense layer for a single example, which is written as a column."""
    of = {name: sign(op, name) for name in ("x", "y", "weight", "bias", "dy")}
    if not op.backward:
        return [f"{of['y']} = {of['weight']}\\,{of['x']} + {of['bias']}"]
    weight, x = (f"({name})" if "^" in name else name for name in (of["weight"], of["x"]))
    formulas = {
        "dx": rf"{weight}^\top {of['dy']}",
        "dweight": rf"{of['dy']}\,{x}^\top",
        "dbias": of["dy"],
    }
    return [f"{sign(op, n)} = {latex}" for n, latex in formulas.items() if n in op.results]


def equations(op: TracedOp, names: Sequence[tuple[str, str]]) -> list[Equation]:
    """The arrangement of an op's matrices.

    Parameters
    ----------
    names : the kind and name of each matrix that is shown.
    """
    if op.name == "Linear" and op.operands.get("dy", op.operands["x"]).ndim == 2:
        found = _linear(op)
    elif op.name in LOSSES_OF_A_DIFFERENCE and op.backward:
        found = [_difference(op)]
    elif op.name in OPS and issubclass(OPS[op.name], Elementwise):
        found = _entrywise(op, names)
    else:
        found = [_listed(op, names)]
    return found


def _matrix(op: TracedOp, name: str, kind: str = "", turned: bool | None = None) -> Part:
    """A matrix; the vector of a single example is shown as a column unless `turned` says
    otherwise."""
    kind = kind or ("result" if name in op.results else "operand")
    array = (op.results if kind == "result" else op.operands).get(name)
    if turned is None:
        is_vector = array is not None and (array.ndim == 1 or (array.ndim == 2 and len(array) == 1))
        turned = is_vector and array is not None and 1 < array.size <= LONGEST and is_of_one(op)
    return Part(kind=kind, name=name, turned=turned)


def _linear(op: TracedOp) -> list[Equation]:
    if is_of_one(op):
        return _linear_of_one(op)
    dot = Part(r"\cdot")
    if not op.backward:
        return [
            (
                _matrix(op, "x"), dot, _matrix(op, "weight", turned=True),
                Part("+"), _matrix(op, "bias"), Part("="), _matrix(op, "y"),
            )
        ]  # fmt: skip
    found: list[Equation] = []
    if "dx" in op.results:
        found.append((_matrix(op, "dy"), dot, _matrix(op, "weight"), Part("="), _matrix(op, "dx")))
    if "dweight" in op.results:
        sides = (_matrix(op, "dy", turned=True), dot, _matrix(op, "x"))
        found.append((*sides, Part("="), _matrix(op, "dweight")))
    if "dbias" in op.results:
        found.append(
            (Part(r"\textstyle\sum_n"), _matrix(op, "dy"), Part("="), _matrix(op, "dbias"))
        )
    return found


def _linear_of_one(op: TracedOp) -> list[Equation]:
    dot = Part(r"\cdot")
    if not op.backward:
        return [
            (
                _matrix(op, "weight", turned=False), dot, _matrix(op, "x"),
                Part("+"), _matrix(op, "bias"), Part("="), _matrix(op, "y"),
            )
        ]  # fmt: skip
    found: list[Equation] = []
    if "dx" in op.results:
        sides = (_matrix(op, "weight", turned=True), dot, _matrix(op, "dy"))
        found.append((*sides, Part("="), _matrix(op, "dx")))
    if "dweight" in op.results:
        sides = (_matrix(op, "dy"), dot, _matrix(op, "x", turned=False))
        found.append((*sides, Part("="), _matrix(op, "dweight", turned=False)))
    if "dbias" in op.results:
        found.append((_matrix(op, "dy"), Part("="), _matrix(op, "dbias")))
    return found


def _difference(op: TracedOp) -> Equation:
    r"""The gradient of a cross-entropy, (p − t) / N, for an incoming gradient of 1."""
    count = (
        op.results["dscores"].size if op.name.startswith("Binary") else len(op.results["dscores"])
    )
    whole = (_column(op, "p"), Part("-"), _column(op, "target"))
    if count == 1:
        return (*whole, Part("="), _column(op, "dscores"))
    sides = (Part("("), *whole, Part(rf") \;/\; {count} \;="))
    return (*sides, _column(op, "dscores"))


def _column(op: TracedOp, name: str) -> Part:
    array = op.results.get(name, op.operands.get(name))
    is_one = array is not None and array.ndim == 2 and len(array) == 1 < array.size <= LONGEST
    return _matrix(op, name, turned=is_one)


def _entrywise(op: TracedOp, names: Sequence[tuple[str, str]]) -> list[Equation]:
    slopes = {name.removeprefix("slope of "): name for kind, name in names if kind == "slope"}
    if op.backward:
        turned = _matrix(op, "dy").turned
        return [
            (
                _matrix(op, "dy"), Part(r"\odot"),
                Part(kind="slope", name=name, turned=turned),
                Part("="), _matrix(op, f"d{of}"),
            )
            for of, name in slopes.items()
        ]  # fmt: skip
    if op.name in BETWEEN:
        sides = (_matrix(op, "a"), Part(BETWEEN[op.name]), _matrix(op, "b"))
        return [(*sides, Part("="), _matrix(op, "y"))]
    if list(op.operands) != ["x"]:
        return [_listed(op, names)]
    function = Part(rf"\operatorname{{{op.name.lower()}}}")
    return [(function, _matrix(op, "x"), Part("="), *_results(op))]


def _results(op: TracedOp) -> list[Part]:
    found: list[Part] = []
    for name in op.results:
        found += [Part(",\\;")] if found else []
        found.append(_column(op, name))
    return found


def _listed(op: TracedOp, names: Sequence[tuple[str, str]]) -> Equation:
    """Operands, intermediate values and results in order, with an arrow before the results."""
    found: list[Part] = []
    arrow = False
    for kind, name in names:
        if kind == "result" and not arrow:
            found.append(Part(r"\to"))
            arrow = True
        turned = kind in ("operand", "result") and op.name in OPS and _column(op, name).turned
        found.append(Part(kind=kind, name=name, turned=turned))
    return tuple(found)
