"""All kinds of layers: they are built and edited in the settings, drawn in the diagram, and
trained."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from steps import address, press, until
from watched import Watched

KINDS = {
    "a convolution and pooling": "data=digits&layers=conv4x3-relu,pool2&loss=cross_entropy",
    "a GRU": "data=brackets&layers=embed4,gru4",
    "attention": "data=brackets&layers=embed4-positions,attention2,transformer2x8",
    "a residual block": "data=adding&layers=residual(lstm2-every),rnn4-tanh&loss=mse",
}


def test_a_convolutional_network_is_built_in_the_settings(lab: Page):
    lab.get_by_label("Data set").select_option("digits")
    until(lambda: address(lab).startswith("data=digits"))
    lab.get_by_label("Kind of layer 1").select_option("conv")
    diagram = lab.get_by_role("figure", name="Network", exact=True)
    expect(diagram).to_contain_text("8 × 8 × 8")
    lab.get_by_label("Kind of layer 2").select_option("pool")
    expect(diagram).to_contain_text("8 × 4 × 4")
    # Layers are numbered as in the diagram, where pooling has no number.
    expect(lab.get_by_role("group", name="Pooling after layer 1")).to_be_visible()
    lab.get_by_label("Channels of layer 1").fill("6")
    lab.keyboard.press("Enter")
    expect(diagram).to_contain_text("6 × 4 × 4")
    lab.get_by_role("button", name="Add a unit to layer 1").click()
    expect(diagram).to_contain_text("7 × 4 × 4")
    picture = diagram.get_by_role("img", name=re.compile("^Diagram"))
    expect(picture).to_have_accessible_name(re.compile("Convolution 7 × 3, ReLU; Pooling 2"))
    press(lab, "Epoch")
    expect(lab.get_by_label("Epoch", exact=True).first).to_have_text("1")


def test_layers_that_cannot_accept_their_input_are_rejected_and_the_typed_text_remains(lab: Page):
    lab.get_by_label("Data set").select_option("digits")
    until(lambda: address(lab).startswith("data=digits"))
    lab.get_by_label("Kind of layer 1").select_option("conv")
    diagram = lab.get_by_role("figure", name="Network", exact=True)
    expect(diagram).to_contain_text("8 × 8 × 8")
    channels = lab.get_by_label("Channels of layer 1")
    channels.fill("many")
    channels.press("Enter")
    expect(lab.locator("#fault-layers")).to_contain_text("many")
    expect(channels).to_have_value("many")
    channels.fill("4")
    channels.press("Enter")
    expect(lab.locator("#fault-layers")).to_have_count(0)
    expect(diagram).to_contain_text("4 × 8 × 8")


@pytest.mark.parametrize("hash_", KINDS.values(), ids=KINDS.keys())
def test_all_kinds_of_layers_can_be_trained_and_shown_in_the_microscope(
    watched: Watched, hash_: str
):
    page = watched.ready(hash_)
    press(page, "Epoch")
    expect(page.get_by_label("Epoch", exact=True).first).to_have_text("1")
    page.get_by_role("button", name="Microscope").click()
    microscope = page.get_by_role("figure", name=re.compile("Microscope"))
    expect(microscope).to_be_visible()
    expect(microscope.get_by_role("img").first).to_be_visible()
    assert watched.complaints == []
