"""Timing in rounds: the contenders take turns, so that noise meets all alike.

`rounds.mjs` does the same in JavaScript.
"""

from __future__ import annotations

import math
import time
from typing import Any

from contenders import Contender, batches, make

CHECKED_STEPS = 20


def verified_losses(names: list[str], case: str) -> dict[str, float]:
    """Each contender's loss on one batch after 20 steps on it."""
    return {name: make(name, case, 1).steps(CHECKED_STEPS + 1) for name in names}


def measure(names: list[str], case: str, options: dict[str, Any]) -> dict[str, Any]:
    """For each contender the microseconds a step of every round."""
    made = {name: make(name, case, batches(name)) for name in names}
    counts = {name: _steps_a_block(made[name], options) for name in names}
    times: dict[str, list[float]] = {name: [] for name in names}
    for index in range(options["rounds"]):
        for name in names if index % 2 == 0 else reversed(names):
            start = time.perf_counter()
            made[name].steps(counts[name])
            times[name].append((time.perf_counter() - start) / counts[name] * 1e6)
    return times


def _steps_a_block(contender: Contender, options: dict[str, Any]) -> int:
    """Warm up; how many steps take as long as a block shall."""
    count, spent = 1, 0.0
    while True:
        start = time.perf_counter()
        contender.steps(count)
        elapsed = time.perf_counter() - start
        spent += elapsed
        if spent >= options["warmup"] and elapsed * 10 >= options["block"]:
            return math.ceil(count * options["block"] / elapsed)
        if elapsed < options["block"]:
            count *= 2
