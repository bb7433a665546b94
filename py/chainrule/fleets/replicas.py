"""`Replicas`: members of a fleet that are trained together by a single program."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy

from chainrule import nn
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers import Layer
from chainrule.experiment.layers.parts import widened, width_of
from chainrule.training.records.history import Record
from chainrule.training.records.snapshot import Snapshot


def widest(experiments: Sequence[Experiment]) -> tuple[Layer, ...]:
    """The hidden layers of a network that is wide enough to contain each experiment's network."""
    layers = zip(*(experiment.layers for experiment in experiments), strict=True)
    return tuple(
        layer
        for same in layers
        for layer in widened(same[:1], max(width_of(one) or 0 for one in same))
    )


class Replicas:
    """Experiments with equal `shared_settings`, as replicas of one network.

    A narrower network occupies one corner of each weight matrix of the widest one. All other
    entries are 0 and stay 0, because their gradients are masked. The replica therefore equals the
    narrower network up to rounding.

    Parameters
    ----------
    experiments : one per replica.
    order_seed : the seed that determines the order of the examples, the same for all replicas.
    limit : the largest number of records in the history.

    Attributes
    ----------
    run : the trainer of all replicas.
    """

    def __init__(self, experiments: Sequence[Experiment], order_seed: int, limit: int) -> None:
        self._experiments = list(experiments)
        first = self._experiments[0]
        whole = first.replaced(layers=widest(experiments), weights=(), seed=order_seed)
        seeds, scales = _starts(self._experiments)
        net = whole.fleet_network(seeds, scales)
        layouts = {experiment.layers: experiment for experiment in self._experiments}
        places = {layers: _places(one, whole) for layers, one in layouts.items()}
        self._places = [places[experiment.layers] for experiment in self._experiments]
        self._initial = self._lay_out(net, whole)
        rates = [experiment.learning_rate for experiment in self._experiments]
        self.run = whole.trainer_for(net, whole.optimizer_rule(rates), limit, self._mask(net))
        self._good = self.run.last_good
        self._before_divergence: dict[int, Snapshot] = {}

    def __len__(self) -> int:
        return len(self._experiments)

    def advance(self, steps: int) -> None:
        """Train for `steps` steps, but not beyond the end of the epoch."""
        run = self.run
        run.advance(min(steps, len(run.batches) - run.batch))
        if run.last_good is not self._good:
            self._keep_last_finite(run.history.records[-1])

    def initial_weights(self, row: int) -> Array:
        """This replica's initial weights, as the flat vector of its own network."""
        return self._initial[row, self._places[row]]

    def own(self, theta: Array, row: int) -> Array:
        """One replica's part of all weights `theta` (K, P), as the flat vector of its own
        network."""
        return theta[row, self._places[row]]

    def snapshot(self, row: int) -> Snapshot:
        """A snapshot of this replica that a trainer of its experiment alone can restore. If the
        replica has diverged, the snapshot is that of its last record with a finite loss."""
        if row in self._before_divergence:
            return self._before_divergence[row]
        now = self._row(self.run.snapshot(), row)
        is_finite = all(numpy.isfinite(array).all() for array in (now.theta, *now.state.values()))
        return now if is_finite else self._row(self._good, row)

    def _keep_last_finite(self, record: Record) -> None:
        """Keep the previous snapshot of replicas whose loss has just become NaN or infinite."""
        for row in numpy.flatnonzero(~numpy.isfinite(record.training_loss)).tolist():
            if row not in self._before_divergence:
                self._before_divergence[row] = self._row(self._good, row)
        self._good = self.run.last_good

    def _row(self, snapshot: Snapshot, row: int) -> Snapshot:
        places = self._places[row]
        state = {
            # Arrays without one vector per replica, such as Adam's powers of β, are shared by all.
            name: (array[row, places] if array.shape == snapshot.theta.shape else array.copy())
            for name, array in snapshot.state.items()
        }
        buffers = {name: array[row].copy() for name, array in snapshot.buffers.items()}
        theta = snapshot.theta[row, places]
        return dataclasses.replace(snapshot, theta=theta, state=state, buffers=buffers, best=None)

    def _lay_out(self, net: nn.Sequential, whole: Experiment) -> Array:
        """Set each replica's own initial weights; return a copy of the weights of all replicas."""
        alike: dict[tuple[Any, ...], list[int]] = {}
        for row, experiment in enumerate(self._experiments):
            alike.setdefault((experiment.layers, experiment.init), []).append(row)
        if [*alike] != [(whole.layers, whole.init)]:
            net.theta[...] = 0
            for rows in alike.values():
                some = [self._experiments[row] for row in rows]
                own = some[0].fleet_network(*_starts(some)).theta
                for row, weights in zip(rows, own, strict=True):
                    net.theta[row, self._places[row]] = weights
        for row, experiment in enumerate(self._experiments):
            if experiment.weights:
                net.theta[row, self._places[row]] = experiment.weights
        return net.theta.copy()

    def _mask(self, net: nn.Sequential) -> Array | None:
        """1 where a replica has a parameter, else 0; None if all replicas have all parameters."""
        size = net.theta.shape[1]
        if all(len(places) == size for places in self._places):
            return None
        mask = numpy.zeros_like(net.theta)
        for row, places in enumerate(self._places):
            mask[row, places] = 1
        return mask


def _starts(experiments: Sequence[Experiment]) -> tuple[list[int], list[float]]:
    return [e.seed for e in experiments], [e.init_scale for e in experiments]


def _places(narrow: Experiment, wide: Experiment) -> Array:
    """For each parameter of the narrow network, its index in the wide network's flat vector."""
    nets = [experiment.fleet_network([0], [0.0]) for experiment in (narrow, wide)]
    small, large = (numpy.arange(net.theta.shape[1]) for net in nets)
    for (_, one, start), (_, other, offset) in zip(*(net.blocks() for net in nets), strict=True):
        into = one.views(small[start : start + one.size])
        for name, whole in other.views(large[offset : offset + other.size]).items():
            corner = tuple(slice(0, size) for size in into[name].shape)
            into[name][...] = whole[corner]
    return small
