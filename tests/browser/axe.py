"""axe-core: what stands in the way of those who use keys or hear the page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    page.emulate_media(reduced_motion="reduce")  # a colour on its way has no contrast yet
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(
        """async () => {
            const { violations } = await axe.run();
            return violations.map(({ id, nodes }) =>
                `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
        }"""
    )
