"""The executors of a sweep: processes, threads, the current thread, or a Dask cluster."""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, cast

from chainrule.errors import InputError
from chainrule.sweeps.task import Stopped, version
from chainrule.version import __version__

DASK = "dask://"
KINDS = "process, thread, serial or dask://HOST:PORT"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
DASK_LOGGERS = ("distributed.client", "tornado.application")
FOR_THE_PARENT = ("SIGINT", "SIGHUP")
"""Signals that a terminal sends to the whole process group but that only the parent process
handles."""
ANSWER_WITHIN = 10
"""The number of seconds within which a Dask scheduler must answer."""
WITHOUT_WORKERS = 60
"""The number of seconds for which a sweep waits for workers if a Dask cluster has none."""
NO_ANSWER = "the Dask cluster no longer responds"
ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|ws|wss)://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")


class LostClusterError(BrokenExecutor):
    """Raised if a Dask cluster cannot continue; the message says why."""


@dataclass(frozen=True)
class Pool:
    """An executor that trains a sweep's members.

    Attributes
    ----------
    workers : the number of members that are trained at the same time.
    stopped : signals members to stop if they train in threads, which cannot be terminated
        otherwise.
    check : called while waiting for a task to finish; raises an error if no task ever will.
    """

    executor: Executor
    workers: int
    stopped: Stopped | None = None
    check: Callable[[], None] = lambda: None


class Unwanted:
    """On a Dask worker, whether the client has released the worker's task or has disconnected."""

    def is_set(self) -> bool:
        """Whether the client no longer needs the task's result."""
        from distributed import get_worker

        worker = get_worker()
        task = worker.state.tasks.get(worker.get_current_task())
        return task is None or task.state == "cancelled"


class SerialExecutor(Executor):
    """An executor that runs each submitted call immediately, in the submitting thread."""

    def submit(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        """Run the call and return a finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def checked_executor(name: str) -> str:
    """Check that `name` is one of `KINDS`, and return it.

    Raises
    ------
    InputError
        If `name` is not one of them.
    """
    if name in ("process", "thread", "serial"):
        return name
    place = ADDRESS.fullmatch(name.removeprefix(DASK)) if name.startswith(DASK) else None
    if place is None or not 0 < int(place[1]) < 2**16:
        raise InputError("--executor", name, KINDS)
    return name


@contextmanager
def opened(name: str, workers: int | None) -> Iterator[Pool]:
    """The pool called `name`; if an exception is raised in the block, the pool stops everything
    that is still running.

    Parameters
    ----------
    workers : the number of workers; None for one worker per core. A Dask cluster determines the
        number itself.

    Raises
    ------
    InputError
        If the executor does not exist, or the Dask scheduler does not answer.
    """
    kind = checked_executor(name)
    count = workers or os.cpu_count() or 1
    if kind == "serial":
        yield Pool(SerialExecutor(), 1)
    elif kind == "thread":
        with _threads(count) as pool:
            yield pool
    elif kind == "process":
        with _processes(count) as pool:
            yield pool
    else:
        with _dask(kind) as pool:
            yield pool


@contextmanager
def _threads(count: int) -> Iterator[Pool]:
    stopped = threading.Event()
    with ThreadPoolExecutor(count) as executor:
        try:
            yield Pool(executor, count, stopped)
        except BaseException:
            stopped.set()
            executor.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _processes(count: int) -> Iterator[Pool]:
    # The processes are spawned rather than forked, because spawning works the same way on every
    # system and is safe with threads.
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(count, context, initializer=_follow_parent) as executor:
        try:
            with _inherited():
                for _ in range(count):
                    executor.submit(version)  # starts a worker
            yield Pool(executor, count)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            raise


@contextmanager
def _inherited() -> Iterator[None]:
    """Set the environment for processes started in the block. These processes ignore Ctrl-C and a
    closing terminal, which the parent handles, and use one thread for matrix products, since there
    is one process per core."""
    kept = {name: os.environ.get(name) for name in THREADS}
    os.environ.update({name: "1" for name, value in kept.items() if value is None})
    # Only the main thread may set signal handlers; other threads do not receive signals.
    is_main = threading.current_thread() is threading.main_thread()
    names = [name for name in FOR_THE_PARENT if is_main and hasattr(signal, name)]
    earlier = {
        number: signal.signal(number, signal.SIG_IGN)
        for number in [getattr(signal, name) for name in names]
    }
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
        for name in [name for name, value in kept.items() if value is None]:
            del os.environ[name]


def _follow_parent() -> None:
    """Exit when the parent process ends for any reason."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # this runs in a child

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def _dask(name: str) -> Iterator[Pool]:
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        allowed = "one that is installed; for Dask: pip install 'chainrule[dask]'"
        raise InputError("--executor", name, allowed) from None
    place = name.removeprefix(DASK)
    address = place if "://" in place else f"tcp://{place}"
    _check_resolves(name, place)
    try:
        client = Client(address, timeout=ANSWER_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        allowed = f"the address of a Dask scheduler that answers ({error})"
        raise InputError("--executor", name, allowed) from None
    with ExitStack() as stack:
        stack.callback(_hush, False)
        stack.enter_context(client)
        executor = client.get_executor(pure=False)
        _check_workers(name, client)
        # Closing the client cancels its waiting and running tasks.
        threads = cast("dict[str, int]", client.nthreads())
        try:
            yield Pool(executor, sum(threads.values()), Unwanted(), WorkerWatch(client).check)
        except BaseException as error:
            _hush(True)
            if isinstance(error, CancelledError):
                raise LostClusterError(NO_ANSWER) from None
            if isinstance(error, KilledWorker):
                raise BrokenExecutor from error
            raise


def _check_resolves(name: str, place: str) -> None:
    """Reject an unknown host immediately; Dask itself would retry until its time limit."""
    host = place.rpartition("://")[2].rpartition(":")[0].strip("[]")
    try:
        socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        allowed = f"the address of a Dask scheduler; this machine knows no host {host!r}"
        raise InputError("--executor", name, allowed) from None


class WorkerWatch:
    """Detects that a Dask cluster has been without workers for `WITHOUT_WORKERS` seconds. Dask
    itself would wait for new workers forever."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._seen = time.monotonic()

    def check(self) -> None:
        """Check whether the cluster has workers.

        Raises
        ------
        LostClusterError
            If the cluster has been without workers for too long.
        """
        try:
            workers = self._client.nthreads()
        except OSError:
            raise LostClusterError(NO_ANSWER) from None
        if workers:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > WITHOUT_WORKERS:
            raise LostClusterError(
                f"the Dask cluster has had no worker for {WITHOUT_WORKERS:g} seconds"
            )


def _hush(is_quiet: bool) -> None:
    """Disable or re-enable Dask's loggers. A client that is closed while tasks are running logs a
    traceback for every undelivered message."""
    for name in DASK_LOGGERS:
        logging.getLogger(name).disabled = is_quiet


def _check_workers(name: str, client: Any) -> None:
    """Check that a cluster has workers and that they run this version of the package, so that
    results agree."""
    try:
        # The type annotations do not show that this client is synchronous.
        versions = set(cast("dict[str, str]", client.run(version)).values())
    except ImportError:
        versions = {"none"}
    if versions == {__version__}:
        return
    found = f"they have {' and '.join(sorted(versions))}" if versions else "there are none now"
    raise InputError(
        "--executor", name, f"a cluster whose workers have chainrule {__version__}; {found}"
    )
