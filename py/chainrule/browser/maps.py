"""What the page shows as pictures: the data points, and what every unit computes on the plane."""

from __future__ import annotations

import numpy

from chainrule.browser.protocol import Arrays, Scale
from chainrule.engine.op import Array
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.training.experiment import Experiment
from chainrule.training.replay import ForwardProgram

DOMAIN = (-6.0, 6.0)
BOUNDED = {"tanh", "sigmoid"}


class Maps:
    """Images of the network over the square `DOMAIN`, from one forward program.

    Parameters
    ----------
    size : pixels along a side of the output map; units' maps take every other pixel.
    """

    def __init__(self, experiment: Experiment, net: Module, loss: Loss, size: int) -> None:
        self.size = size
        self.scale = _scale(experiment)
        self._loss = loss
        self._activations = [activation for _, activation in experiment.layers]
        self._grid = _grid(size)
        self._forward = ForwardProgram.record(net, self._grid)

    def inputs(self) -> Arrays:
        """The features themselves, as images."""
        return {"feature_maps": self._thumbnails(self._grid)}

    def current(self) -> Arrays:
        """The images at the present weights."""
        with numpy.errstate(all="ignore"):
            self._forward.program.replay()
            prediction = self._loss.prediction(self._forward.scores)[:, -1]
        # Modules alternate: linear, activation, …, linear.
        hidden = [self._thumbnails(output) for output in self._forward.outputs[1:-1:2]]
        half = self.size // 2
        empty = numpy.empty((0, half, half), numpy.float32)
        return {
            "output": numpy.ascontiguousarray(prediction, numpy.float32),
            "maps": numpy.concatenate([empty, *hidden]),
            "scales": numpy.array(
                [_full_colour(a, h) for a, h in zip(self._activations, hidden, strict=True)],
                numpy.float32,
            ),
        }

    def _thumbnails(self, values: Array) -> Array:
        """(points, units) as (units, size/2, size/2) images."""
        images = values.T.reshape(-1, self.size, self.size)
        return numpy.ascontiguousarray(images[:, ::2, ::2], numpy.float32)


def point_arrays(experiment: Experiment) -> Arrays:
    """The data points: coordinates, target, and whether each is a test point."""
    x, y, x_test, y_test = experiment.split()
    points, targets = numpy.concatenate([x, x_test]), numpy.concatenate([y, y_test])
    return {
        "x1": points[:, 0].copy(),
        "x2": points[:, 1].copy(),
        "target": targets.astype(numpy.float64),
        "test": (numpy.arange(len(points)) >= len(x)).astype(numpy.float64),
    }


def _grid(size: int) -> Array:
    """The centres of size × size pixels, row by row from the top left."""
    low, high = DOMAIN
    centres = low + (numpy.arange(size) + 0.5) * (high - low) / size
    x1, x2 = numpy.meshgrid(centres, centres[::-1])
    return numpy.column_stack([x1.ravel(), x2.ravel()])


def _scale(experiment: Experiment) -> Scale:
    if experiment.is_regression:
        return {"low": -1.0, "high": 1.0, "label": "predicted value"}
    label = "predicted class" if experiment.loss == "mse" else "probability of class 1"
    return {"low": 0.0, "high": 1.0, "label": label}


def _full_colour(activation: str, images: Array) -> float:
    """The value drawn in full colour: the activation's bound, or the largest value there is."""
    if activation in BOUNDED:
        return 1.0
    largest = float(numpy.abs(images).max())
    return largest if 0 < largest < numpy.inf else 1.0
