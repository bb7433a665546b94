"""Which reading of a table makes most sense.

All candidate readings are compared on the same rows: the first ones, and those that contradicted an
earlier decision. The rules, in order:

1. **Delimiter and number style together.** A reading's score is the share of rows that have the
   usual number of cells, times the mean over all cells: 1 for a number or a date, 0.8 for text, 0.5
   for text that contains another delimiter. Missing cells do not count. Between equal scores tabs
   go before semicolons, commas, bars and spaces.
2. **Number style.** The decimal and the thousands separator under which most cells are numbers. In
   a tie the decimal point wins. A lone 1,234 is 1234, unless semicolons part the cells: where they
   do, the comma is the decimal separator.
3. **Date order.** The one under which most cells are dates. In a tie, dates with points or hyphens
   have the day first, dates with slashes the month, unless the decimal separator is a comma.
4. **Header.** Columns vote: see `has_header`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from chainrule.data.reading import dates, numbers
from chainrule.data.reading.choices import DELIMITERS, Reading
from chainrule.data.reading.header import has_header
from chainrule.data.reading.missing import Markers
from chainrule.data.reading.rows import MOST_COLUMNS, read_rows

ROWS = 200
CELLS = 10_000
SCORED = 4_000
"""At most this many rows and cells are compared; styles are compared on `SCORED` cells."""
STYLES = (
    (".", ""),
    (".", ","),
    (",", ""),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "'"),
)
_GROUP = re.compile(r"[0-9][.,][0-9]{3}(?![0-9])")
PRIOR = {"\t": 0.02, ";": 0.015, ",": 0.01, "|": 0.005, " ": 0.0}
TEXT, FOREIGN = 0.8, 0.5
CLOSE = 0.05
"""Two delimiters with scores so close are both possible, which a remark says."""
SLASH = "/"

Cells = list[list[str]]
Style = tuple[str, str]
"""Decimal and thousands separator."""
ReadNumber = Callable[[str], numbers.Number | None]


@dataclass(frozen=True)
class Decision:
    """What was decided, and what of it could have been decided otherwise.

    Attributes
    ----------
    reading : all but its encoding and missing values filled.
    above : how many rows stand above the table: titles and comments.
    width : how many cells a row has.
    names_rows : the header has one cell less than the rows, whose first names the row, as R writes.
    doubts : sentences on what is ambiguous in the file.
    """

    reading: Reading
    above: int
    width: int
    names_rows: bool
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    """A delimiter, the number styles that suit it best, and the rows that it gives."""

    delimiter: str
    styles: tuple[Style, ...]
    score: float
    rows: Cells
    width: int


def decide(lines: Sequence[str], reading: Reading, contradictions: Sequence[str] = ()) -> Decision:
    """The best reading of the text with these lines, true to what `reading` has decided already.

    `contradictions` are further rows to be considered, as text.
    """
    delimiters = tuple(DELIMITERS) if reading.delimiter is None else (reading.delimiter,)
    markers = Markers(reading.missing)
    found = [_candidate(lines, contradictions, d, reading, markers) for d in delimiters]
    candidates = [candidate for candidate in found if candidate is not None]
    candidates.sort(key=lambda c: -c.score)
    if not candidates:
        return _complete(
            _Candidate(delimiters[0], (_styles(reading, ",")[0],), 0.0, [], 1), reading, markers
        )
    best, *rivals = candidates
    decision = _complete(best, reading, markers)
    close = [DELIMITERS[c.delimiter] for c in rivals if c.score > best.score - CLOSE]
    if not close:
        return decision
    doubt = f"Cells could also be separated by {' or '.join(close)}."
    return replace(decision, doubts=(doubt, *decision.doubts))


def _candidate(
    lines: Sequence[str],
    contradictions: Sequence[str],
    delimiter: str,
    reading: Reading,
    markers: Markers,
) -> _Candidate | None:
    """How much sense one delimiter makes; None if all rows have one cell, or it splits quotes."""
    import csv

    try:
        rows = list(_sample(lines, delimiter))
        rows += [cells for text in contradictions for cells in _sample(text.split("\n"), delimiter)]
    except csv.Error:
        return None
    widths = [len(row) for row in rows]
    width = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
    if width == 1:
        return None
    share = widths.count(width) / len(widths)
    regular = [row for row in rows if len(row) == width]
    if width > MOST_COLUMNS:
        return _Candidate(delimiter, STYLES[:1], share * TEXT, rows, width)
    few = [*regular[: max(10, SCORED // width)], *regular[-len(contradictions) or len(regular) :]]
    styles, sense = _best_styles(list(chain.from_iterable(few)), delimiter, reading, markers)
    return _Candidate(delimiter, styles, share * sense + PRIOR.get(delimiter, 0.0), rows, width)


def _sample(lines: Iterable[str], delimiter: str) -> Iterable[list[str]]:
    count = 0
    for cells, _ in islice(read_rows((f"{line}\n" for line in lines), delimiter), ROWS):
        yield cells
        count += len(cells)
        if count > CELLS:
            return


def _styles(reading: Reading, delimiter: str) -> list[Style]:
    """The number styles that are still open, the preferred ones first."""
    comma_first = delimiter == ";"
    order = sorted(STYLES[1:], key=lambda style: comma_first and style[0] != ",")
    return [
        (reading.decimal or decimal, thousands if reading.thousands is None else reading.thousands)
        for decimal, thousands in (STYLES[0], *order)
        if reading.decimal in (None, decimal)
        and (reading.thousands in (None, thousands))
        and not (delimiter == " " == thousands)
    ] or [(reading.decimal or _other(reading.thousands), reading.thousands or "")]


def _other(thousands: str | None) -> str:
    return "," if thousands == "." else "."


def _best_styles(
    cells: Sequence[str], delimiter: str, reading: Reading, markers: Markers
) -> tuple[tuple[Style, ...], float]:
    """The styles under which most cells are numbers, and how much sense the cells then make."""
    there = [cell for cell in cells if not markers.is_missing_number(cell)]
    open_cells = [cell for cell in there if not _is_plain(cell)]
    parsers = {style: numbers.parser(*style) for style in _styles(reading, delimiter)}
    counts = {
        style: sum(number(cell) is not None for cell in open_cells)
        for style, number in parsers.items()
    }
    most = max(counts.values())
    best = tuple(style for style, count in counts.items() if count == most)
    number = parsers[best[0]]
    texts = [cell for cell in open_cells if number(cell) is None]
    sense = len(there) - len(texts) + sum(_sense_of_text(cell, delimiter) for cell in texts)
    return best, sense / len(there) if there else TEXT


def _is_plain(cell: str) -> bool:
    """Whether the cell is a whole number or a date whatever the style."""
    return cell.isdigit() or _is_date(cell)


def _is_date(cell: str) -> bool:
    return any(dates.parser(order)(cell) is not None for order in ("dmy", "mdy", "ymd"))


def _sense_of_text(cell: str, delimiter: str) -> float:
    others = [other for other in "\t;|," if other != delimiter and other in cell]
    is_foreign = others and not (others == [","] and cell.count(",") == cell.count(", "))
    return FOREIGN if is_foreign or '"' in cell else TEXT


def _complete(best: _Candidate, reading: Reading, markers: Markers) -> Decision:
    """Date order, header and what stands above the table, once its cells are known."""
    decimal, thousands = best.styles[0]
    number = numbers.parser(decimal, thousands)
    is_european = decimal == "," or best.delimiter == ";"
    cells = [cell for row in best.rows for cell in row]
    order, date_doubt = _date_order(cells, reading.date_order, is_european)
    day = dates.parser(order)

    def names_columns(rows: Cells) -> bool:
        regular = [row for row in rows if len(row) == best.width]
        return has_header(regular, number, day, markers)

    above = _rows_above(best.rows, best.width, number, names_columns, markers)
    rows = best.rows[above:]
    names_rows = _names_rows(rows, best.width, number) and reading.header is not False
    header = reading.header
    if header is None:
        header = names_rows or names_columns(rows)
    doubt = _number_doubt(cells, best.styles)
    decided = Reading(
        best.delimiter, header, decimal, thousands, reading.encoding, reading.missing, order
    )
    header_doubt = _header_doubt(rows[0], number) if header and reading.header is None else None
    doubts = tuple(filter(None, (header_doubt, doubt, date_doubt)))
    return Decision(decided, above, best.width, names_rows, doubts)


def _rows_above(
    rows: Cells,
    width: int,
    number: ReadNumber,
    names_columns: Callable[[Cells], bool],
    markers: Markers,
) -> int:
    """How many comments and titles stand above the table.

    A line that starts with # is a comment, unless it has as many cells as the rows and no header
    follows it. Any other line of one cell that is not a number is a title.
    """
    above = 0
    while above < len(rows) - 1:
        row, below = rows[above], rows[above + 1 :]
        is_comment = row[0].startswith("#") and not markers.is_missing(row[0])
        if len(row) == width and not (
            is_comment and (below[0][0].startswith("#") or names_columns(below))
        ):
            break
        is_title = sum(map(bool, row)) == 1 and all(number(cell) is None for cell in row)
        if not is_comment and not is_title:
            break
        above += 1
    return above


def _names_rows(rows: Cells, width: int, number: ReadNumber) -> bool:
    """Whether the header has one cell less than each row, whose first is the row's name."""
    first, *below = rows or [[]]
    return (
        0 < len(first) == width - 1
        and bool(below)
        and all(len(row) == width for row in below)
        and all(number(cell) is None for cell in first)
    )


def _header_doubt(heads: Sequence[str], number: ReadNumber) -> str | None:
    values = [head for head in heads if number(head) is not None]
    if not values:
        return None
    return f"The first row holds the names of the columns, although {values[0]} could be a value."


def _date_order(
    cells: Sequence[str], chosen: str | None, is_european: bool
) -> tuple[str, str | None]:
    """The order under which most dates exist, and a sentence if another does as well."""
    open_cells = list(dict.fromkeys(cell for cell in cells if dates.depends_on_order(cell)))
    if chosen:
        return chosen, None
    if not open_cells:
        return "ymd", None
    has_slashes = SLASH in open_cells[0]
    orders = ["mdy", "dmy", "ymd"] if has_slashes and not is_european else ["dmy", "mdy", "ymd"]
    counts = [sum(dates.parser(order)(cell) is not None for cell in open_cells) for order in orders]
    order = orders[counts.index(max(counts))]
    rivals = [o for o, c in zip(orders, counts, strict=True) if c == max(counts) and o != order]
    for rival in rivals:
        for cell in open_cells:
            read, other = dates.parser(order)(cell), dates.parser(rival)(cell)
            if read is not None and other is not None and read != other:
                return order, (
                    f"{cell} could be {dates.iso(read)} or {dates.iso(other)}; it is read as "
                    f"{dates.iso(read)}."
                )
    return order, None


def _number_doubt(cells: Sequence[str], styles: Sequence[tuple[str, str]]) -> str | None:
    """A sentence if a cell has another value under another style that reads as many numbers."""
    number = numbers.parser(*styles[0])
    # Only a group of three digits can be taken for a fraction.
    open_cells = dict.fromkeys(cell for cell in cells if _GROUP.search(cell))
    for rival in styles[1:]:
        if rival[0] == styles[0][0]:
            continue
        for cell in open_cells:
            found, other = number(cell), numbers.parser(*rival)(cell)
            if found and other and found[0] != other[0]:
                return (
                    f"{cell} could be {found[0]:.12g} or {other[0]:.12g}; it is read as "
                    f"{found[0]:.12g}."
                )
    return None
