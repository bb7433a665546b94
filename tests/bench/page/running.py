"""Start-up, training, drawing and memory."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from lab_page import ROUNDS, a_page, rate_of, steps_of, wait_until_ready
from playwright.sync_api import Browser


def startup(browser: Browser, address: str) -> None:
    """Measure the times to the first paint and to Ready."""
    for name in ("cold", "warm"):
        paints, readies = [], []
        for _ in range(ROUNDS):
            with a_page(browser, address) as page:
                if name == "warm":
                    wait_until_ready(page)
                    page.reload()
                wait_until_ready(page)
                paint = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
                paints.append(page.evaluate(paint))
                readies.append(page.evaluate("() => watched.ready"))
        shown = f"{statistics.median(paints):5.0f} ms, Ready {statistics.median(readies):5.0f} ms"
        print(f"startup, {name}: first paint {shown} (median of {ROUNDS})")


MILLION = (
    "data=stripes&samples=1200&noise=0.5&train_share=0.8&layers=1000-relu,256-relu"
    "&loss=cross_entropy&optimizer=sgd&learning_rate=0.1&batch_size=32"
)
"""The preset with a million parameters."""


def training(browser: Browser, address: str) -> None:
    """Measure the throughput of training while drawing."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    for experiment in ("optimizer=sgd&learning_rate=0.03", "", deep, MILLION):
        with a_page(browser, f"{address}#{experiment}") as page:
            wait_until_ready(page)
            page.get_by_role("button", name="Play", exact=True).click()
            time.sleep(2)
            page.evaluate("() => { watched.frames = 0; watched.longest = 0; }")
            before, start = steps_of(page), time.monotonic()
            time.sleep(6)
            seconds = time.monotonic() - start
            rate = (steps_of(page) - before) / seconds
            seen = page.evaluate("() => watched")
            print(
                f"training, {experiment or 'default'}: {rate:,.0f} steps per second, "
                f"{seen['frames'] / seconds:.0f} frames per second, longest main-thread task "
                f"{seen['longest'] or '< 50'} ms"
            )


SHOW_ALL = """() => {
  const lab = document.querySelector("cr-lab").lab;
  lab.showLinks("all");
  lab.show({ maps: true, weights: true, answers: true });
}"""
SHOW_NONE = """() => {
  document.querySelector("main").style.display = "none";
  document.querySelector("cr-lab").lab.show(
    { maps: false, weights: false, answers: false, update: false });
}"""
PLAYGROUND = {
    "2-4-2-1": ("layers=4-tanh,2-tanh", 33),
    "7-8x6-1": (
        "features=x1,x2,x1^2,x2^2,x1*x2,sin(x1),sin(x2)&layers=" + ",".join(["8-tanh"] * 6),
        5.5,
    ),
}


def drawing(browser: Browser, address: str) -> None:
    """Measure the cost of drawing, and epochs per second compared with TensorFlow Playground's."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    for experiment in ("", deep):
        with a_page(browser, f"{address}#{experiment}") as page:
            wait_until_ready(page)
            rates: dict[str, list[float]] = {"all": [], "none": []}
            for _ in range(ROUNDS):
                for name, show in (("all", SHOW_ALL), ("none", SHOW_NONE)):
                    page.evaluate("() => document.querySelector('main').style.display = ''")
                    page.evaluate(show)
                    rates[name].append(rate_of(page, 4))
            everything, nothing = (statistics.median(rates[name]) for name in ("all", "none"))
            print(
                f"drawing, {experiment or 'default'}: {everything:,.0f} steps per second with all "
                f"shown, {nothing:,.0f} with nothing: {1 - everything / nothing:.0%} slower"
            )
    for name, (layers, theirs) in PLAYGROUND.items():
        hash_ = f"{layers}&optimizer=sgd&learning_rate=0.03&data=circle"
        with a_page(browser, f"{address}#{hash_}") as page:
            wait_until_ready(page)
            epochs = rate_of(page, 5) / 25
            print(
                f"drawing, {name}: {epochs:,.0f} epochs per second, {epochs / theirs:.0f}x theirs"
            )


INSTRUMENTS = ("Verdict", "Histograms", "Updates", "Dead and saturated units", "Gradient noise")
CHOOSE_NORMS = """(kind) => {
  const menu = document.querySelector("cr-norms select");
  menu.value = kind;
  menu.dispatchEvent(new Event("change"));
}"""


def instruments(browser: Browser, address: str) -> None:
    """Measure the cost of all gradient instruments by alternating between training with and
    without them on one page."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    digits = "data=digits&loss=cross_entropy&layers=32-relu,32-relu&batch_size=32"
    for experiment in ("", deep, digits):
        with a_page(browser, f"{address}#{experiment}") as page:
            wait_until_ready(page)
            rates: dict[str, list[float]] = {"none": [], "all": []}
            for _ in range(ROUNDS + 2):
                for name in rates:
                    rates[name].append(rate_of(page, 4))
                    for instrument in INSTRUMENTS:
                        page.get_by_role("button", name=instrument, exact=True).click()
                    page.evaluate(CHOOSE_NORMS, "weights" if name == "none" else "gradients")
            costs = [1 - a / n for a, n in zip(rates["all"], rates["none"], strict=True)]
            everything, nothing = (statistics.median(rates[name]) for name in ("all", "none"))
            print(
                f"instruments, {experiment or 'default'}: {everything:,.0f} steps per second with "
                f"all shown, {nothing:,.0f} with none: {statistics.median(costs):.0%} slower "
                f"({min(costs):.0%} to {max(costs):.0%})"
            )


def memory(browser: Browser, address: str) -> None:
    """Measure the memory of the page's process over three million steps."""
    with a_page(browser, address) as page:
        wait_until_ready(page)
        page.get_by_role("button", name="Play", exact=True).click()
        for goal in (250_000, 1_300_000, 2_000_000, 3_000_000):
            while steps_of(page) < goal:
                time.sleep(0.5)
            print(f"memory after {goal:9,} steps: {_renderer_megabytes():.0f} MB", flush=True)


def _renderer_megabytes() -> float:
    """The proportional set size of the largest renderer process (Linux)."""
    sizes = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if b"--type=renderer" in command:
                rollup = (process / "smaps_rollup").read_text()
                sizes.append(int(rollup.split("Pss:")[1].split()[0]) / 1000)
        except OSError:
            continue
    return max(sizes)
