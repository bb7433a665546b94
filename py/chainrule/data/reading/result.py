"""Creation of a table from the columns that were read, with remarks on how they were read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy

from chainrule.data.reading.cells import dates
from chainrule.data.reading.cells.missing import Markers
from chainrule.data.reading.cells.numbers import PERCENT, is_currency
from chainrule.data.reading.choices import ENCODINGS, NAMES, Reading
from chainrule.data.reading.columns.draft import Draft
from chainrule.data.reading.decide import Decision
from chainrule.data.reading.rows import Rows
from chainrule.data.tabular.columns import Column, Table
from chainrule.errors import InputError
from chainrule.phrases import Phrase, phrase

LOOKED_AT = 200
"""The number of rows whose dates are examined for a leading year."""
MOST_SHOWN = 5
"""The largest number of texts that a sentence lists."""
INDEX_NAMES = ("", "Unnamed: 0")
"""The names that pandas gives to its column of row numbers."""


def table_of_columns(rows: Rows, drafts: Sequence[Draft], decision: Decision) -> Table:
    """The table of these columns, without those that have neither a name nor a value."""
    has_header = bool(decision.reading.header)
    heads = _heads(rows, decision) if has_header else [""] * len(drafts)
    kept = [i for i, draft in enumerate(drafts) if heads[i] or not _is_blank(draft)]
    if len(kept) < 2:
        value = phrase("table.is.one_column")
        raise InputError("table", value, phrase("table.allowed.two_columns"))
    indices = {i for i in kept if i == 0 and _is_index(heads[0], drafts[0], decision)}
    names = _names(heads, indices)
    marks = Markers(decision.reading.missing)
    columns = tuple(
        Column(
            names[i],
            drafts[i].values,
            tuple(drafts[i].categories),
            drafts[i].kind,
            i in indices,
            drafts[i].code,
            partial(_cell, rows, int(has_header), i),
            tuple(filter(marks.may_be_missing, drafts[i].categories)),
            _unit(drafts[i]),
        )
        for i in kept
    )
    markers = sum((draft.missing for draft in drafts), Counter())
    missing = decision.reading.missing
    reading = replace(decision.reading, missing=tuple(markers) if missing is None else missing)
    remarks = (
        _summary(columns, reading),
        *_notation(reading, columns, set().union(*(draft.marks for draft in drafts))),
        *decision.doubts,
        *_left_out(decision.above, rows.below, len(drafts) - len(kept)),
        *_missing(markers),
        *(note for i, c in zip(kept, columns, strict=True) for note in _notes(c, drafts[i])),
    )
    return Table(columns, columns[-1].name, remarks, reading)


def _unit(draft: Draft) -> str:
    """The unit of a column's numbers. A column with different units would have been read as
    text."""
    units = draft.units - {""} if draft.kind == "number" else ()
    return min(units, default="")


def _cell(rows: Rows, above: int, column: int, row: int) -> str:
    return rows.cell(row + above, column)


def _heads(rows: Rows, decision: Decision) -> list[str]:
    (heads,) = rows.cells(0, 1)
    heads = ["", *heads] if decision.names_rows else heads
    # NumPy's savetxt writes "# " before the header.
    heads[0] = heads[0].removeprefix("#").strip() or heads[0]
    return heads


def _names(heads: Sequence[str], indices: set[int]) -> list[str]:
    names: list[str] = []
    for index, head in enumerate(heads):
        base = head or ("index" if index in indices else f"column {index + 1}")
        name, number = base, 2
        while name in names or (number > 2 and name in heads):
            name, number = f"{base} ({number})", number + 1
        names.append(name)
    return names


def _is_blank(draft: Draft) -> bool:
    return bool(numpy.isnan(draft.values).all()) and not draft.missing


def _is_index(head: str, draft: Draft, decision: Decision) -> bool:
    """Whether the first column only numbers or names the rows and has no name of its own."""
    if decision.names_rows:
        return True
    if not decision.reading.header or head not in INDEX_NAMES or draft.kind != "number":
        return False
    return bool((numpy.diff(draft.values) == 1).all())


# --- sentences ---------------------------------------------------------------------------------


def _summary(columns: Sequence[Column], reading: Reading) -> Phrase:
    """A summary of the rows, the delimiter, the header and the kinds of columns."""
    kinds = Counter(column.kind for column in columns)
    found = [kind for kind in ("number", "date", "text") if kinds[kind]]
    header = "with" if reading.header else "without"
    by = reading.delimiter or ","
    return phrase(
        "table.summary",
        rows=len(columns[0].values),
        by=Phrase(f"table.by.{NAMES[by]}") if by in NAMES else repr(by),
        header=Phrase(f"table.header.{header}"),
        columns=len(columns),
        kinds=[Phrase(f"table.some.{kind}", {"count": kinds[kind]}) for kind in found]
        if len(found) > 1
        else Phrase(f"table.all.{found[0]}"),
    )


def _notation(reading: Reading, columns: Sequence[Column], marks: set[str]) -> list[Phrase]:
    """Remarks on an unusual encoding, unusual separators in numbers, and the order of dates."""
    found: list[Phrase] = []
    if reading.encoding != "utf-8":
        found.append(phrase("table.encoding", name=ENCODINGS[reading.encoding or "utf-8"]))
    if reading.decimal == ",":
        found.append(phrase("table.decimal.comma"))
    if reading.thousands:
        all_marks = [reading.thousands, *sorted(marks)]
        names = [Phrase(f"mark.of_thousands.{NAMES[mark]}") for mark in all_marks]
        found.append(phrase("table.thousands", marks=len(names), names=names))
    order = reading.date_order or "ymd"
    of_dates = [column for column in columns if column.kind == "date"]
    if of_dates and (order != "ymd" or any(map(_starts_with_years, of_dates))):
        found.append(Phrase(f"table.dates.{order}"))
    return found


def _starts_with_years(column: Column) -> bool:
    rows = range(min(LOOKED_AT, len(column.values)))
    return any(dates.starts_with_year(column.text(row)) for row in rows)


def style_of(decimal: str, thousands: str) -> Phrase:
    """A description of how numbers with these separators are written."""
    return phrase(
        "style",
        decimal=Phrase(f"style.decimal.{NAMES[decimal]}"),
        thousands=Phrase(f"style.thousands.{NAMES[thousands]}"),
    )


def _left_out(above: int, below: int, blank: int) -> list[Phrase]:
    """Remarks on the numbers of lines and columns that are not part of the table."""
    found = (
        phrase("table.above", lines=above) if above else None,
        phrase("table.below", lines=below) if below else None,
        phrase("table.blank", columns=blank) if blank else None,
    )
    return [each for each in found if each is not None]


def _missing(markers: Counter[str]) -> list[Phrase]:
    """A remark on the nonempty cells that count as missing."""
    if not markers:
        return []
    shown = [
        phrase("table.missing.marker", text=text, count=count)
        for text, count in markers.most_common(MOST_SHOWN)
    ]
    return [phrase("table.missing", markers=shown)]


def _notes(column: Column, draft: Draft) -> list[Phrase]:
    """Remarks on a column."""
    if column.is_index:
        return []  # reported by `suggestion.left_out`
    found = _notes_on_text if column.kind == "text" else _notes_on_numbers
    return [*found(column.name, draft), *_constant(column)]


def _notes_on_text(name: str, draft: Draft) -> list[Phrase]:
    if draft.mixes_units and len(draft.units) > 1:
        no_unit = phrase("column.no_unit")
        units = [unit or no_unit for unit in sorted(draft.units)]
        return [phrase("column.units", name=name, units=units)]
    if draft.may_be_code:
        return [_why_codes(name, draft)]
    if draft.note:
        return [_named(draft.note, name)]
    return [phrase("column.odd_texts", name=name, shown=_shown(draft))] if draft.odd else []


def _why_codes(name: str, draft: Draft) -> Phrase:
    """A remark on distinct texts that would be equal as numbers: two long integers, or 01 and 1."""
    seen: dict[float, str] = {}
    for text in draft.categories:
        if text.isascii() and text.isdigit():
            other = seen.setdefault(float(text), text)
            if other.lstrip("0") != text.lstrip("0"):
                return phrase("column.too_long", name=name, first=other, second=text)
    return phrase("column.codes", name=name)


def _notes_on_numbers(name: str, draft: Draft) -> list[Phrase]:
    found = [_named(draft.note, name)] if draft.note else []
    if draft.odd_count and draft.kind == "date":
        found.append(
            phrase("column.odd_dates", name=name, shown=_shown(draft), rows=draft.odd_count)
        )
    elif draft.odd_count:
        found.append(
            phrase("column.odd_numbers", name=name, shown=_shown(draft), rows=draft.odd_count)
        )
    if PERCENT in draft.units:
        found.append(phrase("column.percent", name=name))
    units = sorted(filter(is_currency, draft.units))
    return [*found, *(phrase("column.currency", name=name, unit=unit) for unit in units)]


def _constant(column: Column) -> list[Phrase]:
    is_there = ~numpy.isnan(column.values)
    rows = numpy.flatnonzero(is_there)
    if len(column.values) < 2 or not len(rows):
        return []
    if (column.values[rows] != column.values[rows[0]]).any():
        return []
    if is_there.all():
        return [phrase("column.constant", name=column.name)]
    value = column.text(int(rows[0]))
    return [phrase("column.constant_or_missing", name=column.name, value=value)]


def _named(note: Phrase, name: str) -> Phrase:
    return Phrase(note.key, {**note.values, "name": name})


def _shown(draft: Draft) -> list[str]:
    return list(draft.odd)[:MOST_SHOWN]
