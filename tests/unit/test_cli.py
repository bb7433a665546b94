"""The command line, called as a person would."""

import json
import sys

import pytest
from chainrule import Trainer, data, losses, nn, optim
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
        text = plot.read_text()
        for words in ("Loss", "training", "test", "Gradient norm of each layer", "layer 1"):
            assert words in text
        assert "10^{" in text, "norms stand on a log axis"


@pytest.mark.parametrize("replicas", [None, 3])
@pytest.mark.parametrize("init", ["xavier", "zeros"])
def test_any_history_can_be_drawn(tmp_path, replicas, init):
    """A fleet, a run without a test set, a layer whose gradient is zero: without a warning."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    from chainrule.plotting import plot_history

    net = nn.Sequential(nn.Linear(2, 3, init), nn.Tanh(), nn.Linear(3, 1, init), replicas=replicas)
    x, y = data.gauss(20)
    history = Trainer(net, losses.MSE(), optim.SGD(0.1)).fit(x, y, epochs=3)
    plot_history(history, tmp_path / "plot.svg")
    assert (tmp_path / "plot.svg").read_text().startswith("<?xml")


def test_without_matplotlib_the_history_is_written_and_a_sentence_says_why(
    file, capsys, monkeypatch
):
    monkeypatch.setitem(sys.modules, "chainrule.plotting", None)
    assert main(["train", str(file), "--epochs", "2"]) == 0
    assert "needs matplotlib; install it with: pip install 'chainrule[plot]'" in (
        capsys.readouterr().out
    )
    assert file.with_suffix(".csv").exists()


def test_train_takes_500_epochs_unless_told(file, tmp_path, capsys):
    csv = tmp_path / "elsewhere.csv"
    assert main(["train", str(file), "--no-plot", "--csv", str(csv)]) == 0
    assert "500/500 epochs" in capsys.readouterr().err
    assert csv.read_text().splitlines()[-1].startswith("500,1000,")
    assert not file.with_suffix(".csv").exists()


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


def test_the_experiment_is_never_overwritten_by_its_history(file, capsys):
    before = file.read_text()
    assert main(["train", str(file), "--csv", str(file), "--no-plot"]) == 2
    assert "a file other than the experiment" in capsys.readouterr().err
    assert file.read_text() == before
