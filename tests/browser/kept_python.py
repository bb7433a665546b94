"""A Python that is started once and shared by one page after another.

Starting Pyodide keeps a browser busy for about five seconds, which most tests do not need. Each
test gets a freshly loaded page whose worker belongs to another, permanent page and runs a new
Python session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page

KEPT = Path(__file__).parent / "kept"
BORROWING = KEPT / "borrowing.js"


class KeptPython:
    """A browser context with one page that keeps a worker in which Python is ready.

    Its other pages share that page's process, which caches compiled WebAssembly, so Python also
    starts faster in them.
    """

    def __init__(self, browser: Browser, origin: str, site: str, script: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.keeper = self.context.new_page()
        self.keeper.goto(f"{origin}/{KEPT.name}/keeper.html")
        self.keeper.evaluate("(given) => start(...given)", ["renewing.js", script, site])

    def new_page(self) -> Page:
        """Open a page that gets this Python when it starts a worker."""
        page = self.context.new_page()
        page.add_init_script(path=BORROWING)
        return page

    def release(self) -> None:
        """Stop all activity of a closed page, and clear its storage."""
        self.keeper.evaluate("() => release()")


class Lender:
    """Provides a kept Python, and a new one after a failed test.

    Attributes
    ----------
    address : the URL of the site.
    """

    def __init__(self, browser: Browser, origin: str, sub_path: str, dist: Path) -> None:
        self.address = origin + sub_path
        script = next((dist / "assets").glob("worker-*.js")).name
        self._start = partial(
            KeptPython, browser, origin, self.address, f"{sub_path}assets/{script}"
        )
        self._python: KeptPython | None = None

    @contextmanager
    def lent(self, has_failed: Callable[[], bool]) -> Iterator[Page]:
        """A page with a new session in the kept Python, which is replaced if the test has
        failed."""
        python = self.python
        page = python.new_page()
        yield page
        page.close()
        if has_failed():
            self.drop()
        else:
            python.release()

    @property
    def python(self) -> KeptPython:
        """The kept Python, which is started on first use."""
        self._python = self._python or self._start()
        return self._python

    def drop(self) -> None:
        """Close the pages of the kept Python; the next use starts a new Python."""
        if self._python is not None:
            self._python.context.close()
        self._python = None
