"""HTML and SVG as trees, so that the output is always well-formed."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element, tostring

import numpy

from chainrule.engine.op import Array

Content = Element | str | None


def element(tag: str, /, *content: Content, **attributes: object) -> Element:
    """An element with attributes and content; values of None are omitted.

    In an attribute's name, `_` stands for a hyphen, and a trailing `_` is dropped.

    Examples
    --------
    >>> text_of(element("p", "a < ", element("b", "b"), class_="note", data_x=1))
    '<p class="note" data-x="1">a &lt; <b>b</b></p>'
    """
    made = Element(tag)
    for key, value in attributes.items():
        if value is not None:
            made.set(key.rstrip("_").replace("_", "-"), str(value))
    add(made, *content)
    return made


def add(parent: Element, *content: Content) -> None:
    """Append elements and text."""
    for part in content:
        if isinstance(part, str):
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + part
            else:
                parent.text = (parent.text or "") + part
        elif part is not None:
            parent.append(part)


def text_of(root: Element) -> str:
    """The element as markup."""
    return tostring(root, encoding="unicode", method="html")


def shown(value: float) -> str:
    """A run's number with six significant digits."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.6g}"


def pixel(value: float) -> str:
    """A coordinate in a drawing, rounded to one decimal place."""
    return f"{value:.1f}".removesuffix(".0")


def polyline(x: Array, y: Array) -> str:
    """A path through points; infinite or NaN coordinates leave gaps, and isolated points become
    dots."""
    parts, is_open = [], False
    known = numpy.isfinite(x) & numpy.isfinite(y)
    for index, (a, b) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        if known[index]:
            is_alone = not is_open and not known[index + 1 : index + 2].any()
            parts.append(f"{'L' if is_open else 'M'}{pixel(a)} {pixel(b)}{'h0' * is_alone}")
        is_open = bool(known[index])
    return "".join(parts)
