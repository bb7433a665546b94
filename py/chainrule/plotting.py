"""Plots of a run with matplotlib (the extra `plot`), in the style of the page's charts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter

from chainrule.engine.op import Array
from chainrule.training.records.history import History

# The colours of the light theme in web/src/styles/tokens.css.
PAPER, INK, SECOND, THIRD, LINE = "#fbfaf7", "#1d2329", "#5b6570", "#98a1aa", "#e4e1d9"
LAYERS = ("#0b7468", "#7a4fb0", "#6f6500", "#4a5a66", "#3f7a22", "#a8418a", "#8a4b3c")
"""The colours of the hidden layers, in order."""
OUTPUT = "#a8284f"
VALUE_MINUS, VALUE_PLUS = "#e08214", "#2166ac"
SERIES = (VALUE_PLUS, VALUE_MINUS, "#008f68", "#b65a93", "#8f7a00", "#4a525a")
"""The page's colours for the first classes, used for lines that have no natural order."""
DASHES: tuple[Any, ...] = ("-", (0, (10, 2)), (0, (4, 1.5)), (0, (12, 2, 2, 2)))
DENSE = 120
"""Above this number of records, dash patterns can no longer be distinguished."""
STYLE: dict[Any, Any] = {
    "axes.edgecolor": LINE,
    "axes.facecolor": PAPER,
    "axes.labelcolor": SECOND,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "figure.facecolor": PAPER,
    "font.family": "sans-serif",
    "font.size": 9,
    "grid.color": LINE,
    "svg.hashsalt": "chainrule",
    "text.color": INK,
    "xtick.color": SECOND,
    "xtick.major.size": 0,
    "ytick.color": SECOND,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
}


def plot_history(history: History, path: str | Path, loss: str = "loss") -> None:
    """Plot the losses and, on a logarithmic axis, the gradient norms against the epoch.

    For a fleet, the means over the replicas are drawn. Without test data, only the training loss is
    drawn.

    Parameters
    ----------
    path : the output file; its extension, .png or .svg in upper or lower case, determines the
        format.
    loss : the name of the loss, used as the axis label.
    """
    with rc_context(STYLE):
        figure = Figure(figsize=(10, 3.6), layout="constrained")
        losses, norms = figure.subplots(1, 2)
        _draw_losses(losses, history, loss)
        _draw_norms(norms, history)
        for axes in (losses, norms):
            _set_epochs(axes, history.column("epoch"))
            axes.grid(axis="y")
            axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
        save(figure, path)


def save(figure: Figure, path: str | Path) -> None:
    """Write a figure in the format given by the path's extension. The same run always produces the
    same file."""
    kind = Path(path).suffix.lower().removeprefix(".")
    figure.savefig(path, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else {})


def _draw_losses(axes: Axes, history: History, loss: str) -> None:
    _draw(axes, history, "training", history.column("training_loss"), INK, "-", 1.5)
    test = history.column("test_loss")
    if not numpy.isnan(test).all():
        _draw(axes, history, "test", test, SECOND, (0, (5, 3)), 1.25)
    top = axes.dataLim.ymax
    axes.set(title="Loss", ylabel=loss, ylim=(0, 1.04 * top if 0 < top < math.inf else 1))


def _draw_norms(axes: Axes, history: History) -> None:
    values = history.column("gradient_norms")
    for index, name in enumerate(history.layers):
        is_output = index == len(history.layers) - 1
        colour = OUTPUT if is_output else LAYERS[index % len(LAYERS)]
        dashes = DASHES[index % len(DASHES)] if len(history) <= DENSE else "-"
        _draw(axes, history, name, values[..., index], colour, dashes, 1)
    axes.set(title="Gradient norm of each layer", ylim=_decades(values))
    # Where a layer's gradient is 0, its line has a gap.
    axes.set_yscale("log", nonpositive="mask")
    axes.yaxis.set_minor_formatter(NullFormatter())


def _draw(
    axes: Axes, history: History, name: str, values: Array, colour: str, dashes: Any, width: float
) -> None:
    values = values if values.ndim == 1 else values.mean(axis=1)
    # A single record is drawn as a marker, because it cannot form a line.
    marker = "o" if len(values) == 1 else ""
    axes.plot(
        history.column("epoch"),
        values,
        color=colour,
        linestyle=dashes,
        linewidth=width,
        marker=marker,
        markersize=4 * width,
        clip_on=not marker,
        label=name,
    )


def _set_epochs(axes: Axes, epochs: Array) -> None:
    axes.set(xlabel="epoch", xlim=(epochs[0], max(epochs[-1], epochs[0] + 1)))
    axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))


def _decades(values: Array) -> tuple[float, float]:
    """The powers of ten that enclose all positive values, at least one decade apart."""
    positive = values[(values > 0) & numpy.isfinite(values)]
    if not positive.size:
        return 0.01, 1.0
    low = math.floor(math.log10(positive.min()))
    high = max(math.ceil(math.log10(positive.max())), low + 1)
    return 10.0**low, 10.0**high
