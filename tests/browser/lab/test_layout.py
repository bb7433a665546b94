"""The grid holds: nothing overflows or jumps, in any width, and fingers have room."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect
from steps import press, status, until
from watched import Watched, looks


def test_nothing_scrolls_sideways_and_nothing_jumps(lab: Page):
    tops = (
        "() => [...document.querySelectorAll('figure, button, output')]"
        ".map((e) => Math.round(e.getBoundingClientRect().top + scrollY))"
    )
    for width in looks(lab, 360, 768, 1280, 1920, height=800):
        assert lab.evaluate("() => document.documentElement.scrollWidth") <= width
        press(lab, "Play")
        expect(status(lab)).to_have_text("Training")
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


def test_nothing_moves_while_losses_spike_and_weights_grow(watched: Watched):
    page = watched.ready("data=circle&learning_rate=0.03&l2=0.0001")
    page.evaluate(SHIFTS)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_text(" higher", exact=False)).to_have_count(0)
        page.wait_for_timeout(600)  # a press excuses shifts for half a second
        page.evaluate("() => shifts.length = 0")
        # A click that no one made excuses none.
        page.get_by_role("button", name="Play", exact=True).evaluate("(play) => play.click()")
        until(lambda: page.get_by_text(" higher", exact=False).count() > 0, seconds=30)
        until(lambda: page.locator(".weight-high").inner_text() not in ("+2", "+4"), seconds=30)
        assert page.evaluate("() => shifts") == []
        press(page, "Reset")


def test_a_tapped_unit_keeps_its_numbers(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = Watched(context.new_page(), address).ready()
    network = page.get_by_role("figure", name="Network", exact=True)
    box = network.get_by_role("img").first.bounding_box()
    assert box is not None
    # The output's unit stands in the middle of what the layers' buttons leave.
    page.touchscreen.tap(box["x"] + box["width"] - 22, box["y"] + box["height"] / 2 + 55)
    expect(network.get_by_text("bias", exact=True)).to_be_visible()
    expect(network).to_contain_text(re.compile(r"output, unit 1|layer \d, unit"))
    context.close()


def test_a_low_window_is_left_to_the_picture(lab: Page):
    for width, height in ((740, 400), (568, 320), (1280, 400)):
        lab.set_viewport_size({"width": width, "height": height})
        lab.evaluate("() => scrollTo(0, 300)")
        covered = lab.evaluate(
            """() => {
                const transport = document.querySelector(".transport");
                const { top, bottom } = transport.getBoundingClientRect();
                return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)) / innerHeight;
            }"""
        )
        assert covered < 0.17
        assert lab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_charts_end_above_the_fold(lab: Page):
    for width, height in ((1280, 900), (1920, 1080)):
        lab.set_viewport_size({"width": width, "height": height})
        for chart in lab.locator(".chart-stage").all():
            box = chart.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height


@pytest.mark.parametrize("layers", ["8-tanh,8-tanh", "4-tanh,4-tanh,4-tanh,4-tanh,4-tanh"])
def test_whatever_is_pressed_has_room_for_a_finger(browser: Browser, address: str, layers: str):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = Watched(context.new_page(), address).ready(f"layers={layers}&optimizer=sgd")
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
    context.close()
