"""A host that misbehaves, and a page that visits it with a cache of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from host import DIST, Host
from playwright.sync_api import Browser, Page


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host(DIST)
    yield host
    host.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
