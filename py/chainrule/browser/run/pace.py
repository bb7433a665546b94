"""How fast training goes: measured, and as slow as a person wants it."""

from __future__ import annotations

import time

SPEED_WINDOW_S = 0.4


class Speed:
    """Steps a second: of the slices, to size the work between two looks at the clock; and of
    the wall clock, drawing and all, for the person."""

    def __init__(self, step: int) -> None:
        self.per_second = 0.0
        self._in_slice = 0.0
        self._last = (time.perf_counter(), step)

    def steps_within(self, milliseconds: float) -> int:
        """About how many steps fit into a time; at least one."""
        return max(1, int(self._in_slice * milliseconds / 1000))

    def measure(self, steps: int, seconds: float) -> None:
        """Take in how a slice went."""
        self._in_slice = steps / max(seconds, 1e-6)

    def sample(self, step: int) -> None:
        """Look at the wall clock, at most three times a second."""
        now = time.perf_counter()
        if now - self._last[0] > SPEED_WINDOW_S:
            self.per_second = (step - self._last[1]) / (now - self._last[0])
            self._last = (now, step)
        elif self.per_second == 0:
            self.per_second = (step - self._last[1]) / max(now - self._last[0], 1e-3)


class Pace:
    """How many steps are due: at so many a second, evenly; or as many as there can be.

    Parameters
    ----------
    per_second : steps a second; None for flat out.
    """

    def __init__(self, per_second: float | None = None) -> None:
        self.per_second = per_second
        self._next = time.perf_counter()

    def take(self) -> int:
        """How many steps are due now, which are then taken.

        What a sleeping tab has missed is not made up for.
        """
        assert self.per_second is not None  # flat out, nobody counts
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
        """Milliseconds until the next step is due; 0 flat out."""
        if self.per_second is None:
            return 0.0
        return max(0.0, 1000 * (self._next - time.perf_counter()))
