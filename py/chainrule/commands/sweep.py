"""`chainrule sweep FILE --vary …`: trains a grid of experiments on all cores or on a cluster."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from chainrule.commands import given
from chainrule.commands.console import (
    DIVERGED,
    EPOCHS,
    PICTURES,
    beside,
    check_output,
    end,
    say,
    whole,
)
from chainrule.commands.ending import code_of, ended_by_signals
from chainrule.commands.outputs import Outputs
from chainrule.errors import InputError
from chainrule.sweeps.executors import KINDS, LostClusterError, checked_executor
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.journal import Journal
from chainrule.sweeps.notation import parse_axis
from chainrule.sweeps.summary import Group, Success, groups_of, summary_text
from chainrule.sweeps.sweep import run_sweep
from chainrule.sweeps.table import FORMATS, check_format, table_of, write_table
from chainrule.sweeps.task import FAILED

MOST_LINES = 30
EPILOG = """\
values of --vary:
  lr=0.01,0.1                a list; lr is short for learning_rate
  seed=0:64                  whole numbers from 0 to 63; 0:64:2 takes every second one
  lr=0.0001:1:log9           9 numbers with equal ratios, including both ends
  noise=0:0.5:lin6           6 numbers with equal distances, including both ends
  'layers=4-tanh;8-relu,8-relu'   values with commas are separated by semicolons
  data=xor,circle  optimizer=sgd,adam  …
                             any setting of an experiment, with values as in the page's URL;
                                                          also width, for all hidden layers

examples:
  chainrule sweep xor.json --vary lr=0.001:1:log7 --vary seed=0:64
  chainrule sweep xor.json --vary optimizer=sgd,adam --vary seed=0:32 --output xor.parquet
  chainrule sweep xor.json --vary seed=0:1000 --executor dask://scheduler.example:8786

Running the same command again resumes a sweep that was stopped; finished runs are stored in
OUTPUT.journal. A finished sweep can be extended with more values or another varied setting, such as
seed=0:128 after seed=0:64; finished runs are not repeated. Each row matches what `chainrule train`
would report, up to rounding: runs that differ only in learning rate, initialisation or width train
as replicas of one network.
"""


@dataclass(frozen=True)
class Places:
    """The output files of a sweep."""

    table: Path
    journal: Path
    plot: Path | None


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    sweep = commands.add_parser(
        "sweep",
        help="train a grid of experiments and write a table of results",
        description="Train every combination of the varied settings; write one row per run, and a "
        "plot of median, spread and success rate over the seeds.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sweep.set_defaults(run=run)
    given.add_to(sweep)
    sweep.add_argument(
        "--vary",
        action="append",
        required=True,
        metavar="NAME=VALUES",
        help="a setting and its values (see below); may be repeated",
    )
    sweep.add_argument(
        "--epochs",
        type=whole,
        help=f"the largest number of epochs per run (default: its stop_epoch, or {EPOCHS})",
    )
    sweep.add_argument(
        "--executor", default="process", metavar="WHERE", help=f"{KINDS} (default: process)"
    )
    sweep.add_argument(
        "--workers",
        type=_from_one,
        metavar="N",
        help="processes or threads (default: one per core; a Dask cluster has its own number)",
    )
    sweep.add_argument(
        "--output", type=Path, help=f"a {' or '.join(FORMATS)} file (default: FILE-sweep.csv)"
    )
    plot = sweep.add_mutually_exclusive_group()
    plot.add_argument("--plot", type=Path, help="a .png or .svg file (default: OUTPUT's, .png)")
    plot.add_argument("--no-plot", action="store_true", help="write no plot")
    sweep.add_argument(
        "--success",
        metavar="WHEN",
        help="accuracy=SHARE or loss=NUMBER: the criterion of success at the end of a run, on the "
        "test set if there is one (default: accuracy=0.95; none for regressions)",
    )
    sweep.add_argument(
        "--restart", action="store_true", help="discard the results of an earlier sweep in OUTPUT"
    )


def run(options: argparse.Namespace) -> int:
    """Check all options, train the unfinished runs, write the results, and return the exit code."""
    grid = Grid(given.experiment_given(options), [parse_axis(text) for text in options.vary])
    success = Success.parse(options.success, grid)
    checked_executor(options.executor)
    if options.workers is not None and options.executor not in ("process", "thread"):
        raise InputError(
            "--workers", options.workers, f"none: {options.executor} has its own number"
        )
    places = _places(options)
    if options.restart:
        places.journal.unlink(missing_ok=True)
    with closing(Journal(places.journal, grid, options.epochs)) as journal:
        _announce(grid, journal)
        with ended_by_signals() as signals:
            code = _train(grid, options, journal)
            signals.is_writing = True
            return _write(grid, journal, success, places, code) if journal.rows else code


def _from_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: a whole number from 1")
    return int(text)


def _places(options: argparse.Namespace) -> Places:
    file = options.file
    table = options.output or beside(file, "-sweep.csv")
    check_output("--output", table, {"experiment": file}, FORMATS)
    check_format(table)
    journal = table.with_name(f"{table.name}.journal")
    check_output("--output", journal, {"experiment": file})
    if table.exists() and not journal.exists() and not options.restart:
        allowed = "a new file, the file of a sweep to resume, or --restart to overwrite this one"
        raise InputError("--output", str(table), allowed)
    if options.no_plot:
        return Places(table, journal, None)
    plot = options.plot or table.with_suffix(".png")
    check_output("--plot", plot, {"experiment": file, "table": table}, PICTURES)
    return Places(table, journal, plot)


def _announce(grid: Grid, journal: Journal) -> None:
    """Print the number of runs, and the settings that had to change."""
    count, done = len(grid.members), len(journal.rows)
    say(f"{count} runs" + f", {done} of them already finished" * bool(done))
    for name, members in grid.forced().items():
        say(f"{name} had to change with what is varied, in {members} of {count} runs")


def _train(grid: Grid, options: argparse.Namespace, journal: Journal) -> int:
    """Train, and return the exit code. If training ended early, print the reason."""
    try:
        deaths = run_sweep(grid, options.epochs, options.executor, options.workers, journal)
    except KeyboardInterrupt as interrupt:
        return end(code_of(interrupt), f"stopped; {_kept(grid, journal)}")
    except LostClusterError as error:
        return end(DIVERGED, f"{error}; {_kept(grid, journal)}")
    except BrokenExecutor:
        return end(DIVERGED, f"workers died repeatedly (is memory short?); {_kept(grid, journal)}")
    if deaths:
        say(f"Workers died {deaths}×; their runs were trained again.")
    failed = sum(row["status"] == FAILED for row in journal.rows.values())
    return end(DIVERGED, f"runs that failed: {failed}; the table says why.") if failed else 0


def _kept(grid: Grid, journal: Journal) -> str:
    done = f"{len(journal.rows)} of {len(grid.members)} runs are saved"
    return f"{done}; run the same command again to continue."


def _write(grid: Grid, journal: Journal, success: Success | None, places: Places, code: int) -> int:
    """Write the table and the plot independently, print the summary, and return the exit code."""
    outputs = Outputs()
    outputs.write(
        "Table",
        places.table,
        lambda: write_table(grid, table_of(grid, journal.rows), places.table),
    )
    groups = groups_of(grid, journal.rows, success)
    say(summary_text(grid, groups, success, MOST_LINES))
    if places.plot is not None:
        _plot(grid, groups, success, places.plot, outputs)
    return outputs.end(code)


def _plot(
    grid: Grid, groups: Sequence[Group], success: Success | None, path: Path, outputs: Outputs
) -> None:
    def drawing() -> Callable[[], None]:
        from chainrule.sweeps.plot import plot_sweep

        return lambda: plot_sweep(grid, groups, success, path)

    outputs.plot(path, drawing)
