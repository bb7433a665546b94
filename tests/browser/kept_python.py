"""A Python that is started once and lent to one page after the other.

Starting Pyodide keeps a browser busy for some five seconds. What most tests look at is what comes
after: each has a page of its own, freshly loaded, whose worker is one that another page keeps, with
a new Python session in it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page

KEPT = Path(__file__).parent / "kept"
BORROWING = KEPT / "borrowing.js"


class KeptPython:
    """A browser context with one page that keeps a worker, in which Python is ready.

    Its other pages share that page's process, in which WebAssembly once compiled stays compiled:
    Python starts faster in them, too.
    """

    def __init__(self, browser: Browser, origin: str, site: str, script: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.keeper = self.context.new_page()
        self.keeper.goto(f"{origin}/{KEPT.name}/keeper.html")
        self.keeper.evaluate("(given) => start(...given)", ["renewing.js", script, site])

    def new_page(self) -> Page:
        """A page that gets this Python when it starts a worker."""
        page = self.context.new_page()
        page.add_init_script(path=BORROWING)
        return page

    def release(self) -> None:
        """Stop what a page that is closed had going, and forget what it stored."""
        self.keeper.evaluate("() => release()")


class Lender:
    """Has a kept Python; after a test that failed, another one.

    Attributes
    ----------
    address : of the site.
    """

    def __init__(self, browser: Browser, origin: str, sub_path: str, script: str) -> None:
        self.address = origin + sub_path
        self._start = partial(
            KeptPython, browser, origin, self.address, f"{sub_path}assets/{script}"
        )
        self._python: KeptPython | None = None

    @property
    def python(self) -> KeptPython:
        """The one that is kept; started when it is first asked for."""
        self._python = self._python or self._start()
        return self._python

    def drop(self) -> None:
        """Close its pages; the next that is asked for is started anew."""
        if self._python is not None:
            self._python.context.close()
        self._python = None
