"""Splitting of text into rows of cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from chainrule.data.reading.cells.tokens import BORDERS
from chainrule.errors import InputError
from chainrule.limits import MOST_CHARACTERS
from chainrule.phrases import phrase

_LETTER = re.compile(r"[^\W\d_]{2}")
_RULE = re.compile(r"[\s|,;+:-]+")
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_LINES = 1_000_000
"""The largest number of lines, including blank ones."""
OTHER_SPACES = "\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""Whitespace characters other than spaces and line breaks."""


def one_kind_of_line_break(text: str) -> str:
    """Convert all line breaks to line feeds; old spreadsheet programs write carriage returns.

    Raises
    ------
    InputError
        If the text has more than 20 million characters or more than a million lines.
    """
    if len(text) > MOST_CHARACTERS:
        value = phrase("table.is.long", count=len(text))
        raise InputError("table", value, phrase("table.allowed.most", most=MOST_CHARACTERS))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n")
    if lines > MOST_LINES:
        allowed = phrase("table.allowed.most", most=MOST_LINES)
        raise InputError("table", phrase("table.is.many_lines", count=lines), allowed)
    return text


def read_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Yield the cells of each row and the number of the row's last line. Blank rows are omitted.

    Raises
    ------
    csv.Error
        If a quotation is not closed, or text follows a closing quotation mark.
    """
    reader = _reader(lines, delimiter)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield cells, reader.line_num


def _reader(lines: Iterable[str], delimiter: str) -> Any:
    import csv  # imported late, because it is needed only for tables

    if delimiter == " ":
        lines = (f"{line.rstrip()}\n" for line in lines)
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


class Rows:
    """The rows of a text. They are split into cells only on request, because the strings of 10
    million cells would exhaust the browser's memory.

    Attributes
    ----------
    records : the text of each row that is not blank.
    lines : the line number of each row's last line.
    widths : the number of cells of each row.
    below : the number of omitted lines below the table.
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
        """Drop the first `count` rows, which are above the table."""
        del self.records[:count], self.lines[:count], self.widths[:count]

    def drop_last(self, width: int) -> None:
        """Drop notes below the table, which are final rows with a single cell that contains
        text."""
        while len(self) > 2 and width > self.widths[-1] == 1 and _LETTER.search(self.records[-1]):
            del self.records[-1], self.lines[-1], self.widths[-1]
            self.below += 1

    def drop_rule(self) -> None:
        """Drop a line that only underlines the header, as in Markdown."""
        if len(self) > 2 and _RULE.fullmatch(self.records[1]) and "--" in self.records[1]:
            del self.records[1], self.lines[1], self.widths[1]

    def cells(self, start: int, stop: int) -> list[list[str]]:
        """The cells of the rows `start` to `stop` − 1, without surrounding spaces."""
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
        """The cells of the rows `start` to `stop` − 1 as one text, and the character that separates
        them."""
        text = "\n".join(self.records[start:stop])
        if not self._is_quoted and ord(self.delimiter) < 128:
            return text.replace("\n", self.delimiter), self.delimiter
        border = next((sign for sign in BORDERS if sign not in text), BORDERS[0])
        cells = chain.from_iterable(self.cells(start, stop))
        if border in text:  # No ordinary table contains all of `BORDERS`.
            cells = (cell.replace(border, "") for cell in cells)
        return border.join(cells), border

    def cell(self, row: int, column: int) -> str:
        """A cell as written in the file."""
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
    # Allow one more row for the header, and a few for lines above it.
    if rows > MOST_ROWS + 20:
        value = phrase("table.is.many_rows", most=MOST_ROWS)
        raise InputError("table", value, phrase("table.allowed.fewer"))


def _has_spaces_around_cells(text: str, delimiter: str) -> bool:
    """Whether `str.strip` could shorten a cell."""
    if any(sign in text for sign in OTHER_SPACES if sign != delimiter):
        return True
    if " " not in text:
        return False
    borders = (delimiter, "\n", '"')
    pairs = (pair for border in borders for pair in (f" {border}", f"{border} "))
    return text[0] == " " or text[-1] == " " or any(pair in text for pair in pairs)


def _not_csv(error: Exception, lines: Sequence[str], number: int) -> InputError:
    """The error for a text that is not valid CSV after line `number`."""
    if "field larger" in str(error):
        value = phrase("table.is.long_cell", most=_field_limit())
        return InputError("table", value, phrase("table.allowed.short_cells"))
    value = phrase("table.is.quoted", line=_wrong_line(lines, number))
    return InputError("table", value, phrase("table.allowed.quoted"))


def _field_limit() -> int:
    import csv

    return csv.field_size_limit()


def _wrong_line(lines: Sequence[str], number: int) -> int:
    """The number of the first line after line `number` that contains a quotation mark."""
    for index, line in enumerate(islice(lines, number, None), start=number + 1):
        if '"' in line:
            return index
    return number + 1


def misfit(rows: Rows, width: int, names_rows: bool) -> int | None:
    """The index of the first row that does not have `width` cells; None if there is none. If the
    rows have names, the header must have one cell fewer."""
    for index, found in enumerate(rows.widths):
        if found != width - (names_rows and index == 0):
            return index
    return None


def wrong_width(rows: Rows, index: int, width: int) -> InputError:
    """The error for a row of the wrong width."""
    value = phrase("table.is.width", line=rows.lines[index], cells=rows.widths[index])
    return InputError("table", value, phrase("table.allowed.width", width=width))
