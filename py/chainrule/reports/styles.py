"""The report's style sheet: its files, and generated rules for layers and shades."""

from __future__ import annotations

from pathlib import Path

from chainrule.reports.histograms import LEVELS
from chainrule.reports.marks import SIGNS
from chainrule.reports.output_map import SHADES, SHARES

SHEETS = Path(__file__).parent / "sheets"
IN_ORDER = ("page.css", "figures.css", "media.css")


def style_sheet(layers: int) -> str:
    """All rules, for a network with this number of layers."""
    rules = [(SHEETS / name).read_text(encoding="utf-8") for name in IN_ORDER]
    for hue in ("gradient", "value"):
        rules += [
            f".{look_of(hue, i)}{{--look:{_on_the_way(hue, i, layers)}}}" for i in range(layers)
        ]
    for level in range(LEVELS):
        rules.append(f".level{level + 1}{{opacity:{(level + 1) / LEVELS:g}}}")
    rules += [_shade(index) for index in range(SHADES)]
    rules += [_class(index) for index in range(len(SIGNS))]
    rules += [f".share{s}{{opacity:{(s + 1) / (SHARES + 1):g}}}" for s in range(SHARES)]
    return "\n".join(rules)


def look_of(hue: str, layer: int) -> str:
    """The CSS class of the colour of a layer's line."""
    return f"{hue}{layer}"


def _on_the_way(hue: str, layer: int, layers: int) -> str:
    """A colour from one end of the hue through grey to the other, as in the page's charts."""
    share = layer / (layers - 1) if layers > 1 else 1.0
    end = "minus" if share < 0.5 else "plus"
    kept = round(100 * (1 - 1.6 * min(share, 1 - share)))
    return f"color-mix(in srgb,var(--{hue}-{end}) {kept}%,var(--third))"


def _shade(index: int) -> str:
    """Colours from negative through zero to positive; the plane is paler than the marks on it."""
    share = 2 * (index + 0.5) / SHADES - 1
    end = "minus" if share < 0 else "plus"
    strength = abs(share)
    plane = f"color-mix(in srgb,var(--value-{end}) {round(74 * strength)}%,var(--value-zero))"
    mark = f"color-mix(in srgb,var(--value-{end}) {round(100 * strength)}%,var(--third))"
    return f".shade{index}{{fill:{plane};--mark:{mark}}}"


def _class(index: int) -> str:
    names = ("value-minus", "value-plus")
    token = names[index] if index < len(names) else f"class-{index + 1}"
    return f".class{index}{{fill:var(--{token});--mark:var(--{token})}}"
