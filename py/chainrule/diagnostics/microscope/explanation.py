"""The explanation of one entry: formulas with numbers, a sentence, and the entries it uses."""

from __future__ import annotations

from dataclasses import dataclass, field

from chainrule.engine.op import Array
from chainrule.phrases import Phrase, phrase

MOST_TERMS = 12
"""The number of terms above which a sum shows only its largest terms."""
MOST_USED = 4096
"""The number of shares shown at once."""


@dataclass(frozen=True)
class Share:
    """One term of an entry's sum, and its share of the sum of absolute values."""

    label: str
    value: float
    share: float


@dataclass(frozen=True)
class Explained:
    """How an entry was computed.

    Attributes
    ----------
    lines : formulas in LaTeX with this step's numbers; the last ends with the entry's value.
    sentence : the same as text for screen readers.
    uses : for each operand, the flat indices of the entries that it depends on.
    shares : the largest terms, if it is a sum.
    """

    lines: tuple[str, ...]
    sentence: Phrase
    uses: dict[str, list[int]] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()


def entry_sentence(title: str, formula: Phrase, value: float) -> Phrase:
    """The sentence for an entry: its title, the spoken formula, and the value."""
    return phrase("spoken.is", title=title, formula=formula, value=value)


def summed(before: str, smaller: int, after: str) -> str:
    """A formula in which the last term represents a number of smaller ones, if there are any."""
    if not smaller:
        return before + after
    return phrase("line.summed", before=f"{before}_{{", count=smaller, after=f"}}{after}")


def cells(places: Array) -> list[int]:
    """The entries of an operand that are to be highlighted."""
    return places[:MOST_USED].tolist()
