"""The commands when something outside them fails: signals, pipes, disks, drawing libraries."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("chainrule.cli", reason="the site omits code that only the terminal uses")

from chainrule.cli import main
from chainrule.commands import ending, outputs
from chainrule.training.records.history import History
from commands.terminal import WITHIN, started


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "spiral.json"
    path.write_text(json.dumps({"layers": [[4, "tanh"]], "samples": 40}))
    return path


@pytest.fixture
def heeded():
    """The signals have their default handlers, even if the tests run under `nohup`."""
    numbers = [getattr(signal, name) for name in ending.SIGNALS if hasattr(signal, name)]
    earlier = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    yield
    for number, handler in earlier.items():
        signal.signal(number, handler)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_training_and_all_outputs_are_written(file, name):
    report = file.with_suffix(".html")
    child = started("train", file, "--epochs", 10**8, "--no-plot", "--report", report)
    wait_until_it_trains(child)
    child.send_signal(getattr(signal, name))
    out, error = child.communicate(timeout=WITHIN)
    assert child.returncode == 128 + getattr(signal, name)
    assert "chainrule: stopped; the history ends at epoch " in error
    assert "Traceback" not in error
    assert "History: " in out
    assert file.with_suffix(".csv").read_text().startswith("epoch,")
    assert "Stopped by hand" in report.read_text()


def test_a_signal_outside_training_gives_its_exit_code(file, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise ending.Ended(signal.SIGTERM)

    monkeypatch.setattr("chainrule.commands.train._write", interrupted)
    assert main(["train", str(file), "--epochs", "1", "--no-plot"]) == 128 + signal.SIGTERM
    assert capsys.readouterr().err.endswith("chainrule: stopped.\n")


def test_all_outputs_are_written_if_a_signal_precedes_the_first_step(file, monkeypatch, capsys):
    def interrupted(_):
        raise ending.Ended(signal.SIGTERM)

    monkeypatch.setattr("chainrule.experiment.experiment.Experiment.stopping", interrupted)
    monkeypatch.setattr("chainrule.commands.train._write", lambda recording, places, code: code)
    assert main(["train", str(file), "--epochs", "5", "--no-plot"]) == 128 + signal.SIGTERM
    assert "chainrule: stopped; the history ends at epoch 0 of 5." in capsys.readouterr().err


def wait_until_it_trains(child):
    """Wait until training, which uses processor time, has begun, because the handlers are installed
    then."""
    deadline = time.monotonic() + WITHIN
    caught = ending_signals_mask()
    while handled(child.pid) & caught != caught:
        assert child.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ending_signals_mask():
    return sum(1 << (getattr(signal, name) - 1) for name in ending.SIGNALS)


def handled(pid):
    """The signals that a process catches, as a bit mask."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return next(int(line.split()[1], 16) for line in status if line.startswith("SigCgt"))
    except FileNotFoundError:
        pytest.skip("this system does not tell which signals a process catches")


def test_an_ignored_signal_stays_ignored(monkeypatch):
    """`nohup` ignores SIGHUP so that the training survives its terminal."""
    earlier = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending.ended_by_signals():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            assert isinstance(signal.getsignal(signal.SIGTERM), ending.Signals)
    finally:
        signal.signal(signal.SIGHUP, earlier)


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_signal_handlers_are_removed_after_the_block_even_on_errors(name):
    number = getattr(signal, name)
    before = signal.getsignal(number)
    with pytest.raises(ending.Ended) as raised, ending.ended_by_signals():
        signal.raise_signal(number)
    assert signal.getsignal(number) == before
    assert ending.code_of(raised.value) == 128 + number


@pytest.mark.usefixtures("heeded")
def test_a_second_signal_does_not_interrupt_writing():
    """A job manager may send SIGTERM repeatedly; Ctrl-C still ends the command."""
    with ending.ended_by_signals():
        with pytest.raises(ending.Ended):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGHUP)
        with pytest.raises(ending.Ended):
            signal.raise_signal(signal.SIGINT)
    with ending.ended_by_signals() as signals:
        signals.is_writing = True
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.parametrize("command", ["train", "check"])
def test_a_closed_standard_input_is_reported(command, capsys, monkeypatch):
    """A service may start a command without standard input."""
    monkeypatch.setattr(sys, "stdin", None)
    assert main([command, "-"]) == 2
    assert capsys.readouterr().err == (
        "chainrule: file: '-' is not allowed; allowed: a file, because standard input is closed.\n"
    )


def test_all_files_are_written_even_if_the_reader_of_the_output_exits(file):
    """As in `chainrule train FILE | head -c 1`."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    read, write = os.pipe()
    os.close(read)
    child = started("train", file, "--epochs", 2, stdout=write)
    os.close(write)
    _, error = child.communicate(timeout=WITHIN)
    assert child.returncode == 0
    assert "BrokenPipe" not in error
    assert "Traceback" not in error
    assert file.with_suffix(".csv").exists()
    assert file.with_suffix(".png").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "words", [("train", "--no-plot"), ("check",), ("sweep", "--vary", "seed=0,1", "--no-plot")]
)
def test_if_standard_output_is_on_a_full_disk_this_is_reported_and_files_are_written(file, words):
    command, *options = words
    if command != "check":
        options += ["--epochs", 2]
    with open("/dev/full", "w") as full:
        child = started(command, file, *options, stdout=full)
        _, error = child.communicate(timeout=WITHIN)
    assert child.returncode == 1
    sentence = "chainrule: standard output was not written: No space left on device.\n"
    assert error.endswith(sentence)
    assert error.count(sentence) == 1
    assert "Traceback" not in error
    endings = {"train": ".csv", "check": ".json", "sweep": "-sweep.csv"}
    assert file.with_name(f"{file.stem}{endings[command]}").exists()


def test_all_files_are_written_even_if_the_terminal_closes(file, monkeypatch):
    with monkeypatch.context() as patch:
        for stream in ("stdout", "stderr"):
            patch.setattr(sys, stream, Gone())
        assert main(["train", str(file), "--epochs", "2", "--no-plot"]) == 0
    assert file.with_suffix(".csv").exists()


class Gone:
    """The output stream of a closed terminal."""

    def write(self, text):
        raise OSError(5, "Input/output error")

    def flush(self):
        pass

    def isatty(self):
        return False

    def fileno(self):
        return os.open(os.devnull, os.O_WRONLY)


def test_an_experiment_is_read_from_standard_input(file, tmp_path):
    child = subprocess.run(
        [sys.executable, "-m", "chainrule", "train", "-", "--epochs", "2", "--no-plot"],
        input=file.read_bytes(),
        capture_output=True,
        cwd=tmp_path,
        timeout=WITHIN,
    )
    assert child.returncode == 0, child.stderr
    assert child.stdout.startswith(b"History: experiment.csv\n")
    assert (tmp_path / "experiment.csv").exists()


def test_an_uninstalled_plot_backend_is_ignored(file):
    """`!chainrule` in a notebook may run in another environment, but inherits the notebook's
    MPLBACKEND."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    report = file.with_suffix(".html")
    words = ("train", file, "--epochs", 2, "--report", report)
    child = started(*words, MPLBACKEND="module://no_such_backend.anywhere")
    _, error = child.communicate(timeout=WITHIN)
    assert child.returncode == 0, error
    assert file.with_suffix(".png").exists()
    assert report.exists()


def failing(*arguments, **options):
    raise RuntimeError("no glyphs\nto draw with.")


@pytest.mark.parametrize(
    ("target", "failed", "sentence"),
    [
        ("chainrule.plotting.plot_history", ".png", "Plot: {} was not written: RuntimeError: no"),
        ("chainrule.commands.train.report_page", ".html", "Report: {} was not written: Runtime"),
        (
            "chainrule.training.History.to_csv",
            ".csv",
            "History: {} was not written: Run",
        ),
    ],
)
def test_a_failed_output_does_not_affect_the_others(
    file, capsys, monkeypatch, target, failed, sentence
):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    monkeypatch.setattr(target, failing)
    report = file.with_suffix(".html")
    assert main(["train", str(file), "--epochs", "2", "--report", str(report)]) == 1
    shown = capsys.readouterr()
    message = sentence.format(file.with_suffix(failed))
    assert [line for line in shown.err.splitlines() if line.startswith(f"chainrule: {message}")]
    assert "no glyphs to draw with." in shown.err
    for ending_ in {".csv", ".png", ".html"} - {failed}:
        assert file.with_suffix(ending_).exists()
    assert not file.with_suffix(failed).exists()


def test_a_full_disk_is_reported_with_the_systems_message(file, capsys, monkeypatch):
    def full(history, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(History, "to_csv", full)
    assert main(["train", str(file), "--epochs", "1", "--no-plot"]) == 1
    csv = file.with_suffix(".csv")
    expected = f"chainrule: History: {csv} was not written: No space left on device."
    assert capsys.readouterr().err.splitlines()[-1] == expected


@pytest.mark.parametrize(
    ("target", "failed"),
    [
        ("chainrule.commands.sweep.write_table", "spiral-sweep.csv"),
        ("chainrule.sweeps.plot.plot_sweep", "spiral-sweep.png"),
    ],
)
def test_a_failed_output_of_a_sweep_does_not_affect_the_others(
    file, capsys, monkeypatch, target, failed
):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    monkeypatch.setattr(target, failing)
    words = ["--vary", "seed=0:2", "--epochs", "1", "--executor", "serial"]
    assert main(["sweep", str(file), *words]) == 1
    assert f"{failed} was not written: RuntimeError" in capsys.readouterr().err
    for name in {"spiral-sweep.csv", "spiral-sweep.csv.journal", "spiral-sweep.png"} - {failed}:
        assert file.with_name(name).exists()


def test_the_exit_code_of_divergence_has_priority_over_a_failed_output(capsys):
    written = outputs.Outputs()
    written.failures.append("Plot: a.png was not written: full.")
    assert (written.end(130), written.end(0), outputs.Outputs().end(0)) == (130, 1, 0)
    assert "chainrule: Plot: a.png was not written: full." in capsys.readouterr().err
