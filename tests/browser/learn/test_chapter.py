"""A chapter of the article: live figures, exercises, and accessibility in both themes."""

from __future__ import annotations

import re

import pytest
from axe import violations
from playwright.sync_api import Page, expect
from watched import Watched

WRONG = "0.44"
"""The gradient if the slope of the sigmoid is left out, which is a known mistake."""


@pytest.fixture
def chapter(watched: Watched) -> Page:
    """The chapter on the backward pass, with its first figure running."""
    watched.page.goto(watched.address + "learn/backward.html")
    figure = watched.page.locator("#by-hand")
    figure.evaluate("(element) => element.scrollIntoView()")
    expect(figure).to_contain_text("0.138498562")
    return watched.page


def test_answers_and_the_readers_code_are_checked(watched: Watched, chapter: Page):
    number = chapter.locator("cr-exercise").first
    for answer, verdict in ((WRONG, "Not yet."), ("0,0822", "Right.")):
        number.get_by_label("Your answer").fill(answer)
        number.get_by_role("button", name="Check").click()
        expect(number.locator("output")).to_have_text(verdict)
        assert number.get_by_text("left out the slope").is_visible() == (answer == WRONG)
    code = chapter.locator("cr-code")
    editor = code.get_by_role("textbox")
    lines = {
        "dh": "dy @ W2.T",
        "dz": "dh * (1 - h)",
        "dW1": "x.T @ dz",
        "db1": "dz.sum(axis=0)",
    }
    text = editor.input_value()
    for name, right in lines.items():
        text = text.replace(f"{name} = ...", f"{name} = {right}")
    for given, verdict in ((text, "The marked entries"), (text.replace("- h)", "- h**2)"), "All")):
        editor.fill(given)
        editor.press("Control+Enter")
        expect(code.locator("output")).to_contain_text(verdict)
        assert (code.locator("td.is-wrong").count() > 0) == (verdict != "All")
    expect(chapter.locator("cr-progress")).to_contain_text("2 of 3 exercises done")
    assert watched.complaints == []


def test_several_figures_train_at_once_and_are_accessible(watched: Watched, chapter: Page):
    figure = chapter.locator("#batch")
    figure.evaluate("(element) => element.scrollIntoView()")
    figure.get_by_role("button", name="Play").click()
    expect(figure.locator(".run-numbers")).not_to_contain_text("Epoch 0,")
    figure.get_by_role("button", name="Pause").click()
    for scheme in ("light", "dark"):
        chapter.emulate_media(color_scheme=scheme)
        assert violations(chapter) == []
    assert watched.complaints == []


def test_printed_figures_are_complete_and_have_no_controls(watched: Watched, chapter: Page):
    chapter.emulate_media(media="print", color_scheme="dark")
    controls = "button:not(.rail-sections *), input, .lesson-foot, .chapters, .masthead-tools"
    assert chapter.locator(controls).filter(visible=True).count() == 0
    for text in ("Three factors: error", "0.0822."):
        expect(chapter.locator("cr-exercise").first.get_by_text(text)).to_be_visible()
    for name, is_live in (("by-hand", True), ("engine", False)):
        figure = chapter.locator(f"#{name}")
        expect(figure.locator(".lesson-parts")).to_be_visible(visible=is_live)
        expect(figure.locator(".still")).to_be_visible(visible=not is_live)
    colour = chapter.evaluate("getComputedStyle(document.querySelector('.lead')).color")
    assert max(map(int, re.findall(r"\d+", colour))) < 80
    assert watched.complaints == []
