"""The format of typical CSV texts is detected correctly, or they are rejected with the line
number."""

import math

import numpy as np
import pytest
from chainrule.data.reading.csv_file import MOST_ROWS, read_csv, write_csv
from chainrule.errors import InputError
from hypothesis import given
from hypothesis import strategies as st


def cells(table):
    return [[column.text(row) for column in table.columns] for row in range(len(table))]


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("a,b\n1,2\n3,4\n", ["a", "b"], [1, 2]),
        ("a;b\n1,5;2\n3;4,25\n", ["a", "b"], [1.5, 2]),
        ("a\tb\r\n1\t-2e3\r\n", ["a", "b"], [1, -2000]),
        ("a|b\n1|2\n", ["a", "b"], [1, 2]),
        ("a b\n1 2\n3 4\n", ["a", "b"], [1, 2]),
        ("a;b\n1.234,5;2\n1.000;3\n12;4\n", ["a", "b"], [1234.5, 2]),
        ("a;b\n1.234;2\n1,5;3\n", ["a", "b"], [1234, 2]),
        ("\ufeffa,b\n1,2\n", ["a", "b"], [1, 2]),
        ("# from somewhere\n\na,b\n1,2\n\n", ["a", "b"], [1, 2]),
        ("1,2\n3,4\n", ["column 1", "column 2"], [1, 2]),
        ("a,a,\n1,2,3\n", ["a", "a (2)", "column 3"], [1, 2, 3]),
        ('"a, b",c\n1,"2"\n', ["a, b", "c"], [1, 2]),
    ],
)
def test_delimiter_header_and_number_format_are_detected(text, names, first):
    table = read_csv(text)
    assert table.names == names
    assert [column.values[0] for column in table.columns] == first
    assert not any(column.categories for column in table.columns)
    assert table.target == names[-1]


def test_text_becomes_categories_and_missing_cells_stay_missing():
    table = read_csv("n,kind\n1,red\nNA,blue\n3,\n?,red\n")
    number, kind = table.columns
    assert kind.categories == ("red", "blue")
    np.testing.assert_array_equal(kind.values, [0, 1, np.nan, 0])
    np.testing.assert_array_equal(number.values, [1, np.nan, 3, np.nan])


def test_a_header_above_text_columns_is_detected():
    assert read_csv("colour,size\nred,small\nblue,large\nred,large\n").names == ["colour", "size"]
    assert read_csv("red,small\nblue,large\nred,large\n").names == ["column 1", "column 2"]


@pytest.mark.parametrize(
    ("text", "names", "kinds"),
    [
        ("good,price\n" + "good,123\nbad,456\n" * 25, ["good", "price"], "text number"),
        ("default,amount\ndefault,968.5\npaid,12\n", ["default", "amount"], "text number"),
        ("c,p\na,100\nb,200\nc,300\nd,400\n", ["c", "p"], "text number"),
        ("n;w\nx;10%\nn;20%\n", ["n", "w"], "text number"),
        ('n,w\nx,"1,200"\nn,"12,300"\n', ["n", "w"], "text number"),
        ("n;w\nx;210.000,00 €\nn;20,00 €\n", ["n", "w"], "text number"),
        ("n,w\nx,2024-01-02\nn,2024-01-03\n", ["n", "w"], "text date"),
        ("a,b,w\na,b,1\nc,b,2\na,d,3\n", ["a", "b", "w"], "text text number"),
        ("NA,w\nEU,1\nNA,2\nAS,3\n", ["NA", "w"], "text number"),
        # An unusual first cell alone does not make a header, and neither does text above text.
        ("good,12a\nbad,4\ngood,5\n", ["column 1", "column 2"], "text text"),
        ("good,123\nbad,4\ngood,5\n", ["column 1", "column 2"], "text number"),
        ("1,x\n2,5\n3,6\n", ["column 1", "column 2"], "number text"),
    ],
)
def test_a_header_above_numbers_is_detected_even_if_one_name_is_also_a_category(text, names, kinds):
    table = read_csv(text)
    assert table.names == names
    assert [column.kind for column in table.columns] == kinds.split()


def test_a_name_above_numbers_may_start_with_a_digit():
    assert read_csv("1st Flr SF,x\n856,1\n1262,2\n").names == ["1st Flr SF", "x"]


def test_explicit_options_override_detection():
    assert read_csv("1,2\n3,4\n", header=True).names == ["1", "2"]
    assert len(read_csv("a,b\nc,d\n", header=False)) == 2
    with pytest.raises(InputError, match="one column"):
        read_csv("a;b\nc;d\n", delimiter=",")
    with pytest.raises(InputError, match="a header without rows is not allowed"):
        read_csv("1,2\n", header=True)


def test_quoted_cells_keep_delimiters_quotes_and_line_breaks():
    table = read_csv('a,b\n"x, ""y""\nz",1\nw,2\n')
    assert table.columns[0].categories == ('x, "y"\nz', "w")


def test_detected_options_are_reported():
    (remark,) = read_csv("a;b\n1;x\n2;y\n").remarks
    assert remark == (
        "2 rows, cells separated by semicolons, with a header: 2 columns, 1 of numbers, 1 of text."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty text is not allowed; allowed: rows of cells"),
        ("a,b\n1,2\n3\n", "line 3 with 1 cell is not allowed; allowed: 2 as in most rows"),
        ("a,b\n1,2\n3,4,5\n", "line 3 with 3 cells is"),
        ('a,b\n1,"2\n', "a quotation mark left open or followed by text on line 2 is"),
        ("a,b\n" + "1,2\n" * (MOST_ROWS + 1), "more than 50,000 rows is"),
        (",".join(["1"] * 201), "201 columns is"),
        ("a\n1\n2\n", "one column is not allowed; allowed: a target and something to predict"),
    ],
    ids=lambda value: value[:12],
)
def test_text_that_is_not_a_table_is_rejected(text, message):
    with pytest.raises(InputError, match=message) as caught:
        read_csv(text)
    assert caught.value.field == "table"


def test_a_remark_says_if_all_columns_are_of_the_same_kind():
    assert read_csv("a,b\n1,2\n").remarks[0].endswith("2 columns, all of numbers.")
    assert read_csv("a,b\nx,y\nz,x\n").remarks[0].endswith("2 columns, all of text.")


def test_words_for_infinity_and_nan_are_not_read_as_numbers():
    assert read_csv("a,b\n1,inf\n2,infinity\n").columns[1].categories == ("inf", "infinity")
    assert read_csv("a,b\n1_0,2\n3,4\n").columns[0].categories == ("1_0", "3")


names = st.text("abc ,;\"'é\n", min_size=1, max_size=6).map(lambda s: f"n{s.strip()}")
numbers = st.floats(allow_nan=False, allow_infinity=False)
words = st.text("xyz,;\"' \n", max_size=5).map(lambda s: f"w{s.strip()}")


@given(st.data())
def test_a_written_table_can_be_read_back(data):
    header = data.draw(st.lists(names, min_size=2, max_size=5, unique=True))
    kinds = [data.draw(st.sampled_from([numbers, words])) for _ in header]
    kinds[0] = numbers
    rows = data.draw(st.lists(st.tuples(*kinds), min_size=1, max_size=12))
    text = write_csv(header, [[c if isinstance(c, str) else repr(c) for c in r] for r in rows])
    table = read_csv(text, delimiter=",", header=True)
    assert table.names == header
    for row, expected in zip(cells(table), rows, strict=True):
        for cell, value in zip(row, expected, strict=True):
            same = cell == value if isinstance(value, str) else float(cell) == value
            assert same or (isinstance(value, float) and math.isclose(float(cell), value))
