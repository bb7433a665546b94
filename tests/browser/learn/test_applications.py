"""The chapter on the applications: its figures, its question, and its exercises."""

from __future__ import annotations

import pytest
from axe import violations
from playwright.sync_api import Locator, Page, expect
from watched import Watched

DRIVE_MS = 60_000
"""The time in which a car leaves the road. With the first seed, it drives 1.7 laps."""


@pytest.fixture
def chapter(watched: Watched) -> Page:
    watched.page.goto(watched.address + "learn/drives.html")
    return watched.page


def see(element: Locator) -> None:
    element.evaluate("(element) => element.scrollIntoView({ behavior: 'instant' })")


def test_a_clone_leaves_the_road_and_this_answers_the_question(watched: Watched, chapter: Page):
    question, figure = chapter.locator("cr-predict"), chapter.locator("#vehicle")
    answer = question.get_by_text("The driver stays in the middle of the road")
    question.get_by_role("radio").nth(1).check()
    see(figure)
    figure.get_by_role("button", name="Play").click()
    expect(figure.locator(".run-numbers")).to_contain_text("Epoch 60,", timeout=DRIVE_MS)
    expect(answer).to_have_count(0)
    drive = figure.get_by_role("button", name="Drive", exact=True)
    drive.click()
    expect(drive).to_be_hidden()
    chapter.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
    expect(drive).to_be_visible()
    see(figure)
    expect(drive).to_be_hidden()
    expect(figure.get_by_text("Off the road")).to_be_visible(timeout=DRIVE_MS)
    expect(answer).to_be_visible()
    assert watched.complaints == []


def test_every_figure_trains_and_is_accessible(watched: Watched, chapter: Page):
    for name in ("digits", "names", "who-where", "cancer"):
        figure = chapter.locator(f"#{name}")
        see(figure)
        figure.get_by_role("button", name="Step").click()
        expect(figure.locator(".run-numbers")).not_to_contain_text("Epoch 0,")
    for scheme in ("light", "dark"):
        chapter.emulate_media(color_scheme=scheme)
        assert violations(chapter) == []
    assert watched.complaints == []


def test_answers_to_the_exercises_are_checked(watched: Watched, chapter: Page):
    answers = {
        "shared-weight": ("7", "gradient of w", "-1,5"),
        "constant-answer": ("62.7", "divide by 100", "357/569"),
        "positions": ("64", "in the middle", "49"),
    }
    for name, (wrong, explanation, right) in answers.items():
        exercise = chapter.locator(f"cr-exercise[name={name}]")
        for answer, verdict in ((wrong, "Not yet."), (right, "Right.")):
            exercise.get_by_label("Your answer").fill(answer)
            exercise.get_by_role("button", name="Check").click()
            expect(exercise.locator("output")).to_have_text(verdict)
            mistake = exercise.get_by_text(explanation).filter(visible=True)
            expect(mistake).to_have_count(1 if answer == wrong else 0)
    expect(chapter.locator("cr-progress")).to_contain_text("3 of 3 exercises done")
    assert watched.complaints == []
