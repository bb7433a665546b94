"""What the page shows while Python starts, and where it can't."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect
from steps import number, press, status, until
from watched import Watched


def test_the_recorded_run_is_there_first_and_can_be_scrubbed(fresh: Watched):
    page = fresh.page
    page.route("**/*.asm.wasm", lambda route: (time.sleep(1.5), route.continue_()))
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
    expect(figure).to_contain_text("epoch2")  # the curves end where the run is
    press(page, "Play")  # remembered
    expect(status(page)).to_have_text("Training")
    expect(recorded).to_have_count(0)


@pytest.mark.parametrize(
    "file", ["pyodide.asm.wasm", "numpy", "pyodide.asm.js", "pyodide-lock.json"]
)
def test_a_file_that_fails_to_load_is_named_and_can_be_retried(fresh: Watched, file: str):
    page = fresh.page
    page.route(f"**/{file}*", lambda route: route.abort())
    fresh.open()
    expect(status(page)).to_contain_text(file)
    expect(status(page)).to_contain_text("could not be loaded")
    page.unroute_all()
    press(page, "Retry")
    expect(status(page)).to_have_text("Ready")


def test_without_webassembly_there_is_a_sentence(fresh: Watched):
    fresh.page.add_init_script("delete globalThis.WebAssembly")
    fresh.open()
    expect(status(fresh.page)).to_contain_text("WebAssembly")
    expect(fresh.page.get_by_role("figure", name="Output", exact=True)).to_be_visible()


def test_the_policy_binds_the_worker(fresh: Watched):
    """Python in the worker reaches no other origin: the page's policy forbids it."""
    page = fresh.ready()
    worker = page.workers[0]
    blocked = worker.evaluate(
        """() => new Promise((resolve) => {
            addEventListener("securitypolicyviolation", (e) => resolve(e.effectiveDirective));
            fetch("http://127.0.0.1:9/").catch(() => setTimeout(() => resolve("none"), 1000));
        })"""
    )
    assert blocked == "connect-src"


def test_play_before_ready_is_played_once(fresh: Watched):
    page = fresh.open()
    press(page, "Play")
    expect(status(page)).to_have_text("Training")
    press(page, "Pause")
    expect(status(page)).to_have_text("Paused")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_missing_recording_is_told_and_python_starts_all_the_same(fresh: Watched):
    page = fresh.page
    page.route("**/*.asm.wasm", lambda route: (time.sleep(1.5), route.continue_()))
    page.route("**/recorded-*.json", lambda route: route.abort())
    fresh.open()
    expect(page.get_by_text("The recorded run could not be loaded")).to_be_visible()
    expect(status(page)).to_have_text("Ready")
