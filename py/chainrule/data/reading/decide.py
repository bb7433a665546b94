"""The choice of the most plausible reading of a table.

All candidate readings are compared on the same rows: the first rows of the table, and rows that
contradicted an earlier choice. The rules are applied in this order:

1. **Delimiter and number style together.** A reading's score is the share of rows that have the
   most frequent number of cells, times the mean score of the cells: 1 for a number or a date, 0.8
   for text, and 0.5 for text that contains another delimiter. Missing cells are ignored. If scores
   are equal, tabs are preferred to semicolons, commas, bars and spaces, in this order.
2. **Number style.** The decimal and thousands separators are those with which the most cells are
   numbers. In a tie, the decimal point is preferred. Without further evidence, 1,234 is read as
   1234; but if semicolons separate the cells, the comma is read as the decimal separator.
3. **Date order.** The order is the one in which the most cells are valid dates. In a tie, dates
   with points or hyphens are assumed to start with the day; dates with slashes are assumed to start
   with the month, unless the decimal separator is a comma or the delimiter is a semicolon.
4. **Header.** The columns vote; see `has_header`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from chainrule.data.reading.cells import dates, numbers
from chainrule.data.reading.cells.missing import Markers
from chainrule.data.reading.choices import DELIMITERS, NAMES, Reading
from chainrule.data.reading.header import has_header
from chainrule.data.reading.rows import MOST_COLUMNS, read_rows
from chainrule.phrases import Phrase, phrase

ROWS = 200
CELLS = 10_000
SCORED = 4_000
"""The largest numbers of rows and cells that are compared; number styles are compared on at most
`SCORED` cells."""
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
_DIGIT = re.compile("[0-9]")
_MARKED = re.compile(r"[0-9][ \u00a0\u202f\u2009'’][0-9]")
_GROUP = re.compile(r"[0-9][.,][0-9]{3}(?![0-9])")
PRIOR = {"\t": 0.02, ";": 0.015, ",": 0.01, "|": 0.005, " ": 0.0}
TEXT, FOREIGN = 0.8, 0.5
CLOSE = 0.05
"""A remark mentions any other delimiter whose score is within this distance of the best one."""
SLASH = "/"

Cells = list[list[str]]
Style = tuple[str, str]
"""The decimal and the thousands separator."""
ReadNumber = Callable[[str], numbers.Number | None]


@dataclass(frozen=True)
class Decision:
    """The chosen options, and what remains ambiguous.

    Attributes
    ----------
    reading : the options; all of them are set, except possibly the encoding and the markers of
        missing values.
    above : the number of rows above the table (titles and comments).
    width : the number of cells per row.
    names_rows : whether the header has one cell fewer than the rows because each row starts with a
        name, as in files written by R.
    doubts : remarks on what is ambiguous in the file.
    """

    reading: Reading
    above: int
    width: int
    names_rows: bool
    doubts: tuple[Phrase, ...]


@dataclass(frozen=True)
class _Candidate:
    """A delimiter, the number styles that fit it best, and the resulting rows."""

    delimiter: str
    styles: tuple[Style, ...]
    score: float
    rows: Cells
    width: int


def decide(lines: Sequence[str], reading: Reading, contradictions: Sequence[str] = ()) -> Decision:
    """Return the best reading of these lines that agrees with the options set in `reading`.

    `contradictions` holds the text of rows that contradict an earlier decision and must also be
    considered.
    """
    reading = _with_own_decimal(lines, reading)
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
    close = [c.delimiter for c in rivals if c.score > best.score - CLOSE]
    if not close:
        return decision
    others = [Phrase(f"table.by.{NAMES[delimiter]}") for delimiter in close]
    doubt = phrase("doubt.delimiter", others=others)
    return replace(decision, doubts=(doubt, *decision.doubts))


def _with_own_decimal(lines: Sequence[str], reading: Reading) -> Reading:
    """Choose the decimal separator from the file before applying the given thousands separator, so
    that setting one option does not change the other."""
    if reading.thousands is None or reading.decimal is not None:
        return reading
    decimal = decide(lines, replace(reading, thousands=None)).reading.decimal
    return reading if decimal == reading.thousands else replace(reading, decimal=decimal)


def _candidate(
    lines: Sequence[str],
    contradictions: Sequence[str],
    delimiter: str,
    reading: Reading,
    markers: Markers,
) -> _Candidate | None:
    """The delimiter as a candidate with its score; None if rows with a single cell are then the
    most frequent, or if quoted text would be invalid."""
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
    """The number styles that agree with `reading`, in order of preference."""
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
    """The styles with which the most cells are numbers, and the resulting mean score of the
    cells."""
    there = [cell for cell in cells if not markers.is_missing_number(cell)]
    open_cells = [cell for cell in there if not _is_plain(cell)]
    parsers = {style: numbers.parser(*style) for style in _styles(reading, delimiter)}
    with_digits = [cell for cell in open_cells if _DIGIT.search(cell)]
    counts = {
        style: _count_numbers(with_digits, style, number, delimiter)
        for style, number in parsers.items()
    }
    most = max(counts.values())
    best = tuple(style for style, count in counts.items() if count == most)
    number = numbers.parser(*best[0], numbers.further_marks(best[0][1], delimiter))
    texts = [cell for cell in open_cells if number(cell) is None]
    sense = len(there) - len(texts) + sum(_sense_of_text(cell, delimiter) for cell in texts)
    return best, sense / len(there) if there else TEXT


def _count_numbers(
    cells: Sequence[str], style: Style, number: ReadNumber, delimiter: str
) -> tuple[int, int]:
    """The number of cells that are numbers, and the number of those that contain no thousands
    separators other than the style's."""
    rest = [cell for cell in cells if number(cell) is None]
    others = numbers.further_marks(style[1], delimiter)
    lenient = numbers.parser(*style, others)
    marked = filter(_MARKED.search, rest) if others else ()
    more = sum(lenient(cell) is not None for cell in marked)
    return len(cells) - len(rest) + more, len(cells) - len(rest)


def _is_plain(cell: str) -> bool:
    """Whether the cell is an integer or a date in every style."""
    return cell.isdigit() or _is_date(cell)


def _is_date(cell: str) -> bool:
    return any(dates.parser(order)(cell) is not None for order in ("dmy", "mdy", "ymd"))


def _sense_of_text(cell: str, delimiter: str) -> float:
    others = [other for other in "\t;|," if other != delimiter and other in cell]
    is_foreign = others and not (others == [","] and cell.count(",") == cell.count(", "))
    return FOREIGN if is_foreign or '"' in cell else TEXT


def _complete(best: _Candidate, reading: Reading, markers: Markers) -> Decision:
    """Determine the date order, the header and the lines above the table, given its delimiter."""
    decimal, thousands = best.styles[0]
    number = numbers.parser(decimal, thousands, numbers.further_marks(thousands, best.delimiter))
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
    """Count the comments and titles above the table.

    A line that starts with # is a comment, unless it has as many cells as the table's rows and is
    followed by neither a header nor another such line. Any other line with a single cell that is
    not a number is a title.
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
    """Whether the header has one cell fewer than each row, which means that the rows start with
    names."""
    first, *below = rows or [[]]
    return (
        0 < len(first) == width - 1
        and bool(below)
        and all(len(row) == width for row in below)
        and all(number(cell) is None for cell in first)
    )


def _header_doubt(heads: Sequence[str], number: ReadNumber) -> Phrase | None:
    values = [head for head in heads if number(head) is not None]
    if not values:
        return None
    return phrase("doubt.header", value=values[0])


def _date_order(
    cells: Sequence[str], chosen: str | None, is_european: bool
) -> tuple[str, Phrase | None]:
    """The order in which the most dates are valid, and a remark if another order is equally
    good."""
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
                return order, _doubt(cell, dates.iso(read), dates.iso(other))
    return order, None


def _number_doubt(cells: Sequence[str], styles: Sequence[tuple[str, str]]) -> Phrase | None:
    """A remark if a cell has a different value in another style that fits equally well; otherwise
    None."""
    number = numbers.parser(*styles[0])
    # Only a group of three digits can be mistaken for decimal places.
    open_cells = dict.fromkeys(cell for cell in cells if _GROUP.search(cell))
    for rival in styles[1:]:
        if rival[0] == styles[0][0]:
            continue
        for cell in open_cells:
            found, other = number(cell), numbers.parser(*rival)(cell)
            if found and other and found[0] != other[0]:
                return _doubt(cell, f"{found[0]:.12g}", f"{other[0]:.12g}")
    return None


def _doubt(cell: str, read: str, other: str) -> Phrase:
    return phrase("doubt.value", cell=cell, read=read, other=other)
