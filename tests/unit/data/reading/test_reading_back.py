"""Five thousand tables, in the formats that common programs write.

Each is read back to the values that were written, or rejected, or read with a remark that mentions
the alternative. No table is silently misread.
"""

import csv
import datetime
import io
import sys
from random import Random

import numpy as np
import pytest
from chainrule.data.reading import Reading
from chainrule.data.reading.csv_file import read_csv
from chainrule.errors import InputError

PER_CASE = 25 if sys.platform == "emscripten" else 250
"""5,000 tables in total; a tenth of them in Pyodide, where the same code takes four times as
long."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252")
"""Python's names of encodings; utf-16 and utf-8-sig write a byte order mark."""
MARKERS = ("", "NA", "#N/A", "null", "nan", "?", "#DIV/0!")
KINDS = ("number", "date", "text")
WEAK_MARKERS = ("-", ".", "none")
SEPARATORS = {",": ("", "."), ".": ("", ",", "'")}

LETTERS = "abcdefgxyzäéß"


def write_number(value, decimal, thousands):
    text = f"{value:,}" if isinstance(value, int) or abs(value) >= 1000 else repr(value)
    if "e" in text:
        return text.replace(".", decimal)
    return text.translate({ord(","): thousands, ord("."): decimal})


def word(random, start):
    return start + "".join(random.choices(LETTERS, k=random.randint(1, 6)))


def draw_value(random, kind):
    if kind == "text":
        return " ".join(word(random, "w") for _ in range(random.randint(1, 3)))
    if kind == "date":
        return datetime.date.fromordinal(random.randint(693_961, 766_644))
    size = 10 ** random.randint(0, 7)
    whole = random.randint(-size // 10, size)
    return whole if random.random() < 0.4 else float(f"{whole}e-{random.randint(1, 6)}")


def tables(delimiter, part):
    """The drawn tables of one case. One generator draws each of them: if Hypothesis draws every
    choice, it takes three times as long as the reader."""
    return (draw_table(Random(f"{part} {seed}"), delimiter) for seed in range(PER_CASE))


def draw_table(random, delimiter):
    """Return the bytes, the options with which they were written, the names, and the columns as
    (kind, values)."""
    decimal = random.choice([",", "."])
    thousands = random.choice(SEPARATORS[decimal])
    order = random.choice(["ymd", "dmy", "mdy"])
    between = "-" if order == "ymd" else random.choice("/.-")
    pattern = between.join(f"%{letter}" for letter in order).replace("y", "Y")
    marker = random.choice(MARKERS if delimiter != " " else MARKERS[1:])
    kinds = ["number", *random.choices(KINDS, k=random.randint(1, 3))]
    random.shuffle(kinds)
    count, gaps = random.randint(3, 12), random.choice([0.0, 0.1, 0.4])
    write = {
        "number": lambda v: write_number(v, decimal, thousands),
        "date": lambda v: v.strftime(pattern),
        "text": str,
    }
    columns, cells = [], []
    for kind in kinds:
        values = [draw_value(random, kind) for _ in range(count)]
        # A row without any value would be a blank line.
        if columns:
            values = [None if random.random() < gaps else value for value in values]
        values[random.randrange(count)] = draw_value(random, kind)
        columns.append((kind, values))
        missing = marker if kind == "text" else random.choice([marker, *WEAK_MARKERS])
        cells.append([missing if v is None else write[kind](v) for v in values])
    has_header = random.random() < 0.5
    heads = [f"{word(random, 'n')}{index}" for index in range(len(kinds))]
    file = io.StringIO()
    ending = random.choice(["\n", "\r\n", "\r"])
    writer = csv.writer(file, delimiter=delimiter, lineterminator=ending)
    writer.writerows([heads] * has_header)
    writer.writerows(zip(*cells, strict=True))
    encoding = random.choice(ENCODINGS)
    pinned = Reading(delimiter, has_header, decimal, thousands, None, None, order)
    return file.getvalue().encode(encoding), pinned, heads if has_header else None, columns


def value_of(kind, value):
    if value is None:
        return ""
    if kind == "date":
        return float((value - datetime.date(1970, 1, 1)).days)
    return value


def differences(table, columns):
    """Cells that were read differently from how they were written."""
    found = []
    for column, (kind, values) in zip(table.columns, columns, strict=True):
        for row, value in enumerate(values):
            read = column.values[row]
            read = (
                ""
                if np.isnan(read)
                else column.categories[int(read)]
                if column.categories
                else read
            )
            if read != value_of(kind, value):
                found.append((column.name, row, value, read))
    return found


def check(content, table, heads, columns):
    said = f"{content!r}: {' '.join(table.remarks)}"
    if heads:
        assert table.names == heads, said
    assert len(table) == len(columns[0][1]), said
    assert not differences(table, columns), said


@pytest.mark.parametrize("part", [1, 2, 3])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_tables_of_unknown_format_are_rejected_reported_as_ambiguous_or_read_back_unchanged(
    delimiter, part
):
    for content, _, heads, columns in tables(delimiter, part):
        try:
            table = read_csv(content)
        except InputError:
            continue
        if "could" not in " ".join(table.remarks):
            check(content, table, heads, columns)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_tables_of_known_format_are_always_read_back_unchanged(delimiter):
    for content, reading, heads, columns in tables(delimiter, "known format"):
        check(content, read_csv(content, reading), heads, columns)


def test_few_of_these_tables_are_rejected_or_reported_as_ambiguous():
    """Otherwise the test of unknown formats would prove little."""
    remarks = [read_csv(content).remarks for content, *_ in tables(",", "few remarks")]
    assert np.mean([not any("could" in remark for remark in said) for said in remarks]) > 0.9
