"""Code shared by the commands: exit codes, printing, and checks of output paths."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from chainrule.apps.catalogue import PREFIX, is_app
from chainrule.errors import InputError

DIVERGED, OUTPUT_FAILED, CHECK_FAILED, BAD_INPUT = 1, 1, 1, 2
"""Exit codes."""
EPOCHS = 500
"""The default number of epochs."""
PICTURES = (".png", ".svg")
STANDARD_INPUT = Path("-")


GONE = (errno.EPIPE, errno.EIO)
"""The error numbers that mean that the reader of the output, such as the next command in a pipe or
the terminal, has exited."""
UNPRINTED: list[str] = []
"""The reasons why standard output could not be written, such as a full disk; cleared before each
command."""


def say(text: str) -> None:
    """Print a line to standard output. If that fails, the command continues and still writes its
    files. The reason is stored in `UNPRINTED`, unless the reader of the output, such as `head`, has
    exited, which does not count as a failure."""
    error = _print(text, sys.stdout)
    if error is not None and error.errno not in GONE:
        UNPRINTED.append(error.strerror or str(error))


def end(code: int, sentence: str) -> int:
    """Print to standard error why the command ends, and return `code`."""
    _print(f"chainrule: {sentence}", sys.stderr)
    return code


def end_printing(code: int) -> int:
    """Return the exit code: `code`, or 1 if `code` is 0 and standard output could not be written,
    in which case the reason is printed."""
    if not UNPRINTED:
        return code
    end(OUTPUT_FAILED, f"standard output was not written: {UNPRINTED[0]}.")
    return code or OUTPUT_FAILED


def _print(text: str, stream: TextIO) -> OSError | None:
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        # Python flushes the stream again at exit and would then report the failure a second time.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None


def whole(text: str) -> int:
    """The value of an option that takes a non-negative integer."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: a whole number from 0")
    return int(text)


def beside(file: Path, ending: str) -> Path:
    """The default path of an output file: the input file's path with its extension replaced by
    `ending` or, for standard input or an application's experiment, a file in the current folder."""
    base = Path("experiment.json") if file == STANDARD_INPUT else file
    if is_app(str(file)):
        base = Path(str(file).removeprefix(PREFIX).replace("/", "-") + ".json")
    return base.with_name(f"{base.stem}{ending}")


def check_output(
    name: str, path: Path, taken: dict[str, Path], endings: tuple[str, ...] = ()
) -> None:
    """Check that a file can be written at `path`, before the command trains for hours.

    Parameters
    ----------
    name : the name of the option.
    taken : the other files of this command, by description.
    endings : the allowed extensions; if empty, every extension is allowed.

    Raises
    ------
    InputError
        If no file can be written there. The message names the option and the path, and
        says what is allowed.
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
