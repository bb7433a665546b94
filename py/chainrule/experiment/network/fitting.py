"""Checks of layers against data, and of batch sizes against networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from chainrule.errors import InputError, counted
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import given_shape, shapes_through, with_inner
from chainrule.experiment.layers.shape import Shape, numbers
from chainrule.experiment.network.build import parts_of
from chainrule.experiment.source import PLANES, parted, source_of


def check_layers(experiment: Any) -> None:
    """Raise an error for layers that do not fit each other or the data, and for impossible data.

    Raises
    ------
    InputError
        If so. The message gives the setting.
    """
    if experiment.data == "brackets" and experiment.steps % 2:
        allowed = "an even number, because each bracket has a partner"
        raise InputError("steps", experiment.steps, allowed)
    if any(layer.kind != "linear" for layer in experiment.layers):
        parts_of(experiment)
        _check_batches(experiment)


def changes_for_data(experiment: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes implied by other data: an even number of steps for brackets, and layers that fit."""
    wanted, forced = {**vars(experiment), **changes}, {}
    if wanted["data"] == "brackets" and "steps" not in changes and wanted["steps"] % 2:
        forced["steps"] = wanted["steps"] - 1
    if "layers" not in changes and {"data", "columns", "steps"} & {*changes, *forced}:
        fitting = fitting_layers(experiment.layers, {**wanted, **forced})
        if fitting != experiment.layers:
            forced["layers"] = fitting
    return forced


def fitting_layers(layers: Sequence[Layer], wanted: Mapping[str, Any]) -> tuple[Layer, ...]:
    """Those of these layers that fit data with other settings, in order.

    Parameters
    ----------
    wanted : all settings by name; those of the data may not fit each other yet.
    """
    if all(layer.kind == "linear" for layer in layers):
        return tuple(layers)
    try:
        data = shape_of(SimpleNamespace(**wanted))
    except InputError:  # of the data, which the experiment's own check will name
        return tuple(layers)
    kept: list[Layer] = []
    for layer in layers:
        if _fits([*kept, layer], data):
            kept.append(layer)
    return tuple(kept)


def shape_of(settings: Any) -> Shape:
    """The shape of an example of data with these settings."""
    if settings.data in PLANES:
        return numbers(len(settings.features))
    return source_of(settings).shape


def _check_batches(experiment: Any) -> None:
    """Raise an error for a last batch of one example, for which batch norm has no variance.

    Raises
    ------
    InputError
        If so. The message gives the batch size.
    """
    if not any(map(_is_batch_norm, with_inner(experiment.layers))):
        return
    count, size = len(parted(experiment)[0]), experiment.batch_size
    if min(size, count) == 1 or count % size == 1:
        raise InputError(
            "batch_size",
            size,
            f"a size that leaves no batch of a single one of "
            f"{counted(count, 'training example')}, because batch norm needs two",
        )


def _is_batch_norm(layer: Layer) -> bool:
    return layer.get("over") == "batch" or (layer.kind == "conv" and layer["norm"])


def _fits(layers: Sequence[Layer], data: Shape) -> bool:
    try:
        shapes_through(layers, given_shape(data, layers))
    except InputError:
        return False
    return True
