"""The microscope's dock: it has a fixed height and stays in view, with the diagram above it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from steps import press
from watched import Watched

BOXES = """() => ["network-stage", "output-stage", "dock", "transport"].map((name) => {
    const { top, bottom } = document.querySelector(`.${name}`).getBoundingClientRect();
    return { top, bottom };
})"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1366, 640), (360, 740)])
def test_the_diagram_stays_in_view_above_the_microscope(lab: Page, width: int, height: int):
    lab.set_viewport_size({"width": width, "height": height})
    press(lab, "Microscope")
    scope = lab.get_by_role("figure", name="Microscope", exact=True)
    expect(scope).to_contain_text("step 1")
    rail = lab.get_by_role("slider", name="Op of the step")
    for op in ("0", "6", "11"):
        rail.fill(op)
        network, output, dock, transport = lab.evaluate(BOXES)
        assert network["bottom"] <= dock["top"]
        assert network["bottom"] - network["top"] >= 140
        if width > 860:
            assert network["top"] >= transport["bottom"]
            assert output["bottom"] <= dock["top"]
            assert dock["bottom"] == height
        else:
            assert network["top"] >= 0
            assert dock["bottom"] == transport["top"]


def test_the_menus_of_the_axes_are_whole_above_the_microscope(watched: Watched):
    page = watched.ready("data=penguins")
    page.set_viewport_size({"width": 1366, "height": 640})
    press(page, "Microscope")
    expect(page.get_by_role("figure", name="Microscope", exact=True)).to_contain_text("step 1")
    axis, (_, output, dock, _) = page.locator(".output .axis"), page.evaluate(BOXES)
    box = axis.bounding_box()
    assert box is not None
    assert box["y"] >= output["bottom"]
    assert box["y"] + box["height"] <= dock["top"], "the arrows are on the menus' line"


def test_on_a_phone_the_sheet_opens_at_the_formula_and_its_numbers(watched: Watched):
    page = watched.page
    page.set_viewport_size({"width": 360, "height": 740})
    size = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    session.send("Emulation.setDeviceMetricsOverride", size)
    for language, name in (("en", "Microscope"), ("de", "Mikroskop")):
        page.goto(f"{watched.address}?lang={language}")
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".explained").first).to_be_visible()
        dock = page.locator(".dock").bounding_box()
        assert dock is not None
        parts = (".op-formulas", ".explained", ".close-microscope", ".rail-line", ".example-here")
        for part in parts:
            box = page.locator(f".dock {part}").first.bounding_box()
            assert box is not None
            assert box["y"] >= dock["y"]
            assert box["y"] + box["height"] <= dock["y"] + dock["height"]
        tops = page.locator(".step-button, .close-microscope, .microscope-tools select")
        rows = {box["y"] + box["height"] / 2 for e in tops.all() if (box := e.bounding_box())}
        assert max(rows) - min(rows) < 8, "one row of buttons"


def test_the_dock_keeps_the_height_that_the_user_sets(lab: Page):
    lab.set_viewport_size({"width": 1280, "height": 800})
    press(lab, "Microscope")
    grip = lab.get_by_role("separator", name="Height of the microscope")
    before = lab.evaluate(BOXES)
    box = grip.bounding_box()
    assert box is not None
    lab.mouse.move(640, box["y"] + box["height"] / 2)
    lab.mouse.down()
    lab.mouse.move(640, box["y"] - 60, steps=4)
    lab.mouse.up()
    dragged = lab.evaluate(BOXES)
    assert dragged[2]["top"] == pytest.approx(before[2]["top"] - 66, abs=4)
    assert dragged[0]["bottom"] <= dragged[2]["top"], "the diagram gives way"
    grip.press("ArrowDown")
    expect(grip).to_have_attribute("aria-valuenow", "44")
    press(lab, "Microscope")
    expect(grip).to_have_count(0)
    press(lab, "Microscope")
    expect(grip).to_have_attribute("aria-valuenow", "44")  # as it was left
