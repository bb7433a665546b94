"""A host that misbehaves, and a page that visits it with a cache of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from host import DIST, Host
from playwright.sync_api import Page
from watched import Watched


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host(DIST)
    yield host
    host.close()


@pytest.fixture
def page(fresh: Watched) -> Page:
    return fresh.page


@pytest.fixture
def address(fresh: Watched) -> str:
    return fresh.address
