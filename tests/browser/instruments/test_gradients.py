"""The gradient instruments, which are opened by name, and read by pointer and keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe import violations
from playwright.sync_api import Locator, Page, expect
from steps import address, number, painted, press, status, until
from watched import Watched, looks

INSTRUMENTS = ("Verdict", "Histograms", "Updates", "Dead and saturated units", "Gradient noise")

GRADIENTS = "document.querySelector('cr-lab').lab.instruments.get('verdict')"


def figure(page: Page, name: str) -> Locator:
    return page.get_by_role("figure", name=name, exact=True)


def tip(page: Page, name: str) -> Locator:
    return figure(page, name).get_by_label("Values under the pointer")


def read(page: Page, name: str, *keys: str) -> str:
    """The text of a chart's tip after these keys."""
    figure(page, name).get_by_role("img").first.focus()
    for key in keys:
        page.keyboard.press(key)
    expect(tip(page, name)).to_be_visible()
    painted(page)
    return tip(page, name).inner_text()


def train(page: Page, epochs: int) -> None:
    for _ in range(epochs):
        press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text(str(epochs))


def is_told(page: Page, moments: int) -> bool:
    script = f"{GRADIENTS}.moments.length"
    return page.evaluate(script) == moments


def test_an_instrument_opens_and_closes_with_its_button(lab: Page):
    for name in INSTRUMENTS:
        button = lab.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-pressed", "false")
        button.focus()
        lab.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(figure(lab, name)).to_be_visible()
        lab.keyboard.press("Enter")
        expect(figure(lab, name)).to_have_count(0)


def test_an_instrument_opened_late_shows_the_run_from_its_start(lab: Page):
    train(lab, 6)
    press(lab, "Updates")
    until(lambda: is_told(lab, 7))
    assert read(lab, "Updates", "Home").split()[:2] == ["epoch", "0"]
    first = read(lab, "Updates", "Home", "ArrowRight")
    assert re.search(r"epoch\s+1\s+layer 1\s+0\.0\d+\s+layer 2\s+0\.0\d+\s+output\s+0\.0\d+", first)
    expect(tip(lab, "Updates")).to_contain_text("layer 2")


PRESS_BEFORE_PYTHON_ANSWERS = """async (button) => {
    button.click();
    let image;
    while (!(image = document.querySelector("cr-updates [role=img], cr-histograms [role=img]"))) {
        await Promise.resolve();
    }
    image.focus();
    image.dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }));
    return document.querySelector("cr-lab").lab.instruments.get("verdict").moments.length;
}"""


@pytest.mark.parametrize("name", ["Updates", "Histograms"])
def test_keys_pressed_before_the_data_arrive_take_effect_later(lab: Page, name: str):
    train(lab, 6)
    button = lab.get_by_role("button", name=name, exact=True)
    assert button.evaluate(PRESS_BEFORE_PYTHON_ANSWERS) == 0
    expect(tip(lab, name)).to_be_visible()
    expect(tip(lab, name)).to_contain_text(
        "epoch"
    )  # Which record it is depends on timing, because records arrive one by one.


def test_a_redrawn_chart_keeps_pointing_at_the_same_record(lab: Page):
    train(lab, 6)
    assert read(lab, "Loss curves", "Home", "ArrowRight").split()[:2] == ["epoch", "1"]
    lab.emulate_media(color_scheme="dark")  # other colours require a new plot
    lab.wait_for_timeout(200)
    expect(tip(lab, "Loss curves")).to_be_visible()
    lab.keyboard.press("ArrowRight")
    expect(tip(lab, "Loss curves")).to_contain_text(re.compile(r"epoch\s*2"))


def test_the_bins_of_a_histogram_are_read_by_keyboard_with_all_counts(lab: Page):
    train(lab, 2)
    press(lab, "Histograms")
    until(lambda: is_told(lab, 3))
    lab.get_by_label("Values counted").select_option("weights")
    said = read(lab, "Histograms", "End")
    assert re.search(r"epoch\s+2\s+from −?[\d.e-]+ to −?[\d.e-]+\s+\d+ of 24\b", said)
    before = said
    assert read(lab, "Histograms", "ArrowUp") != before
    assert "epoch\n1" in read(lab, "Histograms", "ArrowLeft")
    lab.get_by_label("Layer", exact=True).select_option("output")
    assert " of 9" in read(lab, "Histograms", "End")
    lab.get_by_label("Values counted").select_option("activations")
    assert " of 10" in read(lab, "Histograms", "End")
    figure(lab, "Histograms").get_by_role("img").hover(position={"x": 200, "y": 80})
    expect(tip(lab, "Histograms")).to_contain_text("of 10")
    lab.mouse.move(5, 5)
    lab.get_by_role("slider", name="Epoch shown").press("Home")
    expect(lab.get_by_label("Epoch", exact=True)).to_have_text("0")
    assert "epoch\n0" in read(lab, "Histograms", "ArrowUp"), "the displayed record"


def test_all_counts_are_saved_as_a_table(lab: Page):
    press(lab, "Histograms")
    until(lambda: is_told(lab, 1))
    with lab.expect_download() as downloading:
        lab.get_by_label("Save the chart: Histograms").select_option("CSV")
    rows = Path(downloading.value.path()).read_bytes().decode().split("\r\n")
    assert rows[0] == "epoch,from,to,count"
    counts = [int(row.split(",")[3]) for row in rows[1:-1]]
    assert len(counts) == 132
    assert sum(counts) == 24


def test_the_verdict_is_shown_in_words_with_numbers(lab: Page):
    press(lab, "Verdict")
    verdict = figure(lab, "Verdict")
    first = verdict.get_by_role("listitem").first
    expect(first).to_contain_text("Gradients flow: that of layer 1 is")
    assert re.search(r"is [\d.]+ times that of the output", verdict.inner_text())
    first.get_by_text("Rule and numbers").click()
    expect(first).to_contain_text("Rule: none of the other rules applies.")
    expect(first.locator("dt").filter(has_text="ratio")).to_be_visible()


def test_a_suggestion_of_the_verdict_is_applied_with_one_click_and_can_be_undone(watched: Watched):
    page = watched.ready("data=circle&optimizer=sgd&learning_rate=10&init_scale=30")
    press(page, "Verdict")
    found = figure(page, "Verdict").get_by_role("listitem").filter(has_text="Initial loss:")
    offered = found.get_by_role("button", name="Try it: Initial scale 1 (now 30)")
    offered.click()
    expect(found).to_have_count(0)
    until(lambda: "init_scale" not in address(page))
    page.keyboard.press("Control+z")
    expect(offered).to_be_visible()
    until(lambda: "init_scale=30" in address(page))
    assert watched.complaints == []


def test_a_diverged_run_is_reported_as_such(watched: Watched):
    page = watched.ready("loss=mse&optimizer=sgd&learning_rate=99&layers=8-relu,8-relu")
    for name in INSTRUMENTS:
        press(page, name)
    press(page, "Play")
    expect(status(page)).to_contain_text("Diverged")
    verdict = figure(page, "Verdict")
    expect(verdict.get_by_role("listitem").first).to_contain_text("Diverging")
    assert watched.complaints == []


def test_dead_units_are_named_and_marked_on_the_diagram(watched: Watched):
    weights = ",".join(["0", "0", "-1", "1", "0", "0", "1", "1", "0"])
    page = watched.ready(f"layers=2-relu&weights={weights}&optimizer=sgd&learning_rate=0.000001")
    press(page, "Dead and saturated units")
    units = figure(page, "Dead and saturated units")
    row = units.get_by_role("img", name="layer 1: 2 units, dead: 1", exact=True)
    expect(row).to_be_visible()
    network = figure(page, "Network")
    expect(network.locator(".network-foot")).to_contain_text("dead")
    page.get_by_role("img", name=re.compile("^Diagram")).focus()
    page.keyboard.press("ArrowDown")
    expect(network.locator(".tip")).to_contain_text("dead, flat for 100 %")
    page.keyboard.press("ArrowDown")
    expect(network.locator(".tip")).to_contain_text("alive, flat for")
    press(page, "Dead and saturated units")
    expect(network.locator(".network-foot")).not_to_contain_text("dead")
    assert watched.complaints == []


def test_gradient_noise_has_two_views_and_its_scale_is_described_in_words(lab: Page):
    train(lab, 2)
    press(lab, "Gradient noise")
    until(lambda: is_told(lab, 3))
    noise = figure(lab, "Gradient noise")
    expect(noise).to_contain_text(re.compile(r"noise scale now: [\d,]+ examples?; batch size: 10"))
    assert re.search(r"all\s+[\d.e-]+", read(lab, "Gradient noise", "Home"))
    lab.get_by_label("Measure of the noise").select_option("Cosine")
    assert re.search(r"all\s+[+−]0\.\d{4}", read(lab, "Gradient noise", "End"))


def test_norms_of_weights_and_activations_are_shown_as_well_as_those_of_gradients(lab: Page):
    train(lab, 2)
    menu = lab.get_by_label("What the norms are of")
    menu.select_option("Weights")
    expect(figure(lab, "Weight norms")).to_be_visible()
    until(lambda: is_told(lab, 3))
    assert "layer 2" in read(lab, "Weight norms", "Home")
    menu.select_option("Activations")
    assert re.search(r"output\s+\d", read(lab, "Activation sizes", "End"))
    menu.select_option("Gradients")
    expect(figure(lab, "Gradient norms")).to_be_visible()
    assert lab.evaluate(f"{GRADIENTS}.shown.size") == 0


def test_the_instruments_update_while_training(lab: Page):
    for name in INSTRUMENTS:
        press(lab, name)
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 300)
    press(lab, "Pause")
    expect(status(lab)).to_have_text("Paused")
    moments = f"{GRADIENTS}.moments.map((m) => m.epoch)"
    until(lambda: abs(lab.evaluate(moments)[-1] - number(lab, "Epoch")) < 0.01)
    until(lambda: len(lab.evaluate(moments)) > 64)
    assert lab.evaluate(moments)[0] == 0


def test_the_instruments_are_reset_for_a_new_network(lab: Page):
    train(lab, 2)
    press(lab, "Histograms")
    until(lambda: is_told(lab, 3))
    press(lab, "Remove layer")
    expect(lab.get_by_label("Layer", exact=True).get_by_role("option")).to_have_count(2)
    press(lab, "Reset")
    until(lambda: is_told(lab, 1))


def test_axe_finds_no_violations_with_all_instruments_open(watched: Watched):
    page = watched.ready("layers=4-relu,4-tanh")
    for name in INSTRUMENTS:
        press(page, name)
    train(page, 1)
    until(lambda: is_told(page, 2))
    for width in looks(page, 360, 1280):
        assert violations(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") == width
