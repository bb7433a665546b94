"""Interrupted and extended sweeps do not repeat finished runs."""

import json
import os

import pytest

pytest.importorskip("chainrule.sweeps", reason="the site omits code that only the terminal uses")

from chainrule.cli import main
from chainrule.sweeps import sweep
from chainrule.sweeps.task import train
from sweeps.sweep_runs import VARY, interrupted, rows_of, sweep_command, swept, waited


def interrupted_after(monkeypatch, count):
    """Simulate Ctrl-C at the task after `count` tasks."""
    done = []

    def trained(*arguments):
        if len(done) == count:
            raise KeyboardInterrupt
        done.append(arguments)
        return train(*arguments)

    monkeypatch.setattr(sweep, "train", trained)


def test_ctrl_c_keeps_finished_runs_and_the_rest_is_trained_later(file, capsys, monkeypatch):
    _, whole = swept(file, *VARY, "--executor", "serial", name="whole.csv")
    with monkeypatch.context() as patch:
        interrupted_after(patch, 2)
        code, some = swept(file, *VARY, "--executor", "serial")
    assert code == 130
    assert "stopped; 6 of 18 runs are saved; run the same command again to continue." in (
        capsys.readouterr().err
    )
    assert len(some) == 6
    assert all(row in whole for row in some)
    trained = []
    monkeypatch.setattr(sweep, "train", lambda *args: trained.append(args[1]) or train(*args))
    code, rows = swept(file, *VARY, "--executor", "thread")
    assert (code, rows) == (0, whole)
    assert len(trained) == 4, "finished runs are not repeated"
    assert "18 runs, 6 of them already finished" in capsys.readouterr().out


def test_finished_runs_are_not_repeated(file, monkeypatch):
    _, rows = swept(file, *VARY, "--executor", "serial")
    interrupted_after(monkeypatch, 0)
    assert swept(file, *VARY, "--executor", "serial") == (0, rows)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (["seed=0:3"], ["seed=0:6"]),
        (["seed=2,0"], ["seed=0:6:2,1"]),
        (["lr=0.1,1", "seed=0:2"], ["lr=0.1,1", "seed=0:4"]),
        (["lr=0.1,1", "seed=0:2"], ["lr=0.01,0.1,1", "optimizer=sgd,adam", "seed=0:3"]),
        (["lr=0.1,1", "seed=0:2"], ["seed=0:2", "lr=0.1,1"]),
        (["seed=0:3"], ["seed=0:3", "lr=0.01,0.3"]),
        (["layers=3-tanh;2-relu,2-relu"], ["layers=3-tanh;4-sin;2-relu,2-relu", "seed=0,1"]),
        (["width=2,3"], ["width=2:5"]),
    ],
    ids=[
        "seeds",
        "other order",
        "second axis",
        "all axes",
        "swapped",
        "new axis",
        "layers",
        "width",
    ],
)
def test_a_finished_sweep_accepts_more_values_without_repeating_runs(
    file, capsys, monkeypatch, earlier, later
):
    first, more = (
        [part for text in texts for part in ("--vary", text)] for texts in (earlier, later)
    )
    _, done = swept(file, *first, "--executor", "serial")
    _, whole = swept(file, *more, "--executor", "serial", name="whole.csv")
    capsys.readouterr()
    trained = []
    monkeypatch.setattr(sweep, "train", lambda *args: trained.append(args[1]) or train(*args))
    code, rows = swept(file, *more, "--executor", "serial")
    assert code == 0
    assert sum(len(task.numbers) for task in trained) == len(whole) - len(done)
    assert f"{len(whole)} runs, {len(done)} of them already finished" in (capsys.readouterr().out)
    assert [named(row) for row in rows] == [named(row) for row in whole]
    # The last bits depend on which networks train together, so losses agree up to rounding.
    for row, expected in zip(rows, whole, strict=True):
        for name in ("training_loss", "test_loss", "best_test_loss"):
            assert float(row[name]) == pytest.approx(float(expected[name]), rel=1e-4)
    kept = [row for row in rows if any(is_the_same(row, old) for old in done)]
    assert len(kept) == len(done), "finished rows are identical"
    trained.clear()
    assert swept(file, *more, "--executor", "serial") == (0, rows)
    assert not trained


def named(row):
    """The varied settings of a row and its result."""
    measured = ("loss", "accuracy")
    return {name: text for name, text in row.items() if not name.endswith(measured)}


def is_the_same(row, old):
    """Whether a row contains everything in an earlier one."""
    return all(row.get(name) == text for name, text in old.items())


def test_an_extended_sweep_can_be_interrupted_and_resumed(file, monkeypatch):
    first = ["--vary", "lr=0.1,1", "--vary", "seed=0:2", "--executor", "serial"]
    more = ["--vary", "lr=0.1,1", "--vary", "seed=0:5", "--executor", "serial"]
    swept(file, *first)
    _, whole = swept(file, *more, name="whole.csv")
    with monkeypatch.context() as patch:
        interrupted_after(patch, 1)
        code, some = swept(file, *more)
    assert code == 130
    assert len(some) == 4 + 2
    assert swept(file, *more) == (0, whole)


def test_an_unfinished_sweep_accepts_more_seeds(file, monkeypatch):
    with monkeypatch.context() as patch:
        interrupted_after(patch, 2)
        swept(file, "--vary", "seed=0:4", "--executor", "serial")
    _, whole = swept(file, "--vary", "seed=0:6", "--executor", "serial", name="whole.csv")
    trained = []
    monkeypatch.setattr(sweep, "train", lambda *args: trained.append(args[1]) or train(*args))
    assert swept(file, "--vary", "seed=0:6", "--executor", "serial") == (0, whole)
    assert [task.seed for task in trained] == [2, 3, 4, 5]


def test_a_sweep_resumes_from_a_journal_with_an_incomplete_line(file):
    _, whole = swept(file, *VARY, "--executor", "serial")
    journal = file.with_name("out.csv.journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]) + lines[4][:-20])
    assert swept(file, *VARY, "--executor", "serial") == (0, whole)
    assert journal.read_bytes().count(b"\n") == len(lines)


@pytest.mark.parametrize(
    ("change", "vary", "epochs", "expected"),
    [
        ({"noise": 0.2}, "seed=0,1", 2, "noise is 0.1, not 0.2"),
        ({}, "seed=1,2,3", 2, "--vary seed is ['0', '1'], not ['1', '2', '3']"),
        ({}, "lr=1", 2, "--vary seed is ['0', '1'], not None, --vary learning_rate is None, not"),
        ({}, "seed=0,1", 3, "epochs is 2, not 3"),
    ],
)
def test_a_journal_of_another_sweep_is_rejected(file, capsys, change, vary, epochs, expected):
    swept(file, "--vary", "seed=0,1", "--executor", "serial", epochs=2)
    before = file.with_name("out.csv").read_bytes()
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    options = ["--vary", vary, "--executor", "serial"]
    assert swept(file, *options, epochs=epochs)[0] == 2
    shown = capsys.readouterr().err
    assert shown.count("chainrule: journal: ") == 1
    assert f"allowed: the journal of the same sweep, but in it {expected}" in shown
    assert "or --restart to start again (which discards the 2 members done)" in shown
    assert file.with_name("out.csv").read_bytes() == before
    code, rows = swept(file, *options, "--restart", epochs=epochs)
    assert code == 0
    assert {row["epochs"] for row in rows} == {str(epochs)}


def test_an_unrelated_table_is_not_overwritten(file, capsys):
    file.with_name("out.csv").write_text("a,b,seconds\n1,2,3\n")
    options = ["--vary", "seed=0,1", "--executor", "serial"]
    assert swept(file, *options)[0] == 2
    assert "or --restart to overwrite this one" in capsys.readouterr().err
    assert swept(file, *options, "--restart")[0] == 0


def test_a_file_that_is_not_a_journal_is_not_overwritten(file, capsys):
    journal = file.with_name("out.csv.journal")
    journal.write_text("my notes\n")
    options = ["--epochs", "1", "--no-plot", "--output", str(file.with_name("out.csv"))]
    assert main(["sweep", str(file), "--vary", "seed=0,1", *options]) == 2
    assert "is not allowed; allowed: a journal of a sweep." in capsys.readouterr().err
    assert journal.read_text() == "my notes\n"


def test_ctrl_c_ends_processes_immediately_and_loses_nothing(file):
    """Interrupt runs that would take minutes."""
    options = ["--vary", "seed=0:8", "--vary", "samples=20,5000", "--epochs", "3000"]
    child = sweep_command(file, *options, "--workers", "2")
    journal = file.with_name("out.csv.journal")
    error = interrupted(child, lambda: journal.exists() and journal.read_bytes().count(b"\n") > 1)
    assert "of 16 runs are saved; run the same command again to continue." in error
    assert 1 <= len(rows_of(file.with_name("out.csv"))) < 16
    waited(lambda: not is_alive(child.pid))


def is_alive(group):
    """Whether any process of a process group is still running."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_dead_worker_is_replaced_and_reported(file, capsys, monkeypatch):
    """The first pool fails during its work."""
    from concurrent.futures.process import BrokenProcessPool

    calls = []

    def fragile(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise BrokenProcessPool
        return train(*arguments)

    monkeypatch.setattr(sweep, "train", fragile)
    code, rows = swept(file, "--vary", "seed=0:3", "--executor", "serial")
    assert (code, len(rows), len(calls)) == (0, 3, 4)
    assert "Workers died 1×; their runs were trained again." in capsys.readouterr().out


def test_a_sweep_ends_if_workers_die_repeatedly(file, capsys, monkeypatch):
    from concurrent.futures.process import BrokenProcessPool

    def fragile(*arguments):
        raise BrokenProcessPool

    monkeypatch.setattr(sweep, "train", fragile)
    options = ["--vary", "seed=0:3", "--executor", "serial", "--no-plot"]
    assert main(["sweep", str(file), *options]) == 1
    assert "workers died repeatedly (is memory short?); 0 of 3 runs are saved" in (
        capsys.readouterr().err
    )
