"""The lab's controls: data, features, layers, outputs, keys, and stopping rules."""

from __future__ import annotations

import re

from microscope import show_whole_batch
from playwright.sync_api import Locator, Page, expect
from steps import address, number, painted, press, until


def test_the_loss_the_maps_and_the_confusion_matrix_adapt_to_the_number_of_classes(lab: Page):
    lab.get_by_label("Data set").select_option("blobs")
    lab.get_by_label("Classes").fill("4")
    lab.get_by_label("Classes").press("Enter")
    until(lambda: address(lab) == "data=blobs&classes=4&loss=cross_entropy")
    lab.get_by_label("Mark wrong answers").check()
    press(lab, "Epoch")
    matrix = lab.get_by_role("table", name="Confusion matrix of the test points")
    expect(matrix.get_by_role("cell")).to_have_count(16)
    until(lambda: sum(int(c) for c in matrix.get_by_role("cell").all_inner_texts()) == 250)
    # Only options that are possible with the targets can be chosen.
    expect(lab.get_by_role("option", name="Binary cross-entropy")).to_be_disabled()


def test_features_can_be_switched_on_or_typed(lab: Page):
    lab.get_by_role("button", name="x₁²").click()
    until(lambda: address(lab) == "features=x1,x2,x1^2")
    expect(lab.get_by_role("figure", name="Network", exact=True)).to_contain_text("3 – 8 – 8 – 1")
    line = lab.get_by_label("Features", exact=True).and_(lab.get_by_role("textbox"))
    line.fill("x1, sin(x2")
    line.press("Enter")
    expect(lab.locator("#fault-features")).to_contain_text("character 7: the end")
    line.fill("x1, sin(x2)*3")
    line.press("Enter")
    until(lambda: address(lab) == "features=x1,sin(x2)*3")
    expect(lab.locator("#fault-features")).to_have_count(0)


def test_numbers_can_be_typed_with_a_decimal_comma_or_point(lab: Page):
    rate = lab.get_by_label("Learning rate", exact=True)
    rate.fill("0,05")
    rate.press("Enter")
    until(lambda: address(lab) == "learning_rate=0.05")
    lab.get_by_text("Stopping, seed, precision").click()
    stop = lab.get_by_label("Stop at epoch (0: never)")
    stop.fill("1,000")
    stop.press("Enter")
    expect(lab.locator("#fault-stop_epoch")).to_contain_text("'1,000' does not work")
    assert address(lab) == "learning_rate=0.05", "1,000 is not 1"


def test_each_layer_has_its_own_activation_dropout_and_norm(lab: Page):
    lab.get_by_label("Activation of layer 2").select_option("gelu")
    lab.get_by_label("Dropout of layer 1").fill("0.2")
    lab.keyboard.press("Tab")
    lab.get_by_label("Layer norm of layer 2").check()
    until(lambda: address(lab) == "layers=8-tanh-drop0.2,8-gelu-norm")
    lab.get_by_role("button", name="Add a unit to layer 1").click()
    until(lambda: address(lab) == "layers=9-tanh-drop0.2,8-gelu-norm")


def test_an_answer_does_not_remove_what_is_being_typed_for_a_layer(lab: Page):
    field = lab.get_by_label("Dropout of layer 1")
    field.fill("0.3")
    lab.evaluate("() => document.querySelector('cr-lab').lab.change({ noise: 0.2 })")
    until(lambda: address(lab) == "noise=0.2")
    painted(lab)
    field.press("Tab")
    until(lambda: address(lab) == "noise=0.2&layers=8-tanh-drop0.3,8-tanh")


def test_only_settings_that_have_an_effect_are_shown(lab: Page):
    expect(lab.get_by_label("Schedule factor")).to_have_count(0)
    lab.get_by_label("Schedule", exact=True).select_option("cosine")
    expect(lab.get_by_label("Schedule factor")).to_be_visible()
    lab.get_by_label("Optimizer").select_option("rmsprop")
    expect(lab.get_by_label("α", exact=True)).to_have_count(1)
    expect(lab.get_by_label("β₁", exact=True)).to_have_count(0)


def test_training_stops_at_the_requested_epoch(lab: Page):
    lab.get_by_text("Stopping, seed, precision").click()
    stop = lab.get_by_label(re.compile("^Stop at epoch"))
    stop.fill("7")
    stop.press("Enter")
    until(lambda: address(lab) == "stop_epoch=7")
    press(lab, "Play")
    expect(lab.get_by_label("Status", exact=True)).to_contain_text("Paused")
    expect(lab.get_by_label("Epoch", exact=True).and_(lab.get_by_role("status"))).to_have_text("7")
    strip = lab.locator("cr-strip")
    expect(strip).to_contain_text("Stopped at epoch 7, as set. Press Play to continue.")
    # The message disappears when an earlier epoch is shown or resumed.
    lab.get_by_role("slider", name="Epoch shown").press("Home")
    expect(strip).to_be_hidden()
    press(lab, "Step")
    until(lambda: 0 < number(lab, "Epoch") < 1)
    expect(strip).not_to_contain_text("Stopped")
    expect(lab.locator("p.unseen[aria-live]:not([role])")).not_to_contain_text("Stopped")
    press(lab, "Play")
    expect(lab.get_by_label("Epoch", exact=True).and_(lab.get_by_role("status"))).to_have_text("7")
    expect(strip).to_contain_text("Stopped at epoch 7, as set. Press Play to continue.")
    press(lab, "Play")
    expect(strip).to_be_hidden()
    until(lambda: number(lab, "Epoch") > 7)


def test_a_run_that_stops_early_reports_which_weights_are_kept(lab: Page):
    lab.get_by_label("Data set").select_option("moons")
    lab.get_by_text("Stopping, seed, precision").click()
    patience = lab.get_by_label(re.compile("^Stop after epochs without"))
    patience.fill("5")
    patience.press("Enter")
    until(lambda: "stop_patience=5" in address(lab))
    press(lab, "Play")
    strip = lab.locator("cr-strip")
    expect(strip).to_contain_text(
        re.compile(
            r"Stopped at epoch [\d,]+: the test loss was best \([\d.e-]+\) at epoch [\d,]+; "
            r"its weights are kept\. Press Play to continue\."
        ),
        timeout=120_000,
    )
    expect(lab.get_by_label("Status", exact=True)).to_contain_text("Paused")


def test_classes_are_weighted_by_a_rule_or_by_numbers(lab: Page):
    weights = lab.get_by_label("Class weights", exact=True)
    expect(weights).to_have_value("none")
    weights.select_option("balanced")
    until(lambda: "class_weights=balanced" in address(lab))
    expect(lab.get_by_text(re.compile("^Weights: .*the test loss uses the same"))).to_be_visible()
    weights.select_option("One per class")
    until(lambda: "class_weights=1,1" in address(lab))
    weights.fill("1, 5")
    weights.press("Enter")
    until(lambda: "class_weights=1,5" in address(lab))
    weights.fill("1, 5, 2")
    weights.press("Enter")
    expect(lab.locator("#fault-class_weights")).to_contain_text("2 numbers, one for each class")
    assert "class_weights=1,5" in address(lab)
    lab.get_by_label("How the classes are weighted").select_option("none")
    until(lambda: "class_weights" not in address(lab))
    lab.get_by_label("Loss", exact=True).select_option("mse")
    expect(lab.get_by_label("Class weights", exact=True)).to_have_count(0)


def test_the_keys_for_step_and_reset_have_no_effect_inside_a_field(lab: Page):
    lab.locator("body").press("ArrowRight")
    until(lambda: 0 < number(lab, "Epoch") < 1)
    lab.locator("body").press("Shift+ArrowRight")
    until(lambda: number(lab, "Epoch") == 1)
    lab.get_by_label("Learning rate", exact=True).press("ArrowRight")
    lab.get_by_label("Learning rate", exact=True).press("r")
    assert number(lab, "Epoch") == 1
    lab.get_by_label("Learning rate", exact=True).blur()
    lab.locator("body").press("r")
    until(lambda: number(lab, "Epoch") == 0)


def test_a_curve_fit_is_drawn_as_a_curve(lab: Page):
    lab.get_by_label("Data set").select_option("sine")
    until(lambda: address(lab) == "data=sine&features=x1&loss=mse")
    expect(lab.get_by_role("figure", name="Output", exact=True)).to_contain_text("y ↑")
    press(lab, "Play")
    until(lambda: number(lab, "Training loss") < 0.05)


COUNT = """() => {
  let { prototype } = customElements.get("cr-settings");
  while (!Object.hasOwn(prototype, "performUpdate")) prototype = Object.getPrototypeOf(prototype);
  const { performUpdate } = prototype;
  globalThis.renders = {};
  prototype.performUpdate = function () {
    const name = this.localName;
    renders[name] = (renders[name] ?? 0) + 1;
    return performUpdate.call(this);
  };
}"""

TICK = """(value) => {
  const slider = document.querySelector("#setting-noise");
  slider.value = value;
  slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""


def renders(lab: Page, ticks: list[float]) -> dict[str, int]:
    """How often each element is rendered while the noise slider moves and every change is
    answered."""
    lab.evaluate("() => { globalThis.renders = {}; }")
    for value in ticks:
        lab.evaluate(TICK, value)
        settled(lab, value)
    return lab.evaluate("() => globalThis.renders")


def settled(lab: Page, noise: float) -> None:
    until(lambda: address(lab) == f"noise={noise}")
    painted(lab)


def test_moving_the_noise_slider_renders_only_the_settings(lab: Page):
    lab.evaluate(COUNT)
    # The first change makes Undo possible, which the tools have to show.
    first = renders(lab, [0.31])
    assert {"cr-settings", "cr-tools"} <= set(first)
    ticks = [0.32, 0.33, 0.34, 0.35, 0.36]
    found = renders(lab, ticks)
    # The numbers of the verdict arrive with the frame.
    assert set(found) - {"cr-verdict-line"} == {"cr-settings"}
    # once for the request and once for the answer
    assert found["cr-settings"] <= 2 * len(ticks)


def selected(page: Page) -> Locator:
    return page.get_by_role("status", name="Selected example")


def microscope(page: Page) -> Locator:
    return page.get_by_role("figure", name="Microscope", exact=True)


def place_on_map(page: Page, example: int) -> tuple[float, float]:
    """The position on the page of an example of the default data; examples are counted from 1."""
    script = """(index) => {
        const { x1, x2 } = document.querySelector("cr-lab").lab.opened.arrays;
        return [x1[index], x2[index]];
    }"""
    x1, x2 = page.evaluate(script, example - 1)
    canvas = page.locator(".output-stage canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    return (
        box["x"] + (x1 + 6) / 12 * box["width"],
        box["y"] + (6 - x2) / 12 * box["height"],
    )


def test_an_example_under_the_pointer_is_marked_everywhere(lab: Page):
    lab.locator("body").press("m")
    show_whole_batch(lab)
    inputs = microscope(lab).get_by_role("img", name=re.compile("^x, 10 by 2"))
    inputs.hover(position={"x": 5, "y": 30})
    expect(selected(lab)).to_contain_text(re.compile(r"^example \d+training"))
    example = int(re.findall(r"\d+", selected(lab).inner_text())[0])
    expect(microscope(lab)).to_contain_text(f"example {example} is row 2")
    # A click on the map keeps it selected.
    lab.mouse.move(0, 0)
    expect(selected(lab)).to_be_hidden()
    lab.mouse.move(*place_on_map(lab, example))
    expect(selected(lab)).to_contain_text(f"example {example}training")
    lab.mouse.click(*place_on_map(lab, example))
    lab.mouse.move(0, 0)
    expect(microscope(lab)).to_contain_text(f"example {example} is row 2")
    # The table opens at the page that contains the example.
    lab.get_by_label("View of the output").select_option(label="Examples")
    table = lab.get_by_role("table", name="Examples")
    expect(table.locator("[aria-current=true]")).to_contain_text("training")
    row = table.get_by_role("row").nth(3)
    row.hover()
    expect(row).to_have_attribute("aria-current", "true")
    expect(table.locator("[aria-current=true]")).to_have_count(1)
    expect(microscope(lab)).not_to_contain_text(f"example {example} is row 2")


def test_examples_are_visited_by_keyboard_on_the_map_and_in_the_table(lab: Page):
    lab.get_by_role("img", name=re.compile("^Map of the prediction")).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        lab.keyboard.press(key)
    expect(selected(lab)).to_contain_text("example 2training")
    lab.keyboard.press("Escape")
    expect(selected(lab)).to_be_hidden()
    lab.get_by_label("View of the output").select_option(label="Examples")
    table = lab.get_by_role("table", name="Examples")
    lab.get_by_role("group", name="Examples").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        lab.keyboard.press(key)
    row = table.get_by_role("row").nth(2)
    expect(row).to_have_attribute("aria-current", "true")
    lab.get_by_label("View of the output").select_option(label="Plane")
    expect(selected(lab)).to_contain_text("test")


def test_an_epoch_under_the_pointer_in_one_chart_is_marked_in_the_others(lab: Page):
    press(lab, "Histograms")
    for _ in range(6):
        press(lab, "Epoch")
    until(lambda: number(lab, "Epoch") == 6)
    losses = lab.get_by_role("figure", name="Loss curves", exact=True)
    norms = lab.get_by_role("figure", name="Gradient norms", exact=True)
    chart = losses.get_by_role("img")
    chart.focus()
    for key in ("End", "ArrowLeft", "ArrowLeft"):
        lab.keyboard.press(key)
    place = "(line) => new DOMMatrix(getComputedStyle(line).transform).m41"
    share = "(line) => line.parentElement.clientWidth"
    line = norms.locator(".u-cursor-x")
    until(lambda: 0.6 < line.evaluate(place) / line.evaluate(share) < 0.7)
    expect(norms.get_by_role("status")).to_be_hidden()
    chart.blur()
    expect(line).to_be_hidden()
