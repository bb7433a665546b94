"""The built site, served from a sub-path as by a static host, and a browser in which to test it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kept_python import KEPT, Lender
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from steps import LIMIT
from watched import Watched

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
SUB_PATH = "/some/where/chainrule/"
LONGEST = "test_random.py"
FAILED = pytest.StashKey[bool]()
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

expect.set_options(timeout=LIMIT * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that no process is left with them at the end."""
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """The origin from which a folder is served. Each origin has its own storage and caches."""
    server = serve(folder, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("host")
    site = folder / SUB_PATH.strip("/")
    site.parent.mkdir(parents=True)
    site.symlink_to(DIST)
    (folder / KEPT.name).symlink_to(KEPT)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHAINRULE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--process-per-site",
            ],
        )
        _start_in_the_lab(browser)
        yield browser
        browser.close()


def _start_in_the_lab(browser: Browser) -> None:
    """Make every visitor a returning one, to whom the first screen is not shown."""
    make = browser.new_context

    def returning(**options: Any) -> BrowserContext:
        context = make(**options)
        # Empty pages and sandboxed frames have no storage.
        context.add_init_script(
            "if (origin !== 'null') localStorage.setItem('chainrule-first-step', 'left')"
        )
        return context

    browser.new_context = returning


@pytest.fixture(scope="session")
def lender(browser: Browser, folder: Path) -> Iterator[Lender]:
    with hosted(folder) as origin:
        lender = Lender(browser, origin, SUB_PATH, DIST)
        yield lender
        lender.drop()


@pytest.fixture(scope="session")
def address(lender: Lender) -> str:
    """The URL of the pages that share the kept Python. Pages in other contexts can also use this
    URL."""
    return lender.address


@pytest.fixture
def has_failed(request: pytest.FixtureRequest) -> Callable[[], bool]:
    """Whether the test has failed so far."""
    return lambda: request.node.stash[FAILED]


@pytest.fixture
def watched(lender: Lender, has_failed: Callable[[], bool]) -> Iterator[Watched]:
    """A page with a new session in a Python that is already running."""
    with lender.lent(has_failed) as page:
        watched = Watched(page, lender.address)
        watched.listen()
        yield watched


@pytest.fixture
def fresh(lender: Lender, folder: Path) -> Iterator[Watched]:
    """A page that starts Python itself, on an origin that no other page has used."""
    with hosted(folder) as origin:
        context = lender.python.context
        others = context.pages
        watched = Watched(context.new_page(), origin + SUB_PATH)
        watched.listen()
        yield watched
        for page in context.pages:
            if page not in others:
                page.close()


@pytest.fixture
def lab(watched: Watched) -> Iterator[Page]:
    """The page with Python ready. The test fails if the page logs an error or leaves its origin."""
    yield watched.ready()
    assert watched.complaints == []
    assert watched.strangers == []
