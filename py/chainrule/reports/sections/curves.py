"""The charts of a run: losses, and gradient statistics over the epochs."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import numpy

from chainrule.diagnostics.gradients.observe import Observation
from chainrule.engine.op import Array
from chainrule.reports.drawing.histograms import histogram_figure
from chainrule.reports.drawing.lines import DASHES, Line, LineChart, line_figure
from chainrule.reports.styles import look_of
from chainrule.training.records.history import History

WIDE = 100
"""The ratio of the largest to the smallest loss above which the loss axis is logarithmic."""
MOST_EPOCHS = 400
"""The largest number of epochs that are drawn."""
COLUMNS = 48
"""The number of columns of a histogram over time."""
USUAL_UPDATE = (1e-3, "1e-3, as is usual")
COUNTED = {
    "weights": ("Weights", "weights and biases"),
    "gradients": ("Gradients", "numbers of the batch's gradient"),
    "activations": ("Activations", "outputs of units, for the examples of a batch"),
}


def loss_figures(history: History, loss: str) -> list[Element]:
    """The charts of the loss and, if the targets are classes, the accuracy.

    Parameters
    ----------
    loss : the name of the loss.
    """
    rows = _spread(len(history), MOST_EPOCHS)
    epochs = history.column("epoch")[rows]

    def lines(what: str) -> list[Line]:
        return [
            Line("training", history.column(f"training_{what}")[rows], "training"),
            Line("test", history.column(f"test_{what}")[rows], "test", "5 3"),
        ]

    of_loss = lines("loss")
    is_log = _is_wide(numpy.concatenate([line.values for line in of_loss]))
    note = f"{loss}, without penalties{', on a logarithmic axis' * is_log}."
    figures = [line_figure(LineChart("Loss", note, epochs, of_loss, is_log))]
    accuracies = lines("accuracy")
    if not all(numpy.isnan(line.values).all() for line in accuracies):
        note = "The share of examples classified correctly."
        figures.append(
            line_figure(LineChart("Accuracy", note, epochs, accuracies, low=0.0, high=1.0))
        )
    return figures


def _is_wide(values: Array) -> bool:
    """Whether the values are positive and span such a wide range that the small ones would appear
    to lie on the axis of a linear chart."""
    known = values[numpy.isfinite(values)]
    return bool(known.size and known.min() > 0 and known.max() > WIDE * known.min())


def gradient_figures(observed: Sequence[Observation], layers: Sequence[str]) -> list[Element]:
    """Norms of gradients, weights and activations, update ratios, and dead or saturated units."""
    epochs = _epochs(observed)
    of_layers = [
        ("Gradient norm", "‖∂L/∂θ‖ of each layer, for the next batch.", "gradients"),
        ("Weight norm", "‖θ‖ of each layer's weights and biases.", "weights"),
        (
            "Size of activations",
            "The root mean square of each layer's outputs over units and examples.",
            "activations",
        ),
    ]
    charts = []
    for name, note, what in of_layers:
        lines = _by_layer(layers, _stacked(observed, what))
        charts.append(LineChart(name, note, epochs, lines, is_log=True))
    note = "‖Δθ‖ / ‖θ‖ of each layer in one step."
    updates = _by_layer(layers, _stacked(observed, "updates"))
    charts.append(
        LineChart("Update to weight", note, epochs, updates, is_log=True, rule=USUAL_UPDATE)
    )
    charts.append(_units_chart(observed, layers, epochs))
    return list(map(line_figure, charts))


def noise_figures(observed: Sequence[Observation], layers: Sequence[str]) -> list[Element]:
    """The signal-to-noise ratio, and the cosine of successive gradients."""
    epochs = _epochs(observed)
    ratios = numpy.array([seen.noise.ratio for seen in observed if seen.noise is not None])
    charts = [
        LineChart(
            "Signal to noise",
            "‖ḡ‖² / (tr Σ / n): the squared mean gradient of the batch over its expected error. "
            "At about 1, the mean is indistinguishable from noise.",
            epochs,
            _with_whole(layers, ratios),
            is_log=True,
            rule=(1.0, "1"),
            unknown="A batch of one example has no variance.",
        ),
        LineChart(
            "Cosine of successive gradients",
            "1: the next gradient has the same direction; 0: it is orthogonal; −1: it is opposite.",
            epochs,
            _with_whole(layers, _stacked(observed, "cosine")),
            low=-1.0,
            high=1.0,
            unknown="One of each two successive gradients was 0.",
        ),
    ]
    return list(map(line_figure, charts))


def histogram_figures(
    observed: Sequence[Observation], layers: Sequence[str]
) -> list[list[Element]]:
    """For each layer, the histograms of its weights, gradients and activations."""
    chosen = [observed[place] for place in _spread(len(observed), COLUMNS)]
    epochs = _epochs(chosen)
    return [
        [
            histogram_figure(
                f"{name}, {layer}",
                epochs,
                [seen.histograms[kind][place] for seen in chosen if seen.histograms is not None],
                what,
                kind,
            )
            for kind, (name, what) in COUNTED.items()
        ]
        for place, layer in enumerate(layers)
    ]


def _units_chart(
    observed: Sequence[Observation], layers: Sequence[str], epochs: Array
) -> LineChart:
    shares = numpy.array([[units.share for units in seen.units or ()] for seen in observed])
    return LineChart(
        "Dead and saturated units",
        "The share of each layer's units that are dead (ReLU: 0 for all training examples) or "
        "saturated (flat for nearly all of them).",
        epochs,
        _by_layer(layers, shares),
        low=0.0,
        high=1.0,
        unknown="The units of this network can neither die nor saturate.",
    )


def _by_layer(layers: Sequence[str], values: Array) -> list[Line]:
    return [
        Line(name, values[:, i], look_of(i), DASHES[i % len(DASHES)])
        for i, name in enumerate(layers)
    ]


def _with_whole(layers: Sequence[str], values: Array) -> list[Line]:
    """One line per layer, followed by one for the whole network."""
    return [*_by_layer(layers, values), Line("whole network", values[:, -1], "whole")]


def _epochs(observed: Sequence[Observation]) -> Array:
    return numpy.array([seen.epoch for seen in observed], float)


def _stacked(observed: Sequence[Observation], name: str) -> Array:
    """The field `name` of all observations, with one row per observation."""
    return numpy.array([getattr(seen, name) for seen in observed], numpy.float64)


def _spread(count: int, most: int) -> list[int]:
    """At most `most` indices below `count`, evenly spread and including both ends."""
    return sorted({*numpy.linspace(0, count - 1, min(count, most)).round().astype(int).tolist()})
