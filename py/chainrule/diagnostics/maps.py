"""Data for the page's images: the data points, and the output of every unit over the plane."""

from __future__ import annotations

from typing import Literal, TypedDict

import numpy

from chainrule import nn
from chainrule.data import ONE_INPUT
from chainrule.diagnostics.pictures import Pictures
from chainrule.diagnostics.points import shown_points
from chainrule.diagnostics.target import Target, target_of
from chainrule.engine.op import Array
from chainrule.experiment.data.source import ONE_EXAMPLE, table_of
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.network.places import LayerPlace, layer_places
from chainrule.limits import CURVE_REACH
from chainrule.losses import LOSSES, Loss
from chainrule.nn.module import Module
from chainrule.phrases import phrase
from chainrule.training.replay import ForwardProgram

Kind = Literal["plane", "curve", "pictures", "classes", "scatter"]
DOMAIN = (-6.0, 6.0)
MARGIN = 0.08

Domain = tuple[tuple[float, float], tuple[float, float]]


class TargetFacts(TypedDict):
    """A description of a regression's target; see `Target`."""

    name: str
    unit: str
    decimals: int | None
    is_date: bool


class OutputScale(TypedDict):
    """The meaning of an output's values, including those at the two ends of the colour scale.

    With more than two `classes`, there is an image of each class's probability instead. The kind is
    `curve` if the network has a single input. There is no plane for the kinds `pictures` (images),
    `classes` (sequences with classes) and `scatter` (images or sequences with numbers as targets).
    `is_numbered` says whether the classes' names are numbers. `ends` are the values at the ends
    of the colour scale in the target's unit or, for a `curve`, the values at the edges of the
    picture; `target` describes that unit.
    """

    classes: int
    names: list[str]
    is_numbered: bool
    kind: Kind
    low: float
    high: float
    label: str
    ends: tuple[float, float]
    target: TargetFacts | None


class Maps:
    """Images of the outputs of all units over a plane, computed by a single forward program.

    The plane is spanned by x1 and x2 or, for a table, by two of its inputs, with all others at
    their means. There is no plane for images and sequences; see `Pictures`.

    Parameters
    ----------
    size : the number of pixels along a side of the output map; the units' maps use every other
        pixel.
    axes : for a table, the indices of the two inputs that span the plane; None for the first two
        numeric inputs.

    Attributes
    ----------
    places : the position of each hidden layer in the network.
    pictures : the layers' images if there is no plane.
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
        self.scale = scale_of(experiment)
        self._loss = loss
        self.places = layer_places(experiment)[:-1]
        self.pictures: Pictures | None = None
        if not has_plane(experiment):
            self.pictures = Pictures(experiment, net, loss, self.places, size // 2)
            self._forward = self.pictures.forward
            return
        self._grid = on_plane(experiment, pixel_centres(size, self.domain), axes)
        self._forward = ForwardProgram.record(net, self._grid)
        self._examples = self._grid if experiment.is_plane else experiment.source.x

    def show(self, example: int) -> None:
        """Select the example for which layers are shown if there is no plane."""
        if self.pictures:
            self.pictures.show(example)

    def inputs(self) -> dict[str, Array]:
        """The features as images or, if there is no plane, the selected example."""
        if self.pictures:
            images = self.pictures.inputs()
            return {"feature_maps": images, "feature_scales": numpy.ones(len(images))}
        images = self._thumbnails(self._grid)
        scales = [_largest(column) for column in self._examples.T]
        return {"feature_maps": images, "feature_scales": numpy.array(scales, numpy.float64)}

    def current(self) -> dict[str, Array]:
        """The images at the current weights."""
        with numpy.errstate(all="ignore"):
            if self.pictures:
                self.pictures.replay()
                prediction = self.pictures.prediction()
            else:
                self._forward.program.replay()
                prediction = prediction_images(
                    self._forward.scores, self._loss, self.scale["classes"]
                )
            hidden = [self._images(place) for place in self.places]
            last = [self.pictures.last()] if self.pictures else []
        half = self.size // 2
        empty = numpy.empty((0, half, half), numpy.float32)
        return {
            "output": numpy.ascontiguousarray(prediction, numpy.float32),
            "maps": numpy.concatenate([empty, *hidden, *last]),
            "scales": numpy.array(
                [self._full_colour(*pair) for pair in zip(self.places, hidden, strict=True)],
                numpy.float32,
            ),
        }

    def has_units(self, layer: int, units: tuple[int, int]) -> bool:
        """Whether this hidden layer and these units exist."""
        return (
            0 <= layer < len(self.places)
            and self.places[layer].result.kind == "numbers"
            and min(units) >= 0
            and max(units) < self.places[layer].result.size
        )

    def hidden_layer(self, layer: int) -> tuple[int, Array]:
        """A hidden layer's index among the network's layers, and its outputs for the pixels of the
        map, at the weights of the last call of `current`."""
        index = self.places[layer].stop - 1
        return index, self._forward.outputs[index]

    def _images(self, place: LayerPlace) -> Array:
        """A hidden layer's images."""
        if self.pictures:
            return self.pictures.images(place)
        return self._thumbnails(self._forward.outputs[place.stop - 1])

    def _full_colour(self, place: LayerPlace, images: Array) -> float:
        """The value that is drawn in full colour: the activation's bound or, if it has none, the
        largest value in the images."""
        if self.pictures and self.pictures.shows_weights(place):
            return _largest(images)
        activation = place.layer.get("activation") if place.layer else None
        is_bounded = activation is not None and nn.ACTIVATIONS[activation].bounded
        return 1.0 if is_bounded else _largest(images)

    def _thumbnails(self, values: Array) -> Array:
        """Values (points, units) as images (units, size/2, size/2)."""
        images = values.T.reshape(-1, self.size, self.size)
        return numpy.ascontiguousarray(images[:, ::2, ::2], numpy.float32)


def prediction_images(scores: Array, loss: Loss, classes: int) -> Array:
    """The predictions for scores (…, points, outputs): a single image (…, points) or, with more
    than two classes, one image per class (…, classes, points), which sum to 1."""
    if classes > 2 and loss.predicts == "score":
        winners = scores.argmax(axis=-1)[..., None, :]
        return (winners == numpy.arange(scores.shape[-1])[:, None]) * 1.0
    prediction = loss.prediction(scores)
    return prediction.swapaxes(-1, -2) if classes > 2 else prediction[..., -1]


def point_arrays(experiment: Experiment, axes: tuple[int, int]) -> dict[str, Array]:
    """The data points to draw: their coordinates, their targets, and whether each is a test
    point."""
    x, y, x_test, y_test = experiment.points()
    points, targets = numpy.concatenate([x, x_test]), numpy.concatenate([y, y_test])
    chosen = shown_points(len(x), len(x_test))
    first, second = axes
    target = target_of(experiment)
    return {
        "x1": points[chosen, first],
        "x2": points[chosen, second],
        "target": _in_scale(last := _last(targets[chosen]), experiment),
        "test": (chosen >= len(x)).astype(numpy.float64),
        **({} if target is None else {"target_values": target.values(last)}),
    }


def _last(targets: Array) -> Array:
    """For each example, the target to draw: the last one if there are several."""
    return (targets if targets.ndim == 1 else targets[:, -1]).astype(numpy.float64)


def axes_in(experiment: Experiment, axes: tuple[int, int] | None) -> tuple[int, int]:
    """The requested axes if the examples have them. Otherwise, the first two inputs, where inputs
    with values other than 0 and 1 take precedence."""
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
    # With a single input, both axes are the same, and the values of the first axis are kept.
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
    is_signed = LOSSES[experiment.loss].predicts == "score" and len(experiment.class_names) == 2
    return 2 * targets - 1 if is_signed else targets


def pixel_centres(size: int, domain: Domain) -> Array:
    """The centres of size × size pixels, row by row from the top left."""
    across, up = (low + (numpy.arange(size) + 0.5) * (high - low) / size for low, high in domain)
    x1, x2 = numpy.meshgrid(across, up[::-1])
    return numpy.column_stack([x1.ravel(), x2.ravel()])


def scale_of(experiment: Experiment) -> OutputScale:
    """The meaning of a prediction's values, and the values that are drawn in full colour."""
    low, high, names = 0.0, 1.0, list(experiment.class_names)
    target, kind = target_of(experiment), _kind(experiment)
    predicts = LOSSES[experiment.loss].predicts
    if experiment.is_regression:
        # The targets of a table are in units of standard deviations.
        high = 1.0 if experiment.is_plane else 2.0
        if experiment.data == ONE_EXAMPLE:
            high = max(1.0, *map(abs, experiment.example_targets))
        is_column = table_of(experiment.data, experiment.table) is not None
        name = target.name if target is not None and is_column else None
        low, label = -high, phrase("scale.predicted", name=name) if name else phrase("scale.value")
    elif len(names) > 2:
        label = phrase("scale.shares")
    elif predicts == "score":
        low, label = -1.0, phrase("scale.score")
    elif predicts == "value":
        label = phrase("scale.class")
    else:
        name = phrase("scale.class_1") if experiment.is_plane else names[-1]
        label = phrase("scale.probability", name=name)
    return {
        "classes": len(names),
        "names": names,
        "is_numbered": all(name.isdigit() for name in names),
        "kind": kind,
        "low": low,
        "high": high,
        "label": label,
        "ends": _ends(numpy.array([low, high]) * (CURVE_REACH if kind == "curve" else 1), target),
        "target": None if target is None else target_facts(target),
    }


def _ends(ends: Array, target: Target | None) -> tuple[float, float]:
    low, high = (ends if target is None else target.values(ends)).tolist()
    return low, high


def target_facts(target: Target) -> TargetFacts:
    """The information about a target that is sent to the page."""
    return {
        "name": target.name,
        "unit": target.unit,
        "decimals": target.decimals,
        "is_date": target.is_date,
    }


def has_plane(experiment: Experiment) -> bool:
    """Whether the network's output can be drawn over a plane of two inputs."""
    return experiment.data_shape.kind == "numbers"


def _kind(experiment: Experiment) -> Kind:
    """The way in which the output is drawn: over a plane, as a curve over a single input, or for
    each example."""
    if experiment.data_shape.kind == "image" and not experiment.is_regression:
        return "pictures"
    if not has_plane(experiment):
        return "scatter" if experiment.is_regression else "classes"
    has_one_input = experiment.data in ONE_INPUT or (
        not experiment.is_plane and experiment.source.x.shape[1] == 1
    )
    return "curve" if experiment.is_regression and has_one_input else "plane"


def _largest(images: Array) -> float:
    largest = float(numpy.abs(images).max())
    return largest if 0 < largest < numpy.inf else 1.0
