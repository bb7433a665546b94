"""The report written by `chainrule train --report`, opened as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from chainrule.cli import main
from playwright.sync_api import Browser, Page, expect

SIZES = ((360, 740), (1280, 900), (1920, 1080))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    experiment = folder / "xor.json"
    experiment.write_text(json.dumps({"data": "xor", "samples": 100, "layers": [[4, "tanh"]]}))
    report = folder / "xor.html"
    words = ["--epochs", "20", "--no-plot", "--report", str(report)]
    assert main(["train", str(experiment), *words]) == 0
    return report


@pytest.fixture
def report(browser: Browser, file: Path) -> Iterator[Page]:
    """The page at its file:// URL; it must not log errors or make requests."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert complaints == []
    assert asked == [file.as_uri()]


def test_the_values_of_a_chart_are_shown_at_the_pointer(report: Page) -> None:
    figure = report.locator("figure", has_text="Weight norm").first
    figure.scroll_into_view_if_needed()
    box = figure.locator(".plot svg").bounding_box()
    assert box is not None
    # The axis runs from 42 to 350 of 360, so its middle is epoch 10 of 20.
    report.mouse.move(box["x"] + box["width"] * 196 / 360, box["y"] + box["height"] / 2)
    row = figure.locator("tbody tr").nth(10).locator("td").all_text_contents()
    expect(figure.locator(".value")).to_have_text(f"epoch 10: layer 1 {row[0]}, output {row[1]}")
    expect(figure.locator(".cursor")).to_have_attribute("visibility", "visible")
    report.mouse.move(5, 5)
    expect(figure.locator(".cursor")).to_have_attribute("visibility", "hidden")


def test_the_count_of_a_histogram_bin_is_shown_at_the_pointer(report: Page) -> None:
    figure = report.locator("figure", has_text="Weights, layer 1").first
    heads = figure.locator("thead th").all_text_contents()
    counts = [
        int(text) for text in figure.locator("tbody tr").last.locator("td").all_text_contents()
    ]
    bin_ = counts.index(max(counts))
    figure.scroll_into_view_if_needed()
    box = figure.locator(".plot svg").bounding_box()
    assert box is not None
    up = 180 - (bin_ + 0.5) / len(counts) * 170  # the bins extend from 180 up to 10 of 210
    report.mouse.move(box["x"] + box["width"] * 349 / 360, box["y"] + box["height"] * up / 210)
    expect(figure.locator(".value")).to_have_text(f"epoch 20, {heads[bin_ + 1]}: {max(counts)}")


def test_values_read_by_keyboard_are_announced_to_screen_readers(report: Page) -> None:
    plot = report.get_by_role("slider", name="Loss: values")
    plot.focus()
    report.keyboard.press("Home")
    assert (plot.get_attribute("aria-valuetext") or "").startswith("epoch 0: training ")
    report.keyboard.press("ArrowRight")
    report.keyboard.press("ArrowRight")
    assert (plot.get_attribute("aria-valuetext") or "").startswith("epoch 2: training ")
    report.keyboard.press("End")
    report.keyboard.press("ArrowRight")
    assert plot.get_attribute("aria-valuenow") == plot.get_attribute("aria-valuemax") == "20"


def test_the_up_arrow_moves_upward_on_the_map(report: Page) -> None:
    """The rows of the table are in the order of the map, from top to bottom."""
    plot = report.get_by_role("slider", name="What the network has learned: values")
    plot.focus()
    before = plot.get_attribute("aria-valuetext") or ""
    report.keyboard.press("ArrowUp")
    after = plot.get_attribute("aria-valuetext") or ""
    heights = [float(text.split("x2 = ")[1].split(":")[0]) for text in (before, after)]
    assert heights[1] == pytest.approx(heights[0] + 1.2, abs=0.11)


def test_tables_are_readable_without_scripts(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    figure = page.locator("figure").first
    figure.locator("summary").click()
    expect(figure.locator("tbody tr").last).to_contain_text("20")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows_and_all_colours_are_visible_in_both_themes(
    report: Page, scheme: str
) -> None:
    report.emulate_media(color_scheme=scheme)  # pyright: ignore[reportArgumentType]
    for width, height in SIZES:
        report.set_viewport_size({"width": width, "height": height})
        assert report.evaluate("document.documentElement.scrollWidth") == width
    colours = report.evaluate(
        "['body', '.line.training', '.grid'].map((name) => {"
        " const style = getComputedStyle(document.querySelector(name));"
        " return name === 'body' ? style.backgroundColor : style.stroke })"
    )
    assert len(set(colours)) == 3
    assert "none" not in colours


def test_a_report_is_printed_in_light_colours(report: Page) -> None:
    report.emulate_media(media="print", color_scheme="dark")
    background = report.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(251, 250, 247)"
    expect(report.locator("figure details").first).to_be_hidden()
