"""Sweeps on a Dask cluster: the same table, and every way a cluster can fail."""

import socket
import sys
from concurrent.futures import CancelledError

import pytest

pytest.importorskip("chainrule.sweeps", reason="the site omits code that only the terminal uses")

from chainrule.cli import main
from chainrule.sweeps import executors, sweep
from chainrule.sweeps.executors import (
    LostClusterError,
    SerialExecutor,
    WorkerWatch,
    checked_executor,
)
from sweeps.sweep_runs import VARY, interrupted, rows_of, sweep_command, swept, waited


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
    """The number of tasks that the workers are running."""
    return sum(len(worker.state.executing) for worker in cluster.workers.values())


QUIET = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@QUIET
def test_a_dask_cluster_gives_the_same_table_bit_for_bit(file, cluster):
    _, serial = swept(file, *VARY, "--executor", "serial", name="serial.csv")
    code, rows = swept(file, *VARY, "--executor", place_of(cluster), name="dask.csv")
    assert code == 0
    assert rows == serial


@QUIET
def test_ctrl_c_releases_the_dask_cluster_and_loses_nothing(file, cluster):
    place = place_of(cluster)
    journal = file.with_name("out.csv.journal")
    # Runs on many examples are still under way when the first one on few examples is saved.
    options = ["--vary", "seed=0:3", "--vary", "samples=20,1000", "--executor"]
    error = interrupted(
        sweep_command(file, "--epochs", "300", *options, place),
        lambda: journal.exists() and journal.read_bytes().count(b"\n") > 1,
    )
    assert "of 6 runs are saved; run the same command again to continue." in error
    assert 1 <= len(rows_of(file.with_name("out.csv"))) < 6
    _, rows = swept(file, *options, place, epochs=300)
    assert rows == swept(file, *options, "serial", name="whole.csv", epochs=300)[1]
    # Threads cannot be terminated: tasks end because their client has disconnected.
    endless = ("--vary", "seed=0:2", "--epochs", str(10**9), "--executor", place)
    interrupted(sweep_command(file, *endless, name="long.csv"), lambda: running_on(cluster) == 2)
    waited(lambda: running_on(cluster) == 0)


@pytest.mark.parametrize(
    ("is_gone", "expected"),
    [
        (True, "the Dask cluster no longer responds"),
        (False, "workers died repeatedly (is memo"),
    ],
)
def test_a_failing_dask_cluster_is_reported(file, capsys, monkeypatch, is_gone, expected):
    """The errors that futures raise when the cluster disconnects, and when a task kills its
    workers."""
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")

    def lost(*arguments):
        raise CancelledError if is_gone else distributed.KilledWorker("train", None, 3)

    monkeypatch.setattr("distributed.Client", FakeClient)
    monkeypatch.setattr(sweep, "train", lost)
    words = ["sweep", str(file), "--vary", "seed=0,1", "--executor", "dask://127.0.0.1:1"]
    assert main([*words, "--no-plot"]) == 1
    shown = capsys.readouterr().err
    assert f"chainrule: {expected}" in shown
    assert "; 0 of 2 runs are saved; run the same command again to continue." in shown


class FakeClient:
    """A cluster with one worker, the current thread."""

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


@pytest.mark.parametrize("place", ["dask://nobody.invalid:8786", "dask://tls://nobody.invalid:1"])
def test_an_unknown_host_is_rejected_without_waiting(file, capsys, monkeypatch, place):
    """Dask itself would retry for 10 s."""
    pytest.importorskip("distributed", reason="dask.distributed is not installed")

    def asked(*arguments, **options):
        raise AssertionError("Dask was asked")

    def unknown(host, port):
        assert host == "nobody.invalid"
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("distributed.Client", asked)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert main(["sweep", str(file), "--vary", "seed=0,1", "--executor", place]) == 2
    assert capsys.readouterr().err == (
        f"chainrule: --executor: {place!r} is not allowed; allowed: the address of a Dask "
        "scheduler; this machine knows no host 'nobody.invalid'.\n"
    )


def test_a_dask_scheduler_that_does_not_answer_gives_an_error(file, capsys, monkeypatch):
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
def test_an_invalid_address_is_rejected_immediately(file, capsys, monkeypatch, place):
    monkeypatch.setitem(sys.modules, "distributed", None)  # no request is made
    assert main(["sweep", str(file), "--vary", "seed=0,1", "--executor", place]) == 2
    assert capsys.readouterr().err == (
        f"chainrule: --executor: '{place}' is not allowed; "
        "allowed: process, thread, serial or dask://HOST:PORT.\n"
    )


@pytest.mark.parametrize(
    "place", ["dask://host:1", "dask://tcp://10.0.0.1:8786", "dask://[::1]:8786", "dask://a.b:9"]
)
def test_an_address_with_a_port_is_accepted(place):
    assert checked_executor(place) == place


@QUIET
def test_a_sweep_does_not_wait_for_a_cluster_without_workers(file, cluster, capsys, monkeypatch):
    """Dask itself would wait for new workers forever."""
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
    assert "run the same command again to continue." in shown


def test_a_sweep_waits_for_workers_to_return(monkeypatch):
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


def test_without_dask_an_error_says_how_to_install_it(file, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["sweep", str(file), "--vary", "seed=0,1", "--executor", "dask://there:1"]) == 2
    assert "pip install 'chainrule[dask]'" in capsys.readouterr().err
