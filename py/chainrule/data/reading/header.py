"""Detection of a header: whether the first row of a table holds the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chainrule.data.reading.cells.missing import Markers
from chainrule.data.reading.cells.numbers import Number

_WHOLE = re.compile(r"[0-9]+", re.ASCII)
YEARS = range(1900, 2101)
_STARTS_WITH_DIGIT = re.compile(r"[+\u2212-]?[.,]?[0-9]", re.ASCII)
MOST, NEARLY_ALL = 0.5, 0.9
WEAK, MOST_WEAK = 0.25, 0.4


def has_header(
    rows: Sequence[Sequence[str]],
    number: Callable[[str], Number | None],
    day: Callable[[str], float | None],
    markers: Markers,
) -> bool:
    """Whether the columns' votes for a header outweigh those against it.

    A column votes for a header (1) if its first cell is text and at least half of the cells below
    are values: numbers, dates, or cells that start with a digit, such as 170 cm. It votes against a
    header (−1) if the first cell is a number or date like the cells below, is text that occurs
    again below, or marks a missing value (−0.5 if this marker does not occur below). It votes
    weakly for a header (0.25) if the first cell is text that does not occur again below, and weakly
    against one (−0.25) if the first cell is empty and is not in the first column. Weak votes add up
    to at most 0.4, so they cannot outweigh other votes. Numbers in the first row count as names
    (0.5) in three cases: they are several years above numbers that are not years; they are a single
    year, or count up from 0 or 1, above numbers that are not integers; or they have a unit that the
    numbers below lack, such as 50 % above 1.25.

    If a column starts with text and at least nine tenths of the cells below are values, other
    columns that start with text do not vote, because a name may also be a category, such as "good"
    above "good" and "bad".
    """
    if len(rows) < 2:
        return False
    ballots = _Ballots(number, day, markers)
    columns = list(zip(*rows, strict=True))
    names = _numbers_that_are_names(columns, number)
    decisive = [ballots.decides(first, below) for first, *below in columns]
    votes = [
        ballots.vote(first, below, index == 0, index in names)
        for index, (first, *below) in enumerate(columns)
        if not any(decisive) or decisive[index] or ballots.is_typed(first)
    ]
    weak = sum(vote for vote in votes if abs(vote) == WEAK)
    return sum(vote for vote in votes if abs(vote) != WEAK) + min(weak, MOST_WEAK) > 0


@dataclass(frozen=True)
class _Ballots:
    """The columns' votes for or against a header, for one way of reading cells."""

    number: Callable[[str], Number | None]
    day: Callable[[str], float | None]
    markers: Markers

    def is_typed(self, cell: str) -> bool:
        """Whether a cell is a number or a date."""
        return self.number(cell) is not None or self.day(cell) is not None

    def decides(self, first: str, below: Sequence[str]) -> bool:
        """Whether the first cell is text and the cells below are values, with few exceptions."""
        if not first or self.markers.is_missing_number(first) or first in below:
            return False
        return not self._is_value(first) and self._share(self._is_value, below) >= NEARLY_ALL

    def vote(self, first: str, below: Sequence[str], is_first: bool, is_name: bool) -> float:
        """The vote of one column; `is_first` is set for the first column of the table, and
        `is_name` if the column starts with a number that is a name."""
        if not first:
            return 0.0 if is_first else -WEAK
        if self.markers.is_missing_number(first):
            return -1.0 if first in below else -0.5
        is_like_values = self.is_typed if self._is_value(first) else self._is_value
        has_values = self._share(is_like_values, below) >= MOST
        found = self.number(first)
        if found is None and self.day(first) is None:
            return 1.0 if has_values else -1.0 if first in below else WEAK
        typed = [self.number(cell) for cell in self._there(below)]
        if is_name or (found is not None and has_values and not _shares_unit(found, typed)):
            return 0.5
        return -1.0 if has_values or first in below or not typed else 0.0

    def _is_value(self, cell: str) -> bool:
        return bool(_STARTS_WITH_DIGIT.match(cell)) or self.is_typed(cell)

    def _there(self, below: Sequence[str]) -> list[str]:
        return [cell for cell in below if not self.markers.is_missing_number(cell)]

    def _share(self, test: Callable[[str], bool], below: Sequence[str]) -> float:
        there = self._there(below)
        return sum(map(test, there)) / len(there) if there else 0.0


def _shares_unit(found: Number, below: list[Number | None]) -> bool:
    return not found[1] or any(other is not None and other[1] == found[1] for other in below)


def _numbers_that_are_names(
    columns: Sequence[Sequence[str]], number: Callable[[str], Number | None]
) -> set[int]:
    """The indices of the columns that start with an integer that is a name."""
    indices = [i for i, column in enumerate(columns) if number(column[0]) is not None]
    if not indices or not all(_is_whole(columns[i][0]) for i in indices):
        return set()
    firsts = [int(columns[i][0]) for i in indices]
    below = [columns[i][1:] for i in indices]
    if all(year in YEARS for year in firsts) and len(set(firsts)) == len(firsts):
        # A single year may be a quantity, like the numbers below it.
        unlike = _is_year if len(firsts) > 1 else _is_whole
        return set() if any(_are_mostly(unlike, cells) for cells in below) else set(indices)
    counts_up = len(firsts) > 1 and any(
        firsts == list(range(start, start + len(firsts))) for start in (0, 1)
    )
    if counts_up and not any(_are_mostly(_is_whole, cells) for cells in below):
        return set(indices)
    return set()


def _is_whole(cell: str) -> bool:
    return bool(_WHOLE.fullmatch(cell))


def _is_year(cell: str) -> bool:
    return _is_whole(cell) and int(cell) in YEARS


def _are_mostly(test: Callable[[str], bool], cells: Sequence[str]) -> bool:
    return sum(map(test, cells)) >= MOST * len(cells)
