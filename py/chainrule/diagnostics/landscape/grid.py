"""The loss on a plane through weight space, evaluated from coarse to fine."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy

from chainrule.checks import checked_number, checked_positive, checked_whole
from chainrule.diagnostics.landscape.dataset_loss import DatasetLoss
from chainrule.diagnostics.landscape.planes import Plane
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.module import Module
from chainrule.phrases import phrase
from chainrule.training.penalty import Penalty

FIRST = 5
"""The smallest number of nodes along a side of the coarsest grid."""
MARGIN = 1.3
"""The half-width of the region around a path, as a multiple of the path's half-width."""


@dataclass(frozen=True)
class Region:
    """A square region of a plane: |a − a₀| ≤ half, |b − b₀| ≤ half."""

    a: float = 0.0
    b: float = 0.0
    half: float = 1.0

    def __post_init__(self) -> None:
        checked_number("a", self.a)
        checked_number("b", self.b)
        checked_positive("half", self.half)

    @classmethod
    def around(cls, points: Array) -> Region:
        """The smallest square around the points (n, 2), enlarged by a margin."""
        low, high = points.min(axis=0), points.max(axis=0)
        half = MARGIN * float((high - low).max()) / 2
        middle = (low + high) / 2
        return cls(float(middle[0]), float(middle[1]), half or 1.0)

    def zoomed(self, factor: float) -> Region:
        """The square with the same centre and `factor` times the side length."""
        return Region(self.a, self.b, self.half * factor)


class Landscape:
    """The loss at size × size nodes in a region of a plane.

    The nodes are evaluated on nested grids, each of which reuses the known nodes of the coarser
    grids. Each call of `work` continues where the previous call stopped. The current result is the
    finest complete grid.

    Parameters
    ----------
    loss : the loss over a whole data set.
    size : the number of nodes along a side, from 3 to 201; if it is odd, the centre is a node.
    penalty, net : a penalty on the weights of the network `net`, reported separately from the loss.

    Attributes
    ----------
    a, b : (size,), the nodes' coordinates.
    loss, penalty : (size, size), where row i belongs to b[i] and column j to a[j]. A loss is
        infinite or NaN if numbers overflow; `known` marks the nodes that have been evaluated.
        `penalty` is None if no penalty was given.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> from chainrule.diagnostics.landscape.planes import random_plane
    >>> run = Experiment().trainer()
    >>> whole = DatasetLoss(run.net, run.loss, run.batches.x, run.batches.y)
    >>> landscape = Landscape(whole, random_plane(run.net, run.theta), Region(), size=9)
    >>> landscape.work(60)
    >>> landscape.is_complete, landscape.nodes.tolist()
    (True, [0, 1, 2, 3, 4, 5, 6, 7, 8])
    >>> bool(abs(landscape.loss[4, 4] - run.losses_now().training) < 1e-6)
    True
    """

    def __init__(
        self,
        loss: DatasetLoss,
        plane: Plane,
        region: Region,
        size: int = 51,
        penalty: Penalty | None = None,
        net: Module | None = None,
    ) -> None:
        if not 3 <= checked_whole("size", size) <= 201:
            raise InputError("size", size, phrase("allowed.whole.from", low=3, high=201))
        self.plane, self.region, self.size = plane, region, size
        self.a, self.b = (
            numpy.linspace(middle - region.half, middle + region.half, size)
            for middle in (region.a, region.b)
        )
        self.loss = numpy.full((size, size), numpy.nan)
        self.known = numpy.zeros((size, size), bool)
        self.penalty = self.loss.copy() if penalty else None
        self._of = loss
        self._penalty, self._net = penalty, net
        self._levels = nested(size)
        self._level = -1
        self._due = self._missing(self._levels[0])

    @property
    def nodes(self) -> Array:
        """The indices, the same along each axis, of the nodes in the finest complete grid;
        initially empty."""
        return self._levels[self._level] if self._level >= 0 else numpy.empty(0, int)

    @property
    def is_complete(self) -> bool:
        """Whether all nodes have been evaluated."""
        return self._level == len(self._levels) - 1

    @property
    def share(self) -> float:
        """The share of nodes that have been evaluated, from 0 to 1."""
        return float(self.known.mean())

    def work(self, seconds: float) -> None:
        """Evaluate nodes for about `seconds` seconds or until all are known. At least one chunk of
        nodes is evaluated."""
        end = time.perf_counter() + seconds
        while not self.is_complete:
            self._evaluate(self._due[: self._of.chunk])
            self._due = self._due[self._of.chunk :]
            if len(self._due) == 0:
                self._level += 1
                if not self.is_complete:
                    self._due = self._missing(self._levels[self._level + 1])
            if time.perf_counter() >= end:
                return

    def _evaluate(self, places: Array) -> None:
        rows, columns = places.T
        thetas = self.plane.at(numpy.column_stack([self.a[columns], self.b[rows]]))
        self.loss[rows, columns] = self._of.at(thetas)
        self.known[rows, columns] = True
        if self.penalty is not None and self._penalty is not None and self._net is not None:
            self.penalty[rows, columns] = self._penalty.value(self._net, thetas)

    def _missing(self, nodes: Array) -> Array:
        """The (row, column) pairs of a grid's nodes that are not yet known, in row-major order."""
        places = numpy.stack(numpy.meshgrid(nodes, nodes, indexing="ij"), axis=-1).reshape(-1, 2)
        return places[~self.known[places[:, 0], places[:, 1]]]


def nested(size: int) -> list[Array]:
    """Grids along one side, from coarse to fine. Each grid keeps the nodes of the previous one and
    halves the steps that are longer than 1.

    Examples
    --------
    >>> [grid.tolist() for grid in nested(10)]
    [[0, 2, 4, 6, 9], [0, 1, 2, 3, 4, 5, 6, 7, 9], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]
    """
    grids = [numpy.array([0, size - 1])]
    while len(grids[-1]) < size:
        nodes = grids[-1]
        grids.append(numpy.unique([*nodes, *((nodes[1:] + nodes[:-1]) // 2)]))
    return [grid for grid in grids if len(grid) >= min(FIRST, size)]
