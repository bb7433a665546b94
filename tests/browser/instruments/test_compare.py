"""Kept runs: in the legend, in the table and in files, even after a reload."""

from __future__ import annotations

import csv

from axe import violations
from playwright.sync_api import Page, expect
from steps import address, press, saved, until
from watched import Watched


def legend(page: Page):
    return page.get_by_role("list", name="Kept runs")


def keep(page: Page, epoch: str) -> None:
    """Train one more epoch and keep the run's curve."""
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text(epoch)
    loss = page.get_by_role("figure", name="Loss curves", exact=True)
    loss.get_by_role("button", name="Keep this curve").click()


def test_two_runs_are_kept_compared_exported_and_still_there_after_a_reload(watched: Watched):
    page = watched.ready("data=circle")
    keep(page, "1")
    expect(legend(page).get_by_role("checkbox", name="1: Circle, Adam 0.01")).to_be_checked()
    watched.page.evaluate("() => { location.hash = 'data=circle&optimizer=sgd&l2=0.01'; }")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("0")
    keep(page, "1")
    first = legend(page).get_by_role("checkbox", name="1: Adam 0.01, no L2 penalty")
    second = legend(page).get_by_role("checkbox", name="2: SGD 0.01, L2 penalty 0.01")
    expect(first).to_be_checked()
    expect(second).to_be_checked()

    # Reset offers to keep the run that it ends.
    press(page, "Epoch")
    press(page, "Reset")
    expect(page.get_by_text("The run was reset. Its curve can be kept")).to_be_visible()
    press(page, "Close")

    page = watched.ready("data=circle&optimizer=sgd&l2=0.01")
    page.reload()
    expect(page.get_by_label("Status", exact=True)).to_have_text("Ready")
    expect(first).to_be_checked()
    press(page, "Compare runs")
    table = page.get_by_role("figure", name="Compare runs", exact=True)
    row = table.get_by_role("row").filter(has_text="2: SGD 0.01, L2 penalty 0.01")
    expect(row.get_by_role("cell").nth(0)).to_have_text("SGD")
    assert violations(page) == []
    rows = [*csv.DictReader(saved(page, "Save CSV").splitlines())]
    assert [each["optimizer"] for each in rows] == ["adam", "sgd"]
    assert all(0 < float(each["test_loss"]) < 5 for each in rows)
    assert "| 2 | SGD 0.01, L2 penalty 0.01 | SGD |" in saved(page, "Save Markdown")

    press(page, "Open run 1")
    expect(row).to_be_visible()
    until(lambda: "optimizer" not in address(page))
    press(page, "Remove run 1")
    expect(page.get_by_role("button", name="Remove run 2")).to_be_focused()
    expect(first).to_have_count(0)
    # Other tests use the same storage.
    press(page, "Remove run 2")
    expect(legend(page)).to_have_count(0)
    assert watched.complaints == []


def test_a_kept_run_whose_optimizer_changed_says_so_everywhere(watched: Watched):
    page = watched.ready("data=iris")
    keep(page, "1")
    press(page, "Epoch")
    page.get_by_label("Optimizer", exact=True).select_option("sgd")
    press(page, "Epoch")
    press(page, "Reset")
    loss = page.get_by_role("figure", name="Loss curves", exact=True)
    loss.get_by_role("button", name="Keep the last curve").click()
    name = "SGD 0.01 (Optimizer Adam → SGD at epoch 2)"
    expect(legend(page).get_by_role("checkbox", name="1: Adam 0.01", exact=True)).to_be_checked()
    expect(legend(page).get_by_role("checkbox", name=f"2: {name}", exact=True)).to_be_checked()
    press(page, "Compare runs")
    table = page.get_by_role("figure", name="Compare runs", exact=True)
    expect(table.get_by_role("rowheader").filter(has_text=f"2: {name}")).to_be_visible()
    rows = [*csv.DictReader(saved(page, "Save CSV").splitlines())]
    assert [row["name"] for row in rows] == ["Adam 0.01", name]
    assert f"| 2 | {name} | SGD |" in saved(page, "Save Markdown")
    for number in (2, 1):
        press(page, f"Remove run {number}")
    expect(legend(page)).to_have_count(0)
    assert watched.complaints == []
