"""The parts of the microscope on a page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page


def scope(page: Page) -> Locator:
    return page.get_by_role("figure", name="Microscope", exact=True)


def title(page: Page) -> str:
    return scope(page).get_by_role("heading", level=3).inner_text()


def show_whole_batch(page: Page) -> None:
    """Show all examples; the microscope shows one by default."""
    scope(page).get_by_label("What to watch").select_option("")


def number_in(text: str) -> float:
    """Parse a number as written by the page."""
    plain = re.sub(r"\s", "", text).replace("−", "-").replace("+", "")
    size, _, power = plain.partition("·10")
    return float(size) * 10.0 ** int(power or 0)
