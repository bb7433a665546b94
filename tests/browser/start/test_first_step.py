"""The first screen, which is shown once, walked through by keyboard, and left with one click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from steps import press, status
from watched import Watched


def first_visit(watched: Watched) -> Page:
    """The page as a new visitor sees it; a reload counts as another visit."""
    watched.page.add_init_script(
        "if (!sessionStorage.visited) localStorage.removeItem('chainrule-first-step');"
        "sessionStorage.visited = 1"
    )
    return watched.open()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_first_screen_replaces_its_shell_without_moving_it(watched: Watched, width: int):
    page = watched.page
    page.set_viewport_size({"width": width, "height": 740})
    page.add_init_script(
        """globalThis.shift = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) globalThis.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    first_visit(watched)
    expect(page.get_by_text("Python is ready.")).to_be_visible()
    assert page.evaluate("() => globalThis.shift") < 0.02
    assert page.evaluate("() => document.documentElement.scrollWidth") == width


def test_a_new_visitor_walks_through_one_step_with_the_keyboard(watched: Watched):
    page = first_visit(watched)
    expect(page.get_by_role("heading", name="See how a neural network learns")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_hidden()
    caption = page.get_by_role("region", name="One step of a tiny network")
    stages = ("forward", "forward", "forward", "loss", "back", "back", "change", "again")
    for stage in stages:
        page.keyboard.press("ArrowRight")
        expect(page.locator('[aria-current="step"]')).to_contain_text(stage)
    expect(caption).to_contain_text("the loss fell from 0.48 to 0.21")
    page.keyboard.press("ArrowLeft")
    expect(caption).to_contain_text("w takes a step against its gradient, from 1 to 1.40")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert watched.complaints == []


def test_the_reader_can_change_the_target_and_watch_again(watched: Watched):
    page = first_visit(watched)
    expect(page.get_by_text("Python is ready.")).to_be_visible()
    for _ in range(8):
        press(page, "Next")
    press(page, "Now you")
    target = page.get_by_role("slider", name="Target y")
    target.press("Home")
    caption = page.get_by_role("region", name="One step of a tiny network")
    # ŷ = 0.3106 as before; the target is −1.
    expect(caption).to_contain_text("answers 0.31 and its loss is 1.72")
    press(page, "Watch again")
    press(page, "Pause")
    press(page, "Skip to the lab")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_once_the_first_screen_is_skipped_the_next_visit_opens_the_lab(watched: Watched):
    page = first_visit(watched)
    press(page, "Skip to the lab")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.reload()
    expect(status(page)).to_have_text("Ready")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Watch one step", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Learn").click()
    page.get_by_role("link", name="Watch one step").click()
    expect(page.get_by_role("button", name="Watch one step")).to_be_visible()


def test_the_focus_stays_in_the_demonstration_when_its_buttons_are_replaced(watched: Watched):
    page = watched.page
    page.emulate_media(reduced_motion="reduce")
    first_visit(watched)
    press(page, "Watch one step")
    for control in (page.locator(".first-acts button.main"), page.locator(".turns button").last):
        control.focus()
        again = page.get_by_role("button", name="Again", exact=True)
        for _ in range(7):
            control.press("Enter")
        expect(again).to_be_focused()
        again.press("Enter")
        expect(page.locator(".first-acts button.main")).to_be_focused()
    # A focus outside the demonstration does not move.
    learn = page.get_by_role("link", name="Learn", exact=True)
    learn.focus()
    for _ in range(8):
        learn.press("ArrowRight")
    expect(page.get_by_role("button", name="Again", exact=True)).to_be_visible()
    expect(learn).to_be_focused()


def test_the_page_says_when_python_has_been_downloaded_and_starts(fresh: Watched):
    page = first_visit(fresh)
    expect(page.get_by_text("Python is starting.")).to_be_visible()
    press(page, "Skip to the lab")
    expect(status(page)).to_contain_text("Starting …")
    expect(status(page)).to_have_text("Ready")
