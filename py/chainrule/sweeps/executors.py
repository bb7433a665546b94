"""Where a sweep's members train: processes, threads, this very thread, or a Dask cluster."""

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
"""Signals that a terminal sends to the whole group, and that only the parent answers."""
ANSWER_WITHIN = 10
"""Seconds for a Dask scheduler to answer."""
WITHOUT_WORKERS = 60
"""Seconds for which a sweep waits for new workers when a Dask cluster has none left."""
NO_ANSWER = "the Dask cluster does not answer any more"
ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|ws|wss)://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")


class LostClusterError(BrokenExecutor):
    """A Dask cluster that can't go on; the text says what happened."""


@dataclass(frozen=True)
class Pool:
    """Where members train.

    Attributes
    ----------
    workers : how many members train at once.
    stopped : tells members in threads, which nothing else can end, that nobody waits for them.
    check : called while nothing is finished; raises if nothing will be.
    """

    executor: Executor
    workers: int
    stopped: Stopped | None = None
    check: Callable[[], None] = lambda: None


class Unwanted:
    """On a Dask worker: whether the client has let go of this very task, or is gone."""

    def is_set(self) -> bool:
        """Whether the training is for nobody."""
        from distributed import get_worker

        worker = get_worker()
        task = worker.state.tasks.get(worker.get_current_task())
        return task is None or task.state == "cancelled"


class SerialExecutor(Executor):
    """Does what is submitted at once, in the thread that submits it."""

    def submit(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        """A future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def checked_executor(name: str) -> str:
    """`name`, if it is one of `KINDS`.

    Raises
    ------
    InputError
        If it is not.
    """
    if name in ("process", "thread", "serial"):
        return name
    place = ADDRESS.fullmatch(name.removeprefix(DASK)) if name.startswith(DASK) else None
    if place is None or not 0 < int(place[1]) < 2**16:
        raise InputError("--executor", name, KINDS)
    return name


@contextmanager
def opened(name: str, workers: int | None) -> Iterator[Pool]:
    """The pool called `name`; left by an exception, it ends at once what still runs.

    Parameters
    ----------
    workers : how many at once; None for one a core. A cluster has its own number.

    Raises
    ------
    InputError
        If there is no such executor, or the Dask scheduler does not answer.
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
    # Started afresh rather than forked: the same on every system, and safe beside threads.
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
    """What processes started inside find and keep: Ctrl-C and a closing terminal are for the parent
    alone, and each has one thread for its matrix products, since there is one process a core."""
    kept = {name: os.environ.get(name) for name in THREADS}
    os.environ.update({name: "1" for name, value in kept.items() if value is None})
    # Only the main thread may set what a signal does; in others nobody presses keys.
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
    """End with the parent, however it ends."""
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
        # Leaving the client cancels what still waits or runs for it.
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
    """Refuse a host that nobody knows at once: Dask asks for it again until its time is up."""
    host = place.rpartition("://")[2].rpartition(":")[0].strip("[]")
    try:
        socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        allowed = f"the address of a Dask scheduler; this machine knows no host {host!r}"
        raise InputError("--executor", name, allowed) from None


class WorkerWatch:
    """Notices that a Dask cluster has had no worker for `WITHOUT_WORKERS` seconds. Dask itself
    keeps the tasks and waits for new workers without end."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._seen = time.monotonic()

    def check(self) -> None:
        """Look for workers.

        Raises
        ------
        LostClusterError
            If there have been none for too long.
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
    """Let Dask's loggers be silent, or speak again: a client that is left in the middle of its work
    logs, with tracebacks, every message that did not arrive any more."""
    for name in DASK_LOGGERS:
        logging.getLogger(name).disabled = is_quiet


def _check_workers(name: str, client: Any) -> None:
    """A cluster must have workers, and they this very package: others would give other numbers."""
    try:
        # The types don't tell that this client waits for the answers.
        versions = set(cast("dict[str, str]", client.run(version)).values())
    except ImportError:
        versions = {"none"}
    if versions == {__version__}:
        return
    found = f"they have {' and '.join(sorted(versions))}" if versions else "there are none now"
    raise InputError(
        "--executor", name, f"a cluster whose workers have chainrule {__version__}; {found}"
    )
