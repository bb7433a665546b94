"""The application Diagnosis on its own page: risks, their quality, and decisions."""

from __future__ import annotations

import re

from axe import violations
from playwright.sync_api import expect
from steps import press
from watched import Watched, looks


def test_a_risk_model_is_trained_assessed_and_used_by_keyboard(watched: Watched):
    page = watched.page
    page.goto(watched.address + "apps/diagnosis.html")
    expect(page.get_by_text("Not for real decisions").first).to_be_visible()
    expect(page.get_by_text("Patient 1 of 750")).to_be_visible()
    press(page, "Train")
    expect(page.get_by_role("status").filter(has_text="Paused")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"T = 1\.[2-9]"))).to_be_visible()
    miss = page.get_by_role("slider", name="Cost of missing an ill patient")
    miss.focus()
    page.keyboard.press("End")
    threshold = page.get_by_role("slider", name="Treat at a risk of at least")
    expect(threshold).to_have_attribute("aria-valuetext", "4.8 %")
    threshold.press("ArrowRight")
    expect(page.get_by_role("checkbox", name="Use the threshold")).not_to_be_checked()
    press(page, "Next")
    expect(page.get_by_text("Patient 2 of 750")).to_be_visible()
    for _ in looks(page, 360, 1280):
        assert violations(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("combobox").select_option("breast_cancer")
    expect(page.get_by_text(re.compile("Patient 1 of (?!750)"))).to_be_visible()
    expect(page.get_by_text("Against the truth")).to_have_count(0)
    assert watched.complaints == []
