"""The application Images: drawn with keys, read, explained and trained on its own page."""

from __future__ import annotations

import re

from axe import violations
from playwright.sync_api import expect
from steps import press, until
from watched import Watched, looks


def test_a_digit_drawn_with_keys_is_read_after_training(watched: Watched):
    page = watched.page
    page.goto(watched.address + "apps/digits.html")
    expect(page.get_by_text("The output of each layer")).to_be_visible()
    press(page, "Train")
    expect(page.get_by_role("status").filter(has_text="Paused")).to_be_visible()
    accuracy = page.locator(".app-number", has_text="Held-out accuracy")
    until(lambda: float(re.sub(r"[^\d.]", "", accuracy.inner_text())) >= 97)
    drawing = page.get_by_role("application")
    drawing.focus()
    for key in [*["ArrowUp"] * 5, *["Shift+ArrowDown"] * 11]:
        page.keyboard.press(key)
    expect(page.get_by_role("button", name=re.compile("^1 "))).to_have_class(
        re.compile("is-answer")
    )
    press(page, "Find them")
    expect(page.get_by_text("Push away from it")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^“"))).to_have_count(12)
    page.get_by_role("button", name=re.compile("^7 ")).click()
    expect(page.get_by_text("What would make it more of a “7”")).to_be_visible()
    for _ in looks(page, 360, 1280):
        assert violations(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert watched.complaints == []
