"""Shared links, with trained weights, tasks, and hidden or locked controls; and frames."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe import violations
from playwright.sync_api import Page, expect
from steps import address, press, status, until
from watched import Watched, looks

TASK = "task=Why+ReLU%3F%0A%3Cb%3EWhich%3C%2Fb%3E+is+faster%3F&lock=learning_rate,layers&hide=noise"


def loss(page: Page) -> str:
    return page.get_by_label("Training loss", exact=True).inner_text()


def open_link(watched: Watched, link: str) -> Page:
    watched.page.goto(link.replace("?", "?lang=en&", 1))
    expect(status(watched.page)).to_have_text("Paused")
    return watched.page


def test_a_link_with_weights_opens_the_same_run_and_instruments(watched: Watched):
    page = watched.ready("data=xor&layers=4-relu-norm")
    press(page, "Verdict")
    press(page, "Epoch")
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("2")
    expect(status(page)).to_have_text("Paused")
    until(lambda: "open=verdict" in page.evaluate("() => location.search"))
    before = page.get_by_label("Epoch", exact=True).inner_text(), loss(page)
    press(page, "Share")
    page.get_by_role("checkbox", name="Trained weights (").check()
    page.get_by_text("Task, hidden and locked controls").click()
    for _ in looks(page, 1280):
        assert violations(page) == []
    link = page.get_by_role("textbox", name="Address", exact=True).input_value()
    assert "trained=" in link
    with page.expect_download() as picture:
        page.get_by_role("button", name="Output: PNG", exact=True).click()
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")
    page = open_link(watched, link)
    assert (page.get_by_label("Epoch", exact=True).inner_text(), loss(page)) == before
    expect(page.get_by_role("figure", name="Verdict", exact=True)).to_be_visible()
    assert watched.complaints == []


COVERED = """() => {
    const { top } = document.querySelector(".strip").getBoundingClientRect();
    return [".network-stage", ".charts .chart-stage", ".output-stage", ".output .figure-body"]
        .filter((part) => document.querySelector(part).getBoundingClientRect().bottom > top + 1);
}"""


def test_a_frame_of_700_by_450_shows_the_task_and_does_not_scroll(watched: Watched):
    page = watched.page
    page.set_viewport_size({"width": 700, "height": 450})
    page.goto(watched.address + f"?embed=1&{TASK}#data=circle")
    expect(status(page)).to_have_text("Ready")
    expect(page.get_by_role("heading", name="Why ReLU?")).to_be_visible()
    expect(page.get_by_text("<b>Which</b> is faster?", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="Places")).to_be_hidden()
    root = "document.documentElement"
    assert page.evaluate(f"() => [{root}.scrollWidth, {root}.scrollHeight]") == [700, 450]
    for name in ("Network", "Output", "Loss curves"):
        box = page.get_by_role("figure", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 700
        assert box["y"] + box["height"] <= 450
    page.evaluate("() => document.querySelector('cr-lab').lab.notices.show('Done.')")
    message = page.locator(".strip", has_text="Done.")
    expect(message).to_be_visible()
    until(lambda: page.evaluate(COVERED) == [])
    page.set_viewport_size({"width": 1280, "height": 800})
    rate = page.get_by_label("Learning rate", exact=True)
    expect(rate).to_be_disabled()
    expect(rate).to_have_attribute("title", "Locked by whoever made this link")
    expect(page.get_by_role("button", name="Add layer", exact=True)).to_be_disabled()
    expect(page.get_by_label("Noise", exact=True)).to_be_hidden()
    expect(page.get_by_label("Optimizer", exact=True)).to_be_enabled()
    assert watched.complaints == []


def test_the_dialog_shows_the_frame_and_the_figures_that_it_saves(watched: Watched):
    page = watched.ready()
    page.get_by_role("button", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog", name="Share")
    pictures = dialog.get_by_role("listitem")
    expect(pictures.filter(has_text="Output")).to_be_visible()
    drawn = "(all) => all.every((picture) => picture.complete && picture.naturalWidth > 100)"
    assert pictures.locator("img").evaluate_all(drawn)
    dialog.get_by_text("Show the frame", exact=True).click()
    frame = dialog.frame_locator("iframe")
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    box = dialog.locator(".share-frame")
    ratio = "(box) => box.firstElementChild.getBoundingClientRect().width / box.clientWidth"
    assert abs(box.evaluate(ratio) - 1) < 0.01, "the whole frame is visible"
    dialog.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("iframe")).to_have_count(0)
    assert watched.complaints == []


def test_a_frame_shows_the_verdict_and_the_microscope_with_the_whole_diagram(watched: Watched):
    page = watched.page
    page.set_viewport_size({"width": 700, "height": 450})
    page.goto(watched.address + "?embed=1#data=circle")
    expect(status(page)).to_have_text("Ready")
    verdict = page.locator(".verdict-line button")
    for part in (status(page), verdict):
        box = part.bounding_box()
        assert box is not None
        assert box["width"] > 30
        assert box["x"] + box["width"] < 590, "it ends before the microscope's button"
    assert page.locator(".charts .chart-stage").first.evaluate("(e) => e.clientHeight") >= 110
    press(page, "Microscope")
    dock = page.locator(".dock")
    entries = dock.locator(".matrix canvas").first
    expect(entries).to_be_in_viewport()
    expect(page.locator(".charts")).to_be_hidden()
    stage, sheet = page.locator(".network-stage").bounding_box(), dock.bounding_box()
    assert stage is not None
    assert sheet is not None
    assert stage["height"] >= 130
    assert stage["y"] + stage["height"] <= sheet["y"]
    root = "document.documentElement"
    assert page.evaluate(f"() => [{root}.scrollWidth, {root}.scrollHeight]") == [700, 450]
    assert watched.complaints == []


PLACED = """() => [".network-stage", ".output", ".whole-page a", ".readout-loss"]
    .flatMap((part) => [...document.querySelectorAll(part)])
    .map((e) => e.getBoundingClientRect().toJSON())"""


@pytest.mark.parametrize("width", [640, 700])
def test_a_german_frame_with_a_task_has_room_for_the_diagram(watched: Watched, width: int):
    page = watched.page
    page.set_viewport_size({"width": width, "height": 450})
    question = "+".join(["Wie+viele+Einheiten+braucht+die+Spirale+mindestens%3F"] * 2)
    page.goto(f"{watched.address}?lang=de&embed=1&task=Aufgabe%0A{question}")
    expect(status(page)).to_have_text("Bereit")
    network, output, link, training, test = page.evaluate(PLACED)
    assert network["height"] >= 130
    assert output["bottom"] <= link["top"]
    assert training["top"] == test["top"], "the losses share a line"
    assert test["right"] <= width


def test_locked_data_cannot_be_replaced_by_dropping_a_file(watched: Watched):
    page = watched.page
    page.goto(watched.address + "?lock=data#data=circle")
    expect(status(page)).to_have_text("Ready")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["a,b\\n1,2"], "t.csv"));
            dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
        }"""
    )
    expect(page.locator(".strip")).to_contain_text("Locked by whoever made this link")
    expect(page.locator("dialog.csv")).to_be_hidden()


def test_a_link_with_a_table_asks_for_the_file_until_it_is_opened(lab: Page):
    link = "data=table&table=0123456789abcdef&target=kind"
    lab.evaluate("(link) => { location.hash = link; }", link)
    asks = lab.get_by_role("button", name="Open its file", exact=True)
    expect(asks).to_be_visible()
    lab.get_by_label("Optimizer").select_option("sgd")
    expect(lab.get_by_role("button", name="Undo", exact=True)).to_be_enabled()
    expect(asks).to_be_visible()
    assert address(lab) == link
    asks.click()
    dialog = lab.get_by_role("dialog", name="Your own table")
    rows = "a,b,kind\n0,0,x\n0,1,y\n1,0,y\n1,1,x\n"
    dialog.get_by_role("textbox", name="Rows of cells").fill(rows)
    dialog.get_by_role("button", name="Use this table").click()
    expect(asks).to_have_count(0)
    expect(lab.get_by_label("Target", exact=True)).to_have_value("kind")
