"""Columns of numbers, many rows at a time: plain numbers first, then long ones, then those with a
unit that many cells share. What is left is read one by one, each different text once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy

from chainrule.data.reading import numbers
from chainrule.data.reading.choices import Reading
from chainrule.data.reading.digits import LONGEST, long_numbers, plain_numbers
from chainrule.data.reading.draft import EXACT, Draft
from chainrule.data.reading.missing import Markers
from chainrule.data.reading.tokens import Tokens
from chainrule.engine.op import Array

FEW = 8
"""So few cells are read one by one at once."""
_AFFIXES = re.compile(r"([^0-9.,+-]*)[+-]?[.,]?[0-9](?:.*[0-9])?[.,]?([^0-9.,]*)", re.DOTALL)


class NumberColumns:
    """Reads cells as numbers under one reading.

    A number that is written like a chosen marker of missing values is missing.
    """

    def __init__(self, reading: Reading, markers: Markers) -> None:
        self._point, self._markers = reading.decimal or ".", markers
        self._number = numbers.parser(self._point, reading.thousands or "")
        found = map(self._number, reading.missing or ())
        self._missing = {number[0] for number in found if number}

    def add(
        self, drafts: Sequence[Draft], columns: Sequence[int], tokens: Tokens, row: int
    ) -> None:
        """Add the cells of these columns, of which `row` is the first one's row."""
        starts, ends = tokens.starts[columns], tokens.ends[columns]
        values, is_padded = self._without_units(tokens.data, starts, ends)
        is_found = values == values
        is_open = ~is_found & (starts < ends)
        facts = zip(
            drafts,
            columns,
            values,
            is_found.any(axis=1).tolist(),
            is_padded.any(axis=1).tolist(),
            is_open.any(axis=1).tolist(),
            strict=True,
        )
        for index, (draft, column, found, has_plain, has_padded, has_open) in enumerate(facts):
            draft.is_padded |= has_padded
            if has_plain:
                self._take_out_markers(draft, tokens, column, found)
                draft.note_size(found)
            if has_open:
                self._add_open(draft, tokens, column, numpy.flatnonzero(is_open[index]), found, row)
            draft.parts.append(found)

    def _without_units(self, data: Array, starts: Array, ends: Array) -> tuple[Array, Array]:
        """Numbers without a unit, NaN in other cells; and which of them have leading zeros."""
        shape, starts, ends = starts.shape, starts.ravel(), ends.ravel()
        plain = plain_numbers(data, starts, ends, self._point)
        values, is_padded = plain.values, plain.is_padded
        rest = numpy.flatnonzero(~plain.is_plain & (starts < ends))
        if len(rest) > FEW:
            values[rest] = long_numbers(data, starts[rest], ends[rest], self._point)
            is_long = ends[rest] - starts[rest] > LONGEST
            starts = starts[rest]
            is_padded[rest] = (
                is_long & (data[starts] == ord("0")) & (data[starts + 1] - numpy.uint8(48) < 10)
            )
        return values.reshape(shape), is_padded.reshape(shape)

    def _take_out_markers(self, draft: Draft, tokens: Tokens, column: int, values: Array) -> None:
        for value in self._missing:
            rows = numpy.flatnonzero(values == value)
            for row, text in zip(rows.tolist(), tokens.texts(column, rows), strict=True):
                if self._markers.is_missing_number(text):
                    draft.missing[text] += 1
                    values[row] = numpy.nan

    def _add_open(
        self, draft: Draft, tokens: Tokens, column: int, rows: Array, values: Array, first: int
    ) -> None:
        """Cells that are neither empty nor numbers without a unit."""
        for share in (0.0, 0.5, 1.0):
            if len(rows) <= FEW:
                break
            example = rows[int(share * (len(rows) - 1))]
            rows = self._with_affix(draft, tokens, column, rows, values, example)
        self._one_by_one(draft, rows, tokens.texts(column, rows), values, first)

    def _with_affix(
        self, draft: Draft, tokens: Tokens, column: int, rows: Array, values: Array, example: int
    ) -> Array:
        """Read the cells that have the unit of an example; returns the rows of the others."""
        found = _AFFIXES.fullmatch(tokens.texts(column, numpy.array([example]))[0])
        if not found or bool(found[1]) == bool(found[2]):
            return rows
        number = self._number(f"{found[1]}1{found[2]}")
        if number is None:
            return rows
        before, after = found[1].encode(), found[2].encode()
        test = tokens.starts_with if before else tokens.ends_with
        alike = rows[test(column, rows, before or after)]
        starts, ends = tokens.starts[column, alike], tokens.ends[column, alike]
        shift = 2 if number[1] == numbers.PERCENT else 0
        plain = plain_numbers(
            tokens.data, starts + len(before), ends - len(after), self._point, shift
        )
        if plain.is_plain.any():
            draft.units.add(number[1])
        done = alike[plain.is_plain]
        values[done] = plain.values[plain.is_plain]
        return numpy.setdiff1d(rows, done, assume_unique=True)

    def _one_by_one(
        self, draft: Draft, rows: Array, texts: list[str], values: Array, first: int
    ) -> None:
        """Read what is left; each different text once."""
        counts = Counter(texts)
        known = {text: self._value(text) for text in counts}
        found = [number for number in known.values() if number is not None]
        draft.units.update(unit for _, unit in found)
        sizes = (abs(value) for value, unit in found if not unit)
        draft.largest = max(draft.largest, *sizes, 0.0)
        draft.may_be_code |= draft.largest >= EXACT
        is_missing = {text for text in known if self._markers.is_missing_number(text)}
        for text in is_missing:
            draft.missing[text] += counts[text]
        if len(is_missing) == len(known):
            return
        for row, text in zip(rows.tolist(), texts, strict=True):
            number = known[text]
            if number is not None:
                values[row] = number[0]
            elif text not in is_missing:
                draft.note_odd(text, first + row)

    def _value(self, text: str) -> numbers.Number | None:
        return None if self._markers.is_missing_number(text) else self._number(text)
