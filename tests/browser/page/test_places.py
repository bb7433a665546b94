"""The four sections of the page, Lab, Learn, Instruments and About; the run continues in all of
them."""

from __future__ import annotations

import re

from axe import violations
from playwright.sync_api import Locator, Page, expect
from steps import address, number, painted, press, status, until
from watched import looks


def top(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"]


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def check_that_the_message_covers_no_figure(page: Page) -> None:
    message = page.locator(".strip")
    until(lambda: bottom(page.locator(".dock")) <= top(message) + 1)
    for name in (".network-stage", ".network-foot", ".output .axis"):
        assert bottom(page.locator(name).filter(visible=True).first) <= top(message) + 1


def go(page: Page, place: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=place, exact=True).click()
    if place != "Lab":
        expect(page.get_by_role("heading", name=place, exact=True)).to_be_focused()


def test_sections_have_urls_and_the_run_continues(lab: Page):
    press(lab, "Play")
    go(lab, "Learn")
    assert "?place=learn" in lab.evaluate("() => location.href")
    expect(lab).to_have_title("Learn · Chainrule")
    expect(lab.get_by_role("button", name="Pause", exact=True)).to_be_hidden()
    lab.keyboard.press("Space")  # the space bar scrolls and does not pause a run that is not shown
    go(lab, "About")
    expect(lab.locator("[aria-current=page]")).to_have_text("About")
    lab.go_back()
    expect(lab.get_by_role("heading", name="Learn", exact=True)).to_be_visible()
    lab.go_back()
    expect(status(lab)).to_have_text("Training")
    assert "place" not in lab.evaluate("() => location.href")
    epoch = number(lab, "Epoch")
    until(lambda: number(lab, "Epoch") > epoch)


def test_returning_to_a_section_keeps_the_settings_of_the_lab(lab: Page):
    go(lab, "Instruments")
    go(lab, "Lab")
    lab.get_by_label("Optimizer").select_option("sgd")
    until(lambda: address(lab) == "optimizer=sgd")
    lab.go_back()
    expect(lab.get_by_role("heading", name="Instruments", exact=True)).to_be_visible()
    until(lambda: address(lab) == "optimizer=sgd")
    go(lab, "Lab")
    expect(lab.get_by_label("Optimizer")).to_have_value("sgd")


def test_an_instrument_is_scrolled_into_view_when_opened(lab: Page):
    go(lab, "Instruments")
    assert lab.locator(".instrument-list dd").count() == 11
    assert lab.locator(".instrument-list dd:empty").count() == 0
    press(lab, "Gradient noise")
    figure = lab.get_by_role("figure", name="Gradient noise", exact=True)
    expect(figure).to_be_in_viewport()
    go(lab, "Instruments")
    press(lab, "Microscope")
    expect(lab.get_by_role("figure", name="Microscope", exact=True)).to_be_in_viewport()
    expect(lab.get_by_role("figure", name="Network", exact=True)).to_be_in_viewport()


def test_presets_open_in_the_lab_and_are_not_in_the_file_menu(lab: Page):
    press(lab, "File")
    expect(lab.get_by_role("button", name="Save experiment")).to_be_visible()
    expect(lab.locator("#file-menu")).not_to_contain_text(re.compile("Lesson|Exclusive or"))
    lab.keyboard.press("Escape")
    go(lab, "Learn")
    expect(lab.get_by_role("link", name="One step by hand")).to_be_visible()
    assert lab.locator(".card").count() == lab.locator(".card svg > *:first-child").count()
    lab.get_by_role("link", name="A gradient that vanishes").click()
    expect(lab.get_by_role("figure", name="Microscope", exact=True)).to_contain_text("step 1")
    until(lambda: address(lab).startswith("data=circle&layers=4-sigmoid"))


def test_axe_finds_no_violations_in_any_section(lab: Page):
    for place in ("Learn", "Instruments", "About"):
        go(lab, place)
        for _ in looks(lab, 360, 1280):
            assert violations(lab) == []


def test_back_returns_to_the_run_and_the_open_instruments_that_a_preset_replaced(lab: Page):
    lab.get_by_label("Optimizer").select_option("sgd")
    until(lambda: address(lab) == "optimizer=sgd")
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 5)
    press(lab, "Pause")
    expect(status(lab)).to_have_text("Paused")
    epoch = number(lab, "Epoch")
    microscope = lab.get_by_role("figure", name="Microscope", exact=True)
    for _ in range(2):
        go(lab, "Learn")
        lab.get_by_role("link", name="A gradient that vanishes").click()
        expect(microscope).to_contain_text("step 1")
        expect(lab.locator(".strip", has_text="Your run is kept")).to_be_visible()
        check_that_the_message_covers_no_figure(lab)
        lab.go_back()
        expect(lab.get_by_role("heading", name="Learn", exact=True)).to_be_visible()
        lab.go_back()
        until(lambda: address(lab) == "optimizer=sgd")
        until(lambda: number(lab, "Epoch") == epoch)
        expect(microscope).to_be_hidden()
        expect(lab.get_by_role("button", name="Undo", exact=True)).to_be_enabled()
    expect(lab.get_by_role("button", name="left at")).to_have_count(0)
    press(lab, "Undo")
    until(lambda: address(lab) == "")


def test_back_and_forward_switch_between_a_trained_preset_and_the_run_before_it(lab: Page):
    vanishing = "data=circle&layers=4-sigmoid"
    press(lab, "Epoch")
    until(lambda: number(lab, "Epoch") == 1)
    go(lab, "Learn")
    lab.get_by_role("link", name="A gradient that vanishes").click()
    until(lambda: address(lab).startswith(vanishing))
    press(lab, "Reset")
    for epoch in (1, 2):
        press(lab, "Epoch")
        until(lambda epoch=epoch: number(lab, "Epoch") == epoch)
    for _ in range(2):
        lab.go_back()
    until(lambda: address(lab) == "" and number(lab, "Epoch") == 1)
    for _ in range(2):
        lab.go_forward()
    until(lambda: address(lab).startswith(vanishing) and number(lab, "Epoch") == 2)
    other = "another experiment, left at 1"
    expect(lab.get_by_role("button", name=other, exact=True)).to_be_visible()
    press(lab, "Undo")
    until(lambda: address(lab) == "" and number(lab, "Epoch") == 1)


def test_every_way_into_the_lab_starts_at_its_top(lab: Page):
    """Only Back returns to where the lab was left."""
    lab.set_viewport_size({"width": 360, "height": 740})
    top = "() => scrollY"
    painted(lab)
    lab.evaluate("() => scrollTo(0, 100)")
    painted(lab)
    assert lab.evaluate(top) == 100
    lab.evaluate("() => document.querySelector('.places a[href*=learn]').click()")
    expect(lab.get_by_role("heading", name="Learn", exact=True)).to_be_focused()
    lab.go_back()
    until(lambda: lab.evaluate(top) == 100)
    lab.evaluate("() => document.querySelector('.places a[href*=about]').click()")
    go(lab, "Lab")
    until(lambda: lab.evaluate(top) == 0)
    lab.set_viewport_size({"width": 1280, "height": 800})
    go(lab, "Learn")
    lab.get_by_role("link", name="A gradient that vanishes").click()
    expect(lab.get_by_role("figure", name="Microscope", exact=True)).to_contain_text("step 1")
    painted(lab)
    assert lab.evaluate(top) == 0
    lab.set_viewport_size({"width": 360, "height": 740})
    lab.keyboard.press("Escape")
    go(lab, "Learn")
    lab.get_by_role("link", name="Watch one step").click()
    press(lab, "Watch one step")
    for _ in range(7):
        lab.keyboard.press("ArrowRight")
    press(lab, "Now you")
    lab.evaluate("() => scrollTo(0, 200)")
    assert lab.evaluate(top) > 0
    press(lab, "Open this network in the lab")
    expect(status(lab)).to_have_text("Ready")
    until(lambda: lab.evaluate(top) == 0)
