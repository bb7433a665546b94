"""What the page shows as pictures: the data points, and what every unit computes on the plane."""

from __future__ import annotations

import numpy

from chainrule import nn
from chainrule.browser.protocol import Arrays, Scale
from chainrule.engine.op import Array
from chainrule.losses import Hinge, Loss
from chainrule.nn.module import Module
from chainrule.training.experiment import Experiment
from chainrule.training.replay import ForwardProgram
from chainrule.training.settings import with_options

DOMAIN = (-6.0, 6.0)
BOUNDED = {"tanh", "sigmoid", "hardtanh", "sin"}


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
        self._activations = [with_options(layer)[1] for layer in experiment.layers]
        kinds = tuple(nn.ACTIVATIONS.values())
        self._hidden = [i for i, (_, layer) in enumerate(net.layers()) if isinstance(layer, kinds)]
        self._grid = experiment.values_at(_grid(size))
        self._forward = ForwardProgram.record(net, self._grid)

    def inputs(self) -> Arrays:
        """The features themselves, as images."""
        images = self._thumbnails(self._grid)
        scales = [_largest(image) for image in images]
        return {"feature_maps": images, "feature_scales": numpy.array(scales, numpy.float64)}

    def current(self) -> Arrays:
        """The images at the present weights."""
        with numpy.errstate(all="ignore"):
            self._forward.program.replay()
            prediction = self._prediction()
        hidden = [self._thumbnails(self._forward.outputs[index]) for index in self._hidden]
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

    def has_units(self, layer: int, units: tuple[int, int]) -> bool:
        """Whether there is such a hidden layer, with these units."""
        return (
            0 <= layer < len(self._hidden)
            and min(units) >= 0
            and max(units) < self._forward.outputs[self._hidden[layer]].shape[-1]
        )

    def hidden_layer(self, layer: int) -> tuple[int, Array]:
        """A hidden layer's place among the network's, and its outputs for the map's pixels, at
        the weights of `current`."""
        index = self._hidden[layer]
        return index, self._forward.outputs[index]

    def _prediction(self) -> Array:
        """One image, or with more than two classes one a class, whose sum is 1."""
        scores = self._forward.scores
        if self.scale["classes"] > 2 and isinstance(self._loss, Hinge):
            return (scores.argmax(axis=1) == numpy.arange(scores.shape[1])[:, None]) * 1.0
        prediction = self._loss.prediction(scores)
        return prediction.T if self.scale["classes"] > 2 else prediction[:, -1]

    def _thumbnails(self, values: Array) -> Array:
        """(points, units) as (units, size/2, size/2) images."""
        images = values.T.reshape(-1, self.size, self.size)
        return numpy.ascontiguousarray(images[:, ::2, ::2], numpy.float32)


def point_arrays(experiment: Experiment) -> Arrays:
    """The data points: coordinates, target, and whether each is a test point."""
    x, y, x_test, y_test = experiment.points()
    points, targets = numpy.concatenate([x, x_test]), numpy.concatenate([y, y_test])
    return {
        "x1": points[:, 0].copy(),
        "x2": points[:, 1].copy(),
        "target": _in_scale(targets.astype(numpy.float64), experiment),
        "test": (numpy.arange(len(points)) >= len(x)).astype(numpy.float64),
    }


def data_csv(experiment: Experiment) -> str:
    """The data points as CSV: coordinates, target, and the set each belongs to."""
    x, y, x_test, y_test = experiment.points()
    lines = ["x1,x2,target,set"]
    for points, targets, name in ((x, y, "training"), (x_test, y_test, "test")):
        for point, target in zip(points.tolist(), targets.tolist(), strict=True):
            lines.append(",".join([*map(repr, point), repr(target), name]))
    return "".join(f"{line}\r\n" for line in lines)


def _in_scale(targets: Array, experiment: Experiment) -> Array:
    is_signed = experiment.loss == "hinge" and experiment.classes == 2
    return 2 * targets - 1 if is_signed else targets


def _grid(size: int) -> Array:
    """The centres of size × size pixels, row by row from the top left."""
    low, high = DOMAIN
    centres = low + (numpy.arange(size) + 0.5) * (high - low) / size
    x1, x2 = numpy.meshgrid(centres, centres[::-1])
    return numpy.column_stack([x1.ravel(), x2.ravel()])


def _scale(experiment: Experiment) -> Scale:
    low, label = 0.0, "probability of class 1"
    if experiment.is_regression:
        low, label = -1.0, "predicted value"
    elif experiment.classes > 2:
        label = "share of each class"
    elif experiment.loss == "hinge":
        low, label = -1.0, "score"
    elif experiment.loss not in ("binary_cross_entropy", "cross_entropy"):
        label = "predicted class"
    return {
        "classes": 0 if experiment.is_regression else experiment.classes,
        "is_curve": experiment.data == "sine",
        "low": low,
        "high": 1.0,
        "label": label,
    }


def _full_colour(activation: str, images: Array) -> float:
    """The value drawn in full colour: the activation's bound, or the largest value there is."""
    return 1.0 if activation in BOUNDED else _largest(images)


def _largest(images: Array) -> float:
    largest = float(numpy.abs(images).max())
    return largest if 0 < largest < numpy.inf else 1.0
