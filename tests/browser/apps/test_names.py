"""The application Language: networks are trained in turn, write names, and answer a question."""

from __future__ import annotations

import re

from axe import violations
from playwright.sync_api import expect
from steps import press, until
from watched import Watched, looks


def test_the_output_of_27_letters_has_no_legend_of_shapes_in_the_lab(watched: Watched):
    page = watched.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(watched.address + "#app:names/bigram")
    expect(page.locator("cr-output")).to_contain_text("test", timeout=30_000)
    until(lambda: page.evaluate("() => document.querySelector('cr-lab').lab.scale?.classes") == 27)
    expect(page.locator("cr-output .class-keys")).to_have_count(0)
    wider = "({ scrollWidth, clientWidth }) => scrollWidth - clientWidth"
    assert page.locator("cr-output").evaluate(wider) <= 0


def test_a_trained_network_writes_names_and_answers_questions(watched: Watched):
    page = watched.page
    page.goto(watched.address + "apps/names.html")
    expect(page.get_by_role("button", name="Train both")).to_be_enabled()
    # One network is enough here; training all four takes many seconds.
    page.evaluate(
        "() => document.querySelector('cr-names').lab.instruments.get('names').train(['bigram'])"
    )
    row = page.get_by_role("row", name="Bigram")
    expect(row).to_contain_text("6 of 6")
    log = page.get_by_role("region", name="Bigram").locator(".app-log li")
    expect(log).to_have_count(9)
    steps = [re.findall(r"^Step ([\d,]+), loss \d", words) for words in log.all_inner_texts()]
    assert [step for [step] in steps] == [
        "1,056",
        "880",
        "704",
        "528",
        "352",
        "176",
        "40",
        "10",
        "0",
    ]
    expect(page.get_by_role("region", name="GRU")).to_contain_text("Not trained")
    page.get_by_label("A name begins with").fill("ma")
    expect(page.get_by_text("Next letter after “ma”")).to_be_visible()
    expect(page.locator(".app-names")).to_contain_text("ma")
    expect(log).to_have_count(9)
    press(page, "Train both")
    expect(page.get_by_role("row", name="Without attention")).to_contain_text("10 of 10")
    expect(page.get_by_role("row", name="With attention", exact=False)).to_contain_text("✓")
    for _ in looks(page, 360, 1280):
        assert violations(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert watched.complaints == []
