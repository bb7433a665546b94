"""Grids trained on every kind of executor, interrupted, and gone on with."""

import csv
import json
import math
import os
import signal
import sys
import time
from concurrent.futures import CancelledError

import pytest
from chainrule import Experiment

pytest.importorskip("chainrule.sweeps", reason="the site leaves out what the terminal alone runs")

from chainrule.cli import main
from chainrule.sweeps import executors, sweep
from chainrule.sweeps.executors import (
    LostClusterError,
    SerialExecutor,
    WorkerWatch,
    checked_executor,
)
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.journal import Journal
from chainrule.sweeps.notation import parse_axis
from chainrule.sweeps.task import STATIONS, tasks_of, train
from terminal import WITHIN, started

VARY = ["--vary", "lr=0.01,0.1,1", "--vary", "seed=0:3", "--vary", "optimizer=sgd,adam"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "xor.json"
    path.write_text(json.dumps({"data": "xor", "samples": 60, "layers": [[3, "tanh"]]}))
    return path


def swept(file, *options, name="out.csv", epochs=4):
    """Run a sweep; its exit code and its rows without the times."""
    output = file.with_name(name)
    code = main(
        [
            "sweep",
            str(file),
            "--epochs",
            str(epochs),
            "--no-plot",
            "--output",
            str(output),
            *options,
        ]
    )
    return code, rows_of(output)


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    for row in rows:
        assert float(row.pop("seconds")) > 0
    return rows


def test_each_row_is_what_the_run_alone_gives(file):
    code, rows = swept(file, *VARY, "--executor", "serial")
    assert code == 0
    assert len(rows) == 18
    for row in rows:
        experiment = Experiment.from_json(file.read_text()).changed(
            learning_rate=float(row["learning_rate"]),
            seed=int(row["seed"]),
            optimizer=row["optimizer"],
        )
        run = experiment.trainer()
        run.advance(4 * len(run.batches))
        last = run.history.stations[-1]
        assert (row["epochs"], row["steps"], row["status"]) == ("4", "12", "ok")
        for name in ("training_loss", "test_loss"):
            # Replicas are the runs alone to rounding.
            assert float(row[name]) == pytest.approx(float(getattr(last, name)), rel=1e-5)
            best = run.history.column(name).min()
            assert float(row[f"best_{name}"]) == pytest.approx(best, rel=1e-5)
        assert float(row["training_accuracy"]) == pytest.approx(float(last.training_accuracy))
        assert float(row["test_accuracy"]) == pytest.approx(float(last.test_accuracy))


def test_processes_and_threads_give_the_same_table_bit_for_bit(file):
    _, serial = swept(file, *VARY, "--executor", "serial", name="serial.csv")
    _, threads = swept(file, *VARY, "--executor", "thread", name="thread.csv")
    _, processes = swept(file, *VARY, "--workers", "2", name="process.csv")
    assert threads == serial
    assert processes == serial


def test_workers_have_one_thread_each_and_leave_the_environment_alone(monkeypatch):
    """As many threads as cores in as many processes as cores would stand in each other's way."""
    from chainrule.sweeps.executors import opened

    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with opened("process", 1) as pool:
        assert dict(os.environ) == before
        found = pool.executor.submit(os.getenv, "OPENBLAS_NUM_THREADS").result()
        asked_for = pool.executor.submit(os.getenv, "OMP_NUM_THREADS").result()
    assert (found, asked_for) == ("1", "3")


@pytest.fixture
def cluster():
    """Two Dask workers in threads of this process."""
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        dashboard_address=None,
        protocol="tcp",
        host="127.0.0.1",
    ) as cluster:
        yield cluster


def place_of(cluster):
    return cluster.scheduler_address.replace("tcp://", "dask://")


def running_on(cluster):
    """How many tasks the workers are at."""
    return sum(len(worker.state.executing) for worker in cluster.workers.values())


QUIET = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@QUIET
def test_a_dask_cluster_gives_the_same_table_bit_for_bit(file, cluster):
    _, serial = swept(file, *VARY, "--executor", "serial", name="serial.csv")
    code, rows = swept(file, *VARY, "--executor", place_of(cluster), name="dask.csv")
    assert code == 0
    assert rows == serial


@QUIET
def test_a_real_ctrl_c_frees_the_dask_cluster_and_loses_nothing(file, cluster):
    place = place_of(cluster)
    journal = file.with_name("out.csv.journal")
    error = interrupted(
        sweep_command(file, "--vary", "seed=0:12", "--epochs", "800", "--executor", place),
        lambda: journal.exists() and journal.read_bytes().count(b"\n") > 1,
    )
    assert "of 12 runs are kept; the same command goes on from there." in error
    options = ["--vary", "seed=0:12", "--executor"]
    assert 1 <= len(rows_of(file.with_name("out.csv"))) < 12
    _, rows = swept(file, *options, place, epochs=800)
    assert rows == swept(file, *options, "serial", name="whole.csv", epochs=800)[1]
    # Nothing ends a thread from outside: tasks end because nobody waits for them.
    endless = ("--vary", "seed=0:2", "--epochs", str(10**9), "--executor", place)
    interrupted(sweep_command(file, *endless, name="long.csv"), lambda: running_on(cluster) == 2)
    waited(lambda: running_on(cluster) == 0)


@pytest.mark.parametrize(
    ("is_gone", "told"),
    [
        (True, "the Dask cluster does not answer any more"),
        (False, "workers died again and again (is memo"),
    ],
)
def test_a_dask_cluster_that_fails_is_told(file, capsys, monkeypatch, is_gone, told):
    """By what its futures say when it goes away, and when its workers die of a task."""
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")

    def lost(*arguments):
        raise CancelledError if is_gone else distributed.KilledWorker("train", None, 3)

    monkeypatch.setattr("distributed.Client", FakeClient)
    monkeypatch.setattr(sweep, "train", lost)
    words = ["sweep", str(file), "--vary", "seed=0,1", "--executor", "dask://there:1"]
    assert main([*words, "--no-plot"]) == 1
    shown = capsys.readouterr().err
    assert f"chainrule: {told}" in shown
    assert "; 0 of 2 runs are kept; the same command goes on from there." in shown


class FakeClient:
    """A cluster of one worker, which is this thread."""

    def __init__(self, address, **options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def run(self, function):
        return {"here": function()}

    def nthreads(self):
        return {"here": 1}

    def get_executor(self, pure):
        return SerialExecutor()


def test_a_dask_scheduler_that_does_not_answer_is_an_error(file, capsys, monkeypatch):
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    monkeypatch.setattr("chainrule.sweeps.executors.ANSWER_WITHIN", 0.2)
    code = main(["sweep", str(file), "--vary", "seed=0,1", "--executor", "dask://127.0.0.1:9"])
    assert code == 2
    shown = capsys.readouterr().err
    assert "--executor: 'dask://127.0.0.1:9' is not allowed" in shown
    assert "allowed: the address of a Dask scheduler that answers" in shown


@pytest.mark.parametrize(
    "place",
    [
        "dask://localhost",
        "dask://",
        "dask://http://x:1",
        "dask://host:0",
        "dask://host:70000",
        "dask://host:port",
        "dask://two words:1",
        "dask://[::1]",
        "Dask://host:1",
    ],
)
def test_an_address_that_is_none_is_refused_at_once(file, capsys, monkeypatch, place):
    monkeypatch.setitem(sys.modules, "distributed", None)  # nobody is asked
    assert main(["sweep", str(file), "--vary", "seed=0,1", "--executor", place]) == 2
    assert capsys.readouterr().err == (
        f"chainrule: --executor: '{place}' is not allowed; "
        "allowed: process, thread, serial or dask://HOST:PORT.\n"
    )


@pytest.mark.parametrize(
    "place", ["dask://host:1", "dask://tcp://10.0.0.1:8786", "dask://[::1]:8786", "dask://a.b:9"]
)
def test_an_address_with_a_port_is_taken(place):
    assert checked_executor(place) == place


@QUIET
def test_a_cluster_whose_workers_are_all_gone_is_not_waited_for(file, cluster, capsys, monkeypatch):
    """Dask keeps the tasks and would wait for new workers without end."""
    monkeypatch.setattr(executors, "WITHOUT_WORKERS", 0.5)
    monkeypatch.setattr(sweep, "CHECK_EVERY", 0.1)

    def leave(*arguments):
        cluster.scale(0)
        return finished(*arguments)

    finished = sweep._finished
    monkeypatch.setattr(sweep, "_finished", leave)
    options = ["--vary", "seed=0:4", "--epochs", str(10**8), "--executor", place_of(cluster)]
    assert main(["sweep", str(file), "--no-plot", *options]) == 1
    shown = capsys.readouterr().err
    assert "chainrule: the Dask cluster has had no worker for 0.5 seconds; 0 of 4 runs" in shown
    assert "the same command goes on from there." in shown


def test_workers_that_come_back_are_waited_for(monkeypatch):
    class Client:
        def __init__(self):
            self.workers = {}

        def nthreads(self):
            return self.workers

    now = [0.0]
    monkeypatch.setattr(executors.time, "monotonic", lambda: now[0])
    client = Client()
    watch = WorkerWatch(client)
    for now[0], client.workers in ((59.0, {}), (60.0, {"a": 1}), (119.0, {})):
        watch.check()
    now[0] = 121.0
    with pytest.raises(LostClusterError, match="has had no worker for 60 seconds"):
        watch.check()


def test_without_dask_it_is_said_how_to_get_it(file, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["sweep", str(file), "--vary", "seed=0,1", "--executor", "dask://there:1"]) == 2
    assert "pip install 'chainrule[dask]'" in capsys.readouterr().err


# --- interrupted, and gone on with ---------------------------------------------------------------


def interrupted_after(monkeypatch, count):
    """Ctrl-C at the task after `count`."""
    done = []

    def trained(*arguments):
        if len(done) == count:
            raise KeyboardInterrupt
        done.append(arguments)
        return train(*arguments)

    monkeypatch.setattr(sweep, "train", trained)


def test_ctrl_c_keeps_what_is_done_and_the_rest_is_trained_later(file, capsys, monkeypatch):
    _, whole = swept(file, *VARY, "--executor", "serial", name="whole.csv")
    with monkeypatch.context() as patch:
        interrupted_after(patch, 2)
        code, some = swept(file, *VARY, "--executor", "serial")
    assert code == 130
    assert "stopped; 6 of 18 runs are kept; the same command goes on from there." in (
        capsys.readouterr().err
    )
    assert len(some) == 6
    assert all(row in whole for row in some)
    trained = []
    monkeypatch.setattr(sweep, "train", lambda *args: trained.append(args[1]) or train(*args))
    code, rows = swept(file, *VARY, "--executor", "thread")
    assert (code, rows) == (0, whole)
    assert len(trained) == 4, "what was done is not done again"
    assert "18 runs, 6 of them done before" in capsys.readouterr().out


def test_what_is_complete_is_not_trained_again(file, monkeypatch):
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
def test_a_finished_sweep_takes_more_values_without_training_anything_again(
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
    assert f"{len(whole)} runs, {len(done)} of them done before; those are kept" in (
        capsys.readouterr().out
    )
    assert [named(row) for row in rows] == [named(row) for row in whole]
    # Which networks train together decides the last bits, so losses agree to rounding.
    for row, expected in zip(rows, whole, strict=True):
        for name in ("training_loss", "test_loss", "best_test_loss"):
            assert float(row[name]) == pytest.approx(float(expected[name]), rel=1e-4)
    kept = [row for row in rows if any(is_the_same(row, old) for old in done)]
    assert len(kept) == len(done), "finished rows are the very same"
    trained.clear()
    assert swept(file, *more, "--executor", "serial") == (0, rows)
    assert not trained


def named(row):
    """The varied settings of a row and how it ended."""
    measured = ("loss", "accuracy")
    return {name: text for name, text in row.items() if not name.endswith(measured)}


def is_the_same(row, old):
    """Whether a row holds all that an earlier one does."""
    return all(row.get(name) == text for name, text in old.items())


def test_a_grown_sweep_that_is_interrupted_is_gone_on_with(file, monkeypatch):
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


def test_a_sweep_that_is_not_finished_takes_more_seeds_too(file, monkeypatch):
    with monkeypatch.context() as patch:
        interrupted_after(patch, 2)
        swept(file, "--vary", "seed=0:4", "--executor", "serial")
    _, whole = swept(file, "--vary", "seed=0:6", "--executor", "serial", name="whole.csv")
    trained = []
    monkeypatch.setattr(sweep, "train", lambda *args: trained.append(args[1]) or train(*args))
    assert swept(file, "--vary", "seed=0:6", "--executor", "serial") == (0, whole)
    assert [task.seed for task in trained] == [2, 3, 4, 5]


def test_a_journal_that_ends_in_half_a_line_is_gone_on_with(file):
    _, whole = swept(file, *VARY, "--executor", "serial")
    journal = file.with_name("out.csv.journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:4]) + lines[4][:-20])
    assert swept(file, *VARY, "--executor", "serial") == (0, whole)
    assert journal.read_bytes().count(b"\n") == len(lines)


@pytest.mark.parametrize(
    ("change", "vary", "epochs", "told"),
    [
        ({"noise": 0.2}, "seed=0,1", 2, "noise is 0.1, not 0.2"),
        ({}, "seed=1,2,3", 2, "--vary seed is ['0', '1'], not ['1', '2', '3']"),
        ({}, "lr=1", 2, "--vary seed is ['0', '1'], not None, --vary learning_rate is None, not"),
        ({}, "seed=0,1", 3, "epochs is 2, not 3"),
    ],
)
def test_another_sweep_at_the_same_place_is_noticed(file, capsys, change, vary, epochs, told):
    swept(file, "--vary", "seed=0,1", "--executor", "serial", epochs=2)
    before = file.with_name("out.csv").read_bytes()
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    options = ["--vary", vary, "--executor", "serial"]
    assert swept(file, *options, epochs=epochs)[0] == 2
    shown = capsys.readouterr().err
    assert shown.count("chainrule: journal: ") == 1
    assert f"allowed: the journal of this very sweep, and there {told}" in shown
    assert "or --restart to begin anew (which forgets the 2 members done)" in shown
    assert file.with_name("out.csv").read_bytes() == before
    code, rows = swept(file, *options, "--restart", epochs=epochs)
    assert code == 0
    assert {row["epochs"] for row in rows} == {str(epochs)}


def test_a_table_of_something_else_is_not_written_over(file, capsys):
    file.with_name("out.csv").write_text("a,b,seconds\n1,2,3\n")
    options = ["--vary", "seed=0,1", "--executor", "serial"]
    assert swept(file, *options)[0] == 2
    assert "or --restart to write over this one" in capsys.readouterr().err
    assert swept(file, *options, "--restart")[0] == 0


def test_a_file_that_is_no_journal_is_not_written_over(file, capsys):
    journal = file.with_name("out.csv.journal")
    journal.write_text("my notes\n")
    options = ["--epochs", "1", "--no-plot", "--output", str(file.with_name("out.csv"))]
    assert main(["sweep", str(file), "--vary", "seed=0,1", *options]) == 2
    assert "is not allowed; allowed: a journal of a sweep." in capsys.readouterr().err
    assert journal.read_text() == "my notes\n"


def sweep_command(file, *options, name="out.csv"):
    """A sweep as a command of its own."""
    return started("sweep", file, "--no-plot", "--output", file.with_name(name), *options)


def waited(is_so):
    """Wait until something is so."""
    deadline = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def interrupted(child, is_time):
    """Ctrl-C as a terminal does it, to the workers, too; gives what the command had to say."""
    waited(is_time)
    os.killpg(child.pid, signal.SIGINT)
    _, error = child.communicate(timeout=WITHIN)
    assert child.returncode == 130
    assert "Traceback" not in error
    return error


def test_a_real_ctrl_c_ends_processes_at_once_and_loses_nothing(file):
    """In the middle of runs that would take minutes."""
    options = ["--vary", "seed=0:8", "--vary", "samples=20,5000", "--epochs", "40000"]
    child = sweep_command(file, *options, "--workers", "2")
    journal = file.with_name("out.csv.journal")
    error = interrupted(child, lambda: journal.exists() and journal.read_bytes().count(b"\n") > 1)
    assert "of 16 runs are kept; the same command goes on from there." in error
    assert 1 <= len(rows_of(file.with_name("out.csv"))) < 16
    waited(lambda: not is_alive(child.pid))


def is_alive(group):
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_dies_is_replaced_and_told(file, capsys, monkeypatch):
    """The first pool breaks in the middle of its work."""
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
    assert "Workers died 1×; what they had was trained again." in capsys.readouterr().out


def test_workers_that_die_again_and_again_end_the_sweep(file, capsys, monkeypatch):
    from concurrent.futures.process import BrokenProcessPool

    def fragile(*arguments):
        raise BrokenProcessPool

    monkeypatch.setattr(sweep, "train", fragile)
    options = ["--vary", "seed=0:3", "--executor", "serial", "--no-plot"]
    assert main(["sweep", str(file), *options]) == 1
    assert "workers died again and again (is memory short?); 0 of 3 runs are kept" in (
        capsys.readouterr().err
    )


# --- what a row says -----------------------------------------------------------------------------


def test_what_diverges_is_a_row_with_its_reason_and_no_end(tmp_path):
    """Alone as among replicas: the same step, the same words."""
    file = tmp_path / "plane.json"
    file.write_text(
        json.dumps({"data": "regress_plane", "loss": "mse", "optimizer": "sgd", "layers": []})
    )
    together, alone = (
        swept(file, "--vary", vary, "--executor", "serial", name=name, epochs=30)
        for vary, name in (("lr=0.01,50,90", "together.csv"), ("lr=50", "alone.csv"))
    )
    assert (together[0], alone[0]) == (0, 0)
    good, bad, worse = together[1]
    assert (good["status"], bad["status"], worse["status"]) == ("ok", "diverged", "diverged")
    assert bad == alone[1][0]
    assert bad["reason"].startswith("Training diverged at step ")
    assert (bad["training_loss"], bad["test_loss"], bad["test_accuracy"]) == ("", "", "")
    assert math.isfinite(float(bad["best_test_loss"])), "what it had reached before"
    assert int(bad["steps"]) > 0


def test_a_run_without_memory_is_a_row(file, monkeypatch, capsys):
    def greedy(experiment, limit):
        assert limit == STATIONS
        raise MemoryError

    monkeypatch.setattr(Experiment, "trainer", greedy)
    code, (row,) = swept(file, "--vary", "seed=1", "--executor", "serial")
    assert code == 1
    assert (row["status"], row["reason"]) == ("failed", "There was not enough memory for it.")
    assert "runs that failed: 1; the table says why." in capsys.readouterr().err


def test_a_member_ends_at_its_own_stop(file):
    file.write_text(json.dumps({"data": "gauss", "stop_loss": 0.2}))
    code, rows = swept(file, "--vary", "lr=0.001,0.1", "--executor", "serial", epochs=3)
    assert code == 0
    assert [row["epochs"] for row in rows] == ["3", "1"]


def test_a_member_that_loses_patience_is_told_with_its_best_weights(file):
    changes = {"data": "moons", "noise": 0.5, "samples": 40, "learning_rate": 0.1}
    file.write_text(json.dumps({**changes, "stop_patience": 10}))
    code, rows = swept(file, "--vary", "lr=0.05,0.1", "--executor", "serial", epochs=60)
    assert code == 0
    for row in rows:
        experiment = Experiment(**changes, stop_patience=10).changed(
            learning_rate=float(row["learning_rate"])
        )
        run = experiment.trainer()
        x, y, *test = experiment.split()
        run.fit(x, y, 60, validation=tuple(test), stop=experiment.stopping())
        assert int(row["epochs"]) == run.epoch < 60
        assert row["test_loss"] == row["best_test_loss"] == str(float(run.losses_now().test))


def test_a_person_s_own_table_goes_to_the_workers(tmp_path):
    file = tmp_path / "mine.json"
    text = "a,b,kind\n" + "\n".join(f"{n},{n % 7},{'xy'[n % 2]}" for n in range(40))
    file.write_text(json.dumps({"data": "table", "csv": {"text": text}, "target": "kind"}))
    code, rows = swept(file, "--vary", "seed=0,1", "--workers", "1", epochs=2)
    assert code == 0
    assert [row["status"] for row in rows] == ["ok", "ok"]


def test_dropout_and_norm_train_as_alone(file):
    layers = [[4, "tanh", 0.3, True]]
    file.write_text(json.dumps({"data": "xor", "samples": 60, "layers": layers}))
    _, rows = swept(file, "--vary", "lr=0.01,0.1", "--executor", "serial")
    for row in rows:
        rate = float(row["learning_rate"])
        run = Experiment.from_json(file.read_text()).changed(learning_rate=rate).trainer()
        run.advance(4 * len(run.batches))
        expected = float(run.history.stations[-1].training_loss)
        assert float(row["training_loss"]) == pytest.approx(expected, rel=1e-5)


def test_the_journal_counts_a_task_s_rows_together_or_not_at_all(tmp_path):
    grid = Grid(Experiment(samples=20, layers=()), [parse_axis("lr=0.1,1")])
    (task,) = tasks_of(grid, 1)
    journal = Journal(tmp_path / "a.journal", grid, 1)
    journal.add(dict(zip(task.numbers, train(grid.base.to_json(), task, None), strict=True)))
    journal.close()
    text = journal.path.read_text()
    assert text.count("\n") == 2
    journal.path.write_text(text[:-3])
    again = Journal(journal.path, grid, 1)
    again.close()
    assert again.rows == {}
