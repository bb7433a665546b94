"""The microscope: the next step op by op, with every number, by pointer and by keys."""

from __future__ import annotations

import re

from microscope import scope, title
from playwright.sync_api import Page, expect
from steps import number, press, until
from watched import Watched

LINK = "document.querySelector('cr-lab').lab.instruments.get('microscope').link"


def test_a_step_is_walked_forwards_and_back_by_keys(watched: Watched):
    page = watched.ready("layers=2-tanh")
    page.locator("body").press("m")
    expect(scope(page)).to_contain_text("step 1, on the batch that comes next")
    titles = []
    rail = page.get_by_role("slider", name="Op of the step")
    rail.focus()
    for _ in range(9):
        titles.append(title(page))
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(80)
    assert [re.sub(r"\s+", " ", t).strip() for t in titles] == [
        "layer 1: Linear", "layer 1: Tanh", "output: Linear", "loss: BinaryCrossEntropy",
        "loss: BinaryCrossEntropy on the way back", "output: Linear on the way back",
        "layer 1: Tanh on the way back", "layer 1: Linear on the way back", "update",
    ]  # fmt: skip
    page.get_by_role("button", name="First op").click()
    page.get_by_role("button", name="Finish this section").click()
    until(lambda: title(page).startswith("loss"))
    assert watched.complaints == []


def test_looking_changes_nothing_and_follows_the_run(lab: Page):
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
    expect(scope(lab)).not_to_contain_text("step 27,")


def test_a_large_matrix_is_seen_through_a_window(watched: Watched):
    page = watched.ready("data=digits&loss=cross_entropy&batch_size=200&layers=12-relu")
    press(page, "Microscope")
    expect(scope(page)).to_contain_text("1–64 / 200")
    press(page, "Later rows")
    expect(scope(page)).to_contain_text("65–128 / 200")
    assert watched.complaints == []


def test_the_window_follows_the_keys_and_the_entry(watched: Watched):
    page = watched.ready("data=digits&loss=cross_entropy&batch_size=200&layers=12-relu")
    press(page, "Microscope")
    expect(scope(page)).to_contain_text("1–64 / 200")
    cells = page.get_by_role("img", name=re.compile("^y,"))
    cells.focus()
    for _ in range(64):
        page.keyboard.press("ArrowDown")
    expect(scope(page)).to_contain_text("65–128 / 200")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="The entry in numbers")).to_contain_text("65,1")
    page.keyboard.press("ArrowUp")
    expect(scope(page)).to_contain_text("1–64 / 200")
    heard = scope(page).locator("[aria-live=polite]")
    expect(heard).to_have_text(re.compile(r"^y 64, 1: [+−][\d.]+$"))
    assert watched.complaints == []


def test_a_link_opens_the_very_same_step(watched: Watched):
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


def test_the_step_is_taken_away_as_numbers_text_and_picture(watched: Watched):
    page = watched.ready("layers=2-tanh")
    press(page, "Microscope")
    expect(scope(page)).to_contain_text("layer 1: Linear")
    names = {"csv": "step.csv", "latex": "step.txt", "png": "op-1.png", "svg": "op-1.svg"}
    for choice, ending in names.items():
        with page.expect_download() as download:
            page.get_by_label("Take the step away").select_option(choice)
        assert download.value.suggested_filename.endswith(ending)
    assert watched.complaints == []


def test_one_example_is_watched_alone(lab: Page):
    press(lab, "Microscope")
    expect(scope(lab)).to_contain_text("10 × 2")
    scope(lab).get_by_label("What to watch").select_option("Example 3 alone")
    expect(scope(lab)).to_contain_text("1 × 2")
    scope(lab).get_by_label("What to watch").select_option("The whole batch")
    expect(scope(lab)).to_contain_text("10 × 2")


def test_a_diverged_run_shows_where_the_first_infinity_arose(lab: Page):
    press(lab, "File")
    press(lab, "A step that goes too far")
    expect(scope(lab)).to_contain_text("step 1,")
    press(lab, "Play")
    until(lambda: "diverged" in scope(lab).inner_text())
    expect(scope(lab)).to_contain_text("The first number that is not finite arose here")
    where = title(lab)
    press(lab, "First op")
    until(lambda: title(lab) != where)
    press(lab, "Go there")
    until(lambda: title(lab) == where)
    expect(lab.get_by_role("group", name="The entry in numbers")).to_contain_text("∞")


def test_a_move_is_heard_as_a_sentence(watched: Watched):
    page = watched.ready("layers=2-tanh")
    press(page, "Microscope")
    page.get_by_role("slider", name="Op of the step").fill("6")
    heard = scope(page).locator("[aria-live=polite], [role=status], [role=alert]")
    wanted = re.compile(
        r"backward, layer 1, Tanh, gradient of x: incoming gradient \S+ times \(1 − \S+²\) is "
    )
    expect(heard).to_have_text(wanted)
    assert watched.complaints == []


def test_the_classic_worked_example_shows_its_published_numbers(lab: Page):
    press(lab, "File")
    press(lab, "Worked example: 2 – 2 – 2")
    expect(scope(lab)).to_contain_text("total error 0.298371109")
    assert number(lab, "Training loss") == 0.2984
    rail = lab.get_by_role("slider", name="Op of the step")
    rail.focus()
    lab.keyboard.press("End")
    expect(scope(lab)).to_contain_text("goes from 0.298371109 to 0.291027774")
    entry = lab.get_by_role("group", name="The entry in numbers")
    expect(entry).to_contain_text("0.149780716")
    lab.get_by_role("img", name=re.compile("^new theta,")).focus()
    lab.keyboard.press("ArrowRight")
    lab.keyboard.press("Enter")
    expect(entry).to_contain_text("0.19956143")
    press(lab, "Reset")
    expect(scope(lab)).to_contain_text("step 1,")


def test_moving_keeps_the_focus_and_what_stands_below(watched: Watched):
    page = watched.ready("layers=2-tanh,4-relu&batch_size=5")
    press(page, "Microscope")
    rail = page.get_by_role("slider", name="Op of the step")
    rail.focus()
    below = page.get_by_role("figure", name="Loss curves")
    seen = []
    for key in ["ArrowRight"] * 11 + ["ArrowLeft"] * 11:
        page.keyboard.press(key)
        page.wait_for_timeout(80)
        seen.append(below.bounding_box()["y"])  # pyright: ignore[reportOptionalSubscript]
    expect(rail).to_be_focused()
    assert len(set(seen[11:])) == 1, "once all ops have been seen nothing moves any more"
    assert watched.complaints == []


def test_a_phone_shows_all_of_it_within_its_width(watched: Watched):
    page = watched.page
    page.set_viewport_size({"width": 360, "height": 740})
    watched.ready("data=digits&loss=cross_entropy&batch_size=100&layers=12-relu")
    page.locator("body").press("m")
    expect(scope(page)).to_contain_text("1–64 / 100")
    for op in range(9):
        page.get_by_role("slider", name="Op of the step").fill(str(op))
        page.wait_for_timeout(80)
        assert page.evaluate("() => document.documentElement.scrollWidth") == 360, title(page)
