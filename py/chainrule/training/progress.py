"""A progress bar on standard error."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 30


class ProgressBar:
    """Redraws one line at most ten times a second; on a file, only the last state is written."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._started = time.monotonic()
        self._drawn = 0.0
        self._line = ""

    def update(self, done: int, text: str) -> None:
        """Show `done` of the total, and `text` behind it."""
        elapsed = time.monotonic() - self._started
        filled = WIDTH * done // max(self.total, 1)
        bar = "█" * filled + "·" * (WIDTH - filled)
        self._line = f"{bar} {done}/{self.total} epochs, {elapsed:.1f} s, {text}"
        if sys.stderr.isatty() and elapsed - self._drawn > 0.1:
            self._drawn = elapsed
            # A line that wraps could not be drawn over.
            shown = self._line[: shutil.get_terminal_size().columns - 1]
            print(f"\r\x1b[K{shown}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the last state, if there is one, on its own line."""
        if not self._line:
            return
        start = "\r\x1b[K" if sys.stderr.isatty() else ""
        print(f"{start}{self._line}", file=sys.stderr)


@contextmanager
def progress_bar(total: int) -> Iterator[ProgressBar]:
    """A bar for `total` epochs, closed however the block ends."""
    bar = ProgressBar(total)
    try:
        yield bar
    finally:
        bar.close()
