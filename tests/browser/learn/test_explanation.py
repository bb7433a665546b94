"""The glossary explains the setting that has the focus."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from watched import Watched


def explanation(page: Page):
    return page.get_by_role("note", name="Explanation").filter(visible=True)


def test_the_setting_with_the_focus_and_its_value_are_explained(watched: Watched):
    page = watched.ready("optimizer=adam")
    expect(explanation(page)).to_have_count(0)
    menu = page.get_by_label("Optimizer", exact=True)
    menu.focus()
    expect(explanation(page)).to_contain_text("Optimizer: The rule that turns the gradient")
    expect(explanation(page)).to_contain_text("Adam: ")
    menu.select_option("sgd")
    expect(explanation(page)).to_contain_text("SGD: Stochastic gradient descent")
    explanation(page).get_by_role("link", name="Chapter 5: Update").first.click()
    page.wait_for_url("**/learn/update.html")
    assert watched.complaints == []


def test_a_setting_on_which_the_mouse_rests_is_explained(watched: Watched):
    page = watched.ready()
    page.get_by_label("Noise", exact=True).hover()
    expect(explanation(page)).to_contain_text("Noise: How much the generated points are scattered")
    page.get_by_role("heading", name="Output").hover()
    expect(explanation(page)).to_have_count(0)
    assert watched.complaints == []
