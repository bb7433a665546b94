"""Early termination of commands by Ctrl-C, a closed terminal, or a job manager."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit code that shells use for a command ended by Ctrl-C: 128 + SIGINT."""
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Ended(KeyboardInterrupt):
    """Raised when a signal ends the command.

    Attributes
    ----------
    code : 128 + the signal's number, the exit code that shells use.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.code = 128 + number


class Signals:
    """A command's signal handler. The first signal ends the work; the results are then written.

    Attributes
    ----------
    is_writing : whether the outputs are being written; only Ctrl-C can interrupt the writing. The
        first signal sets this.
    """

    def __init__(self) -> None:
        self.is_writing = False

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Raise `Ended`, but while the outputs are being written, only for Ctrl-C."""
        if self.is_writing and number != signal.SIGINT:
            return
        self.is_writing = True
        raise Ended(number)


@contextmanager
def ended_by_signals() -> Iterator[Signals]:
    """Raise `Ended` on SIGINT, SIGTERM and SIGHUP inside the block.

    A signal that was already ignored stays ignored: `nohup` ignores SIGHUP so that a command
    continues after its terminal is closed. In threads other than the main thread, which do not
    receive signals, the block runs unchanged.
    """
    is_main = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in SIGNALS if is_main and hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    signals = Signals()
    earlier = {number: signal.signal(number, signals) for number in heeded}
    try:
        yield signals
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def code_of(interrupt: KeyboardInterrupt) -> int:
    """The exit code after `interrupt`."""
    return interrupt.code if isinstance(interrupt, Ended) else INTERRUPTED
