"""The application Vehicle: cloned, corrected and steered on its own page."""

from __future__ import annotations

import re

from axe import violations
from playwright.sync_api import expect
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
