"""The command line, called as a person would."""

import json

import pytest
from chainrule.cli import main


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "spiral.json"
    path.write_text(json.dumps({"layers": [[4, "tanh"]], "samples": 40}))
    return path


def test_train_writes_the_history_beside_the_experiment(file, capsys):
    assert main(["train", str(file), "--epochs", "3", "--no-plot"]) == 0
    lines = file.with_suffix(".csv").read_text().splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("epoch,step,training_loss,test_loss,gradient_norm layer 1")
    shown = capsys.readouterr()
    assert "3/3 epochs" in shown.err
    assert "History: " in shown.out


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_train_draws_the_history(file, suffix, magic):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    plot = file.with_suffix(suffix)
    assert main(["train", str(file), "--epochs", "3", "--plot", str(plot)]) == 0
    assert plot.read_bytes().startswith(magic)
    if suffix == ".svg":
        assert "Gradient norm of each layer" in plot.read_text()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"noise": 7}', "chainrule: noise: 7 is not allowed; allowed: a number from 0 to 0.5."),
        ("no", "experiment: 'no' is not allowed"),
    ],
)
def test_a_wrong_experiment_is_explained(file, capsys, content, message):
    file.write_text(content)
    assert main(["train", str(file)]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_no_text_is_explained(file, capsys):
    file.write_bytes(b"\x89PNG\xff")
    assert main(["train", str(file)]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("chainrule: file: '")
    assert shown.endswith("is not allowed; allowed: a JSON file, in UTF-8.\n")


def test_a_missing_file_and_a_wrong_plot_are_explained(file, tmp_path, capsys):
    assert main(["train", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err
    assert main(["train", str(file), "--plot", "a.pdf"]) == 2
    assert "a file ending in .png or .svg" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["train", str(file), "--epochs", "-1"])
    assert "'-1' is not allowed; allowed: a whole number from 0" in capsys.readouterr().err


def test_a_diverging_run_ends_with_a_sentence_and_its_history(file, capsys):
    file.write_text(
        '{"data": "regress_plane", "loss": "mse", "optimizer": "sgd", "learning_rate": 99}'
    )
    assert main(["train", str(file), "--no-plot"]) == 1
    assert "Training diverged at step" in capsys.readouterr().err
    assert file.with_suffix(".csv").exists()
