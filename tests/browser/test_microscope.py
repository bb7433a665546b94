"""The microscope: the next step op by op, with every number, by pointer and by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from test_page import number, press, until
from watched import Watched

LINK = "document.querySelector('cr-lab').lab.instruments.get('microscope').link"


def scope(page: Page) -> Locator:
    return page.get_by_role("figure", name="Microscope", exact=True)


def title(page: Page) -> str:
    return scope(page).get_by_role("heading", level=3).inner_text()


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


def test_an_entry_is_explained_and_its_gradient_checked(watched: Watched):
    page = watched.ready("layers=2-tanh&dtype=float64")
    press(page, "Epoch")
    press(page, "Microscope")
    page.get_by_role("slider", name="Op of the step").fill("7")
    until(lambda: title(page).startswith("layer 1: Linear"))
    cells = page.get_by_role("img", name=re.compile("^gradient of W,"))
    cells.focus()
    page.keyboard.press("ArrowRight")
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
def test_no_gradient_of_a_right_network_is_called_wrong(watched: Watched, layers: str):
    page = watched.ready(f"layers={layers}")
    press(page, "Microscope")
    costs = page.get_by_role("region", name="Check all gradients")
    for _ in range(2):
        press(page, "Check all gradients")
        expect(costs).to_contain_text(re.compile(r"All \d+ agree ✓"))
        press(page, "Epoch")
        expect(costs).to_have_count(0)
    assert watched.complaints == []


def test_a_check_of_thousands_is_told_can_be_left_and_stands_in_no_ones_way(watched: Watched):
    layers = ",".join(["32-tanh"] * 8)
    page = watched.ready(f"data=digits&loss=cross_entropy&batch_size=1000&layers={layers}")
    press(page, "Microscope")
    until(lambda: title(page).startswith("layer 1"))
    press(page, "Check all gradients")
    told = scope(page).get_by_text(re.compile(r"^\d[\d,]* of 9,802 gradients checked$"))
    expect(told).to_be_visible()
    page.get_by_role("slider", name="Op of the step").fill("3")
    until(lambda: title(page).startswith("layer 2: Tanh"), 2)
    expect(told).to_be_visible()
    press(page, "Stop checking")
    expect(scope(page)).to_contain_text(re.compile(r"Stopped: [\d,]+ of 9,802 gradients checked"))
    press(page, "Check all gradients")
    expect(told).to_be_visible()
    press(page, "Step")
    expect(told).to_have_count(0)
    expect(page.get_by_role("button", name="Check all gradients")).to_be_enabled()
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


def test_an_update_tells_what_it_does_to_its_batch(lab: Page):
    press(lab, "Microscope")
    rail = lab.get_by_role("slider", name="Op of the step")
    rail.focus()
    lab.keyboard.press("End")
    expect(scope(lab)).to_contain_text("The loss of this batch goes from")
    lab.get_by_role("img", name=re.compile("^new theta,")).focus()
    lab.keyboard.press("ArrowRight")
    lab.keyboard.press("Enter")
    expect(lab.get_by_role("group", name="The entry in numbers")).to_contain_text("θ")


def test_adams_moments_are_one_number_in_cell_formula_and_entry(lab: Page):
    """The last op of the default page's first step: what is read of m̂ is what its line ends in."""
    press(lab, "Microscope")
    lab.get_by_role("slider", name="Op of the step").focus()
    lab.keyboard.press("End")
    until(lambda: title(lab) == "update")
    entry = lab.get_by_role("group", name="The entry in numbers")
    heard = lab.locator("cr-microscope .unseen")
    for label, line in (("m hat", 3), ("v hat", 4), ("new m", 1), ("new v", 2)):
        lab.get_by_role("img", name=re.compile(f"^{label},")).focus()
        lab.keyboard.press("ArrowRight")
        until(lambda label=label: heard.inner_text().startswith(f"{label} 1, 1: "))
        read = number_in(heard.inner_text().split(": ")[1])
        lab.keyboard.press("Enter")
        until(
            lambda label=label: (
                f", {label} " in heard.inner_text() or f": {label} " in heard.inner_text()
            )
        )
        lines = entry.locator(":scope > div")
        last = lines.nth(line).locator("> span").last.inner_text()
        assert abs(number_in(last.split("=")[-1]) - read) <= 0.02 * abs(read), (label, last, read)


def number_in(text: str) -> float:
    """A number as the page writes it."""
    plain = re.sub(r"\s", "", text).replace("−", "-").replace("+", "")
    size, _, power = plain.partition("·10")
    return float(size) * 10.0 ** int(power or 0)


def test_a_gradient_is_followed_along_every_path(watched: Watched):
    page = watched.ready("layers=2-tanh,3-tanh")
    press(page, "Epoch")
    press(page, "Microscope")
    rail = page.get_by_role("slider", name="Op of the step")
    rail.fill("11")
    until(lambda: title(page).startswith("layer 1: Linear"))
    page.get_by_role("img", name=re.compile("^gradient of W,")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    press(page, "Along every path")
    paths = page.get_by_role("group", name="The gradient along every path to the loss")
    expect(paths).to_contain_text("Example 1 of 10: 3 paths")
    items = paths.get_by_role("listitem")
    expect(items).to_have_count(3)
    parts = [
        float(t.rsplit("=", 1)[1].split()[0].replace("−", "-")) for t in items.all_inner_texts()
    ]
    shown = re.search(r"together (\S+)\. Over", paths.inner_text())
    assert shown is not None
    assert abs(sum(parts) - float(shown[1])) < 3e-4
    paths.get_by_role("button", name="Next").click()
    expect(paths).to_contain_text("Example 2 of 10")
    items.first.get_by_role("button").nth(-2).click()
    until(lambda: title(page).startswith("output: Linear"))
    assert watched.complaints == []


def test_a_path_is_walked_and_left_again(watched: Watched):
    page = watched.ready("layers=2-tanh")
    press(page, "Microscope")
    rail = page.get_by_role("slider", name="Op of the step")
    rail.fill("7")
    until(lambda: title(page).startswith("layer 1: Linear"))
    press(page, "Along every path")
    press(page, "Follow path 1")
    expect(scope(page)).to_contain_text("Following a path, stop 1 of 8")
    titles = []
    for _ in range(8):
        titles.append(title(page))
        press(page, "Next op")
        page.wait_for_timeout(60)
    assert titles[0].startswith("layer 1: Linear")
    assert titles[3].startswith("loss")
    assert titles[-1].startswith("layer 1: Linear on the way back")
    press(page, "Whole network")
    expect(scope(page)).not_to_contain_text("Following a path")
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


NETWORKS = ["Convolution", "Embedding and attention", "LSTM", "GRU", "Norms and dropout"]


@pytest.fixture
def every_op(watched: Watched) -> Page:
    watched.page.goto(watched.address + "every-op.html")
    expect(scope(watched.page)).to_contain_text("on the batch")
    return watched.page


def test_layers_that_the_lab_does_not_have_are_walked_on_a_page_of_their_own(
    watched: Watched, every_op: Page
):
    page = every_op
    menu = page.get_by_label("Network", exact=True)
    for name in NETWORKS:
        menu.select_option(name)
        expect(scope(page)).to_contain_text("step 1,")
        rail = page.get_by_role("slider", name="Op of the step")
        rail.focus()
        for _ in range(int(rail.get_attribute("max") or 0)):  # no formula may break the policy
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(30)
        expect(scope(page)).to_contain_text("The loss of this batch goes from")
        press(page, "Step")
        expect(scope(page)).to_contain_text("step 2,")
        press(page, "Check all gradients")
        expect(page.get_by_role("region", name="Check all gradients")).to_contain_text(
            re.compile(r"All \d+ agree ✓")
        )
    assert watched.complaints == []


def test_a_window_slides_and_attention_shows_its_scores(watched: Watched, every_op: Page):
    page = every_op
    entry = page.get_by_role("group", name="The entry in numbers")
    page.get_by_role("img", name=re.compile("^y,")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(entry).to_contain_text("1,3")
    page.get_by_label("Network", exact=True).select_option("Embedding and attention")
    expect(scope(page)).to_contain_text("picks the row")
    expect(entry).to_contain_text("picks row")
    page.get_by_role("slider", name="Op of the step").fill("17")
    until(lambda: "ScaledDotProductAttention" in title(page))
    page.get_by_role("img", name=re.compile("^a,")).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(entry).to_contain_text("s3,1")
    assert watched.complaints == []


def test_a_link_to_an_exhibit_opens_its_very_step(watched: Watched, every_op: Page):
    page = every_op
    page.goto("about:blank")
    page.goto(watched.address + "every-op.html#exhibit=lstm&step=3&op=5")
    expect(scope(page)).to_contain_text("step 4,")
    until(lambda: "LSTMCell" in title(page))
    link = page.evaluate(LINK.replace("cr-lab", "cr-microscope"))
    assert link.endswith("every-op.html#exhibit=lstm&step=3&op=5")
