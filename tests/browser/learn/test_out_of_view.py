"""Figures of the article that are scrolled out of view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from watched import Watched

LATER_MS = 1000
"""A time in which a figure that trains takes many steps."""


@pytest.fixture
def chapter(watched: Watched) -> Page:
    watched.page.goto(watched.address + "learn/backward.html")
    return watched.page


def see(figure: Locator) -> None:
    figure.evaluate("(element) => element.scrollIntoView({ behavior: 'instant' })")


def leave(page: Page) -> None:
    page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")


def test_a_figure_pauses_while_out_of_view_and_then_continues(watched: Watched, chapter: Page):
    figure = chapter.locator("#batch")
    numbers, pause = figure.locator(".run-numbers"), figure.get_by_role("button", name="Pause")
    see(figure)
    figure.get_by_role("button", name="Play").click()
    expect(numbers).not_to_contain_text("Epoch 0,")
    leave(chapter)
    expect(pause).to_be_hidden()
    chapter.wait_for_timeout(LATER_MS)
    reached = numbers.text_content() or ""
    chapter.wait_for_timeout(LATER_MS)
    expect(numbers).to_have_text(reached)
    see(figure)
    expect(pause).to_be_visible()
    expect(numbers).not_to_have_text(reached)
    assert watched.complaints == []


def test_a_figure_that_the_reader_has_paused_stays_paused(watched: Watched, chapter: Page):
    figure = chapter.locator("#batch")
    numbers, play = figure.locator(".run-numbers"), figure.get_by_role("button", name="Play")
    see(figure)
    play.click()
    expect(numbers).not_to_contain_text("Epoch 0,")
    figure.get_by_role("button", name="Pause").click()
    expect(play).to_be_visible()
    chapter.wait_for_timeout(LATER_MS)
    reached = numbers.text_content() or ""
    leave(chapter)
    chapter.wait_for_timeout(LATER_MS)
    see(figure)
    chapter.wait_for_timeout(LATER_MS)
    expect(play).to_be_visible()
    expect(numbers).to_have_text(reached)
    assert watched.complaints == []
