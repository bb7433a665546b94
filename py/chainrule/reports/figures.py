"""What every figure of a report consists of: name, note, drawing, legend and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from chainrule.reports.markup import add, element, pixel
from chainrule.reports.scales import Ticks

WIDTH, HEIGHT = 360, 210
LEFT, RIGHT, TOP, BOTTOM = 42, 10, 10, 30
"""The margins in which ticks are named."""


@dataclass(frozen=True)
class Numbers:
    """The table behind a figure: a row for each place along its axis.

    Attributes
    ----------
    heads : of the columns, the axis's first.
    rows : as texts.
    places : where each row stands in the drawing, from the left.
    columns : where the first and the last column end in the drawing, from the top, if columns are
        places, too.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    places: Sequence[float]
    columns: tuple[float, float] | None = None


def figure(
    name: str, note: str, told: str, drawing: Element, legend: Element | None, numbers: Numbers
) -> Element:
    """A figure. A few lines of script let one read its table at the pointer or with arrow keys;
    without them it is a picture with a table.

    Parameters
    ----------
    name : its title.
    note : how it is to be read.
    told : what it shows, for those who don't see it.
    """
    drawing.set("role", "img")
    drawing.set("aria-label", f"{name}. {told}")
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
    """Both axes' ticks, with thin lines at those of the upright one; the other one's name.

    Parameters
    ----------
    floor : where the drawing ends and the ticks below it begin.
    """
    for place, text in up:
        line = f"M{LEFT} {pixel(place)}H{WIDTH - RIGHT}"
        add(drawing, element("path", d=line, class_="grid"))
        add(drawing, element("text", text, x=LEFT - 5, y=pixel(place + 3.5), class_="up"))
    for place, text in across:
        add(drawing, element("text", text, x=pixel(place), y=pixel(floor + 14), class_="across"))
    add(drawing, element("text", name, x=WIDTH - RIGHT, y=pixel(floor + 27), class_="end"))


def draw_cursor(drawing: Element, floor: float = HEIGHT - BOTTOM) -> None:
    """What shows where one reads; moved by the script."""
    path = f"M0 {TOP}V{pixel(floor)}"
    add(drawing, element("path", d=path, class_="cursor", visibility="hidden"))
