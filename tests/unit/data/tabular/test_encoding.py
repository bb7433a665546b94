"""Statistics are computed from the training rows; dates, missing values and classes are encoded
correctly."""

import datetime

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.data.reading import Reading
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.tabular import Division, encode
from chainrule.data.tabular.own import CsvSource, keep_table
from chainrule.errors import InputError

RANDOM = np.random.default_rng(3)
NUMBERS = RANDOM.lognormal(size=(60, 2))


def numbers(x_missing=(), *, target=NUMBERS[:, 1]):
    cells = [
        "" if i in x_missing else repr(value) for i, value in enumerate(NUMBERS[:, 0].tolist())
    ]
    rows = zip(cells, ["u", "v", "v"] * 20, map(repr, target.tolist()), strict=True)
    return read_csv("x,kind,y\n" + "\n".join(map(",".join, rows)) + "\n")


# --- training rows -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_inputs_and_target_are_standardised_by_statistics_of_the_training_rows_only(share, seed):
    found = encode(numbers(), "y", division=Division(share, seed))
    assert len(found.training) == round(share * 60)
    assert sorted([*found.training, *found.test]) == list(range(60))
    for column, raw in ((found.x[:, 0], NUMBERS[:, 0]), (found.y, NUMBERS[:, 1])):
        known = raw[found.training]
        np.testing.assert_allclose(column, (raw - known.mean()) / known.std(), rtol=1e-9)
        assert abs(column[found.test].mean()) > 1e-3, "the test rows had no effect"
    np.testing.assert_allclose(found.y * found.deviation + found.mean, NUMBERS[:, 1])


def test_test_rows_do_not_affect_the_training_data():
    experiment = {"train_share": 0.5, "data_seed": 4, "loss": "mse", "target": "y"}
    first = numbers()
    test = encode(first, "y", division=Division(0.5, 4)).test
    moved = NUMBERS[:, 1].copy()
    moved[test] *= 1e6
    trained = []
    for table in (first, numbers(target=moved)):
        text = "x,kind,y\n" + "\n".join(
            ",".join(column.plain(row) for column in table.columns) for row in range(60)
        )
        name = keep_table(CsvSource(text))
        run = Experiment(data="table", table=name, **experiment).trainer()
        run.advance(50)
        trained.append(run.theta.tobytes())
    assert trained[0] == trained[1]


def test_predictions_are_in_the_targets_units():
    found = encode(numbers(), "y", division=Division(0.5, 0))
    experiment = Experiment(data="iris", target="sepal length (cm)", loss="mse")
    source = experiment.source
    back = source.y * source.deviation + source.mean
    assert (back.min(), back.max()) == (pytest.approx(4.3), pytest.approx(7.9))
    assert found.deviation != pytest.approx(NUMBERS[:, 1].std())


@pytest.mark.parametrize("size", [1e-300, 1e-30, 1e30, 1e300])
def test_training_does_not_depend_on_the_scale_of_a_table(size):
    def losses(factor):
        rows = "".join(f"{a * factor!r},{b * factor!r}\n" for a, b in NUMBERS.tolist())
        name = keep_table(CsvSource("x,y\n" + rows))
        run = Experiment(data="table", table=name, loss="mse", dtype="float64").trainer()
        run.advance(30)
        return run.losses_now()

    assert losses(size).training == pytest.approx(losses(1.0).training, rel=1e-9)
    assert losses(size).test == pytest.approx(losses(1.0).test, rel=1e-9)


def test_a_value_too_far_from_the_mean_is_rejected():
    rows = "".join(f"{1e-300 * (i + 1)!r},{i * 0.7},{'training'}\n" for i in range(10))
    table = read_csv(f"x,y,set\n{rows}1e300,3.5,test\n")
    with pytest.raises(InputError, match="columns: x, of which one value is more than 1e308 dev"):
        encode(table, "y", ["x"], division=Division(by_set=True))


# --- constants and classes ---------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0.1", "0.7", "1e300", "1e-300", "-3"])
def test_a_constant_column_is_exactly_0(value):
    table = read_csv("k,y\n" + "".join(f"{value},{i}.5\n" for i in range(12)))
    assert encode(table, "y").x.ravel().tolist() == [0.0] * 12


@pytest.mark.parametrize(
    "codes",
    [
        ("20200101", "20200102"),
        ("1000000", "1000001", "1000002"),
        (
            "9007199254740992",
            "9007199254740993",
        ),  # 2^53, and a number that float64 cannot represent
        ("01", "1"),
        ("1.0", "2.0"),
        ("-1", "1"),
        ("Bär", "Bör"),
    ],
)
def test_class_names_are_those_in_the_file(codes):
    table = read_csv("x,code\n" + "".join(f"{i},{codes[i % len(codes)]}\n" for i in range(12)))
    found = encode(table, "code")
    assert sorted(found.classes) == sorted(codes)
    assert [found.classes[int(k)] for k in found.y] == [codes[i % len(codes)] for i in range(12)]


# --- dates -------------------------------------------------------------------------------------

DAYS = [datetime.date(2023, 1, 1) + datetime.timedelta(days=11 * i) for i in range(40)]
DATED = read_csv("day,y\n" + "".join(f"{day},{i * i % 13 * 0.5}\n" for i, day in enumerate(DAYS)))


def test_dates_become_days_and_optionally_weekdays_and_months():
    found = encode(DATED, "y", scale=False)
    assert found.inputs == ("day",)
    expected = [(day - datetime.date(1970, 1, 1)).days for day in DAYS]
    assert found.x[:, 0].tolist() == expected
    parts = encode(DATED, "y", date_parts=True)
    assert len(parts.inputs) == 1 + 7 + 12
    for row, day in enumerate(DAYS):
        named = {name for name, cell in zip(parts.inputs, parts.x[row], strict=True) if cell == 1}
        assert {f"weekday of day = {day:%A}", f"month of day = {day:%B}"} <= named
    assert (parts.x[:, 1:].sum(axis=1) == 2).all()


def test_only_weekdays_and_months_that_occur_become_inputs():
    rows = "".join(f"2024-02-{1 + 7 * (i % 4):02d},{i * 0.7}\n" for i in range(8))
    found = encode(read_csv(f"day,y\n{rows}"), "y", date_parts=True)
    assert found.inputs == ("day", "weekday of day = Thursday", "month of day = February")


def test_weekdays_are_correct_before_1970_and_with_times_of_day():
    rows = "".join(f"19{60 + i}-12-31 23:30,{i * 0.7}\n" for i in range(8))
    table = read_csv(f"day,y\n{rows}")
    assert table.columns[0].kind == "date"
    found = encode(table, "y", date_parts=True)
    assert found.inputs[-1] == "month of day = December"
    first = dict(zip(found.inputs, found.x[0], strict=True))
    assert first["weekday of day = Saturday"] == 1, "1960-12-31"


def test_a_date_as_the_target_becomes_a_number_of_days():
    rows = "".join(f"{i * 0.3},2024-02-{1 + i % 5:02d}\n" for i in range(20))
    found = encode(read_csv(f"x,day\n{rows}"), "day")
    assert found.classes == ()
    assert (found.y * found.deviation + found.mean)[0] == pytest.approx(19754)


# --- missing values ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_missing_numbers_are_filled_with_the_training_median_and_marked(seed):
    gaps = (2, 3, 17, 40)
    found = encode(numbers(gaps), "y", scale=False, fill=True, division=Division(0.5, seed))
    assert found.inputs == ("x", "x is missing", "kind = u", "kind = v")
    assert len(found.y) == 60
    known = [i for i in found.training if i not in gaps]
    median = np.median(NUMBERS[known, 0])
    assert found.x[list(gaps), 0].tolist() == [median] * 4
    assert np.flatnonzero(found.x[:, 1]).tolist() == list(gaps)
    assert found.remarks == (
        "Missing values are filled with the median or the most frequent text of the training "
        f"rows, and one more input marks them: 'x', 4 with {median:.6g}.",
    )


def test_a_missing_text_is_filled_with_the_most_frequent_training_text():
    kinds = ["a", "b", "b", "", *"aaaaaaaaaa"]
    sets = ["training"] * 4 + ["test"] * 10
    rows = "".join(f"{k},{i * 0.7},{s}\n" for i, (k, s) in enumerate(zip(kinds, sets, strict=True)))
    table = read_csv(f"kind,y,set\n{rows}")
    found = encode(table, "y", ["kind"], fill=True, division=Division(by_set=True))
    assert found.inputs == ("kind = a", "kind = b", "kind is missing")
    assert found.x[3].tolist() == [0, 1, 1]


def test_a_missing_date_is_filled_with_the_median_day():
    rows = "".join(f"{'' if i == 4 else f'2024-01-{i + 1:02d}'},{i * 0.7}\n" for i in range(8))
    found = encode(read_csv(f"day,y\n{rows}"), "y", fill=True, scale=False)
    assert found.remarks[0].endswith("'day', 1 with 2024-01-04.")


def test_a_missing_target_is_never_filled_in():
    target = NUMBERS[:, 1].copy()
    target[7] = np.nan
    found = encode(numbers((2,), target=target), "y", fill=True)
    assert len(found.y) == 59
    assert found.remarks[0] == (
        "1 of 60 rows is left out, because a value is missing ('y', the target: 1)."
    )


def test_filling_a_column_without_training_values_is_rejected():
    rows = "".join(f",{i * 0.7},training\n" for i in range(5)) + "1,2.5,test\n2,3.5,test\n"
    table = read_csv(f"x,y,set\n{rows}")
    with pytest.raises(InputError, match="x, without a value in the training rows, is not"):
        encode(table, "y", ["x"], fill=True, division=Division(by_set=True))


def test_omitted_rows_are_reported_for_each_column():
    cells = [("" if i < 2 else i, "NA" if i == 1 else i, i * 0.3) for i in range(9)]
    table = read_csv("a,b,y\n" + "".join(f"{a},{b},{y}\n" for a, b, y in cells))
    assert encode(table, "y").remarks == (
        "2 of 9 rows are left out, because a value is missing ('a': 2; 'b': 1).",
    )
    assert encode(table, "y", ["b"]).remarks[0].startswith("1 of 9 rows is left out")


# --- the column "set" --------------------------------------------------------------------------


def test_the_column_set_divides_the_rows_on_request():
    rows = "".join(f"{i},{i * 0.7},{'test' if i % 3 == 0 else 'training'}\n" for i in range(12))
    table = read_csv(f"x,y,set\n{rows}")
    found = encode(table, "y", ["x"], division=Division(by_set=True))
    assert sorted(found.test) == [0, 3, 6, 9]
    known = np.array([i for i in range(12) if i % 3])
    assert found.mean == pytest.approx(known.mean() * 0.7)
    with pytest.raises(InputError, match="split_by_set: True .* off, because the table has no col"):
        encode(DATED, "y", division=Division(by_set=True))


@pytest.mark.parametrize("marker", ["-9", "999", "0", "1e30", "-99.5"])
def test_a_numeric_marker_counts_as_missing(marker):
    rows = "".join(f"{marker if i == 3 else i + 0.5},{i * 0.7}\n" for i in range(12))
    table = read_csv(f"x,y\n{rows}", Reading(missing=(marker,)))
    assert encode(table, "y").rows.tolist() == [0, 1, 2, *range(4, 12)]
