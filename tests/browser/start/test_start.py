"""The page while Python starts, and in browsers in which it cannot start."""

from __future__ import annotations

from playwright.sync_api import expect
from steps import held_engine, number, press, status, until
from watched import Watched


def test_the_recorded_run_is_shown_first_and_its_timeline_works(fresh: Watched):
    page = fresh.page
    start_python = held_engine(page)
    fresh.open()
    recorded = page.get_by_label("Recorded run")
    expect(recorded).to_be_visible()
    expect(status(page)).to_contain_text("Loading …")
    assert number(page, "Training loss") < 0.1
    recorded.focus()
    until(lambda: recorded.get_attribute("max") == "22")
    recorded.press("Home")
    until(lambda: number(page, "Training loss") > 0.6)
    chart = page.get_by_role("figure", name="Loss curves", exact=True).get_by_role("img")
    recorded.press("ArrowRight")
    recorded.press("ArrowRight")
    chart.focus()
    chart.press("End")
    figure = page.get_by_role("figure", name="Loss curves", exact=True)
    expect(figure).to_contain_text("epoch2")  # the curves end at the last record of the run
    press(page, "Play")  # takes effect once Python is ready
    start_python()
    expect(status(page)).to_have_text("Training")
    expect(recorded).to_have_count(0)


def test_without_webassembly_the_page_explains_why_it_cannot_run(fresh: Watched):
    fresh.page.add_init_script("delete globalThis.WebAssembly")
    fresh.open()
    expect(status(fresh.page)).to_contain_text("WebAssembly")
    expect(fresh.page.get_by_role("figure", name="Output", exact=True)).to_be_visible()


def test_the_content_security_policy_applies_to_the_worker(fresh: Watched):
    """Python in the worker cannot reach other origins, because the page's Content-Security-Policy
    forbids it."""
    page = fresh.ready()
    worker = page.workers[0]
    blocked = worker.evaluate(
        """() => new Promise((resolve) => {
            addEventListener("securitypolicyviolation", (e) => resolve(e.effectiveDirective));
            fetch("http://127.0.0.1:9/").catch(() => setTimeout(() => resolve("none"), 1000));
        })"""
    )
    assert blocked == "connect-src"


def test_play_pressed_before_python_is_ready_takes_effect_once(fresh: Watched):
    page = fresh.open()
    press(page, "Play")
    expect(status(page)).to_have_text("Training")
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_missing_recording_is_reported_and_python_still_starts(fresh: Watched):
    page = fresh.page
    start_python = held_engine(page)
    page.route("**/recorded-*.json", lambda route: route.abort())
    fresh.open()
    expect(page.get_by_text("The recorded run could not be loaded")).to_be_visible()
    start_python()
    expect(status(page)).to_have_text("Ready")
