"""The diagram: weights edited, layers frozen, links of three kinds; and all of it taken back."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from steps import address, number, press, until
from watched import Watched


def diagram(page: Page) -> Locator:
    return page.locator(".network-stage canvas")


def weight(page: Page, row: int = 1, cell: int = 0) -> float:
    """A number of the first layer's table of weights."""
    table = page.get_by_role("table").first
    text = table.get_by_role("row").nth(row).get_by_role("cell").nth(cell).inner_text()
    return float(text.replace("−", "-").replace("+", ""))


def edit_first_weight(page: Page) -> Locator:
    """By keys: the first unit of the first layer, its first link."""
    diagram(page).focus()
    for key in ("ArrowDown", "Enter", "Enter"):
        page.keyboard.press(key)
    return page.get_by_label("New weight")


def test_a_weight_is_typed_nudged_and_taken_back(lab: Page):
    lab.get_by_text("Weights as a table").click()
    before = weight(lab)
    loss = number(lab, "Training loss")
    line = edit_first_weight(lab)
    line.fill("2,5")
    line.press("ArrowUp")
    line.press("Enter")
    until(lambda: weight(lab) == 2.6)
    assert number(lab, "Training loss") != loss
    expect(diagram(lab)).to_be_focused()
    lab.keyboard.press("Control+z")
    until(lambda: weight(lab) == before)
    assert number(lab, "Training loss") == loss
    lab.keyboard.press("Control+Shift+z")
    until(lambda: weight(lab) == 2.6)
    press(lab, "Reset")
    until(lambda: weight(lab) == before)


def test_a_bias_of_the_output_is_edited_by_a_click(lab: Page):
    box = diagram(lab).bounding_box()
    assert box is not None
    lab.mouse.click(box["x"] + box["width"] - 24, box["y"] + box["height"] / 2 + 12)
    line = lab.get_by_label("New bias")
    line.fill("1.5")
    line.press("Enter")
    lab.get_by_text("Weights as a table").click()
    cells = lab.get_by_role("table").last.get_by_role("cell")
    until(lambda: cells.last.inner_text() == "+1.5000")


def test_what_is_no_number_is_said_and_escape_leaves(lab: Page):
    line = edit_first_weight(lab)
    line.fill("much")
    line.press("Enter")
    expect(lab.get_by_role("alert")).to_have_text("Type a number, as −0.5 or 1e-3.")
    line.press("Escape")
    expect(line).to_have_count(0)


def test_a_frozen_layer_keeps_its_weights_while_the_others_learn(lab: Page):
    lab.get_by_label("Freeze layer 1").check()
    until(lambda: address(lab) == "frozen=1")
    lab.get_by_text("Weights as a table").click()
    before = [weight(lab, 1, cell) for cell in range(3)]
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 20)
    press(lab, "Pause")
    assert [weight(lab, 1, cell) for cell in range(3)] == before
    lab.get_by_label("Freeze the output layer").check()
    expect(lab.get_by_label("Freeze layer 2")).to_be_disabled()


def test_links_show_gradients_and_updates_with_numbers(lab: Page):
    press(lab, "Epoch")
    pictures = []
    for kind in ("weights", "gradients", "last updates", "all three"):
        lab.get_by_label("Links show").select_option(kind)
        press(lab, "Step")
        lab.wait_for_timeout(300)
        pictures.append(diagram(lab).screenshot())
    assert len(set(pictures)) == 4
    expect(lab.locator(".link-legend")).to_contain_text("gradient to ±")
    diagram(lab).focus()
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("Enter")
    expect(lab.locator(".network-stage .tip")).to_contain_text("last update")


def test_changes_are_taken_back_one_by_one_and_made_again(lab: Page):
    lab.get_by_label("Optimizer").select_option("sgd")
    until(lambda: address(lab) == "optimizer=sgd")
    press(lab, "Add layer")
    until(lambda: "8-tanh,8-tanh,4-tanh" in address(lab))
    lab.get_by_label("Data set").select_option("regress_plane")
    until(lambda: "loss=mse" in address(lab))
    for expected in ("layers=8-tanh,8-tanh,4-tanh&optimizer=sgd", "optimizer=sgd", ""):
        lab.locator("body").press("Control+z")
        until(lambda expected=expected: address(lab) == expected)
    expect(lab.get_by_role("button", name="Undo")).to_be_disabled()
    lab.locator("body").press("Control+y")
    until(lambda: address(lab) == "optimizer=sgd")
    expect(lab.get_by_text("Redone: Optimizer is now SGD")).to_have_count(1)


def test_undo_keeps_the_trained_weights(lab: Page):
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 20)
    press(lab, "Pause")
    expect(lab.get_by_label("Status", exact=True)).to_have_text("Paused")
    loss = number(lab, "Training loss")
    lab.get_by_label("Learning rate").fill("0.5")
    lab.get_by_label("Learning rate").press("Enter")
    until(lambda: address(lab) == "learning_rate=0.5")
    press(lab, "Undo")
    until(lambda: address(lab) == "")
    assert number(lab, "Training loss") == loss


def test_slow_motion_trains_step_by_step(watched: Watched):
    page = watched.ready()
    page.get_by_label("Speed").select_option("5 steps/s")
    press(page, "Play")
    page.wait_for_timeout(2000)
    press(page, "Pause")
    until(lambda: 0.16 <= number(page, "Epoch") <= 0.6)
    page.get_by_label("Speed").select_option("Flat out")
    press(page, "Play")
    until(lambda: number(page, "Epoch") > 20)
    assert watched.complaints == []


def scope(page: Page) -> Locator:
    return page.get_by_role("figure", name="Microscope", exact=True)


def entry_read_out(page: Page) -> str:
    """What screen readers hear of the entry that the microscope looks at."""
    return scope(page).locator("p.unseen[aria-live]").inner_text()


def test_m_opens_the_microscope_at_the_weight_that_is_selected(lab: Page):
    press(lab, "Epoch")
    diagram(lab).focus()
    for key in ("ArrowDown", "ArrowDown", "Enter", "ArrowDown"):
        lab.keyboard.press(key)
    # Layer 1, unit 2, from x₂.
    lab.keyboard.press("m")
    heading = scope(lab).get_by_role("heading", level=3)
    expect(heading).to_have_text("layer 1: Linear on the way back")
    until(lambda: "gradient of W" in entry_read_out(lab))
    numbers = scope(lab).get_by_role("group", name="The entry in numbers")
    expect(numbers).to_contain_text("2,2")
    lab.keyboard.press("Escape")
    lab.keyboard.press("m")
    until(lambda: "gradient of b" in entry_read_out(lab))
    lab.keyboard.press("m")
    expect(scope(lab)).to_have_count(0)


def test_a_weight_pointed_at_in_the_microscope_is_shown_on_the_diagram(lab: Page):
    box = diagram(lab).bounding_box()
    assert box is not None
    lab.mouse.move(box["x"] + box["width"] - 24, box["y"] + box["height"] / 2 + 12)
    lab.keyboard.press("m")
    heading = scope(lab).get_by_role("heading", level=3)
    expect(heading).to_have_text("output: Linear on the way back")
    figure = lab.get_by_role("figure", name="Network", exact=True)
    scope(lab).get_by_role("img", name=re.compile("^gradient of W,")).hover(
        position={"x": 5, "y": 5}
    )
    expect(figure.locator(".tip")).to_contain_text("layer 2, unit 1 → output, unit 1")
    # The pointer that selects it here does not keep the microscope from closing.
    lab.keyboard.press("m")
    expect(scope(lab)).to_have_count(0)
