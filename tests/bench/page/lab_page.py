"""The lab in a browser: opening it, waiting for it, and measuring its speed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROUNDS = 3
WATCH = """
globalThis.watched = { frames: 0, longest: 0 };
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.type === "drawn") watched.frames += 1;
  return post.call(this, message, ...rest);
};
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) watched.longest = Math.max(watched.longest, task.duration);
}).observe({ type: "longtask" });
new MutationObserver(() => {
  const status = document.querySelector("[role=status]")?.textContent.trim();
  if (status === "Ready") watched.ready ??= performance.now();
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


@contextmanager
def a_page(browser: Browser, address: str) -> Iterator[Page]:
    """A page in a new profile that is loaded and ready."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.add_init_script("localStorage.setItem('chainrule-first-step', 'left')")
    page.goto(address)
    yield page
    context.close()


def wait_until_ready(page: Page) -> None:
    """Wait until Python is ready."""
    expect(page.get_by_label("Status", exact=True)).to_have_text("Ready", timeout=60_000)


def steps_of(page: Page) -> float:
    """The number of steps of the run on the page."""
    return page.evaluate("() => document.querySelector('cr-lab').lab.frame.step")


def rate_of(page: Page, seconds: float) -> float:
    """Measure the steps per second during training."""
    page.get_by_role("button", name="Play", exact=True).click()
    time.sleep(1)
    page.evaluate("() => { watched.frames = 0; }")
    before, start = steps_of(page), time.monotonic()
    time.sleep(seconds)
    rate = (steps_of(page) - before) / (time.monotonic() - start)
    page.get_by_role("button", name="Pause", exact=True).click()
    return rate
