"""Tables from the text of a CSV file, and back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy

from chainrule.data.table import Column, Table
from chainrule.errors import InputError, Words, counted

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 20_000_000
LOOKED_AT = 50
"""Rows from which the delimiter is guessed."""


def read_csv(text: str, delimiter: str | None = None, header: bool | None = None) -> Table:
    """The table written in `text`, whose last column is taken for the target.

    Delimiter and header are guessed unless given; a column is numbers if every cell that is not
    missing (empty, NA, NaN, null, ?, -) is one. Where cells end with semicolons or tabs, 1,5 is a
    number, too, and in a column with a 1.234,5 every point parts thousands. What was guessed stands
    in the table's remarks.

    Raises
    ------
    InputError
        If the text is empty or too long (50,000 rows, 200 columns, 20 million characters), has but
        one column, a row with another number of cells than the first, or a quotation mark that is
        not closed; the sentence names the line.

    Examples
    --------
    >>> table = read_csv("height,kind\\n1.5,a\\n2,b\\n")
    >>> table.names, table.columns[1].categories, table.columns[0].values.tolist()
    (['height', 'kind'], ('a', 'b'), [1.5, 2.0])
    """
    if len(text) > MOST_CHARACTERS:
        value = Words(f"a text of {len(text):,} characters")
        raise InputError("table", value, f"at most {MOST_CHARACTERS:,}")
    text = text.removeprefix("\ufeff")
    delimiter = _delimiter(text) if delimiter is None else delimiter
    rows = _rows(text, delimiter)
    header = _has_header(rows, delimiter) if header is None else header
    names = _names(rows[0]) if header else [f"column {i + 1}" for i in range(len(rows[0]))]
    body = rows[1:] if header else rows
    if not body:
        raise InputError("table", Words("a header alone"), "a row or more below it")
    decimal_comma = delimiter in ";\t"
    if len(names) == 1:
        raise InputError("table", Words("one column"), "a target and something to predict it from")
    columns = tuple(
        _column(name, [row[i] for row in body], decimal_comma) for i, name in enumerate(names)
    )
    return Table(columns, names[-1], (_remark(columns, len(body), delimiter, header),))


def write_csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as CSV, quoted where needed."""
    import csv  # a page needs it only when a person brings or takes a table

    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows(rows)
    return file.getvalue()


def _delimiter(text: str) -> str:
    """The one by which the first lines have most often the same number of cells, more than one."""
    import csv

    best, most = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
        try:
            counts = [len(row) for row in islice(reader, LOOKED_AT) if row]
        except csv.Error:
            continue
        width = max(set(counts), key=counts.count, default=1)
        score = (counts.count(width) / max(1, len(counts)), width)
        if width > 1 and score > most:
            best, most = delimiter, score
    return best


def _rows(text: str, delimiter: str) -> list[list[str]]:
    import csv

    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    rows: list[list[str]] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or (not rows and cells[0].startswith("#")):
                continue
            rows.append(cells)
            if len(cells) != len(rows[0]):
                value = Words(f"line {reader.line_num} with {counted(len(cells), 'cell')}")
                raise InputError("table", value, f"{len(rows[0])} as in the first row")
            if len(rows) > MOST_ROWS + 1:
                value = Words(f"more than {MOST_ROWS:,} rows")
                raise InputError("table", value, "as many or fewer")
    except csv.Error:
        value = Words(f"a quotation mark left open or followed by text on line {reader.line_num}")
        raise InputError(
            "table", value, 'cells as "a, b", quotation marks in them doubled'
        ) from None
    if not rows:
        raise InputError("table", Words("an empty text"), "rows of cells")
    if len(rows[0]) > MOST_COLUMNS:
        raise InputError("table", Words(f"{len(rows[0])} columns"), f"at most {MOST_COLUMNS}")
    return rows


def _has_header(rows: list[list[str]], delimiter: str) -> bool:
    """Whether no cell of the first row is a number and some below are, or all cells differ and
    none comes again below."""
    comma = delimiter in ";\t"
    first = rows[0]
    if len(rows) == 1 or any(_number(cell, comma) is not None for cell in first):
        return False
    below = rows[1:LOOKED_AT]
    if any(_number(cell, comma) is not None for row in below for cell in row):
        return True
    return len(set(first)) == len(first) and not any(
        name in column for name, *column in zip(first, *below, strict=True)
    )


def _names(cells: list[str]) -> list[str]:
    names: list[str] = []
    for index, cell in enumerate(cells):
        base = cell or f"column {index + 1}"
        name, number = base, 2
        while name in names:
            name, number = f"{base} ({number})", number + 1
        names.append(name)
    return names


def _column(name: str, cells: list[str], decimal_comma: bool) -> Column:
    if decimal_comma and any(_GROUPED.fullmatch(cell) for cell in cells):
        cells = [_ungrouped(cell) for cell in cells]
    numbers = [_number(cell, decimal_comma) for cell in cells]
    is_missing = [cell.lower() in MISSING for cell in cells]
    if all(n is not None or gone for n, gone in zip(numbers, is_missing, strict=True)):
        values = [numpy.nan if n is None else n for n in numbers]
        return Column(name, numpy.array(values, numpy.float64))
    texts = [cell for cell, gone in zip(cells, is_missing, strict=True) if not gone]
    categories = tuple(dict.fromkeys(texts))
    index = {category: i for i, category in enumerate(categories)}
    codes = [numpy.nan if gone else index[c] for c, gone in zip(cells, is_missing, strict=True)]
    return Column(name, numpy.array(codes, numpy.float64), categories)


_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+(e[+-]?\d+)?", re.IGNORECASE)


def _ungrouped(cell: str) -> str:
    return cell.replace(".", "") if _POINTS.fullmatch(cell) else cell


def _number(cell: str, decimal_comma: bool) -> float | None:
    if decimal_comma and _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    try:
        value = float(cell)
    except ValueError:
        return None
    # float() also reads 1_000 and the words for what is not finite.
    return value if "_" not in cell and abs(value) < numpy.inf else None


def _remark(columns: tuple[Column, ...], rows: int, delimiter: str, header: bool) -> str:
    texts = sum(bool(column.categories) for column in columns)
    kinds = [f"{len(columns) - texts} of numbers", f"{texts} of text"]
    alike = {0: "all of numbers", len(columns): "all of text"}
    return (
        f"{counted(rows, 'row')} read, cells parted by "
        f"{DELIMITERS.get(delimiter, repr(delimiter))}, {'with' if header else 'without'} a "
        f"header: {len(columns)} columns, {alike.get(texts) or ' and '.join(kinds)}."
    )
