"""The command line, called with arguments as in a terminal."""

import json
import sys

import pytest
from chainrule import Experiment, Trainer, __version__

pytest.importorskip("chainrule.cli", reason="the site omits code that only the terminal uses")

from chainrule.cli import main


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "spiral.json"
    path.write_text(json.dumps({"layers": [[4, "tanh"]], "samples": 40}))
    return path


def test_train_writes_the_history_next_to_the_experiment(file, capsys):
    assert main(["train", str(file), "--epochs", "3", "--no-plot"]) == 0
    lines = file.with_suffix(".csv").read_text().splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("epoch,step,training_loss,test_loss,gradient_norm layer 1")
    shown = capsys.readouterr()
    assert "3/3 epochs" in shown.err
    assert "History: " in shown.out


@pytest.mark.parametrize(
    ("suffix", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".PNG", b"\x89PNG")]
)
def test_train_plots_the_history(file, suffix, magic):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    plot = file.with_suffix(suffix)
    assert main(["train", str(file), "--epochs", "3", "--plot", str(plot)]) == 0
    assert plot.read_bytes().startswith(magic)
    if suffix == ".svg":
        text = plot.read_text()
        assert "Binary cross-entropy" in text, "the axis names the loss"


def test_without_matplotlib_the_history_is_written_and_a_sentence_says_why(
    file, capsys, monkeypatch
):
    monkeypatch.setitem(sys.modules, "chainrule.plotting", None)
    assert main(["train", str(file), "--epochs", "2"]) == 0
    assert "needs matplotlib; install it with: pip install 'chainrule[plot]'" in (
        capsys.readouterr().out
    )
    assert file.with_suffix(".csv").exists()


def test_train_runs_500_epochs_by_default(file, tmp_path, capsys):
    csv = tmp_path / "elsewhere.csv"
    assert main(["train", str(file), "--no-plot", "--csv", str(csv)]) == 0
    assert "500/500 epochs" in capsys.readouterr().err
    assert csv.read_text().splitlines()[-1].startswith("500,1000,")
    assert not file.with_suffix(".csv").exists()


def test_compiled_steps_equal_those_of_numpy_up_to_rounding(file, tmp_path, capsys):
    pytest.importorskip("wasmtime", reason="nothing here runs WebAssembly")
    losses = {}
    for backend in ("numpy", "wasm"):
        csv = tmp_path / f"{backend}.csv"
        asked = ["--epochs", "20", "--no-plot", "--csv", str(csv), "--backend", backend]
        assert main(["train", str(file), *asked]) == 0
        losses[backend] = [float(row.split(",")[2]) for row in csv.read_text().splitlines()[1:]]
    assert losses["wasm"] == pytest.approx(losses["numpy"], rel=1e-5)
    assert losses["wasm"] != losses["numpy"], "float32 is rounded differently"


def test_without_wasmtime_an_error_says_that_it_is_missing(file, capsys, monkeypatch):
    monkeypatch.setattr("chainrule.engine.backends.find_spec", lambda name: None)
    assert main(["train", str(file), "--backend", "wasm"]) == 2
    assert "wasm needs the package wasmtime (pip install 'chainrule[wasm]')" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"noise": 7}', "chainrule: noise: 7 is not allowed; allowed: a number from 0 to 0.5."),
        ("no", "experiment: 'no' is not allowed"),
    ],
)
def test_an_invalid_experiment_gives_an_error(file, capsys, content, message):
    file.write_text(content)
    assert main(["train", str(file)]) == 2
    assert message in capsys.readouterr().err


def test_a_binary_file_gives_an_error(file, capsys):
    file.write_bytes(b"\x89PNG\xff")
    assert main(["train", str(file)]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("chainrule: file: '")
    assert shown.endswith("is not allowed; allowed: a JSON file, in UTF-8.\n")


def test_a_file_with_a_byte_order_mark_is_read(file):
    """Editors on Windows write byte order marks."""
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert main(["train", str(file), "--epochs", "0", "--no-plot"]) == 0


def test_a_missing_file_gives_an_error(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["train", "none.json"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("chainrule: file: '")
    assert "none.json' is not allowed; allowed: a JSON or CSV file that can be read (" in shown


def test_an_invalid_number_of_epochs_gives_an_error(file, capsys):
    with pytest.raises(SystemExit):
        main(["train", str(file), "--epochs", "-1"])
    assert "'-1' is not allowed; allowed: a whole number from 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "field", "allowed"),
    [
        (["--plot", "a.pdf"], "--plot", "a file ending in .png or .svg."),
        (["--plot", "none/a.png"], "--plot", "a file in a folder that exists."),
        (["--csv", "none/a.csv"], "--csv", "a file in a folder that exists."),
        (["--csv", "."], "--csv", "a file that can be written."),
        (["--csv", "spiral.json"], "--csv", "a file other than the experiment."),
        (["--csv", "a.png", "--plot", "a.png"], "--plot", "a file other than the history."),
    ],
)
def test_output_paths_are_checked_before_training(
    file, capsys, monkeypatch, options, field, allowed
):
    """An hour of training must not end with an error about a missing folder."""
    monkeypatch.chdir(file.parent)
    before = file.read_bytes()
    assert main(["train", str(file), *options]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"chainrule: {field}: '")
    assert shown.endswith(f"is not allowed; allowed: {allowed}\n")
    assert "epochs" not in shown, "nothing was trained"
    assert [path.name for path in file.parent.iterdir()] == ["spiral.json"]
    assert file.read_bytes() == before


def test_a_read_only_file_is_rejected_before_training(file, capsys, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert main(["train", str(file)]) == 2
    shown = capsys.readouterr().err
    assert "--csv" in shown
    assert shown.endswith("allowed: a file that can be written.\n")


def test_plot_and_no_plot_cannot_be_combined(file, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["train", str(file), "--plot", "a.png", "--no-plot"])
    assert "not allowed with argument --plot" in capsys.readouterr().err


def test_a_diverging_run_ends_with_an_error_and_its_history(file, capsys):
    file.write_text(
        '{"data": "regress_plane", "loss": "mse", "optimizer": "sgd", "learning_rate": 99}'
    )
    assert main(["train", str(file), "--no-plot"]) == 1
    assert "Training diverged at step" in capsys.readouterr().err
    assert file.with_suffix(".csv").exists()


def test_divergence_before_the_first_step_is_reported(file, capsys):
    file.write_text(
        '{"data": "regress_plane", "loss": "mse", "layers": [], "features": ["exp(13*x1)"]}'
    )
    assert main(["train", str(file), "--no-plot"]) == 1
    assert capsys.readouterr().err.startswith("chainrule: Training diverged at step 0")


def test_ctrl_c_keeps_the_epochs_trained_so_far(file, capsys, monkeypatch):
    advance = Trainer.advance

    def interrupted(run, steps=1):
        if run.epoch == 3 and not run.batch and steps > 1:
            advance(run, 1)
            raise KeyboardInterrupt
        advance(run, steps)

    monkeypatch.setattr(Trainer, "advance", interrupted)
    assert main(["train", str(file), "--epochs", "9", "--no-plot"]) == 130
    shown = capsys.readouterr()
    assert "chainrule: stopped; the history ends at epoch 3 of 9.\n" in shown.err
    assert "History: " in shown.out
    lines = file.with_suffix(".csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["epoch", "0", "1", "2", "3"]


def test_ctrl_c_before_training_ends_without_a_traceback(file, capsys, monkeypatch):
    def interrupted(experiment):
        raise KeyboardInterrupt

    monkeypatch.setattr(Experiment, "trainer", interrupted)
    assert main(["train", str(file)]) == 130
    assert capsys.readouterr().err == "chainrule: stopped.\n"


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"chainrule {__version__}\n"


def test_the_help_says_how_to_create_an_experiment_file(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["train", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "an Experiment as JSON" in shown
    assert "print(chainrule.Experiment().to_json())" in shown


def test_train_respects_the_experiments_stopping_rule(tmp_path, capsys):
    path = tmp_path / "gauss.json"
    path.write_text(json.dumps({"data": "gauss", "stop_loss": 0.1}))
    assert main(["train", str(path), "--no-plot"]) == 0
    assert "Stopped at a training loss of " in capsys.readouterr().out
    last = path.with_suffix(".csv").read_text().splitlines()[-1].split(",")
    run = Experiment(data="gauss").trainer()
    while run.history.records[-1].training_loss > 0.1:
        run.advance(len(run.batches))
    assert int(last[0]) == run.epoch, "where the page would also stop"


def test_train_stops_at_the_smaller_of_stop_epoch_and_epochs(file, capsys):
    file.write_text(json.dumps({"samples": 40, "stop_epoch": 7}))
    assert main(["train", str(file), "--no-plot"]) == 0
    assert "7/7 epochs" in capsys.readouterr().err
    assert main(["train", str(file), "--no-plot", "--epochs", "3"]) == 0
    assert "3/3 epochs" in capsys.readouterr().err


def test_check_runs_three_checks_and_passes_for_a_sound_network(file, capsys):
    assert main(["check", str(file), "--set", "data=xor", "--set", "samples=100"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split(" passed. ")[0] for line in shown] == [
        "Overfit one batch:",
        "Ignore the input:",
        "Do examples leak into each other?",
    ]


def test_check_fails_with_an_exit_code_if_a_network_cannot_learn(file, capsys):
    code = main(["check", str(file), "--set", "lr=1e-9", "--set", "optimizer=sgd"])
    assert code == 1
    assert "Overfit one batch: failed. On 10 examples the loss went from" in capsys.readouterr().out


def test_the_output_of_train_ends_with_the_verdict(file, capsys):
    assert main(["train", str(file), "--epochs", "3", "--no-plot"]) == 0
    shown = capsys.readouterr().out
    verdict = shown[shown.index("Verdict:") :]
    assert "  - No problem found: " in verdict or "  ! " in verdict
