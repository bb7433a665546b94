"""The network's output as a map over the x1–x2 plane, or as a curve over x1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy

from chainrule.diagnostics.maps import Maps
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.reports.drawing.cells import border_path, cell_paths
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
from chainrule.reports.drawing.marks import SIGNS, mark_path
from chainrule.reports.drawing.markup import add, element, polyline, shown
from chainrule.reports.drawing.scales import Scale, linear
from chainrule.training.trainer import Trainer

PIXELS = 80
EVERY = 8
"""The interval, in pixels, at which the table lists the output."""
SIDE = WIDTH - LEFT - RIGHT
SHADES = 16
SHARES = 4
"""The number of shades of a class, chosen by the predicted probability."""
RADIUS = 3.2


@dataclass(frozen=True)
class Shading:
    """Each pixel's look and its side of the decision boundary, the CSS classes of the looks, the
    cells of the table as text, and a note."""

    looks: Array
    sides: Array
    names: Sequence[str]
    texts: list[list[str]]
    note: str


def output_figure(experiment: Experiment, run: Trainer) -> Element:
    """The output at the current weights as a map or a curve, with the examples drawn on it."""
    maps = Maps(experiment, run.net, run.loss, PIXELS)
    output = maps.current()["output"].astype(numpy.float64)
    if maps.scale["kind"] == "curve":
        return _curve(experiment, maps, output[:PIXELS])
    if maps.scale["classes"] > 2:
        return _plane(experiment, maps, _of_classes(maps, output.reshape(-1, PIXELS, PIXELS)))
    return _plane(experiment, maps, _of_values(maps, output.reshape(PIXELS, PIXELS)))


def _of_values(maps: Maps, output: Array) -> Shading:
    low, high, label = maps.scale["low"], maps.scale["high"], maps.scale["label"]
    shares = numpy.clip((output - low) / (high - low), 0, 1)
    middle = f"the line is at {(low + high) / 2:g}"
    note = f"The {label}: from {low:g}, orange, to {high:g}, blue; {middle}."
    return Shading(
        numpy.minimum((SHADES * shares).astype(int), SHADES - 1),
        shares >= 0.5,
        [f"shade{index}" for index in range(SHADES)],
        [[f"{value:.3f}" for value in row] for row in output.tolist()],
        note,
    )


def _of_classes(maps: Maps, output: Array) -> Shading:
    """The most probable class for the output (classes, rows, columns), shaded by its
    probability."""
    count, largest, top = len(output), output.argmax(axis=0), output.max(axis=0)
    shades = numpy.clip((SHARES * (top - 1 / count) / (1 - 1 / count)).astype(int), 0, SHARES - 1)
    names = maps.scale["names"]
    texts = [
        [f"{names[k]} ({share:.2f})" for k, share in zip(*pair, strict=True)]
        for pair in zip(largest.tolist(), top.tolist(), strict=True)
    ]
    return Shading(
        largest * SHARES + shades,
        largest,
        [f"class{k} share{s}" for k in range(count) for s in range(SHARES)],
        texts,
        "The most probable class, darker where more probable; lines separate the classes.",
    )


def _plane(experiment: Experiment, maps: Maps, shading: Shading) -> Element:
    floor = TOP + SIDE
    drawing = canvas(floor + BOTTOM)
    x = numpy.linspace(LEFT, LEFT + SIDE, PIXELS + 1)
    y = numpy.linspace(TOP, floor, PIXELS + 1)
    edges = x.tolist(), y.tolist()
    across = Scale(*maps.domain[0], LEFT, LEFT + SIDE)
    up = Scale(*maps.domain[1], floor, TOP)
    draw_axes(drawing, across.ticks(), up.ticks(), "x1", floor)
    add(drawing, cell_paths(shading.looks, *edges, shading.names))
    add(drawing, element("path", d=border_path(shading.sides, *edges), class_="border"))
    add(drawing, *_points(experiment, maps, across, up))
    draw_cursor(drawing, floor)
    at = slice(EVERY // 2, None, EVERY)
    places = ((x[1:] + x[:-1]) / 2)[at]
    values = _at(across, places), _at(up, ((y[1:] + y[:-1]) / 2)[at])
    columns = [f"x2 = {value:.1f}" for value in values[1]]
    rows = [
        [f"{x1:.1f}", *(line[column] for line in shading.texts[at])]
        for x1, column in zip(values[0], range(EVERY // 2, PIXELS, EVERY), strict=True)
    ]
    numbers = Numbers(["x1", *columns], rows, places.tolist(), (TOP, floor))
    note = f"{shading.note} {_examples_note(maps)}"
    alt = f"{shading.note} The table lists it at {len(columns)} by {len(rows)} points."
    return figure("What the network has learned", note, alt, drawing, None, numbers)


def _at(scale: Scale, places: Array) -> list[float]:
    """The values at the given positions along an axis."""
    share = (places - scale.start) / (scale.end - scale.start)
    return (scale.low + share * (scale.high - scale.low)).tolist()


def _points(experiment: Experiment, maps: Maps, across: Scale, up: Scale) -> list[Element]:
    """All examples; test examples are hollow and are drawn below the training examples."""
    x, y, x_test, y_test = experiment.points()
    drawn = []
    for points, targets, kind in ((x_test, y_test, "test"), (x, y, "training")):
        looks, shapes = _looks(maps, targets.astype(float))
        places = numpy.column_stack([across.places(points[:, 0]), up.places(points[:, 1])])
        for look in dict.fromkeys(looks):
            chosen = [i for i, one in enumerate(looks) if one == look]
            path = mark_path(shapes[chosen[0]], places[chosen].tolist(), RADIUS)
            drawn.append(element("path", d=path, class_=f"mark {kind} {look}"))
    return drawn


def _looks(maps: Maps, targets: Array) -> tuple[list[str], list[int]]:
    """The CSS class and the shape of each example's mark."""
    scale = maps.scale
    if scale["classes"] > 2:
        return [f"class{int(k)}" for k in targets], [int(k) for k in targets]
    if scale["classes"] == 2:
        return [f"shade{(SHADES - 1) * int(k)}" for k in targets], [int(k) for k in targets]
    shares = numpy.clip((targets - scale["low"]) / (scale["high"] - scale["low"]), 0, 1)
    shades = numpy.minimum((SHADES * shares).astype(int), SHADES - 1)
    return [f"shade{index}" for index in shades], (shares >= 0.5).astype(int).tolist()


def _examples_note(maps: Maps) -> str:
    names = maps.scale["names"]
    if names:
        kinds = ", ".join(f"{sign} class {name}" for sign, name in zip(SIGNS, names, strict=False))
    else:
        kinds = f"{SIGNS[0]} targets in the lower half, {SIGNS[1]} in the upper"
    return f"Examples: {kinds}; filled for training, hollow for test."


def _curve(experiment: Experiment, maps: Maps, output: Array) -> Element:
    """The prediction and the targets, plotted against x1."""
    x, y, x_test, y_test = experiment.points()
    drawing = canvas()
    low, high = maps.domain[0]
    across = Scale(low, high, LEFT, WIDTH - RIGHT)
    inputs = low + (numpy.arange(PIXELS) + 0.5) * (high - low) / PIXELS
    up = linear(numpy.concatenate([output, y, y_test]), HEIGHT - BOTTOM, TOP, None, None)
    draw_axes(drawing, across.ticks(), up.ticks(), "x1")
    for points, targets, kind in ((x_test, y_test, "test"), (x, y, "training")):
        places = numpy.column_stack([across.places(points[:, 0]), up.places(targets)])
        path = mark_path(1, places.tolist(), RADIUS - 1)
        add(drawing, element("path", d=path, class_=f"mark {kind} value-plus"))
    path = polyline(across.places(inputs), up.places(output))
    add(drawing, element("path", d=path, class_="line training"))
    draw_cursor(drawing)
    pairs = list(zip(inputs.tolist(), output.tolist(), strict=True))[EVERY // 2 :: EVERY // 4]
    rows = [[f"{a:.2f}", shown(b)] for a, b in pairs]
    places = across.places(numpy.array([a for a, _ in pairs]))
    numbers = Numbers(["x1", "predicted value"], rows, places.tolist())
    kinds = f"{SIGNS[1]} examples, filled for training, hollow for test"
    note = f"The {maps.scale['label']} as a line; {kinds}."
    alt = f"The {maps.scale['label']} over x1; the table lists it at {len(rows)} points."
    return figure("What the network has learned", note, alt, drawing, None, numbers)
