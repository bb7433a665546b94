"""The command line: `chainrule train FILE.json`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from chainrule import __version__
from chainrule.diagnostics import DivergedError
from chainrule.errors import InputError
from chainrule.training.experiment import Experiment
from chainrule.training.settings import SETTINGS
from chainrule.training.trainer import Trainer

DIVERGED, BAD_INPUT, INTERRUPTED = 1, 2, 130
"""Exit codes; 130 is what shells give a command that Ctrl-C ended."""
PICTURES = (".png", ".svg")
EPOCHS = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns the exit code: 0, 1 if training diverged, 2 for bad input, 130 after Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    try:
        return _train(options)
    except (InputError, OSError) as error:
        return _end(BAD_INPUT, str(error))
    except DivergedError as error:
        return _end(DIVERGED, str(error))
    except KeyboardInterrupt:
        return _end(INTERRUPTED, "stopped.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chainrule", description="Backpropagation one can see, change and trust."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser(
        "train",
        help="train an experiment and write its history",
        description="Train an experiment; write losses and gradient norms as CSV and as a plot. "
        "Ctrl-C ends the training and keeps what was trained.",
        epilog="This prints an experiment with all its settings, to start from: "
        'python -c "import chainrule; print(chainrule.Experiment().to_json())"',
    )
    train.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="an Experiment as JSON; settings left out take their defaults",
    )
    train.add_argument(
        "--epochs",
        type=_whole,
        help=f"how long at most (default: the experiment's stop_epoch, or {EPOCHS})",
    )
    train.add_argument("--csv", type=Path, help="the history (default: FILE.csv)")
    plot = train.add_mutually_exclusive_group()
    plot.add_argument("--plot", type=Path, help="a .png or .svg file (default: FILE.png)")
    plot.add_argument("--no-plot", action="store_true", help="write no plot")
    return parser


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: a whole number from 0")
    return int(text)


def _train(options: argparse.Namespace) -> int:
    experiment = _experiment(options.file)
    csv, plot = _outputs(options)
    run = experiment.trainer()
    epochs = experiment.stop_epoch or EPOCHS if options.epochs is None else options.epochs
    code = _fit(run, experiment, epochs)
    run.history.to_csv(csv)
    print(f"History: {csv}")
    if plot is not None:
        _plot(run, SETTINGS["loss"].choices[experiment.loss], plot)
    return code


def _experiment(file: Path) -> Experiment:
    try:
        # Some editors put a byte order mark before UTF-8.
        return Experiment.from_json(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("file", str(file), "a JSON file, in UTF-8") from None
    except OSError as error:
        allowed = f"a JSON file that can be read ({error.strerror})"
        raise InputError("file", str(file), allowed) from None


def _outputs(options: argparse.Namespace) -> tuple[Path, Path | None]:
    """The history's file and the plot's, if any: checked now, not after hours of training."""
    csv = options.csv or options.file.with_suffix(".csv")
    _check_output("--csv", csv, {"experiment": options.file})
    if options.no_plot:
        return csv, None
    plot = options.plot or options.file.with_suffix(".png")
    if plot.suffix.lower() not in PICTURES:
        raise InputError("--plot", str(plot), f"a file ending in {' or '.join(PICTURES)}")
    _check_output("--plot", plot, {"experiment": options.file, "history": csv})
    return csv, plot


def _check_output(name: str, path: Path, taken: dict[str, Path]) -> None:
    for what, other in taken.items():
        if path.resolve() == other.resolve():
            raise InputError(name, str(path), f"a file other than the {what}")
    if not path.parent.is_dir():
        raise InputError(name, str(path), "a file in a folder that exists")
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InputError(name, str(path), "a file that can be written")


def _fit(run: Trainer, experiment: Experiment, epochs: int) -> int:
    """Train; the exit code, after a sentence on what ended the training early, if anything did."""
    x, y, x_test, y_test = experiment.split()
    stop = experiment.stopping()
    try:
        run.fit(x, y, epochs, validation=(x_test, y_test), progress=True, stop=stop)
    except DivergedError as error:
        _end(DIVERGED, str(error))
        return _end(DIVERGED, "a lower learning_rate may help; the history ends there.")
    except KeyboardInterrupt:
        last = run.history.stations[-1].epoch
        return _end(INTERRUPTED, f"stopped; the history ends at epoch {last} of {epochs}.")
    if run.epoch < epochs:
        print(f"Stopped {stop.reason(run)}, as the experiment says.")
    return 0


def _end(code: int, sentence: str) -> int:
    print(f"chainrule: {sentence}", file=sys.stderr)
    return code


def _plot(run: Trainer, loss: str, path: Path) -> None:
    try:
        from chainrule.plotting import plot_history
    except ImportError:
        print("No plot: it needs matplotlib; install it with: pip install 'chainrule[plot]'")
        return
    plot_history(run.history, path, loss)
    print(f"Plot: {path}")
