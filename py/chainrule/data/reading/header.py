"""Whether the first row of a table holds the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chainrule.data.reading.missing import Markers
from chainrule.data.reading.numbers import Number

_WHOLE = re.compile(r"[0-9]+", re.ASCII)
YEARS = range(1900, 2101)
MOST = 0.5
WEAK, MOST_WEAK = 0.25, 0.4


def has_header(
    rows: Sequence[Sequence[str]],
    number: Callable[[str], Number | None],
    day: Callable[[str], float | None],
    markers: Markers,
) -> bool:
    """Whether the columns' votes for a header outweigh those against it.

    A column votes for a header (1) if its first cell is text and most others are numbers or dates.
    It votes against it (−1) if the first cell is a number or date, too, or is text that occurs
    again, or stands for a missing value (−0.5 if nothing below does). It is for it, weakly (0.25),
    if the first cell is text that does not occur again, and against it (−0.25) if it is empty and
    not the first of the row; however many, weak votes do not outweigh another (at most 0.4).
    Numbers are names (0.5) if they are several years above other numbers,
    one year or numbers that count up from 0 or 1 above numbers that are not whole, or have a unit
    that the others lack, as 50 % above 1.25.
    """
    if len(rows) < 2:
        return False
    columns = list(zip(*rows, strict=True))
    names = _numbers_that_are_names(columns, number)
    votes = [
        _vote(first, below, index == 0, index in names, number, day, markers)
        for index, (first, *below) in enumerate(columns)
    ]
    weak = sum(vote for vote in votes if abs(vote) == WEAK)
    return sum(vote for vote in votes if abs(vote) != WEAK) + min(weak, MOST_WEAK) > 0


def _vote(
    first: str,
    below: Sequence[str],
    is_first: bool,
    is_name: bool,
    number: Callable[[str], Number | None],
    day: Callable[[str], float | None],
    markers: Markers,
) -> float:
    if not first:
        return 0.0 if is_first else -WEAK
    if markers.is_missing_number(first):
        return -1.0 if first in below else -0.5
    there = [cell for cell in below if not markers.is_missing_number(cell)]
    typed = [number(cell) for cell in there]
    values = sum(n is not None or day(c) is not None for n, c in zip(typed, there, strict=True))
    is_typed = bool(there) and values >= MOST * len(there)
    found = number(first)
    if found is None and day(first) is None:
        return 1.0 if is_typed else -1.0 if first in below else WEAK
    if is_name or (found is not None and is_typed and not _shares_unit(found, typed)):
        return 0.5
    return -1.0 if is_typed or first in below or not there else 0.0


def _shares_unit(found: Number, below: list[Number | None]) -> bool:
    return not found[1] or any(other is not None and other[1] == found[1] for other in below)


def _numbers_that_are_names(
    columns: Sequence[Sequence[str]], number: Callable[[str], Number | None]
) -> set[int]:
    """Which columns start with a whole number that is a name."""
    indices = [i for i, column in enumerate(columns) if number(column[0]) is not None]
    if not indices or not all(_is_whole(columns[i][0]) for i in indices):
        return set()
    firsts = [int(columns[i][0]) for i in indices]
    below = [columns[i][1:] for i in indices]
    if all(year in YEARS for year in firsts) and len(set(firsts)) == len(firsts):
        # One year alone may be a number like those below it.
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
