"""From rows of cells to columns of numbers, dates and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy

from chainrule.data.reading import dates, numbers
from chainrule.data.reading.decide import Decision
from chainrule.data.reading.missing import Markers
from chainrule.data.reading.rows import Rows
from chainrule.engine.op import Array

Kind = Literal["number", "date", "text"]
CHUNK = 1000
"""Rows that are converted at a time."""
SAMPLE = 200
"""Rows from which a column's kind is guessed; all rows must then fit it."""
FEWEST_FITTING, MOST_ODD, MOST_ODD_TEXTS = 10, 0.1, 3
EXACT = 2.0**53
"""Beyond it, not every whole number is a float64."""
EVIDENCE = 20
"""How many different cells of a column that do not fit are kept."""


@dataclass
class Draft:
    """A column while it is read.

    Attributes
    ----------
    parts : values, chunk by chunk; of text, indices into `categories`.
    odd : cells that do not fit the kind, with the first row of each; at most `EVIDENCE`.
    odd_count : in how many rows there is such a cell.
    missing : the cells, other than empty ones, that stand for a missing value, counted.
    units : the units of its numbers, "" for none.
    largest : the largest of its numbers without a unit, by size.
    may_be_code : whether whole numbers are written with leading zeros, or are too long to be exact.
    """

    kind: Kind
    parts: list[Array] = field(default_factory=list)
    categories: dict[str, int] = field(default_factory=dict)
    odd: dict[str, int] = field(default_factory=dict)
    odd_count: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    units: set[str] = field(default_factory=set)
    largest: float = 0.0
    may_be_code: bool = False

    @property
    def values(self) -> Array:
        """All values, (rows,)."""
        return numpy.concatenate(self.parts)

    @property
    def mixes_units(self) -> bool:
        """Whether its numbers cannot be compared: $5 beside € 5, or 5 % beside 20."""
        units = self.units - {""}
        is_share = numbers.PERCENT in units and "" in self.units
        return len(units) > 1 or (is_share and self.largest > 1)

    @property
    def has_few_odd_cells(self) -> bool:
        """Whether the cells that do not fit are few enough to be taken for missing ones: at least
        ten cells fit, nine of ten do, and the others hold at most three different texts."""
        fitting = sum(int(numpy.count_nonzero(part == part)) for part in self.parts)
        is_rare = self.odd_count <= MOST_ODD * (fitting + self.odd_count)
        return fitting >= FEWEST_FITTING and is_rare and len(self.odd) <= MOST_ODD_TEXTS


class Columns:
    """Reads the columns of a table whose reading is decided.

    Attributes
    ----------
    drafts : one per column, complete after `read`.
    """

    def __init__(self, rows: Rows, decision: Decision, first: int) -> None:
        reading = decision.reading
        self._rows, self._first, self._reading = rows, first, reading
        self._markers = Markers(reading.missing)
        number = numbers.parser(reading.decimal or ".", reading.thousands or "")
        self._has_numeric_marker = any(map(number, reading.missing or ()))
        self._number = self._number_unless_marker(number) if self._has_numeric_marker else number
        self._day = dates.parser(reading.date_order or "ymd")
        self._days: dict[str, float | None] = {}
        self._known_markers = {""}
        sample = zip(*rows.cells(first, first + SAMPLE), strict=True)
        self.drafts = [Draft(self._kind(cells)) for cells in sample]

    def read(self) -> Iterator[float]:
        """Convert all rows; yields the share that is done."""
        yield from self._convert(self.drafts)

    def contradictions(self) -> list[str]:
        """Rows, as text, with cells that do not fit the kind of their column."""
        found = {row for draft in self.drafts for row in draft.odd.values()}
        return [self._rows.records[row] for row in sorted(found)[: 2 * EVIDENCE]]

    def settle(self) -> Iterator[float]:
        """Read as text the columns that turned out not to be numbers or dates."""
        texts: list[Draft | None] = [
            Draft("text", units=draft.units) if self._needs_text(draft) else None
            for draft in self.drafts
        ]
        if any(texts):
            yield from self._convert(texts)
        for index, (draft, text) in enumerate(zip(self.drafts, texts, strict=True)):
            is_code = text is not None and _merges_codes(text.categories)
            if text is not None and (is_code or not self._fits(draft)):
                text.may_be_code = is_code and self._fits(draft)
                text.odd = draft.odd
                self.drafts[index] = text
        for draft in self.drafts:
            if draft.kind == "text":
                self._take_out_missing(draft)

    def _fits(self, draft: Draft) -> bool:
        return not draft.mixes_units and (not draft.odd_count or draft.has_few_odd_cells)

    def _needs_text(self, draft: Draft) -> bool:
        return draft.kind != "text" and (not self._fits(draft) or draft.may_be_code)

    def _take_out_missing(self, draft: Draft) -> None:
        """Number the categories anew, without those that stand for a missing value."""
        is_missing = [self._markers.is_missing(text) for text in draft.categories]
        if not any(is_missing):
            return
        codes = numpy.cumsum([not gone for gone in is_missing]) - 1.0
        codes[is_missing] = numpy.nan
        old = draft.values.astype(numpy.int64)
        counts = numpy.bincount(old, minlength=len(codes)).tolist()
        for text, count, gone in zip(draft.categories, counts, is_missing, strict=True):
            if gone and text:
                draft.missing[text] += count
        kept = [text for text, gone in zip(draft.categories, is_missing, strict=True) if not gone]
        draft.parts = [codes[old]]
        draft.categories = {text: index for index, text in enumerate(kept)}

    # --- one pass over the rows ----------------------------------------------------------------

    def _convert(self, drafts: Sequence[Draft | None]) -> Iterator[float]:
        stop = len(self._rows)
        for start in range(self._first, stop, CHUNK):
            self._convert_chunk(drafts, start, min(start + CHUNK, stop))
            yield min(1.0, (start + CHUNK - self._first) / (stop - self._first))

    def _convert_chunk(self, drafts: Sequence[Draft | None], start: int, stop: int) -> None:
        of_numbers = [i for i, draft in enumerate(drafts) if draft and draft.kind == "number"]
        text = "\n".join(self._rows.records[start:stop])
        is_padded = bool(of_numbers) and _has_leading_zeros(text, self._rows.delimiter)
        is_plain = self._is_plain(text)
        fast = (
            self._all_numbers(text, of_numbers)
            if of_numbers and is_plain and not is_padded
            else None
        )
        if fast is not None:
            sizes = numpy.nanmax(numpy.abs(fast), axis=0, initial=0.0).tolist()
            for index, values, size in zip(of_numbers, fast.T, sizes, strict=True):
                _add_plain(drafts[index], values, size)
            if len(of_numbers) == sum(draft is not None for draft in drafts):
                return
        for draft, cells in zip(
            drafts, zip(*self._rows.cells(start, stop), strict=True), strict=True
        ):
            if draft is None or (fast is not None and draft.kind == "number"):
                continue
            if draft.kind == "text":
                index = draft.categories
                codes = [index.setdefault(cell, len(index)) for cell in cells]
                draft.parts.append(numpy.array(codes, numpy.float64))
            elif draft.kind == "date":
                draft.parts.append(self._dates(draft, cells, start))
            else:
                draft.may_be_code |= is_padded and any(map(_is_padded, cells))
                self._add_numbers(draft, cells, start, is_plain)

    def _is_plain(self, text: str) -> bool:
        """Whether `float` reads no cell of the text that a person would not: it takes 1_000, nan
        may not be a marker, and -999 may be one."""
        is_usual = self._markers.is_missing("nan") and not self._has_numeric_marker
        return is_usual and "_" not in text

    def _all_numbers(self, text: str, columns: list[int]) -> Array | None:
        """These columns of the rows, if they hold nothing but plain numbers and empty cells."""
        delimiter = self._rows.delimiter
        if self._rows.has_quotes or delimiter == " ":
            return None
        if self._reading.decimal == ",":
            if "." in text:
                return None
            text = text.replace(",", ".")
        try:
            values = numpy.loadtxt(
                _filled(text, delimiter).split("\n"),
                delimiter=delimiter,
                usecols=columns,
                comments=None,
                ndmin=2,
            )
        except ValueError:
            return None
        return None if numpy.isinf(values).any() else values

    def _number_unless_marker(
        self, number: Callable[[str], numbers.Number | None]
    ) -> Callable[[str], numbers.Number | None]:
        markers = self._markers
        return lambda cell: None if markers.is_missing_number(cell) else number(cell)

    # --- kinds of cells ------------------------------------------------------------------------

    def _kind(self, cells: Sequence[str]) -> Kind:
        there = [cell for cell in cells if not self._markers.is_missing_number(cell)]
        half = len(there) / 2
        if sum(self._number(cell) is not None for cell in there) >= half:
            return "number"
        return "date" if sum(self._day(cell) is not None for cell in there) >= half else "text"

    def _add_numbers(self, draft: Draft, cells: Sequence[str], start: int, is_plain: bool) -> None:
        values = self._plain_numbers(draft, cells) if is_plain else None
        if values is not None:
            size = float(numpy.nanmax(numpy.abs(values), initial=0.0))
            return _add_plain(draft, values, size)
        found = [self._number(cell) for cell in cells]
        draft.parts.append(numpy.array([numpy.nan if n is None else n[0] for n in found]))
        for index, (cell, number) in enumerate(zip(cells, found, strict=True)):
            if number is None:
                self._note_odd(draft, cell, start + index)
            else:
                draft.units.add(number[1])
                if not number[1]:
                    draft.largest = max(draft.largest, abs(number[0]))
        draft.may_be_code |= draft.largest >= EXACT

    def _plain_numbers(self, draft: Draft, cells: Sequence[str]) -> Array | None:
        """The cells' values if all are plain numbers or markers that were met before."""
        known = self._known_markers
        filled = ["nan" if cell in known else cell for cell in cells]
        if self._reading.decimal == ",":
            if any("." in cell for cell in filled):
                return None
            filled = [cell.replace(",", ".") for cell in filled]
        try:
            values = numpy.array(list(map(float, filled)))
        except ValueError:
            return None
        if numpy.isinf(values).any():
            return None
        for marker in known:
            if marker and (count := cells.count(marker)):
                draft.missing[marker] += count
        return values

    def _dates(self, draft: Draft, cells: Sequence[str], start: int) -> Array:
        known, values = self._days, numpy.empty(len(cells))
        for index, cell in enumerate(cells):
            if cell not in known:
                known[cell] = self._day(cell)
            found = known[cell]
            values[index] = numpy.nan if found is None else found
            if found is None:
                self._note_odd(draft, cell, start + index)
        return values

    def _note_odd(self, draft: Draft, cell: str, row: int) -> None:
        if not cell:
            return
        if self._markers.is_missing_number(cell):
            draft.missing[cell] += 1
            self._known_markers.add(cell)
            return
        draft.odd_count += 1
        if len(draft.odd) < EVIDENCE:
            draft.odd.setdefault(cell, row)


def _add_plain(draft: Draft | None, values: Array, size: float) -> None:
    assert draft is not None
    draft.units.add("")
    draft.parts.append(values)
    draft.largest = max(draft.largest, size)
    draft.may_be_code |= size >= EXACT


def _filled(text: str, delimiter: str) -> str:
    """The rows with nan in their empty cells."""
    text = f"\n{text}\n"
    gap, filled = delimiter * 2, f"{delimiter}nan{delimiter}"
    if gap in text:
        text = text.replace(gap, filled).replace(gap, filled)
    text = text.replace(f"\n{delimiter}", f"\nnan{delimiter}")
    return text.replace(f"{delimiter}\n", f"{delimiter}nan\n")[1:-1]


def _has_leading_zeros(text: str, delimiter: str) -> bool:
    """Whether a cell may start with a 0 and another digit."""
    codes = numpy.frombuffer(f"\n{text}".encode(), numpy.uint8)
    starts = (codes[:-2] == ord("\n")) | (codes[:-2] == ord(delimiter[0]) % 256)
    starts |= (codes[:-2] == ord(" ")) | (codes[:-2] == ord('"'))
    return bool((starts & (codes[1:-1] == ord("0")) & (codes[2:] - ord("0") < 10)).any())


def _is_padded(cell: str) -> bool:
    return cell[:1] == "0" and len(cell) > 1 and cell.isdigit()


def _merges_codes(texts: dict[str, int]) -> bool:
    """Whether numbers would make one of two different codes, as of 01 and 1, or of two long ids."""
    digits = [text for text in texts if text.isascii() and text.isdigit()]
    return len(set(map(float, digits))) < len(digits)
