"""The views of the output, such as boundary and hidden space, and charts that can be zoomed and
saved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from steps import number, painted, press, until


def output(page: Page) -> bytes:
    return page.locator(".output-stage canvas").screenshot()


def chart(page: Page, name: str = "Loss curves") -> Locator:
    return page.get_by_role("figure", name=name, exact=True)


@pytest.fixture
def trained(lab: Page) -> Page:
    press(lab, "Play")
    accuracy = lab.get_by_label("Test accuracy")
    until(lambda: number(lab, "Epoch") > 100 and float(accuracy.inner_text().split()[0]) > 80)
    press(lab, "Pause")
    expect(lab.get_by_label("Status", exact=True)).to_have_text("Paused")
    return lab


def test_the_output_shows_the_boundary_the_classes_and_the_hidden_space(trained: Page):
    painted(trained)
    pictures = [output(trained)]

    def changes() -> None:
        until(lambda: output(trained) != pictures[-1])
        painted(trained)
        pictures.append(output(trained))

    for label in ("Boundary", "Discretise", "Show test points"):
        trained.get_by_label(label).check()
        changes()
    trained.get_by_label("View of the output").select_option("Space of layer 2")
    changes()
    for axis, unit in (("Vertical axis", "unit 5"), ("Horizontal axis", "unit 7")):
        trained.get_by_label(axis).select_option(unit)
        changes()
    assert len(set(pictures)) == 7
    # The layer is removed, so the view must change to another one.
    press(trained, "Remove layer")
    expect(trained.get_by_label("View of the output")).to_have_value("plane")


def test_examples_can_be_read_one_by_one(trained: Page):
    trained.get_by_label("View of the output").select_option("Examples")
    table = trained.get_by_role("table", name="Examples")
    expect(table.get_by_role("row")).to_have_count(51)
    texts = table.get_by_role("row").all_inner_texts
    until(lambda: "%" in texts()[1])
    rows = [text.split() for text in texts()[1:]]
    assert all(row[0] == "test" for row in rows)
    right = sum(row[3] == row[4] for row in rows)
    assert right > 30, "most answers of a trained network are correct"
    assert right == sum("✗" not in row for row in rows)


def test_a_chart_zooms_by_pointer_and_keyboard_and_keeps_its_range_while_training(trained: Page):
    stage = chart(trained).locator(".chart-stage")
    whole = stage.screenshot()
    box = stage.bounding_box()
    assert box is not None
    trained.mouse.move(box["x"] + 120, box["y"] + 80)
    trained.mouse.down()
    trained.mouse.move(box["x"] + 220, box["y"] + 90, steps=4)
    trained.mouse.up()
    expect(chart(trained).get_by_role("button", name="Whole run")).to_be_visible()
    trained.mouse.move(0, 0)
    until(lambda: stage.screenshot() != whole)
    press(trained, "Whole run")
    trained.mouse.move(0, 0)
    until(lambda: stage.screenshot() == whole)
    stage.focus()
    trained.keyboard.press("+")
    expect(chart(trained).get_by_role("button", name="Whole run")).to_be_visible()
    trained.keyboard.press("0")
    expect(chart(trained).get_by_role("button", name="Whole run")).to_have_count(0)


def test_a_mark_says_what_changed_when_it_is_pointed_at_or_focused(trained: Page):
    for rate in ("0.02", "0.005"):
        field = trained.get_by_label("Learning rate", exact=True).first
        field.fill(rate)
        field.press("Enter")
    figure = chart(trained, "Gradient norms")
    words = "Learning rate 0.01 → 0.02; Epoch .*: Learning rate 0.02 → 0.005"
    mark = figure.get_by_role("button", name=re.compile(words))
    mark.hover()
    tip = figure.get_by_label("Values under the pointer")
    expect(tip).to_contain_text("Learning rate 0.02 → 0.005")
    trained.mouse.move(0, 0)
    expect(tip).to_be_hidden()
    mark.focus()
    expect(tip).to_contain_text("Learning rate 0.01 → 0.02")


def test_accuracy_has_a_chart_unless_the_task_is_a_regression(trained: Page):
    before = number(trained, "Epoch")
    press(trained, "Epoch")
    until(lambda: number(trained, "Epoch") != before)
    trained.get_by_label("What the chart shows").select_option("Accuracy")
    figure = chart(trained, "Accuracy")
    figure.locator(".chart-stage").focus()
    trained.keyboard.press("End")
    shown = figure.get_by_label("Values under the pointer").inner_text().split()
    accuracy = trained.get_by_label("Test accuracy").inner_text()
    assert f"{shown[-2]} {shown[-1]}" == accuracy
    trained.get_by_label("Data set").select_option("regress_plane")
    expect(chart(trained)).to_be_visible()
    expect(trained.get_by_label("What the chart shows")).to_have_count(0)


def saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_label("Save the chart: Gradient norms").select_option(kind)
    return Path(download.value.path()).read_bytes()


def test_a_chart_is_saved_as_a_picture_and_as_a_table(trained: Page):
    assert saved(trained, "PNG").startswith(b"\x89PNG")
    lines = saved(trained, "CSV").decode().splitlines()
    assert lines[0] == "epoch," + ",".join(
        f"{name},{name} (smoothed)" for name in ("layer 1", "layer 2", "output")
    )
    assert len(lines) > 100
