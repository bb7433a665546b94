"""Startup, and the page's messages if Python cannot start or fails."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.engine import backends
from host import DIST
from playwright.sync_api import Page, Route, expect
from steps import held_engine, status
from watched import Watched

SUB_PATH = "/chainrule/"
"""The end of the site's own path, which the tests' host gives it."""
LAB = "document.querySelector('cr-lab').lab"


@pytest.fixture
def watched(fresh: Watched) -> Watched:
    """These tests start Python themselves."""
    return fresh


def retry(page: Page) -> None:
    page.get_by_role("button", name="Retry", exact=True).click()


class Fault(NamedTuple):
    """A file of the site, what is done to it, and what the page then says."""

    file: str
    answer: Callable[[Route], None]
    message: str


def aborted(route: Route) -> None:
    route.abort()


def missing(route: Route) -> None:
    route.fulfill(status=404, body="no")


def changed(change: Callable[[bytes], bytes]) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        # Read here, because fetching it through the browser's driver takes seconds.
        name = urlsplit(route.request.url).path.partition(SUB_PATH)[2]
        body = (DIST / name).read_bytes()
        route.fulfill(body=change(body), content_type="application/wasm")

    return answer


def with_bits(flipped: int, share: float) -> Callable[[Route], None]:
    """Flip the bits of the byte at this fraction of the file's length."""

    def change(body: bytes) -> bytes:
        at = int(len(body) * share)
        return body[:at] + bytes([body[at] ^ flipped]) + body[at + 1 :]

    return changed(change)


def page_instead(route: Route) -> None:
    route.fulfill(body="<!doctype html>", content_type="text/javascript")


HALF = changed(lambda body: body[: len(body) // 2])
ARRIVED = "could not be loaded: its contents differ .* bytes arrived instead of"
FAULTS = {
    "does not arrive": [
        Fault(file, aborted, rf"{file}\S* could not be loaded")
        for file in ("worker-", "pyodide.asm.wasm", "numpy", "pyodide.asm.js", "pyodide-lock.json")
    ],
    # Scripts with a hash, including imported ones, for which the browser reports no reason.
    "is missing": [
        Fault(file, missing, rf"{file}\S* could not be loaded: the server answered 404\.")
        for file in ("python_stdlib.zip", "numpy", "pyodide.js", "pyodide.asm.js")
    ],
    "has other contents": [
        Fault(
            "numpy",
            with_bits(1, 1 / 2),
            r"numpy\S* could not be loaded: its contents differ from the file",
        ),
        Fault("pyodide.asm.wasm", HALF, f"pyodide.asm.wasm {ARRIVED}"),
        Fault("python_stdlib.zip", HALF, f"python_stdlib.zip {ARRIVED}"),
        # The file cannot be compiled; Pyodide itself would wait forever.
        Fault(
            "pyodide.asm.wasm",
            with_bits(255, 1 / 3),
            "pyodide.asm.wasm could not be loaded: its contents",
        ),
        Fault("pyodide.asm.js", page_instead, "pyodide.asm.js could not be loaded: its contents"),
    ],
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_file_is_named_and_retry_loads_it_again(watched: Watched, faults: list[Fault]):
    """Each retry encounters another faulty file, except the last one."""
    page = watched.page
    for file, answer, message in faults:
        page.route(f"**/{file}*", answer)
        if faults[0].message == message:
            watched.open()
        else:
            retry(page)
        expect(status(page)).to_contain_text(re.compile(message))
        page.unroute_all()
    retry(page)
    expect(status(page)).to_have_text("Ready")


def test_after_a_failed_start_the_page_still_says_that_it_shows_a_recorded_run(watched: Watched):
    page = watched.page
    page.route("**/python_stdlib*", lambda route: route.abort())
    watched.open()
    expect(page.get_by_role("button", name="Retry", exact=True)).to_be_visible()
    expect(page.get_by_label("Recorded run", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_disabled()
    expect(page.get_by_text("as soon as Python is ready")).to_have_count(0)


def test_the_recorded_run_of_the_default_is_not_shown_for_other_experiments(watched: Watched):
    page = watched.page
    held_engine(page)
    watched.open("data=xor")
    expect(status(page)).to_contain_text("Loading")
    expect(page.get_by_label("Recorded run")).to_have_count(0)
    assert page.evaluate("() => document.querySelector('cr-lab').lab.frame === undefined")


@pytest.mark.parametrize("missing", ["WebAssembly", "Worker"])
def test_no_retry_is_offered_if_python_can_never_run(watched: Watched, missing: str):
    page = watched.page
    page.add_init_script(f"delete globalThis.{missing}")
    watched.open()
    expect(status(page)).to_contain_text("This browser does not support")
    expect(page.get_by_label("Recorded run", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Retry", exact=True)).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 900), (1920, 1080)])
def test_the_lab_replaces_the_shell_without_moving_it(watched: Watched, width: int, height: int):
    """What was painted first does not move when scripts take over."""
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
def test_the_url_selects_the_engine_and_the_list_of_keys_names_it(
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


def test_training_in_the_browser_and_in_wasmtime_gives_the_same_bits(watched: Watched):
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
