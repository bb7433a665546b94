"""Grids of cells drawn with few paths: adjacent cells with the same look form one rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

import numpy

from chainrule.engine.op import Array
from chainrule.reports.drawing.markup import element, pixel

EMPTY = -1


def cell_paths(
    looks: Array, x: Sequence[float], y: Sequence[float], names: Sequence[str]
) -> Element:
    """A group with one path for each look that occurs.

    Parameters
    ----------
    looks : (rows, columns) indices into `names`, or `EMPTY`.
    x, y : the edges of the columns and of the rows, one more than there are columns or rows.
    names : the CSS classes of the looks.
    """
    parts: dict[int, list[str]] = {}
    for row, line in enumerate(looks):
        ends = [0, *(numpy.flatnonzero(numpy.diff(line)) + 1).tolist(), len(line)]
        for start, end in pairwise(ends):
            look = int(line[start])
            if look != EMPTY:
                left, top, right, low = map(pixel, (x[start], y[row], x[end], y[row + 1]))
                parts.setdefault(look, []).append(f"M{left} {top}H{right}V{low}H{left}z")
    paths = (
        element("path", d="".join(path), class_=names[look]) for look, path in sorted(parts.items())
    )
    return element("g", *paths, class_="cells")


def border_path(sides: Array, x: Sequence[float], y: Sequence[float]) -> str:
    """The lines between adjacent cells with different `sides`, an array (rows, columns)."""
    parts = []
    for row, column in zip(*numpy.nonzero(sides[:, 1:] != sides[:, :-1]), strict=True):
        parts.append(f"M{pixel(x[column + 1])} {pixel(y[row])}V{pixel(y[row + 1])}")
    for row, column in zip(*numpy.nonzero(sides[1:] != sides[:-1]), strict=True):
        parts.append(f"M{pixel(x[column])} {pixel(y[row + 1])}H{pixel(x[column + 1])}")
    return "".join(parts)
