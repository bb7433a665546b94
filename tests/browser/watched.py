"""A page, together with the errors that it logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect


def looks(page: Page, *widths: int, height: int = 900) -> Iterator[int]:
    """Show the page at each width and in both themes, without reloading it, because starting Python
    takes seconds."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            yield width


@dataclass
class Watched:
    """A page, together with the errors that it logged and its requests to other origins."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Record errors, and requests that leave the site's origin."""
        origin = urlsplit(self.address)[:2]

        def look_at(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme in ("http", "https") and parts[:2] != origin:
                self.strangers.append(url)

        def hear(kind: str, text: str) -> None:
            if kind == "error":
                self.complaints.append(text)

        self.page.on("console", lambda message: hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: look_at(request.url))

    def open(self, hash_: str = "") -> Page:
        self.page.goto(self.address + (f"#{hash_}" if hash_ else ""))
        return self.page

    def ready(self, hash_: str = "") -> Page:
        self.open(hash_)
        expect(self.page.get_by_label("Status", exact=True)).to_have_text("Ready")
        return self.page
