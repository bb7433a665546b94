"""The tables on which reading is measured. Only the standard library is used, so that this runs in
Pyodide."""

from __future__ import annotations

from collections.abc import Callable

CHARACTERS = 19_900_000
WIDTH = 200
DIFFERENT = 997
"""The number of distinct rows; they are repeated to fill the table."""


def digit(row: int, column: int) -> str:
    """One digit; only with this kind is a table of 49,000 rows and 200 columns short enough."""
    return str((row * 7 + column * 3) % 10)


def number(row: int, column: int) -> str:
    """A number with three decimal places."""
    return f"{((row * 7919 + column * 104729) % 2_000_003) / 1000 - 1000:.3f}"


def long_number(row: int, column: int) -> str:
    """A number in the form in which Python writes it."""
    return repr(((row * 7919 + column * 104729) % 2_000_003) / 70001)


def with_missing(row: int, column: int) -> str:
    """A number; a tenth of the cells are missing."""
    return "NA" if (row * 7 + column) % 10 == 0 else number(row, column)


def amount(row: int, column: int) -> str:
    """An amount of money."""
    return f"${((row * 7919 + column * 104729) % 200_003) / 100:.2f}"


def percentage(row: int, column: int) -> str:
    """A percentage."""
    return f"{((row * 7919 + column * 104729) % 1003) / 10:.1f}%"


def grouped(row: int, column: int) -> str:
    """A number with grouped digits, in quotation marks."""
    return f'"{(row * 7919 + column * 104729) % 2_000_003:,}"'


def word(row: int, column: int) -> str:
    """One of eight texts."""
    return ("red", "green", "blue", "grey", "black", "white", "pink", "teal")[(row + column) % 8]


def date(row: int, column: int) -> str:
    """A date."""
    return f"20{row % 25:02}-{1 + column % 12:02}-{1 + (row + column) % 28:02}"


def mixed(row: int, column: int) -> str:
    """All of these kinds, in different columns."""
    kinds = (number, with_missing, amount, percentage, word, date)
    return kinds[column % len(kinds)](row, column)


KINDS: dict[str, Callable[[int, int], str]] = {
    function.__name__: function
    for function in (
        digit, number, long_number, with_missing, amount, percentage, grouped, word, date, mixed,
    )
}  # fmt: skip


def text_of(kind: str) -> str:
    """A table of 200 columns and up to 49,000 rows, with almost the largest number of characters
    that can be read."""
    cell, lines, size = KINDS[kind], [",".join(f"c{index}" for index in range(WIDTH))], 0
    different = [",".join(cell(row, column) for column in range(WIDTH)) for row in range(DIFFERENT)]
    for row in range(49_000):
        line = different[row % DIFFERENT]
        size += len(line) + 1
        if size > CHARACTERS:
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def seconds(kind: str) -> float:
    """Return the CPU time of reading a table in this interpreter."""
    from time import process_time

    from chainrule.data.reading.csv_file import read_csv

    text = text_of(kind)
    start = process_time()
    read_csv(text)
    return process_time() - start
