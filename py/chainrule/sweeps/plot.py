"""The plot of a sweep: the median and spread of the loss, and the success rate, by setting."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from chainrule.engine.op import Array
from chainrule.plotting import DASHES, INK, PAPER, SECOND, SERIES, STYLE, VALUE_PLUS, save
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.notation import ROWS, texts
from chainrule.sweeps.summary import Group, Success, number

MARKERS = "osD^vX"
MOST_RANKED = 24
MOST_NUMBERED = 120
"""The largest number of cells of a heat map that are labelled with numbers."""
WIDE = 30
"""The ratio of the largest to the smallest value from which an axis is logarithmic."""


def plot_sweep(
    grid: Grid, groups: Sequence[Group], success: Success | None, path: str | Path
) -> None:
    """Draw the groups: one setting along the x axis, with a line for each combination of the
    others; two settings with many values as heat maps; more settings as a ranking of the best
    groups; and seeds alone as individual runs.

    Parameters
    ----------
    path : the output file; its extension, .png or .svg in upper or lower case, determines the
        format.
    """
    with rc_context(STYLE):
        figure, draw = _form(grid, groups)
        panels = 1 if success is None or not grid.compared else 2
        axes = figure.subplots(1, panels, squeeze=False)[0]
        if panels == 1:
            draw(axes[0], grid, groups, success)
        else:
            draw(axes[0], grid, groups, None)
            draw(axes[1], grid, groups, success)
        save(figure, path)


Draw = Callable[[Axes, Grid, Sequence[Group], Success | None], None]


def _form(grid: Grid, groups: Sequence[Group]) -> tuple[Figure, Draw]:
    """A figure of a suitable size, and the function that draws losses or success rates."""
    count = len(grid.compared)
    if count == 0:
        return Figure(figsize=(6, 3.6), layout="constrained"), _draw_seeds
    others = _ordered(grid)[1:]
    if math.prod(len(grid.axes[index].values) for index in others) <= len(SERIES):
        return Figure(figsize=(10, 3.8), layout="constrained"), _draw_lines
    if count == 2:
        rows = len(grid.axes[others[0]].values)
        return Figure(figsize=(11, 1.6 + 0.36 * rows), layout="constrained"), _draw_map
    rows = min(len(groups), MOST_RANKED)
    return Figure(figsize=(12, 1.2 + 0.24 * rows), layout="constrained"), _draw_ranking


def _ordered(grid: Grid) -> list[int]:
    """The indices of the compared axes, beginning with the one for the x axis: preferably a numeric
    one with many values."""
    return sorted(
        grid.compared,
        key=lambda i: (not _is_number(grid, i), -len(grid.axes[i].values), i),
    )


def _is_number(grid: Grid, axis: int) -> bool:
    return ROWS[grid.names[axis]].form.type in (int, float)


# --- seeds alone ---------------------------------------------------------------------------------


def _draw_seeds(axes: Axes, _: Grid, groups: Sequence[Group], success: Success | None) -> None:
    """Draw the losses of individual runs, smallest first."""
    (group,) = groups
    finite = [loss for loss in group.losses if math.isfinite(loss)]
    axes.plot(range(1, len(finite) + 1), finite, "o", color=VALUE_PLUS, markersize=4)
    axes.axhline(group.median, color=SECOND, linestyle=DASHES[1], linewidth=1)
    parts = [f"Final loss: median {number(group.median)}"]
    if success is not None:
        parts.append(f"{success} in {group.successes} of {len(group.losses)} runs")
    if group.diverged:
        parts.append(f"{group.diverged} diverged")
    axes.set(title=", ".join(parts), xlabel="runs, smallest loss first")
    axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
    _set_loss_axis(axes, finite)


# --- lines ---------------------------------------------------------------------------------------


def _draw_lines(axes: Axes, grid: Grid, groups: Sequence[Group], success: Success | None) -> None:
    along, *others = _ordered(grid)
    places = _places(axes, grid, along)
    series: dict[str, list[Group]] = {}
    at = {axis: position for position, axis in enumerate(grid.compared)}
    for group in groups:
        parts = [f"{grid.names[i]} {group.texts[at[i]]}" for i in others]
        series.setdefault(", ".join(parts), []).append(group)
    for index, (name, members) in enumerate(series.items()):
        x = [places[group.values[at[along]]] for group in members]
        look: dict[str, Any] = {
            "color": SERIES[index],
            "marker": MARKERS[index],
            "markersize": 4,
            "linewidth": 1.25,
            "linestyle": DASHES[index % len(DASHES)] if _is_number(grid, along) else "",
            "label": name,
        }
        if success is None:
            _draw_spread(axes, x, members, look, _is_number(grid, along))
        else:
            axes.plot(x, [group.rate or 0.0 for group in members], **look)
    axes.grid(axis="y")
    if success is not None:
        axes.set(title=f"Success: {success}", ylabel="share of runs", ylim=(-0.03, 1.03))
    else:
        axes.set(title="Final loss: median and quartiles", ylabel="loss")
        _set_loss_axis(axes, [v for g in groups for v in (g.low, g.median, g.high)])
    is_last = success is not None or groups[0].rate is None
    if others and is_last:
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))


def _draw_spread(
    axes: Axes, x: Sequence[float], groups: Sequence[Group], look: dict[str, Any], line: bool
) -> None:
    """Draw medians with quartiles, and a cross at the top where most runs diverged."""
    low, median, high = (
        numpy.array([getattr(group, name) for group in groups])
        for name in ("low", "median", "high")
    )
    shown = numpy.where(numpy.isfinite(median), median, numpy.nan)
    axes.plot(x, shown, **look)
    if line:
        top = numpy.where(numpy.isfinite(high), high, shown)
        axes.fill_between(x, low, top, color=look["color"], alpha=0.15, linewidth=0)
    else:
        axes.vlines(x, low, numpy.where(numpy.isfinite(high), high, shown), color=look["color"])
    lost = [place for place, value in zip(x, median, strict=True) if math.isinf(value)]
    axes.plot(
        lost, [0.97] * len(lost), "x", color=look["color"], transform=axes.get_xaxis_transform()
    )


def _places(axes: Axes, grid: Grid, along: int) -> dict[Any, float]:
    """The x coordinate of each value of an axis; the call also configures the x axis."""
    values = grid.axes[along].values
    axes.set_xlabel(ROWS[grid.names[along]].label)
    if not _is_number(grid, along):
        axes.set_xticks(range(len(values)), texts(grid.axes[along]))
        axes.set_xlim(-0.5, len(values) - 0.5)
        return {value: float(index) for index, value in enumerate(values)}
    if min(values) > 0 and max(values) >= WIDE * min(values):
        axes.set_xscale("log")
        axes.tick_params(axis="x", which="minor", size=0)
    return {value: float(value) for value in values}


def _set_loss_axis(axes: Axes, losses: Sequence[float]) -> None:
    """Start the y axis at 0, or make it logarithmic if the losses differ by orders of magnitude."""
    finite = [loss for loss in losses if math.isfinite(loss)]
    if finite and min(finite) > 0 and max(finite) >= WIDE * min(finite):
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1.08 * max(finite, default=1.0) or 1.0)
    axes.grid(axis="y")


# --- maps ----------------------------------------------------------------------------------------


def _draw_map(axes: Axes, grid: Grid, groups: Sequence[Group], success: Success | None) -> None:
    along, up = _ordered(grid)
    across, rows = grid.axes[along], grid.axes[up]
    at = {axis: position for position, axis in enumerate(grid.compared)}
    cells = numpy.full((len(rows.values), len(across.values)), numpy.nan)
    for group in groups:
        row = rows.values.index(group.values[at[up]])
        column = across.values.index(group.values[at[along]])
        cells[row, column] = group.median if success is None else group.rate
    paint = LinearSegmentedColormap.from_list("chainrule", [PAPER, VALUE_PLUS])
    shown = numpy.where(numpy.isfinite(cells), cells, numpy.nan)
    axes.imshow(shown, paint, _norm(shown, success), aspect="auto", origin="lower")
    axes.set_xticks(range(len(across.values)), [text[:16] for text in texts(across)], rotation=30)
    axes.set_yticks(range(len(rows.values)), [text[:24] for text in texts(rows)])
    axes.set(xlabel=ROWS[across.name].label, ylabel=ROWS[rows.name].label)
    axes.set_title("Final loss: median" if success is None else f"Success: {success}")
    if cells.size <= MOST_NUMBERED:
        _write_cells(axes, cells, _norm(shown, success), success)


def _norm(cells: Array, success: Success | None) -> Normalize:
    if success is not None:
        return Normalize(0, 1)
    known = cells[~numpy.isnan(cells)]
    if known.size and known.min() > 0 and known.max() >= WIDE * known.min():
        return LogNorm(known.min(), known.max())
    return Normalize(0, float(known.max()) if known.size and known.max() > 0 else 1.0)


def _write_cells(axes: Axes, cells: Array, norm: Normalize, success: Success | None) -> None:
    for (row, column), value in numpy.ndenumerate(cells):
        if math.isnan(value):
            continue
        text = number(value) if success is None else f"{100 * value:.0f}%"
        is_dark = math.isfinite(value) and float(norm(value)) > 0.55
        axes.text(
            column, row, text, ha="center", va="center", fontsize=7, color=PAPER if is_dark else INK
        )


# --- rankings ------------------------------------------------------------------------------------


def _draw_ranking(axes: Axes, grid: Grid, groups: Sequence[Group], success: Success | None) -> None:
    best = sorted(groups, key=lambda group: group.median)[:MOST_RANKED]
    y = range(len(best))
    axes.grid(axis="x")
    axes.invert_yaxis()
    if success is not None:
        axes.barh(y, [group.rate or 0.0 for group in best], color=VALUE_PLUS, height=0.5)
        axes.set(title=f"Success: {success}", xlabel="share of runs", xlim=(0, 1), yticks=[])
        return
    names = [grid.names[index] for index in grid.compared]
    labels = [
        ", ".join(f"{name} {text}" for name, text in zip(names, group.texts, strict=True))
        for group in best
    ]
    axes.set_yticks(y, labels, fontsize=7)
    finite = [group for group in best if math.isfinite(group.median)]
    ends = [min(group.high, max(g.median for g in finite) * 1.5) for group in finite]
    axes.plot([group.median for group in finite], range(len(finite)), "o", color=VALUE_PLUS)
    axes.hlines(range(len(finite)), [group.low for group in finite], ends, color=VALUE_PLUS)
    hidden = len(groups) - len(best)
    axes.set_title(
        "Final loss: median and quartiles" + f", the best of {len(groups)}" * bool(hidden)
    )
    axes.set_xlabel("loss")
