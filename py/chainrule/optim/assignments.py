"""What an optimizer says of its step: formulas, and the arrays that they give."""

from __future__ import annotations

from typing import Protocol

from chainrule.engine.op import Array

Number = float | Array


class Assignments(Protocol):
    r"""The assignments of one step, to which `Optimizer.explain` adds its own, the last that of θ.

    A formula is LaTeX with each quantity's sign in angle brackets:
    `<\theta> - <\eta> \cdot <g>`.

    Attributes
    ----------
    values : of every sign so far: η, λ, and what the step read, a number or an array each.
    gradient : the sign of what the rule works on: the gradient, with an L2 decay if there is one.
    """

    values: dict[str, Number]
    gradient: str

    def result(self, name: str) -> Array:
        """What the step left of a named array."""
        ...

    def number(self, of: str) -> Array:
        """A quantity so far, in float64."""
        ...

    def let(self, of: str, formula: str, value: Number) -> None:
        """`of` = `formula`, whose value the engine does not hold."""
        ...

    def hold(self, name: str, formula: str) -> str:
        """What the array `name` becomes is what `formula` gives; its sign."""
        ...
