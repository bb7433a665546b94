"""Misbehaving hosts and caches: only the site's own files run, and Retry repairs the page."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from host import DIST, Host, Visit, altered, cut, empty, outside, outside_address
from playwright.sync_api import Page, expect
from server import serve
from steps import status

CORRUPT = "its contents differ from the file that the site was built with"
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
"""Files that a browser without a profile on disk does not cache."""


def press_retry(page: Page) -> None:
    page.get_by_role("button", name="Retry", exact=True).click()


def is_ready(page: Page) -> None:
    expect(status(page)).to_have_text("Ready")


def test_a_host_that_knows_only_common_mime_types_is_sufficient(host: Host, page: Page):
    """Debian's nginx has no type for `.mjs`, and other hosts none for `.wasm`; neither is
    needed."""
    page.goto(host.address)
    is_ready(page)
    assert not [*DIST.rglob("*.mjs")]


@pytest.mark.parametrize("file", RUNTIME)
def test_a_runtime_file_with_one_altered_bit_is_rejected(host: Host, page: Page, file: str):
    host.faults[file] = altered
    page.goto(host.address)
    refused = re.compile(f"{re.escape(file)}\\S* could not be loaded: {CORRUPT}")
    expect(status(page)).to_contain_text(refused)


@pytest.mark.parametrize("fault", [altered, cut, empty], ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("file", PARTS)
def test_a_modified_part_of_the_page_is_named_and_repaired(visit: Visit, file: str, fault):
    host, page, address = visit
    host.faults[file] = fault
    page.goto(address)
    message = page.get_by_role("alert")
    expect(message).to_contain_text("could not be loaded")
    expect(message).to_contain_text(file.removeprefix("assets/"))
    host.heal()
    press_retry(page)
    is_ready(page)
    expect(message).to_have_count(0)


def test_truncated_files_in_an_immutable_cache_are_repaired(host: Host, page: Page):
    """Each retry encounters another faulty file, except the last one."""
    # Each file is truncated when it is requested for the first time, before the cache has it.
    files = ("worker-", "pyodide.asm.js", "pyodide.asm.wasm")
    for file in files:
        host.heal()
        host.faults[file] = cut
        if file == files[0]:
            page.goto(host.address)
        else:
            press_retry(page)
        expect(status(page)).to_contain_text(re.compile(f"{file}\\S* could not be loaded"))
    host.heal()
    press_retry(page)
    is_ready(page)
    asked = dict(host.asked)
    page.reload()
    is_ready(page)
    again = {name for name in host.asked if host.asked[name] != asked.get(name)}
    for file in set(files) - set(TOO_LARGE):
        kept = [name for name in asked if file in name]
        assert kept
        assert not again.intersection(kept), "the cache has a complete copy"


def test_a_damaged_file_in_the_cache_is_replaced_automatically(host: Host, page: Page):
    host.faults["numpy"] = cut
    page.goto(host.address)
    expect(status(page)).to_contain_text("could not be loaded")
    host.heal()
    page.reload()
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
    """Open one page per stalled file, so that the waits overlap."""
    visits = []
    for file in files:
        host = new_host()
        host.stalled.add(file)
        visits.append(Stalled(file, host, page.context.new_page()))
        visits[-1].page.goto(host.address, wait_until="commit")
    return visits


def test_a_stalled_file_is_named(page: Page, new_host: Callable[[], Host]):
    for visit in stalled(page, new_host, ["numpy", "pyodide.asm.js", "worker-"]):
        message = re.compile(f"{re.escape(visit.file)}\\S* could not be loaded: .*15 seconds")
        expect(status(visit.page)).to_contain_text(message)
        visit.is_repaired()


def test_a_file_whose_404_was_cached_is_requested_again(host: Host, page: Page):
    host.missing.add("stdlib")
    page.goto(host.address)
    expect(status(page)).to_contain_text("the server answered 404")
    host.heal()
    press_retry(page)
    is_ready(page)


def test_a_stalled_part_of_the_page_is_named(new_visit: Callable[[], Visit]):
    visits = {part: new_visit() for part in reversed(PARTS)}
    for part, (host, page, address) in visits.items():
        host.stalled.add(f"{urlsplit(address).path.strip('/')}/*{part}")
        page.goto(address, wait_until="commit")
    for _, page, _ in visits.values():
        expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
        expect(page.get_by_role("heading", name="Network", exact=True)).to_be_visible()
    for host, page, _ in visits.values():
        host.heal()
        press_retry(page)
        is_ready(page)
        page.close()  # for the next page to get the Python


def test_a_lesson_with_a_missing_part_names_it(visit: Visit):
    host, page, address = visit
    host.missing.add(".css")
    page.goto(f"{address}worked-example.html")
    expect(page.get_by_role("alert")).to_contain_text(".css could not be loaded")
    host.heal()
    press_retry(page)
    expect(page.get_by_role("button", name="Step", exact=True)).to_be_enabled()


def test_a_lesson_reports_that_python_did_not_start_and_offers_retry(host: Host, page: Page):
    host.missing.add("stdlib")
    page.goto(f"{host.address}worked-example.html")
    microscope = page.get_by_role("figure", name="Microscope")
    expect(microscope).to_contain_text("python_stdlib.zip could not be loaded")
    expect(microscope).to_contain_text("Python is not running")
    expect(microscope).not_to_contain_text("Loading")
    host.heal()
    press_retry(page)
    expect(page.get_by_role("button", name="Step", exact=True)).to_be_enabled()


@outside
def test_files_are_verified_on_plain_http_although_it_has_no_crypto_subtle(page: Page):
    host = Host(DIST, outside_address() or "")
    try:
        for file in ("worker-", "numpy"):  # the worker loads the second, which is not cached yet
            host.faults[file] = altered
            page.goto(host.address)
            assert not page.evaluate("isSecureContext")
            refused = re.compile(f"{file}\\S* could not be loaded: {CORRUPT}")
            expect(status(page)).to_contain_text(refused)
            host.heal()
    finally:
        host.close()


def test_our_server_allows_only_existing_files_to_be_cached():
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
        assert kept("assets/") == (200, "no-cache"), "a directory listing is not a file"
        assert kept("runtime/0123456789ab/gone.wasm") == (404, "no-store")
    finally:
        server.shutdown()
        server.server_close()
