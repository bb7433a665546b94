"""Histograms over time: the distribution of a layer's values over the epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

import numpy

from chainrule.diagnostics.gradients.histograms import BINS, EDGES, Histogram
from chainrule.engine.op import Array
from chainrule.reports.drawing.cells import EMPTY, cell_paths
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
from chainrule.reports.drawing.markup import add, element
from chainrule.reports.drawing.scales import Ticks, of_epochs, power_of_ten

LEVELS = 8
MIDDLE = BINS // 2
"""The bin of values that are practically 0."""
ROOM = 12
"""The height of a tick label."""
BEYOND = ("below", "above", "not a number")


def histogram_figure(
    name: str, epochs: Array, found: Sequence[Histogram], what: str, look: str
) -> Element:
    """A figure with one column per epoch and one cell per bin; darker cells hold more values.

    Parameters
    ----------
    what : a description of the values.
    look : the CSS class of the histogram's colour.
    """
    counts = numpy.array([histogram.counts for histogram in found])
    bins = _shown_bins(counts)
    counts = counts[:, bins]
    across = of_epochs(epochs, LEFT, WIDTH - RIGHT)
    x = _column_edges(across.places(epochs))
    y = numpy.linspace(HEIGHT - BOTTOM, TOP, len(bins) + 1)
    drawing = canvas()
    draw_axes(drawing, across.ticks(), _ticks(bins, y))
    most = int(counts.max(initial=0))
    levels = numpy.ceil(LEVELS * numpy.sqrt(counts.T / max(most, 1))).astype(int) - 1
    names = [f"{look} level{level + 1}" for level in range(LEVELS)]
    looks = numpy.where(counts.T > 0, levels, EMPTY)
    add(drawing, cell_paths(looks, x.tolist(), y.tolist(), names))
    draw_cursor(drawing)
    nearest = _edge(bins[bins > MIDDLE][0])
    note = f"{found[-1].total:,} {what} at each epoch; all nonzero ones are at least {nearest}."
    numbers = _numbers(epochs, found, counts, bins, across.places(epochs))
    return figure(name, note, _summary(epochs, found), drawing, _legend(look, most), numbers)


def _shown_bins(counts: Array) -> Array:
    """The bins to show: the bin of 0 and, on each side, the bins up to one beyond the farthest
    nonempty bin. Bins nearer to 0 than the nearest nonempty bin of either side are left out."""
    distance = numpy.arange(BINS) - MIDDLE
    held = distance[counts.any(axis=0) & (distance != 0)]
    if not held.size:
        return numpy.array([MIDDLE - 1, MIDDLE, MIDDLE + 1])
    nearest = numpy.abs(held).min()
    low, high = min(held.min(), -nearest) - 1, max(held.max(), nearest) + 1
    is_shown = (distance >= low) & (distance <= high) & (numpy.abs(distance) >= nearest)
    return numpy.flatnonzero(is_shown | (distance == 0))


def _edge(index: int) -> str:
    return f"{EDGES[index]:.3g}"


def _column_edges(places: Array) -> Array:
    """Column edges: the ends of the axis, and the positions halfway between adjacent epochs."""
    if len(places) == 1:
        return numpy.array([LEFT, WIDTH - RIGHT], float)
    middles = (places[1:] + places[:-1]) / 2
    return numpy.concatenate([[LEFT], middles, [WIDTH - RIGHT]])


def _ticks(bins: Array, y: Array) -> Ticks:
    """A tick for 0, in the middle of its bin, and ticks for as many powers of ten at bin edges as
    fit."""
    place = int(numpy.flatnonzero(bins == MIDDLE)[0])
    ticks = [(float(y[place] + y[place + 1]) / 2, "0")]
    lower = [(float(y[row]), float(EDGES[i])) for row, i in enumerate(bins) if i != MIDDLE]
    upper = [(float(y[row + 1]), float(EDGES[i + 1])) for row, i in enumerate(bins) if i != MIDDLE]
    for at, value in sorted([*lower, *upper], key=lambda tick: -abs(tick[1])):
        power = math.log10(abs(value))
        is_whole = abs(power - round(power)) < 1e-6
        if is_whole and all(abs(at - other) >= ROOM for other, _ in ticks):
            ticks.append((at, power_of_ten(value)))
    return ticks


def _numbers(
    epochs: Array, found: Sequence[Histogram], counts: Array, bins: Array, places: Array
) -> Numbers:
    """One table column for each bin shown, followed by columns for the values outside all bins, if
    there are any."""
    beyond = numpy.array([[h.below, h.above, h.not_numbers] for h in found])
    some = [bool(column.any()) for column in beyond.T]
    names = [f"{_edge(i)} to {_edge(i + 1)}" for i in bins]
    names += [name for name, is_any in zip(BEYOND, some, strict=True) if is_any]
    whole = numpy.concatenate([counts, beyond[:, some]], axis=1)
    rows = [
        [f"{epoch:g}", *map(str, row)]
        for epoch, row in zip(epochs.tolist(), whole.tolist(), strict=True)
    ]
    # The columns of values outside the bins lie above those of the bins.
    top = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * len(names) / len(bins)
    return Numbers(["epoch", *names], rows, places.tolist(), (HEIGHT - BOTTOM, top))


def _summary(epochs: Array, found: Sequence[Histogram]) -> str:
    """The range of the values at the start and at the end of the run."""
    parts = []
    for epoch, one in ((epochs[0], found[0]), (epochs[-1], found[-1])):
        held = numpy.flatnonzero(one.counts)
        if held.size:
            bounds = f"{_edge(held[0])} to {_edge(held[-1] + 1)}"
            parts.append(f"at epoch {epoch:g} from {bounds}")
    return f"The nonempty bins range {', '.join(parts)}." if parts else "All bins are empty."


def _legend(look: str, most: int) -> Element:
    """The legend that explains the shades."""
    cells = [
        element("rect", x=9 * level, width=9, height=10, class_=f"{look} level{level + 1}")
        for level in range(LEVELS)
    ]
    ramp = element("svg", *cells, viewBox=f"0 0 {9 * LEVELS} 10", aria_hidden="true", class_="ramp")
    return element("p", "1 ", ramp, f" {most:,} in a bin", class_="legend")
