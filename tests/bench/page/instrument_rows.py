"""The response times of instruments and controls, and the cost of an open instrument."""

from __future__ import annotations

import statistics

from lab_page import ROUNDS, a_page, rate_of, wait_until_ready
from playwright.sync_api import Browser, Page

ANSWER = """([label, value]) => new Promise((resolve) => {
  const lab = document.querySelector("cr-lab").lab;
  const start = performance.now();
  const look = () => {
    if (lab.isBusy || !lab.frame || lab.experiment[label] !== value) requestAnimationFrame(look);
    else resolve(performance.now() - start);
  };
  lab.change({ [label]: value });
  requestAnimationFrame(look);
})"""
FIRST_FRAME = """() => new Promise((resolve) => {
  const lab = document.querySelector("cr-lab").lab;
  const start = performance.now();
  const look = () => {
    if (!lab.frame?.step) requestAnimationFrame(look);
    else resolve(performance.now() - start);
  };
  document.querySelector("button.play").click();
  requestAnimationFrame(look);
})"""


def answering(browser: Browser, address: str) -> None:
    """Measure the time from a change to its first frame while training, and from Play to the first
    frame."""
    with a_page(browser, address) as page:
        wait_until_ready(page)
        print(f"answering, Play to its first frame: {page.evaluate(FIRST_FRAME):.0f} ms")
        for label, values in (
            ("learning_rate", (0.02, 0.03, 0.02, 0.03)),
            ("batch_size", (20, 10, 20, 10)),
            ("noise", (0.2, 0.1, 0.2, 0.1)),
            ("l2", (0.001, 0, 0.001, 0)),
        ):
            times = [page.evaluate(ANSWER, [label, value]) for value in values]
            print(
                f"answering, {label}: {statistics.median(times):.0f} ms, {max(times):.0f} at most"
            )


WALKED = """(act) => new Promise((resolve) => {
  const microscope = document.querySelector("cr-lab").lab.instruments.get("microscope");
  const before = microscope.explained;
  const start = performance.now();
  act === "open" ? microscope.toggle() : microscope.go(act);
  const look = () => {
    const { op, look: seen, explained } = microscope;
    const isThere = seen?.op === op && explained?.op === op && explained !== before;
    requestAnimationFrame(isThere ? () => resolve(performance.now() - start) : look);
  };
  requestAnimationFrame(look);
})"""


def microscope(browser: Browser, address: str) -> None:
    """Measure the time from the request to the frame in which everything is painted."""
    deep = "layers=" + ",".join(["8-tanh"] * 6)
    opening, moves = [], []
    for _ in range(ROUNDS):
        with a_page(browser, f"{address}#{deep}") as page:
            wait_until_ready(page)
            page.get_by_role("button", name="Epoch", exact=True).click()
            page.wait_for_timeout(500)
            opening.append(page.evaluate(WALKED, "open"))
            page.wait_for_timeout(500)
            for op in [*range(1, 29), *range(27, 0, -1)]:
                moves.append(page.evaluate(WALKED, op))
    tenth = sorted(moves)[9 * len(moves) // 10]
    print(
        f"microscope, 6 layers of 8: opening {statistics.median(opening):.0f} ms, a move "
        f"{statistics.median(moves):.0f} ms, 9 of 10 within {tenth:.0f} ms"
    )


def _rate_from_the_start(page: Page) -> float:
    """The steps per second in the first epochs of a run, all of which are recorded."""
    page.get_by_role("button", name="Reset", exact=True).click()
    return rate_of(page, 4)


LANDSCAPE = """() => new Promise((resolve) => {
  const lab = document.querySelector("cr-lab").lab;
  const start = performance.now();
  const times = {};
  const look = () => {
    const { map } = lab.instruments.get("landscape");
    if (map) times.first ??= performance.now() - start;
    if (!map?.is_complete) requestAnimationFrame(look);
    else resolve([times.first, performance.now() - start]);
  };
  lab.instruments.toggle("landscape");
  requestAnimationFrame(look);
})"""


def landscape(browser: Browser, address: str) -> None:
    """Measure the time from the click to the first and to the complete map on screen, and the speed
    of training with the map open."""
    times, rates = [], []
    for _ in range(ROUNDS):
        with a_page(browser, f"{address}#samples=1000") as page:
            wait_until_ready(page)
            page.get_by_role("button", name="Epoch", exact=True).click()
            times.append(page.evaluate(LANDSCAPE))
            rates.append(_rate_from_the_start(page))
            page.get_by_role("button", name="Loss landscape").click()
            rates[-1] /= _rate_from_the_start(page)
    first, complete = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"landscape: first visible after {first:.0f} ms, complete after {complete:.0f} ms")
    print(f"landscape, open while training: {1 - statistics.median(rates):.0%} slower than closed")
