"""The included tables equal their sources."""

import numpy as np
import pytest
from chainrule import Experiment, InputError
from chainrule.data.tables import TABLES, load_table
from chainrule.data.tabular import encode

COUNTS = {
    "iris": {"setosa": 50, "versicolor": 50, "virginica": 50},
    "wine": {"A": 59, "B": 71, "C": 48},
    "breast_cancer": {"malignant": 212, "benign": 357},
    "penguins": {"Adelie": 152, "Gentoo": 124, "Chinstrap": 68},
}


@pytest.mark.parametrize("name", COUNTS)
def test_class_frequencies_equal_the_published_ones(name):
    column = load_table(name).columns[-1]
    found = {c: int((column.values == i).sum()) for i, c in enumerate(column.categories)}
    assert found == COUNTS[name]


@pytest.mark.parametrize(
    ("name", "columns", "first"),
    [
        ("iris", 5, [5.1, 3.5, 1.4, 0.2]),
        ("wine", 14, [14.23, 1.71, 2.43, 15.6, 127]),
        ("breast_cancer", 31, [17.99, 10.38, 122.8, 1001]),
        ("digits", 65, [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15]),
    ],
)
def test_the_first_row_equals_that_of_the_source(name, columns, first):
    table = load_table(name)
    assert len(table.columns) == columns
    assert [column.values[0] for column in table.columns[: len(first)]] == first


def test_digits_have_sixteen_shades_and_the_correct_labels():
    table = load_table("digits")
    assert len(table) == 1797
    shades = np.column_stack([column.values for column in table.columns[:-1]])
    assert (shades.min(), shades.max()) == (0, 16)
    assert np.bincount(table.columns[-1].values.astype(int)).tolist() == [
        178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
    ]  # fmt: skip


def test_penguins_with_a_missing_measurement_are_left_out():
    found = encode(load_table("penguins"), "species")
    assert found.remarks == (
        "11 of 344 rows are left out, because a value is missing ('bill length (mm)': 2; "
        "'bill depth (mm)': 2; 'flipper length (mm)': 2; 'body mass (g)': 2; 'sex': 11).",
    )
    assert found.inputs[:3] == ("island = Torgersen", "island = Biscoe", "island = Dream")


LEAST_ACCURACY = dict.fromkeys(TABLES, 0.9) | {"disease": 0.8}
"""For the simulated disease, even the true risk predicts only 85 % of the patients correctly."""


@pytest.mark.parametrize("name", sorted({*TABLES} - {"steering", "camera"}))
def test_a_network_learns_each_table_with_the_pages_settings(name):
    experiment = Experiment().changed(data=name)
    run = experiment.trainer()
    run.advance(20 * len(run.batches))
    assert run.history.records[-1].test_accuracy > LEAST_ACCURACY[name]


def test_an_unknown_table_is_rejected():
    with pytest.raises(InputError, match="one of iris, wine"):
        load_table("titanic")


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits"])
def test_the_tables_equal_those_of_scikit_learn(name):
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    source = getattr(datasets, f"load_{name}")()
    table = load_table(name)
    cells = np.column_stack([column.values for column in table.columns])
    np.testing.assert_array_equal(cells[:, :-1], source.data)
    names = [*map(str, getattr(source, "target_names", []))]
    kinds = [table.columns[-1].text(row) for row in range(len(table))]
    if name in ("iris", "breast_cancer"):
        assert kinds == [names[kind] for kind in source.target]
