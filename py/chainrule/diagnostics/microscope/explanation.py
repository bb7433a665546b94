"""The explanation of one entry: formulas with numbers, a sentence, and the entries that it uses."""

from __future__ import annotations

from dataclasses import dataclass, field

from chainrule.engine.op import Array
from chainrule.phrases import Phrase, phrase

MOST_TERMS = 12
"""The number of terms above which only the largest terms of a sum are shown."""
MOST_USED = 4096
"""The largest number of entries that are highlighted at once."""


@dataclass(frozen=True)
class Share:
    """One term of an entry's sum, and its share of the sum of the terms' absolute values."""

    label: str
    value: float
    share: float


@dataclass(frozen=True)
class Explained:
    """An explanation of how an entry was computed.

    Attributes
    ----------
    lines : formulas in LaTeX with this step's numbers; the last one ends with the entry's value.
    sentence : the same explanation as text for screen readers.
    uses : for each operand, the flat indices of the entries on which the entry depends.
    shares : the largest terms, if the entry is a sum.
    """

    lines: tuple[str, ...]
    sentence: Phrase
    uses: dict[str, list[int]] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()


def entry_sentence(title: str, formula: Phrase, value: float) -> Phrase:
    """The sentence for an entry: its title, the spoken formula, and its value."""
    return phrase("spoken.is", title=title, formula=formula, value=value)


def summed(before: str, smaller: int, after: str) -> str:
    """A formula in which the last term stands for the `smaller` smallest terms, if that number is
    not 0."""
    if not smaller:
        return before + after
    return phrase("line.summed", before=f"{before}_{{", count=smaller, after=f"}}{after}")


def cells(places: Array) -> list[int]:
    """The entries of an operand that are to be highlighted."""
    return places[:MOST_USED].tolist()
