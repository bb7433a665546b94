"""A host that misbehaves, and a page that visits it with a cache of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from host import DIST, Host
from playwright.sync_api import Page
from watched import Watched


@pytest.fixture
def new_host() -> Iterator[Callable[[], Host]]:
    """As many hosts as a test asks for."""
    with ExitStack() as stack:

        def start() -> Host:
            host = Host(DIST)
            stack.callback(host.close)
            return host

        yield start


@pytest.fixture
def host(new_host: Callable[[], Host]) -> Host:
    return new_host()


@pytest.fixture
def page(fresh: Watched) -> Page:
    return fresh.page


@pytest.fixture
def address(fresh: Watched) -> str:
    return fresh.address
