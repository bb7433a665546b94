"""`chainrule train data.csv` reads tables and prints messages as the page does."""

import io
import json
import sys

import pytest
from chainrule import Experiment
from chainrule.browser.session import Session
from chainrule.browser.words import decoded

pytest.importorskip("chainrule.cli", reason="the site omits code that only the terminal uses")

from chainrule.cli import main

HOUSES = "id,name,rooms,area,day,price\n" + "".join(
    f"{i + 1},House {i},{i % 5 + 1},{30 + i * 37 % 100}.5,2024-0{i % 9 + 1}-1{i % 10},"
    f"{'#N/A' if i == 5 else i * 1234.5 % 999}\n"
    for i in range(80)
)
EUROPEAN = "Größe;Preis\n" + "".join(f"{i},5;1.{i:03d},25\n" for i in range(30))

READ = json.dumps(
    {"type": "read_table", "revision": 1, "text": HOUSES, "delimiter": None, "header": None}
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text(HOUSES, encoding="utf-8")
    return path


def train(*words, epochs=2):
    return main(["train", *map(str, words), "--epochs", str(epochs), "--no-plot"])


def test_training_on_a_table_prints_the_pages_messages(table, capsys):
    assert train(table, "--target", "price") == 0
    said = capsys.readouterr().out.splitlines()
    facts = decoded(Session(map_size=8).receive(READ)[0][0])["opened"]["table"]
    for sentence in [*facts["remarks"], *(reason["sentence"] for reason in facts["left_out"])]:
        assert any(line.startswith(sentence) for line in said), sentence
    assert "1 of 80 rows is left out, because a value is missing ('price', the target: 1)." in said
    assert (
        "'name' is left out: 80 different texts in 80 rows. To include it: --include name" in said
    )
    assert (
        "Predicts 'price', a number, from 3 inputs: 40 rows for training, 39 for testing." in said
    )
    assert any(line.startswith("History: ") for line in said)
    assert len((table.parent / "houses-history.csv").read_text().splitlines()) == 4
    assert table.read_text(encoding="utf-8") == HOUSES


def test_page_and_terminal_give_the_same_results(table):
    assert train(table) == 0
    page = Session(map_size=8)
    page.receive(READ)
    run = page.live.experiment.trainer()
    run.advance(2 * len(run.batches))
    rows = (table.parent / "houses-history.csv").read_text().splitlines()
    last = dict(zip(rows[0].split(","), rows[-1].split(","), strict=True))
    assert float(last["training_loss"]) == pytest.approx(run.losses_now().training, rel=1e-6)


def test_options_can_change_the_target_the_columns_and_any_setting(table, capsys):
    words = ("--target", "rooms", "--target-is-number", "--include", "name", "--include", "id")
    assert train(table, *words, "--set", "lr=0.05", "--set", "layers=4-relu") == 0
    said = capsys.readouterr().out
    assert "left out: 80 different" not in said
    assert "Predicts 'rooms', a number, from " in said
    rows = (table.parent / "houses-history.csv").read_text().splitlines()
    assert rows[0].endswith("gradient_norm layer 1,gradient_norm output")
    assert train(table, "--target", "rooms") == 0
    assert "Predicts 'rooms', one of 5 classes, from 3 inputs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (EUROPEAN.encode("utf-8"), ()),
        (EUROPEAN.encode("windows-1252"), ()),
        (EUROPEAN.encode("utf-16"), ()),
        (EUROPEAN.replace(";", "\t").encode(), ("--read", "delimiter=tab")),
        (EUROPEAN.encode("utf-16-le"), ("--read", "encoding=utf-16-le")),
    ],
)
def test_files_with_other_number_formats_and_encodings_are_read(tmp_path, capsys, content, options):
    path = tmp_path / "preise.csv"
    path.write_bytes(content)
    assert train(path, "--target", "Preis", *options) == 0
    assert "Predicts 'Preis', a number, from 1 input: 15 rows" in capsys.readouterr().out


def test_the_file_format_can_be_specified(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("".join(f"{i},5;{i % 2};{-9 if i == 3 else i}\n" for i in range(20)))
    words = ("--read", "header=no", "--read", "decimal=comma", "--read", "missing=-9")
    assert train(path, *words, "--target", "column 2") == 0
    said = capsys.readouterr().out
    assert "1 of 20 rows is left out, because a value is missing ('column 3': 1)." in said
    assert "one of 2 classes, from 2 inputs" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HOUSES.encode(), "Predicts 'price', a number, from 3 inputs"),
        (b'\xef\xbb\xbf {"data": "xor", "samples": 20}', "History: experiment.csv"),
        (json.dumps({"data": "table", "csv": {"text": HOUSES}}).encode(), "Predicts 'price'"),
    ],
)
def test_a_dash_in_place_of_a_file_stands_for_standard_input(
    tmp_path, capsys, monkeypatch, content, said
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert train("-", "--set", "columns=area,rooms") == 0 if b"csv" in content else train("-") == 0
    assert said in capsys.readouterr().out
    assert (tmp_path / "experiment.csv").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--target", "prise"), "target: 'prise' is not allowed; allowed: one of id, name, rooms"),
        (("--include", "prise"), "include: 'prise' is not allowed; allowed: one of id, name"),
        (("--target", "name"), "target: name, with 80 values, is not allowed"),
        (("--target", "day", "--target-is-number"), ""),
        (("--set", "lr"), "--set: 'lr' is not allowed; allowed: NAME=VALUE"),
        (("--set", "speed=1"), "setting: 'speed' is not allowed"),
        (("--set", "lr=-1"), "learning_rate: -1.0 is not allowed"),
        (("--read", "decimal=komma"), "decimal: 'komma' is not allowed; allowed: one of '.', ','"),
        (("--read", "separator=,"), "--read: 'separator=,' is not allowed; allowed: NAME=VALUE"),
    ],
)
def test_invalid_options_give_one_clear_error(table, capsys, words, message):
    code = train(table, *words)
    said = capsys.readouterr().err
    assert code == (2 if message else 0)
    assert message in said
    assert "Traceback" not in said


def test_table_options_are_rejected_for_other_experiments(tmp_path, capsys):
    path = tmp_path / "spiral.json"
    path.write_text("{}")
    for words, message in (
        (("--target", "y"), "--target: 'y' is not allowed; allowed: an option for a table"),
        (("--include", "y"), "--include: ['y'] is not allowed; allowed: an option for a table"),
        (("--read", "header=no"), "--read: 'header=no' is not allowed; allowed: an option for a"),
    ):
        assert train(path, *words) == 2
        assert message in capsys.readouterr().err


def test_a_saved_experiment_accepts_another_target_and_settings(tmp_path, capsys):
    path = tmp_path / "iris.json"
    path.write_text(Experiment().changed(data="iris").to_json())
    assert train(path, "--target", "petal width (cm)", "--set", "seed=3") == 0
    assert (tmp_path / "iris.csv").exists()


def test_a_category_that_may_mean_missing_is_reported_with_the_option_that_declares_it(
    tmp_path, capsys
):
    path = tmp_path / "marked.csv"
    path.write_text(
        "x,colour,y\n" + "".join(f"{i},{['-', 'red'][i % 2]},{'*uv'[i % 3]}\n" for i in range(30))
    )
    assert train(path) == 0
    said = capsys.readouterr().out
    assert (
        'Column "colour" has "-" in 15 rows; it is read as a category. To treat it as missing in '
        "every column: --read missing=usual,-\n"
    ) in said
    assert 'Column "y" has "*" in 10 rows; it is read as a category. To treat it as' in said
    assert "--read 'missing=usual,*'" in said
    assert train(path, "--read", "missing=usual,*") == 0
    said = capsys.readouterr().out
    assert "10 of 30 rows are left out, because a value is missing ('y', the target: 10)." in said
    assert "--read 'missing=usual,*,-'" in said, "the option for the other column is added"


def test_the_error_for_a_workbook_names_the_format(tmp_path, capsys):
    path = tmp_path / "data.csv"
    path.write_bytes(b"PK\x03\x04 and so on")
    assert train(path) == 2
    assert "an Excel workbook or another zip archive" in capsys.readouterr().err


def test_a_sweep_accepts_a_table(table, capsys):
    words = ("--vary", "seed=0:2", "--epochs", "2", "--executor", "thread", "--no-plot")
    assert main(["sweep", str(table), "--target", "price", *words]) == 0
    said = capsys.readouterr().out
    assert "Predicts 'price'" in said
    assert (table.parent / "houses-sweep.csv").exists()


def test_free_text_that_is_used_for_lack_of_better_inputs_is_reported(tmp_path, capsys):
    path = tmp_path / "reviews.csv"
    rows = [(f"review {i} of many", i % 5 + 0.5, i * 7 % 11) for i in range(60)]
    path.write_text("review,stars\n" + "".join(f"{a},{b}\n" for a, b, _ in rows))
    assert main(["train", str(path), "--epochs", "1"]) == 0
    sentence = "'review' is used only because there is no better input: 60 different texts in 60"
    assert sentence in capsys.readouterr().out
    path.write_text("review,words,stars\n" + "".join(f"{a},{c},{b}\n" for a, b, c in rows))
    assert main(["train", str(path), "--epochs", "1"]) == 0
    assert "is used only" not in capsys.readouterr().out


PRICES = [f"{price}.000,00 €" for price in (210, 310, 150, 95, 120, 180, 250, 400)]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (PRICES * 5, "a number"),
        (PRICES[:6], "a number"),  # each price once
        ([price.removesuffix(" €") for price in PRICES] * 5, "a number"),  # decimals
        (["0 %", "100 %", "200 %"] * 10, "a number"),
        (["10", "20", "30"] * 10, "one of 3 classes"),
        # This is how pandas writes 0 and 1 in a column with a missing value.
        (["1,0", "0,0"] * 10, "one of 2 classes"),
        (["1", "0"] * 10, "one of 2 classes"),
    ],
)
def test_an_amount_is_predicted_as_a_number_or_the_output_offers_this_option(
    tmp_path, capsys, cells, kind
):
    path = tmp_path / "flats.csv"
    rows = (f"{40 + 7 * i % 90};{cell}\n" for i, cell in enumerate(cells))
    path.write_text("Größe;Preis\n" + "".join(rows), encoding="utf-8")
    assert main(["train", str(path), "--epochs", "1"]) == 0
    said = capsys.readouterr().out
    assert f"Predicts 'Preis', {kind}, from 1 input" in said
    offer = (
        "The 3 different numbers in 'Preis' are read as classes. To predict the number: "
        "--target-is-number"
    )
    assert (offer in said) == ("10" in cells)
    if "10" in cells:
        assert main(["train", str(path), "--epochs", "1", "--target-is-number"]) == 0
        assert "Predicts 'Preis', a number" in capsys.readouterr().out
