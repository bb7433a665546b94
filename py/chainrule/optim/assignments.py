"""An optimizer's explanation of its step: formulas, and the arrays that they compute."""

from __future__ import annotations

from typing import Protocol

from chainrule.engine.op import Array

Number = float | Array


class Assignments(Protocol):
    r"""The assignments of one step. `Optimizer.explain` adds the rule's own, ending with that of θ.

    A formula is LaTeX with each quantity's symbol in angle brackets:
    `<\theta> - <\eta> \cdot <g>`.

    Attributes
    ----------
    values : the value of every symbol so far, a number or an array: η, λ, and what the step read.
    gradient : the symbol of the rule's input: the gradient, including an L2 penalty if it has one.
    """

    values: dict[str, Number]
    gradient: str

    def result(self, name: str) -> Array:
        """A named array after the step."""
        ...

    def number(self, of: str) -> Array:
        """A quantity's current value, in float64."""
        ...

    def let(self, of: str, formula: str, value: Number) -> None:
        """Add `of` = `formula`, for a value that the engine does not store."""
        ...

    def hold(self, name: str, formula: str) -> str:
        """Add the assignment of `formula` to the array `name`; return its symbol."""
        ...
