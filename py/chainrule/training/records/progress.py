"""A progress bar on standard error."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy

from chainrule.training.records.history import Record

WIDTH = 30
KNOWN_AFTER = 1.0
"""The number of seconds after which the pace is reliable enough to show."""


class ProgressBar:
    """Redraws one line at most ten times per second; if the output is a file, only the final state
    is written."""

    def __init__(self, total: int, unit: str = "epochs", start: int = 0) -> None:
        self.total, self.unit, self.start = total, unit, start
        self._started = time.monotonic()
        self._drawn = 0.0
        self._line = ""

    def update(self, done: int, text: str) -> None:
        """Show `done` out of the total, the time elapsed and the time left, followed by `text`."""
        elapsed = time.monotonic() - self._started
        filled = WIDTH * done // max(self.total, 1)
        bar = "█" * filled + "·" * (WIDTH - filled)
        start, end = f"{bar} {done}/{self.total} {self.unit}, {elapsed:.1f} s", f", {text}"
        self._line = start + end
        if sys.stderr.isatty() and elapsed - self._drawn > 0.1:
            self._drawn = elapsed
            # A line that wraps could not be overwritten.
            shown = start + self._left(done, elapsed) + end
            shown = shown[: shutil.get_terminal_size().columns - 1]
            _draw(f"\r\x1b[K{shown}")

    def _left(self, done: int, elapsed: float) -> str:
        """The estimated time left at the pace so far, or an empty string until the estimate is
        reliable."""
        if not self.start < done < self.total or elapsed < KNOWN_AFTER:
            return ""
        left = elapsed * (self.total - done) / (done - self.start)
        if left < 90:
            return f" ({left:.0f} s left)"
        return f" ({left / 60:.0f} min left)" if left < 5400 else f" ({left / 3600:.1f} h left)"

    def close(self) -> None:
        """Leave the final state, if there is one, on a line of its own."""
        if not self._line:
            return
        start = "\r\x1b[K" if sys.stderr.isatty() else ""
        _draw(f"{start}{self._line}\n")


def _draw(text: str) -> None:
    # A closed terminal must not stop the training run.
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


@contextmanager
def progress_bar(total: int, unit: str = "epochs", start: int = 0) -> Iterator[ProgressBar]:
    """A progress bar for `total` units of the kind `unit`, of which `start` are already done; it is
    closed when the block ends, even after an error."""
    bar = ProgressBar(total, unit, start)
    try:
        yield bar
    finally:
        bar.close()


def losses_in_words(record: Record, has_test: bool) -> str:
    """The text after a progress bar: the losses of a record or, for a fleet, their means."""
    parts = [f"training loss {numpy.mean(record.training_loss):.4g}"]
    if has_test:
        parts.append(f"test loss {numpy.mean(record.test_loss):.4g}")
    return ", ".join(parts)
