"""The results of a sweep: table, summary and plot."""

import csv
import json
import math
import sys

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.errors import InputError
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("chainrule.sweeps", reason="the site omits code that only the terminal uses")

from chainrule.cli import main
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.notation import parse_axis
from chainrule.sweeps.summary import Success, groups_of, quantile, summary_text
from chainrule.sweeps.table import table_of, write_table
from chainrule.sweeps.task import MEASURES


def grid(*axes, **settings):
    return Grid(Experiment(**settings), [parse_axis(text) for text in axes])


def row(loss=0.5, accuracy=0.9, status="ok", **changes):
    """A row as a worker returns it; its training loss is twice its test loss."""
    known = status == "ok"
    return {
        "epochs": 3, "steps": 30, "training_loss": 2 * loss if known else math.nan,
        "best_training_loss": loss, "test_loss": loss if known else math.nan,
        "best_test_loss": loss / 2, "training_accuracy": 1.0 if known else math.nan,
        "test_accuracy": accuracy if known else math.nan, "seconds": 0.25, "status": status,
        "reason": "" if known else "It diverged.", **changes,
    }  # fmt: skip


# --- the table -----------------------------------------------------------------------------------


def small():
    swept = grid("layers=none;4-relu,2-tanh", "seed=3,4")
    return swept, {0: row(), 3: row(0.25), 1: row(status="diverged")}


def test_the_table_has_one_row_per_finished_member_in_grid_order():
    table = table_of(*small())
    assert list(table) == ["layers", "seed", *MEASURES]
    assert table["layers"] == ["none", "none", "4-relu,2-tanh"]
    assert table["seed"] == [3, 4, 4]
    assert table["status"] == ["ok", "diverged", "ok"]


def test_only_regressions_have_columns_for_errors():
    swept = grid("data=regress_plane,sine", loss="mse")
    known = row(test_rmse=1.5, test_r2=0.5, training_rmse=1.0, training_r2=0.75)
    table = table_of(swept, {0: known, 1: row(status="diverged")})
    assert list(table)[-4:] == ["training_rmse", "training_r2", "test_rmse", "test_r2"]
    assert table["test_rmse"][0] == 1.5
    assert math.isnan(table["test_rmse"][1])


def test_a_seed_that_is_not_varied_has_a_column_too():
    swept = grid("lr=0.1,1", seed=7)
    assert table_of(swept, {0: row(), 1: row()})["seed"] == [7, 7]


def test_a_csv_can_be_read_back_exactly_and_unknown_numbers_are_empty(tmp_path):
    swept, rows = small()
    rows[0]["test_loss"] = 0.1 + 0.2
    write_table(swept, table_of(swept, rows), tmp_path / "a.csv")
    with open(tmp_path / "a.csv", newline="", encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert float(read[0]["test_loss"]) == 0.1 + 0.2
    assert read[1]["test_loss"] == ""
    assert read[2]["layers"] == "4-relu,2-tanh"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"], "no temporary file remains"


def test_a_parquet_file_has_typed_columns_and_nulls(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    swept = grid("lr=0.1,1", "nesterov=false,true", optimizer="sgd", momentum=0.9)
    rows = {0: row(), 1: row(0.25), 3: row(status="diverged")}
    write_table(swept, table_of(swept, rows), tmp_path / "a.parquet")
    read = parquet.read_table(tmp_path / "a.parquet")
    kinds = {field.name: str(field.type) for field in read.schema}
    assert kinds["learning_rate"] == "double"
    assert (kinds["nesterov"], kinds["seed"], kinds["reason"]) == ("bool", "int64", "string")
    assert read["test_loss"].to_pylist() == [0.5, 0.25, None]
    assert read["nesterov"].to_pylist() == [False, True, True]


def test_parquet_without_pyarrow_is_rejected_before_training(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    file = tmp_path / "a.json"
    file.write_text("{}")
    assert main(["sweep", str(file), "--vary", "seed=0,1", "--output", "b.parquet"]) == 2
    assert "pip install 'chainrule[parquet]'" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


# --- the summary ---------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.floats(0, 1))
def test_quantiles_equal_those_of_numpy(values, share):
    expected = float(np.quantile(values, share))
    assert quantile(sorted(values), share) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_quantiles_can_be_infinite():
    assert quantile([1.0, math.inf], 0.0) == 1.0
    assert quantile([1.0, math.inf], 0.5) == math.inf
    assert quantile([math.inf, math.inf], 0.5) == math.inf


def test_a_group_consists_of_runs_that_differ_only_in_their_seeds():
    swept = grid("lr=0.1,1", "seed=0:4", "data_seed=0")
    losses = [0.1, 0.4, 0.2, 0.3, 0.5, 0.5, 0.5]
    rows = {n: row(loss, accuracy=1 - loss) for n, loss in enumerate(losses)}
    rows[7] = row(status="diverged")
    first, second = groups_of(swept, rows, Success("accuracy", 0.75))
    assert (first.values, second.values) == ((0.1,), (1.0,))
    assert (first.low, first.median, first.high) == pytest.approx((0.175, 0.25, 0.325))
    assert (first.accuracy, first.successes, first.diverged) == (pytest.approx(0.75), 2, 0)
    assert second.losses == (0.5, 0.5, 0.5, math.inf)
    assert (second.median, second.successes, second.diverged) == (0.5, 0, 1)
    assert (first.rate, second.rate) == (0.5, 0.0)


def test_success_is_measured_on_the_test_set_or_if_there_is_none_on_the_training_set():
    success = Success("loss", 0.5)
    assert success.met_by(row(0.5))
    assert not success.met_by(row(0.51))
    assert not success.met_by(row(0.2, test_loss=math.nan, training_loss=0.6))
    assert success.met_by(row(0.9, test_loss=math.nan, training_loss=0.4))
    assert not success.met_by(row(0.1, status="diverged"))
    assert not Success("accuracy", 0).met_by(row(accuracy=math.nan, training_accuracy=math.nan))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, Success("accuracy", 0.95)),
        ("accuracy=0.5", Success("accuracy", 0.5)),
        ("loss=2", Success("loss", 2)),
    ],
)
def test_the_success_criterion_can_be_set(text, expected):
    assert Success.parse(text, grid("seed=0,1")) == expected


@pytest.mark.parametrize("text", ["0.5", "accuracy=2", "loss=-1", "loss=nan", "loss=", "time=1"])
def test_the_error_for_an_invalid_success_criterion_names_it(text):
    with pytest.raises(InputError, match="--success: .* allowed: accuracy=SHARE from 0 to 1, or"):
        Success.parse(text, grid("seed=0,1"))


def test_a_regression_has_no_default_success_criterion():
    swept = grid("data=xor,sine")
    assert Success.parse(None, swept) is None
    assert Success.parse("loss=0.1", swept) == Success("loss", 0.1)
    with pytest.raises(InputError, match="allowed: loss=NUMBER, because not all data have classes"):
        Success.parse("accuracy=0.9", swept)


def test_the_summary_is_a_table_in_plain_text():
    swept = grid("lr=0.1,1", "seed=0:2")
    rows = {0: row(0.125), 1: row(0.25, 0.99), 2: row(0.5), 3: row(status="diverged")}
    success = Success.parse(None, swept)
    lines = summary_text(swept, groups_of(swept, rows, success), success, 9).splitlines()
    assert [line.split() for line in lines] == [
        [
            "learning_rate",
            "runs",
            "median",
            "loss",
            "quartiles",
            "accuracy",
            "accuracy",
            "≥",
            "0.95",
            "diverged",
        ],
        ["0.1", "2", "0.1875", "0.1562", "–", "0.2188", "0.945", "50", "%", "0"],
        ["1", "2", "∞", "∞", "–", "∞", "0.450", "0", "%", "1"],
    ]
    assert len({len(line) for line in lines}) == 1, "columns are aligned"


def test_a_long_summary_shows_only_the_best():
    swept = grid("lr=0.1:1:lin10")
    rows = {n: row(1 / (n + 1)) for n in range(10)}
    text = summary_text(swept, groups_of(swept, rows, None), None, 3)
    assert [line.split()[0] for line in text.splitlines()] == [
        "learning_rate",
        "1",
        "0.9",
        "0.8",
        "…",
    ]
    assert text.endswith("… and 7 more, of higher loss")


# --- the plot ------------------------------------------------------------------------------------


@pytest.fixture
def axes(tmp_path, monkeypatch):
    """Draws the groups of a grid whose losses are a function of the values."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    from chainrule.sweeps.plot import plot_sweep
    from matplotlib.figure import Figure

    figures = []
    save = Figure.savefig

    def saved(figure, *arguments, **options):
        figures.append(figure)
        save(figure, *arguments, **options)

    monkeypatch.setattr(Figure, "savefig", saved)

    def draw(*names, loss=lambda *values: 0.5, success="accuracy=0.9", lost=(), **settings):
        swept = grid(*names, **settings)
        rows = {
            m.number: row(loss(*m.values), status="diverged" if m.number in lost else "ok")
            for m in swept.members
        }
        met = success and Success.parse(success, swept)
        plot_sweep(swept, groups_of(swept, rows, met), met, tmp_path / "a.svg")
        return figures[-1].axes

    return draw


def test_one_numeric_setting_is_plotted_as_a_line_of_medians_with_quartiles(axes):
    left, right = axes("lr=0.001:1:log4", "seed=0:5", loss=lambda rate, seed: rate + seed)
    (median, lost) = left.lines
    assert median.get_xdata().tolist() == [0.001, 0.01, 0.1, 1]
    assert median.get_ydata() == pytest.approx([2.001, 2.01, 2.1, 3])
    band = left.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((1.001, 4))
    assert left.get_xscale() == "log"
    assert left.get_xlabel() == "Learning rate"
    assert len(lost.get_xdata()) == 0
    assert right.lines[0].get_ydata().tolist() == [1, 1, 1, 1]
    assert right.get_title(loc="left") == "Success: accuracy ≥ 0.9"


def test_a_value_at_which_most_runs_diverged_is_drawn_as_a_cross_at_the_top(axes):
    left, _ = axes("lr=1,2,3", "seed=0:3", lost=(3, 4, 6))
    median, lost = left.lines
    assert np.isnan(median.get_ydata()).tolist() == [False, True, False]
    assert lost.get_xdata() == [2.0]


def test_combinations_of_a_few_other_values_are_drawn_as_separate_lines(axes):
    left, right = axes("optimizer=sgd,adam", "lr=0.1,0.2,0.3")
    names = [text.get_text() for text in right.get_legend().get_texts()]
    assert names == ["optimizer sgd", "optimizer adam"]
    assert left.get_legend() is None
    looks = {(line.get_color(), line.get_marker()) for line in right.lines}
    assert len(looks) == 2


def test_categorical_values_are_not_joined_by_lines(axes):
    left, _ = axes("optimizer=sgd,adam,lion", "seed=0:3")
    assert [label.get_text() for label in left.get_xticklabels()] == ["sgd", "adam", "lion"]
    assert left.lines[0].get_linestyle() == "None"


def test_two_settings_with_many_values_are_drawn_as_maps_with_numbers(axes):
    left, right = axes(
        "lr=1:8:lin8", "width=1:9", loss=lambda rate, width: rate * 100 + width, success="loss=450"
    )
    cells = left.images[0].get_array()
    assert cells.shape == (8, 8)
    assert cells[0, 0] == 101
    assert cells[7, 2] == 308, "width up, rate along"
    texts = {text.get_text() for text in left.texts}
    assert {"101", "308", "808"} <= texts
    assert right.images[0].get_array()[7, 2] == 1


def test_more_settings_are_shown_as_a_ranking_of_the_best(axes):
    left, right = axes(
        "lr=1:4:lin4",
        "width=1:4",
        "optimizer=sgd,adam,lion",
        loss=lambda rate, width, rule: rate * width + len(rule),
    )
    labels = [label.get_text() for label in left.get_yticklabels()]
    assert labels[0] == "learning_rate 1, width 1, optimizer sgd"
    assert len(labels) == 24
    assert left.get_title(loc="left").endswith("the best of 36")
    assert len(right.patches) == 24


def test_if_only_seeds_are_varied_each_run_is_drawn_as_a_point(axes):
    (one,) = axes("seed=0:5", loss=lambda seed: 5.0 - seed, lost=(0,), success="loss=2")
    assert list(one.lines[0].get_ydata()) == [1, 2, 3, 4]
    title = one.get_title(loc="left")
    assert title == "Final loss: median 3, loss ≤ 2 in 2 of 5 runs, 1 diverged"


@pytest.mark.parametrize("vary", [["seed=0:2"], ["lr=1,2"], ["optimizer=sgd,adam", "lr=1:9:lin9"],
                                  ["lr=1:7:lin7", "width=1:8"], ["optimizer=sgd,adam,lion",
                                   "init=xavier,he,zeros", "lr=1,2"]])  # fmt: skip
def test_sweeps_in_which_all_runs_diverged_can_be_drawn(axes, vary):
    axes(*vary, lost=range(1000))


def test_regressions_have_one_panel(axes):
    assert len(axes("data=regress_plane,sine", success=None)) == 1


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "xor.json"
    path.write_text(json.dumps({"data": "xor", "samples": 40, "layers": [[2, "tanh"]]}))
    return path


def test_a_sweep_writes_table_and_plot_next_to_the_experiment(file, capsys):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    words = ["--vary", "lr=0.1,1", "--executor", "serial", "--epochs", "2"]
    assert main(["sweep", str(file), *words]) == 0
    assert {path.name for path in file.parent.iterdir()} == {
        "xor.json", "xor-sweep.csv", "xor-sweep.csv.journal", "xor-sweep.png",
    }  # fmt: skip
    shown = capsys.readouterr()
    assert "2/2 runs" in shown.err
    assert "median loss" in shown.out
    assert "Table: " in shown.out
    assert "Plot: " in shown.out


def test_without_matplotlib_the_table_is_written_and_a_sentence_says_why(file, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "chainrule.sweeps.plot", None)
    words = ["--vary", "lr=0.1,1", "--executor", "serial", "--epochs", "1"]
    assert main(["sweep", str(file), *words]) == 0
    assert "No plot: it needs matplotlib" in capsys.readouterr().out


def test_changes_of_settings_that_a_value_implies_are_reported(file, capsys):
    words = ["--vary", "data=xor,sine", "--executor", "serial", "--epochs", "1", "--no-plot"]
    assert main(["sweep", str(file), *words]) == 0
    assert "loss had to change with what is varied, in 1 of 2 runs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--executor", "gpu"], "--executor: 'gpu' is not allowed; allowed: process, thread,"),
        (["--executor", "dask://"], "--executor: 'dask://' is not allowed"),
        (["--executor", "serial", "--workers", "2"],
         "--workers: 2 is not allowed; allowed: none: serial has its own number."),
        (["--output", "a.txt"], "--output: 'a.txt' is not allowed; allowed: a file ending in .csv"),
        (["--output", "none/a.csv"], "--output: 'none/a.csv' is not allowed"),
        (["--plot", "a.pdf"], "--plot: 'a.pdf' is not allowed"),
        (["--success", "fast"], "--success: 'fast' is not allowed"),
        (["--vary", "noise=9"], "noise: 9.0 is not allowed; allowed: a number from 0 to 0.5."),
    ],
)  # fmt: skip
def test_all_options_are_checked_before_training(file, capsys, options, message):
    assert main(["sweep", str(file), "--vary", "seed=0,1", *options]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"chainrule: {message}")
    assert shown.count("\n") == 1
    assert [path.name for path in file.parent.iterdir()] == ["xor.json"]


def test_an_invalid_number_of_workers_gives_an_error(file, capsys):
    with pytest.raises(SystemExit):
        main(["sweep", str(file), "--vary", "seed=0,1", "--workers", "0"])
    assert "'0' is not allowed; allowed: a whole number from 1" in capsys.readouterr().err


def test_the_help_explains_the_values(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["sweep", "--help"])
    shown = capsys.readouterr().out
    for word in (
        "lr=0.0001:1:log9",
        "seed=0:64",
        "dask://HOST:PORT",
        "OUTPUT.journal",
        "--restart",
    ):
        assert word in shown
