"""A column while it is being read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy

from chainrule.data.reading.cells import numbers
from chainrule.engine.op import Array
from chainrule.phrases import Phrase

Kind = Literal["number", "date", "text"]
FEWEST_FITTING, MOST_ODD, MOST_ODD_TEXTS = 10, 0.1, 3
EXACT = 2.0**53
"""Above this, float64 cannot represent every integer."""
SHORTEST_CODE = 4
"""The minimum length of a code. Shorter numbers with leading zeros may be quantities, such as
months or hours."""
EVIDENCE = 20
"""The largest number of distinct cells stored as examples of cells that do not fit a column."""


class Codes(dict[str, int]):
    """Numbers texts in the order in which they are first looked up."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


@dataclass
class Draft:
    """A column while it is being read.

    Attributes
    ----------
    parts : the values, chunk by chunk; for text, they are indices into `categories`.
    odd : at most `EVIDENCE` distinct cells that do not fit the kind, each with the first row in
        which it occurs.
    odd_count : the number of rows with such a cell.
    missing : how often each nonempty marker of a missing value occurs.
    units : the units of its numbers; "" for numbers without a unit.
    largest : the largest absolute value of its numbers without a unit.
    is_padded : whether an integer is written with leading zeros.
    code : if the column's numbers appear to be codes of equal length, such as 02554, one of them as
        written in the file; otherwise "".
    marks : further thousands separators in its numbers.
    note : a remark on the column, into which the column's name is still to be inserted.
    may_be_code : whether distinct codes may be equal as numbers, because they are padded or too
        long.
    """

    kind: Kind
    parts: list[Array] = field(default_factory=list)
    categories: dict[str, int] = field(default_factory=Codes)
    odd: dict[str, int] = field(default_factory=dict)
    odd_count: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    units: set[str] = field(default_factory=set)
    largest: float = 0.0
    is_padded: bool = False
    code: str = ""
    marks: set[str] = field(default_factory=set)
    note: Phrase | None = None
    may_be_code: bool = False

    @property
    def values(self) -> Array:
        """All values, (rows,)."""
        return numpy.concatenate(self.parts)

    @property
    def mixes_units(self) -> bool:
        """Whether its numbers cannot be compared because of their units, such as $5 and € 5, or 5 %
        and 20."""
        units = self.units - {""}
        is_share = numbers.PERCENT in units and "" in self.units
        return len(units) > 1 or (is_share and self.largest > 1)

    @property
    def has_few_odd_cells(self) -> bool:
        """Whether the cells that do not fit are few enough to be treated as missing: at least ten
        cells and at least 90 % of all cells fit, and the others have at most three distinct
        texts."""
        fitting = sum(int(numpy.count_nonzero(part == part)) for part in self.parts)
        is_rare = self.odd_count <= MOST_ODD * (fitting + self.odd_count)
        return fitting >= FEWEST_FITTING and is_rare and len(self.odd) <= MOST_ODD_TEXTS

    def add_texts(self, cells: Sequence[str]) -> None:
        """Add cells of a column of text."""
        codes = map(self.categories.__getitem__, cells)
        self.parts.append(numpy.fromiter(codes, numpy.float64, len(cells)))

    def note_size(self, size: float) -> None:
        """Record that the column has numbers without a unit, whose largest absolute value is
        `size`."""
        self.units.add("")
        self.largest = max(self.largest, size)
        self.may_be_code |= self.is_padded or size >= EXACT

    def note_odd(self, cell: str, row: int) -> None:
        """Record a cell that does not fit the kind of the column."""
        self.odd_count += 1
        if len(self.odd) < EVIDENCE:
            self.odd.setdefault(cell, row)


def code_among(texts: Sequence[str]) -> str:
    """The first integer with a leading zero if all integers among the texts have the same length,
    as postcodes do; otherwise ""."""
    digits = [text for text in texts if text.isascii() and text.isdigit()]
    lengths = {len(text) for text in digits}
    if len(lengths) != 1 or lengths.pop() < SHORTEST_CODE:
        return ""
    return next((text for text in digits if text.startswith("0")), "")
