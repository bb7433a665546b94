"""The detection of every option for reading a table, with inputs that other tools misread."""

import json

import numpy as np
import pytest
from chainrule.data.reading import Reading
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tabular.own import CsvSource, keep_table, kept_table
from chainrule.errors import InputError


def columns(source, reading=None):
    table = read_csv(source, reading)
    return {
        column.name: list(column.categories) or column.values.tolist() for column in table.columns
    }


NAN = np.nan


@pytest.mark.parametrize(
    ("text", "right"),
    [
        # The delimiter and the decimal separator together.
        ("1,5;2,5\n3,5;4,25\n", {"column 1": [1.5, 3.5], "column 2": [2.5, 4.25]}),
        ("1,5\t2,5\n3,5\t4,25\n", {"column 1": [1.5, 3.5], "column 2": [2.5, 4.25]}),
        ("1,5 2,5\n3,5 4,25\n", {"column 1": [1.5, 3.5], "column 2": [2.5, 4.25]}),
        ("1,5|2,5\n3,5|4,25\n", {"column 1": [1.5, 3.5], "column 2": [2.5, 4.25]}),
        ('a,b\n"1,5",2\n"0,75",3\n', {"a": [1.5, 0.75], "b": [2, 3]}),
        # Thousands separators, detected from the rest of the file.
        ("n;x\n950;0,5\n1.234;1,5\n12.500;2,5\n", {"n": [950, 1234, 12500], "x": [0.5, 1.5, 2.5]}),
        ('n,x\n"1,234",1.5\n"12,500",2.5\n', {"n": [1234, 12500], "x": [1.5, 2.5]}),
        ("n;x\n1 234,5;a\n12 500,0;b\n", {"n": [1234.5, 12500], "x": ["a", "b"]}),
        ("n;x\n1\u202f234,5;a\n2,5;b\n", {"n": [1234.5, 2.5], "x": ["a", "b"]}),
        ("n;x\n1'234.5;a\n2.5;b\n", {"n": [1234.5, 2.5], "x": ["a", "b"]}),
        ('n,x\n"12,34,567",a\n"1,234",b\n', {"n": [1234567, 1234], "x": ["a", "b"]}),
        ("n\tx\n1.234.567\ta\n1.234\tb\n", {"n": [1234567, 1234], "x": ["a", "b"]}),
        # Headers.
        ("region,2019,2020\na,1.5,2.5\nb,2.5,3.5\n",
         {"region": ["a", "b"], "2019": [1.5, 2.5], "2020": [2.5, 3.5]}),
        ("region,2019,2020\na,15,22\nb,25,33\n",
         {"region": ["a", "b"], "2019": [15, 25], "2020": [22, 33]}),
        ("a,2019,2020\nb,2018,2021\n",
         {"column 1": ["a", "b"], "column 2": [2019, 2018], "column 3": [2020, 2021]}),
        (",0,1\n0,0.5,0.7\n1,0.6,0.8\n", {"index": [0, 1], "0": [0.5, 0.6], "1": [0.7, 0.8]}),
        ("#,hp,legend\n1,45,0\n2,60,1\n", {"#": [1, 2], "hp": [45, 60], "legend": [0, 1]}),
        ("# x,y\n1.5,2\n3,4\n", {"x": [1.5, 3], "y": [2, 4]}),
        ("# made in 2020, by us\nx,y\n1.5,2\n3,4\n", {"x": [1.5, 3], "y": [2, 4]}),
        ("Sales of 2020\n\nx,y\n1.5,2\n3,4\n", {"x": [1.5, 3], "y": [2, 4]}),
        ('"x" "y"\n"1" 0.5 2\n"2" 0.7 3\n', {"index": [1, 2], "x": [0.5, 0.7], "y": [2, 3]}),
        ("x,y,\n1,2,\n3,4,\n", {"x": [1, 3], "y": [2, 4]}),
        # Line breaks, and the delimiter's own line.
        ("a;b\r1;2\r3;4\r", {"a": [1, 3], "b": [2, 4]}),
        ("sep=;\na;b\n1;2\n3;4\n", {"a": [1, 3], "b": [2, 4]}),
        ('"sep=\t"\r\na\tb\r\n1,5\t2\r\n', {"a": [1.5], "b": [2]}),
        # Units.
        ("p,q\n12 %,1\n3.5%,2\n", {"p": [0.12, 0.035], "q": [1, 2]}),
        ("p;q\n12,5 %;1\n3%;2\n", {"p": [0.125, 0.03], "q": [1, 2]}),
        ('p,q\n"$1,234.50",1\n-$5,2\n($3),4\n', {"p": [1234.5, -5, -3], "q": [1, 2, 4]}),
        ("p;q\n1.234,50 €;1\n12,50 €;2\n", {"p": [1234.5, 12.5], "q": [1, 2]}),
        ("p;q\nCHF 1'200.50;1\nCHF 12;2\n", {"p": [1200.5, 12], "q": [1, 2]}),
        ("p,q\n1e5,1\n1.5E-3,2\n2D2,3\n\u22124,4\n",
         {"p": [1e5, 1.5e-3, 200, -4], "q": [1, 2, 3, 4]}),
        ("p,q\n$5,1\n€5,2\n", {"p": ["$5", "€5"], "q": [1, 2]}),
        ("p,q\n5 %,1\n20,2\n", {"p": ["5 %", "20"], "q": [1, 2]}),
        # Text that is not a single number must not become one.
        ("p,q\n01,1.5\n1,2.5\n", {"p": ["01", "1"], "q": [1.5, 2.5]}),
        ("p,q\n01,1.5\n02,2.5\n", {"p": [1, 2], "q": [1.5, 2.5]}),
        ("p,q\n90071992547409921,1\n90071992547409922,2\n",
         {"p": ["90071992547409921", "90071992547409922"], "q": [1, 2]}),
        ("p,q\n1_000,1\n2,2\n", {"p": ["1_000", "2"], "q": [1, 2]}),
        ("p,q\n1.2.3,1\n1.2.4,2\n", {"p": ["1.2.3", "1.2.4"], "q": [1, 2]}),
        # Missing values.
        ("p,q\n#N/A,1\n#DIV/0!,2\n3,#REF!\n", {"p": [NAN, NAN, 3], "q": [1, 2, NAN]}),
        ("p;q\n#NV;1\n#WERT!;2\n3;4\n", {"p": [NAN, NAN, 3], "q": [1, 2, 4]}),
        ("p,q\n-,+\n3,-\n", {"p": [NAN, 3], "q": ["+", "-"]}),
        ("p,q\nnone,mild\n3,none\n", {"p": [NAN, 3], "q": ["mild", "none"]}),
        # Dates: days since 1970-01-01.
        ("1/2/2024 10:00 AM,5\n1/3/2024 10:00 AM,6\n",
         {"column 1": [19724 + 10 / 24, 19725 + 10 / 24], "column 2": [5, 6]}),
        ("when,q\n2024-01-01,1\n2024-01-02T12:00:00Z,2\n", {"when": [19723, 19724.5], "q": [1, 2]}),
        ("when,q\n13/01/2024,1\n02/01/2024,2\n", {"when": [19735, 19724], "q": [1, 2]}),
        ("when,q\n01/13/2024,1\n01/02/2024,2\n", {"when": [19735, 19724], "q": [1, 2]}),
        ("when;q\n01.02.2024;1\n31.01.2024;2\n", {"when": [19754, 19753], "q": [1, 2]}),
        ("when,q\n2 Jan 2024,1\n03-Feb-24,2\n", {"when": [19724, 19756], "q": [1, 2]}),
        ('when,q\n"Jan 2, 2024",1\n"February 3, 2024",2\n', {"when": [19724, 19756], "q": [1, 2]}),
        ("when,q\n2024-01,1\n2024-02,2\n", {"when": [19723, 19754], "q": [1, 2]}),
        ("when,q\n2024-02-30,1\n2024-02-28,2\n",
         {"when": ["2024-02-30", "2024-02-28"], "q": [1, 2]}),
        ("code,q\n20240102,1\n20240103,2\n", {"code": [20240102, 20240103], "q": [1, 2]}),
    ],
)  # fmt: skip
def test_a_table_is_read_as_intended(text, right):
    read = columns(text)
    assert list(read) == list(right)
    for name, cells in right.items():
        if isinstance(cells[0], str):
            assert read[name] == cells
        else:
            np.testing.assert_allclose(read[name], cells, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "row", "value"),
    [
        # All numbers have three decimal places, except for a late one.
        ("x;y\n" + "1.234;7\n" * 999 + "1,5;7\n", 0, 1234),
        ("x;y\n" + "1,234;7\n" * 999 + "1.5;7\n", 0, 1234),
        # All days are at most twelve, except for a late one.
        ("x,y\n" + "1/2/2024,7\n" * 999 + "13/2/2024,7\n", 0, 19754),
        ("x,y\n" + "1/2/2024,7\n" * 999 + "2/13/2024,7\n", 0, 19724),
    ],
)
def test_a_late_row_can_determine_the_format_of_the_whole_file(text, row, value):
    assert read_csv(text).columns[0].values[row] == value


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("n\tx\n1,234\ta\n", "1,234 could be 1234 or 1.234; it is read as 1234."),
        ("n;x\n1,234;a\n", "1,234 could be 1.234 or 1234; it is read as 1.234."),
        (
            "d,x\n1/2/2024,a\n",
            "1/2/2024 could be 2024-01-02 or 2024-02-01; it is read as 2024-01-02.",
        ),
        ("region,2019\na,1.5\n", "although 2019 could be a value"),
        ("p,q\n12 %,1\n3%,2\n", "p holds percentages: 12 % is 0.12."),
        (
            "x,y\n01,1\n1,2\n",
            "x is text, because numbers would merge different codes",
        ),
        ("x,y\n$1,1\n€1,2\n", "x is text, because its numbers have different units: $, €."),
        ("x,y\n1,1\n2,2\na,3\n", "x is text, because of cells such as a."),
        ("x,y\n#N/A,1\n1,2\n", "Missing, besides empty cells: #N/A (1)."),
        ("x,y\n" + "1,2\n" * 20 + "n.b.,3\n", "x: n.b. (1 row) treated as missing"),
        ("Report\nx,y\n1,2\n", "1 line above the table is left out."),
    ],
)  # fmt: skip
def test_ambiguous_formats_are_reported_in_a_remark(text, remark):
    assert remark in " ".join(read_csv(text).remarks)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("é,x\nBär,1\nBör,2\n".encode("windows-1252"), "windows-1252"),
        ("é,x\nBär,1\nBör,2\n".encode(), "utf-8"),
        ("é,x\nBär,1\nBör,2\n".encode("utf-8-sig"), "utf-8"),
        ("é,x\nBär,1\nBör,2\n".encode("utf-16"), "utf-16-le"),
        ("é,x\nBär,1\nBör,2\n".encode("utf-16-le"), "utf-16-le"),
        ("é,x\nBär,1\nBör,2\n".encode("utf-16-be"), "utf-16-be"),
        (b"\xfe\xff" + "é,x\nBär,1\nBör,2\n".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_recognised(data, encoding):
    table = read_csv(data)
    assert (table.names, table.columns[0].categories) == (["é", "x"], ("Bär", "Bör"))
    assert table.reading.encoding == encoding


@pytest.mark.parametrize(
    ("data", "reading", "field", "sentence"),
    [
        (b"PK\x03\x04...", {}, "table", "an Excel workbook or another zip archive is not allowed"),
        ("ä,ö\n1,2\n".encode() * 9 + b"\xe4,1\n", {}, "encoding", "UTF-8 text with 1 invalid byte"),
        (b"a,b\n\xff\xfe\n", {"encoding": "utf-8"}, "encoding", r"not UTF-8 \(line 2\)"),
        (b"a,b\n1,\x81\n", {}, "encoding", "not Windows-1252"),
        (b"\x00\x01" * 40 + b"\x00\x00,", {"encoding": "utf-8"}, "table", "a binary file"),
    ],
)
def test_binary_data_are_rejected(data, reading, field, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        read_csv(data, Reading(**reading))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("delimiter", ""), ("delimiter", 5), ("delimiter", ",,"), ("delimiter", "a"),
        ("delimiter", "\n"), ("delimiter", '"'), ("delimiter", ["," ]),
        ("header", 1), ("header", "yes"), ("decimal", ""), ("decimal", "x"), ("thousands", 3),
        ("encoding", "latin-99"), ("missing", "NA"), ("missing", [1]), ("date_order", "dym"),
    ],
)  # fmt: skip
def test_an_invalid_option_gives_one_clear_error(field, value):
    text = json.dumps({"text": "a,b\n1,2\n", field: value})
    with pytest.raises(InputError, match=f"^{field}: .* is not allowed; allowed: .*\\.$") as caught:
        CsvSource.from_dict(json.loads(text))
    assert caught.value.field == field


def test_decimal_and_thousands_separators_must_differ():
    with pytest.raises(InputError, match="a character other than the decimal separator"):
        Reading(decimal=",", thousands=",")


def test_the_reported_format_reads_the_same_table_again():
    text = "d;x;k\n1.2.2024;1.234,5;a\n3.2.2024;#N/A;b\n"
    table = read_csv(text)
    assert table.reading == Reading(";", True, ",", ".", "utf-8", ("#N/A",), "dmy")
    again = read_csv(text, table.reading)
    assert again.first_rows(9) == table.first_rows(9) == [
        ["2024-02-01", "1234.5", "a"],
        ["2024-02-03", "", "b"],
    ]  # fmt: skip


def test_explicit_markers_replace_the_default_ones():
    table = read_csv("x,y\n-999,NA\n3,b\n,c\n", Reading(missing=("-999",)))
    np.testing.assert_array_equal(table.columns[0].values, [np.nan, 3, np.nan])
    assert table.columns[1].categories == ("NA", "b", "c")


def test_cells_are_shown_as_in_the_file():
    table = read_csv('code,price\n007,"$1,234.50"\n008,$2\n')
    code, price = table.columns
    assert (code.text(0), code.written(8), code.plain(0)) == ("007", "008", "7")
    assert (price.text(0), price.plain(0)) == ("$1,234.50", "1234.5")


def test_a_source_stored_by_an_earlier_version_still_opens():
    """Browsers have stored tables under these names."""
    old = {"text": "a,b\n1,2\n3,4\n", "delimiter": None, "header": None}
    name = keep_table(CsvSource.from_dict(old))
    assert name == "04cca66401fd"
    assert CsvSource.from_dict(old).to_dict() == old
    assert kept_table(name).names == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n" * 1_000_001, "a text of 1,000,001 lines"),
        (",".join(["1"] * 100_000) + "\n", "100,000 columns is not allowed; allowed: at most 200"),
        ("," * 1_000_001, "a line of 1,000,001 characters"),
        ("a,b\n" + 'x,"' + "y" * 200_000, "a cell of more than 131,072 characters"),
    ],
    ids=["blank lines", "columns", "line", "cell"],
)
def test_tables_that_are_too_large_are_rejected(text, sentence):
    with pytest.raises(InputError, match=sentence):
        read_csv(text)


def test_numbers_with_too_many_digits_or_leading_zeros_are_text_for_different_reasons():
    remarks = read_csv("id,q\n90071992547409921,1\n90071992547409922,2\n").remarks
    assert remarks[-1] == (
        "id is text, because numbers keep only about 16 digits: 90071992547409921 and "
        "90071992547409922 would become the same number."
    )
    remarks = read_csv("id,q\n01,1.5\n1,2.5\n").remarks
    assert remarks[-1].startswith("id is text, because numbers would merge different codes")


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        ("13 Mar 2024,1\n2 Feb 2024,2\n", None),
        ("Mar-24,1\nApr-24,2\n", None),
        ("2024-Q1,1\n2024-Q2,2\n", None),
        ("2024-01-02,1\n13 Mar 2024,2\n", "year-month-day"),
        ("13/01/2024,1\n02/01/2024,2\n", "day-month-year"),
    ],
)
def test_the_order_of_day_and_month_is_reported_if_dates_have_one(dates, order):
    found = [r for r in read_csv(f"when,q\n{dates}").remarks if r.startswith("Dates: ")]
    assert found == ([f"Dates: {order}."] if order else [])
