"""The page, operated by role and accessible name in a real browser."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect
from steps import address, number, painted, press, status, until
from watched import Watched


def test_the_spiral_is_learned_and_drawn_during_training(lab: Page):
    press(lab, "Play")
    expect(status(lab)).to_have_text("Training")
    until(lambda: number(lab, "Training loss") < 0.1)
    assert number(lab, "Epoch") > 50
    press(lab, "Pause")
    expect(status(lab)).to_have_text("Paused")
    epoch = number(lab, "Epoch")
    time.sleep(0.3)
    assert number(lab, "Epoch") == epoch
    for name in ("Network", "Output", "Loss curves", "Gradient norms"):
        figure = lab.get_by_role("figure", name=name, exact=True)
        expect(figure).to_be_visible()
        expect(figure.locator("canvas").first).to_be_visible()


def test_step_trains_on_one_batch(lab: Page):
    loss = number(lab, "Training loss")
    for expected in ("0.04", "0.08"):
        press(lab, "Step")
        expect(lab.get_by_label("Epoch", exact=True)).to_have_text(expected)
    expect(status(lab)).to_have_text("Paused")
    assert number(lab, "Training loss") != loss


def test_reset_restores_the_initial_loss_but_a_new_seed_does_not(lab: Page):
    first = number(lab, "Training loss")
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 20)
    press(lab, "Reset")
    expect(status(lab)).to_have_text("Ready")
    expect(lab.get_by_label("Epoch", exact=True)).to_have_text("0")
    assert number(lab, "Training loss") == first
    press(lab, "New seed")
    until(lambda: number(lab, "Training loss") != first)
    assert address(lab) == "seed=1"


def test_changing_layers_keeps_the_weights_that_still_match(lab: Page):
    press(lab, "Step")
    lab.get_by_text("Weights as a table").click()
    table = lab.get_by_role("table").first
    before = table.get_by_role("row").nth(1).inner_text()
    press(lab, "Add a unit to layer 1")
    network = lab.get_by_role("figure", name="Network", exact=True)
    expect(network).to_contain_text("2 – 9 – 8 – 1")
    press(lab, "Add layer")
    expect(network).to_contain_text("2 – 9 – 8 – 4 – 1")
    expect(table.get_by_role("row")).to_have_count(10)
    assert table.get_by_role("row").nth(1).inner_text() == before
    expect(lab.get_by_label("Epoch", exact=True)).to_have_text("0.04")
    assert address(lab) == "layers=9-tanh,8-tanh,4-tanh"
    press(lab, "Remove layer")
    press(lab, "Remove a unit from layer 1")
    expect(network).to_contain_text("2 – 8 – 8 – 1")


def test_the_error_for_an_empty_field_says_that_it_is_empty(lab: Page):
    rate = lab.get_by_label("Learning rate", exact=True)
    rate.fill("")
    rate.press("Enter")
    allowed = "Possible: a number greater than 0 up to 100."
    sentence = f"Learning rate: the field is empty. {allowed}"
    expect(rate).to_have_accessible_description(sentence)


def test_an_invalid_value_is_explained_and_training_continues(lab: Page):
    press(lab, "Play")
    rate = lab.get_by_label("Learning rate", exact=True)
    rate.fill("fast")
    rate.press("Enter")
    sentence = "Learning rate: 'fast' does not work. Possible: a number greater than 0 up to 100."
    expect(rate).to_have_attribute("aria-invalid", "true")
    expect(rate).to_have_value("fast")
    expect(rate).to_have_accessible_description(sentence)
    expect(status(lab)).to_contain_text("does not work")
    seen = [p.bounding_box() for p in lab.get_by_text(sentence).all()]
    assert len([box for box in seen if box and box["width"] > 1]) == 1, "shown only once"
    epoch = number(lab, "Epoch")
    until(lambda: number(lab, "Epoch") > epoch)
    rate.fill("0.03")
    rate.press("Enter")
    expect(status(lab)).to_have_text("Training")
    expect(rate).not_to_have_attribute("aria-invalid", "true")
    until(lambda: address(lab) == "learning_rate=0.03")


def test_an_answer_does_not_overwrite_text_that_is_being_typed(lab: Page):
    rate = lab.get_by_label("Learning rate", exact=True)
    rate.press_sequentially("5")
    typed = rate.input_value()
    lab.evaluate("() => document.querySelector('[aria-label=\"Add layer\"]').click()")
    until(lambda: address(lab) == "layers=8-tanh,8-tanh,4-tanh")
    expect(rate).to_have_value(typed)
    rate.press("Enter")
    until(lambda: f"learning_rate={float(typed):g}" in address(lab))


def test_a_chart_shows_the_values_at_the_pointer(lab: Page):
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 3)
    press(lab, "Pause")
    chart = lab.get_by_role("figure", name="Loss curves", exact=True)
    chart.get_by_role("img").focus()
    top = chart.bounding_box()
    chart.get_by_role("img").press("Home")
    expect(chart.get_by_label("Values under the pointer")).to_contain_text("training")
    assert chart.bounding_box() == top


def test_an_invalid_url_is_explained_and_the_default_experiment_opens(watched: Watched):
    page = watched.open("noise=loud")
    expect(page.locator(".strip .sentence", has_text="Noise: 'loud' does not work")).to_be_visible()
    # The URL describes the experiment that runs, which is the default.
    until(lambda: address(page) == "")
    press(page, "Play")
    until(lambda: number(page, "Epoch") > 5)


def test_a_url_reopens_the_same_experiment(watched: Watched):
    page = watched.ready("data=xor&layers=3-relu&learning_rate=0.03")
    expect(page.get_by_label("Data set")).to_have_value("xor")
    expect(page.get_by_label("Activation")).to_have_value("relu")
    expect(page.get_by_label("Learning rate", exact=True)).to_have_value("0.03")
    expect(page.get_by_role("figure", name="Network", exact=True)).to_contain_text("2 – 3 – 1")


def test_controls_can_be_found_and_operated_by_name(lab: Page):
    lab.get_by_label("Data set").select_option("circle")
    lab.get_by_label("Noise").fill("0.2")
    for layer in (1, 2):
        lab.get_by_label(f"Activation of layer {layer}").select_option("relu")
    lab.get_by_label("Loss", exact=True).select_option("mse")
    lab.get_by_label("Optimizer").select_option("sgd")
    lab.get_by_label("Batch size").fill("25")
    lab.get_by_label("Batch size").press("Enter")
    expected = "data=circle&noise=0.2&layers=8-relu,8-relu&loss=mse&optimizer=sgd&batch_size=25"
    until(lambda: address(lab) == expected)
    lab.get_by_label("Data set").select_option("regress_plane")
    press(lab, "Play")
    until(lambda: number(lab, "Training loss") < 0.05)  # noise alone is 0.2² = 0.04


def test_a_diverging_run_is_explained_with_a_way_to_continue(lab: Page):
    lab.get_by_label("Data set").select_option("regress_plane")
    lab.get_by_label("Optimizer").select_option("sgd")
    lab.get_by_label("Learning rate", exact=True).fill("100")
    lab.get_by_label("Learning rate", exact=True).press("Enter")
    until(lambda: "learning_rate=100" in address(lab))
    press(lab, "Play")
    expect(status(lab)).to_contain_text(re.compile(r"diverged at step \d+ .*layer|loss"))
    expect(lab.locator(".strip").get_by_text("press Reset to start over")).to_be_visible()
    press(lab, "Learning rate 10")
    expect(status(lab)).to_have_text("Paused")
    expect(lab.get_by_label("Training loss", exact=True)).not_to_have_text("–")


def test_a_run_can_be_played_stepped_and_read_by_keyboard_alone(lab: Page):
    lab.locator("body").press("Space")
    expect(status(lab)).to_have_text("Training")
    lab.locator("body").press("Space")
    expect(status(lab)).to_have_text("Paused")
    diagram = lab.get_by_role("figure", name="Network", exact=True).get_by_role("img").first
    diagram.focus()
    diagram.press("ArrowDown")
    expect(lab.get_by_role("figure", name="Network", exact=True)).to_contain_text("layer 1, unit 1")
    diagram.press("Enter")
    expect(lab.get_by_role("figure", name="Network", exact=True)).to_contain_text("x₁ → layer 1")


def test_a_valid_url_clears_the_error_for_an_invalid_one(lab: Page):
    lab.evaluate("() => { location.hash = '#data=moon'; }")
    expect(status(lab)).to_contain_text("Data set: 'moon' does not work")
    until(lambda: address(lab) == "")
    lab.evaluate("() => { location.hash = '#data=xor'; }")
    expect(status(lab)).to_have_text("Ready")
    expect(lab.get_by_label("Data set")).to_have_value("xor")
    expect(lab.get_by_label("Data set")).not_to_have_attribute("aria-invalid", "true")


def test_losses_can_be_read_on_a_log_scale(lab: Page):
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 3)
    press(lab, "Pause")
    expect(status(lab)).to_have_text("Paused")
    painted(lab)  # the last records may still change the canvas
    chart = lab.get_by_role("figure", name="Loss curves", exact=True)
    before = chart.locator("canvas").screenshot()
    chart.get_by_label("Log scale").check()
    expect(chart).to_contain_text("Binary cross-entropy, log scale, by epoch")
    until(lambda: chart.locator("canvas").screenshot() != before)
    chart.get_by_label("Log scale").uncheck()
    until(lambda: chart.locator("canvas").screenshot() == before)


def test_the_error_for_nesterov_without_momentum_says_what_is_required(lab: Page):
    lab.get_by_label("Optimizer").select_option("sgd")
    lab.get_by_text("More", exact=True).last.click()
    box = lab.get_by_label("Nesterov momentum")
    expect(box).to_be_disabled()
    expect(box).to_have_accessible_description("Requires a momentum above 0.")
    lab.get_by_label("Momentum", exact=True).fill("0.9")
    lab.get_by_label("Momentum", exact=True).press("Enter")
    box.check()
    until(lambda: address(lab) == "optimizer=sgd&momentum=0.9&nesterov=true")
    expect(box).to_have_accessible_description("")


def test_announced_text_about_a_unit_has_no_stray_comma(lab: Page):
    diagram = lab.get_by_role("figure", name="Network", exact=True)
    canvas = diagram.get_by_role("img").first
    canvas.focus()
    for key in ("ArrowDown", "Enter"):
        canvas.press(key)
    spoken = diagram.locator(".unseen[role=status]")
    expect(spoken).to_have_text(
        re.compile(r"^x₁ → layer 1, unit 1, weight [+−][\d.]+, last gradient [+−][\d.e-]+$")
    )
