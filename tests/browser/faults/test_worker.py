"""If Python exits, runs out of memory or hangs, it restarts and the run continues."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from steps import press, status
from worker import caught, next_worker, run


def message(page: Page):
    return page.locator("cr-strip .sentence")


def epochs(page: Page) -> float:
    return float(page.get_by_label("Epoch", exact=True).inner_text().replace(",", ""))


ENDS = {
    "SystemExit(3)": "Python exited (SystemExit: 3)",
    "KeyboardInterrupt()": "Python exited (KeyboardInterrupt)",
    "MemoryError()": "Python ran out of memory",
}
"""No more than the page restarts Python in two minutes."""


@pytest.mark.parametrize("where", ["reports", "advance"])
def test_python_restarts_after_it_exits(address: str, page: Page, where: str):
    worker = caught(page, address)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    for error, words in ENDS.items():
        run(worker, f"def fail(*_):\n    raise {error}\nthe_session.{where} = fail")
        worker = next_worker(page, lambda: press(page, "Play"))
        expect(message(page)).to_have_text(
            re.compile(re.escape(words) + r"\. It was restarted, and the run continues from epoch ")
        )
        expect(status(page)).to_have_text("Training")
        press(page, "Pause")
        expect(status(page)).to_have_text("Paused")
        assert epochs(page) >= 1


def test_python_restarts_after_numbers_that_javascript_cannot_represent(address: str, page: Page):
    """V8 reports such numbers for an array in the upper half of a 4 GB heap."""
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
    expect(message(page)).to_contain_text("Python ran out of memory. It was restarted")
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("2")


WAIT = """() => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const cell = new Int32Array(memory.buffer);
  self.wait = (milliseconds) => void Atomics.wait(cell, 0, 0, milliseconds);
}"""
"""Lets the worker stop responding without keeping a core busy."""


@pytest.mark.parametrize("end", ["close()", "wait(Infinity)"], ids=["closed", "hung"])
def test_a_worker_that_stops_responding_is_restarted(address: str, page: Page, end: str):
    worker = caught(page, address)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    worker.evaluate(WAIT)
    worker.evaluate(f"() => void setTimeout(() => {end}, 0)")
    expect(message(page)).to_contain_text("has stopped responding")
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("2")


def test_a_worker_that_closes_during_startup_is_reported(address: str, page: Page):
    with page.expect_worker() as found:
        page.goto(address)
    found.value.evaluate("() => void setTimeout(close, 0)")
    expect(status(page)).to_contain_text("has stopped responding")
    press(page, "Retry")
    expect(status(page)).to_have_text("Ready")


def test_a_worker_in_a_long_command_does_not_count_as_unresponsive(address: str, page: Page):
    """The worker announces such a command, so taking twice the usual limit is not an error."""
    worker = caught(page, address)
    worker.evaluate(WAIT)
    run(
        worker,
        "import js\ndef slow(message, plain=the_session._on_step):\n"
        "    js.wait(18_000)\n    return plain(message)\nthe_session._on_step = slow",
    )
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    expect(message(page)).to_have_count(0)


def test_an_engine_that_does_not_start_is_reported(address: str, page: Page):
    """Pyodide itself only logs a warning, and then waits forever."""
    with page.expect_worker() as found:
        page.goto(address)
    found.value.evaluate(
        """() => { WebAssembly.instantiate = async () => { throw new Error("no room"); }; }"""
    )
    expect(status(page)).to_contain_text("pyodide.asm.wasm could not be loaded: ")
    expect(status(page)).to_contain_text("no room")
    press(page, "Retry")
    expect(status(page)).to_have_text("Ready")


def test_earlier_snapshots_and_other_runs_survive_a_restart(address: str, page: Page):
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
    expect(message(page)).to_contain_text("the run continues from epoch 2.")
    slider.fill("0")
    expect(status(page)).to_have_text("Looking back")
    expect(page.get_by_role("button", name="Forget")).to_have_count(1)
