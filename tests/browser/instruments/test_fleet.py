"""Fleets, which are trained, sorted, inspected and opened, and the race of optimizers."""

from __future__ import annotations

import re

import pytest
from axe import violations
from playwright.sync_api import Locator, Page, expect
from steps import address, number, press, until
from watched import Watched, looks

SMALL = "data=xor&samples=60&layers=3-tanh"


def opened(page: Page, name: str = "Many networks") -> Locator:
    press(page, name)
    instrument = page.get_by_role("figure", name=name)
    expect(instrument).to_be_visible()
    return instrument


def trained(instrument: Locator, epochs: int = 20, fields: dict[str, str] | None = None) -> None:
    """Fill in the fields, train, and wait for the end."""
    for label, value in {**(fields or {}), "Epochs": str(epochs)}.items():
        instrument.get_by_label(label, exact=True).fill(value)
        instrument.get_by_label(label, exact=True).blur()
    instrument.get_by_role("button", name=re.compile("^Train")).first.click()
    expect(instrument.get_by_role("button", name="Continue")).to_be_visible()
    expect(instrument.locator(".fleet-state")).to_contain_text(f"epoch {epochs}")


def cells(instrument: Locator) -> list[str]:
    found = instrument.get_by_role("gridcell")
    return [cell.get_attribute("aria-label") or "" for cell in found.all()]


def losses(instrument: Locator) -> list[float]:
    return [float(re.search(r"loss ([\d.e-]+)", name)[1]) for name in cells(instrument)]  # pyright: ignore


def test_64_networks_are_trained_labelled_and_sorted(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    trained(instrument)
    names = cells(instrument)
    assert len(names) == 64
    assert re.fullmatch(r"seed 12, loss [\d.e-]+, accuracy [\d.]+ %(, succeeds)?", names[12])
    instrument.get_by_label("Sort by").select_option("loss")
    until(lambda: losses(instrument) == sorted(losses(instrument)))
    assert set(cells(instrument)) == set(names)
    instrument.get_by_label("Sort by").select_option("seed")
    until(lambda: cells(instrument) == names)
    assert watched.complaints == []


def test_the_summary_counts_successes_by_the_chosen_criterion(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    trained(instrument, fields={"How many": "10"})
    summary = instrument.locator(".fleet-summary")
    expect(summary).to_contain_text(re.compile(r"Succeed\s+\d+ of 10"))
    threshold = instrument.get_by_label("Test accuracy at least")
    threshold.fill("0")
    threshold.press("Enter")
    expect(summary).to_contain_text("10 of 10 (100 %)")
    until(lambda: all(name.endswith(", succeeds") for name in cells(instrument)))
    threshold.fill("101")
    threshold.press("Enter")
    expect(instrument.get_by_role("alert")).to_contain_text("threshold: 1.01 does not work")
    assert watched.complaints == []


def test_arrow_keys_move_along_the_wall_and_enter_opens_a_network_in_the_lab(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    trained(instrument, fields={"How many": "9"})
    grid = instrument.get_by_role("grid", name="Many networks")
    grid.get_by_role("gridcell").first.focus()
    for key, place in (("ArrowRight", 1), ("ArrowDown", None), ("Home", None), ("End", None)):
        page.keyboard.press(key)
        if place is not None:
            expect(grid.get_by_role("gridcell").nth(place)).to_be_focused()
    page.keyboard.press("Shift+Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    focused = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("seed 4,")
    tip = instrument.locator(".wall-tip")
    expect(tip).to_contain_text("seed 4")
    loss = re.search(r"Test loss\s+([\d.e-]+)", tip.inner_text())
    page.keyboard.press("Enter")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("20")
    expect(page.get_by_label("Test loss", exact=True)).to_have_text(loss[1])  # pyright: ignore
    until(lambda: "weights=" in address(page))
    expect(instrument).to_contain_text("Made from an experiment other than")
    press(page, "Epoch")
    until(lambda: number(page, "Epoch") == 21)
    # The previous run is kept for comparison and for Undo.
    expect(page.get_by_role("button", name="left at 0", exact=True)).to_be_visible()
    press(page, "Undo")
    until(lambda: number(page, "Epoch") == 0)
    until(lambda: "weights=" not in address(page))
    expect(instrument).not_to_contain_text("Made from an experiment other than")
    press(page, "Redo")
    until(lambda: number(page, "Epoch") == 21)
    until(lambda: "weights=" in address(page))
    assert watched.complaints == []


def test_the_values_of_a_grid_are_shown_along_its_sides(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    instrument.get_by_label("What varies").select_option("Learning rate × width")
    trained(instrument, 10, {"Rates": "3", "Rates from": "0.01", "to": "1", "Widths": "1, 2, 4"})
    heads = instrument.get_by_role("columnheader").all_inner_texts()
    assert heads[1:] == ["0.01", "0.1", "1"]
    assert instrument.get_by_role("rowheader").all_inner_texts() == ["1", "2", "4"]
    assert cells(instrument)[5].startswith("width 2, learning rate 1, loss")
    instrument.get_by_label("Sort by").select_option("loss")
    expect(instrument.get_by_role("rowheader")).to_have_count(0)
    assert watched.complaints == []


def test_sixteen_seeds_of_each_value_are_all_in_view(watched: Watched):
    page = watched.ready(SMALL)
    page.set_viewport_size({"width": 1280, "height": 800})
    instrument = opened(page)
    instrument.get_by_label("What varies").select_option("Any setting × seed")
    trained(instrument, 2)
    assert len(cells(instrument)) == 32
    hidden = "(wall) => wall.scrollWidth - wall.clientWidth"
    assert instrument.locator(".wall-scroll").evaluate(hidden) == 0
    assert watched.complaints == []


def test_every_suggested_grid_can_be_trained(watched: Watched):
    instrument = opened(watched.ready(SMALL))
    epochs = 2
    for variation in ("optimizer", "initial scale", "batch size", "seed"):
        instrument.get_by_label("What varies").select_option(f"Learning rate × {variation}")
        if variation == "optimizer":
            for name in ("SGD", "Adadelta", "NAdam", "Lion", "AdamW"):
                instrument.get_by_role("button", name=name, exact=True).click()
        trained(instrument, epochs, {"Rates": "2"})
        assert len(cells(instrument)) >= 6
        assert all(re.search(rf", {variation}|^{variation} ", name) for name in cells(instrument))
        epochs += 1  # so that the old grid is not mistaken for the new one
    assert watched.complaints == []


def test_a_fleet_can_be_paused_continued_and_restarted(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    instrument.get_by_label("Epochs", exact=True).fill("100000")
    instrument.get_by_role("button", name="Train 64").click()
    state = instrument.locator(".fleet-state")
    expect(state).to_contain_text("per second")
    instrument.get_by_role("button", name="Pause", exact=True).click()
    expect(instrument.get_by_role("button", name="Continue")).to_be_visible()
    page.wait_for_timeout(300)
    before = state.inner_text()
    page.wait_for_timeout(500)
    assert state.inner_text() == before
    instrument.get_by_role("button", name="Continue").click()
    until(lambda: state.inner_text() != before)
    instrument.get_by_role("button", name="Train again").click()
    instrument.get_by_role("button", name="Pause", exact=True).click()
    expect(instrument.get_by_role("button", name="Continue")).to_be_visible()
    page.wait_for_timeout(300)
    # A closed instrument pauses the fleet; reopening it restores the state.
    before = state.inner_text()
    instrument.get_by_role("button", name="Close").click()
    expect(instrument).not_to_be_visible()
    press(page, "Many networks")
    until(lambda: state.inner_text() == before)
    assert watched.complaints == []


def test_the_run_in_the_lab_pauses_while_a_fleet_trains(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    page.get_by_role("button", name="Play", exact=True).click()
    until(lambda: number(page, "Epoch") > 1)
    trained(instrument, 5, {"How many": "4"})
    expect(page.get_by_label("Status", exact=True)).to_have_text("Paused")
    assert watched.complaints == []


def test_an_invalid_value_is_reported_next_to_its_field(watched: Watched):
    instrument = opened(watched.ready(SMALL))
    for label, value, sentence in (
        ("How many", "0", "how many: 0 does not work. Possible: a whole number from 1."),
        (
            "How many",
            "1000",
            "how many: 1000 does not work. Possible: a whole number from 1 to",
        ),
        ("How many", "many", "how many: 'many' does not work"),
        ("First seed", "-3", "Seed: -3 does not work"),
        ("Epochs", "0", "epochs: 0 does not work"),
    ):
        field = instrument.get_by_label(label, exact=True)
        before = field.input_value()
        field.fill(value)
        field.blur()
        instrument.get_by_role("button", name=re.compile("^Train")).click()
        expect(instrument.get_by_role("alert")).to_contain_text(sentence)
        field.fill(before)
        field.blur()
    assert watched.complaints == []


def test_a_fleet_that_is_too_large_is_reduced_with_a_message(watched: Watched):
    page = watched.ready("samples=5000&layers=" + ",".join(["32-tanh"] * 8))
    instrument = opened(page)
    instrument.get_by_role("button", name="Train 64").click()
    expect(instrument).to_contain_text("Reduced from 64 networks to")
    assert watched.complaints == []


def test_diverged_members_are_marked(watched: Watched):
    page = watched.ready("data=regress_plane&loss=mse&layers=3-relu&optimizer=sgd&samples=60")
    instrument = opened(page)
    instrument.get_by_label("What varies").select_option("Learning rate × seed")
    trained(instrument, 30, {"Rates from": "0.01", "to": "100", "Rates": "3", "Seeds": "2"})
    assert cells(instrument)[2] == "seed 0, learning rate 100, diverged"
    assert "loss" in cells(instrument)[0]
    instrument.get_by_role("gridcell").nth(2).click()
    expect(page.get_by_label("Status", exact=True)).to_have_text("Ready")
    assert watched.complaints == []


def test_optimizers_race_from_the_same_weights(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page, "Race of optimizers")
    instrument.get_by_role("button", name="All optimizers").click()
    instrument.get_by_label("Optimizer of lane 1").select_option("Adam")
    instrument.get_by_label("Learning rate of lane 1").fill("0.1")
    instrument.get_by_label("Epochs", exact=True).fill("15")
    instrument.get_by_role("button", name="Start the race").click()
    expect(instrument.get_by_role("button", name="Continue")).to_be_visible()
    expect(instrument.locator(".race-state")).to_contain_text("epoch 15")
    rows = instrument.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(9)

    def shown() -> list[float]:
        return [float(row.get_by_role("cell").nth(2).inner_text()) for row in rows.all()[1:]]

    until(lambda: shown() == sorted(shown()))
    loss = shown()[0]
    instrument.get_by_role("button", name=re.compile(r"^Open .* in the lab")).first.click()
    until(lambda: number(page, "Test loss") == pytest.approx(loss, rel=1e-3))
    assert watched.complaints == []


def test_lanes_are_added_removed_and_validated(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page, "Race of optimizers")
    lanes = instrument.get_by_role("list", name="Lanes").get_by_role("listitem")
    expect(lanes.first).to_be_visible()
    count = lanes.count()
    instrument.get_by_role("button", name="Add a lane").click()
    expect(lanes).to_have_count(count + 1)
    instrument.get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(lanes).to_have_count(count)
    instrument.get_by_role("button", name="The current rate for all").click()
    expect(instrument.get_by_label("Learning rate of lane 2")).to_have_value("0.01")
    instrument.get_by_role("button", name="Their own default rates").click()
    instrument.get_by_label("Learning rate of lane 2").fill("-1")
    instrument.get_by_role("button", name="Start the race").click()
    expect(instrument.get_by_role("alert")).to_contain_text("Learning rate: -1 does not work")
    assert watched.complaints == []


@pytest.mark.parametrize("data", ["digits", "iris", "sine"])
def test_the_wall_of_networks_depends_on_the_kind_of_data(watched: Watched, data: str):
    loss = "mse&features=x1" if data == "sine" else "cross_entropy"
    page = watched.ready(f"data={data}&loss={loss}&layers=4-tanh")
    instrument = opened(page)
    trained(instrument, 2, {"How many": "6"})
    assert len(cells(instrument)) == 6
    instrument.get_by_role("gridcell").nth(1).hover()
    expect(instrument.locator(".wall-tip")).to_contain_text("seed 1")
    assert watched.complaints == []


def test_axe_finds_no_violations(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    instrument.get_by_label("What varies").select_option("Learning rate × batch size")
    trained(instrument, 3, {"Rates": "3"})
    instrument.get_by_role("gridcell").nth(4).focus()
    race = opened(page, "Race of optimizers")
    race.get_by_label("Epochs", exact=True).fill("3")
    race.get_by_role("button", name="Start the race").click()
    expect(race.get_by_role("button", name="Continue")).to_be_visible()
    for width in looks(page, 360, 1920):
        assert violations(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
