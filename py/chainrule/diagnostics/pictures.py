"""Images of layers for examples that do not lie in a plane: images and sequences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from chainrule.diagnostics.points import shown_points
from chainrule.engine.op import Array
from chainrule.experiment.data.source import parted
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.kinds.attention import Attention
from chainrule.experiment.layers.kinds.recurrent import Recurrent
from chainrule.experiment.layers.parts import kind_of
from chainrule.experiment.network.places import LayerPlace
from chainrule.limits import MAX_WIDTH
from chainrule.losses import Loss
from chainrule.nn.module import Module
from chainrule.ops import ScaledDotProductAttention
from chainrule.training.replay import ForwardProgram

MOST_EXAMPLES = 256
"""The number of examples for networks with layers other than dense ones, chosen so that a frame
takes little time."""
FEWEST_EXAMPLES, MOST_PRODUCTS = 64, 5 * 10**7
"""For a large network, the number of examples is reduced so that a forward pass takes about this
number of products, but not below 64."""
BINS = 8
"""The number of groups, by target, into which the examples of a regression are divided."""


class Pictures:
    """Images of a network's layers, computed by forward programs over examples.

    Outputs with positions are shown for a single example: the channels of an image one by one, a
    sequence as a matrix of features by steps, and attention as one matrix of weights for each head.
    Units without positions are shown as stripes: their mean output for the examples of each class
    or, for a regression, in each octile of the targets. Each unit of a dense layer that reads an
    image's pixels is shown as an image of its weights. A wide dense layer is shown as one matrix,
    with one row per unit and one column per class.

    Parameters
    ----------
    places : the position of each hidden layer in the network.
    half : the number of pixels along a side of an image.
    """

    def __init__(
        self,
        experiment: Experiment,
        net: Module,
        loss: Loss,
        places: Sequence[LayerPlace],
        half: int,
    ) -> None:
        self._experiment, self._net, self._loss = experiment, net, loss
        self._places, self._half = list(places), half
        training, test = parted(experiment)
        self._order = numpy.concatenate([test, training])
        source = experiment.source
        is_dense = all(place.is_dense for place in places)
        if not experiment.class_names:
            shown = shown_points(len(training), len(test))
            chosen = numpy.concatenate([training, test])[shown]
        else:
            most = max(FEWEST_EXAMPLES, MOST_PRODUCTS // net.theta.size)
            is_all = is_dense and len(source.x) <= most
            chosen = self._order[: most if is_dense else min(most, MOST_EXAMPLES)]
            chosen = numpy.arange(len(source.x)) if is_all else chosen
        self._x, self._by_class = source.x[chosen], _shares(source.y[chosen], experiment)
        self.forward = ForwardProgram.record(net, experiment.inputs(self._x))
        self.show(0)

    def show(self, example: int) -> None:
        """Select another example by its index in the table, in which test examples come first."""
        place = self._order[example % len(self._order)]
        self._example = self._experiment.source.x[place : place + 1]
        self._one = ForwardProgram.record(self._net, self._experiment.inputs(self._example))

    def inputs(self) -> Array:
        """The example as images or, if a dense layer reads an image's pixels, the mean of all
        examples."""
        data, given = self._experiment.data_shape, self._experiment.input_shape
        if data.kind == "image":
            is_mean = given.kind == "numbers" and not any(map(is_bundled, self._places[:1]))
            pixels = self._x.mean(axis=0) if is_mean else self._example[0]
            return self._upscaled(pixels.reshape(data.sizes))
        values = self._experiment.inputs(self._example)[0]
        if given.kind == "tokens":
            values = values[:, None] == numpy.arange(given.symbols)
        return self._matrix(values.reshape(data.coded().sizes))

    def replay(self) -> None:
        """Update `images` to the current weights."""
        self.forward.program.replay()
        if any(map(_has_places, self._places)):
            self._one.program.replay()

    def images(self, place: LayerPlace) -> Array:
        """One layer's images, (count, half, half)."""
        if _is_attention(place):
            return self._upscaled(self._attention(place))
        if _is_recurrent(place):
            return self._matrix(self._one.outputs[place.start][0])
        if place.result.kind == "image":
            return self._upscaled(self._one.outputs[place.stop - 1][0])
        if place.result.kind == "sequence":
            return self._matrix(self._one.outputs[place.stop - 1][0])
        if self.shows_weights(place):
            weights = next(self._net.named_parameters())[1]
            return self._upscaled(weights.reshape(-1, *self._experiment.data_shape.sizes[1:]))
        by_class = self._by_class.T @ self.forward.outputs[place.stop - 1]
        return self._matrix(by_class) if is_bundled(place) else self._stripes(by_class)

    def shows_weights(self, place: LayerPlace) -> bool:
        """Whether a layer's images show its weights, with one weight for each input pixel."""
        data = self._experiment.data_shape
        is_single = data.kind == "image" and data.sizes[0] == 1 and not is_bundled(place)
        return place.is_dense and place.start == 0 and is_single

    def last(self) -> Array:
        """The outputs of the last layer as images."""
        return self._stripes(self.prediction() if self._classes else self._mean_scores())

    def prediction(self) -> Array:
        """For classes, the mean predicted probability of every class over the examples of each
        class; for a regression, the prediction for each drawn example."""
        scores = self.forward.scores
        if not self._classes:
            return scores[:, -1].astype(numpy.float32)
        if self._classes > 2 and self._loss.predicts == "score":
            shares = (scores.argmax(axis=-1)[:, None] == numpy.arange(self._classes)) * 1.0
        else:
            shares = self._loss.prediction(scores)
        if shares.shape[1] == 1:
            shares = numpy.concatenate([1 - shares, shares], axis=1)
        return (self._by_class.T @ shares).astype(numpy.float32)

    @property
    def _classes(self) -> int:
        return len(self._experiment.class_names)

    def _mean_scores(self) -> Array:
        return self._by_class.T @ self.forward.scores

    def _attention(self, place: LayerPlace) -> Array:
        """The attention weights of a layer for the example, (heads, steps, steps)."""
        return next(
            record.results["attention"][0]
            for record in self._one.program.records
            if record.op is ScaledDotProductAttention
            if record.scope.split(".")[0] == str(place.start)
        )

    def _upscaled(self, pictures: Array) -> Array:
        """Pictures (count, height, width), upscaled to images of half × half pixels."""
        rows, columns = (
            numpy.arange(self._half) * size // self._half for size in pictures.shape[1:]
        )
        images = pictures[:, rows][:, :, columns]
        return numpy.ascontiguousarray(images, numpy.float32)

    def _matrix(self, steps: Array) -> Array:
        """A sequence (steps, features) as a single image with one row per feature."""
        return self._upscaled(numpy.asarray(steps).T[None])

    def _stripes(self, by_class: Array) -> Array:
        """Values (classes, units) as images of vertical stripes, with the first class on the
        left."""
        half, means = self._half, by_class.T
        stripes = means[:, numpy.arange(half) * means.shape[1] // half]
        return numpy.ascontiguousarray(
            numpy.broadcast_to(stripes[:, None], (len(means), half, half)), numpy.float32
        )


def image_count(place: LayerPlace) -> int:
    """The number of images that show a hidden layer if there is no plane."""
    if place.layer is not None and _is_attention(place):
        return place.layer["heads"]
    if _is_recurrent(place) or place.result.kind == "sequence" or is_bundled(place):
        return 1
    return place.result.sizes[0]


def is_bundled(place: LayerPlace) -> bool:
    """Whether a hidden layer has too many units to draw each one separately."""
    return place.is_dense and place.result.size > MAX_WIDTH


def _is_attention(place: LayerPlace) -> bool:
    return place.layer is not None and isinstance(kind_of(place.layer), Attention)


def _is_recurrent(place: LayerPlace) -> bool:
    return place.layer is not None and isinstance(kind_of(place.layer), Recurrent)


def _has_places(place: LayerPlace) -> bool:
    return place.result.kind != "numbers" or _is_recurrent(place)


def _shares(y: Array, experiment: Experiment) -> Array:
    """The weight of each example in the mean of its group, (examples, groups)."""
    classes = len(experiment.class_names)
    if classes:
        member = numpy.eye(classes)[y]
    else:
        order = numpy.argsort(numpy.argsort(y, kind="stable"), kind="stable")
        member = numpy.eye(BINS)[order * BINS // len(y)]
    return member / numpy.maximum(member.sum(axis=0), 1)
