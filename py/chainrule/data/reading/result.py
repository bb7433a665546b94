"""From columns that are read to a table, with sentences on what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy

from chainrule.data.columns import Column, Table
from chainrule.data.reading.choices import DATE_ORDERS, DELIMITERS, ENCODINGS, THOUSANDS, Reading
from chainrule.data.reading.decide import Decision
from chainrule.data.reading.draft import Draft
from chainrule.data.reading.numbers import PERCENT
from chainrule.data.reading.rows import Rows
from chainrule.errors import InputError, Words, counted

MOST_SHOWN = 5
"""Texts that a sentence lists at most."""
INDEX_NAMES = ("", "Unnamed: 0")
"""What pandas calls the column of row numbers, written and read again."""


def table_of_columns(rows: Rows, drafts: Sequence[Draft], decision: Decision) -> Table:
    """The table, without columns that have neither a name nor a value."""
    has_header = bool(decision.reading.header)
    heads = _heads(rows, decision) if has_header else [""] * len(drafts)
    kept = [i for i, draft in enumerate(drafts) if heads[i] or not _is_blank(draft)]
    if len(kept) < 2:
        raise InputError("table", Words("one column"), "a target and something to predict it from")
    indices = {i for i in kept if i == 0 and _is_index(heads[0], drafts[0], decision)}
    names = _names(heads, indices)
    columns = tuple(
        Column(
            names[i],
            drafts[i].values,
            tuple(drafts[i].categories),
            drafts[i].kind,
            i in indices,
            drafts[i].code,
            partial(_cell, rows, int(has_header), i),
        )
        for i in kept
    )
    markers = sum((draft.missing for draft in drafts), Counter())
    missing = decision.reading.missing
    reading = replace(decision.reading, missing=tuple(markers) if missing is None else missing)
    remarks = (
        _summary(columns, reading),
        *_notation(reading, columns),
        *decision.doubts,
        *_left_out(decision, rows.below, len(drafts) - len(kept)),
        *_missing(markers),
        *(note for i, c in zip(kept, columns, strict=True) for note in _notes(c, drafts[i])),
    )
    return Table(columns, columns[-1].name, remarks, reading)


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
    """Whether the first column counts the rows, and has no name of its own; or names them."""
    if decision.names_rows:
        return True
    if not decision.reading.header or head not in INDEX_NAMES or draft.kind != "number":
        return False
    return bool((numpy.diff(draft.values) == 1).all())


# --- sentences ---------------------------------------------------------------------------------


def _summary(columns: Sequence[Column], reading: Reading) -> str:
    kinds = Counter(column.kind for column in columns)
    nouns = {"number": "numbers", "date": "dates", "text": "text"}
    parts = [f"{kinds[kind]} of {noun}" for kind, noun in nouns.items() if kinds[kind]]
    alike = f"all of {nouns[columns[0].kind]}" if len(parts) == 1 else " and ".join(parts)
    by = DELIMITERS.get(reading.delimiter or "", repr(reading.delimiter))
    return (
        f"{counted(len(columns[0].values), 'row')}, cells separated by {by}, "
        f"{'with' if reading.header else 'without'} a header: {len(columns)} columns, {alike}."
    )


def _notation(reading: Reading, columns: Sequence[Column]) -> list[str]:
    """What is not as usual: encoding, separators in numbers, the order of dates."""
    found = []
    if reading.encoding != "utf-8":
        found.append(f"Encoding: {ENCODINGS[reading.encoding or 'utf-8']}.")
    if reading.decimal == ",":
        found.append("Decimal separator: comma.")
    if reading.thousands:
        found.append(f"Thousands separator: {THOUSANDS[reading.thousands]}.")
    if any(column.kind == "date" for column in columns):
        found.append(f"Dates: {DATE_ORDERS[reading.date_order or 'ymd']}.")
    return found


def _left_out(decision: Decision, below: int, blank: int) -> list[str]:
    found = []
    if decision.above:
        lines = counted(decision.above, "line")
        found.append(f"{lines} above the table {_is(decision.above)} left out.")
    if below:
        found.append(f"{counted(below, 'line')} below the table {_is(below)} left out.")
    if blank:
        found.append(f"{counted(blank, 'empty column')} {_is(blank)} left out.")
    return found


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _missing(markers: Counter[str]) -> list[str]:
    if not markers:
        return []
    shown = [f"{text} ({count:,})" for text, count in markers.most_common(MOST_SHOWN)]
    return [f"Missing, besides empty cells: {', '.join(shown)}."]


def _notes(column: Column, draft: Draft) -> list[str]:
    """What is particular about a column."""
    name, shown = column.name, ", ".join(list(draft.odd)[:MOST_SHOWN])
    if column.is_index:
        return []  # `suggestion.left_out` tells it
    if column.kind == "text":
        if draft.mixes_units and len(draft.units) > 1:
            units = ", ".join(sorted(unit or "no unit" for unit in draft.units))
            return [f"{name} is text, because its numbers have different units: {units}."]
        if draft.may_be_code:
            return [f"{name} is text, because numbers would merge different codes, as 01 and 1."]
        return [f"{name} is text, because of cells such as {shown}."] if draft.odd else []
    notes = [f"{name}{draft.note}."] if draft.note else []
    if draft.odd_count:
        kind = "dates" if column.kind == "date" else "numbers"
        notes.append(
            f"{name}: {shown} ({counted(draft.odd_count, 'row')}) taken as missing, "
            f"because the other cells are {kind}."
        )
    if PERCENT in draft.units:
        notes.append(f"{name} holds percentages: 12 % is 0.12.")
    return notes
