"""Layout: nothing overflows or moves at any width, and touch targets are large enough."""

from __future__ import annotations

import time

import pytest
from fitting import OVERLAPPING
from playwright.sync_api import CDPSession, Page, ViewportSize, expect
from steps import painted, press, status, until
from watched import Watched, looks

WIDTH = "() => document.documentElement.scrollWidth"
PHONE: ViewportSize = {"width": 360, "height": 740}


def test_nothing_overflows_sideways_or_moves_while_training(lab: Page):
    tops = (
        "() => [...document.querySelectorAll('figure, button, output')]"
        ".filter((e) => !e.closest('cr-strip'))"  # a message covers the page and disappears
        ".map((e) => Math.round(e.getBoundingClientRect().top + scrollY))"
    )
    for width in looks(lab, 360, 768, 1280, 1920, height=800):
        # The figures adapt to a new width in the next frames.
        until(lambda width=width: lab.evaluate(WIDTH) <= width)
        painted(lab)
        press(lab, "Play")
        expect(status(lab)).to_have_text("Training")
        painted(lab)
        before = lab.evaluate(tops)
        time.sleep(0.6)
        assert lab.evaluate(tops) == before
        press(lab, "Reset")
        expect(status(lab)).to_have_text("Ready")


SHIFTS = """() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
        for (const { hadRecentInput, sources } of list.getEntries()) {
            for (const { node, previousRect, currentRect } of hadRecentInput ? [] : sources) {
                const [a, b] = [previousRect, currentRect].map(({ x, y }) => `${x}, ${y}`);
                shifts.push(`${node?.className ?? node?.nodeName} from ${a} to ${b}`);
            }
        }
    }).observe({ type: "layout-shift" });
}"""


def test_nothing_moves_while_losses_spike_weights_grow_and_settings_change(watched: Watched):
    page = watched.ready("data=circle&learning_rate=0.03&l2=0.0001")
    page.evaluate(SHIFTS)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".above:visible")).to_have_count(0)
        page.wait_for_timeout(600)  # layout shifts within half a second of a click are not counted
        page.evaluate("() => shifts.length = 0")
        # After a synthetic click, layout shifts are counted.
        page.get_by_role("button", name="Play", exact=True).evaluate("(play) => play.click()")
        until(lambda: page.locator(".above:visible").count() > 0)
        until(lambda: page.locator(".weight-high").inner_text() not in ("+2", "+4"))
        change = "() => document.querySelector('cr-lab').lab.change({ learning_rate: 0.02 })"
        page.evaluate(change)
        expect(page.get_by_role("button", name="Learning rate 0.03 → 0.02")).to_have_count(2)
        assert page.evaluate("() => shifts") == []
        press(page, "Reset")
        page.evaluate(change.replace("0.02", "0.03"))


def touch_screen(page: Page, mobile: bool) -> CDPSession:
    """Make the page behave as on a touch screen, without a new browser context."""
    page.set_viewport_size(PHONE)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    size = {**PHONE, "deviceScaleFactor": 1, "mobile": mobile}
    session.send("Emulation.setDeviceMetricsOverride", size)
    return session


def tap(screen: CDPSession, x: float, y: float) -> None:
    screen.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_tapped_unit_keeps_showing_its_numbers(watched: Watched):
    screen = touch_screen(watched.page, mobile=False)
    page = watched.ready()
    assert page.evaluate("() => matchMedia('(pointer: coarse)').matches")
    network = page.get_by_role("figure", name="Network", exact=True)
    box = network.locator(".network-name", has_text="class 1").bounding_box()
    assert box is not None
    # The output's unit is on the left of its name.
    tap(screen, box["x"] - 20, box["y"] + box["height"] / 2)
    expect(network.get_by_text("bias", exact=True)).to_be_visible()
    expect(network).to_contain_text("output, class 1")


COVERED = """() => {
    const { top, bottom } = document.querySelector(".transport").getBoundingClientRect();
    return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)) / innerHeight;
}"""
"""The share of the window's height that the bar of the run covers."""


def test_a_low_window_has_room_for_the_diagram(lab: Page):
    for width, height in ((740, 400), (568, 320), (1280, 400)):
        lab.set_viewport_size({"width": width, "height": height})
        lab.evaluate("() => scrollTo(0, 300)")
        # The page adapts to a new size within some screen refreshes.
        until(lambda: lab.evaluate(COVERED) < 0.17)
        until(lambda: lab.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


OUTSIDE = """() => {
    const parts = ".transport .buttons button, .readout, .run-status, .verdict-line button, " +
        ".open-microscope";
    return [...document.querySelectorAll(parts)]
        .filter((e) => e.checkVisibility())
        .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
        .filter(([, b]) => Math.min(b.left, b.top) < 0 || b.right > innerWidth ||
            b.bottom > innerHeight)
        .map(([words, b]) => `${words} at ${b.left}, ${b.top} to ${b.right}, ${b.bottom}`);
}"""


def whole_dock(page: Page) -> None:
    """Check that Play, status, verdict and both losses are inside the window and do not overlap."""
    assert page.locator(".transport .readout-loss:visible").count() == 2
    assert page.locator(".run-status, .verdict-line button").count() == 2
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []
    until(lambda: page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_dock_is_not_cut_off_in_low_windows_and_at_twice_the_text_size(
    watched: Watched, language: str
):
    page = watched.page
    page.goto(f"{watched.address}?lang={language}")
    expect(page.locator(".run-status")).to_have_text("Bereit" if language == "de" else "Ready")
    expect(page.locator(".verdict-line button")).to_be_visible()
    for width, height in ((640, 400), (683, 320), (740, 360), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        whole_dock(page)
    page.set_viewport_size(PHONE)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    whole_dock(page)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    whole_dock(page)
    top = page.evaluate("() => document.querySelector('.transport').getBoundingClientRect().top")
    assert top >= 0.6 * PHONE["height"], "the dock leaves room for the page"
    page.locator("body").press("m")
    expect(
        page.get_by_role("figure", name="Mikroskop" if language == "de" else "Microscope")
    ).to_be_visible()
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []
    # The page scrolls to the diagram after the microscope has its height.
    until(lambda: is_above_the_dock(page))


def is_above_the_dock(page: Page) -> bool:
    """Whether the whole diagram is visible above the microscope."""
    diagram, sheet = (
        page.locator(selector).bounding_box() for selector in ("cr-network canvas", ".dock")
    )
    assert diagram is not None
    assert sheet is not None
    return diagram["y"] >= 0 and diagram["y"] + diagram["height"] <= sheet["y"] + 1


def test_the_charts_end_above_the_fold(lab: Page):
    for width, height in ((1280, 900), (1920, 1080)):
        lab.set_viewport_size({"width": width, "height": height})
        for chart in lab.locator(".chart-stage").all():
            box = chart.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height


@pytest.mark.parametrize("layers", ["8-tanh,8-tanh", "4-tanh,4-tanh,4-tanh,4-tanh,4-tanh"])
def test_all_controls_are_large_enough_for_touch(watched: Watched, layers: str):
    touch_screen(watched.page, mobile=True)
    page = watched.ready(f"layers={layers}&optimizer=sgd")
    assert page.evaluate("() => matchMedia('(pointer: coarse)').matches")
    for more in page.get_by_text("More", exact=True).all():
        more.click()
    small = page.evaluate(
        """() => {
            const pressed = "button, select, summary, label:has(input), .field input, .data-set";
            return [...document.querySelectorAll(pressed)]
                .filter((e) => e.checkVisibility() && !e.matches("label input"))
                .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
                .filter(([, box]) => Math.min(box.width, box.height) < 43.9)
                .map(([what, box]) => `${what} ${box.width} × ${box.height}`);
        }"""
    )
    assert small == []


def test_errors_in_two_fields_beside_play_are_both_shown_and_move_nothing(lab: Page):
    before = lab.get_by_role("figure", name="Network", exact=True).bounding_box()
    for name in ("Learning rate", "Batch size"):
        lab.get_by_label(name, exact=True).fill("abc")
        lab.keyboard.press("Tab")
    left = lab.get_by_role("paragraph").filter(has_text="Learning rate: 'abc'").bounding_box()
    right = lab.get_by_role("paragraph").filter(has_text="Batch size: 'abc'").bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] <= right["x"]
    assert lab.get_by_role("figure", name="Network", exact=True).bounding_box() == before
