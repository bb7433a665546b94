"""An optimizer's explanation of its step: the formulas and the arrays that they compute."""

from __future__ import annotations

from typing import Protocol

from chainrule.engine.op import Array

Number = float | Array


class Assignments(Protocol):
    r"""The assignments of one step. `Optimizer.explain` adds the assignments of its rule, the last
    of which assigns θ.

    A formula is LaTeX in which each quantity's symbol is in angle brackets: `<\theta> - <\eta>
    \cdot <g>`.

    Attributes
    ----------
    values : the value of every symbol so far, as a number or an array: η, λ and the arrays that the
        step reads.
    gradient : the symbol of the rule's input: the gradient, which includes the L2 penalty if there
        is one.
    """

    values: dict[str, Number]
    gradient: str

    def result(self, name: str) -> Array:
        """The array called `name` after the step."""
        ...

    def number(self, of: str) -> Array:
        """A quantity's current value, in float64."""
        ...

    def let(self, of: str, formula: str, value: Number) -> None:
        """Add the assignment of `formula` to the symbol `of`, for a value that the engine does not
        store."""
        ...

    def hold(self, name: str, formula: str) -> str:
        """Add the assignment of `formula` to the array `name`, and return its symbol."""
        ...
