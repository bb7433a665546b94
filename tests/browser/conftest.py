"""The built site, served from a sub-path as any static host would, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from watched import Watched

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("CHAINRULE_DIST", ROOT / "dist"))
SUB_PATH = "/some/where/chainrule/"
sys.path.insert(0, str(ROOT / "build" / "site"))

from server import serve  # noqa: E402  (found through the line above)

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("host")
    site = root / SUB_PATH.strip("/")
    site.parent.mkdir(parents=True)
    site.symlink_to(DIST)
    server = serve(root, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}{SUB_PATH}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHAINRULE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watched = Watched(page, address)
    origin = urlsplit(address)[:2]

    def look_at(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts[:2] != origin:
            watched.strangers.append(url)

    page.on("console", lambda m: watched.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    context.on("request", lambda request: look_at(request.url))
    yield watched
    context.close()


@pytest.fixture
def lab(watched: Watched) -> Iterator[Page]:
    """The page with Python ready; whatever a test does, nothing may be complained of."""
    yield watched.ready()
    assert watched.complaints == []
    assert watched.strangers == []
