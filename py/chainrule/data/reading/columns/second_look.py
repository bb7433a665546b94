"""Detection of formats that can be recognised only from whole columns: numbers with units, times,
dates without separators, codes, and numbers that mark missing values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

import numpy

from chainrule.data.reading.cells import numbers
from chainrule.data.reading.cells.dates import EPOCH
from chainrule.data.reading.cells.missing import Markers
from chainrule.data.reading.choices import Reading
from chainrule.data.reading.columns.draft import Codes, Draft
from chainrule.data.reading.columns.number_columns import parser_of
from chainrule.data.reading.decide import STYLES, ReadNumber
from chainrule.data.reading.result import style_of
from chainrule.data.reading.rows import Rows
from chainrule.data.tabular.columns import MOST_CLASSES, MOST_TEXTS
from chainrule.phrases import phrase

_UNIT = re.compile(r"(.*[0-9.,])( ?[^\W\d_(][^\d()]{0,9}| ?[°µ][^\d()]{0,9})", re.DOTALL)
_CODE = re.compile(r".*[0-9][A-Z]", re.DOTALL)
_TIME = re.compile(
    r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)?"
)
_SENTINEL = re.compile(r"-?9{2,6}(?:[.,]0+|[.,]9+|[.,]25)?")
FEWEST_OTHERS = 10


def look_again(drafts: Sequence[Draft], rows: Rows, reading: Reading, first: int) -> None:
    """Convert drafts whose format is clear from the whole column, and add a remark to each.

    Numbers with a common unit are always read as numbers. Times of day remain text if they repeat
    and are few enough to be categories. `first` is the index of the first row below the header.
    """
    markers = Markers(reading.missing)
    number = parser_of(reading)
    for column, draft in enumerate(drafts):
        if draft.kind == "text":
            _look_at_text(draft, markers, reading, number)
        elif draft.kind == "number" and not draft.odd_count:
            _read_compact_dates(draft)
        if draft.kind == "number" and markers.has_usual:
            _take_out_sentinel(draft, lambda row, at=column: rows.cell(row + first, at))


def _look_at_text(draft: Draft, markers: Markers, reading: Reading, number: ReadNumber) -> None:
    count = len(draft.categories)
    is_long = count > MOST_TEXTS
    all_differ = count == numpy.count_nonzero(~numpy.isnan(draft.values))
    if not draft.may_be_code and (
        _read_units(draft, markers, number, is_long)
        or ((is_long or all_differ) and _read_times(draft, markers))
    ):
        return
    _note_other_style(draft, markers, reading, number)


def _read_units(draft: Draft, markers: Markers, number: ReadNumber, is_long: bool) -> bool:
    """Read cells such as 21.5 cm as numbers if all cells have the same unit.

    In a column with few distinct texts, a capital letter directly after a number is part of a code,
    such as 1A, rather than a unit.
    """
    found = [None if markers.is_missing_number(t) else _UNIT.fullmatch(t) for t in draft.categories]
    units = {match[2].strip() for match in found if match}
    if len(units) != 1:
        return False
    if not is_long and any(_CODE.fullmatch(match[0]) for match in found if match):
        return False
    read = [number(match[1].strip()) if match else None for match in found]
    unit = units.pop()
    if not _become_numbers(draft, markers, [n and n[0] for n in read]):
        return False
    draft.units = {unit}
    draft.note = phrase("column.unit", name="", unit=unit)
    return True


def _note_other_style(draft: Draft, markers: Markers, reading: Reading, number: ReadNumber) -> None:
    """Add a remark if all cells are numbers, but with separators other than those of the file."""
    texts = [text for text in draft.categories if not markers.is_missing_number(text)]
    usual = reading.decimal or ".", reading.thousands or ""
    if all(map(number, texts)):
        return
    for style in STYLES:
        if style != usual and all(map(numbers.parser(*style), texts)):
            draft.note = phrase(
                "column.other_style",
                name="",
                example=texts[0],
                own=style_of(*style),
                usual=style_of(*usual),
            )
            return


def _read_times(draft: Draft, markers: Markers) -> bool:
    """Read times as hours, for example 12:30 as 12.5."""
    if not _become_numbers(draft, markers, list(map(_hours, draft.categories))):
        return False
    draft.units = {"h"}
    draft.note = phrase("column.times", name="")
    return True


def _hours(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second, part, half = found.groups()
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + 12 * (half in "pP")
    return hours + int(minute) / 60 + float(f"{second or 0}.{part or 0}") / 3600


def _become_numbers(draft: Draft, markers: Markers, values: Sequence[float | None]) -> bool:
    """Convert a column of text to numbers, given the value of each distinct text. Return False,
    without converting anything, if a text that is not a marker of missing values has no value."""
    texts = list(draft.categories)
    gone = [text for text, value in zip(texts, values, strict=True) if value is None]
    if not all(map(markers.is_missing_number, gone)):
        return False
    codes = draft.values
    is_there = ~numpy.isnan(codes)
    indices = codes[is_there].astype(numpy.int64)
    counts = numpy.bincount(indices, minlength=len(texts)).tolist()
    for text, value, count in zip(texts, values, counts, strict=True):
        if value is None and text:
            draft.missing[text] += count
    by_code = numpy.array([numpy.nan if value is None else value for value in values])
    read = numpy.full(len(codes), numpy.nan)
    read[is_there] = by_code[indices]
    draft.kind, draft.parts, draft.categories = "number", [read], Codes()
    return True


def _read_compact_dates(draft: Draft) -> bool:
    """Read numbers such as 20240131 as dates if all numbers are valid dates and there are too many
    distinct ones for them to be classes."""
    values = draft.values
    different = numpy.unique(values[~numpy.isnan(values)])
    if len(different) <= MOST_CLASSES or different[0] < 19000101 or different[-1] > 21001231:
        return False
    if draft.units != {""} or (different != numpy.floor(different)).any():
        return False
    days = list(map(_day, different.astype(numpy.int64).tolist()))
    if None in days:
        return False
    is_there = ~numpy.isnan(values)
    read = numpy.full(len(values), numpy.nan)
    places = numpy.searchsorted(different, values[is_there])
    read[is_there] = numpy.array(days, numpy.float64)[places]
    draft.kind, draft.parts = "date", [read]
    example = f"{different[0]:.0f}"
    draft.note = phrase("column.compact_dates", name="", example=example)
    return True


def _day(number: int) -> int | None:
    try:
        return date(number // 10000, number // 100 % 100, number % 100).toordinal() - EPOCH
    except ValueError:
        return None


def _take_out_sentinel(draft: Draft, cell: Callable[[int], str]) -> None:
    """Treat numbers such as -999 as missing if they are farther from all other values than the
    other values are from each other."""
    values = draft.values
    there = values[~numpy.isnan(values)]
    if len(there) < FEWEST_OTHERS:
        return
    for extreme in (there.min(), there.max()):
        if abs(extreme) < 99:
            continue
        others = there[there != extreme]
        count = len(there) - len(others)
        if count < 2 or len(others) < FEWEST_OTHERS or len(numpy.unique(others)) < 3:
            continue
        gap = others.min() - extreme if extreme < others.min() else extreme - others.max()
        if gap <= others.max() - others.min():
            continue
        text = cell(int(numpy.flatnonzero(values == extreme)[0]))
        if not _SENTINEL.fullmatch(text):
            continue
        draft.parts = [numpy.where(values == extreme, numpy.nan, values)]
        draft.missing[text] += count
        draft.note = phrase("column.sentinel", name="", text=text, rows=count)
        return
