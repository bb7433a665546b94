"""Remarks about a table: categories that may stand for missing values, columns whose separators
differ from those of the rest of the file, constants, and amounts of money."""

import numpy as np
import pytest
from chainrule.data.reading import Reading
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tabular.suggestion import doubtful_categories

MARKED = "size,colour,kind\n" + "".join(
    f"{'-' if i == 3 else i},{'-' if i % 4 == 0 else 'red'},{('none', 'mild', 'None')[i % 3]}\n"
    for i in range(24)
)


def sentences_on(text, *columns, missing=None):
    found = doubtful_categories(read_csv(text, Reading(missing=missing)), columns or None)
    return [str(each.sentence) for each in found]


def test_a_category_that_may_stand_for_a_missing_value_is_reported_with_its_rows():
    assert sentences_on(MARKED) == [
        'Column "colour" has "-" in 6 rows; it is read as a category.',
        'Column "kind" has "none" in 16 rows; it is read as a category.',
    ]
    assert sentences_on(MARKED, "size", "colour") == sentences_on(MARKED)[:1]


def test_the_suggested_markers_change_nothing_else():
    (found, _) = doubtful_categories(read_csv(MARKED))
    assert found.missing == ("usual", "-")
    table = read_csv(MARKED, Reading(missing=found.missing))
    size, colour, kind = table.columns
    assert np.isnan(size.values).sum() == 1, "still missing in a column of numbers"
    assert (colour.categories, int(np.isnan(colour.values).sum())) == (("red",), 6)
    assert kind.categories == ("none", "mild", "None")
    assert sentences_on(MARKED, missing=found.missing) == [
        'Column "kind" has "none" in 16 rows; it is read as a category.'
    ]
    (rest,) = doubtful_categories(table)
    assert rest.missing == ("usual", "-", "none")
    assert sentences_on(MARKED, missing=rest.missing) == []


@pytest.mark.parametrize("missing", [(), ("-",), ("NA",)])
def test_markers_chosen_by_the_user_are_not_reported_as_doubtful(missing):
    assert sentences_on(MARKED, missing=missing) == []


def test_default_markers_can_be_combined_with_others():
    """-999 still counts as missing, and so does the additional marker."""
    text = "x,y\n" + "".join(f"{i},{i}\n" for i in range(20)) + "-999,20\n-999,x\n3,NA\n"
    table = read_csv(text, Reading(missing=("usual", "x")))
    assert [int(np.isnan(column.values).sum()) for column in table.columns] == [2, 2]


def test_free_text_is_not_reported_unless_it_is_used():
    text = "name,y\n" + "".join(f"n{i},{i}\n" for i in range(20)) + "-,3\n"
    assert sentences_on(text) == []
    assert sentences_on(text, "name", "y") == [
        'Column "name" has "-" in 1 row; it is read as a category.'
    ]


@pytest.mark.parametrize(
    ("text", "values", "marks"),
    [
        ("a;b\nCHF 1'000.50;1 000\nCHF 2;2 500\n", [[1000.5, 2], [1000, 2500]], "space, apos"),
        ("a;b\n1.234,5;1 000\n2,5;12 500\n", [[1234.5, 2.5], [1000, 12500]], "point, space"),
        (
            'a,b\n"1,234.5",1\u2019000\n2.5,12\u2019500\n',
            [[1234.5, 2.5], [1000, 12500]],
            "comma, a",
        ),
        ("a;b\n1'000.5;x\n12 000.5;y\n2'000;x\n", [[1000.5, 12000.5, 2000]], "apostrophe, space"),
    ],
)
def test_columns_with_different_thousands_separators_are_read_and_named(text, values, marks):
    table = read_csv(text)
    for column, right in zip(table.columns, values, strict=False):
        np.testing.assert_array_equal(column.values, right)
    assert f"Thousands separators: {marks}" in " ".join(table.remarks)


@pytest.mark.parametrize("cell", ["1'000 000", "1 00", "12'34", "1 0000"])
def test_a_number_must_have_one_thousands_separator_and_groups_of_three_digits(cell):
    table = read_csv(f"a;b\n1'000.5;{cell}\n2'000.5;{cell}\n")
    assert table.columns[1].categories == (cell,)


def test_contradictory_separators_are_both_named():
    remarks = read_csv("a;b\n1,234.5;1.234,5\n2,234.5;2.234,5\n").remarks
    assert (
        "a is text, because 1,234.5 is written with a decimal point and commas between thousands, "
        "and the other numbers of the file with a decimal comma and points between thousands."
    ) in remarks


@pytest.mark.parametrize(
    ("text", "chosen", "decimal"),
    [
        ("a;b\n1.057 €;2,5 %\n2.057 €;3,5 %\n", "", ","),
        ("a,b\n\"1,057\",2.5\n\"2,057\",3.5\n", "", "."),
        ("a;b\n1 057;2,5\n2 057;3,5\n", ".", ","),
        ("a;b\n1.057;2,5\n2.057;3,5\n", ",", "."),
    ],
)  # fmt: skip
def test_choosing_the_thousands_separator_keeps_the_decimal_separator(text, chosen, decimal):
    """The decimal separator is kept unless it is the separator that was chosen."""
    assert read_csv(text, Reading(thousands=chosen)).reading.decimal == decimal


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("a,b\n1,2\n1,3\n", "a has the same value in every row, so it carries no information. It"),
        ("a,b\nx,2\nx,3\n", "a has the same value in every row, so it carries no information. It"),
        ("a,b\n1,2\n,3\n1,5\n", "a has only one value, 1, apart from missing ones. It is kept"),
        ("a,b\n$5,2\n$6,3\n", "a holds amounts in $, read as numbers."),
        ("a;b\n5,20 €;2\n6;3\n", "a holds amounts in €, read as numbers."),
        ("a;b\nCHF 5;2\nCHF 6;3\n", "a holds amounts in CHF, read as numbers."),
    ],
)
def test_remarks_point_out_constant_columns_and_amounts_of_money(text, remark):
    assert any(each.startswith(remark) for each in read_csv(text).remarks)


def test_a_remark_counts_the_columns_of_each_kind():
    table = read_csv("a,b,c\n1,2024-01-02,x\n2,2024-01-03,y\n")
    assert table.remarks[0].endswith(
        "with a header: 3 columns, 1 of numbers, 1 of dates, 1 of text."
    )
