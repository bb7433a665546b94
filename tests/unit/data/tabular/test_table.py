"""Tables are encoded for a network."""

import numpy as np
import pytest
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tabular import encode, left_out, suggest, target_sentence
from chainrule.errors import InputError

ROWS = [(i * 1.5, "abc"[i % 3], i % 2, i * i - 3.0) for i in range(30)]
TABLE = read_csv("x,kind,flag,y\n" + "".join(",".join(map(str, row)) + "\n" for row in ROWS))


def test_numbers_are_standardised_and_text_has_one_input_per_category():
    found = encode(TABLE, "flag")
    assert found.inputs == ("x", "kind = a", "kind = b", "kind = c", "y")
    np.testing.assert_allclose(found.x[:, [0, 4]].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(found.x[:, [0, 4]].std(axis=0), 1)
    np.testing.assert_array_equal(found.x[:4, 1:4], [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert found.classes == ("0", "1")
    np.testing.assert_array_equal(found.y[:4], [0, 1, 0, 1])
    np.testing.assert_array_equal(encode(TABLE, "flag", scale=False).x[:, 0], [r[0] for r in ROWS])


def test_a_text_target_gives_classes_and_a_numeric_target_a_regression():
    assert encode(TABLE, "kind").classes == ("a", "b", "c")
    found = encode(TABLE, "y")
    assert found.classes == ()
    np.testing.assert_allclose(found.y * found.deviation + found.mean, [r[3] for r in ROWS])
    assert found.y.std() == pytest.approx(1)


def test_columns_are_used_in_the_requested_order():
    assert encode(TABLE, "flag", ["y", "x"]).inputs == ("y", "x")


def test_rows_with_missing_values_are_left_out_and_reported():
    text = "a,b,k\n" + "".join(f"{i},{'' if i == 4 else i % 5},{'uv'[i % 2]}\n" for i in range(20))
    table = read_csv(text)
    found = encode(table, "k")
    assert found.remarks == ("1 of 20 rows is left out, because a value is missing ('b': 1).",)
    assert len(found.y) == 19
    assert 4 not in found.rows
    assert encode(table, "k", ["a"]).remarks == (), "only columns in use count"


def test_a_constant_column_is_zero_and_not_nan():
    table = read_csv("a,b,k\n" + "".join(f"7,{i},{'uv'[i % 2]}\n" for i in range(20)))
    assert not encode(table, "k").x[:, 0].any()


@pytest.mark.parametrize(
    ("target", "columns", "message"),
    [
        ("z", (), "target: 'z' is not allowed; allowed: one of x, kind, flag, y"),
        ("flag", ("z",), "columns: 'z'"),
        ("flag", ("flag",), "columns other than the target, flag"),
        ("flag", ("x", "flag"), "columns other than the target, flag"),
    ],
)
def test_options_that_do_not_match_the_table_are_rejected(target, columns, message):
    with pytest.raises(InputError, match=message):
        encode(TABLE, target, columns)


def test_too_many_classes_or_inputs_or_too_few_rows_are_rejected():
    many = read_csv("a,k\n" + "".join(f"{i},w{i}\n" for i in range(70)))
    with pytest.raises(InputError, match="k, with 70 values"):
        encode(many, "k")
    wide = read_csv(
        ",".join(f"c{k}" for k in range(8)) + ",y\n"
        + "".join(",".join(f"w{(i + k) % 12}" for k in range(8)) + f",{i % 2}\n" for i in range(40))
    )  # fmt: skip
    with pytest.raises(InputError, match="8 columns, of which c0 has 12 texts, .* 64 inputs"):
        encode(wide, "y")
    with pytest.raises(InputError, match="2 rows without a missing value is not .* 4 rows or more"):
        encode(read_csv("a,k\n1,x\n2,y\n"), "k")
    with pytest.raises(InputError, match="target: k, with 1 value, is"):
        encode(read_csv("a,k\n" + "1,x\n" * 20), "k")


def test_a_usable_target_and_inputs_are_chosen_for_a_typical_table():
    rows = []
    for i in range(60):
        age, cabin = 20 + i if i % 5 else "", f"C{i}" * (i % 4 == 0)
        rows.append(f"{i},{i % 2},{i % 3 + 1},Name {i},{'mf'[i % 2]},{age},{cabin}")
    text = "id,survived,class,name,sex,age,cabin\n" + "\n".join(rows)
    table = read_csv(text)
    target, columns = suggest(table)
    assert target == "age"
    assert columns == ("survived", "class", "sex")
    found = encode(table, target, columns)
    assert len(found.y) == 48
    assert [reason.sentence for reason in left_out(table, target)] == [
        "'id' is left out: 60 different whole numbers in 60 rows, like an id.",
        "'name' is left out: 60 different texts in 60 rows.",
        "'cabin' is left out: 15 different texts in 60 rows.",
    ]
    assert target_sentence(table) == (
        "'cabin', the last column, is not predicted: it has 15 different texts, and there are at "
        "most 10 classes."
    )
    easy = read_csv("a,b,k\n" + "".join(f"{i},{i * i % 7},{'uv'[i % 2]}\n" for i in range(20)))
    assert suggest(easy) == ("k", ())


def test_a_table_without_a_possible_target_is_rejected_with_a_reason():
    with pytest.raises(InputError, match="4 rows or more"):
        suggest(read_csv("a,b\n1,x\n2,y\n"))


def test_the_xor_table_is_large_enough():
    table = read_csv("a,b,c\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    assert suggest(table) == ("c", ())
    assert encode(table, "c").y.tolist() == [0, 1, 1, 0]


def test_the_set_column_of_saved_data_is_not_an_input():
    rows = "".join(f"{i},{i % 2},{('training', 'test')[i % 2]}\n" for i in range(12))
    assert suggest(read_csv(f"x,kind,set\n{rows}")) == ("kind", ("x",))
    assert suggest(read_csv(f"x,kind,half\n{rows}")) == ("half", ())
