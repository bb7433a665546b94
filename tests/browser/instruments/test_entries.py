"""One entry in the microscope: explained, checked, and followed to the loss."""

from __future__ import annotations

import re

import pytest
from microscope import number_in, scope, show_whole_batch, title
from playwright.sync_api import Page, expect
from steps import press, until
from watched import Watched


def test_an_entry_is_explained_and_its_gradient_checked(watched: Watched):
    page = watched.ready("layers=2-tanh&dtype=float64")
    press(page, "Epoch")
    press(page, "Microscope")
    page.get_by_role("slider", name="Op of the step").fill("7")
    until(lambda: title(page).startswith("layer 1: Linear"))
    cells = page.get_by_role("img", name=re.compile("^gradient of W of layer 1,"))
    cells.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="The entry in numbers")).to_contain_text("=")
    press(page, "Is it right?")
    checked = page.locator(".checked")
    answer = re.compile(r"^Yes: (\S+) and (\S+) agree to (\d+) digits\.$")
    expect(checked.get_by_role("status")).to_have_text(answer)
    one, other, digits = answer.findall(checked.get_by_role("status").inner_text())[0]
    assert one == other
    assert int(digits) >= 8
    numbers = checked.locator("dd").all_inner_texts()
    quotient, gradient = (float(number.replace("−", "-")) for number in numbers[2:4])
    assert quotient == pytest.approx(gradient, rel=1e-8)
    press(page, "Check all gradients")
    costs = page.get_by_role("region", name="Check all gradients")
    expect(costs).to_contain_text("All 9 agree ✓")
    expect(costs).to_contain_text("9 gradients by nudging take 36 forward passes")
    assert float(costs.get_by_role("row").nth(1).get_by_role("cell").nth(0).inner_text()) == 36
    assert float(costs.get_by_role("row").nth(2).get_by_role("cell").nth(2).inner_text()) > 0
    plots = scope(page).get_by_role("img", name=re.compile("(nudge|million parameters)"))
    expect(plots).to_have_count(2)
    assert watched.complaints == []


@pytest.mark.parametrize("layers", ["8-relu,8-relu", "8-tanh,4-tanh"])
def test_no_correct_gradient_is_reported_as_wrong(watched: Watched, layers: str):
    page = watched.ready(f"layers={layers}")
    press(page, "Microscope")
    costs = page.get_by_role("region", name="Check all gradients")
    for _ in range(2):
        press(page, "Check all gradients")
        expect(costs).to_contain_text(re.compile(r"All \d+ agree ✓"))
        press(page, "Epoch")
        expect(costs).to_have_count(0)
    assert watched.complaints == []


def test_a_check_of_thousands_of_parameters_shows_progress_can_be_stopped_and_does_not_block(
    watched: Watched,
):
    layers = ",".join(["32-tanh"] * 8)
    page = watched.ready(f"data=digits&loss=cross_entropy&batch_size=1000&layers={layers}")
    press(page, "Microscope")
    until(lambda: title(page).startswith("layer 1"))
    press(page, "Check all gradients")
    progress = scope(page).get_by_text(re.compile(r"^\d[\d,]* of 9,802 gradients checked$"))
    expect(progress).to_be_visible()
    page.get_by_role("slider", name="Op of the step").fill("3")
    until(lambda: title(page).startswith("layer 2: Tanh"))
    expect(progress).to_be_visible()
    press(page, "Stop checking")
    expect(scope(page)).to_contain_text(re.compile(r"Stopped: [\d,]+ of 9,802 gradients checked"))
    press(page, "Check all gradients")
    expect(progress).to_be_visible()
    press(page, "Step")
    expect(progress).to_have_count(0)
    expect(page.get_by_role("button", name="Check all gradients")).to_be_enabled()
    assert watched.complaints == []


def test_an_update_shows_its_effect_on_the_loss_of_its_batch(lab: Page):
    press(lab, "Microscope")
    rail = lab.get_by_role("slider", name="Op of the step")
    rail.focus()
    lab.keyboard.press("End")
    expect(scope(lab)).to_contain_text("The loss of this example goes from")
    lab.get_by_role("img", name=re.compile("^new theta,")).focus()
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("Enter")
    expect(lab.get_by_role("group", name="The entry in numbers")).to_contain_text("θ")


def test_a_moment_of_adam_is_the_same_in_its_cell_and_its_formula(lab: Page):
    """In the last op of the default page's first step, the value of m̂ that is read from its matrix
    equals the value at the end of its formula."""
    press(lab, "Microscope")
    lab.get_by_role("slider", name="Op of the step").focus()
    lab.keyboard.press("End")
    until(lambda: title(lab) == "update")
    entry = lab.get_by_role("group", name="The entry in numbers")
    announced = lab.locator("cr-microscope .unseen")
    for label, line in (("m hat", 2), ("v hat", 2), ("new m", 1), ("new v", 1)):
        lab.get_by_role("img", name=re.compile(f"^{label},")).focus()
        lab.keyboard.press("ArrowDown")
        until(lambda label=label: announced.inner_text().startswith(f"{label} 1, 1: "))
        read = number_in(announced.inner_text().split(": ")[1])
        lab.keyboard.press("Enter")
        until(
            lambda label=label: (
                f", {label} " in announced.inner_text() or f": {label} " in announced.inner_text()
            )
        )
        lines = entry.locator(":scope > div")
        last = lines.nth(line).locator("> span").last.inner_text()
        assert abs(number_in(last.split("=")[-1]) - read) <= 0.02 * abs(read), (label, last, read)


def test_a_gradient_is_followed_along_every_path(watched: Watched):
    page = watched.ready("layers=2-tanh,3-tanh")
    press(page, "Epoch")
    press(page, "Microscope")
    show_whole_batch(page)
    rail = page.get_by_role("slider", name="Op of the step")
    rail.fill("11")
    until(lambda: title(page).startswith("layer 1: Linear"))
    page.get_by_role("img", name=re.compile("^gradient of W of layer 1,")).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press(page, "Along every path")
    paths = page.get_by_role("group", name="The gradient along every path to the loss")
    expect(paths).to_contain_text("Example 1 of 10: 3 paths")
    items = paths.get_by_role("listitem")
    expect(items).to_have_count(3)
    parts = [
        float(t.rsplit("=", 1)[1].split()[0].replace("−", "-")) for t in items.all_inner_texts()
    ]
    shown = re.search(r"together give (\S+);", paths.inner_text())
    assert shown is not None
    assert abs(sum(parts) - float(shown[1])) < 3e-4
    paths.get_by_role("button", name="Next").click()
    expect(paths).to_contain_text("Example 2 of 10")
    items.first.get_by_role("button").nth(-2).click()
    until(lambda: title(page).startswith("output: Linear"))
    assert watched.complaints == []


def test_a_path_is_followed_to_its_end_and_left_again(watched: Watched):
    page = watched.ready("layers=2-tanh")
    press(page, "Microscope")
    rail = page.get_by_role("slider", name="Op of the step")
    rail.fill("7")
    until(lambda: title(page).startswith("layer 1: Linear"))
    press(page, "Along every path")
    press(page, "Follow path 1")
    titles = []
    for stop in range(1, 9):
        expect(scope(page)).to_contain_text(f"Following a path, position {stop} of 8")
        titles.append(title(page))
        press(page, "Next op")
    assert titles[0].startswith("layer 1: Linear")
    assert titles[3].startswith("loss")
    assert titles[-1].startswith("layer 1: Linear backward")
    press(page, "Whole network")
    expect(scope(page)).not_to_contain_text("Following a path")
    assert watched.complaints == []
