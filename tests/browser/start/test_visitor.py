"""A new visitor finds everything by its visible text, and every state is accessible."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Literal

import pytest
from axe import violations
from playwright.sync_api import Browser, Locator, Page, expect
from steps import until
from watched import Watched

MOST_CLICKS = 3
PHONE = 360
FIRST_PAINT = 60_000
"""The maximum number of bytes that the first paint may need with Brotli. gzip, which is measured,
needs more."""


class Visitor:
    """A visitor who sees the first screen for the first time, and whose clicks are counted."""

    def __init__(self, watched: Watched) -> None:
        self.page = watched.page
        self.clicks = 0
        self.page.add_init_script("localStorage.removeItem('chainrule-first-step')")
        watched.open("")
        expect(self.page.get_by_text("Python is ready.")).to_be_visible()

    def click(self, role: Literal["button", "link"], words: str) -> None:
        """Click the element with this role and name."""
        control = self.page.get_by_role(role, name=words).first
        expect(control).to_be_visible()
        control.click()
        self.clicks += 1


def one_step_explained(visitor: Visitor) -> Locator:
    visitor.click("button", "Watch one step")
    return visitor.page.get_by_role("region", name="One step of a tiny network")


def the_learning_rate(visitor: Visitor) -> Locator:
    visitor.click("button", "Skip to the lab")
    if visitor.page.viewport_size == {"width": PHONE, "height": 740}:
        visitor.click("button", "Training")
    return visitor.page.get_by_role("combobox", name="Learning rate")


def two_optimizers(visitor: Visitor) -> Locator:
    visitor.click("link", "Instruments")
    visitor.click("button", "Race of optimizers")
    visitor.click("button", "Start the race")
    race = visitor.page.get_by_role("figure", name="Race of optimizers")
    return race.get_by_role("row").filter(has_text="SGD")


def the_lesson(visitor: Visitor) -> Locator:
    visitor.click("link", "Learn")
    visitor.click("link", "One step by hand")
    return visitor.page.get_by_role("heading", name="One step by hand")


def a_link_to_share(visitor: Visitor) -> Locator:
    visitor.click("button", "Share")
    return visitor.page.get_by_role("textbox", name="Address", exact=True)


GOALS = (one_step_explained, the_learning_rate, two_optimizers, the_lesson, a_link_to_share)


@pytest.mark.parametrize(
    ("find", "width"), [*((find, PHONE) for find in GOALS), (the_learning_rate, 1366)]
)
def test_a_new_visitor_finds_each_thing_within_three_clicks(
    watched: Watched, find: Callable[[Visitor], Locator], width: int
):
    watched.page.set_viewport_size({"width": width, "height": 740})
    visitor = Visitor(watched)
    expect(find(visitor).first).to_be_visible()
    assert visitor.clicks <= MOST_CLICKS
    assert watched.complaints == []


def clean(page: Page) -> None:
    """Check that there is no accessibility violation; of the rules, only contrast depends on the
    colours."""
    page.emulate_media(color_scheme="light")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    page.emulate_media(forced_colors="active")
    assert violations(page, "color-contrast") == []
    page.emulate_media(color_scheme="light", forced_colors="none")


def test_every_state_of_the_first_screen_is_accessible(watched: Watched):
    page = Visitor(watched).page
    clean(page)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    clean(page)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Now you").click()
    clean(page)


def test_every_state_of_the_lab_is_accessible(watched: Watched):
    page = watched.ready("stop_epoch=20")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_label("Status", exact=True)).to_have_text(re.compile("Paused"))
    page.get_by_role("button", name="Keep this curve").first.click()
    page.locator(".network-stage canvas").focus()
    for key in ("ArrowDown", "Enter", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("slider", name="w¹₁₁")).to_be_visible()
    page.locator(".output-stage canvas").first.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("status", name="Selected example")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Microscope").first.click()
    expect(page.get_by_role("figure", name="Microscope", exact=True)).to_contain_text("layer 1")
    clean(page)
    page.keyboard.press("Escape")
    for name in ("Verdict", "Compare runs", "Many networks"):
        page.get_by_role("button", name=name, exact=True).click()
    clean(page)
    page.get_by_role("button", name="Remove run 1").click()


def test_the_first_paint_needs_no_script(browser: Browser, address: str):
    """The first screen is painted before any script has arrived."""
    # The page has a context of its own, so that it shares no renderer with other pages of the site.
    page = browser.new_page()
    page.add_init_script("localStorage.removeItem('chainrule-first-step')")
    page.route("**/*.js", lambda route: None)  # no answer, as on a slow connection
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="commit")
    painted = "() => performance.getEntriesByName('first-contentful-paint').length"
    until(lambda: page.evaluate(painted) == 1)
    expect(page.get_by_role("button", name="Watch one step")).to_be_visible()
    sizes = [len(gzip.compress(answer.body())) for answer in answers]
    assert 0 < sum(sizes) <= FIRST_PAINT
    page.unroute_all(behavior="ignoreErrors")
    page.close()
