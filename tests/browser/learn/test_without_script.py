"""A chapter without JavaScript, and without Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

CONTROLS = "button, input, select, textarea, [tabindex]:not([role=group])"
LOADED = "(image) => image.complete && image.naturalWidth === Number(image.getAttribute('width'))"


@pytest.fixture
def text_only(browser: Browser, address: str) -> Iterator[Page]:
    """The chapter on the backward pass in a browser without JavaScript."""
    page = browser.new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(address + "learn/backward.html")
    yield page
    page.close()


def test_a_chapter_without_javascript_has_text_and_pictures_but_no_controls(text_only: Page):
    pictures = text_only.locator("cr-figure > img.still").all()
    assert len(pictures) == text_only.locator("cr-figure").count() == 4
    for picture in pictures:
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        assert len(picture.get_attribute("alt") or "") > 20
        for _ in range(50):
            if picture.evaluate(LOADED):
                break
            text_only.wait_for_timeout(100)
        assert picture.evaluate(LOADED)
        assert (picture.bounding_box() or {"width": 0})["width"] <= 360
    for question in (
        "Which parameters have a gradient",
        "Only the bias of the output.",
        "dz = ...",
    ):
        expect(text_only.get_by_text(question).first).to_be_visible()
    expect(text_only.locator("noscript > p")).to_be_visible()
    exercise = text_only.locator("cr-exercise").first
    for summary in exercise.locator("summary").all():
        summary.click()
    expect(exercise.get_by_text("0.0822").last).to_be_visible()
    assert text_only.locator(CONTROLS).filter(visible=True).count() == 0


def test_a_figure_still_shows_its_picture_if_python_fails(browser: Browser, address: str):
    page = browser.new_page()
    page.route("**/*.wasm", lambda route: route.abort())
    page.goto(address + "learn/what.html")
    figure = page.locator("#circle")
    figure.scroll_into_view_if_needed()
    expect(figure.get_by_role("alert")).to_be_visible()
    expect(figure.locator(".still")).to_be_visible()
    expect(figure.locator(".lesson-parts")).to_have_count(0)
    page.close()


CHAPTERS = ("what", "forward", "loss", "backward", "update", "check", "deep", "drives")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_phone_shows_whole_formulas_and_no_wider_page(
    text_only: Page, address: str, chapter: str
):
    text_only.set_viewport_size({"width": 390, "height": 800})
    text_only.goto(f"{address}learn/{chapter}.html")
    formulas = text_only.locator(".formula").all()
    wide = [f.evaluate("(box) => box.scrollWidth > box.clientWidth") for f in formulas]
    assert not any(wide), [
        f.inner_text() for f, is_wide in zip(formulas, wide, strict=True) if is_wide
    ]
    assert text_only.evaluate("() => document.documentElement.scrollWidth") == 390
