"""The assignments of a step: formulas, the arrays that they compute, and the numbers for one
parameter.

Each quantity is identified by its symbol, which is written in angle brackets in formulas.
Quantities stored in a buffer are read from it. Quantities that the engine does not store, such as a
bias-corrected moment, are computed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy
from chainrule.diagnostics.microscope.latex import bare, bracketed, exact, number
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp

Number = float | Array
SIGN = re.compile(r"<([^<>]+)>")


@dataclass(frozen=True)
class Assignment:
    """The assignment of `formula` to `sign`, with its value; in a formula without angle brackets,
    no numbers are substituted."""

    sign: str
    formula: str
    value: Array

    @property
    def latex(self) -> str:
        """The formula."""
        return f"{self.sign} = {self.formula.replace('<', '').replace('>', '')}"


@dataclass(frozen=True)
class Line:
    """An assignment for one parameter: its formula, the formula with numbers, and the value."""

    latex: str
    value: float


class Rule:
    """The assignments of a traced op outside the network: an update, a penalty or clipping.

    Parameters
    ----------
    op : the op; its operands are the values before the op, and its results the values after it.
    before, after : the symbols of the operands and of the results.

    Attributes
    ----------
    lines : the assignments, in order.
    values : the value of every symbol in the formulas so far, as an array or a number.
    gradient : the symbol of the gradient that the rule uses.
    """

    def __init__(self, op: TracedOp, before: dict[str, str], after: dict[str, str]) -> None:
        self.op, self.before, self.after = op, before, after
        self.values: dict[str, Number] = {before[n]: array for n, array in op.operands.items()}
        self.lines: list[Assignment] = []
        self.gradient = before.get("grad", "")

    def result(self, name: str) -> Array:
        """The array called `name` after the step."""
        return self.op.results[name]

    def number(self, of: str) -> Array:
        """A quantity's current value, in float64."""
        return numpy.asarray(self.values[of], numpy.float64)

    def let(self, of: str, formula: str, value: Number) -> None:
        """Add the assignment of `formula` to the symbol `of`, for a value that the engine does not
        store."""
        array = numpy.asarray(value, numpy.float64)
        self.values[of] = array
        self.lines.append(Assignment(of, formula, array))

    def hold(self, name: str, formula: str) -> str:
        """Add the assignment of `formula` to the array `name`, and return its symbol."""
        of = self.after[name]
        self.values[of] = self.op.results[name]
        self.lines.append(Assignment(of, formula, self.op.results[name]))
        return of

    @property
    def formulas(self) -> list[str]:
        """All assignments, in LaTeX."""
        return [line.latex for line in self.lines]

    def between(self) -> dict[str, Array]:
        """The intermediate values that the engine does not store, keyed by symbol."""
        held = {self.after[name] for name in self.op.results}
        return {line.sign: line.value for line in self.lines if line.sign not in held}

    def explained(self, of: str, index: int) -> list[Line]:
        """The assignment of `of` and the assignments on which it depends, with the numbers of the
        parameter `index`."""
        wanted, found = {of}, []
        for line in reversed(self.lines):
            if line.sign in wanted:
                wanted |= set(SIGN.findall(line.formula))
                found.append(self._line(line, index))
        return found[::-1]

    def _line(self, line: Assignment, index: int) -> Line:
        value = _entry(line.value, index)

        def written(found: re.Match[str]) -> str:
            shown = _written(_entry(self.values[found[1] or found[2]], index))
            return f"{{{bare(shown)}}}" if found[1] else shown

        # An expression in braces does not require brackets.
        numbers = re.sub(r"\{<([^<>]+)>\}|<([^<>]+)>", written, line.formula)
        shown = f" = {numbers}" if "<" in line.formula else ""
        return Line(f"{line.latex}{shown} = {exact(value)}", value)


def _written(value: float) -> str:
    """A number, written as a factor or a summand; if it is just below 1, with enough digits to
    distinguish it from 1."""
    return exact(value) if 0.99 < value < 1 else bracketed(value)


def _entry(value: Number, index: int) -> float:
    array = numpy.asarray(value)
    return float(array.flat[index if array.size > 1 else 0])


def moved(name: str, before: float, after: float) -> str:
    """The values of a number before and after a step, in LaTeX."""
    if before == after:
        return f"{name} = {exact(after)}"
    change = after - before
    sign = "-" if change < 0 else "+"
    return rf"{name}: {exact(before)} \to {exact(after)}\ ({sign}{number(abs(change))})"
