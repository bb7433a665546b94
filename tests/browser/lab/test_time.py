"""Time travel: earlier epochs are shown and resumed. Also recovery from a worker that dies."""

from __future__ import annotations

import math

from playwright.sync_api import Locator, Page, expect
from steps import number, press, status, until
from watched import Watched


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Epoch shown")


def trained(page: Page, epochs: float) -> None:
    press(page, "Play")
    until(lambda: number(page, "Epoch") > epochs)
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")


def test_the_timeline_shows_an_earlier_epoch_and_then_the_newest_again(watched: Watched):
    # Long runs keep only every second epoch or fewer, so this trains up to a given step rather than
    # for a given time.
    lab = watched.ready("stop_epoch=30")
    press(lab, "Play")
    until(lambda: number(lab, "Epoch") == 30)
    expect(status(lab)).to_have_text("Paused")
    press(lab, "Step")
    until(lambda: number(lab, "Epoch") == 30.04)
    newest, loss = number(lab, "Epoch"), number(lab, "Training loss")
    slider(lab).fill("10")
    until(lambda: number(lab, "Epoch") == 10)
    expect(status(lab)).to_have_text("Looking back")
    assert number(lab, "Training loss") > loss
    slider(lab).press("ArrowLeft")
    until(lambda: number(lab, "Epoch") == 9)
    slider(lab).evaluate(
        """(range) => {
            for (const key of ["ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowLeft", "ArrowLeft"]) {
                range.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            }
        }"""
    )
    until(lambda: number(lab, "Epoch") == 6)
    press(lab, "Back to the newest")
    until(lambda: number(lab, "Epoch") == newest)
    assert number(lab, "Training loss") == loss
    slider(lab).press("ArrowLeft")
    until(lambda: number(lab, "Epoch") == math.ceil(newest) - 1)
    slider(lab).press("Home")
    until(lambda: number(lab, "Epoch") == 0)
    slider(lab).press("End")
    until(lambda: number(lab, "Epoch") == newest)
    assert watched.complaints == []


def test_resuming_repeats_the_run_and_keeps_the_old_one(lab: Page):
    for _ in range(3):
        press(lab, "Epoch")
    until(lambda: number(lab, "Epoch") == 3)
    loss = number(lab, "Training loss")
    slider(lab).fill("1")
    until(lambda: number(lab, "Epoch") == 1)
    lab.get_by_role("button", name="Resume from here", exact=True).press("Enter")
    expect(status(lab)).to_have_text("Paused")
    expect(slider(lab)).to_be_focused()
    branch = lab.get_by_role("button", name="left at 1", exact=True)
    expect(branch).to_be_visible()
    for epoch in (2, 3):
        press(lab, "Epoch")
        until(lambda epoch=epoch: number(lab, "Epoch") == epoch)
    assert number(lab, "Training loss") == loss
    press(lab, "Epoch")
    until(lambda: number(lab, "Epoch") == 4)
    branch.click()
    until(lambda: number(lab, "Epoch") == 3)
    assert number(lab, "Training loss") == loss
    lab.get_by_role("button", name="Forget: left at 1", exact=True).press("Enter")
    expect(branch).to_have_count(0)
    expect(slider(lab)).to_be_focused()


def test_the_microscope_shows_earlier_epochs(lab: Page):
    for _ in range(2):
        press(lab, "Epoch")
    until(lambda: number(lab, "Epoch") == 2)
    press(lab, "Microscope")
    scope = lab.get_by_role("figure", name="Microscope", exact=True)
    expect(scope).to_contain_text("step 51,")
    slider(lab).fill("1")
    expect(scope).to_contain_text("step 26,")


CATCH_WORKERS = """
globalThis.workers = [];
Object.defineProperty(globalThis, "lab", { get: () => document.querySelector("cr-lab").lab });
globalThis.Worker = class extends Worker {
  constructor(...given) { super(...given); workers.push(this); }
};
"""


DIE = """() => {
    workers.at(-1).terminate();
    workers.at(-1).onerror(new ErrorEvent("error", { message: "out of memory" }));
}"""


def test_a_worker_that_dies_is_restarted_from_the_last_checkpoint(watched: Watched):
    page = watched.page
    page.add_init_script(CATCH_WORKERS)
    watched.ready("layers=3-tanh")
    trained(page, 5)
    epoch, loss = number(page, "Epoch"), number(page, "Training loss")
    slider(page).fill("2")
    others = [
        (page.get_by_role("figure", name=name, exact=True), start)
        for name, start in (("Many networks", "Train 64"), ("Race of optimizers", "Start the race"))
    ]
    press(page, "Many networks")
    press(page, "Race of optimizers")
    for figure, start in others:
        press(page, start)
        expect(figure).to_contain_text("steps in total")
    page.evaluate(DIE)
    message = page.locator("cr-strip").get_by_text("out of memory. It was restarted, and")
    expect(message).to_be_visible()
    expect(page.locator("cr-lab > [aria-live=polite]")).to_contain_text("out of memory")
    until(lambda: (number(page, "Epoch"), number(page, "Training loss")) == (epoch, loss))
    until(lambda: slider(page).input_value() == str(page.evaluate("lab.frame.epoch")))
    for figure, start in others:
        expect(figure).not_to_contain_text("steps in total")
        press(page, start)
        expect(figure).to_contain_text("steps in total")
        expect(figure.locator("canvas").first).to_be_visible()
    press(page, "Many networks")
    press(page, "Race of optimizers")
    press(page, "Play")
    until(lambda: number(page, "Epoch") > epoch)
    workers = page.evaluate("workers.length")
    page.evaluate(DIE)
    until(lambda: page.evaluate("workers.length") > workers)
    until(lambda: page.evaluate("lab.isLive"))
    expect(message).to_be_visible()
    expect(status(page)).to_have_text("Training")
    for _ in range(2):
        until(lambda: page.evaluate("lab.isLive"))
        page.evaluate(DIE)
    expect(status(page)).to_contain_text("No Python")
    press(page, "Retry")
    expect(message).to_be_visible()
    # The checkpoint may have been written before Play.
    until(lambda: number(page, "Epoch") >= epoch)
    assert watched.complaints == []
