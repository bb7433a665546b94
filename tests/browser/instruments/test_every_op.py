"""The microscope on a separate page that demonstrates every kind of layer."""

from __future__ import annotations

import re

import pytest
from microscope import scope, title
from playwright.sync_api import Page, expect
from steps import press, until
from watched import Watched

LINK = "document.querySelector('cr-lab').lab.instruments.get('microscope').link"


NETWORKS = ["Convolution", "Embedding and attention", "LSTM", "GRU", "Norms and dropout"]


@pytest.fixture
def every_op(watched: Watched) -> Page:
    watched.page.goto(watched.address + "every-op.html")
    expect(scope(watched.page)).to_contain_text("on the next batch")
    return watched.page


def test_every_demonstration_network_can_be_walked_through_on_its_page(
    watched: Watched, every_op: Page
):
    page = every_op
    menu = page.get_by_label("Network", exact=True)
    for name in NETWORKS:
        menu.select_option(name)
        expect(scope(page)).to_contain_text("step 1,")
        rail = page.get_by_role("slider", name="Op of the step")
        rail.focus()
        # No formula may violate the Content-Security-Policy.
        for _ in range(int(rail.get_attribute("max") or 0)):
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


def test_the_window_of_a_convolution_slides_and_attention_shows_its_scores(
    watched: Watched, every_op: Page
):
    page = every_op
    entry = page.get_by_role("group", name="The entry in numbers")
    page.get_by_role("img", name=re.compile("^z of layer 1,")).focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(entry).to_contain_text("1,3")
    page.get_by_label("Network", exact=True).select_option("Embedding and attention")
    expect(scope(page)).to_contain_text("selects a row")
    expect(entry).to_contain_text("picks row")
    page.get_by_role("slider", name="Op of the step").fill("17")
    until(lambda: "ScaledDotProductAttention" in title(page))
    page.get_by_role("img", name=re.compile("^a,")).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(entry).to_contain_text("s3,1")
    assert watched.complaints == []


def test_a_link_to_an_exhibit_opens_the_linked_step_and_op(watched: Watched, every_op: Page):
    page = every_op
    page.goto("about:blank")
    page.goto(watched.address + "every-op.html#exhibit=lstm&step=3&op=5")
    expect(scope(page)).to_contain_text("step 4,")
    until(lambda: "LSTMCell" in title(page))
    link = page.evaluate(LINK.replace("cr-lab", "cr-microscope"))
    assert link.endswith("every-op.html#exhibit=lstm&step=3&op=5")
