"""`run_sweep`: trains the members of a grid on a pool and saves each result immediately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from chainrule.sweeps.executors import LostClusterError, Pool, opened
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.journal import Journal
from chainrule.sweeps.task import DIVERGED, FAILED, Row, Task, tasks_of, train
from chainrule.training.records.progress import ProgressBar, progress_bar

AHEAD = 2
"""The number of tasks submitted per worker."""
CHECK_EVERY = 2.0
"""The number of seconds without a finished task after which the pool is checked."""


def run_sweep(
    grid: Grid, epochs: int | None, executor: str, workers: int | None, journal: Journal
) -> int:
    """Train the members that are not in the journal, save the results, and show a progress bar.

    If a worker dies, its tasks are retried once; if no task finishes after that, an error is
    raised.

    Parameters
    ----------
    epochs : the largest number of epochs; None for each member's `stop_epoch`, or for 500 if
        the member does not set one.

    Returns
    -------
    int
        The number of times that workers died.

    Raises
    ------
    BrokenExecutor
        If workers die repeatedly; in particular, `LostClusterError` if the Dask cluster cannot
        continue.
    """
    deaths, base, total = 0, grid.base.to_json(), len(grid.members)
    with progress_bar(total, "runs", len(journal.rows)) as bar:
        while len(journal.rows) < total:
            before = len(journal.rows)
            try:
                left = tasks_of(grid, epochs, journal.rows)
                with opened(executor, workers) as pool:
                    _train(base, left, pool, journal, bar)
            except LostClusterError:
                raise
            except BrokenExecutor:
                deaths += 1
                if len(journal.rows) == before and deaths > 1:
                    raise
    return deaths


def _train(base: str, tasks: list[Task], pool: Pool, journal: Journal, bar: ProgressBar) -> None:
    for task, rows in _results(base, tasks, pool):
        journal.add(dict(zip(task.numbers, rows, strict=True)))
        bar.update(len(journal.rows), _status(journal))


def _results(base: str, tasks: list[Task], pool: Pool) -> Iterator[tuple[Task, list[Row]]]:
    """Yield each task with its rows when the task finishes. Enough tasks are submitted to keep all
    workers busy, and finished rows are yielded immediately."""
    running: dict[Future[list[Row]], Task] = {}
    ahead = AHEAD * pool.workers if pool.workers > 1 else 1
    for task in tasks:
        running[pool.executor.submit(train, base, task, pool.stopped)] = task
        if len(running) >= ahead:
            yield from _finished(running, pool)
    while running:
        yield from _finished(running, pool)


def _finished(
    running: dict[Future[list[Row]], Task], pool: Pool
) -> Iterator[tuple[Task, list[Row]]]:
    done, _ = wait(running, CHECK_EVERY, return_when=FIRST_COMPLETED)
    if not done:
        pool.check()
    for future in done:
        yield running.pop(future), future.result()


def _status(journal: Journal) -> str:
    counts = Counter(row["status"] for row in journal.rows.values())
    parts = [f"{counts[status]} {status}" for status in (DIVERGED, FAILED) if counts[status]]
    return ", ".join(parts) or "all finite"
