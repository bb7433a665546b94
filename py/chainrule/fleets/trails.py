"""Where the members of a fleet were: a bounded number of places, evenly thinned."""

from __future__ import annotations

from typing import NamedTuple

from chainrule.engine.op import Array

FEWEST_PLACES, MOST_PLACES = 4, 32
MEMORY = 8 * 2**20
"""Bytes that a path may hold, if more than the fewest places fit."""


class Place(NamedTuple):
    """At an epoch's end: for each group of replicas its steps so far and its weights (K, P)."""

    epoch: int
    steps: list[int]
    thetas: list[Array]


class Paths:
    """The places of a fleet at epochs that are multiples of a stride, which doubles whenever there
    are too many; the first always among them.

    Parameters
    ----------
    most : places that are kept.

    Attributes
    ----------
    places : by epoch.

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
        """Whether this epoch's place is to be kept."""
        return epoch % self.stride == 0

    def add(self, place: Place) -> None:
        """Keep a place, whose arrays are nobody else's."""
        self.places.append(place)
        if len(self.places) > self.most:
            self.stride *= 2
            self.places = [kept for kept in self.places if self.wants(kept.epoch)]


def places_kept(nbytes: int) -> int:
    """How many places of so many bytes a path keeps."""
    return min(MOST_PLACES, max(FEWEST_PLACES, MEMORY // nbytes))
