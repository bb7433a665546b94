"""Starting up, and what the page says when Python can't start or fails."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.engine import backends
from playwright.sync_api import Page, Route, expect
from steps import status
from watched import Watched

LAB = "document.querySelector('cr-lab').lab"


@pytest.fixture
def watched(fresh: Watched) -> Watched:
    """How Python starts is seen only where it starts."""
    return fresh


def retry(page: Page) -> None:
    page.unroute_all()
    page.get_by_role("button", name="Retry", exact=True).click()
    expect(status(page)).to_have_text("Ready")


def test_a_worker_script_that_fails_to_load_is_named(watched: Watched):
    page = watched.page
    page.route("**/worker-*", lambda route: route.abort())
    watched.open()
    expect(status(page)).to_contain_text("could not be loaded")
    expect(status(page)).to_contain_text("worker-")
    retry(page)


def test_a_tampered_wheel_is_refused_and_named(watched: Watched):
    def tamper(route: Route) -> None:
        body = bytearray(route.fetch().body())
        body[len(body) // 2] ^= 1
        route.fulfill(body=bytes(body), content_type="application/wasm")

    page = watched.page
    page.route("**/numpy*", tamper)
    watched.open()
    expect(status(page)).to_contain_text(
        re.compile(r"numpy\S* could not be loaded: its contents are not what the site was built")
    )
    retry(page)


@pytest.mark.parametrize("file", ["python_stdlib.zip", "numpy", "pyodide.js", "pyodide.asm.js"])
def test_a_missing_file_is_named_with_the_servers_answer(watched: Watched, file: str):
    """Also one with a hash, and one that is imported, of which the browser tells nothing."""
    page = watched.page
    page.route(f"**/{file}*", lambda route: route.fulfill(status=404, body="no"))
    watched.open()
    told = f"{re.escape(file)}\\S* could not be loaded: the server answered 404\\."
    expect(status(page)).to_contain_text(re.compile(told))
    retry(page)


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "python_stdlib.zip"])
def test_a_file_that_came_in_part_is_named(watched: Watched, file: str):
    def cut(route: Route) -> None:
        body = route.fetch().body()
        route.fulfill(body=body[: len(body) // 2], content_type="application/wasm")

    watched.page.route(f"**/{file}*", cut)
    watched.open()
    told = f"{re.escape(file)} could not be loaded: its contents are not what .* bytes came, not"
    expect(status(watched.page)).to_contain_text(re.compile(told))
    retry(watched.page)


def test_an_engine_that_does_not_compile_is_named(watched: Watched):
    """Pyodide itself would wait for ever."""

    def tamper(route: Route) -> None:
        body = bytearray(route.fetch().body())
        body[len(body) // 3] ^= 255
        route.fulfill(body=bytes(body), content_type="application/wasm")

    watched.page.route("**/pyodide.asm.wasm*", tamper)
    watched.open()
    expect(status(watched.page)).to_contain_text(
        "pyodide.asm.wasm could not be loaded: its contents"
    )
    retry(watched.page)


def test_a_module_that_is_no_module_is_named(watched: Watched):
    page = watched.page
    body = "<!doctype html>"
    page.route("**/pyodide.asm.js", lambda r: r.fulfill(body=body, content_type="text/javascript"))
    watched.open()
    expect(status(page)).to_contain_text("pyodide.asm.js could not be loaded: its contents")
    retry(page)


def test_a_failed_start_goes_on_saying_that_the_run_is_recorded(watched: Watched):
    page = watched.page
    page.route("**/python_stdlib*", lambda route: route.abort())
    watched.open("data=xor")
    expect(page.get_by_role("button", name="Retry", exact=True)).to_be_visible()
    expect(page.get_by_label("Recorded run of the default experiment")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_disabled()
    expect(page.get_by_text("as soon as Python is here")).to_have_count(0)


def test_the_recorded_run_of_the_default_is_no_others(watched: Watched):
    page = watched.page
    page.route("**/*.asm.wasm", lambda route: (time.sleep(1.5), route.continue_()))
    watched.open()
    expect(page.get_by_label("Recorded run", exact=True)).to_be_visible()


@pytest.mark.parametrize("missing", ["WebAssembly", "Worker"])
def test_where_python_can_never_run_no_retry_is_offered(watched: Watched, missing: str):
    page = watched.page
    page.add_init_script(f"delete globalThis.{missing}")
    watched.open()
    expect(status(page)).to_contain_text("cannot run here")
    expect(page.get_by_label("Recorded run", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Retry", exact=True)).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 900), (1920, 1080)])
def test_the_lab_stands_where_the_shell_stood(watched: Watched, width: int, height: int):
    """The first paint moves nowhere when scripts take over."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(
        """globalThis.shift = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) globalThis.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    tops = (
        "() => [...document.querySelectorAll('h2, .play, .network-stage, .output-stage')]"
        ".filter((e) => e.checkVisibility())"
        ".map((e) => Math.round(e.getBoundingClientRect().top))"
        ".filter((top) => top < innerHeight)"
    )
    page.route("**/assets/*.js", lambda route: route.abort())
    watched.open()
    shell = page.evaluate(tops)
    page.unroute_all()
    page.reload()
    expect(status(page)).to_have_text("Ready")
    assert page.evaluate(tops) == pytest.approx(shell, abs=2)
    assert page.evaluate("() => globalThis.shift") < 0.05


@pytest.mark.parametrize(
    ("query", "engine"),
    [("", "one compiled WebAssembly function"), ("?engine=numpy", "NumPy runs")],
)
def test_the_address_chooses_what_runs_the_steps_and_the_help_says_it(
    watched: Watched, query: str, engine: str
):
    page = watched.page
    page.goto(f"{watched.address}{query}#data=xor")
    expect(status(page)).to_have_text("Ready")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text(engine)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Epoch", exact=True).click()
    expect(page.get_by_label("Epoch", exact=True)).to_have_text("1")
    assert watched.complaints == []


def test_the_browser_trains_to_the_same_bits_as_wasmtime(watched: Watched):
    pytest.importorskip("wasmtime")
    asked = "data=xor&noise=0&optimizer=adam"
    page = watched.ready(asked)
    page.get_by_role("button", name="Play", exact=True).click()
    while page.evaluate(f"() => {LAB}.frame.epoch") < 40:
        time.sleep(0.05)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(status(page)).to_have_text("Paused")
    steps, theta = page.evaluate(f"() => [{LAB}.frame.step, [...{LAB}.frame.arrays.theta]]")
    with backends.using("wasm"):
        run = Experiment.from_address(asked).trainer()
        run.advance(steps)
    np.testing.assert_array_equal(run.theta.astype(float), theta)
