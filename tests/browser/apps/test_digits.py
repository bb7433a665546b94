"""The application Images on its own page: pictures are drawn by keyboard, read and explained."""

from __future__ import annotations

import re

from axe import violations
from playwright.sync_api import Page, expect
from steps import press, until
from watched import Watched, looks


def test_a_digit_drawn_by_keyboard_is_read_after_training(watched: Watched):
    page = watched.page
    page.goto(watched.address + "apps/digits.html")
    expect(page.get_by_role("heading", name="The output of each layer")).to_be_visible()
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


def test_sentences_and_chart_describe_the_selected_set_of_pictures(watched: Watched):
    page = watched.page
    page.goto(watched.address + "apps/digits.html")
    press(page, "Train")
    until(lambda: len(curves(page)[0]) > 3)
    sentences(page, "8 × 8 pictures", "1,438", "digits", "6,090")
    expect(page.get_by_role("link", name=re.compile("first training step"))).to_have_attribute(
        "href", re.compile("#app:digits&")
    )
    page.get_by_role("combobox", name="Pictures").select_option("clothing")
    expect(page.get_by_text("Held-out picture 1 is shown")).to_be_visible()
    sentences(page, "14 × 14 pictures", "1,600", "clothes", "2,698")
    expect(page.get_by_role("link", name=re.compile("first training step"))).to_have_attribute(
        "href", re.compile("#app:digits/clothing&")
    )
    until(lambda: len(curves(page)[0]) == 1)
    assert curves(page)[1] == ["training", "test"]
    network, examples = page.evaluate(
        """() => {
          const { network, opened } = document.querySelector("cr-digits").lab;
          return [network.parameters, opened.training_examples];
        }"""
    )
    assert (network, examples) == (2698, 1600)


def curves(page: Page) -> tuple[list[float], list[str]]:
    """The epochs of the loss chart, and the names of its curves."""
    epochs, names = page.evaluate(
        """() => {
          const { curves = [], epochs = [] } = document.querySelector("cr-chart").chart ?? {};
          return [[...epochs], curves.map(({ label }) => label)];
        }"""
    )
    return epochs, names


def sentences(page: Page, size: str, examples: str, kind: str, weights: str) -> None:
    """Check what the text says about the pictures and the network."""
    words = page.locator("main").inner_text()
    other = {"1,438": "1,600", "1,600": "1,438"}[examples]
    for part in (size, f"from {examples} examples", f"ten {kind}", f"the {weights} weights"):
        assert part in re.sub(r"kinds of |\s+(?=\s)", "", words), part
    assert other not in words
