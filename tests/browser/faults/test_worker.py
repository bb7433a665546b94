"""Python that ends itself, runs out of memory or hangs is started again from where the run was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from steps import press, status
from worker import caught, run

SOON = 30_000
"""A silent worker is given up after 9 s of a machine that is not busy."""


def told(page: Page):
    return page.locator("cr-strip .sentence")


def epochs(page: Page) -> float:
    return float(page.get_by_label("Epoch", exact=True).inner_text().replace(",", ""))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("SystemExit(3)", "Python ended itself (SystemExit: 3)"),
        ("KeyboardInterrupt()", "Python ended itself (KeyboardInterrupt)"),
        ("MemoryError()", "Python ran out of memory"),
    ],
)
@pytest.mark.parametrize("where", ["tell", "advance"])
def test_what_ends_python_starts_it_again(address: str, page: Page, where: str, error, words):
    worker = caught(page, address)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    run(worker, f"def fail(*_):\n    raise {error}\nthe_session.{where} = fail")
    press(page, "Play")
    expect(told(page)).to_have_text(
        re.compile(re.escape(words) + r"\. It was restarted, and the run continues from epoch ")
    )
    expect(status(page)).to_have_text("Training")
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")
    assert epochs(page) >= 1


def test_numbers_beyond_the_reach_of_javascript_start_python_again(address: str, page: Page):
    """What V8 says of an array in the upper half of a heap of 4 GB."""
    worker = caught(page, address)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    worker.evaluate(
        """() => {
          for (const kind of [Float32Array, Float64Array]) {
            kind.prototype.slice = () => {
              throw new RangeError("Start offset -2893896 is outside the bounds of the buffer");
            };
          }
        }"""
    )
    press(page, "Epoch")
    expect(told(page)).to_contain_text("Python ran out of memory. It was restarted")
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("2")


@pytest.mark.parametrize("end", ["close()", "(() => { for (;;); })()"], ids=["closed", "hung"])
def test_a_worker_that_falls_silent_is_started_again(address: str, page: Page, end: str):
    worker = caught(page, address)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    worker.evaluate(f"() => void setTimeout(() => {end}, 0)")
    expect(told(page)).to_contain_text("does not answer any more", timeout=SOON)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("2")


def test_a_worker_that_is_closed_while_it_starts_is_noticed(address: str, page: Page):
    with page.expect_worker() as found:
        page.goto(address)
    found.value.evaluate("() => void setTimeout(close, 0)")
    expect(status(page)).to_contain_text("does not answer any more", timeout=SOON)
    press(page, "Retry")
    expect(status(page)).to_have_text("Ready", timeout=60_000)


def test_a_long_command_is_no_silence(address: str, page: Page):
    """The worker says that it begins; twice the patience for an idle one is no failure."""
    worker = caught(page, address)
    run(
        worker,
        "import time\ndef slow(message, plain=the_session._on_step):\n"
        "    end = time.monotonic() + 18\n    while time.monotonic() < end: pass\n"
        "    return plain(message)\nthe_session._on_step = slow",
    )
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1", timeout=60_000)
    expect(told(page)).to_have_count(0)


def test_an_engine_that_does_not_start_says_so(address: str, page: Page):
    """Pyodide itself only warns on the console, and waits for ever."""
    with page.expect_worker() as found:
        page.goto(address)
    found.value.evaluate(
        """() => { WebAssembly.instantiate = async () => { throw new Error("no room"); }; }"""
    )
    expect(status(page)).to_contain_text("pyodide.asm.wasm could not be loaded: ")
    expect(status(page)).to_contain_text("no room")
    press(page, "Retry")
    expect(status(page)).to_have_text("Ready", timeout=60_000)


def test_earlier_moments_and_other_runs_survive(address: str, page: Page):
    worker = caught(page, address)
    for epoch in ("1", "2", "3"):
        press(page, "Epoch")
        expect(page.get_by_label("Epoch", exact=True)).to_have_text(epoch)
    slider = page.get_by_role("slider", name="Epoch shown")
    slider.fill("1")
    expect(status(page)).to_have_text("Looking back")
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("2")
    run(worker, "def fail(*_):\n    raise SystemExit\nthe_session.frame = fail")
    press(page, "Step")
    expect(told(page)).to_contain_text("the run continues from epoch 2.")
    slider.fill("0")
    expect(status(page)).to_have_text("Looking back")
    expect(page.get_by_role("button", name="Forget")).to_have_count(1)
