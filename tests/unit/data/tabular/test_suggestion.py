"""The default target and inputs of a table, and the reasons for this choice."""

import pytest
from chainrule import Experiment
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tabular import (
    encode,
    left_out,
    suggest,
    suggested_settings,
    target_sentence,
)
from chainrule.data.tabular.own import CsvSource, keep_table
from chainrule.errors import InputError

N = 40


def table(**columns):
    """A table of 40 rows; each column is a function of the row."""
    names = ",".join(name.replace("__", " ") for name in columns)
    rows = (",".join(str(cell(i)) for cell in columns.values()) for i in range(N))
    return read_csv(names + "\n" + "\n".join(rows) + "\n")


def x(i):
    return i * 0.37 % 1


def y(i):
    return i * i * 0.31 % 7


def sentences(read, target="y"):
    return [reason.sentence for reason in left_out(read, target)]


# --- ids, indices and free text ----------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["id", "ID", "PassengerId", "customer_id", "order.id", "uuid", "Index", "row id"]
)
def test_distinct_integers_named_like_an_id_are_left_out(name):
    read = table(**{name.replace(" ", "__"): lambda i: 1000 + i * 7 % 41, "x": x, "y": y})
    assert suggest(read) == ("y", ("x",))
    assert sentences(read) == [
        f"'{name}' is left out: 40 different whole numbers in 40 rows, like an id."
    ]


@pytest.mark.parametrize("name", ["passengerid", "no", "Nr.", "obs", "sample number"])
def test_row_numbers_are_left_out_under_more_names_than_other_ids(name):
    counts = table(**{name.replace(" ", "__"): lambda i: i + 1, "x": x, "y": y})
    assert suggest(counts) == ("y", ("x",))
    measured = table(**{name.replace(" ", "__"): lambda i: i * i, "x": x, "y": y})
    assert suggest(measured) == ("y", ())


@pytest.mark.parametrize("name", ["a", "paid", "humid", "grid", "solid", "year", "t"])
def test_integers_that_are_not_ids_become_inputs(name):
    read = table(**{name: lambda i: 3 * i, "x": x, "y": y})
    assert suggest(read) == ("y", ())
    assert sentences(read) == []


def test_an_id_that_repeats_denotes_a_group_and_becomes_an_input():
    assert suggest(table(id=lambda i: i % 8, x=x, y=y)) == ("y", ())


@pytest.mark.parametrize("head", ["", "Unnamed: 0"])
def test_a_pandas_index_is_left_out_even_if_unordered(head):
    rows = "".join(f"{i * 7 % N},{x(i)},{y(i)}\n" for i in range(N))
    read = read_csv(f"{head},x,y\n{rows}")
    assert suggest(read) == ("y", ("x",))
    assert "is left out: it has no name" in sentences(read)[0]
    ordered = read_csv(f"{head},x,y\n" + "".join(f"{i},{x(i)},{y(i)}\n" for i in range(N)))
    assert suggest(ordered) == ("y", ("x",))
    assert "only numbers or names the rows" in sentences(ordered)[0]


def test_a_first_column_without_a_header_becomes_an_input():
    read = read_csv("".join(f"{i},{x(i)},{y(i)}\n" for i in range(N)), header=False)
    assert suggest(read) == ("column 3", ())


def test_names_are_left_out_with_a_reason_and_included_on_request():
    read = table(name=lambda i: f"Person {i}", x=x, y=y)
    assert suggest(read) == ("y", ("x",))
    assert sentences(read) == ["'name' is left out: 40 different texts in 40 rows."]
    settings = suggested_settings(read, include=["name"])
    assert settings["columns"] == ()
    found = encode(read, "y")
    assert len(found.inputs) == 41, "each text can be a separate input"


def test_rare_texts_share_one_input():
    rows = [
        f"{('Ann', 'Bob')[i % 2] if i < 60 else f'Person {i}'},{x(i)},{y(i)}" for i in range(200)
    ]
    read = read_csv("name,x,y\n" + "\n".join(rows))
    found = encode(read, "y")
    assert found.inputs[:2] == ("name = Ann", "name = Bob")
    assert (len(found.inputs), found.inputs[11]) == (13, "name = another")
    assert (found.x[:, :12].sum(axis=1) == 1).all()
    assert found.x[:, 11].sum() == 200 - 60 - 9
    assert found.remarks == (
        "'name': each of its 11 most frequent texts is an input; its other 131 texts share one.",
    )


def test_if_all_columns_are_ids_they_become_inputs():
    assert suggest(table(id=lambda i: i, y=y)) == ("y", ())
    assert suggest(table(name=lambda i: f"n{i}", y=y)) == ("y", ())


def test_a_column_with_many_missing_values_is_left_out():
    read = table(a=lambda i: x(i) if i % 2 else "", x=x, y=y)
    assert sentences(read) == ["'a' is left out: 20 of 40 values are missing."]


# --- width -------------------------------------------------------------------------------------


def wide(columns, **more):
    return table(
        **{f"x{k}": (lambda i, k=k: (i * (k + 3)) % 17 + 0.5) for k in range(columns)}, **more
    )


def test_of_200_columns_the_first_64_become_inputs_and_others_can_be_included():
    read = wide(199, y=y)
    target, columns = suggest(read)
    assert (target, columns) == ("y", tuple(f"x{k}" for k in range(64)))
    assert sentences(read) == [
        "135 columns, 'x64' to 'x198', are left out: a network has at most 64 inputs."
    ]
    name = keep_table(CsvSource(read_text(read)))
    experiment = Experiment().changed(data="table", table=name, **suggested_settings(read))
    assert len(experiment.input_names) == 64
    assert Experiment.from_address(experiment.to_address()) == experiment


def read_text(read):
    rows = (",".join(column.plain(i) for column in read.columns) for i in range(len(read)))
    return ",".join(read.names) + "\n" + "\n".join(rows) + "\n"


def test_if_there_are_exactly_64_columns_all_become_inputs():
    assert suggest(wide(64, y=y)) == ("y", ())
    assert len(suggest(wide(65, y=y))[1]) == 64


def test_each_category_of_a_text_column_counts_as_an_input():
    read = wide(60, kind=lambda i: "abcdefgh"[i % 8], z=x, y=y)
    _, columns = suggest(read)
    assert columns == (*(f"x{k}" for k in range(60)), "z")
    assert sentences(read) == ["1 column, 'kind', is left out: a network has at most 64 inputs."]


def test_in_saved_data_all_columns_except_set_become_inputs():
    parts = {"set": lambda i: ("training", "test")[i % 2]}
    saved = table(id=lambda i: i, name=lambda i: f"n{i % 20}", x=x, y=y, **parts)
    assert suggest(saved) == ("y", ("id", "name", "x"))
    assert sentences(saved) == ["'set' is left out: it says which rows are for training and test."]
    assert suggested_settings(saved)["split_by_set"]


def test_an_unrelated_table_with_a_set_column_opens_normally():
    parts = {"set": lambda i: ("training", "test")[i % 2]}
    first = table(**parts, id=lambda i: i, x=x, y=y)
    assert suggest(first) == ("y", ("x",))
    many = wide(80, y=y, **parts)
    assert len(suggest(many)[1]) == 64
    name = keep_table(CsvSource(read_text(many)))
    experiment = Experiment().changed(data="table", table=name, **suggested_settings(many))
    assert len(experiment.input_names) == 64
    assert [len(part) for part in experiment.source.parts or ()] == [20, 20]


# --- the target --------------------------------------------------------------------------------


@pytest.mark.parametrize("marker", ["#N/A", "#DIV/0!", "NA", "", "n/a", "#VALUE!"])
def test_one_missing_value_never_changes_the_target(marker):
    text = "a,price\n" + "".join(f"{i},{marker if i == 3 else i * 1.5}\n" for i in range(14))
    read = read_csv(text)
    assert suggest(read) == ("price", ())
    assert target_sentence(read) == ""
    found = encode(read, "price", columns=())
    assert found.rows.tolist() == [0, 1, 2, *range(4, 14)]
    assert found.remarks == (
        "1 of 14 rows is left out, because a value is missing ('price', the target: 1).",
    )


def test_an_invalid_input_cell_never_changes_the_target():
    read = table(a=lambda i: "#REF!" if i == 5 else x(i), y=y)
    assert suggest(read) == ("y", ())
    assert encode(read, "y").remarks[-1].endswith("('a': 1).")


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (lambda i: f"word {i}", "it has 40 different texts, and there are at most 10 classes"),
        (lambda _: 7, "it has the same value in every row"),
        (lambda i: 0.5 if i == 7 else "", "only 1 of its 40 values is known"),
    ],
)
def test_a_last_column_that_cannot_be_predicted_is_reported_with_a_reason(last, reason):
    read = table(x=x, y=y, last=last)
    assert suggest(read)[0] == "y"
    assert target_sentence(read) == f"'last', the last column, is not predicted: {reason}."
    name = keep_table(CsvSource(read_text(read)))
    experiment = Experiment().changed(data="table", table=name, **suggested_settings(read))
    assert target_sentence(read) in experiment.source.remarks


def test_an_id_in_the_last_column_is_not_predicted():
    read = table(x=x, y=y, id=lambda i: i)
    assert suggest(read) == ("y", ("x",))
    assert target_sentence(read).endswith("its values are different whole numbers, like an id.")


def test_if_every_row_has_a_missing_value_values_are_filled_in():
    columns = {f"x{k}": (lambda i, k=k: "" if i % 4 == k else x(i + k)) for k in range(4)}
    read = table(**columns, y=y)
    settings = suggested_settings(read)
    assert (settings["target"], settings["columns"]) == ("", ())
    assert settings["missing_values"] == "fill"
    name = keep_table(CsvSource(read_text(read)))
    experiment = Experiment().changed(data="table", table=name, **settings)
    assert len(experiment.source.y) == N


def test_an_unknown_target_is_rejected():
    with pytest.raises(InputError, match="target: 'z' is not allowed; allowed: one of x, y"):
        suggested_settings(table(x=x, y=y), "z")
    with pytest.raises(InputError, match="include: 'z' is not allowed; allowed: one of x, y"):
        suggested_settings(table(x=x, y=y), include=["z"])
