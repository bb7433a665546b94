"""Data for the page's images: the data points, and the output of every unit on the plane."""

from __future__ import annotations

from typing import Literal, TypedDict

import numpy

from chainrule import nn
from chainrule.data.tables import SIDE
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers import with_options
from chainrule.experiment.source import ONE_EXAMPLE, PICTURES
from chainrule.losses import Hinge, Loss
from chainrule.nn.module import Module
from chainrule.phrases import phrase
from chainrule.training.replay import ForwardProgram

DOMAIN = (-6.0, 6.0)
MOST_POINTS = 2000
"""The largest number of points drawn; a table's rows can all be read as text."""
MARGIN = 0.08

Domain = tuple[tuple[float, float], tuple[float, float]]


class OutputScale(TypedDict):
    """The meaning of an output's numbers: the values at the two ends of the colour scale.

    With more than two `classes`, there is one image of each class's probability instead. A `curve`
    has one input. `pictures` have no plane. `is_numbered` says that the classes' names are
    numbers.
    """

    classes: int
    names: list[str]
    is_numbered: bool
    kind: Literal["plane", "curve", "pictures"]
    low: float
    high: float
    label: str


class Maps:
    """Images of the network over a plane, from one forward program.

    The plane is that of x1 and x2. For a table, it is that of two of its inputs, with all others at
    their means. For pictures there is no plane: units of the first layer show their weights;
    units of later layers show stripes, their mean output for the examples of each class.

    Parameters
    ----------
    size : the number of pixels along a side of the output map; units' maps use every other pixel.
    axes : the two inputs of a table that span the plane; None for the first two numeric ones.
    """

    def __init__(
        self,
        experiment: Experiment,
        net: Module,
        loss: Loss,
        size: int,
        axes: tuple[int, int] | None = None,
    ) -> None:
        self.size = size
        self.axes = axes = axes_in(experiment, axes)
        self.domain = domain_of(experiment, axes)
        self._net, self._is_picture = net, experiment.data == PICTURES
        self.scale = scale_of(experiment)
        self._loss = loss
        self._activations = [with_options(layer)[1] for layer in experiment.layers]
        bends = [i for i, (_, layer) in enumerate(net.layers()) if isinstance(layer, nn.Activation)]
        self._hidden = bends[: len(experiment.layers)]  # the output may have one too
        self._grid = on_plane(experiment, pixel_centres(size, self.domain), axes)
        self._forward = ForwardProgram.record(net, self._grid)
        self._examples = self._grid if experiment.is_plane else experiment.source.x
        if self._is_picture:
            self._forward = ForwardProgram.record(net, self._examples)
            self._by_class = numpy.eye(len(experiment.class_names))[experiment.source.y]
            self._by_class /= self._by_class.sum(axis=0)

    def inputs(self) -> dict[str, Array]:
        """The features as images; for pictures, the mean picture."""
        if self._is_picture:
            mean = self._upscaled(self._examples.mean(axis=0))
            return {"feature_maps": mean, "feature_scales": numpy.ones(1)}
        images = self._thumbnails(self._grid)
        scales = [_largest(column) for column in self._examples.T]
        return {"feature_maps": images, "feature_scales": numpy.array(scales, numpy.float64)}

    def current(self) -> dict[str, Array]:
        """The images at the current weights."""
        with numpy.errstate(all="ignore"):
            self._forward.program.replay()
            prediction = self._prediction()
        hidden = [self._images(number) for number in range(len(self._hidden))]
        last = [self._stripes(prediction)] if self._is_picture else []
        half = self.size // 2
        empty = numpy.empty((0, half, half), numpy.float32)
        return {
            "output": numpy.ascontiguousarray(prediction, numpy.float32),
            "maps": numpy.concatenate([empty, *hidden, *last]),
            "scales": numpy.array(
                [self._full_colour(number, image) for number, image in enumerate(hidden)],
                numpy.float32,
            ),
        }

    def has_units(self, layer: int, units: tuple[int, int]) -> bool:
        """Whether this hidden layer and these units exist."""
        return (
            0 <= layer < len(self._hidden)
            and min(units) >= 0
            and max(units) < self._forward.outputs[self._hidden[layer]].shape[-1]
        )

    def hidden_layer(self, layer: int) -> tuple[int, Array]:
        """A hidden layer's index in the network, and its outputs for the map's pixels at the
        weights of `current`."""
        index = self._hidden[layer]
        return index, self._forward.outputs[index]

    def _prediction(self) -> Array:
        """One image, or with more than two classes one per class, which sum to 1."""
        scores = self._forward.scores
        is_hinge = self.scale["classes"] > 2 and isinstance(self._loss, Hinge)
        if self._is_picture and not is_hinge:
            return (self._by_class.T @ self._loss.prediction(scores)).astype(numpy.float32)
        return prediction_images(scores, self._loss, self.scale["classes"])

    def _images(self, number: int) -> Array:
        """A hidden layer's units as images."""
        outputs = self._forward.outputs[self._hidden[number]]
        if not self._is_picture:
            return self._thumbnails(outputs)
        if number == 0:
            return self._upscaled(next(self._net.named_parameters())[1])
        return self._stripes(self._by_class.T @ outputs)

    def _upscaled(self, pictures: Array) -> Array:
        """Pictures of 8×8 numbers, as images."""
        half = self.size // 2
        place = numpy.arange(half) * SIDE // half
        images = pictures.reshape(-1, SIDE, SIDE)[:, place][:, :, place]
        return numpy.ascontiguousarray(images, numpy.float32)

    def _stripes(self, by_class: Array) -> Array:
        """(classes, units) as images of vertical stripes, the first class on the left."""
        half, means = self.size // 2, by_class.T
        stripes = means[:, numpy.arange(half) * means.shape[1] // half]
        return numpy.ascontiguousarray(
            numpy.broadcast_to(stripes[:, None], (len(means), half, half)), numpy.float32
        )

    def _full_colour(self, number: int, images: Array) -> float:
        """The value drawn in full colour: the activation's bound, or the largest value."""
        is_weight = self._is_picture and number == 0
        is_bounded = nn.ACTIVATIONS[self._activations[number]].bounded and not is_weight
        return 1.0 if is_bounded else _largest(images)

    def _thumbnails(self, values: Array) -> Array:
        """(points, units) as (units, size/2, size/2) images."""
        images = values.T.reshape(-1, self.size, self.size)
        return numpy.ascontiguousarray(images[:, ::2, ::2], numpy.float32)


def prediction_images(scores: Array, loss: Loss, classes: int) -> Array:
    """The predictions for scores (…, points, outputs): one image (…, points), or with more than two
    classes one per class, (…, classes, points), which sum to 1."""
    if classes > 2 and isinstance(loss, Hinge):
        winners = scores.argmax(axis=-1)[..., None, :]
        return (winners == numpy.arange(scores.shape[-1])[:, None]) * 1.0
    prediction = loss.prediction(scores)
    return prediction.swapaxes(-1, -2) if classes > 2 else prediction[..., -1]


def point_arrays(experiment: Experiment, axes: tuple[int, int]) -> dict[str, Array]:
    """The data points that are drawn: coordinates, target, and whether each is a test point."""
    x, y, x_test, y_test = experiment.points()
    points, targets = numpy.concatenate([x, x_test]), numpy.concatenate([y, y_test])
    chosen = shown_points(len(x), len(x_test))
    first, second = axes
    return {
        "x1": points[chosen, first],
        "x2": points[chosen, second],
        "target": _in_scale(_last(targets[chosen]), experiment),
        "test": (chosen >= len(x)).astype(numpy.float64),
    }


def shown_points(training: int, test: int) -> Array:
    """The points that are drawn: all, or a proportional part of each set up to the limit."""
    total = training + test
    share = min(1.0, MOST_POINTS / total)
    return numpy.concatenate(
        [numpy.arange(int(training * share)), training + numpy.arange(int(test * share))]
    )


def _last(targets: Array) -> Array:
    """The targets to draw; the last one if there are several."""
    return (targets if targets.ndim == 1 else targets[:, -1]).astype(numpy.float64)


def axes_in(experiment: Experiment, axes: tuple[int, int] | None) -> tuple[int, int]:
    """The requested axes, if the examples have them; else the first two inputs with more than two
    values, as far as they exist."""
    if experiment.is_plane:
        return 0, 1
    x = experiment.source.x
    if axes is not None and max(axes) < x.shape[1]:
        return axes
    is_number = [bool(((column != 0) & (column != 1)).any()) for column in x.T]
    order = sorted(range(x.shape[1]), key=lambda index: not is_number[index])
    return order[0], order[1 % len(order)]


def on_plane(experiment: Experiment, plane: Array, axes: tuple[int, int]) -> Array:
    """The network's inputs for the points (n, 2) of the plane."""
    if experiment.is_plane:
        return experiment.values_at(plane)
    x = experiment.source.x
    values = numpy.tile(x.mean(axis=0), (len(plane), 1))
    # Data with a single input use the first axis.
    for axis, places in zip(reversed(axes), reversed(plane.T), strict=True):
        values[:, axis] = places
    return values


def domain_of(experiment: Experiment, axes: tuple[int, int]) -> Domain:
    """The limits of the plane's two axes."""
    if experiment.is_plane:
        return DOMAIN, DOMAIN
    x = experiment.source.x
    first, second = (_with_margin(x[:, axis]) for axis in axes)
    return first, second


def _with_margin(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return low - margin, high + margin


def _in_scale(targets: Array, experiment: Experiment) -> Array:
    is_signed = experiment.loss == "hinge" and len(experiment.class_names) == 2
    return 2 * targets - 1 if is_signed else targets


def pixel_centres(size: int, domain: Domain) -> Array:
    """The centres of size × size pixels, row by row from the top left."""
    across, up = (low + (numpy.arange(size) + 0.5) * (high - low) / size for low, high in domain)
    x1, x2 = numpy.meshgrid(across, up[::-1])
    return numpy.column_stack([x1.ravel(), x2.ravel()])


def scale_of(experiment: Experiment) -> OutputScale:
    """The meaning of a prediction's numbers, and the values drawn in full colour."""
    low, high, names = 0.0, 1.0, list(experiment.class_names)
    if experiment.is_regression:
        # A table's targets are in units of standard deviations.
        high = 1.0 if experiment.is_plane else 2.0
        if experiment.data == ONE_EXAMPLE:
            high = max(1.0, *map(abs, experiment.example_targets))
        low, label = -high, phrase("scale.value")
    elif len(names) > 2:
        label = phrase("scale.shares")
    elif experiment.loss == "hinge":
        low, label = -1.0, phrase("scale.score")
    elif experiment.loss not in ("binary_cross_entropy", "cross_entropy"):
        label = phrase("scale.class")
    else:
        name = phrase("scale.class_1") if experiment.is_plane else names[-1]
        label = phrase("scale.probability", name=name)
    return {
        "classes": len(names),
        "names": names,
        "is_numbered": all(name.isdigit() for name in names),
        "kind": _kind(experiment),
        "low": low,
        "high": high,
        "label": label,
    }


def _kind(experiment: Experiment) -> Literal["plane", "curve", "pictures"]:
    """How the output is drawn: as a curve if a number is predicted from one input."""
    if experiment.data == PICTURES:
        return "pictures"
    has_one_input = experiment.data == "sine" or (
        not experiment.is_plane and experiment.source.x.shape[1] == 1
    )
    return "curve" if experiment.is_regression and has_one_input else "plane"


def _largest(images: Array) -> float:
    largest = float(numpy.abs(images).max())
    return largest if 0 < largest < numpy.inf else 1.0
