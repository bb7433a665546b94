"""Continuing a run with changed settings: what the new run takes over from the old one."""

from __future__ import annotations

from dataclasses import replace

import numpy

from chainrule.engine.op import Array
from chainrule.nn.module import Module
from chainrule.nn.parts import Group, layer_groups
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.trainer import Trainer


def carry_over(old: Trainer, new: Trainer) -> None:
    """Make `new` continue from `old` by taking over matching weights, counters and the history.

    Hidden layers are matched in order, starting with the first; the output layers are matched with
    each other. For each pair of parameters, the entries at the indices that exist in both are
    copied; the others keep their initial values. The optimizer's state is copied if the update rule
    and all shapes are unchanged. The best test loss is copied if, in addition, the same weights
    give the same test loss. Within an epoch, the position is kept if the number of batches is
    unchanged; otherwise the epoch starts again.
    """
    pairs = _matched(old.net, new.net)
    for before, after in pairs:
        there = _parameters(before)
        for name, parameter in _parameters(after).items():
            if name in there:
                _copy_corner(there[name], parameter)
    same_batches = len(old.batches) == len(new.batches)
    batch = old.batch if same_batches else 0
    state = _fitting_state(old, new)
    least = new.history.least
    new.history = old.history.with_layers(new.history.layers)
    new.history.space(least)
    buffers = dict(new.net.named_buffers())
    here = Snapshot(old.epoch, batch, old.step_count, new.theta.copy(), state, buffers)
    new.restore(here)
    if new.keeps_best and _is_comparable(old, new):
        new.restore(replace(here, best=old.best))


def _is_comparable(old: Trainer, new: Trainer) -> bool:
    """Whether the old run's best weights and test loss are valid in the new run: the networks and
    update rules are alike, and the same weights give the same test loss."""
    if not _are_alike(old, new) or not numpy.array_equal(old.theta, new.theta):
        return False
    return numpy.array_equal(old.losses_now().test, new.losses_now().test)


def _parameters(group: Group) -> dict[tuple[str, ...], Array]:
    """The parameters of one layer, keyed by their names and by the kinds of the modules that
    contain them."""
    found: dict[tuple[str, ...], Array] = {}
    for _, module in group:
        for path, inner in module.named_modules():
            for name, parameter in inner.own_parameters():
                key = (type(module).__name__, path, type(inner).__name__, name)
                found.setdefault(key, parameter.data)
    return found


def _matched(old: Module, new: Module) -> list[tuple[Group, Group]]:
    *before, last_before = layer_groups(old)
    *after, last_after = layer_groups(new)
    return [*zip(before, after, strict=False), (last_before, last_after)]


def _copy_corner(source: Array, out: Array) -> None:
    if source.ndim != out.ndim:  # for example, if a 2-D convolution became a 1-D one
        return
    corner = tuple(slice(0, min(pair)) for pair in zip(source.shape, out.shape, strict=True))
    out[corner] = source[corner]


def _fitting_state(old: Trainer, new: Trainer) -> dict[str, Array]:
    before, after = old.optimizer.state, new.optimizer.state
    fits = _are_alike(old, new)
    return {name: (before if fits else after)[name].copy() for name in after}


def _are_alike(old: Trainer, new: Trainer) -> bool:
    """Whether both runs have the same kind of optimizer, and layers of the same shapes."""
    same_rule = type(old.optimizer) is type(new.optimizer)
    same_net = [m.shapes for _, m, _ in old.net.blocks()] == [
        m.shapes for _, m, _ in new.net.blocks()
    ]
    return same_rule and same_net and old.optimizer.state.keys() == new.optimizer.state.keys()
