"""The glossary explains the settings of the lab."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from watched import Watched


def explanation(page: Page) -> Locator:
    return page.get_by_role("note", name="Explanation").filter(visible=True)


def test_the_setting_with_the_focus_and_its_value_are_explained(watched: Watched):
    page = watched.ready("optimizer=adam")
    expect(page.get_by_label("Noise", exact=True)).to_be_visible()
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


def test_an_explanation_neither_covers_nor_moves_a_control(watched: Watched):
    page = watched.ready()
    noise = page.get_by_label("Noise", exact=True)
    before = noise.bounding_box()
    noise.focus()
    expect(explanation(page)).to_contain_text("Noise: How much the generated points are scattered")
    assert noise.bounding_box() == before
    covered = page.evaluate(
        """() => {
            const box = document.querySelector(".settings .explanation").getBoundingClientRect();
            const form = document.querySelector(".settings form").getBoundingClientRect();
            return form.bottom > box.top + 1;
        }"""
    )
    assert not covered
    page.get_by_role("button", name="Play").focus()
    expect(explanation(page)).to_have_count(0)
    assert watched.complaints == []


def test_a_press_at_the_foot_of_the_column_works_although_the_explanation_appears_there(
    watched: Watched,
):
    page = watched.ready()
    page.set_viewport_size({"width": 1280, "height": 800})
    features = page.get_by_role("button", name="x₁²", exact=True)
    form = page.locator(".settings form")
    form.evaluate(
        """(form) => {
            const button = [...form.querySelectorAll(".features button")].at(-1);
            const { bottom } = form.getBoundingClientRect();
            form.scrollTop += button.getBoundingClientRect().bottom - bottom + 4;
        }"""
    )
    expect(features).to_have_attribute("aria-pressed", "false")
    box = features.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(features).to_have_attribute("aria-pressed", "true")
    expect(explanation(page)).to_contain_text("Features")
    assert watched.complaints == []


def test_if_there_is_no_room_beside_the_settings_a_list_explains_them(watched: Watched):
    page = watched.ready()
    page.set_viewport_size({"width": 768, "height": 900})
    expect(explanation(page)).to_have_count(0)
    page.get_by_text("What the settings mean", exact=True).click()
    expect(page.get_by_text("Learning rate η:")).to_be_visible()
    assert watched.complaints == []
