"""Plots of a run, with matplotlib (the extra `plot`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

from chainrule.training.history import History

matplotlib.use("agg")

from matplotlib import pyplot

INK, SECOND = "#1d2329", "#98a1aa"
LAYER_COLOURS = ("#762a83", "#9970ab", "#5aae61", "#1b7837")
STYLE: dict[Any, Any] = {
    "axes.edgecolor": SECOND,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.family": "serif",
    "svg.hashsalt": "chainrule",
}


def plot_history(history: History, path: Path) -> None:
    """Draw losses and, on a log axis, gradient norms against epochs; `path` decides the format.

    A fleet is drawn as its mean over the replicas.
    """
    epochs = history.column("epoch")
    with pyplot.rc_context(STYLE):
        figure, (losses, norms) = pyplot.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
        for name, label, colour in (
            ("training_loss", "training", INK),
            ("test_loss", "test", SECOND),
        ):
            values = history.column(name)
            values = values if values.ndim == 1 else values.mean(axis=1)
            losses.plot(epochs, values, color=colour, linewidth=1.2, label=label)
        losses.set(title="Loss", xlabel="epochs", ylim=(0, None))
        values = history.column("gradient_norms")
        values = values if values.ndim == 2 else values.mean(axis=1)
        for index, name in enumerate(history.layers):
            colour = LAYER_COLOURS[index % len(LAYER_COLOURS)]
            norms.plot(epochs, values[:, index], color=colour, linewidth=1, label=name)
        norms.set(title="Gradient norm of each layer", xlabel="epochs", yscale="log")
        for axes in (losses, norms):
            axes.legend(frameon=False)
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
        pyplot.close(figure)
