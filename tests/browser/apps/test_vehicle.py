"""The application Vehicle on its own page: a driver is cloned and corrected, and the car is
steered."""

from __future__ import annotations

import math
import re

from axe import violations
from playwright.sync_api import Page, expect
from steps import press
from watched import Watched, looks


def test_a_clone_is_trained_corrected_and_driven_by_keyboard(watched: Watched):
    page = watched.page
    page.goto(watched.address + "apps/vehicle.html")
    expect(page.get_by_role("button", name=re.compile("Control point 1 of 8"))).to_be_visible()
    paused = page.get_by_role("status").filter(has_text="Paused")
    for row, examples in ((1, "473"), (2, "953")):
        press(page, "Train")
        expect(paused).to_be_visible()
        press(page, "Count laps without a crash")
        results = page.get_by_role("table").last.get_by_role("row")
        expect(results).to_have_count(row + 1, timeout=30_000)
        expect(results.nth(row)).to_contain_text(examples)
        if row == 1:
            press(page, "Correct the network while it drives (DAgger)")
            corrected = page.get_by_text("The driver has corrected the network at 600 positions")
            expect(corrected).to_be_visible()
            expect(page.get_by_role("status").filter(has_text="Untrained")).to_be_visible()
    page.get_by_label("The network sees").select_option("camera")
    expect(page.get_by_role("img", name="The camera’s picture")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Untrained")).to_be_visible()
    press(page, "Train")
    expect(page.get_by_role("status").filter(has_text="Paused")).to_be_visible()
    control = page.get_by_role("button", name=re.compile("Control point 1 of 8"))
    control.press("ArrowUp")
    expect(page.get_by_role("combobox", name="Track")).to_have_value("")
    page.get_by_role("radio", name="you").check()
    press(page, "Drive")
    expect(page.get_by_text(re.compile("[1-9][0-9]* steps of your driving"))).to_be_visible()
    for _ in looks(page, 360, 1280):
        assert violations(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert watched.complaints == []


def test_a_track_is_drawn_with_the_pointer_or_refused_with_a_reason(watched: Watched):
    page = watched.page
    page.goto(watched.address + "apps/vehicle.html")
    controls = page.get_by_role("button", name=re.compile("Control point"))
    expect(controls).to_have_count(8)
    pen = page.get_by_role("button", name="Draw a track")
    pen.click()
    expect(page.get_by_role("button", name="Keep this track")).to_be_visible()
    expect(controls).to_have_count(0)
    turns = [at * 2 * math.pi / 40 for at in range(41)]
    loop = [(0.3 * math.cos(t), 0.22 * math.sin(t)) for t in turns]
    draw(page, loop[:32])
    expect(page.get_by_text("The ends of your line are")).to_be_visible()
    draw(page, [(0.3 * math.sin(t), 0.25 * math.sin(2 * t)) for t in turns])
    expect(page.get_by_text("The road would cross or touch itself")).to_be_visible()
    expect(page.get_by_role("combobox", name="Track")).to_have_value("bean")
    draw(page, loop)
    expect(controls).to_have_count(10)
    expect(page.get_by_text("The road would cross or touch itself")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Track")).to_have_value("")
    # The same line gives the same track, and its points can still be moved with keys.
    drawn = page.locator(".road").get_attribute("d")
    pen.click()
    draw(page, loop)
    expect(controls).to_have_count(10)
    assert page.locator(".road").get_attribute("d") == drawn
    controls.first.press("ArrowUp")
    expect(page.locator(".road")).not_to_have_attribute("d", drawn or "")
    page.get_by_role("radio", name="the built-in driver").check()
    press(page, "Drive")
    expect(page.get_by_text(re.compile(r"0\.[1-9]\d laps"))).to_be_visible()
    press(page, "Stop")
    assert watched.complaints == []


def draw(page: Page, line: list[tuple[float, float]]) -> None:
    """Draw a line with the pointer through fractions of the picture, measured from its centre."""
    picture = page.locator(".app-road")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    places = [
        (box["x"] + box["width"] * (0.5 + x), box["y"] + box["height"] * (0.5 + y)) for x, y in line
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()
