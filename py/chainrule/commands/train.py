"""`chainrule train FILE`: trains an experiment, or a network for a table, and writes its history
and a plot."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
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
from chainrule.diagnostics import DivergedError
from chainrule.diagnostics.gradients.observe import Observer
from chainrule.diagnostics.target import target_of, undefined_r2
from chainrule.diagnostics.verdict import gather, verdict
from chainrule.engine import backends
from chainrule.experiment.experiment import Experiment
from chainrule.reports.page import Recording, report_page
from chainrule.training.metrics import regression_errors
from chainrule.training.records.history import History
from chainrule.training.records.timeline import Timeline
from chainrule.training.trainer import Trainer

PAGES = (".html", ".htm")


@dataclass(frozen=True)
class Places:
    """The output files of a run; None for outputs that are not written."""

    csv: Path
    plot: Path | None
    report: Path | None


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    train = commands.add_parser(
        "train",
        help="train an experiment, or a network for a table, and write its history",
        description="Train an experiment, or a network that predicts a column of a table; write "
        "losses and gradient norms as CSV and as a plot, and optionally a report. Ctrl-C, SIGTERM "
        "and SIGHUP end the training; the results so far are written.",
        epilog="To print an experiment with all its settings as a starting point: "
        'python -c "import chainrule; print(chainrule.Experiment().to_json())"',
    )
    train.set_defaults(run=run)
    given.add_to(train)
    train.add_argument(
        "--epochs",
        type=whole,
        help=f"the largest number of epochs (default: the experiment's stop_epoch, or {EPOCHS})",
    )
    train.add_argument(
        "--backend",
        choices=backends.NAMES,
        help="the backend of the steps: numpy, or wasm for exactly the page's results, which needs "
        "the package wasmtime (default: $CHAINRULE_BACKEND, or numpy)",
    )
    train.add_argument(
        "--csv",
        type=Path,
        help="the history (default: FILE.csv, or FILE-history.csv for a CSV file)",
    )
    plot = train.add_mutually_exclusive_group()
    plot.add_argument("--plot", type=Path, help="a .png or .svg file (default: FILE.png)")
    plot.add_argument("--no-plot", action="store_true", help="write no plot")
    train.add_argument(
        "--report",
        type=Path,
        help="a self-contained .html page with charts, histograms, the verdict and the experiment",
    )


def run(options: argparse.Namespace) -> int:
    """Train, write the outputs, and return the exit code."""
    with backends.using(options.backend):
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    experiment = given.experiment_given(options)
    places = _places(options)
    trainer = experiment.trainer()
    trainer.timeline = Timeline(experiment)
    trainer.timeline.add(trainer.last_good)
    epochs = experiment.stop_epoch or EPOCHS if options.epochs is None else options.epochs
    with ended_by_signals() as signals:
        code, ended = _fit(trainer, experiment, epochs)
        signals.is_writing = True
        name = options.file.name
        recording = Recording(experiment, trainer, name, epochs, ended, code == DIVERGED)
        return _write(recording, places, code)


def _write(recording: Recording, places: Places, code: int) -> int:
    """Write the history, the plot and the report independently, print the verdict, and return the
    exit code."""
    history, outputs = recording.run.history, Outputs()
    outputs.write("History", places.csv, lambda: history.to_csv(places.csv))
    if places.plot is not None:
        _plot(history, recording.experiment.loss_name, places.plot, outputs)
    if places.report is not None:
        _report(recording, places.report, outputs)
    _errors(recording.run, recording.experiment)
    _judge(recording.run, recording.experiment, code == DIVERGED)
    return outputs.end(code)


def _errors(trainer: Trainer, experiment: Experiment) -> None:
    """Print a regression's errors at the final weights, in the target's unit."""
    target = target_of(experiment)
    if target is None:
        return
    trainer.losses_now()  # computes the scores at the current weights
    sets = {"training": trainer.training_set, "test": trainer.test_set}
    for name, data in sets.items():
        if data is not None:
            rmse, r2 = target.errors(regression_errors(data))
            known = "not defined" if math.isnan(r2) else f"{r2:.4f}"
            say(f"Errors of '{target.name}', {name}: RMSE {target.error_text(rmse)}, R² {known}")
    if note := undefined_r2(trainer):
        say(note)


def _judge(trainer: Trainer, experiment: Experiment, has_diverged: bool) -> None:
    """Print the verdict, in the page's wording."""
    say("Verdict:")
    for finding in verdict(gather(Observer(experiment), trainer, has_diverged)):
        say(f"  {'!' if finding.is_problem else '-'} {finding.sentence}")
        if finding.advice:
            say(f"    {finding.advice}")


def _places(options: argparse.Namespace) -> Places:
    taken = {"experiment": options.file}
    # With the ending .csv, the default name would be that of a CSV input file itself.
    ending = "-history.csv" if options.file.suffix.lower() == ".csv" else ".csv"
    csv = options.csv or beside(options.file, ending)
    check_output("--csv", csv, taken)
    taken["history"], plot = csv, None
    if not options.no_plot:
        plot = options.plot or beside(options.file, ".png")
        check_output("--plot", plot, taken, PICTURES)
        taken["plot"] = plot
    if options.report is not None:
        check_output("--report", options.report, taken, PAGES)
    return Places(csv, plot, options.report)


def _fit(trainer: Trainer, experiment: Experiment, epochs: int) -> tuple[int, str]:
    """Train, and return the exit code and a sentence that says why training ended early ("" if it
    did not)."""
    try:
        x, y, x_test, y_test = experiment.split()
        test = (x_test, y_test) if len(x_test) else None
        trainer.fit(x, y, epochs, validation=test, progress=True, stop=experiment.stopping())
    except DivergedError as error:
        end(DIVERGED, str(error))
        code = end(DIVERGED, "a lower learning_rate may help; the history ends there.")
        return code, str(error)
    except KeyboardInterrupt as interrupt:
        last = trainer.history.records[-1].epoch
        code = end(code_of(interrupt), f"stopped; the history ends at epoch {last} of {epochs}.")
        return code, f"Stopped by hand; the history ends at epoch {last} of {epochs}."
    if trainer.ending:
        say(trainer.ending)
    return 0, trainer.ending


def _plot(history: History, loss: str, path: Path, outputs: Outputs) -> None:
    def drawing() -> Callable[[], None]:
        from chainrule.plotting import plot_history

        return lambda: plot_history(history, path, loss)

    outputs.plot(path, drawing)


def _report(recording: Recording, path: Path, outputs: Outputs) -> None:
    outputs.write("Report", path, lambda: path.write_text(report_page(recording), encoding="utf-8"))
