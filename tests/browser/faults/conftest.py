"""A misbehaving host, and a page that visits it with its own cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from host import DIST, Host, Visit
from kept_python import Lender
from playwright.sync_api import Browser, Page
from watched import Watched

VISITS = count(1)


@pytest.fixture
def new_host() -> Iterator[Callable[[], Host]]:
    """A factory of hosts."""
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


@pytest.fixture(scope="session")
def lending_host(browser: Browser, folder: Path, lender: Lender) -> Iterator[tuple[Host, Lender]]:
    """A host, and a Python that its pages borrow: for faults of pages, not of Python's files."""
    host = Host(folder)
    sub_path = urlsplit(lender.address).path
    own = Lender(browser, host.address.rstrip("/"), sub_path, DIST)
    yield host, own
    own.drop()
    host.close()


@pytest.fixture
def new_visit(
    lending_host: tuple[Host, Lender], folder: Path, has_failed: Callable[[], bool]
) -> Iterator[Callable[[], Visit]]:
    """A factory of visits by pages that borrow one Python, which was started before."""
    host, lender = lending_host
    with ExitStack() as stack:

        def start() -> Visit:
            site = folder / f"visit-{next(VISITS)}"
            site.symlink_to(DIST)
            page = stack.enter_context(lender.lent(has_failed))
            return Visit(host, page, f"{host.address}{site.name}/")

        yield start
        host.heal()


@pytest.fixture
def visit(new_visit: Callable[[], Visit]) -> Visit:
    return new_visit()
