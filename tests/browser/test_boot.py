"""Starting up, and what the page says when Python can't start or fails."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect
from watched import Watched


def status(page: Page):
    return page.get_by_label("Status", exact=True)


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
    expect(status(page)).to_contain_text(re.compile("numpy.* could not be loaded"))
    retry(page)


def test_a_missing_file_is_named_with_the_servers_answer(watched: Watched):
    page = watched.page
    page.route("**/python_stdlib*", lambda route: route.fulfill(status=404, body="no"))
    watched.open()
    expect(status(page)).to_contain_text("python_stdlib.zip could not be loaded")
    expect(status(page)).to_contain_text("404")
    retry(page)
