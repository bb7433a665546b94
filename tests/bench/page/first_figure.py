"""The time from opening a chapter or an application to its first live figure."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, Page

ROUNDS = 5
PAGES = (
    *("learn/forward", "learn/backward", "learn/deep"),
    *("apps/digits", "apps/names", "apps/diagnosis", "apps/vehicle"),
)
WATCH = """
globalThis.watched = { drawn: 0 };
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.type === "drawn") watched.drawn += 1;
  return post.call(this, message, ...rest);
};
const figure = "cr-figure, cr-digits, cr-names, cr-diagnosis, cr-vehicle";
addEventListener("DOMContentLoaded", () => document.querySelector(figure)?.scrollIntoView());
const look = () => {
  const isLive = [...document.querySelectorAll(figure)].some(({ lab }) => lab?.isLive && lab.frame);
  if (!isLive || !watched.drawn) return requestAnimationFrame(look);
  // What was drawn is visible after the next picture of the page.
  requestAnimationFrame(() => setTimeout(() => (watched.live = performance.now())));
};
requestAnimationFrame(look);
"""


def figures(browser: Browser, address: str) -> None:
    """Measure this time with a warm cache, from the navigation until the figure is live and
    painted.

    A figure further down is scrolled to as soon as the page is parsed.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    for name in PAGES:
        times = [first_figure(page, f"{address}{name}.html") for _ in range(ROUNDS + 1)][1:]
        print(
            f"figures, {name}: live after {statistics.median(times):.0f} ms (median of {ROUNDS}, "
            f"{min(times):.0f} to {max(times):.0f})"
        )
    context.close()


def first_figure(page: Page, address: str) -> float:
    """The milliseconds from the navigation to `address` until its first figure is live."""
    page.goto("about:blank")
    page.goto(address)
    return page.evaluate(
        """() => new Promise((resolve) => {
          const look = () => (watched.live ? resolve(watched.live) : setTimeout(look, 10));
          look();
        })"""
    )
