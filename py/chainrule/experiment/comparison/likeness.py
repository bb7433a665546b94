"""Tests of whether two experiments have the same network, initial weights, objective or program."""

from __future__ import annotations

from typing import Any

import numpy

from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.layer import Layer
from chainrule.experiment.layers.parts import is_dense
from chainrule.experiment.settings.table import SETTINGS


def same_network(one: Experiment, other: Experiment) -> bool:
    """Whether weights have the same meaning in both experiments."""
    if one is other:
        return True
    names = ("layers", "output_activation", "outputs", "input_names")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def same_start(one: Experiment, other: Experiment) -> bool:
    """Whether both have the same initial weights; explicit weights can then apply to both."""
    first, second = one.network(), other.network()
    shapes = [[layer.shapes for _, layer, _ in net.blocks()] for net in (first, second)]
    return shapes[0] == shapes[1] and numpy.array_equal(first.theta, second.theta)


def same_objective(one: Experiment, other: Experiment) -> bool:
    """Whether both minimise the same function of the same weights."""
    if one is other:
        return True
    same_decay = one.weight_decay == 0 or one.optimizer == other.optimizer
    return same_decay and all(
        getattr(one, name) == getattr(other, name)
        for name, row in SETTINGS.items()
        if row.scope in ("examples", "objective")
    )


def shared_settings(experiment: Experiment) -> tuple[Any, ...]:
    """The settings that two experiments must share to be replicas of one network.

    They may differ in the initial weights, in the learning rate, and in when they end.
    Dense layers may differ in width if a missing unit does not affect the others. This excludes
    layer norm, which averages over all units, and dropout, whose random numbers depend on the index
    of a unit.
    """
    own = [name for name, row in SETTINGS.items() if row.scope in ("start", "end")]
    values = {**vars(experiment), **dict.fromkeys([*own, "learning_rate"])}
    if all(map(_can_be_widened, experiment.layers)):
        values["layers"] = tuple(layer["activation"] for layer in experiment.layers)
    return tuple(values.values())


def _can_be_widened(layer: Layer) -> bool:
    """Whether units can be missing without affecting the others."""
    return is_dense(layer) and not layer["dropout"] and not layer["norm"]
