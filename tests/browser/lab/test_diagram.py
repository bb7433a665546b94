"""The diagram: edited weights, frozen layers, three kinds of links, and undo for all changes."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, expect
from steps import address, number, painted, press, until
from watched import Watched


def diagram(page: Page) -> Locator:
    return page.locator(".network-stage canvas")


def weight(page: Page, row: int = 1, cell: int = 0) -> float:
    """A number in the weight table of the first layer."""
    table = page.get_by_role("table").first
    text = table.get_by_role("row").nth(row).get_by_role("cell").nth(cell).inner_text()
    return float(text.replace("−", "-").replace("+", ""))


def edit_first_weight(page: Page) -> Locator:
    """Select the first unit of the first layer by keyboard, then its first link."""
    diagram(page).focus()
    for key in ("ArrowDown", "Enter", "Enter"):
        page.keyboard.press(key)
    return page.get_by_label("New weight")


def test_a_weight_is_typed_nudged_and_restored_by_undo(lab: Page):
    lab.get_by_text("Weights as a table").click()
    before = weight(lab)
    loss = number(lab, "Training loss")
    line = edit_first_weight(lab)
    line.fill("2,5")
    line.press("ArrowUp")
    line.press("Enter")
    until(lambda: weight(lab) == 2.6)
    until(lambda: number(lab, "Training loss") != loss)  # painted at the next screen refresh
    expect(diagram(lab)).to_be_focused()
    lab.keyboard.press("Control+z")
    until(lambda: weight(lab) == before)
    until(lambda: number(lab, "Training loss") == loss)
    lab.keyboard.press("Control+Shift+z")
    until(lambda: weight(lab) == 2.6)
    press(lab, "Reset")
    until(lambda: weight(lab) == before)


def test_an_output_bias_is_edited_with_a_click(lab: Page):
    lab.locator(".network-name", has_text="class 1").click()
    line = lab.get_by_label("New bias")
    line.fill("1.5")
    line.press("Enter")
    lab.get_by_text("Weights as a table").click()
    cells = lab.get_by_role("table").last.get_by_role("cell")
    until(lambda: cells.last.inner_text() == "+1.5000")


def test_invalid_input_is_reported_and_escape_closes_the_editor(lab: Page):
    line = edit_first_weight(lab)
    line.fill("much")
    line.press("Enter")
    expect(lab.get_by_role("alert")).to_have_text("Type a number, such as −0.5 or 1e-3.")
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


def test_links_show_the_numbers_of_gradients_and_updates(lab: Page):
    press(lab, "Epoch")
    epoch = lab.get_by_label("Epoch", exact=True)
    expect(epoch).to_have_text("1")
    pictures = []
    steps = {"weights": "1.04", "gradients": "1.08", "last updates": "1.12", "all three": "1.16"}
    for kind, reached in steps.items():
        lab.get_by_label("Links show").select_option(kind)
        press(lab, "Step")
        expect(epoch).to_have_text(reached)
        painted(lab)
        pictures.append(diagram(lab).screenshot())
    assert len(set(pictures)) == 4
    expect(lab.locator(".link-legend")).to_contain_text("gradient up to ±")
    diagram(lab).focus()
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("Enter")
    expect(lab.locator(".network-stage .tip")).to_contain_text("last update")


def test_changes_are_undone_and_redone_one_by_one(lab: Page):
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
    lab.get_by_label("Learning rate", exact=True).fill("0.5")
    lab.get_by_label("Learning rate", exact=True).press("Enter")
    until(lambda: address(lab) == "learning_rate=0.5")
    press(lab, "Undo")
    until(lambda: address(lab) == "")
    assert number(lab, "Training loss") == loss


def test_slow_motion_trains_step_by_step(watched: Watched):
    page = watched.ready()
    page.get_by_label("Speed").select_option("5 steps/s")
    press(page, "Play")
    start = time.monotonic()
    until(lambda: number(page, "Epoch") >= 0.16)
    press(page, "Pause")
    expect(page.get_by_label("Status", exact=True)).to_have_text("Paused")
    # An epoch has 25 steps; at full speed, there would be hundreds of epochs.
    most = 5 * (time.monotonic() - start) / 25
    assert number(page, "Epoch") <= most + 0.1
    page.get_by_label("Speed").select_option("Flat out")
    press(page, "Play")
    until(lambda: number(page, "Epoch") > 20)
    assert watched.complaints == []


def scope(page: Page) -> Locator:
    return page.get_by_role("figure", name="Microscope", exact=True)


def entry_read_out(page: Page) -> str:
    """What a screen reader announces about the entry shown by the microscope."""
    return scope(page).locator("p.unseen[aria-live]").inner_text()


def test_the_key_m_opens_the_microscope_at_the_selected_weight(lab: Page):
    press(lab, "Epoch")
    diagram(lab).focus()
    for key in ("ArrowDown", "ArrowDown", "Enter", "ArrowDown"):
        lab.keyboard.press(key)
    # The weight of layer 1, unit 2, from x₂.
    lab.keyboard.press("m")
    heading = scope(lab).get_by_role("heading", level=3)
    expect(heading).to_have_text("layer 1: Linear backward")
    until(lambda: "gradient of W" in entry_read_out(lab))
    numbers = scope(lab).get_by_role("group", name="The entry in numbers")
    expect(numbers).to_contain_text("22")
    lab.keyboard.press("Escape")
    lab.keyboard.press("m")
    until(lambda: "gradient of b" in entry_read_out(lab))
    lab.keyboard.press("m")
    expect(scope(lab)).to_have_count(0)


def test_a_weight_under_the_pointer_in_the_microscope_is_shown_on_the_diagram(lab: Page):
    lab.locator(".network-name", has_text="class 1").hover()
    lab.keyboard.press("m")
    heading = scope(lab).get_by_role("heading", level=3)
    expect(heading).to_have_text("output: Linear backward")
    figure = lab.get_by_role("figure", name="Network", exact=True)
    scope(lab).get_by_role("img", name=re.compile("^gradient of W of layer 3,")).hover(
        position={"x": 5, "y": 5}
    )
    expect(figure.locator(".tip")).to_contain_text("layer 2, unit 1 → output, class 1")
    # A selection made by pointing into the microscope does not prevent the key from closing it.
    lab.keyboard.press("m")
    expect(scope(lab)).to_have_count(0)


PETALS = "data=iris&target=petal%20length%20(cm)&columns=sepal%20width%20(cm),species"


def test_a_regression_shows_the_names_and_the_unit_of_its_table(watched: Watched):
    page = watched.ready(PETALS)
    network = page.get_by_role("figure", name="Network", exact=True)
    names = network.locator(".network-name")
    for words in ("petal length (cm)", "sepal width (cm)"):
        expect(names.filter(has_text=words)).to_have_count(1)
    diagram = network.get_by_role("img", name=re.compile(r"species = virginica.*: petal length"))
    expect(diagram).to_be_visible()
    names.nth(3).hover()
    expect(network.locator(".tip")).to_contain_text("species = virginica")
    page.mouse.move(0, 0)  # While the pointer is on a unit, the output figure shows that unit.

    output = page.get_by_role("figure", name="Output", exact=True)
    expect(output.locator(".output-high")).to_have_text(re.compile(r"^7\.\d$"))
    expect(output).to_contain_text("predicted petal length (cm)")
    errors = output.get_by_role("table", name="Errors of the regression")
    numbers = r"training\s*\d\.\d+\s*−?\d\.\d{4}\s*test\s*\d\.\d+\s*−?\d\.\d{4}"
    expect(errors).to_have_text(re.compile(r"RMSE\s*R²\s*" + numbers))

    output.get_by_label("View of the output").select_option("Examples")
    row = output.get_by_role("row").nth(1).get_by_role("cell")
    expect(output.get_by_role("columnheader", name="residual", exact=True)).to_be_visible()
    expect(row.last).to_have_text(re.compile(r"\d"))
    target, prediction, residual = (
        float(cell.inner_text().replace("−", "-")) for cell in row.all()[-3:]
    )
    assert abs(target - prediction - residual) < 0.11


def test_a_weight_shows_its_loss_curve_and_escape_reverts_a_nudge(lab: Page):
    press(lab, "Epoch")
    field = edit_first_weight(lab)
    slider = lab.get_by_role("slider", name="w¹₁₁")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("loss .* slope [+−]"))
    expect(lab.get_by_role("img", name="Loss along w¹₁₁")).to_be_visible()
    loss = number(lab, "Training loss")
    field.press("ArrowUp")
    until(lambda: number(lab, "Training loss") != loss)
    field.press("Escape")
    until(lambda: number(lab, "Training loss") == loss)
    expect(lab.get_by_role("button", name="Undo")).to_be_disabled()


def test_dragging_a_weight_pauses_the_run_and_one_undo_reverts_it(lab: Page):
    press(lab, "Epoch")
    edit_first_weight(lab)
    slider = lab.get_by_role("slider", name="w¹₁₁")
    tangent = lab.get_by_role("img", name="Loss along w¹₁₁")
    expect(tangent).to_be_visible()
    loss, drawn = number(lab, "Training loss"), tangent.inner_html()
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    lab.mouse.move(box["x"] + box["width"] / 2, y)
    lab.mouse.down()
    lab.mouse.move(box["x"] + box["width"] * 0.9, y, steps=5)
    until(lambda: number(lab, "Training loss") != loss)
    until(lambda: tangent.inner_html() != drawn)
    lab.mouse.up()
    mark = lab.get_by_role("button", name=re.compile("^Epoch 1: w¹₁₁: "))
    expect(mark.first).to_be_attached()
    press(lab, "Undo")
    until(lambda: number(lab, "Training loss") == loss)
    expect(lab.get_by_role("button", name="Undo")).to_be_disabled()
    expect(mark).to_have_count(0)


def test_pointing_at_an_example_on_the_map_shows_its_prediction_and_its_path(lab: Page):
    lab.set_viewport_size({"width": 1280, "height": 800})
    press(lab, "Epoch")
    charts = lab.locator(".charts").bounding_box()
    lab.locator(".output-stage canvas").first.focus()
    lab.keyboard.press("End")
    card = lab.get_by_role("status", name="Selected example")
    expect(card).to_contain_text(re.compile(r"prediction\s*[01] \([\d.]+ %\)"))
    expect(card).to_contain_text("gradient share")
    expect(lab.locator(".link-legend")).to_have_text("weight × activation")
    assert lab.locator(".charts").bounding_box() == charts
    lab.keyboard.press("Enter")
    expect(card).to_contain_text("the sum of the norms for all 250 training examples")
    edit_first_weight(lab)
    expect(card).to_contain_text("part of ∂L/∂w¹₁₁")
