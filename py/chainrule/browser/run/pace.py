"""Measurement of the speed of training, and the limit on it that the user sets."""

from __future__ import annotations

import time

SPEED_WINDOW_S = 0.4


class Speed:
    """Measures steps per second in two ways. The rate within slices determines the number of steps
    between two readings of the clock. The rate by the wall clock, which includes the time for
    drawing, is displayed."""

    def __init__(self, step: int) -> None:
        self.per_second = 0.0
        self._in_slice = 0.0
        self._last = (time.perf_counter(), step)

    def steps_within(self, milliseconds: float) -> int:
        """The approximate number of steps that fit into this time; at least one."""
        return max(1, int(self._in_slice * milliseconds / 1000))

    def measure(self, steps: int, seconds: float) -> None:
        """Update the estimate with the steps and the duration of a slice."""
        self._in_slice = steps / max(seconds, 1e-6)

    def sample(self, step: int) -> None:
        """Read the wall clock, at most three times per second."""
        now = time.perf_counter()
        if now - self._last[0] > SPEED_WINDOW_S:
            self.per_second = (step - self._last[1]) / (now - self._last[0])
            self._last = (now, step)
        elif self.per_second == 0:
            self.per_second = (step - self._last[1]) / max(now - self._last[0], 1e-3)


class Pace:
    """Determines how many steps are due: evenly spaced steps at a given rate, or as many as
    possible.

    Parameters
    ----------
    per_second : steps per second; None for full speed.
    """

    def __init__(self, per_second: float | None = None) -> None:
        self.per_second = per_second
        self._next = time.perf_counter()

    def take(self) -> int:
        """The number of steps due now. These steps count as taken from then on.

        Steps that were missed while the browser tab was suspended are skipped.
        """
        assert self.per_second is not None  # not called at full speed
        late = time.perf_counter() - self._next
        if late < 0:
            return 0
        steps = 1 + int(late * self.per_second)
        self._next += steps / self.per_second
        if late > 1:
            self._next = time.perf_counter() + 1 / self.per_second
            return 1
        return steps

    @property
    def wait(self) -> float:
        """Milliseconds until the next step is due; 0 at full speed."""
        if self.per_second is None:
            return 0.0
        return max(0.0, 1000 * (self._next - time.perf_counter()))
