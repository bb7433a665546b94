"""All text can be read: it is large enough and not cut off at any width, zoom and text size."""

from __future__ import annotations

import time

from fitting import OVERLAPPING
from playwright.sync_api import Page, expect
from steps import held_engine, painted, press, until
from watched import Watched

SMALL = """() => {
    const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const { parentElement: e, textContent } = walk.currentNode;
        if (!textContent.trim() || !e.checkVisibility({ visibilityProperty: true })) continue;
        if (e.closest("script, style, option, annotation, .unseen")) continue;
        const size = parseFloat(getComputedStyle(e).fontSize);
        if (size < 12) found.add(`${size} px: ${textContent.trim().slice(0, 40)}`);
    }
    return [...found];
}"""
WIDER = """() => {
    const far = [...document.querySelectorAll(
        "main *, header *, .masthead *, .transport *, .strip *")]
        .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".unseen"))
        .filter((e) => !e.closest("[class*=scroll], .u-wrap, pre, .op-formulas, .preview-rows"))
        .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    return far.slice(0, 5).map((e) => e.outerHTML.slice(0, 100));
}"""
CUT = """() => {
    const context = document.createElement("canvas").getContext("2d");
    const isSeen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.clientWidth > 1;
    const boxes = [...document.querySelectorAll(
        "button, label, legend, summary, h2, h3, .name, .field-name, .readout output, " +
        ".run-line, .places a")]
        .filter((e) => isSeen(e) && !e.closest(".unseen"))
        .filter((e) => getComputedStyle(e).display !== "inline")
        .filter((e) => e.scrollWidth > e.clientWidth + 1)
        .map((e) => `${e.className || e.nodeName}: ${e.textContent.trim().slice(0, 40)}`);
    const menus = [...document.querySelectorAll("select")].filter(isSeen).filter((e) => {
        const style = getComputedStyle(e);
        context.font = style.font;
        const words = e.selectedOptions[0]?.textContent.trim() ?? "";
        const arrow = style.appearance === "none" ? 0 : 16;
        const room = e.clientWidth - arrow
            - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        return context.measureText(words).width > room + 1;
    }).map((e) => `menu ${e.id || e.ariaLabel}: ${e.selectedOptions[0]?.textContent.trim()}`);
    return [...boxes, ...menus];
}"""
SETTLING_S = 10
CHARTS = "() => [...document.querySelectorAll('.charts .chart-stage')].map((e) => e.clientWidth)"


def faults(page: Page) -> dict[str, list[str]]:
    """The text that can't be read once the figures have adapted to a new width, which takes a few
    frames."""
    end = time.monotonic() + SETTLING_S
    while (found := faults_now(page)) and time.monotonic() < end:
        painted(page)
    return found


def faults_now(page: Page) -> dict[str, list[str]]:
    found = {"small": SMALL, "wider": WIDER, "cut": CUT, "overlapping": OVERLAPPING}
    faults = {name: page.evaluate(script) for name, script in found.items()}
    if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
        faults["wider"].append("the page scrolls sideways")
    return {name: list_ for name, list_ in faults.items() if list_}


def test_all_text_is_large_enough_and_not_cut_off_at_any_width(lab: Page):
    for name in ("Microscope", "Verdict", "Many networks", "Loss landscape"):
        press(lab, name)
    expect(lab.get_by_role("figure", name="Microscope", exact=True)).to_contain_text("step")
    found = {}
    for width in (320, 360, 480, 640, 768, 860, 1024, 1080, 1280, 1366, 1920, 2560):
        lab.set_viewport_size({"width": width, "height": 800})
        if there := faults(lab):
            found[width] = there
        if 768 <= width <= 1080:
            until(lambda: min(lab.evaluate(CHARTS)) >= 300)
    assert found == {}


def test_nothing_is_cut_off_at_twice_the_text_size(lab: Page):
    session = lab.context.new_cdp_session(lab)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    found = {}
    for width in (640, 1280, 1920):
        lab.set_viewport_size({"width": width, "height": 800})
        if there := faults(lab):
            found[width] = there
    assert found == {}


def test_the_recorded_run_is_whole_on_a_phone_at_twice_the_text_size(fresh: Watched):
    page = fresh.page
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.set_viewport_size({"width": 360, "height": 740})
    held_engine(page)
    fresh.open()
    expect(page.get_by_label("Recorded run")).to_be_visible()
    expect(page.locator(".recorded .number")).to_contain_text("epoch 600")
    until(lambda: page.evaluate(WIDER) == [])


def test_the_other_sections_can_be_read_at_any_width(lab: Page):
    for place in ("Learn", "Instruments", "About"):
        lab.get_by_role("link", name=place, exact=True).click()
        for width in (320, 768, 1920):
            lab.set_viewport_size({"width": width, "height": 800})
            assert faults(lab) == {}, (place, width)


def test_the_dialog_of_a_table_can_be_read_at_any_width(lab: Page):
    lab.get_by_label("Data set").select_option("Your own table")
    dialog = lab.get_by_role("dialog", name="Your own table")
    dialog.get_by_role("textbox").first.fill("when,size,kind\n2024-01-02,1,a\n2024-02-03,2,b\n")
    expect(dialog.get_by_role("columnheader").first).to_contain_text("date")
    expect(dialog.get_by_label("Dates")).to_contain_text("(detected)")
    for width in (320, 360, 768, 1280):
        lab.set_viewport_size({"width": width, "height": 800})
        assert faults(lab) == {}, width
