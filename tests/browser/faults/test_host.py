"""Hosts and caches that misbehave: nothing runs that is not the site's, and Retry repairs it."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import NamedTuple

import pytest
from host import DIST, Host, altered, cut, empty, outside_address
from playwright.sync_api import Page, expect
from server import serve
from steps import status

CORRUPT = "its contents are not what the site was built with"
RUNTIME = [
    "pyodide.js",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
    "numpy",
    "chainrule",
    "worker-",
]
PARTS = ["assets/index-", "assets/cr-microscope-", ".css"]
TOO_LARGE = ("pyodide.asm.wasm",)
"""What a browser without a profile on disk does not keep."""
LATE = 60_000
"""A silence is noticed after 15 s of a machine that is not busy."""


def press_retry(page: Page) -> None:
    page.get_by_role("button", name="Retry", exact=True).click()


def is_ready(page: Page) -> None:
    expect(status(page)).to_have_text("Ready", timeout=LATE)


def test_a_host_that_knows_only_the_types_of_a_page_is_enough(host: Host, page: Page):
    """Debian's nginx knows no `.mjs`, others no `.wasm`: neither is needed."""
    page.goto(host.address)
    is_ready(page)
    assert not [*DIST.rglob("*.mjs")]


@pytest.mark.parametrize("file", RUNTIME)
def test_a_runtime_file_with_one_altered_bit_is_refused(host: Host, page: Page, file: str):
    host.faults[file] = altered
    page.goto(host.address)
    refused = re.compile(f"{re.escape(file)}\\S* could not be loaded: {CORRUPT}")
    expect(status(page)).to_contain_text(refused)


@pytest.mark.parametrize("fault", [altered, cut, empty], ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("file", PARTS)
def test_a_part_of_the_page_that_is_not_the_sites_is_named_and_repaired(
    host: Host, page: Page, file: str, fault
):
    host.faults[file] = fault
    page.goto(host.address)
    told = page.get_by_role("alert")
    expect(told).to_contain_text("could not be loaded")
    expect(told).to_contain_text(file.removeprefix("assets/"))
    host.heal()
    press_retry(page)
    is_ready(page)
    expect(told).to_have_count(0)


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "pyodide.asm.js", "worker-"])
def test_a_cut_file_that_the_cache_keeps_for_ever_is_repaired(host: Host, page: Page, file: str):
    host.faults[file] = cut
    page.goto(host.address)
    expect(status(page)).to_contain_text("could not be loaded")
    host.heal()
    press_retry(page)
    is_ready(page)
    asked = dict(host.asked)
    page.reload()
    is_ready(page)
    again = {name for name in host.asked if host.asked[name] != asked.get(name)}
    kept = [name for name in asked if file in name and file not in TOO_LARGE]
    assert not again.intersection(kept), "the cache has a whole copy"


def test_a_bad_copy_in_the_cache_is_replaced_without_a_question(host: Host, page: Page):
    host.faults["numpy"] = cut
    page.goto(host.address)
    expect(status(page)).to_contain_text("could not be loaded")
    host.heal()
    page.reload()
    is_ready(page)


def test_an_answer_404_that_a_cache_keeps_is_asked_again(host: Host, page: Page):
    host.missing.add("stdlib")
    page.goto(host.address)
    expect(status(page)).to_contain_text("the server answered 404")
    host.heal()
    press_retry(page)
    is_ready(page)


class Stalled(NamedTuple):
    file: str
    host: Host
    page: Page

    def is_repaired(self) -> None:
        self.host.heal()
        press_retry(self.page)
        is_ready(self.page)


def stalled(page: Page, new_host: Callable[[], Host], files: list[str]) -> list[Stalled]:
    """A page for each file that stops arriving; they wait at the same time."""
    visits = []
    for file in files:
        host = new_host()
        host.stalled.add(file)
        visits.append(Stalled(file, host, page.context.new_page()))
        visits[-1].page.goto(host.address, wait_until="commit")
    return visits


def test_a_file_that_stops_arriving_is_named(page: Page, new_host: Callable[[], Host]):
    for visit in stalled(page, new_host, ["numpy", "pyodide.asm.js", "worker-"]):
        told = re.compile(f"{re.escape(visit.file)}\\S* could not be loaded: .*15 seconds")
        expect(status(visit.page)).to_contain_text(told, timeout=LATE)
        visit.is_repaired()


def test_a_part_of_the_page_that_stops_arriving_is_named(page: Page, new_host: Callable[[], Host]):
    for visit in stalled(page, new_host, PARTS):
        told = visit.page.get_by_role("alert")
        expect(told).to_contain_text("could not be loaded", timeout=LATE)
        shown = visit.page.get_by_role("heading", name="Network", exact=True)
        expect(shown).to_be_visible()
        visit.is_repaired()


def test_a_lesson_that_misses_a_part_says_so(host: Host, page: Page):
    host.missing.add(".css")
    page.goto(f"{host.address}worked-example.html")
    expect(page.get_by_role("alert")).to_contain_text(".css could not be loaded")
    host.heal()
    press_retry(page)
    expect(page.get_by_role("button", name="Step", exact=True)).to_be_enabled(timeout=LATE)


def test_a_lesson_whose_python_does_not_start_says_so_and_can_retry(host: Host, page: Page):
    host.missing.add("stdlib")
    page.goto(f"{host.address}worked-example.html")
    microscope = page.get_by_role("figure", name="Microscope")
    expect(microscope).to_contain_text("python_stdlib.zip could not be loaded")
    expect(microscope).to_contain_text("Python is not running")
    expect(microscope).not_to_contain_text("Loading")
    host.heal()
    press_retry(page)
    expect(page.get_by_role("button", name="Step", exact=True)).to_be_enabled(timeout=LATE)


@pytest.mark.skipif(outside_address() is None, reason="needs a second address of this machine")
@pytest.mark.parametrize("file", ["", "numpy", "worker-"])
def test_plain_http_has_no_hashing_of_its_own_and_is_checked_all_the_same(page: Page, file: str):
    host = Host(DIST, outside_address() or "")
    try:
        if file:
            host.faults[file] = altered
        page.goto(host.address)
        assert not page.evaluate("isSecureContext")
        if file:
            expect(status(page)).to_contain_text(f"could not be loaded: {CORRUPT}")
        else:
            is_ready(page)
    finally:
        host.close()


def test_our_own_server_lets_only_what_is_there_be_kept():
    server = serve(DIST, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://localhost:{server.server_address[1]}/"

    def kept(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(root + path) as answer:
                return answer.status, answer.headers["Cache-Control"]
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Cache-Control"]

    script = next(DIST.glob("assets/*.js"))
    wheel = next(DIST.glob("runtime/*/numpy*"))
    try:
        for path in (script, wheel):
            name = path.relative_to(DIST).as_posix()
            assert kept(name) == (200, "max-age=31536000, immutable")
            assert kept(f"{name}x") == (404, "no-store")
        assert kept("") == (200, "no-cache")
        assert kept("assets/") == (200, "no-cache"), "a list of files is no file"
        assert kept("runtime/0123456789ab/gone.wasm") == (404, "no-store")
    finally:
        server.shutdown()
        server.server_close()
