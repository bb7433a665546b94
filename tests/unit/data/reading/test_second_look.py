"""Properties that are recognised only in whole columns, and lines around a table."""

import random

import numpy as np
import pytest
from chainrule.data.reading import Reading
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tabular.suggestion import left_out, suggested_settings
from chainrule.errors import InputError


def table_of(cells, head="x", reading=None):
    rows = "".join(f"{cell};{index * 0.7 + 0.5}\n" for index, cell in enumerate(cells))
    return read_csv(f"{head};y\n{rows}", reading)


def read(cells, **choices):
    table = table_of(cells, **choices)
    column = table.columns[0]
    return column.kind, list(column.categories) or column.values.tolist(), table.remarks


def numbered(count, form):
    rng = random.Random(0)
    return [form.format(rng.randint(1, 500) / 10 + index / 100) for index in range(count)]


@pytest.mark.parametrize(
    ("form", "unit"),
    [("{:.2f} cm", "cm"), ("{:.2f}kg", "kg"), ("{:.2f}° N", "° N"), ("{:.2f} µg/l", "µg/l")],
)
def test_numbers_that_share_a_unit_are_numbers(form, unit):
    cells = numbered(30, form)
    kind, values, remarks = read(cells)
    assert kind == "number"
    assert values == [float(cell[: -len(unit)]) for cell in cells]
    assert f"x holds numbers with the unit {unit}." in remarks


@pytest.mark.parametrize("rows", [2, 3, 10, 30])
def test_a_shared_unit_is_recognised_in_short_tables_and_with_few_distinct_values(rows):
    assert read([f"{i % 5} mg" for i in range(rows)])[1] == [i % 5 for i in range(rows)]
    assert read([f"{170 + i}cm" for i in range(rows)])[1] == [170 + i for i in range(rows)]
    assert read([f"{i // 2}:{i % 2}5" for i in range(rows)])[0] == "number"


def test_a_shared_unit_is_recognised_with_missing_cells_and_decimal_commas():
    cells = [cell.replace(".", ",") for cell in numbered(20, "{:.2f} cm")]
    rows = "".join(f"{c};{i},5\n" for i, c in enumerate([*cells, "-", ""]))
    table = read_csv(f"x;y\n{rows}")
    assert table.columns[0].kind == "number"
    assert np.isnan(table.columns[0].values[-2:]).all()
    assert "Missing, besides empty cells: - (1)." in table.remarks


@pytest.mark.parametrize(
    "cells",
    [
        [f"{i} cm" if i % 2 else f"{i} kg" for i in range(30)],  # two units
        [f"item {i}" for i in range(30)],
        [f"{i % 5}A" for i in range(30)],  # codes, such as those of school classes
        [f"{6 + i % 5}:30" for i in range(30)],  # few distinct times, like categories
        [f"{i}a{i}" for i in range(30)],
        [f"{i}.5.{i} cm" for i in range(30)],
    ],
)
def test_other_text_remains_text(cells):
    assert read(cells)[0] == "text"


def test_times_of_day_are_read_as_hours():
    cells = [f"{hour}:{minute:02}" for hour in range(24) for minute in (0, 30)]
    kind, values, remarks = read(cells)
    assert (kind, values) == ("number", [index / 2 for index in range(48)])
    assert "x holds times of day, in hours: 12:30 is 12.5." in remarks
    cells = [f"{1 + h % 12}:{m:02}:36 {half}M" for half in "AP" for h in range(12) for m in (0, 15)]
    found = read(cells)[1]
    assert (found[0], found[22], found[-1]) == (1.01, 0.01, 12.26)
    # Results of matches are not times.
    assert read([f"{i + 20}:{i + 15}" for i in range(30)])[0] == "text"


def test_dates_without_separators_are_recognised_if_there_are_too_many_for_classes():
    cells = [f"2024{1 + i % 12:02}{1 + i % 28:02}" for i in range(40)]
    kind, values, remarks = read(cells, head="day")
    assert kind == "date"
    assert values[:2] == [19723, 19755]
    assert "day holds dates written without separators: 20240101." in remarks
    assert read(cells[:10])[0] == "number"
    assert read([*cells, "20241301"])[0] == "number"
    assert read([str(20240101 + 7919 * i) for i in range(40)])[0] == "number"


@pytest.mark.parametrize("marker", ["-999", "-9999", "9999", "-99.9", "-999.25", "999"])
def test_a_typical_marker_far_from_all_other_numbers_counts_as_missing(marker):
    cells = [marker if i % 7 == 3 else f"{i % 13 / 2 + 20}" for i in range(40)]
    kind, values, remarks = read(cells)
    assert kind == "number"
    assert np.flatnonzero(np.isnan(values)).tolist() == [*range(3, 40, 7)]
    assert (
        f"x: {marker} (6 rows) treated as missing, because it is far from all other values."
        in remarks
    )
    # A user's own choice takes precedence.
    assert float(marker) in read(cells, reading=Reading(missing=()))[1]


@pytest.mark.parametrize(
    "cells",
    [
        ["99" if i % 7 == 3 else f"{i * 2}" for i in range(48)],  # such as ages
        ["-999" if i == 3 else f"{i}" for i in range(40)],  # once
        ["-1000" if i % 7 == 3 else f"{i % 13}" for i in range(40)],
        ["-999" if i % 2 else "0" for i in range(40)],  # two distinct values
        ["-999" if i % 7 == 3 else f"{i * 100}" for i in range(40)],
    ],
)
def test_other_numbers_far_from_the_rest_are_kept(cells):
    kind, values, _ = read(cells)
    assert (kind, values) == ("number", [*map(float, cells)])


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("Jan-24", 19723), ("Jan 2024", 19723), ("January 2024", 19723), ("1/2024", 19723),
        ("2024-Q1", 19723), ("Q2 2024", 19814), ("1. Januar 2024", 19723), ("3. März 2024", 19785),
        ("2 août 2024", 19937), ("5 enero 2024", 19727), ("Dez 2024", 20058),
    ],
)  # fmt: skip
def test_months_and_quarters_are_read_as_dates(cell, day):
    kind, values, _ = read([cell, "2024-05-01", cell])
    assert (kind, values) == ("date", [day, 19844, day])


def test_words_other_than_month_names_are_not_read_as_dates():
    assert read(["Box 2024", "Set-24", "Mark 2024"])[0] == "text"


def test_the_zero_date_of_databases_counts_as_missing():
    kind, values, _ = read(["0000-00-00", "2024-01-01", "2024-01-02"])
    assert kind == "date"
    assert np.isnan(values[0])


def test_codes_with_leading_zeros_are_left_out_and_can_be_included():
    table = table_of([f"{(i * 7919) % 100_000:05}" for i in range(40)], head="zip")
    table = read_csv(
        "zip;x;y\n" + "".join(f"{i * 79 % 9999:05};{i}.5;{i % 7}.25\n" for i in range(40))
    )
    (reason,) = left_out(table, "y")
    assert reason.columns == ("zip",)
    assert "leading zeros, like 00000, are codes" in reason.sentence
    assert suggested_settings(table, "y", ["zip"])["columns"] == ()
    hours = read_csv("h;x;y\n" + "".join(f"{i % 24:02};{i}.5;{i}.25\n" for i in range(40)))
    assert left_out(hours, "y") == ()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Kundennummer", range(7, 3000, 79)),
        ("account_no", range(7, 3000, 79)),
        ("whatever", range(10**17, 10**17 + 10**6, 25_000)),
    ],
)
def test_id_columns_are_recognised_by_english_or_german_names_or_by_their_digits(name, values):
    rows = "".join(f"{v};{i}.5;{i * 3 % 7}.25\n" for i, v in enumerate(values))
    (reason,) = left_out(read_csv(f"{name};x;y\n{rows}"), "y")
    assert reason.columns == (name,)
    assert "like an id" in reason.sentence


def test_notes_below_a_table_are_left_out():
    table = read_csv("a,b\n1,2\n3,4\n5,6\nSource: the office of things\nPrinted on Monday\n")
    assert len(table) == 3
    assert "2 lines below the table are left out." in table.remarks
    with pytest.raises(InputError, match="line 5 with 1 cell"):
        read_csv("a,b\n1,2\n3,4\n5,6\n7\n")


def test_the_line_below_a_markdown_header_is_not_a_row():
    text = "| a | kind |\n|---|:--:|\n| 1.5 | p |\n| 2.5 | q |\n| 3 | p |\n"
    table = read_csv(text)
    assert table.names == ["a", "kind"]
    assert table.columns[1].categories == ("p", "q")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[{"a":1},{"a":2}]', "JSON"),
        ('{"a":1}\n{"a":2}', "JSON"),
        ("<!DOCTYPE html>\n<p>", "a web"),
    ],
)
def test_the_error_for_another_file_format_names_it(text, kind):
    with pytest.raises(InputError, match=f"table: {kind}"):
        read_csv(text)


def test_many_columns_of_text_do_not_outvote_a_missing_value_in_the_first_row():
    table = read_csv("abc,-,def,ghi,jkl,mno\nbcd,7,efg,hij,klm,nop\ncde,8,fgh,ijk,lmn,opq\n")
    assert len(table) == 3


def test_blank_lines_above_a_table_are_ignored():
    table = read_csv("\n" * 20_000 + "a;b\n1;2\n3;4\n")
    assert table.names == ["a", "b"]
    with pytest.raises(InputError, match="line 20004 with 3 cells"):
        read_csv("\n" * 20_000 + "a;b\n1;2\n3;4\n1;2;3\n"[:-1] + "\n" + "5;6\n" * 3)
