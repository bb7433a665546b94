"""The microscope: the next step op by op, with every number, by pointer and keyboard."""

from __future__ import annotations

import re

import pytest
from microscope import scope, show_whole_batch, title
from playwright.sync_api import Locator, Page, expect
from steps import number, painted, press, status, until
from watched import Watched

LINK = "document.querySelector('cr-lab').lab.instruments.get('microscope').link"


def shows_op(rail: Locator, op: int) -> None:
    expect(rail).to_have_attribute("aria-valuetext", re.compile(f"^{op + 1} of "))


def test_the_keyboard_walks_forward_and_backward_through_a_step(watched: Watched):
    page = watched.ready("layers=2-tanh")
    page.locator("body").press("m")
    expect(scope(page)).to_contain_text("step 1, on the next batch")
    titles = []
    rail = page.get_by_role("slider", name="Op of the step")
    rail.focus()
    for op in range(9):
        shows_op(rail, op)
        titles.append(title(page))
        page.keyboard.press("ArrowRight")
    assert [re.sub(r"\s+", " ", t).strip() for t in titles] == [
        "layer 1: Linear", "layer 1: Tanh", "output: Linear", "loss: BinaryCrossEntropy",
        "loss: BinaryCrossEntropy backward", "output: Linear backward",
        "layer 1: Tanh backward", "layer 1: Linear backward", "update",
    ]  # fmt: skip
    page.get_by_role("button", name="forward", exact=True).click()
    until(lambda: title(page).startswith("layer 1: Linear"))
    page.get_by_role("button", name="loss", exact=True).click()
    until(lambda: title(page).startswith("loss"))
    assert watched.complaints == []


def test_the_microscope_leaves_the_run_unchanged_and_follows_it(lab: Page):
    press(lab, "Epoch")
    until(lambda: number(lab, "Epoch") == 1)
    loss = number(lab, "Training loss")
    press(lab, "Microscope")
    expect(scope(lab)).to_contain_text("step 26,")
    press(lab, "Check all gradients")
    expect(lab.get_by_text("All 105 agree ✓")).to_be_visible()
    assert number(lab, "Training loss") == loss
    press(lab, "Step")
    expect(scope(lab)).to_contain_text("step 27,")
    press(lab, "Add layer")
    expect(scope(lab)).to_contain_text("layer 1: Linear")
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 5)
    press(lab, "Pause")
    expect(status(lab)).to_have_text("Paused")
    step = lab.evaluate("document.querySelector('cr-lab').lab.frame.step")
    expect(scope(lab)).to_contain_text(f"step {step + 1},")
    expect(scope(lab)).not_to_contain_text("step 27,")


def test_only_a_window_of_a_large_matrix_is_shown(watched: Watched):
    page = watched.ready("data=digits&loss=cross_entropy&batch_size=200&layers=12-relu")
    press(page, "Microscope")
    show_whole_batch(page)
    expect(scope(page)).to_contain_text("1–64 / 200")
    press(page, "Later rows")
    expect(scope(page)).to_contain_text("65–128 / 200")
    assert watched.complaints == []


def test_the_window_follows_the_arrow_keys_and_the_selected_entry(watched: Watched):
    page = watched.ready("data=digits&loss=cross_entropy&batch_size=200&layers=12-relu")
    press(page, "Microscope")
    show_whole_batch(page)
    expect(scope(page)).to_contain_text("1–64 / 200")
    cells = page.get_by_role("img", name=re.compile("^z of layer 1,"))
    cells.focus()
    for _ in range(64):
        page.keyboard.press("ArrowDown")
    expect(scope(page)).to_contain_text("65–128 / 200")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="The entry in numbers")).to_contain_text("65,1")
    page.keyboard.press("ArrowUp")
    expect(scope(page)).to_contain_text("1–64 / 200")
    announced = scope(page).locator("[aria-live=polite]")
    expect(announced).to_have_text(re.compile(r"^z of layer 1 64, 1: [+−][\d.]+$"))
    assert watched.complaints == []


def test_a_link_opens_the_same_step(watched: Watched):
    page = watched.ready("layers=2-tanh")
    for _ in range(3):
        press(page, "Step")
    until(lambda: number(page, "Epoch") == 0.12)
    press(page, "Microscope")
    page.get_by_role("slider", name="Op of the step").fill("5")
    until(lambda: title(page).startswith("output: Linear"))
    link = page.evaluate(LINK)
    assert link.endswith("#layers=2-tanh&step=3&op=5")
    loss = number(page, "Training loss")
    page.goto("about:blank")
    page.goto(link)
    expect(scope(page)).to_contain_text("step 4,")
    until(lambda: title(page).startswith("output: Linear"))
    assert number(page, "Training loss") == loss
    assert watched.complaints == []


def test_the_step_is_exported_as_numbers_text_and_a_picture(watched: Watched):
    page = watched.ready("layers=2-tanh")
    press(page, "Microscope")
    expect(scope(page)).to_contain_text("layer 1: Linear")
    names = {"csv": "step.csv", "latex": "step.txt", "png": "op-1.png", "svg": "op-1.svg"}
    for choice, ending in names.items():
        with page.expect_download() as download:
            page.get_by_label("Export the step").select_option(choice)
        assert download.value.suggested_filename.endswith(ending)
    assert watched.complaints == []


def test_one_example_is_shown_and_marked_until_another_or_all_are_chosen(lab: Page):
    press(lab, "Microscope")
    expect(scope(lab)).to_contain_text("2 × 1")
    menu = scope(lab).get_by_label("What to watch")
    number = r"^Example (\d+), {} of 10 in the next batch$"
    expect(menu.locator("option:checked")).to_have_text(re.compile(number.format(1)))
    menu.select_option("2")
    expect(menu.locator("option:checked")).to_have_text(re.compile(number.format(3)))
    shown = re.search(r"\d+", menu.locator("option:checked").inner_text())
    assert shown is not None
    marked = "document.querySelector('cr-lab').lab.selection.example + 1"
    until(lambda: lab.evaluate(marked) == int(shown[0]))
    show_whole_batch(lab)
    expect(scope(lab)).to_contain_text("10 × 2")


def open_preset(page: Page, name: str) -> None:
    page.get_by_role("link", name="Learn", exact=True).click()
    page.get_by_role("link", name=name, exact=True).click()


def test_a_diverged_run_shows_the_first_non_finite_number(lab: Page):
    open_preset(lab, "A step that goes too far")
    expect(scope(lab)).to_contain_text("step 1,")
    press(lab, "Play")
    until(lambda: "diverged" in scope(lab).inner_text())
    expect(scope(lab)).to_contain_text("The first non-finite number arose here")
    where = title(lab)
    lab.get_by_role("button", name="forward", exact=True).click()
    until(lambda: title(lab) != where)
    press(lab, "Go there")
    until(lambda: title(lab) == where)
    expect(lab.get_by_role("group", name="The entry in numbers")).to_contain_text("∞")


def test_a_move_is_announced_as_a_sentence(watched: Watched):
    page = watched.ready("layers=2-tanh")
    press(page, "Microscope")
    page.get_by_role("slider", name="Op of the step").fill("6")
    announced = scope(page).locator("[aria-live=polite], [role=status], [role=alert]")
    wanted = re.compile(
        r"backward, layer 1, Tanh, error of layer 1: incoming gradient \S+ times \(1 − \S+²\) is "
    )
    expect(announced).to_have_text(wanted)
    assert watched.complaints == []


def test_the_worked_example_shows_the_published_numbers(lab: Page):
    open_preset(lab, "Worked example: 2 – 2 – 2")
    expect(scope(lab)).to_contain_text("total error 0.298371109")
    until(lambda: number(lab, "Training loss") == 0.2984)  # painted at the next screen refresh
    rail = lab.get_by_role("slider", name="Op of the step")
    rail.focus()
    lab.keyboard.press("End")
    expect(scope(lab)).to_contain_text("goes from 0.298371109 to 0.291027774")
    entry = lab.get_by_role("group", name="The entry in numbers")
    expect(entry).to_contain_text("0.149780716")
    lab.get_by_role("img", name=re.compile("^new theta,")).focus()
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("ArrowRight")
    lab.keyboard.press("Enter")
    expect(entry).to_contain_text("0.19956143")
    press(lab, "Reset")
    expect(scope(lab)).to_contain_text("step 1,")


def test_a_move_keeps_the_focus_and_the_scroll_position(watched: Watched):
    page = watched.ready("layers=2-tanh,4-relu&batch_size=5")
    press(page, "Microscope")
    rail = page.get_by_role("slider", name="Op of the step")
    rail.focus()
    below = page.get_by_role("figure", name="Loss curves")
    seen = []
    for op in [*range(1, 12), *range(10, -1, -1)]:
        page.keyboard.press("ArrowRight" if len(seen) < 11 else "ArrowLeft")
        shows_op(rail, op)
        painted(page)
        seen.append(below.bounding_box()["y"])  # pyright: ignore[reportOptionalSubscript]
    expect(rail).to_be_focused()
    assert len(set(seen[11:])) == 1, "once all ops have been shown, nothing moves"
    assert watched.complaints == []


def test_everything_fits_the_width_of_a_phone(watched: Watched):
    page = watched.page
    page.set_viewport_size({"width": 360, "height": 740})
    watched.ready("data=digits&loss=cross_entropy&batch_size=100&layers=12-relu")
    page.locator("body").press("m")
    show_whole_batch(page)
    expect(scope(page)).to_contain_text("1–64 / 100")
    rail = page.get_by_role("slider", name="Op of the step")
    for op in range(9):
        rail.fill(str(op))
        shows_op(rail, op)
        painted(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") == 360, title(page)


def test_on_a_phone_a_wide_matrix_keeps_its_numbers_and_is_scrolled_by_keys(watched: Watched):
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 844})
    watched.ready("layers=10-tanh,4-tanh")
    page.locator("body").press("m")
    rail = page.get_by_role("slider", name="Op of the step")
    until(lambda: title(page).startswith("layer 1: Linear"))
    rail.press("ArrowRight")
    rail.press("ArrowRight")
    until(lambda: title(page).startswith("layer 2: Linear"))
    painted(page)
    weights = scope(page).get_by_role("img", name=re.compile(", 4 by 10;"))
    cells = weights.locator("..")
    assert cells.evaluate("(e) => e.scrollWidth - e.clientWidth") > 0
    # The scale of the colours is shown only below matrices without numbers.
    expect(scope(page).locator(".matrix-foot:visible")).to_have_count(0)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    weights.press("ArrowDown")
    assert cells.evaluate("(e) => e.scrollLeft") == 0
    for _ in range(9):
        weights.press("ArrowRight")
    until(lambda: cells.evaluate("(e) => e.scrollLeft + e.clientWidth - e.scrollWidth") > -1)
    expect(scope(page).locator(".cell-words")).to_contain_text(" 1, 10: ")
    weights.press("ArrowLeft")
    assert cells.evaluate("(e) => e.scrollLeft") > 0
    assert watched.complaints == []


def test_the_arrow_keys_work_wherever_the_focus_is_and_escape_closes_the_microscope(
    watched: Watched,
):
    page = watched.ready("layers=2-tanh")
    page.locator("body").press("m")
    until(lambda: title(page).startswith("layer 1: Linear"))
    at = page.get_by_role("slider", name="Op of the step")
    places = [
        page.get_by_role("button", name="Reset"),
        page.get_by_role("img", name=re.compile("^z of layer 1,")),
        page.locator("cr-network canvas"),
        page.get_by_role("button", name="Play the step"),
        page.get_by_role("slider", name="Noise"),
        page.get_by_label("Optimizer", exact=True),
    ]
    noise = page.get_by_role("slider", name="Noise").input_value()
    for place in places:
        place.focus()
        page.keyboard.press("ArrowRight")
        expect(at).to_have_value("1")
        page.keyboard.press("ArrowLeft")
        expect(at).to_have_value("0")
    expect(page.get_by_label("Optimizer", exact=True)).to_have_value("adam")
    expect(page.get_by_role("slider", name="Noise")).to_have_value(noise)
    epoch = number(page, "Epoch")
    # Escape closes the microscope also from a text field, whose content stays.
    rate = page.get_by_label("Learning rate", exact=True)
    rate.focus()
    page.keyboard.press("Escape")
    expect(scope(page)).to_have_count(0)
    expect(rate).to_have_value("0.01")
    assert number(page, "Epoch") == epoch
    places[0].focus()
    page.keyboard.press("ArrowRight")
    until(lambda: number(page, "Epoch") > epoch)
    assert watched.complaints == []


def test_a_step_can_be_played_paused_and_stepped_through(watched: Watched):
    page = watched.ready("layers=2-tanh")
    press(page, "Microscope")
    page.get_by_label("Pace", exact=True).select_option("fast")
    at = page.get_by_role("slider", name="Op of the step")
    press(page, "Play the step")
    until(lambda: int(at.input_value()) >= 2)
    press(page, "Pause the step")
    held = int(at.input_value())
    press(page, "Next op")
    expect(at).to_have_value(str(held + 1))
    press(page, "Previous op")
    expect(at).to_have_value(str(held))
    assert watched.complaints == []


@pytest.mark.parametrize("size", [(1280, 800), (1366, 640), (360, 740)])
def test_the_diagram_stays_in_view(watched: Watched, size: tuple[int, int]):
    width, height = size
    page = watched.page
    page.set_viewport_size({"width": width, "height": height})
    watched.ready("layers=6-tanh,4-tanh")
    page.locator("body").press("m")
    rail = page.get_by_role("slider", name="Op of the step")
    for op in range(0, 13, 4):
        rail.fill(str(op))
        shows_op(rail, op)
        painted(page)
        diagram = page.locator("cr-network canvas").bounding_box()
        dock = page.locator("cr-dock").bounding_box()
        assert diagram is not None
        assert dock is not None
        assert diagram["y"] >= 0
        assert diagram["y"] + diagram["height"] <= dock["y"] < height - 100
    assert watched.complaints == []
