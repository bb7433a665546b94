"""A progress bar on standard error."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy

from chainrule.training.history import Station

WIDTH = 30
KNOWN_AFTER = 1.0
"""Seconds after which a pace means something."""


class ProgressBar:
    """Redraws one line at most ten times a second; on a file, only the last state is written."""

    def __init__(self, total: int, unit: str = "epochs", start: int = 0) -> None:
        self.total, self.unit, self.start = total, unit, start
        self._started = time.monotonic()
        self._drawn = 0.0
        self._line = ""

    def update(self, done: int, text: str) -> None:
        """Show `done` of the total, the time spent and left, and `text` behind them."""
        elapsed = time.monotonic() - self._started
        filled = WIDTH * done // max(self.total, 1)
        bar = "█" * filled + "·" * (WIDTH - filled)
        start, end = f"{bar} {done}/{self.total} {self.unit}, {elapsed:.1f} s", f", {text}"
        self._line = start + end
        if sys.stderr.isatty() and elapsed - self._drawn > 0.1:
            self._drawn = elapsed
            # A line that wraps could not be drawn over.
            shown = start + self._left(done, elapsed) + end
            shown = shown[: shutil.get_terminal_size().columns - 1]
            _draw(f"\r\x1b[K{shown}")

    def _left(self, done: int, elapsed: float) -> str:
        """How long the rest takes at the pace so far, once that can be told."""
        if not self.start < done < self.total or elapsed < KNOWN_AFTER:
            return ""
        left = elapsed * (self.total - done) / (done - self.start)
        if left < 90:
            return f" ({left:.0f} s left)"
        return f" ({left / 60:.0f} min left)" if left < 5400 else f" ({left / 3600:.1f} h left)"

    def close(self) -> None:
        """Leave the last state, if there is one, on its own line."""
        if not self._line:
            return
        start = "\r\x1b[K" if sys.stderr.isatty() else ""
        _draw(f"{start}{self._line}\n")


def _draw(text: str) -> None:
    # A terminal that has closed must not end the training it only shows.
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


@contextmanager
def progress_bar(total: int, unit: str = "epochs", start: int = 0) -> Iterator[ProgressBar]:
    """A bar for `total` of what `unit` says, of which `start` were done before; closed however
    the block ends."""
    bar = ProgressBar(total, unit, start)
    try:
        yield bar
    finally:
        bar.close()


def losses_in_words(station: Station, has_test: bool) -> str:
    """The losses of a station as the text behind a bar; of a fleet their means."""
    parts = [f"training loss {numpy.mean(station.training_loss):.4g}"]
    if has_test:
        parts.append(f"test loss {numpy.mean(station.test_loss):.4g}")
    return ", ".join(parts)
