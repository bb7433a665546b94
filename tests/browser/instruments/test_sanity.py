"""The sanity checks on the page: each takes one click, with a sentence before and after it."""

from __future__ import annotations

import re

import pytest
from axe import violations
from playwright.sync_api import Locator, Page, expect
from steps import press, status
from watched import Watched

CHECKS = {
    "Overfit one batch": "practically 0: this network can memorise them.",
    "Ignore the input": "the network learns from its inputs.",
    "Do examples leak into each other?": "gradients between examples are exactly 0",
}

LONG = "layers=32-tanh,32-tanh,32-tanh,32-tanh&batch_size=250&dtype=float64"
"""A network whose check takes many seconds on any machine."""


def instrument(page: Page) -> Locator:
    return page.get_by_role("figure", name="Sanity checks", exact=True)


def item(page: Page, check: str) -> Locator:
    button = page.get_by_role("button", name=check, exact=True)
    return instrument(page).get_by_role("listitem").filter(has=button)


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_takes_one_click_and_does_not_change_the_run(watched: Watched, check: str):
    page = watched.ready("data=circle")
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    press(page, "Sanity checks")
    row = item(page, check)
    expect(row).to_contain_text("must")
    row.get_by_role("button", name=check).click()
    expect(row.get_by_role("status")).to_contain_text(CHECKS[check])
    expect(row.get_by_role("status")).to_contain_text("Passed.")
    expect(row.get_by_role("status")).to_contain_text("(at epoch 1)")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    assert violations(page) == []
    assert watched.complaints == []


def test_a_long_check_can_be_stopped_while_the_page_responds(watched: Watched):
    page = watched.ready(f"{LONG}&optimizer=sgd&learning_rate=0.0000001")
    press(page, "Sanity checks")
    row = item(page, "Overfit one batch")
    row.get_by_role("button", name="Overfit one batch").click()
    expect(row.get_by_role("progressbar")).to_be_visible()
    for check in CHECKS:
        expect(instrument(page).get_by_role("button", name=check)).to_be_disabled()
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    row.get_by_role("button", name="Stop").click()
    expect(row.get_by_role("progressbar")).to_have_count(0)
    expect(row.get_by_role("button", name="Overfit one batch")).to_be_enabled()
    assert watched.complaints == []


def test_results_are_discarded_when_the_run_is_replaced(watched: Watched):
    page = watched.ready("data=circle")
    press(page, "Sanity checks")
    row = item(page, "Do examples leak into each other?")
    row.get_by_role("button").click()
    expect(row.get_by_role("status")).to_contain_text(re.compile("992 gradients"))
    press(page, "New seed")
    expect(row).not_to_contain_text("992 gradients")
    expect(status(page)).not_to_contain_text("failed")
    assert watched.complaints == []
