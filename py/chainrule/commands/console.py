"""What the commands share: exit codes, what they print, and where results may go."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from chainrule.errors import InputError

DIVERGED, OUTPUT_FAILED, CHECK_FAILED, BAD_INPUT = 1, 1, 1, 2
"""Exit codes."""
EPOCHS = 500
"""How long is trained unless an option or the experiment says otherwise."""
PICTURES = (".png", ".svg")
STANDARD_INPUT = Path("-")


def say(text: str) -> None:
    """Print a line on standard output. A reader that has gone away, such as `head`, ends nothing:
    the files are still written."""
    _print(text, sys.stdout)


def end(code: int, sentence: str) -> int:
    """Print on standard error why the command ends as it does; returns the code."""
    _print(f"chainrule: {sentence}", sys.stderr)
    return code


def _print(text: str, stream: TextIO) -> None:
    try:
        print(text, file=stream, flush=True)
    except OSError:
        # Python flushes once more at exit, and would report the broken pipe then.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def whole(text: str) -> int:
    """An option's whole number from 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: a whole number from 0")
    return int(text)


def beside(file: Path, ending: str) -> Path:
    """Where an output goes by default: next to the file that is read, with its own ending."""
    base = Path("experiment.json") if file == STANDARD_INPUT else file
    return base.with_name(f"{base.stem}{ending}")


def check_output(
    name: str, path: Path, taken: dict[str, Path], endings: tuple[str, ...] = ()
) -> None:
    """Refuse where nothing can be written: now, not after hours of training.

    Parameters
    ----------
    name : the option.
    taken : other files of this command, by what they are.
    endings : of the path, one of these; any if there are none.

    Raises
    ------
    InputError
        Naming the option, the path and what is allowed.
    """
    if endings and path.suffix.lower() not in endings:
        raise InputError(name, str(path), f"a file ending in {' or '.join(endings)}")
    for what, other in taken.items():
        if path.resolve() == other.resolve():
            raise InputError(name, str(path), f"a file other than the {what}")
    if not path.parent.is_dir():
        raise InputError(name, str(path), "a file in a folder that exists")
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InputError(name, str(path), "a file that can be written")
