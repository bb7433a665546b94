"""Data that are saved as CSV and read back give the same run, with the same examples in the same
sets."""

import pytest
from chainrule import Experiment
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tabular import suggested_settings
from chainrule.data.tabular.own import CsvSource, keep_table, kept_table
from chainrule.experiment.data.examples import data_csv

MIXED = "id,name,day,price,kind,weight,code\n" + "".join(
    f'{i},"Person, {i}",2024-{1 + i % 12:02d}-{1 + i % 28:02d},{"" if i % 9 == 4 else i * 1.25},'
    f"{('oak', 'elm', '')[i % 3]},{i * i % 17 + 0.125},{20200101 + i % 2}\n"
    for i in range(60)
)
EUROPEAN = "region;Preis;Menge;2020\n" + "".join(
    f"{'NSW'[i % 3]};{1234 + i}.{'000' if i % 2 else '500'},5;{i * 37 % 11 + 1};{i * i % 7},25\n"
    for i in range(40)
)


def opened(text: str, **settings) -> Experiment:
    name = keep_table(CsvSource(text))
    suggested = {**suggested_settings(kept_table(name)), **settings}
    return Experiment().changed(data="table", table=name, **suggested)


def assert_same(first: Experiment, second: Experiment) -> None:
    for name in ("x", "y"):
        one, two = getattr(first.source, name), getattr(second.source, name)
        assert one.tolist() == two.tolist()
    assert first.source.names == second.source.names
    assert first.class_names == second.class_names
    assert [part.tolist() for part in first.split()] == [part.tolist() for part in second.split()]
    runs = [experiment.trainer() for experiment in (first, second)]
    for run in runs:
        run.advance(20)
    assert runs[0].theta.tobytes() == runs[1].theta.tobytes()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"missing_values": "fill"},
        {"columns": ("name", "kind")},
        {"columns": ("id", "day"), "date_parts": True},
        {"target": "kind", "columns": ("weight", "price")},
        {"target": "weight", "columns": ("kind",), "train_share": 0.3},
        {"target": "day", "columns": ("id", "weight")},
        {"target": "price", "columns": ("code", "kind"), "standardise": False},
    ],
)
def test_a_saved_table_gives_the_same_run(settings):
    first = opened(MIXED, **settings)
    kept = {name: getattr(first, name) for name in ("missing_values", "date_parts", "standardise")}
    second = opened(data_csv(first), **kept)
    assert second.split_by_set
    assert_same(first, second)
    assert_same(second, opened(data_csv(second), **kept))


def test_decimal_commas_are_saved_as_decimal_points():
    first = opened(EUROPEAN)
    assert_same(first, opened(data_csv(first)))


@pytest.mark.parametrize("data", ["iris", "wine", "penguins", "breast_cancer"])
def test_built_in_tables_give_the_same_run_when_saved(data):
    first = Experiment().changed(data=data)
    assert_same(first, opened(data_csv(first)))


def test_omitted_rows_are_saved_with_an_empty_set_cell():
    first = opened(MIXED)
    lines = data_csv(first).splitlines()
    assert len(lines) == 61
    sets = [line.rsplit(",", 1)[1] for line in lines[1:]]
    assert sets.count("") == 60 - len(first.source.y) > 0
    assert {*sets} == {"training", "test", ""}


def test_class_names_are_saved_unchanged():
    text = "x,code\n" + "".join(f"{i},{('1.0', '2.0')[i % 2]}\n" for i in range(20))
    first = opened(text)
    assert first.class_names == ("1.0", "2.0")
    assert_same(first, opened(data_csv(first)))


def test_a_users_column_named_set_is_not_mistaken_for_the_division_into_sets():
    text = "set,x,y\n" + "".join(f"{'AB'[i % 2]},{i * 7 % 13},{i * 0.3}\n" for i in range(20))
    first = opened(text)
    read = read_csv(data_csv(first))
    assert read.names == ["set", "x", "y", "set (2)"]
    assert_same(first, opened(data_csv(first)))
