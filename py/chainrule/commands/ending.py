"""How a command ends early: Ctrl-C, a terminal that closes, a manager that stops the job."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit code that shells give a command ended by Ctrl-C: 128 + SIGINT."""
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Ended(KeyboardInterrupt):
    """A signal that ends the command.

    Attributes
    ----------
    code : 128 + the signal's number, the exit code that shells give.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.code = 128 + number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise `Ended` on SIGINT, SIGTERM and SIGHUP inside the block.

    A signal that the caller ignores stays ignored: `nohup` ignores SIGHUP so that the command
    outlives its terminal. Only the main thread can receive signals; elsewhere nothing changes.
    """
    is_main = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in SIGNALS if is_main and hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    earlier = {number: signal.signal(number, _end) for number in heeded}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    raise Ended(number)


def code_of(interrupt: KeyboardInterrupt) -> int:
    """The exit code after `interrupt`."""
    return interrupt.code if isinstance(interrupt, Ended) else INTERRUPTED
