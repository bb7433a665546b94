"""Compare the compiled step with NumPy's on the page, alternately: steps per second and the time
until Ready. Also measure the memory that 1,000 rebuilds leave behind."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from lab_page import ROUNDS, a_page, rate_of, wait_until_ready
from playwright.sync_api import Browser, Page
from wall import FLEET, STEPS_OF_ALL, open_wall, turn

NETS = {
    "2-8-8-1 SGD": "optimizer=sgd&learning_rate=0.03",
    "2-8-8-1 Adam": "",
    "6 layers of 8, Adam": "layers=" + ",".join(["8-tanh"] * 6),
}


def engines(browser: Browser, address: str) -> None:
    """Measure the steps and frames per second of each engine while drawing, and of the wall of 64
    networks."""
    for name, experiment in NETS.items():
        with (
            a_page(browser, f"{address}#{experiment}") as compiled,
            a_page(browser, f"{address}?engine=numpy#{experiment}") as by_numpy,
        ):
            frames: list[float] = []

            def rate(page: Page, frames: list[float] = frames) -> float:
                found = rate_of(page, 4)
                frames.append(page.evaluate("() => watched.frames") / 4)
                return found

            for page in (compiled, by_numpy):
                wait_until_ready(page)
            _tell(name, compiled, by_numpy, rate)
            print(f"  frames per second: {', '.join(f'{f:.0f}' for f in frames[::2])} compiled")
    with (
        a_page(browser, f"{address}#{FLEET}") as compiled,
        a_page(browser, f"{address}?engine=numpy#{FLEET}") as by_numpy,
    ):
        for page in (compiled, by_numpy):
            wait_until_ready(page)
            open_wall(page)
            turn(page, "Pause")
        _tell("the wall of 64 × 2-4-2-1", compiled, by_numpy, _wall_rate)


def _tell(name: str, compiled: Page, by_numpy: Page, rate: Callable[[Page], float]) -> None:
    pairs = [(rate(compiled), rate(by_numpy)) for _ in range(ROUNDS + 2)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    best, ratios = max(rate for rate, _ in pairs), [a / b for a, b in pairs]
    print(
        f"engines, {name}: {ours:,.0f} steps per second compiled (at best {best:,.0f}), "
        f"{theirs:,.0f} by NumPy: {statistics.median(ratios):.1f} times "
        f"({min(ratios):.1f} to {max(ratios):.1f})"
    )


def _wall_rate(page: Page) -> float:
    turn(page, "Continue")
    time.sleep(0.5)
    before, start = page.evaluate(STEPS_OF_ALL), time.monotonic()
    time.sleep(4)
    found = (page.evaluate(STEPS_OF_ALL) - before) / (time.monotonic() - start)
    turn(page, "Pause")
    return found


STARTS = 12


def ready(browser: Browser, address: str) -> None:
    """Measure what the compiler adds to the time until Ready, with a warm cache, by loading the
    page alternately with and without it."""
    found: dict[str, list[float]] = {"compiled": [], "numpy": []}
    with a_page(browser, address) as page:
        wait_until_ready(page)
        for _ in range(STARTS):
            for name, query in (("compiled", ""), ("numpy", "?engine=numpy")):
                page.goto("about:blank")
                page.goto(address + query)
                wait_until_ready(page)
                found[name].append(page.evaluate("() => watched.ready"))
    pairs = [a - b for a, b in zip(*found.values(), strict=True)]
    compiled, by_numpy = (statistics.median(times) for times in found.values())
    print(
        f"ready: {compiled:.0f} ms compiled, {by_numpy:.0f} ms by NumPy (medians of {STARTS}, by "
        f"turns); the median difference of pairs is {statistics.median(pairs):+.0f} ms"
    )


REBUILDS, WARM_UP = 1000, 50
COUNT_GROWTH = """() => {
  globalThis.grown = { slots: 0, pages: 0 };
  for (const [kind, name] of [["Table", "slots"], ["Memory", "pages"]]) {
    const grow = WebAssembly[kind].prototype.grow;
    WebAssembly[kind].prototype.grow = function (by, ...rest) {
      grown[name] += by;
      return grow.call(this, by, ...rest);
    };
  }
}"""
REBUILD = """async ([count]) => {
  const lab = document.querySelector("cr-lab").lab;
  for (let i = 0; i < count; i++) {
    const width = 2 + (i % 7);
    const layers = [[width, "tanh"], [3 + (i % 5), "relu"]];
    await new Promise((resolve) => {
      const look = () => {
        const isThere = !lab.isBusy && lab.frame && lab.opened.experiment.layers[0].units === width;
        if (isThere) resolve();
        else requestAnimationFrame(look);
      };
      lab.change({ layers });
      requestAnimationFrame(look);
    });
  }
}"""


def rebuilds(browser: Browser, address: str) -> None:
    """Measure the slots of Python's function table and the pages of its memory used by 1,000 new
    networks."""
    with a_page(browser, address) as page:
        wait_until_ready(page)
        page.evaluate(REBUILD, [WARM_UP])
        worker = page.workers[0]
        worker.evaluate(COUNT_GROWTH)
        start = time.monotonic()
        page.evaluate(REBUILD, [REBUILDS])
        each = (time.monotonic() - start) / REBUILDS
        grown = worker.evaluate("() => grown")
        print(
            f"rebuilds: {REBUILDS} new networks, {each * 1e3:.0f} ms each until painted; the "
            f"function table grew by {grown['slots']} slots, the memory by {grown['pages']} pages"
        )
