"""Checks of which layers are compatible with the data, and which batch sizes with a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from chainrule.errors import InputError
from chainrule.experiment.data.source import PLANES, parted, source_of
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import (
    given_shape,
    is_dense,
    kind_of,
    shapes_through,
    text_of,
    widened,
    with_inner,
)
from chainrule.experiment.layers.shape import Shape, numbers
from chainrule.experiment.network.build import count_parameters, parts_of
from chainrule.limits import MAX_RUN_BYTES, MAX_WIDTH
from chainrule.phrases import Phrase, phrase

COPIES = 16
"""The number of arrays as large as the weights: the gradient, the optimizer's state, and at least
the smallest number of snapshots of a run."""
COPIES_OF_OUTPUTS = 3
"""The programs for whole data sets store this number of copies of each layer's output for all
examples."""


def check_layers(experiment: Any) -> None:
    """Raise an error for layers that are incompatible with each other or with the data.

    Raises
    ------
    InputError
        If there is such a layer. The message names it.
    """
    if not all(map(is_dense, experiment.layers)):
        parts_of(experiment)
    if any(map(is_wide, with_inner(experiment.layers))):
        _check_width(experiment)


def is_wide(layer: Layer) -> bool:
    """Whether a dense layer has more units than are allowed for data other than images."""
    return is_dense(layer) and layer["units"] > MAX_WIDTH


def _check_width(experiment: Any) -> None:
    """Raise an error for wide layers unless the data are images and the layers fit in memory.

    Raises
    ------
    InputError
        If not. The message names the layer that is too wide, or gives the memory that all layers
        need.
    """
    if shape_of(experiment).kind != "image":
        wide = next(filter(is_wide, with_inner(experiment.layers)))
        allowed = phrase("allowed.width_of_images", most=MAX_WIDTH)
        raise InputError("layers", text_of(wide), allowed)
    needed = _bytes_of(experiment)
    if needed > MAX_RUN_BYTES:
        names = [text_of(layer) for layer in experiment.layers]
        most, needed = MAX_RUN_BYTES / 2**20, needed / 2**20
        raise InputError("layers", names, phrase("allowed.memory", needed=needed, most=most))


def _bytes_of(experiment: Any) -> int:
    """The approximate memory, in bytes, that a run needs for its weights and for each layer's
    output on all examples."""
    shapes = shapes_through(experiment.layers, given_shape(shape_of(experiment), experiment.layers))
    outputs = len(source_of(experiment).y) * sum(shape.size for shape in shapes)
    values = COPIES * count_parameters(experiment) + COPIES_OF_OUTPUTS * outputs
    return values * numpy.dtype(experiment.dtype).itemsize


def fitting_layers(layers: Sequence[Layer], settings: Any) -> tuple[Layer, ...]:
    """The given layers, without those that are incompatible with an experiment's data.

    Parameters
    ----------
    settings : the settings of the data, which may not yet be compatible with each other.
    """
    if all(is_dense(layer) and not is_wide(layer) for layer in layers):
        return tuple(layers)
    try:
        data = shape_of(settings)
    except InputError:  # an error in the data, which the experiment's own check will report
        return tuple(layers)
    kept: list[Layer] = []
    for layer in layers if data.kind == "image" else map(_narrowed, layers):
        if _fits([*kept, layer], data):
            kept.append(layer)
    return tuple(kept)


def _narrowed(layer: Layer) -> Layer:
    return widened([layer], MAX_WIDTH)[0] if any(map(is_wide, with_inner([layer]))) else layer


def shape_of(settings: Any) -> Shape:
    """The shape of an example of data with these settings."""
    if settings.data in PLANES:
        return numbers(len(settings.features))
    return source_of(settings).shape


def fault_of_batches(experiment: Any) -> Phrase | None:
    """The allowed batch sizes in words if a batch has only one example, for which batch norm has no
    variance; otherwise None."""
    if not any(kind_of(layer).uses_batch(layer) for layer in with_inner(experiment.layers)):
        return None
    count, size = len(parted(experiment)[0]), experiment.batch_size
    if min(size, count) == 1 or count % size == 1:
        return phrase("allowed.two_per_batch", count=count)
    return None


def _fits(layers: Sequence[Layer], data: Shape) -> bool:
    try:
        shapes_through(layers, given_shape(data, layers))
    except InputError:
        return False
    return True
