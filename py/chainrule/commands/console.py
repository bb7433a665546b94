"""What the commands share: exit codes, what they print, and where results may go."""

from __future__ import annotations

import argparse
import errno
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


GONE = (errno.EPIPE, errno.EIO)
"""Errors of a reader that has gone away: a command behind a pipe, a terminal that has closed."""
UNPRINTED: list[str] = []
"""Why standard output could not be written, such as a full disk; emptied by each command."""


def say(text: str) -> None:
    """Print a line on standard output. Where that can't be written, the files still are. A reader
    that has gone away, such as `head`, is not a failure; for anything else `UNPRINTED` keeps the
    reason."""
    error = _print(text, sys.stdout)
    if error is not None and error.errno not in GONE:
        UNPRINTED.append(error.strerror or str(error))


def end(code: int, sentence: str) -> int:
    """Print on standard error why the command ends as it does; returns the code."""
    _print(f"chainrule: {sentence}", sys.stderr)
    return code


def end_printing(code: int) -> int:
    """Print why standard output was not written, if it wasn't; returns `code`, or then 1 for 0."""
    if not UNPRINTED:
        return code
    end(OUTPUT_FAILED, f"standard output was not written: {UNPRINTED[0]}.")
    return code or OUTPUT_FAILED


def _print(text: str, stream: TextIO) -> OSError | None:
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        # Python flushes once more at exit, and would report the failure then.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None


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
