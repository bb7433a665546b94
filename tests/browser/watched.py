"""A page, and what went wrong on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, hash_: str = "") -> Page:
        self.page.goto(self.address + (f"#{hash_}" if hash_ else ""))
        return self.page

    def ready(self, hash_: str = "") -> Page:
        self.open(hash_)
        expect(self.page.get_by_label("Status", exact=True)).to_have_text("Ready")
        return self.page
