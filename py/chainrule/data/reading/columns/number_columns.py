"""Conversion of columns of numbers, many rows at a time: first numbers without a unit, then cells
that have the same form as others in their column. The remaining cells are read one by one, each
distinct text once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy

from chainrule.data.reading.cells import numbers
from chainrule.data.reading.cells.digits import LONGEST, long_numbers, plain_numbers
from chainrule.data.reading.cells.missing import Markers
from chainrule.data.reading.cells.tokens import Tokens
from chainrule.data.reading.choices import Reading
from chainrule.data.reading.columns.draft import EXACT, Draft
from chainrule.engine.op import Array

FEW = 8
"""Up to this number of remaining cells in a column are read one by one."""
EXAMPLES = (0.0, 0.5, 1.0, 0.25)
"""The relative positions, from 0 to 1, at which one of the remaining cells is taken as an example
of the others."""
_AFFIXES = re.compile(r"([^0-9.,+-]*)[+-]?[.,]?[0-9](?:.*[0-9])?[.,]?([^0-9.,]*)", re.DOTALL)


@dataclass(frozen=True)
class _Form:
    """The form that several cells share: either a number between two texts, one of which is empty,
    or a text that stands for a missing value."""

    before: bytes = b""
    after: bytes = b""
    unit: str = ""
    marker: str = ""


@dataclass(frozen=True, eq=False)
class _Cells:
    """Cells of several columns, as arrays (columns, rows): their positions, their values (NaN if a
    cell has none), and whether they are still unread."""

    tokens: Tokens
    columns: Sequence[int]
    starts: Array
    ends: Array
    values: Array
    is_open: Array

    def texts(self, index: int, rows: Array) -> list[str]:
        return self.tokens.texts(self.columns[index], rows)

    def open_rows(self, index: int) -> Array:
        return numpy.flatnonzero(self.is_open[index])

    def open_places(self, indices: Sequence[int]) -> Array:
        """The positions of these columns' unread cells in the flattened arrays."""
        rows = self.is_open.shape[1]
        at = numpy.flatnonzero(self.is_open[indices])
        return numpy.asarray(indices)[at // rows] * rows + at % rows


def parser_of(reading: Reading) -> Callable[[str], numbers.Number | None]:
    """A function that reads a cell as a number, according to `reading`."""
    thousands = reading.thousands or ""
    others = numbers.further_marks(thousands, reading.delimiter or "")
    return numbers.parser(reading.decimal or ".", thousands, others)


class NumberColumns:
    """Reads the cells of columns of numbers, many rows at a time.

    A number counts as missing if it is written exactly like a chosen marker of missing values.
    """

    def __init__(self, reading: Reading, markers: Markers) -> None:
        self._point, self._markers = reading.decimal or ".", markers
        self._number = parser_of(reading)
        self._usual = numbers.parser(self._point, reading.thousands or "")
        found = map(self._number, reading.missing or ())
        self._missing = {number[0] for number in found if number}

    def add(
        self, drafts: Sequence[Draft], columns: Sequence[int], tokens: Tokens, row: int
    ) -> None:
        """Read the cells of these columns and add them to `drafts`; `row` is the index of the first
        row."""
        cells = self._without_units(drafts, tokens, columns)
        self._take_out_markers(drafts, cells)
        sizes = numpy.nanmax(numpy.abs(cells.values), axis=1, initial=0.0).tolist()
        has_any = numpy.asarray((cells.values == cells.values).any(axis=1)).tolist()
        for draft, size, has in zip(drafts, sizes, has_any, strict=True):
            if has:
                draft.note_size(size)
        for place in EXAMPLES:
            forms = self._forms(cells, place)
            for form, indices in forms.items():
                self._read_alike(drafts, cells, form, indices)
        is_open = numpy.asarray(cells.is_open.any(axis=1)).tolist()
        for index, draft in enumerate(drafts):
            if is_open[index]:
                self._one_by_one(draft, cells, index, row)
            draft.parts.append(cells.values[index])

    def _without_units(
        self, drafts: Sequence[Draft], tokens: Tokens, columns: Sequence[int]
    ) -> _Cells:
        """Read numbers without a unit, and record which columns contain numbers with leading
        zeros."""
        data, shape = tokens.data, (len(columns), tokens.starts.shape[1])
        starts, ends = tokens.starts[columns].ravel(), tokens.ends[columns].ravel()
        plain = plain_numbers(data, starts, ends, self._point)
        values, is_padded = plain.values, plain.is_padded
        rest = numpy.flatnonzero(~plain.is_plain & (starts < ends))
        if len(rest) > FEW:
            first = starts[rest]
            values[rest] = long_numbers(data, first, ends[rest], self._point)
            is_padded[rest] = (
                (ends[rest] - first > LONGEST)
                & (data[first] == ord("0"))
                & (data[first + 1] - numpy.uint8(ord("0")) < 10)
            )
        for index in numpy.flatnonzero(is_padded.reshape(shape).any(axis=1)).tolist():
            drafts[index].is_padded = True
        is_open = numpy.isnan(values) & (starts < ends)
        arrays = (array.reshape(shape) for array in (starts, ends, values, is_open))
        return _Cells(tokens, columns, *arrays)

    def _take_out_markers(self, drafts: Sequence[Draft], cells: _Cells) -> None:
        for value in self._missing:
            is_equal = cells.values == value
            for index in numpy.flatnonzero(is_equal.any(axis=1)).tolist():
                rows = numpy.flatnonzero(is_equal[index])
                for row, text in zip(rows.tolist(), cells.texts(index, rows), strict=True):
                    if self._markers.is_missing_number(text):
                        drafts[index].missing[text] += 1
                        cells.values[index, row] = numpy.nan

    def _forms(self, cells: _Cells, place: float) -> dict[_Form, list[int]]:
        """For each column with many unread cells, take one of these cells as an example. Return the
        form of each example with the indices of the columns in which it was found."""
        found: dict[_Form, list[int]] = {}
        counts = cells.is_open.sum(axis=1)
        for index in numpy.flatnonzero(counts > FEW).tolist():
            rows = cells.open_rows(index)
            form = self._form(cells.texts(index, rows[[int(place * (len(rows) - 1))]])[0])
            if form is not None:
                found.setdefault(form, []).append(index)
        return found

    def _form(self, text: str) -> _Form | None:
        if self._markers.is_missing_number(text):
            return _Form(marker=text)
        found = _AFFIXES.fullmatch(text)
        if not found or bool(found[1]) == bool(found[2]):
            return None
        number = self._number(f"{found[1]}1{found[2]}")
        return number and _Form(found[1].encode(), found[2].encode(), number[1])

    def _read_alike(
        self, drafts: Sequence[Draft], cells: _Cells, form: _Form, indices: Sequence[int]
    ) -> None:
        """Read the cells of these columns that have this form."""
        places = cells.open_places(indices)
        starts, ends = cells.starts.ravel()[places], cells.ends.ravel()[places]
        if form.marker:
            places = places[cells.tokens.are(form.marker.encode(), starts, ends)]
        else:
            places = self._read_between(cells, form, places, starts, ends)
        cells.is_open.ravel()[places] = False
        counts = numpy.bincount(places // cells.values.shape[1], minlength=len(drafts)).tolist()
        for index in indices:
            if counts[index] and form.marker:
                drafts[index].missing[form.marker] += counts[index]
            elif counts[index]:
                drafts[index].units.add(form.unit)

    def _read_between(
        self, cells: _Cells, form: _Form, places: Array, starts: Array, ends: Array
    ) -> Array:
        """Read the numbers between the two texts of `form`; return the positions of the cells that
        were read."""
        tokens = cells.tokens
        starts, ends = starts + len(form.before), ends - len(form.after)
        is_alike = tokens.hold(form.before, starts - len(form.before))
        is_alike &= tokens.hold(form.after, ends) & (starts < ends)
        places, starts, ends = places[is_alike], starts[is_alike], ends[is_alike]
        shift = 2 if form.unit == numbers.PERCENT else 0
        plain = plain_numbers(tokens.data, starts, ends, self._point, shift)
        done = places[plain.is_plain]
        cells.values.ravel()[done] = plain.values[plain.is_plain]
        return done

    def _one_by_one(self, draft: Draft, cells: _Cells, index: int, first: int) -> None:
        """Read the remaining cells of a column, each distinct text once."""
        rows, values = cells.open_rows(index), cells.values[index]
        texts = cells.texts(index, rows)
        counts = Counter(texts)
        missing = {text for text in counts if self._markers.is_missing_number(text)}
        for text in missing:
            draft.missing[text] += counts[text]
        known = {text: self._number(text) for text in counts if text not in missing}
        found = [number for number in known.values() if number is not None]
        draft.units.update(unit for _, unit in found)
        draft.largest = max(draft.largest, *(abs(v) for v, unit in found if not unit), 0.0)
        draft.may_be_code |= draft.largest >= EXACT
        draft.marks.update(
            "'" if "'" in text else " "
            for text, number in known.items()
            if number is not None and self._usual(text) is None
        )
        for row, text in zip(rows.tolist(), texts, strict=True) if known else ():
            number = known.get(text)
            if number is not None:
                values[row] = number[0]
            elif text in known:
                draft.note_odd(text, first + row)
