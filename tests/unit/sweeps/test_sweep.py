"""Grids are trained on every kind of executor, interrupted and resumed."""

import dataclasses
import json
import math
import os

import pytest
from chainrule import Experiment

pytest.importorskip("chainrule.sweeps", reason="the site omits code that only the terminal uses")

from chainrule.sweeps.grid import Grid
from chainrule.sweeps.journal import Journal
from chainrule.sweeps.notation import parse_axis
from chainrule.sweeps.task import RECORDS, tasks_of, train
from sweeps.sweep_runs import VARY, swept


def test_each_row_equals_the_result_of_a_separate_run(file):
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
        last = run.history.records[-1]
        assert (row["epochs"], row["steps"], row["status"]) == ("4", "12", "ok")
        for name in ("training_loss", "test_loss"):
            # Replicas equal separate runs up to rounding.
            assert float(row[name]) == pytest.approx(float(getattr(last, name)), rel=1e-5)
            best = run.history.column(name).min()
            assert float(row[f"best_{name}"]) == pytest.approx(best, rel=1e-5)
        assert float(row["training_accuracy"]) == pytest.approx(float(last.training_accuracy))
        assert float(row["test_accuracy"]) == pytest.approx(float(last.test_accuracy))


def test_a_regression_has_its_errors_whether_it_is_trained_alone_or_with_others():
    base = Experiment(data="regress_plane", loss="mse", layers=(), samples=60, learning_rate=0.05)
    grid = Grid(base, [parse_axis("learning_rate=0.01,0.1")])
    [together] = tasks_of(grid, 3)
    rows = train(base.to_json(), together, None)
    for row, member in zip(rows, grid.members, strict=True):
        run = member.experiment.trainer()
        run.advance(3 * len(run.batches))
        for name, data in (("training", run.training_set), ("test", run.test_set)):
            run.losses_now()
            misses = data.targets.astype(float) - data.scores
            spread = data.targets - data.targets.mean()
            r2 = 1 - (misses**2).sum() / (spread**2).sum()
            assert row[f"{name}_rmse"] == pytest.approx((misses**2).mean() ** 0.5, rel=1e-4)
            assert row[f"{name}_r2"] == pytest.approx(r2, abs=1e-5)
        alone = dataclasses.replace(together, numbers=(0,), changes=(member.changes,))
        [same] = train(base.to_json(), alone, None)
        assert same["test_rmse"] == pytest.approx(row["test_rmse"], rel=1e-5)


def test_processes_and_threads_give_the_same_table_bit_for_bit(file):
    _, serial = swept(file, *VARY, "--executor", "serial", name="serial.csv")
    _, threads = swept(file, *VARY, "--executor", "thread", name="thread.csv")
    _, processes = swept(file, *VARY, "--workers", "2", name="process.csv")
    assert threads == serial
    assert processes == serial


def test_workers_have_one_thread_each_and_the_environment_is_restored(monkeypatch):
    """One process per core, each with one thread per core, would slow all of them down."""
    from chainrule.sweeps.executors import opened

    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with opened("process", 1) as pool:
        assert dict(os.environ) == before
        found = pool.executor.submit(os.getenv, "OPENBLAS_NUM_THREADS").result()
        asked_for = pool.executor.submit(os.getenv, "OMP_NUM_THREADS").result()
    assert (found, asked_for) == ("1", "3")


# --- interrupted and resumed ---------------------------------------------------------------------


# --- rows ----------------------------------------------------------------------------------------


def test_a_diverged_run_has_a_row_with_the_reason(tmp_path):
    """The same step and message are reported whether the run trains alone or among replicas."""
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
    assert math.isfinite(float(bad["best_test_loss"])), "the best loss before the divergence"
    assert int(bad["steps"]) > 0


def test_a_run_that_runs_out_of_memory_has_a_row(file, monkeypatch, capsys):
    def greedy(experiment, limit):
        assert limit == RECORDS
        raise MemoryError

    monkeypatch.setattr(Experiment, "trainer", greedy)
    code, (row,) = swept(file, "--vary", "seed=1", "--executor", "serial")
    assert code == 1
    assert (row["status"], row["reason"]) == ("failed", "There was not enough memory for it.")
    assert "runs that failed: 1; the table says why." in capsys.readouterr().err


def test_a_member_respects_its_own_stop_epoch(file):
    file.write_text(json.dumps({"data": "gauss", "stop_loss": 0.2}))
    code, rows = swept(file, "--vary", "lr=0.001,0.1", "--executor", "serial", epochs=3)
    assert code == 0
    assert [row["epochs"] for row in rows] == ["3", "1"]


def test_a_member_stopped_early_is_reported_with_its_best_weights(file):
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


def test_a_users_table_is_sent_to_the_workers(tmp_path):
    file = tmp_path / "mine.json"
    text = "a,b,kind\n" + "\n".join(f"{n},{n % 7},{'xy'[n % 2]}" for n in range(40))
    file.write_text(json.dumps({"data": "table", "csv": {"text": text}, "target": "kind"}))
    code, rows = swept(file, "--vary", "seed=0,1", "--workers", "1", epochs=2)
    assert code == 0
    assert [row["status"] for row in rows] == ["ok", "ok"]


def test_members_with_dropout_and_norm_give_the_results_of_separate_runs(file):
    layers = [[4, "tanh", 0.3, True]]
    file.write_text(json.dumps({"data": "xor", "samples": 60, "layers": layers}))
    _, rows = swept(file, "--vary", "lr=0.01,0.1", "--executor", "serial")
    for row in rows:
        rate = float(row["learning_rate"])
        run = Experiment.from_json(file.read_text()).changed(learning_rate=rate).trainer()
        run.advance(4 * len(run.batches))
        expected = float(run.history.records[-1].training_loss)
        assert float(row["training_loss"]) == pytest.approx(expected, rel=1e-5)


def test_the_journal_stores_the_rows_of_a_task_atomically(tmp_path):
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
