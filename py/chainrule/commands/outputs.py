"""The output files of a command, which are written independently so that a failure affects only
one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chainrule.commands.console import OUTPUT_FAILED, end, say

NO_MATPLOTLIB = "No plot: it needs matplotlib; install it with: pip install 'chainrule[plot]'"
MOST_SHOWN = 200
"""The number of characters to which error messages of other libraries are shortened."""


class Outputs:
    """The outputs of one command, written one after the other.

    Attributes
    ----------
    failures : one sentence for each output that could not be written.
    """

    def __init__(self) -> None:
        self.failures: list[str] = []

    def write(self, what: str, path: Path, writing: Callable[[], object]) -> None:
        """Write one output and print its path; a failure is stored and reported at the end."""
        try:
            writing()
        except Exception as error:  # file systems and drawing libraries can raise any exception
            self.failures.append(f"{what}: {path} was not written: {_reason(error)}.")
        else:
            say(f"{what}: {path}")

    def plot(self, path: Path, drawing: Callable[[], Callable[[], object]]) -> None:
        """Write a plot or, if matplotlib is not installed, print that plots require it.

        Parameters
        ----------
        drawing : imports the plotting code, and returns the function that draws and writes the
            plot.
        """
        try:
            with no_backend():
                draw = drawing()
        except ImportError:
            say(NO_MATPLOTLIB)
        except Exception as error:  # a broken installation must not prevent the report
            self.failures.append(f"Plot: {path} was not written: {_reason(error)}.")
        else:
            self.write("Plot", path, draw)

    def end(self, code: int) -> int:
        """Print the failures, and return `code`, or 1 if `code` is 0 and there are failures."""
        for sentence in self.failures:
            end(OUTPUT_FAILED, sentence)
        return code or (OUTPUT_FAILED if self.failures else 0)


@contextmanager
def no_backend() -> Iterator[None]:
    """Hide MPLBACKEND. Plots are written to files and need no backend, but importing matplotlib
    fails if the variable names a backend that is not installed."""
    name = "MPLBACKEND"
    backend = os.environ.pop(name, None)
    try:
        yield
    finally:
        if backend is not None:
            os.environ[name] = backend


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    words = " ".join(str(error).split())[:MOST_SHOWN].rstrip(".")
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
