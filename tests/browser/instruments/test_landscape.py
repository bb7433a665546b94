"""The loss landscape: read, loaded and turned by pointer and by keys, beside the curvature."""

from __future__ import annotations

import re

import pytest
from axe import violations
from playwright.sync_api import Locator, Page, expect
from steps import number, press, status, until
from watched import Watched, looks

SMALL = "data=xor&samples=100&layers=4-tanh"

LANDSCAPE = "document.querySelector('cr-lab').lab.instruments.get('landscape')"


def figure(page: Page) -> Locator:
    return page.get_by_role("figure", name="Loss landscape", exact=True)


def map_of(page: Page) -> Locator:
    return figure(page).get_by_role("application", name=re.compile("^Map of the loss"))


def opened(page: Page) -> Locator:
    """The panel with its map complete and its curvature read."""
    press(page, "Loss landscape")
    settled(page)
    return figure(page)


def settled(page: Page) -> None:
    """Nothing is on its way."""
    expect(figure(page)).to_contain_text("around the weights of step")
    expect(figure(page)).not_to_contain_text("getting finer")
    expect(figure(page).get_by_role("region", name="Curvature")).to_be_visible()


def trained(page: Page, epochs: int) -> None:
    for epoch in range(1, epochs + 1):
        press(page, "Epoch")
        until(lambda epoch=epoch: number(page, "Epoch") == epoch)


def told(page: Page) -> str:
    return figure(page).locator(".landscape-foot").inner_text()


def loss_told(page: Page) -> float:
    return float(told(page).split()[1])


def test_the_map_is_of_the_present_weights_and_says_what_is_seen(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    panel = opened(page)
    expect(panel).to_contain_text("around the weights of step 10")
    expect(panel).to_contain_text(re.compile(r"The loss goes from [\d.]+ at \(.*\) to [\d.]+; "))
    expect(panel).to_contain_text(re.compile(r"the run went from \(.*\) to \(0\.00, 0\.00\)"))
    loss = number(page, "Training loss")
    map_of(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    until(lambda: "at +0.0000, +0.0000" in told(page))
    assert loss_told(page) == pytest.approx(loss, abs=1e-4)
    page.keyboard.press("Shift+ArrowRight")
    until(lambda: "at +0.2000, +0.0000" in told(page))
    panel.get_by_label("Nodes").select_option("101 × 101")
    nodes = f"() => {LANDSCAPE}.map.arrays.a.length"
    until(lambda: page.evaluate(nodes) == 101)
    # A finer grid leaves the cross-hair where it is.
    until(lambda: "at +0.2000, +0.0000" in told(page))
    page.keyboard.press("Escape")
    expect(panel.locator(".landscape-foot")).to_have_text("")
    press(page, "Loss landscape")
    expect(panel).to_have_count(0)
    assert watched.complaints == []


def test_a_point_is_loaded_by_keys_and_taken_back(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    opened(page)
    before = number(page, "Training loss")
    map_of(page).focus()
    for key in ("Shift+ArrowUp", "Shift+ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    until(lambda: "at −0.2400, +0.2000" in told(page))
    loss = loss_told(page)
    page.keyboard.press("Enter")
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    expect(figure(page)).to_contain_text("around the weights of step 10")
    assert "at −0.2400, +0.2000" in told(page), "the map stays"
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Control+z")
    until(lambda: number(page, "Training loss") == before)
    page.keyboard.press("Control+Shift+z")
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    assert watched.complaints == []


def test_a_click_loads_what_the_pointer_reads(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 1)
    opened(page)
    map_of(page).hover(position={"x": 160, "y": 90})
    until(lambda: told(page) != "")
    loss = loss_told(page)
    map_of(page).click(position={"x": 160, "y": 90})
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    press(page, "Step")
    expect(figure(page)).to_contain_text("around the weights of step 6")
    assert watched.complaints == []


def test_the_path_has_a_plane_of_its_own_once_there_is_one(watched: Watched):
    page = watched.ready(SMALL)
    panel = opened(page)
    page.get_by_label("Directions").select_option("the path of the run")
    expect(panel.get_by_text("train for some epochs, or take random directions")).to_be_visible()
    trained(page, 4)
    expect(panel).to_contain_text(
        re.compile(r"Of the path’s squared distances from here, [\d.]+ %")
    )
    expect(panel.get_by_text("train for some epochs")).to_have_count(0)
    settled(page)
    share = re.search(r"here, ([\d.]+) %", panel.inner_text())
    assert share is not None
    assert float(share[1]) > 80
    page.get_by_label("Directions").select_option("random directions")
    press(page, "Other directions")
    expect(panel).to_contain_text(re.compile(r"to \(0\.00, 0\.00\)"))
    assert watched.complaints == []


def test_while_the_run_goes_on_the_map_says_of_which_step_it_is(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 1)
    panel = opened(page)
    expect(panel.get_by_role("button", name="Update")).to_have_count(0)
    press(page, "Play")
    expect(panel).to_contain_text(re.compile(r"of step 5; the run is at step \d+"))
    press(page, "Update")
    expect(panel).not_to_contain_text("of step 5;")
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")
    step = round(number(page, "Epoch") * 5)
    expect(panel).to_contain_text(f"around the weights of step {step}")
    expect(panel.get_by_role("button", name="Update")).to_have_count(0)
    assert watched.complaints == []


def test_the_rate_is_told_against_its_limit(watched: Watched):
    page = watched.ready(f"{SMALL}&optimizer=sgd&learning_rate=0.1")
    trained(page, 3)
    panel = opened(page)
    facts = panel.get_by_role("region", name="Curvature").get_by_role("definition")
    sharpness, _, rate, limit = (float(text.replace("−", "-")) for text in facts.all_inner_texts())
    assert rate == 0.1
    assert limit == pytest.approx(2 / sharpness, rel=1e-3)
    gauge = panel.get_by_role("img", name="times the greatest stable one")
    share = re.search(r"η is ([\d.]+) times", gauge.inner_text())
    assert share is not None
    assert float(share[1]) == pytest.approx(rate / limit, rel=0.06)
    expect(panel).to_contain_text("η < 2/λ")
    page.get_by_label("Optimizer").select_option("Adam")
    expect(panel).to_contain_text("no limit before its first step")
    press(page, "Epoch")
    expect(panel).to_contain_text("η < 38/λ")
    expect(panel).to_contain_text("λ with the optimizer’s step sizes")
    assert watched.complaints == []


def test_the_surface_is_turned_by_keys_and_pointer(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    opened(page)
    before = number(page, "Training loss")
    press(page, "Surface")
    expect(figure(page)).to_contain_text("a large dot where the run is")
    surface = figure(page).get_by_role("application", name=re.compile("^Surface of the loss"))
    surface.focus()

    # No cell in front cuts into the mark of where the run is.
    assert page.evaluate(
        """() => {
            const { surface, heights, canvas } = document.querySelector("cr-landscape");
            const [x, y] = surface.seen(...surface.node(heights, 25, 25));
            const context = canvas.element.getContext("2d");
            const colour = (right, down) => {
                const [across, along] = [x + right, y + down].map((at) => at * canvas.density);
                return String(context.getImageData(across, along, 1, 1).data);
            };
            const around = [[-3, 0], [3, 0], [0, -3], [0, 2]];
            return around.every(([right, down]) => colour(right, down) === colour(0, 0));
        }"""
    )

    def picture() -> str:
        return surface.evaluate("(canvas) => canvas.toDataURL()")

    pictures = [picture()]
    for turn in (
        lambda: page.keyboard.press("ArrowLeft"),
        lambda: page.keyboard.press("ArrowUp"),
        lambda: surface.drag_to(
            surface, source_position={"x": 200, "y": 200}, target_position={"x": 260, "y": 190}
        ),
    ):
        turn()
        page.wait_for_timeout(150)
        pictures.append(picture())
    assert len(set(pictures)) == 4
    page.keyboard.press("Home")
    page.wait_for_timeout(150)
    assert picture() == pictures[0]
    # A drag is no click: it loaded nothing.
    assert number(page, "Training loss") == before
    surface.hover(position={"x": 240, "y": 200})
    until(lambda: told(page) != "")
    loss = loss_told(page)
    surface.click(position={"x": 240, "y": 200})
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    surface.hover(position={"x": 3, "y": 3})
    until(lambda: told(page) == "")
    press(page, "Contour")
    expect(map_of(page)).to_be_visible()
    assert watched.complaints == []


def test_a_penalty_is_seen_apart_from_the_loss(watched: Watched):
    page = watched.ready(f"{SMALL}&l2=0.1")
    trained(page, 1)
    panel = opened(page)
    map_of(page).focus()
    page.keyboard.press("ArrowRight")
    until(lambda: told(page).startswith("loss "))
    loss = loss_told(page)
    height = panel.get_by_label("Height")
    height.select_option("penalty")
    until(lambda: told(page).startswith("penalty "))
    penalty = loss_told(page)
    height.select_option("loss and penalty")
    until(lambda: told(page).startswith("loss and penalty "))
    both = float(told(page).removeprefix("loss and penalty ").split()[0])
    assert both == pytest.approx(loss + penalty, abs=2e-4)
    height.select_option("test loss")
    settled(page)
    page.keyboard.press("Escape")
    assert watched.complaints == []


def test_a_race_is_seen_on_the_same_map(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    press(page, "Race of optimizers")
    race = page.get_by_role("figure", name="Race of optimizers", exact=True)
    race.get_by_role("button", name="All optimizers").click()
    race.get_by_label("Epochs", exact=True).fill("10")
    race.get_by_role("button", name="Start the race").click()
    expect(race.locator(".race-state")).to_contain_text("epoch 10")
    panel = opened(page)
    expect(panel).to_contain_text(re.compile(r"Beside it: SGD at [\d.]+, .*Lion at [\d.]+\."))
    panel.get_by_label("Directions").select_option("the path of the run")
    settled(page)
    press(page, "Surface")
    settled(page)
    assert watched.complaints == []


def test_closed_it_takes_no_time_from_the_run(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 1)
    opened(page)
    press(page, "Loss landscape")
    sent = page.evaluate(
        """() => new Promise((resolve) => {
            const landscape = document.querySelector("cr-lab").lab.instruments.get("landscape");
            let reports = 0;
            landscape.receive = () => { reports += 1; };
            document.querySelector("button.play").click();
            setTimeout(() => resolve(reports), 800);
        })"""
    )
    assert sent == 0
    assert watched.complaints == []


def test_axe_finds_nothing_and_it_fits(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    panel = opened(page)
    for view in ("Contour", "Surface"):
        press(page, view)
        for width in looks(page, 360, 1280):
            settled(page)
            assert violations(page) == []
            box = panel.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
