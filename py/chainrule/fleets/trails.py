"""The paths of a fleet's members through weight space, thinned evenly to a bounded number of
points."""

from __future__ import annotations

from typing import NamedTuple

from chainrule.engine.op import Array

FEWEST_PLACES, MOST_PLACES = 4, 32
MEMORY = 8 * 2**20
"""The size limit of a path in bytes, unless even the minimum number of points exceeds it."""


class Place(NamedTuple):
    """The steps and weights (K, P) of each group of replicas at the end of an epoch."""

    epoch: int
    steps: list[int]
    thetas: list[Array]


class Paths:
    """The weights of a fleet at epochs that are multiples of a stride, which doubles whenever there
    are too many points. Epoch 0 is always included.

    Parameters
    ----------
    most : the largest number of points.

    Attributes
    ----------
    places : the points, in order of epoch.

    Examples
    --------
    >>> import numpy as np
    >>> paths = Paths()
    >>> for epoch in range(100):
    ...     if paths.wants(epoch):
    ...         paths.add(Place(epoch, [3 * epoch], [np.zeros((2, 5))]))
    >>> paths.stride, len(paths.places), paths.places[-1].epoch
    (4, 25, 96)
    """

    def __init__(self, most: int = MOST_PLACES) -> None:
        self.most = most
        self.places: list[Place] = []
        self.stride = 1

    def wants(self, epoch: int) -> bool:
        """Whether to keep the weights at this epoch."""
        return epoch % self.stride == 0

    def add(self, place: Place) -> None:
        """Add a point. Its arrays must not be modified afterwards."""
        self.places.append(place)
        if len(self.places) > self.most:
            self.stride *= 2
            self.places = [kept for kept in self.places if self.wants(kept.epoch)]


def places_kept(nbytes: int) -> int:
    """The number of points that a path keeps if each takes `nbytes` bytes."""
    return min(MOST_PLACES, max(FEWEST_PLACES, MEMORY // nbytes))
