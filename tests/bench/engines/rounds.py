"""Timing in rounds: the contenders take turns, so that noise affects all equally.

`rounds.mjs` does the same in JavaScript.
"""

from __future__ import annotations

import math
import time
from typing import Any

from contenders import Contender, batches, make

CHECKED_STEPS = 20


def verified_losses(names: list[str], case: str) -> tuple[dict[str, float], dict[str, str]]:
    """The loss of each contender on one batch after 20 steps on that batch, and the reasons why
    others have none."""
    losses: dict[str, float] = {}
    cannot: dict[str, str] = {}
    for name in names:
        try:
            losses[name] = make(name, case, 1).steps(CHECKED_STEPS + 1)
        except NotImplementedError as error:
            cannot[name] = str(error)
    return losses, cannot


def measure(names: list[str], case: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the microseconds per step of each contender in every round."""
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
    """Warm up, and return the number of steps that fill one timed block."""
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
