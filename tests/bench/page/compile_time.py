"""The time to compile the programs in the page's worker after the network has changed."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "browser"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "browser" / "faults"))

from worker import caught, run

CHANGES, AT_ONCE = 60, 1
"""A worker that is silent for too long would be restarted."""
MEASURE = """
import json, time
import js
from chainrule.engine import backends
from chainrule.engine.compile.program import CompiledCalls
from chainrule.experiment.experiment import Experiment

def timed(make, times):
    def inner(*given):
        start = time.perf_counter()
        made = make(*given)
        times.append((time.perf_counter() - start) * 1000)
        return made
    return inner

def measure(first, count):
    steps, loops, found = [], [], []
    compiled, loop = backends._compiled, CompiledCalls.loop
    backends._compiled, CompiledCalls.loop = timed(compiled, steps), timed(loop, loops)
    try:
        for i in range(first, first + count):
            layers = ["32-tanh"] * 8
            layers[i % 8] = ("32-relu", "31-tanh", "30-sigmoid")[i % 3]
            experiment = Experiment.from_address(f"layers={','.join(layers)}&batch_size=32")
            steps.clear()
            loops.clear()
            experiment.trainer().advance()
            found.append((max(steps), sum(steps) + sum(loops)))
    finally:
        backends._compiled, CompiledCalls.loop = compiled, loop
    return found

"""
TELL = "js.found = json.dumps(measure({}, {}))"


def compiling(browser: Browser, address: str) -> None:
    """Measure how long the compiler and WebAssembly take when the width or activation of one of 8
    layers of 32 units is changed. Equal layers share their kernels, and known kernels are not built
    again."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("localStorage.setItem('chainrule-first-step', 'left')")
    worker = caught(page, address)
    run(worker, MEASURE)
    found = []
    for first in range(0, CHANGES, AT_ONCE):
        run(worker, TELL.format(first, AT_ONCE))
        found += json.loads(worker.evaluate("() => self.found"))
    steps, programs = zip(*found, strict=True)
    for name, times in (("the training step", steps), ("all programs", programs)):
        print(
            f"compiling, {name}: {statistics.median(times):.1f} ms (median of {CHANGES} changes to "
            f"one of 8 layers of 32 units), {min(times):.1f} at least, {max(times):.1f} at most"
        )
    context.close()
