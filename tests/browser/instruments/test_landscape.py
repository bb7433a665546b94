"""The loss landscape and its curvature: they are read and rotated, and points are loaded, by
pointer and keyboard."""

from __future__ import annotations

import re

import pytest
from axe import violations
from playwright.sync_api import Locator, Page, expect
from steps import number, painted, press, status, until
from watched import Watched, looks

SMALL = "data=xor&samples=100&layers=4-tanh"

LANDSCAPE = "document.querySelector('cr-lab').lab.instruments.get('landscape')"


def figure(page: Page) -> Locator:
    return page.get_by_role("figure", name="Loss landscape", exact=True)


def map_of(page: Page) -> Locator:
    return figure(page).get_by_role("application", name=re.compile("^Map of the loss"))


def opened(page: Page) -> Locator:
    """The instrument, once its map is complete and its curvature is shown."""
    press(page, "Loss landscape")
    settled(page)
    return figure(page)


def settled(page: Page) -> None:
    """Wait until no result is pending."""
    expect(figure(page)).to_contain_text("around the weights of step")
    expect(figure(page)).not_to_contain_text("refining")
    expect(figure(page).get_by_role("region", name="Curvature")).to_be_visible()


def trained(page: Page, epochs: int) -> None:
    for epoch in range(1, epochs + 1):
        press(page, "Epoch")
        until(lambda epoch=epoch: number(page, "Epoch") == epoch)


def location(page: Page) -> str:
    return figure(page).locator(".landscape-foot").inner_text()


def shown_loss(page: Page) -> float:
    return float(location(page).split()[1])


def test_the_map_is_centred_on_the_current_weights_and_described_in_words(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    instrument = opened(page)
    expect(instrument).to_contain_text("around the weights of step 10")
    expect(instrument).to_contain_text(
        re.compile(r"The loss ranges from [\d.]+ at \(.*\) to [\d.]+; ")
    )
    expect(instrument).to_contain_text(re.compile(r"the run went from \(.*\) to \(0\.00, 0\.00\)"))
    loss = number(page, "Training loss")
    map_of(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    until(lambda: "at +0.0000, +0.0000" in location(page))
    assert shown_loss(page) == pytest.approx(loss, abs=1e-4)
    page.keyboard.press("Shift+ArrowRight")
    until(lambda: "at +0.2000, +0.0000" in location(page))
    instrument.get_by_label("Nodes").select_option("101 × 101")
    nodes = f"() => {LANDSCAPE}.map.arrays.a.length"
    until(lambda: page.evaluate(nodes) == 101)
    # A finer grid does not move the cross-hair.
    until(lambda: "at +0.2000, +0.0000" in location(page))
    page.keyboard.press("Escape")
    expect(instrument.locator(".landscape-foot")).to_have_text("")
    press(page, "Loss landscape")
    expect(instrument).to_have_count(0)
    assert watched.complaints == []


def test_a_point_is_loaded_by_keyboard_and_undone(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    opened(page)
    before = number(page, "Training loss")
    map_of(page).focus()
    for key in ("Shift+ArrowUp", "Shift+ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    until(lambda: "at −0.2400, +0.2000" in location(page))
    loss = shown_loss(page)
    page.keyboard.press("Enter")
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    expect(figure(page)).to_contain_text("around the weights of step 10")
    assert "at −0.2400, +0.2000" in location(page), "the map stays"
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Control+z")
    until(lambda: number(page, "Training loss") == before)
    page.keyboard.press("Control+Shift+z")
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    assert watched.complaints == []


def test_a_click_loads_the_point_under_the_pointer(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 1)
    opened(page)
    map_of(page).hover(position={"x": 160, "y": 90})
    until(lambda: location(page) != "")
    loss = shown_loss(page)
    map_of(page).click(position={"x": 160, "y": 90})
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    press(page, "Step")
    expect(figure(page)).to_contain_text("around the weights of step 6")
    assert watched.complaints == []


def test_the_plane_of_the_path_is_offered_as_soon_as_there_is_a_path(watched: Watched):
    page = watched.ready(SMALL)
    instrument = opened(page)
    page.get_by_label("Directions").select_option("the path of the run")
    expect(
        instrument.get_by_text("train for some epochs, or use random directions")
    ).to_be_visible()
    trained(page, 4)
    expect(instrument).to_contain_text(re.compile(r"[\d.]+ % of the path’s squared distances"))
    expect(instrument.get_by_text("train for some epochs")).to_have_count(0)
    settled(page)
    share = re.search(r"([\d.]+) % of the path", instrument.inner_text())
    assert share is not None
    assert float(share[1]) > 80
    page.get_by_label("Directions").select_option("random directions")
    press(page, "Other directions")
    expect(instrument).to_contain_text(re.compile(r"to \(0\.00, 0\.00\)"))
    assert watched.complaints == []


def test_while_the_run_trains_the_map_shows_the_step_at_which_it_was_computed(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 1)
    instrument = opened(page)
    expect(instrument.get_by_role("button", name="Update")).to_have_count(0)
    press(page, "Play")
    expect(instrument).to_contain_text(re.compile(r"of step 5; the run is at step \d+"))
    press(page, "Update")
    expect(instrument).not_to_contain_text("of step 5;")
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")
    # Above 10,000, the epoch is displayed without decimal places.
    step = page.evaluate("document.querySelector('cr-lab').lab.frame.step")
    expect(instrument).to_contain_text(f"around the weights of step {step}")
    expect(instrument.get_by_role("button", name="Update")).to_have_count(0)
    assert watched.complaints == []


def test_the_learning_rate_is_compared_with_its_limit(watched: Watched):
    page = watched.ready(f"{SMALL}&optimizer=sgd&learning_rate=0.1")
    trained(page, 3)
    instrument = opened(page)
    facts = instrument.get_by_role("region", name="Curvature").get_by_role("definition")
    sharpness, _, rate, limit = (float(text.replace("−", "-")) for text in facts.all_inner_texts())
    assert rate == 0.1
    assert limit == pytest.approx(2 / sharpness, rel=1e-3)
    gauge = instrument.get_by_role("img", name="times its largest stable value")
    share = re.search(r"η is ([\d.]+) times", gauge.inner_text())
    assert share is not None
    assert float(share[1]) == pytest.approx(rate / limit, rel=0.06)
    expect(instrument).to_contain_text("η < 2/λ")
    page.get_by_label("Optimizer").select_option("Adam")
    expect(instrument).to_contain_text("no limit before its first step")
    press(page, "Epoch")
    expect(instrument).to_contain_text("η < 38/λ")
    expect(instrument).to_contain_text("λ with the optimizer’s step sizes")
    assert watched.complaints == []


def test_the_surface_can_be_rotated_by_keyboard_and_pointer(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    opened(page)
    before = number(page, "Training loss")
    press(page, "Surface")
    expect(figure(page)).to_contain_text("Large dot: the run")
    surface = figure(page).get_by_role("application", name=re.compile("^Surface of the loss"))
    surface.focus()

    # Cells in front must not hide the mark at the current weights.
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
        until(lambda: picture() != pictures[-1])
        painted(page)
        pictures.append(picture())
    assert len(set(pictures)) == 4
    page.keyboard.press("Home")
    until(lambda: picture() == pictures[0])
    # Dragging is not a click, so nothing was loaded.
    assert number(page, "Training loss") == before
    at_end_of_drag = location(page)
    surface.hover(position={"x": 240, "y": 200})
    until(lambda: location(page) not in ("", at_end_of_drag))
    loss = shown_loss(page)
    surface.click(position={"x": 240, "y": 200})
    until(lambda: abs(number(page, "Training loss") - loss) < 1e-4)
    surface.hover(position={"x": 3, "y": 3})
    until(lambda: location(page) == "")
    press(page, "Contour")
    expect(map_of(page)).to_be_visible()
    assert watched.complaints == []


def test_the_penalty_is_shown_separately_from_the_loss(watched: Watched):
    page = watched.ready(f"{SMALL}&l2=0.1")
    trained(page, 1)
    instrument = opened(page)
    map_of(page).focus()
    page.keyboard.press("ArrowRight")
    until(lambda: location(page).startswith("loss "))
    loss = shown_loss(page)
    height = instrument.get_by_label("Height")
    height.select_option("penalty")
    until(lambda: location(page).startswith("penalty "))
    penalty = shown_loss(page)
    height.select_option("loss and penalty")
    until(lambda: location(page).startswith("loss and penalty "))
    both = float(location(page).removeprefix("loss and penalty ").split()[0])
    assert both == pytest.approx(loss + penalty, abs=2e-4)
    height.select_option("test loss")
    settled(page)
    page.keyboard.press("Escape")
    assert watched.complaints == []


def test_the_paths_of_a_race_are_drawn_on_the_map(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    press(page, "Race of optimizers")
    race = page.get_by_role("figure", name="Race of optimizers", exact=True)
    race.get_by_role("button", name="All optimizers").click()
    race.get_by_label("Epochs", exact=True).fill("10")
    race.get_by_role("button", name="Start the race").click()
    expect(race.locator(".race-state")).to_contain_text("epoch 10")
    instrument = opened(page)
    expect(instrument).to_contain_text(
        re.compile(r"Other paths: SGD at [\d.]+, .*Lion at [\d.]+\.")
    )
    instrument.get_by_label("Directions").select_option("the path of the run")
    settled(page)
    press(page, "Surface")
    settled(page)
    assert watched.complaints == []


def test_a_closed_landscape_does_not_slow_down_training(watched: Watched):
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


def test_axe_finds_no_violations_and_nothing_overflows(watched: Watched):
    page = watched.ready(SMALL)
    trained(page, 2)
    instrument = opened(page)
    for view in ("Contour", "Surface"):
        press(page, view)
        for width in looks(page, 360, 1280):
            settled(page)
            assert violations(page) == []
            box = instrument.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
