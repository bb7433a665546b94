"""Accessibility violations for users of keyboards and screen readers, found by axe-core."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

OF_COLOURS = ("color-contrast", "link-in-text-block")
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page, *rules: str) -> list[str]:
    """The accessibility violations on a page, checked by all rules or only by these.

    In the dark theme, only the rules about colours are checked by default, because each test also
    checks the light theme, in which the page has the same elements.
    """
    # Contrast cannot be measured during a transition of colours.
    page.emulate_media(reduced_motion="reduce")
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    if not rules and page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches"):
        rules = OF_COLOURS
    # Details of satisfied rules, and a selector for each element, are not needed.
    return page.evaluate(
        """async (rules) => {
            const options = { resultTypes: ["violations"], selectors: false };
            if (rules.length) options.runOnly = { type: "rule", values: rules };
            const { violations } = await axe.run(options);
            return violations.map(({ id, nodes }) =>
                `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
        }""",
        list(rules),
    )
