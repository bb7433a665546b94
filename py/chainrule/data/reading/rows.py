"""From text to rows of cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from chainrule.data.reading.tokens import BORDERS
from chainrule.errors import InputError, Words, counted
from chainrule.limits import MOST_CHARACTERS

_LETTER = re.compile(r"[^\W\d_]{2}")
_RULE = re.compile(r"[\s|,;+:-]+")
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_LINES = 1_000_000
"""Lines, blank ones included."""
OTHER_SPACES = "\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""White space besides the space and line breaks."""


def one_kind_of_line_break(text: str) -> str:
    """The text with line feeds alone between lines; old spreadsheets write carriage returns.

    Raises
    ------
    InputError
        If the text has more than 20 million characters or a million lines.
    """
    if len(text) > MOST_CHARACTERS:
        value = Words(f"a text of {len(text):,} characters")
        raise InputError("table", value, f"at most {MOST_CHARACTERS:,}")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n")
    if lines > MOST_LINES:
        raise InputError("table", Words(f"a text of {lines:,} lines"), f"at most {MOST_LINES:,}")
    return text


def read_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Each row's cells, with the number of the line on which it ends; blank rows are left out.

    Raises
    ------
    csv.Error
        If a quotation mark is not closed, or text follows it.
    """
    reader = _reader(lines, delimiter)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield cells, reader.line_num


def _reader(lines: Iterable[str], delimiter: str) -> Any:
    import csv  # a page needs it only when a person brings or takes a table

    if delimiter == " ":
        lines = (f"{line.rstrip()}\n" for line in lines)
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


class Rows:
    """The rows of a text, split when they are asked for: a table of 10 million cells held as
    strings would fill the browser's memory.

    Attributes
    ----------
    records : the text of each row that is not blank.
    lines : the number of the line on which each ends.
    widths : how many cells each has.
    below : how many lines below the table were left out.
    """

    def __init__(self, text: str, delimiter: str) -> None:
        self.delimiter = delimiter
        self._is_quoted = '"' in text or delimiter == " "
        self.records: list[str] = []
        self.lines: list[int] = []
        self.widths: list[int] = []
        self.below = 0
        if self._is_quoted:
            self._take_quoted(text)
        else:
            self._take_plain(text)

    def __len__(self) -> int:
        return len(self.records)

    def drop_first(self, count: int) -> None:
        """Forget what stands above the table."""
        del self.records[:count], self.lines[:count], self.widths[:count]

    def drop_last(self, width: int) -> None:
        """Forget notes below the table: rows of one cell that is no number, unlike all others."""
        while len(self) > 2 and width > self.widths[-1] == 1 and _LETTER.search(self.records[-1]):
            del self.records[-1], self.lines[-1], self.widths[-1]
            self.below += 1

    def drop_rule(self) -> None:
        """Forget a line that only underlines the header, as in Markdown."""
        if len(self) > 2 and _RULE.fullmatch(self.records[1]) and "--" in self.records[1]:
            del self.records[1], self.lines[1], self.widths[1]

    def cells(self, start: int, stop: int) -> list[list[str]]:
        """The cells of some rows, without the spaces around them."""
        records, delimiter = self.records[start:stop], self.delimiter
        text = "\n".join(records)
        if self._is_quoted:
            rows = list(_reader(io.StringIO(text, newline="\n"), delimiter))
        else:
            rows = [line.split(delimiter) for line in records]
        if not _has_spaces_around_cells(text, delimiter):
            return rows
        return [[cell.strip() for cell in row] for row in rows]

    def joined(self, start: int, stop: int) -> tuple[str, str]:
        """The cells of some rows in one text, and the character that stands between any two."""
        text = "\n".join(self.records[start:stop])
        if not self._is_quoted and ord(self.delimiter) < 128:
            return text.replace("\n", self.delimiter), self.delimiter
        border = next((sign for sign in BORDERS if sign not in text), BORDERS[0])
        cells = chain.from_iterable(self.cells(start, stop))
        if border in text:  # no table has them all, unless to do harm
            cells = (cell.replace(border, "") for cell in cells)
        return border.join(cells), border

    def cell(self, row: int, column: int) -> str:
        """One cell as it is written in the file."""
        return self.cells(row, row + 1)[0][column]

    def _take_plain(self, text: str) -> None:
        delimiter, around = self.delimiter, f"{self.delimiter} \t\u00a0"
        lines = text.split("\n")
        kept = [
            number
            for number, line in enumerate(lines, start=1)
            if line and (line[0] not in around or line.strip(around))
        ]
        _check_count(len(kept))
        self.records = lines if len(kept) == len(lines) else [lines[i - 1] for i in kept]
        self.lines = kept
        self.widths = [line.count(delimiter) + 1 for line in self.records]

    def _take_quoted(self, text: str) -> None:
        import csv

        lines = text.split("\n")
        start = number = 0
        reader = _reader((f"{line}\n" for line in lines), self.delimiter)
        try:
            for row in reader:
                if not any(map(str.strip, row)):
                    continue
                number = reader.line_num
                self.records.append("\n".join(lines[start:number]).strip("\n"))
                self.lines.append(number)
                self.widths.append(len(row))
                _check_count(len(self.records))
                start = number
        except csv.Error as error:
            raise _not_csv(error, lines, number) from None


def _check_count(rows: int) -> None:
    # One more for the header, and a few for what may stand above it.
    if rows > MOST_ROWS + 20:
        raise InputError("table", Words(f"more than {MOST_ROWS:,} rows"), "as many or fewer")


def _has_spaces_around_cells(text: str, delimiter: str) -> bool:
    """Whether `str.strip` might shorten a cell."""
    if any(sign in text for sign in OTHER_SPACES if sign != delimiter):
        return True
    if " " not in text:
        return False
    borders = (delimiter, "\n", '"')
    pairs = (pair for border in borders for pair in (f" {border}", f"{border} "))
    return text[0] == " " or text[-1] == " " or any(pair in text for pair in pairs)


def _not_csv(error: Exception, lines: Sequence[str], number: int) -> InputError:
    """What is wrong after line `number`, the last that was read whole."""
    if "field larger" in str(error):
        return InputError(
            "table",
            Words(f"a cell of more than {_field_limit():,} characters"),
            "shorter cells; a quotation mark may be left open",
        )
    value = Words(
        f"a quotation mark left open or followed by text on line {_wrong_line(lines, number)}"
    )
    return InputError("table", value, 'cells as "a, b", quotation marks in them doubled')


def _field_limit() -> int:
    import csv

    return csv.field_size_limit()


def _wrong_line(lines: Sequence[str], number: int) -> int:
    """The first line after `number` with a quotation mark."""
    for index, line in enumerate(islice(lines, number, None), start=number + 1):
        if '"' in line:
            return index
    return number + 1


def misfit(rows: Rows, width: int, names_rows: bool) -> int | None:
    """The first row that has not `width` cells, or one less in a header without a name for the
    rows' names."""
    for index, found in enumerate(rows.widths):
        if found != width - (names_rows and index == 0):
            return index
    return None


def wrong_width(rows: Rows, index: int, width: int) -> InputError:
    """What is wrong with a row that does not fit."""
    cells = counted(rows.widths[index], "cell")
    value = Words(f"line {rows.lines[index]} with {cells}")
    return InputError("table", value, f"{width} as in most rows")
