"""The status and the verdict beside it are always visible, never cut off, and move nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from steps import press, status, until
from watched import Watched

TOPS = """() => [".columns", ".network-stage", ".chart-stage", ".transport"].map(
    (name) => document.querySelector(name).getBoundingClientRect().top)"""
LONGEST = """([state, line]) => {
    document.querySelector(".run-status").textContent = state;
    document.querySelector(".verdict-line button").textContent = "! " + line + " +2";
    const row = document.querySelector(".run-line");
    const button = document.querySelector(".verdict-line button").getBoundingClientRect();
    const end = document.querySelector(".transport-row").getBoundingClientRect().right;
    const microscope = document.querySelector(".open-microscope").getBoundingClientRect();
    const isBeside = microscope.top < button.bottom && button.top < microscope.bottom;
    const room = isBeside ? microscope.left : end;
    return row.scrollWidth <= row.clientWidth + 1 && button.right <= room + 1
        && document.documentElement.scrollWidth <= innerWidth;
}"""
WORDS = {
    "en": ["Training", "Looking back"],
    "de": ["Angehalten", "Divergiert"],
}


def verdict(page: Page):
    return page.locator(".verdict-line button")


def test_the_verdict_beside_the_status_opens_an_instrument_with_its_numbers(lab: Page):
    expect(verdict(lab)).to_contain_text("Too early to judge")
    before = lab.evaluate(TOPS)
    press(lab, "Play")
    until(lambda: "Too early" not in verdict(lab).inner_text())
    assert lab.evaluate(TOPS) == before
    press(lab, "Pause")
    expect(status(lab)).to_have_text("Paused")
    expect(verdict(lab)).to_be_visible()
    assert any(sign.isdigit() for sign in verdict(lab).get_attribute("title") or "")
    verdict(lab).click()
    expect(lab.get_by_role("figure", name="Verdict", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_longest_status_and_verdict_are_not_cut_off_at_any_width(
    watched: Watched, language: str
):
    page = watched.page
    page.goto(f"{watched.address}?lang={language}#data=xor")
    expect(verdict(page)).to_be_visible()
    longest = {"en": "Unusual initial loss", "de": "Gradienten verschwinden"}[language]
    cut = {}
    for width in (320, 360, 480, 640, 768, 860, 1024, 1260, 1280, 1366, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        for word in WORDS[language]:
            if not page.evaluate(LONGEST, [word, longest]):
                cut[width] = word
    assert cut == {}


def test_printing_puts_whole_figures_on_one_page(lab: Page):
    press(lab, "Microscope")
    pdf = lab.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    lab.emulate_media(media="print")
    for name in (".dock", ".strip", ".settings", ".buttons", ".masthead-tools"):
        expect(lab.locator(name).first).to_be_hidden()
    expect(lab.get_by_role("figure", name="Network", exact=True)).to_be_visible()
    expect(lab.get_by_label("Links show")).to_be_visible()


def test_a_message_disappears_on_its_own(lab: Page):
    lab.clock.install()
    lab.evaluate("() => document.querySelector('cr-lab').lab.notices.show('Done.')")
    message = lab.locator(".strip", has_text="Done.")
    expect(message).to_be_visible()
    lab.clock.run_for(8_000)
    expect(message).to_be_hidden()


def test_a_click_on_the_verdict_brings_the_whole_instrument_into_view(watched: Watched):
    """The instrument's content arrives after the instrument has opened."""
    page = watched.page
    page.set_viewport_size({"width": 1280, "height": 800})
    watched.ready(
        "loss=mse&data=spiral&layers=4-sigmoid,4-sigmoid,4-sigmoid,4-sigmoid&optimizer=sgd"
    )
    page.locator(".verdict-line button").click()
    instrument = page.get_by_role("figure", name="Verdict", exact=True)
    expect(instrument.get_by_text("Rule and numbers").first).to_be_visible()
    expect(instrument).to_be_in_viewport(ratio=1)
