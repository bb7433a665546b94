"""Conversion of rows of cells to columns of numbers, dates and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy

from chainrule.data.reading.cells import dates
from chainrule.data.reading.cells.missing import Markers
from chainrule.data.reading.cells.tokens import Tokens
from chainrule.data.reading.columns.draft import EVIDENCE, Codes, Draft, Kind, code_among
from chainrule.data.reading.columns.number_columns import NumberColumns, parser_of
from chainrule.data.reading.decide import Decision
from chainrule.data.reading.rows import Rows
from chainrule.engine.op import Array

CHUNK = 100_000
"""The number of cells converted at a time."""
SAMPLE, SAMPLED_CELLS = 200, 8_000
"""The kinds of columns are guessed from about this many rows and cells, and then checked against
all other rows."""
FEWEST_SAMPLED = 40


class Days(dict[str, float]):
    """Maps a cell to its date in days since 1970-01-01, for one order of day, month and year; NaN
    if the cell is not a date. Each distinct cell is converted only once."""

    def __init__(self, order: str) -> None:
        self._day = dates.parser(order)

    def __missing__(self, cell: str) -> float:
        found = self._day(cell)
        day = self[cell] = numpy.nan if found is None else found
        return day


class Columns:
    """Reads the columns of a table once all options are known.

    Attributes
    ----------
    drafts : one draft per column, complete after `read`.
    """

    def __init__(self, rows: Rows, decision: Decision, first: int) -> None:
        reading = decision.reading
        self._rows, self._first, self._reading = rows, first, reading
        self._markers = Markers(reading.missing)
        self._number = parser_of(reading)
        self._numbers = NumberColumns(reading, self._markers)
        self._days = Days(reading.date_order or "ymd")
        sampled = max(FEWEST_SAMPLED, min(SAMPLE, SAMPLED_CELLS // decision.width))
        sample = zip(*rows.cells(first, first + sampled), strict=True)
        self.drafts = [Draft(self._kind(cells)) for cells in sample]

    def read(self) -> Iterator[float]:
        """Convert all rows, yielding the share of rows that is done."""
        yield from self._convert(self.drafts)

    def contradictions(self) -> list[str]:
        """The text of each row in which a cell does not fit the kind of its column."""
        found = {row for draft in self.drafts for row in draft.odd.values()}
        return [self._rows.records[row] for row in sorted(found)[: 2 * EVIDENCE]]

    def settle(self) -> Iterator[float]:
        """Read columns as text if they turn out to be neither numbers nor dates."""
        texts: list[Draft | None] = [
            Draft("text", units=draft.units) if self._needs_text(draft) else None
            for draft in self.drafts
        ]
        if any(texts):
            yield from self._convert(texts)
        for index, (draft, text) in enumerate(zip(self.drafts, texts, strict=True)):
            is_code = text is not None and _merges_codes(text.categories)
            if text is not None:
                draft.code = code_among(list(text.categories))
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
        """Remove the categories that stand for a missing value, and renumber the others."""
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
        draft.categories = Codes((text, index) for index, text in enumerate(kept))

    # --- one pass over the rows ----------------------------------------------------------------

    def _convert(self, drafts: Sequence[Draft | None]) -> Iterator[float]:
        stop = len(self._rows)
        step = max(1, CHUNK // len(drafts))
        for start in range(self._first, stop, step):
            self._convert_chunk(drafts, start, min(start + step, stop))
            yield min(1.0, (start + step - self._first) / (stop - self._first))

    def _convert_chunk(self, drafts: Sequence[Draft | None], start: int, stop: int) -> None:
        of_numbers = [i for i, draft in enumerate(drafts) if draft and draft.kind == "number"]
        if of_numbers:
            reading = self._reading
            text, border = self._rows.joined(start, stop)
            tokens = Tokens(
                text, border, len(drafts), reading.thousands or "", reading.decimal or "."
            )
            chosen = [draft for draft in drafts if draft and draft.kind == "number"]
            self._numbers.add(chosen, of_numbers, tokens, start)
        if len(of_numbers) == sum(draft is not None for draft in drafts):
            return
        for draft, cells in zip(
            drafts, zip(*self._rows.cells(start, stop), strict=True), strict=True
        ):
            if draft and draft.kind == "text":
                draft.add_texts(cells)
            elif draft and draft.kind == "date":
                draft.parts.append(self._dates(draft, cells, start))

    # --- kinds of cells ------------------------------------------------------------------------

    def _kind(self, cells: Sequence[str]) -> Kind:
        there = [cell for cell in cells if not self._markers.is_missing_number(cell)]
        half = len(there) / 2
        if sum(self._number(cell) is not None for cell in there) >= half:
            return "number"
        days = (self._days[cell] for cell in there)
        return "date" if sum(day == day for day in days) >= half else "text"

    def _dates(self, draft: Draft, cells: Sequence[str], start: int) -> Array:
        values = numpy.fromiter(map(self._days.__getitem__, cells), numpy.float64, len(cells))
        for row in numpy.flatnonzero(numpy.isnan(values)).tolist():
            cell = cells[row]
            if self._markers.is_missing_number(cell):
                if cell:
                    draft.missing[cell] += 1
            else:
                draft.note_odd(cell, start + row)
        return values


def _merges_codes(texts: dict[str, int]) -> bool:
    """Whether distinct codes, such as 01 and 1 or two long ids, would be equal as numbers."""
    digits = [text for text in texts if text.isascii() and text.isdigit()]
    return len(set(map(float, digits))) < len(digits)
