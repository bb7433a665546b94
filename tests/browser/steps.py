"""What all tests do on a page: press, read, wait."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page


def number(page: Page, label: str) -> float:
    text = page.get_by_label(label, exact=True).inner_text().replace(",", "")
    return float("nan") if text == "–" else float(text)


def status(page: Page):
    return page.get_by_label("Status", exact=True)


def address(page: Page) -> str:
    """What stands after `#`; `page.url` is as old as Playwright's last look at its events."""
    return page.evaluate("() => location.hash.slice(1)")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """The page's policy forbids evaluating strings, so Playwright's own waiting fails: poll."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)
