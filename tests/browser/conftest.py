"""The built site, served from a sub-path as any static host would, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kept_python import KEPT, Lender
from playwright.sync_api import Browser, Page, expect, sync_playwright
from watched import Watched

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
SUB_PATH = "/some/where/chainrule/"
FAILED = pytest.StashKey[bool]()
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

expect.set_options(timeout=20_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """The origin at which a folder is served; each has storage and caches of its own."""
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
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lender(browser: Browser, folder: Path) -> Iterator[Lender]:
    with hosted(folder) as origin:
        lender = Lender(browser, origin, SUB_PATH, next((DIST / "assets").glob("worker-*.js")).name)
        yield lender
        lender.drop()


@pytest.fixture(scope="session")
def address(lender: Lender) -> str:
    """Where the kept Python's pages are, and pages in contexts of their own may be."""
    return lender.address


@pytest.fixture
def watched(request: pytest.FixtureRequest, lender: Lender) -> Iterator[Watched]:
    """A page of its own, whose Python was started before and has a new session."""
    python = lender.python
    watched = Watched(python.new_page(), lender.address)
    watched.listen()
    yield watched
    watched.page.close()
    if request.node.stash[FAILED]:
        lender.drop()
    else:
        python.release()


@pytest.fixture
def fresh(lender: Lender, folder: Path) -> Iterator[Watched]:
    """A page that starts Python itself, at an address that no page was at before."""
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
    """The page with Python ready; whatever a test does, nothing may be complained of."""
    yield watched.ready()
    assert watched.complaints == []
    assert watched.strangers == []
