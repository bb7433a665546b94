"""Accessibility: axe-core, and every control by keyboard alone."""

from __future__ import annotations

import pytest
from axe import violations
from playwright.sync_api import Page, expect
from steps import address, number, press, until
from watched import Watched, looks


def test_axe_finds_no_violations_in_the_dialogs_of_a_table_and_of_a_link(lab: Page):
    lab.get_by_label("Data set").select_option("Your own table")
    table = lab.get_by_role("dialog", name="Your own table")
    table.get_by_role("textbox").first.fill("when,size,kind\n2024-01-02,1,a\n2024-02-03,2,b\n")
    expect(table.get_by_role("columnheader").first).to_contain_text("date")
    for _ in looks(lab, 360, 1280):
        assert violations(lab) == []
    lab.keyboard.press("Escape")
    lab.evaluate("() => (navigator.clipboard.writeText = () => Promise.reject())")
    press(lab, "Share")
    lab.get_by_role("dialog", name="Share").get_by_role("button", name="Copy link").click()
    expect(lab.locator(".link-dialog")).to_be_visible()
    for _ in looks(lab, 1280):
        assert violations(lab) == []


@pytest.mark.parametrize("hash_", ["", "data=penguins&loss=cross_entropy", "data=drawn"])
def test_axe_finds_no_violations(watched: Watched, hash_: str):
    page = watched.ready(hash_)
    press(page, "Epoch")
    if hash_.startswith("data=penguins"):
        page.get_by_label("View of the output").select_option("Examples")
        page.get_by_label("Mark wrong answers").check()
    if not hash_:
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        for _ in looks(page, 360, 1920):
            assert violations(page) == []
        page.keyboard.press("Escape")
    press(page, "Microscope")
    expect(page.get_by_role("figure", name="Microscope", exact=True)).to_contain_text("step")
    page.get_by_role("slider", name="Op of the step").fill("0")
    for _ in looks(page, 360, 1920):
        assert violations(page) == []
    page.emulate_media(forced_colors="active")
    for _ in looks(page, 1280):
        assert violations(page) == []


def test_skip_links_lead_to_the_data_set(lab: Page):
    lab.evaluate("() => document.activeElement?.blur()")
    lab.keyboard.press("Tab")
    expect(lab.get_by_role("button", name="To the data set")).to_be_visible()
    expect(lab.get_by_role("button", name="To the data set")).to_be_focused()
    lab.keyboard.press("Enter")
    assert lab.evaluate("() => !!document.activeElement.closest('.field-data')")


def test_every_control_can_be_reached_and_left_with_tab_alone(lab: Page):
    for more in lab.locator("summary").filter(visible=True).all():
        more.click()
    wanted = lab.evaluate(
        """() => [...document.querySelectorAll(
            "button, select, input, textarea, summary, [tabindex='0']")]
            .filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0).length"""
    )
    lab.evaluate("() => document.activeElement?.blur()")
    seen = set()
    for _ in range(wanted + 12):
        lab.keyboard.press("Tab")
        seen.add(
            lab.evaluate(
                """() => {
                    const e = document.activeElement;
                    if (!e || e === document.body) return "";
                    globalThis.seen ??= new Map();
                    if (!seen.has(e)) seen.set(e, seen.size);
                    return `${seen.get(e)}`;
                }"""
            )
        )
    assert len(seen - {""}) >= wanted


def test_a_whole_session_works_by_keyboard_alone(lab: Page):
    """Data, features, layers, training and reading work without a pointer."""

    def to(label: str) -> None:
        for _ in range(220):
            lab.keyboard.press("Tab")
            name = lab.evaluate(
                """() => {
                    const e = document.activeElement;
                    const label = e.labels?.[0]?.textContent ?? "";
                    const name = e.getAttribute("aria-label") ?? label;
                    return name.trim() || e.textContent.trim();
                }"""
            )
            if name == label:
                return
        raise AssertionError(f"{label} is not reached by Tab")

    changes = set()
    for label, keys, change in (
        ("Data set", ["ArrowUp"], "data=gauss"),
        ("x₁²", ["Space"], "features=x1,x2,x1^2"),
        ("Freeze layer 1", ["Space"], "frozen=1"),
        ("Learning rate", ["Control+a", *"0.05", "Enter"], "learning_rate=0.05"),
        ("Add layer", ["Enter"], "layers=8-tanh,8-tanh,4-tanh"),
    ):
        to(label)
        for key in keys:
            lab.keyboard.press(key)
        changes.add(change)
        until(lambda: {*address(lab).split("&")} == changes)
    to("Boundary")
    lab.keyboard.press("Space")
    expect(lab.get_by_label("Boundary")).to_be_checked()
    to("View of the output")
    lab.keyboard.press("ArrowDown")
    expect(lab.get_by_label("View of the output")).to_have_value("0")
    lab.keyboard.press("Escape")
    lab.evaluate("() => document.activeElement.blur()")
    lab.keyboard.press("Space")
    until(lambda: number(lab, "Epoch") > 3)
    lab.keyboard.press("Space")
    expect(lab.get_by_label("Status", exact=True)).to_have_text("Paused")
    lab.keyboard.press("n")
    until(lambda: "seed=1" in address(lab))
    lab.keyboard.press("Control+z")
    until(lambda: "seed=1" not in address(lab))


def test_closing_the_list_of_keys_returns_the_focus(lab: Page):
    lab.get_by_role("button", name="Keys").focus()
    lab.keyboard.press("Enter")
    dialog = lab.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Train to the end of the epoch")
    lab.keyboard.press("ArrowRight")
    assert number(lab, "Epoch") == 0, "keys have no effect behind the dialog"
    lab.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(lab.get_by_role("button", name="Keys")).to_be_focused()
