"""The command line: `chainrule train FILE.json`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chainrule.diagnostics import DivergedError
from chainrule.errors import InputError
from chainrule.training.experiment import Experiment
from chainrule.training.trainer import Trainer


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, 1 if training diverged, 2 for bad input."""
    options = _parser().parse_args(arguments)
    try:
        return _train(options)
    except (InputError, OSError) as error:
        print(f"chainrule: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chainrule", description="Backpropagation one can see, change and trust."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser(
        "train",
        help="train an experiment and write its history",
        description="Train an experiment; write losses and gradient norms as CSV and as a plot.",
    )
    train.add_argument("file", type=Path, help="the experiment: a JSON file the page saved")
    train.add_argument("--epochs", type=_whole, default=500, help="how long (default: 500)")
    train.add_argument("--csv", type=Path, help="the history (default: FILE.csv)")
    train.add_argument("--plot", type=Path, help="a .png or .svg file (default: FILE.png)")
    train.add_argument("--no-plot", action="store_true", help="write no plot")
    return parser


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: a whole number from 0")
    return int(text)


def _train(options: argparse.Namespace) -> int:
    csv = options.csv or options.file.with_suffix(".csv")
    plot = None if options.no_plot else options.plot or options.file.with_suffix(".png")
    if plot is not None and plot.suffix not in (".png", ".svg"):
        raise InputError("--plot", str(plot), "a file ending in .png or .svg")
    for name, path in (("--csv", csv), ("--plot", plot)):
        if path is not None and path.resolve() == options.file.resolve():
            raise InputError(name, str(path), "a file other than the experiment")
    try:
        experiment = Experiment.from_json(options.file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise InputError("file", str(options.file), "a JSON file, in UTF-8") from None
    run = experiment.trainer()
    diverged = _fit(run, experiment, options.epochs)
    run.history.to_csv(csv)
    print(f"History: {csv}")
    if plot is not None:
        _plot(run, plot)
    if diverged is not None:
        print(f"chainrule: {diverged}", file=sys.stderr)
        print("chainrule: a lower learning_rate may help; the history ends there.", file=sys.stderr)
        return 1
    return 0


def _fit(run: Trainer, experiment: Experiment, epochs: int) -> DivergedError | None:
    x, y, x_test, y_test = experiment.split()
    try:
        run.fit(x, y, epochs, validation=(x_test, y_test), progress=True)
    except DivergedError as error:
        return error
    return None


def _plot(run: Trainer, path: Path) -> None:
    try:
        from chainrule.plotting import plot_history
    except ImportError:
        print("No plot: it needs matplotlib; install it with: pip install 'chainrule[plot]'")
        return
    plot_history(run.history, path)
    print(f"Plot: {path}")
