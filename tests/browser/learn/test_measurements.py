"""The measurements of the article."""

from __future__ import annotations

import re

from microscope import scope
from playwright.sync_api import expect
from steps import press
from watched import Watched


def test_the_lab_plots_the_error_that_a_measurement_averages_for_one_weight(watched: Watched):
    page = watched.page
    page.goto(watched.address + "learn/check.html")
    links = page.locator("cr-measure").get_by_role("link", name="Open in the lab")
    expect(links).to_have_count(2)
    links.first.click()
    gradient = scope(page).get_by_role("img", name=re.compile("^gradient of W of layer 2,"))
    gradient.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press(page, "Is it right?")
    curve = page.get_by_role("img", name="Relative error of a single difference quotient")
    expect(curve).to_be_visible()
    assert watched.complaints == []
