"""The report's style sheet: its files, and rules generated for layers and shades."""

from __future__ import annotations

from pathlib import Path

from chainrule.reports.drawing.histograms import LEVELS
from chainrule.reports.drawing.marks import SIGNS
from chainrule.reports.sections.output_map import SHADES, SHARES

SHEETS = Path(__file__).parent / "sheets"
LAYER_COLOURS = 7
"""The number of colours for hidden layers in `page.css`."""
IN_ORDER = ("page.css", "figures.css", "media.css")


def style_sheet(layers: int) -> str:
    """All rules for a network with `layers` layers."""
    rules = [(SHEETS / name).read_text(encoding="utf-8") for name in IN_ORDER]
    rules += [f".{look_of(i)}{{--look:var({_token(i, layers)})}}" for i in range(layers)]
    for level in range(LEVELS):
        rules.append(f".level{level + 1}{{opacity:{(level + 1) / LEVELS:g}}}")
    rules += [_shade(index) for index in range(SHADES)]
    rules += [_class(index) for index in range(len(SIGNS))]
    rules += [f".share{s}{{opacity:{(s + 1) / (SHARES + 1):g}}}" for s in range(SHARES)]
    return "\n".join(rules)


def look_of(layer: int) -> str:
    """The CSS class of the colour of a layer's line."""
    return f"layer{layer}"


def _token(layer: int, layers: int) -> str:
    """The token of the layer's colour, the same as in the page's charts."""
    return "--layer-output" if layer == layers - 1 else f"--layer-{layer % LAYER_COLOURS + 1}"


def _shade(index: int) -> str:
    """A colour on the scale from negative through zero to positive values; the plane is paler than
    the marks on it."""
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
