"""Reading and writing tables as CSV."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace

from chainrule.data.reading import Reading
from chainrule.data.reading.columns.conversion import Columns
from chainrule.data.reading.columns.second_look import look_again
from chainrule.data.reading.decide import ROWS, Decision, decide
from chainrule.data.reading.encodings import decode
from chainrule.data.reading.result import table_of_columns
from chainrule.data.reading.rows import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    Rows,
    misfit,
    one_kind_of_line_break,
    wrong_width,
)
from chainrule.data.tabular.columns import Table
from chainrule.errors import InputError
from chainrule.phrases import Phrase, phrase

__all__ = ["MOST_CHARACTERS", "MOST_COLUMNS", "MOST_ROWS", "read_csv", "read_in_steps", "write_csv"]

MOST_IN_LINE = 1_000_000
OTHER_FORMS = (
    (('{"', "[{", '[["', "{\n"), "json"),
    (("<!doctype", "<html", "<?xml", "<table"), "markup"),
)
LOOKED_AT = 10_000
"""The number of lines from which the rows that determine the format are taken."""


def read_csv(
    source: str | bytes,
    reading: Reading | None = None,
    *,
    delimiter: str | None = None,
    header: bool | None = None,
) -> Table:
    """The table in `source`; its last column is the target.

    Options that are None in `reading` are detected from the whole file, as described in
    `reading.decide`. Numbers may include thousands separators, a percent sign or a currency. A
    column is read as text if its numbers have different units, or if reading it as numbers would
    merge distinct codes such as 01 and 1. Cells that are not numbers count as missing if the column
    has at least ten numbers and these cells make up at most a tenth of the column and
    contain at most three distinct texts. `Table.reading` holds the decisions, and `Table.remarks`
    describes them.

    Parameters
    ----------
    delimiter, header : shorthand for a `Reading` with these two options.

    Raises
    ------
    InputError
        If the text is empty or too long (50,000 rows, 200 columns, 20 million characters), or has
        only one column, a row whose number of cells differs from that of most rows, or an unclosed
        quotation mark. If the error is in a particular line, the message gives the line's number.

    Examples
    --------
    >>> table = read_csv("height;kind\\n1,5;a\\n2;b\\n")
    >>> table.names, table.columns[1].categories, table.columns[0].values.tolist()
    (['height', 'kind'], ('a', 'b'), [1.5, 2.0])
    >>> table.reading.delimiter, table.reading.decimal
    (';', ',')
    """
    steps = read_in_steps(source, reading or Reading(delimiter, header))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def read_in_steps(source: str | bytes, reading: Reading) -> Generator[float, None, Table]:
    """Like `read_csv`, but in steps of about 100,000 cells; each step yields the share of the work
    that is done."""
    encoding = reading.encoding
    if isinstance(source, bytes):
        source, encoding = decode(source, encoding)
    text, reading = _without_delimiter_line(
        one_kind_of_line_break(source.removeprefix("\ufeff")), reading
    )
    yield 0.0
    _check_form(text)
    decision, columns, rows = yield from _read(text, reading)
    yield from columns.settle()
    look_again(columns.drafts, rows, decision.reading, int(bool(decision.reading.header)))
    decided = replace(decision.reading, encoding=encoding or "utf-8")
    return table_of_columns(rows, columns.drafts, replace(decision, reading=decided))


def write_csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as CSV, with quotation marks where needed."""
    import csv  # imported late, because it is needed only to import or export a table

    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows(rows)
    return file.getvalue()


def _read(text: str, reading: Reading) -> Generator[float, None, tuple[Decision, Columns, Rows]]:
    """Read with the most likely format. If rows contradict it, choose the format again, taking
    these rows into account."""
    # Blank lines above a table say nothing about its format.
    lines = text.lstrip("\n").split("\n", LOOKED_AT)[:LOOKED_AT]
    longest = max(map(len, lines))
    if longest > MOST_IN_LINE:
        value = phrase("table.is.long_line", count=longest)
        raise InputError("table", value, phrase("table.allowed.most", most=MOST_IN_LINE))
    decision, tried = decide(lines, reading), set()
    while True:
        tried.add(decision.reading)
        rows = _rows(text, decision)
        wrong = misfit(rows, decision.width, decision.names_rows)
        if wrong is None:
            columns = Columns(rows, decision, first=int(bool(decision.reading.header)))
            yield from columns.read()
            evidence = columns.contradictions()
        else:
            columns, evidence = None, rows.records[wrong : wrong + 1] if wrong >= ROWS else []
        other = decide(lines, reading, evidence) if evidence else decision
        if other.reading in tried:
            if columns is None:
                raise wrong_width(rows, wrong or 0, decision.width)
            return decision, columns, rows
        decision = other


def _rows(text: str, decision: Decision) -> Rows:
    """The table's rows; raises an error if the text contains no table."""
    rows = Rows(text, decision.reading.delimiter or ",")
    rows.drop_first(decision.above)
    rows.drop_last(decision.width)
    if decision.reading.header:
        rows.drop_rule()
    if not len(rows):
        raise _unfit("empty", phrase("table.allowed.cells"))
    if decision.width > MOST_COLUMNS:
        allowed = phrase("table.allowed.most", most=MOST_COLUMNS)
        raise _unfit("columns", allowed, count=decision.width)
    if len(rows) - bool(decision.reading.header) > MOST_ROWS:
        raise _unfit("many_rows", phrase("table.allowed.fewer"), most=MOST_ROWS)
    if len(rows) == 1 and decision.reading.header:
        raise _unfit("header", phrase("table.allowed.rows_below"))
    if decision.width == 1:
        raise _unfit("one_column", phrase("table.allowed.two_columns"))
    return rows


def _unfit(key: str, allowed: Phrase, **values: object) -> InputError:
    return InputError("table", phrase(f"table.is.{key}", **values), allowed)


def _check_form(text: str) -> None:
    """Reject text in another format, such as HTML or JSON."""
    start = text[:200].lstrip().lower()
    for beginnings, kind in OTHER_FORMS:
        if start.startswith(beginnings):
            raise _unfit(kind, phrase("table.allowed.csv"))


def _without_delimiter_line(text: str, reading: Reading) -> tuple[str, Reading]:
    """Remove a line such as `sep=;`, with which spreadsheets declare the delimiter; set the
    delimiter in `reading` unless it is given."""
    first, _, rest = text.partition("\n")
    line = first.strip().strip('"')
    if len(line) != 5 or line[:4].lower() != "sep=":
        return text, reading
    return f"\n{rest}", reading if reading.delimiter else replace(reading, delimiter=line[4])
