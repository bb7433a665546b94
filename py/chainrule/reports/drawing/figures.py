"""The parts of a figure in a report: title, note, drawing, legend and table of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from chainrule.reports.drawing.markup import add, element, pixel
from chainrule.reports.drawing.scales import Ticks

WIDTH, HEIGHT = 360, 210
LEFT, RIGHT, TOP, BOTTOM = 42, 10, 10, 30
"""The margins for tick labels."""


@dataclass(frozen=True)
class Numbers:
    """The table of a figure's numbers, with one row per position along the figure's axis.

    Attributes
    ----------
    heads : the column headings, beginning with that of the axis.
    rows : the rows, as text.
    places : the x coordinate of each row in the drawing.
    columns : the y coordinates of the first and last columns in the drawing, if columns also
        correspond to positions.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    places: Sequence[float]
    columns: tuple[float, float] | None = None


def figure(
    name: str,
    note: str,
    alt: str,
    drawing: Element,
    legend: Element | None,
    numbers: Numbers,
) -> Element:
    """A figure. A short script shows the table's values at the pointer or with the arrow keys;
    without the script, the figure is an image with a table.

    Parameters
    ----------
    name : the figure's title.
    note : an explanation of how to read the figure.
    alt : a text alternative to the drawing for screen readers.
    """
    drawing.set("role", "img")
    drawing.set("aria-label", f"{name}. {alt}")
    made = element("figure", element("figcaption", element("h3", name), element("p", note)))
    columns = numbers.columns and " ".join(map(pixel, numbers.columns))
    add(
        made,
        element("div", drawing, class_="plot", data_columns=columns),
        legend,
        element("p", class_="value", aria_hidden="true"),
        element(
            "details",
            element("summary", "Numbers", element("span", f" of {name}", class_="unseen")),
            element("div", _table(name, numbers), class_="scroll", tabindex=0),
        ),
    )
    return made


def _table(name: str, numbers: Numbers) -> Element:
    heads = element("tr", *(element("th", head, scope="col") for head in numbers.heads))
    rows = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(element("td", cell) for cell in row[1:]),
            data_x=pixel(place),
        )
        for row, place in zip(numbers.rows, numbers.places, strict=True)
    ]
    caption = element("caption", name, class_="unseen")
    return element("table", caption, element("thead", heads), element("tbody", *rows))


def canvas(height: int = HEIGHT) -> Element:
    """An empty drawing."""
    return element("svg", viewBox=f"0 0 {WIDTH} {height}")


def draw_axes(
    drawing: Element,
    across: Ticks,
    up: Ticks,
    name: str = "epoch",
    floor: float = HEIGHT - BOTTOM,
) -> None:
    """Draw the ticks of both axes, grid lines at the ticks of the y axis, and the x axis's label.

    Parameters
    ----------
    floor : the y coordinate of the x axis.
    """
    for place, text in up:
        line = f"M{LEFT} {pixel(place)}H{WIDTH - RIGHT}"
        add(drawing, element("path", d=line, class_="grid"))
        add(drawing, element("text", text, x=LEFT - 5, y=pixel(place + 3.5), class_="up"))
    for place, text in across:
        add(drawing, element("text", text, x=pixel(place), y=pixel(floor + 14), class_="across"))
    add(drawing, element("text", name, x=WIDTH - RIGHT, y=pixel(floor + 27), class_="end"))


def draw_cursor(drawing: Element, floor: float = HEIGHT - BOTTOM) -> None:
    """Draw the reading cursor, which the script moves."""
    path = f"M0 {TOP}V{pixel(floor)}"
    add(drawing, element("path", d=path, class_="cursor", visibility="hidden"))
