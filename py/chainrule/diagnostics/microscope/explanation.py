"""What is said of one entry: its formulas in numbers, a sentence, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from chainrule.diagnostics.microscope.latex import said
from chainrule.engine.op import Array

MOST_TERMS = 12
"""Longer sums are shown by their largest terms."""
MOST_USED = 4096
"""As many as are seen at once."""


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


def say(title: str, heard: str, value: float) -> str:
    """An entry as one says it."""
    return f"{title}: {heard} is {said(value)}"


def cells(places: Array) -> list[int]:
    """The entries of an operand that are marked."""
    return places[:MOST_USED].tolist()
