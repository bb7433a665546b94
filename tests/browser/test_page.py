"""The page as a person uses it: by role and accessible name, in a real browser."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from watched import Watched, looks


def number(page: Page, label: str) -> float:
    text = page.get_by_label(label, exact=True).inner_text().replace(",", "")
    return float("nan") if text == "–" else float(text)


def status(page: Page):
    return page.get_by_label("Status", exact=True)


def address(page: Page) -> str:
    """What stands after `#`; `page.url` is as old as Playwright's last look at its events."""
    return page.evaluate("() => location.hash.slice(1)")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """The page's policy forbids evaluating strings, so Playwright's own waiting fails: poll."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def test_the_spiral_is_learned_and_drawn_live(lab: Page):
    press(lab, "Play")
    expect(status(lab)).to_have_text("Training")
    until(lambda: number(lab, "Training loss") < 0.1, 60)
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


def test_step_trains_one_batch(lab: Page):
    loss = number(lab, "Training loss")
    for expected in ("0.04", "0.08"):
        press(lab, "Step")
        expect(lab.get_by_label("Epoch", exact=True)).to_have_text(expected)
    expect(status(lab)).to_have_text("Paused")
    assert number(lab, "Training loss") != loss


def test_reset_goes_back_to_the_same_first_loss_and_a_new_seed_does_not(lab: Page):
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


def test_changing_layers_keeps_the_weights_that_fit(lab: Page):
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


def test_a_wrong_value_is_explained_and_the_network_goes_on(lab: Page):
    press(lab, "Play")
    rate = lab.get_by_label("Learning rate")
    rate.fill("fast")
    rate.press("Enter")
    sentence = "Learning rate: 'fast' is not allowed; allowed: a number greater than 0 up to 100."
    expect(rate).to_have_attribute("aria-invalid", "true")
    expect(rate).to_have_value("fast")
    expect(rate).to_have_accessible_description(sentence)
    expect(status(lab)).to_contain_text("is not allowed")
    seen = [p.bounding_box() for p in lab.get_by_text(sentence).all()]
    assert len([box for box in seen if box and box["width"] > 1]) == 1, "told once to the eye"
    epoch = number(lab, "Epoch")
    until(lambda: number(lab, "Epoch") > epoch)
    rate.fill("0.03")
    rate.press("Enter")
    expect(status(lab)).to_have_text("Training")
    expect(rate).not_to_have_attribute("aria-invalid", "true")
    until(lambda: address(lab) == "learning_rate=0.03")


def test_an_answer_does_not_overwrite_what_is_being_typed(lab: Page):
    rate = lab.get_by_label("Learning rate")
    rate.press_sequentially("5")
    typed = rate.input_value()
    lab.evaluate("() => document.querySelector('[aria-label=\"Add layer\"]').click()")
    until(lambda: address(lab) == "layers=8-tanh,8-tanh,4-tanh")
    expect(rate).to_have_value(typed)
    rate.press("Enter")
    until(lambda: f"learning_rate={float(typed):g}" in address(lab))


def test_values_stand_beside_the_pointer_of_a_chart(lab: Page):
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 3)
    press(lab, "Pause")
    chart = lab.get_by_role("figure", name="Loss curves", exact=True)
    chart.get_by_role("img").focus()
    top = chart.bounding_box()
    chart.get_by_role("img").press("Home")
    expect(chart.get_by_label("Values under the pointer")).to_contain_text("training")
    assert chart.bounding_box() == top


def test_a_wrong_address_is_explained_and_the_default_opens(watched: Watched):
    page = watched.open("noise=loud")
    expect(
        page.locator(".strip .sentence", has_text="Noise: 'loud' is not allowed")
    ).to_be_visible()
    until(lambda: address(page) == "")  # which names what runs
    press(page, "Play")
    until(lambda: number(page, "Epoch") > 5)


def test_an_address_reopens_the_same_experiment(watched: Watched):
    page = watched.ready("data=xor&layers=3-relu&learning_rate=0.03")
    expect(page.get_by_label("Data set")).to_have_value("xor")
    expect(page.get_by_label("Activation")).to_have_value("relu")
    expect(page.get_by_label("Learning rate")).to_have_value("0.03")
    expect(page.get_by_role("figure", name="Network", exact=True)).to_contain_text("2 – 3 – 1")


def test_every_named_control_works(lab: Page):
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


def test_a_diverging_run_is_explained_with_a_way_on(lab: Page):
    lab.get_by_label("Data set").select_option("regress_plane")
    lab.get_by_label("Optimizer").select_option("sgd")
    lab.get_by_label("Learning rate").fill("100")
    lab.get_by_label("Learning rate").press("Enter")
    until(lambda: "learning_rate=100" in address(lab))
    press(lab, "Play")
    expect(status(lab)).to_contain_text(re.compile(r"diverged at step \d+ .*layer|loss"))
    expect(lab.locator(".strip").get_by_text("press Reset to start over")).to_be_visible()
    press(lab, "Learning rate 10")
    expect(status(lab)).to_have_text("Paused")
    expect(lab.get_by_label("Training loss", exact=True)).not_to_have_text("–")


def test_the_recorded_run_is_there_first_and_can_be_scrubbed(fresh: Watched):
    page = fresh.page
    page.route("**/*.asm.wasm", lambda route: (time.sleep(1.5), route.continue_()))
    fresh.open()
    recorded = page.get_by_label("Recorded run")
    expect(recorded).to_be_visible()
    expect(status(page)).to_contain_text("Loading …")
    assert number(page, "Training loss") < 0.1
    recorded.focus()
    until(lambda: recorded.get_attribute("max") == "22")
    recorded.press("Home")
    until(lambda: number(page, "Training loss") > 0.6)
    chart = page.get_by_role("figure", name="Loss curves", exact=True).get_by_role("img")
    recorded.press("ArrowRight")
    recorded.press("ArrowRight")
    chart.focus()
    chart.press("End")
    figure = page.get_by_role("figure", name="Loss curves", exact=True)
    expect(figure).to_contain_text("epoch2")  # the curves end where the run is
    press(page, "Play")  # remembered
    expect(status(page)).to_have_text("Training")
    expect(recorded).to_have_count(0)


@pytest.mark.parametrize(
    "file", ["pyodide.asm.wasm", "numpy", "pyodide.asm.js", "pyodide-lock.json"]
)
def test_a_file_that_fails_to_load_is_named_and_can_be_retried(fresh: Watched, file: str):
    page = fresh.page
    page.route(f"**/{file}*", lambda route: route.abort())
    fresh.open()
    expect(status(page)).to_contain_text(file)
    expect(status(page)).to_contain_text("could not be loaded")
    page.unroute_all()
    press(page, "Retry")
    expect(status(page)).to_have_text("Ready")


def test_without_webassembly_there_is_a_sentence(fresh: Watched):
    fresh.page.add_init_script("delete globalThis.WebAssembly")
    fresh.open()
    expect(status(fresh.page)).to_contain_text("WebAssembly")
    expect(fresh.page.get_by_role("figure", name="Output", exact=True)).to_be_visible()


def test_the_policy_binds_the_worker(fresh: Watched):
    """Python in the worker reaches no other origin: the page's policy forbids it."""
    page = fresh.ready()
    worker = page.workers[0]
    blocked = worker.evaluate(
        """() => new Promise((resolve) => {
            addEventListener("securitypolicyviolation", (e) => resolve(e.effectiveDirective));
            fetch("http://127.0.0.1:9/").catch(() => setTimeout(() => resolve("none"), 1000));
        })"""
    )
    assert blocked == "connect-src"


def test_keyboard_alone_plays_steps_and_reads(lab: Page):
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


def test_nothing_scrolls_sideways_and_nothing_jumps(lab: Page):
    tops = (
        "() => [...document.querySelectorAll('figure, button, output')]"
        ".map((e) => Math.round(e.getBoundingClientRect().top + scrollY))"
    )
    for width in looks(lab, 360, 768, 1280, 1920, height=800):
        assert lab.evaluate("() => document.documentElement.scrollWidth") <= width
        press(lab, "Play")
        expect(status(lab)).to_have_text("Training")
        before = lab.evaluate(tops)
        time.sleep(0.6)
        assert lab.evaluate(tops) == before
        press(lab, "Reset")
        expect(status(lab)).to_have_text("Ready")


SHIFTS = """() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
        for (const { hadRecentInput, sources } of list.getEntries()) {
            for (const { node, previousRect, currentRect } of hadRecentInput ? [] : sources) {
                const [a, b] = [previousRect, currentRect].map(({ x, y }) => `${x}, ${y}`);
                shifts.push(`${node?.className ?? node?.nodeName} from ${a} to ${b}`);
            }
        }
    }).observe({ type: "layout-shift" });
}"""


def test_nothing_moves_while_losses_spike_and_weights_grow(watched: Watched):
    page = watched.ready("data=circle&learning_rate=0.03&l2=0.0001")
    page.evaluate(SHIFTS)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_text(" higher", exact=False)).to_have_count(0)
        page.wait_for_timeout(600)  # a press excuses shifts for half a second
        page.evaluate("() => shifts.length = 0")
        # A click that no one made excuses none.
        page.get_by_role("button", name="Play", exact=True).evaluate("(play) => play.click()")
        until(lambda: page.get_by_text(" higher", exact=False).count() > 0, seconds=30)
        until(lambda: page.locator(".weight-high").inner_text() not in ("+2", "+4"), seconds=30)
        assert page.evaluate("() => shifts") == []
        press(page, "Reset")


def test_play_before_ready_is_played_once(fresh: Watched):
    page = fresh.open()
    press(page, "Play")
    expect(status(page)).to_have_text("Training")
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_good_address_ends_the_complaint_about_a_bad_one(lab: Page):
    lab.evaluate("() => { location.hash = '#data=moon'; }")
    expect(status(lab)).to_contain_text("Data set: 'moon' is not allowed")
    until(lambda: address(lab) == "")
    lab.evaluate("() => { location.hash = '#data=xor'; }")
    expect(status(lab)).to_have_text("Ready")
    expect(lab.get_by_label("Data set")).to_have_value("xor")
    expect(lab.get_by_label("Data set")).not_to_have_attribute("aria-invalid", "true")


def test_a_missing_recording_is_told_and_python_starts_all_the_same(fresh: Watched):
    page = fresh.page
    page.route("**/*.asm.wasm", lambda route: (time.sleep(1.5), route.continue_()))
    page.route("**/recorded-*.json", lambda route: route.abort())
    fresh.open()
    expect(page.get_by_text("The recorded run could not be loaded")).to_be_visible()
    expect(status(page)).to_have_text("Ready")


def test_a_tapped_unit_keeps_its_numbers(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = Watched(context.new_page(), address).ready()
    network = page.get_by_role("figure", name="Network", exact=True)
    box = network.get_by_role("img").first.bounding_box()
    assert box is not None
    # The output's unit stands in the middle of what the layers' buttons leave.
    page.touchscreen.tap(box["x"] + box["width"] - 22, box["y"] + box["height"] / 2 + 55)
    expect(network.get_by_text("bias", exact=True)).to_be_visible()
    expect(network).to_contain_text(re.compile(r"output, unit 1|layer \d, unit"))
    context.close()


def test_a_low_window_is_left_to_the_picture(lab: Page):
    for width, height in ((740, 400), (568, 320), (1280, 400)):
        lab.set_viewport_size({"width": width, "height": height})
        lab.evaluate("() => scrollTo(0, 300)")
        covered = lab.evaluate(
            """() => {
                const transport = document.querySelector(".transport");
                const { top, bottom } = transport.getBoundingClientRect();
                return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)) / innerHeight;
            }"""
        )
        assert covered < 0.17
        assert lab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_charts_end_above_the_fold(lab: Page):
    for width, height in ((1280, 900), (1920, 1080)):
        lab.set_viewport_size({"width": width, "height": height})
        for chart in lab.locator(".chart-stage").all():
            box = chart.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height


def test_losses_can_be_read_on_a_log_scale(lab: Page):
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") > 3)
    press(lab, "Pause")
    chart = lab.get_by_role("figure", name="Loss curves", exact=True)
    before = chart.locator("canvas").screenshot()
    chart.get_by_label("Log scale").check()
    expect(chart).to_contain_text("Binary cross-entropy, log scale, against epochs")
    assert chart.locator("canvas").screenshot() != before
    chart.get_by_label("Log scale").uncheck()
    assert chart.locator("canvas").screenshot() == before


def test_nesterov_without_momentum_says_what_it_needs(lab: Page):
    lab.get_by_label("Optimizer").select_option("sgd")
    lab.get_by_text("More", exact=True).last.click()
    box = lab.get_by_label("Nesterov momentum")
    expect(box).to_be_disabled()
    expect(box).to_have_accessible_description("Needs a momentum above 0.")
    lab.get_by_label("Momentum", exact=True).fill("0.9")
    lab.get_by_label("Momentum", exact=True).press("Enter")
    box.check()
    until(lambda: address(lab) == "optimizer=sgd&momentum=0.9&nesterov=true")
    expect(box).to_have_accessible_description("")


@pytest.mark.parametrize("layers", ["8-tanh,8-tanh", "4-tanh,4-tanh,4-tanh,4-tanh,4-tanh"])
def test_whatever_is_pressed_has_room_for_a_finger(browser: Browser, address: str, layers: str):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = Watched(context.new_page(), address).ready(f"layers={layers}&optimizer=sgd")
    for more in page.get_by_text("More", exact=True).all():
        more.click()
    small = page.evaluate(
        """() => {
            const pressed = "button, select, summary, label:has(input), .field input, .data-set";
            return [...document.querySelectorAll(pressed)]
                .filter((e) => e.checkVisibility() && !e.matches("label input"))
                .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
                .filter(([, box]) => Math.min(box.width, box.height) < 43.9)
                .map(([what, box]) => `${what} ${box.width} × ${box.height}`);
        }"""
    )
    assert small == []
    context.close()


def test_what_is_spoken_of_a_unit_has_no_stray_comma(lab: Page):
    diagram = lab.get_by_role("figure", name="Network", exact=True)
    canvas = diagram.get_by_role("img").first
    canvas.focus()
    for key in ("ArrowDown", "Enter"):
        canvas.press(key)
    spoken = diagram.locator(".unseen[role=status]")
    expect(spoken).to_have_text(
        re.compile(r"^x₁ → layer 1, unit 1, weight [+−][\d.]+, gradient [+−][\d.e-]+$")
    )
