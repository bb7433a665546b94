"""Actions on a page that many tests share: pressing, reading, waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route

LIMIT = 60
"""The seconds after which a wait fails: many, so that no test fails because the machine is busy."""


def number(page: Page, label: str) -> float:
    text = page.get_by_label(label, exact=True).inner_text().replace(",", "")
    return float("nan") if text == "–" else float(text)


def status(page: Page):
    return page.get_by_label("Status", exact=True)


def address(page: Page) -> str:
    """The URL after `#`; `page.url` may be outdated until Playwright handles its events."""
    return page.evaluate("() => location.hash.slice(1)")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def saved(page: Page, button: str) -> str:
    """The text of the file that a button saves."""
    with page.expect_download() as download:
        press(page, button)
    return Path(download.value.path()).read_text(encoding="utf-8")


def held_engine(page: Page) -> Callable[[], None]:
    """Hold the requests for Pyodide's engine, so that Python does not start; return a function that
    lets them continue."""
    held: list[Route] = []
    is_held = True

    def answer(route: Route) -> None:
        if is_held:
            held.append(route)
        else:
            route.continue_()

    def release() -> None:
        nonlocal is_held
        is_held = False
        for route in held:
            route.continue_()

    page.route("**/*.asm.wasm", answer)
    return release


def painted(page: Page) -> None:
    """Wait until the page shows its newest state, because elements are painted at the next screen
    refresh."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def until(true: Callable[[], bool], seconds: float = LIMIT) -> None:
    """Playwright's own waiting evaluates strings, which the page's Content-Security-Policy forbids,
    so this polls."""
    end = time.monotonic() + seconds
    pause = 0.02
    while not true():
        assert time.monotonic() < end, "the condition was not met in time"
        time.sleep(pause)
        pause = min(pause * 1.3, 0.1)
