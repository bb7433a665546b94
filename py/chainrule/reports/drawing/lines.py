"""Line charts of values over the epochs of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy

from chainrule.engine.op import Array
from chainrule.reports.drawing.figures import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Numbers,
    canvas,
    draw_axes,
    draw_cursor,
    figure,
)
from chainrule.reports.drawing.markup import add, element, pixel, polyline, shown
from chainrule.reports.drawing.scales import Scale, linear, logarithmic, of_epochs

DASHES = (None, "9 2", "4 2", "12 2 2 2")
"""Dash patterns, so that lines can be distinguished without relying on colour."""


@dataclass(frozen=True)
class Line:
    """A line: its name, one value per epoch, and the CSS classes of its appearance."""

    name: str
    values: Array
    look: str
    dashes: str | None = None


@dataclass(frozen=True)
class LineChart:
    """The content of a line chart.

    Attributes
    ----------
    name, note : the chart's title, and an explanation of how to read the chart.
    epochs : the x coordinates of the values.
    lines : the lines; a line without any known value is omitted.
    is_log : whether the y axis is logarithmic, in which case values that are not positive leave
        gaps.
    low, high : the limits of the y axis; None to derive them from the values.
    rule : a reference value and its label.
    unknown : the sentence that replaces the drawing if no value is known.
    """

    name: str
    note: str
    epochs: Array
    lines: Sequence[Line]
    is_log: bool = False
    low: float | None = 0.0
    high: float | None = None
    rule: tuple[float, str] | None = None
    unknown: str = "This run has no such data."


def line_figure(chart: LineChart) -> Element:
    """The chart as a figure."""
    lines = [line for line in chart.lines if not numpy.isnan(line.values).all()]
    if not lines:
        caption = element("figcaption", element("h3", chart.name), element("p", chart.note))
        return element("figure", caption, element("p", chart.unknown, class_="unknown"))
    across = of_epochs(chart.epochs, LEFT, WIDTH - RIGHT)
    up = _up(chart, lines)
    places = across.places(chart.epochs)
    drawing = canvas()
    draw_axes(drawing, across.ticks(), up.ticks())
    if chart.rule is not None:
        _draw_rule(drawing, up, *chart.rule)
    alone = " alone" * (len(places) == 1)
    for line in lines:
        path = polyline(places, up.places(line.values))
        look = {"class_": f"line {line.look}{alone}", "stroke_dasharray": line.dashes}
        add(drawing, element("path", d=path, **look))
    draw_cursor(drawing)
    rows = [
        [f"{epoch:g}", *(shown(float(line.values[row])) for line in lines)]
        for row, epoch in enumerate(chart.epochs.tolist())
    ]
    numbers = Numbers(["epoch", *(line.name for line in lines)], rows, places.tolist())
    return figure(chart.name, chart.note, _summary(chart, lines), drawing, _legend(lines), numbers)


def _up(chart: LineChart, lines: Sequence[Line]) -> Scale:
    rules = [chart.rule[0]] if chart.rule is not None else []
    values = numpy.concatenate([*(line.values for line in lines), rules])
    if chart.is_log:
        return logarithmic(values, HEIGHT - BOTTOM, TOP)
    return linear(values, HEIGHT - BOTTOM, TOP, chart.low, chart.high)


def _draw_rule(drawing: Element, up: Scale, value: float, text: str) -> None:
    place = float(up.places(numpy.array(value)))
    add(drawing, element("path", d=f"M{LEFT} {pixel(place)}H{WIDTH - RIGHT}", class_="rule"))
    add(drawing, element("text", text, x=WIDTH - RIGHT, y=pixel(place - 4), class_="end"))


def _legend(lines: Sequence[Line]) -> Element:
    items = [
        element(
            "li",
            element(
                "svg",
                element(
                    "path", d="M1 5H27", class_=f"line {line.look}", stroke_dasharray=line.dashes
                ),
                viewBox="0 0 28 10",
                aria_hidden="true",
            ),
            line.name,
        )
        for line in lines
    ]
    return element("ul", *items, class_="legend")


def _summary(chart: LineChart, lines: Sequence[Line]) -> str:
    """The first and last known values of each line, in words."""
    parts = []
    for line in lines:
        known = numpy.flatnonzero(~numpy.isnan(line.values))
        first, last = (shown(float(line.values[known[end]])) for end in (0, -1))
        at = [f"{chart.epochs[known[end]]:g}" for end in (0, -1)]
        parts.append(f"{line.name}: {first} at epoch {at[0]}, {last} at epoch {at[1]}")
    return f"{'; '.join(parts)}."
