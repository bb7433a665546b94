"""`Timeline`: a bounded number of a run's snapshots, to go back to and on from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from chainrule.checks import checked_whole

if TYPE_CHECKING:
    from chainrule.training.experiment import Experiment
    from chainrule.training.trainer import Snapshot

MEMORY = 64 * 2**20
"""Bytes that a timeline may hold."""
FEWEST, MOST = 200, 1000
"""Stations: so many are kept whatever they weigh, and more tell nothing new."""


class Kept(NamedTuple):
    """Where a run was, and the experiment that it followed there."""

    experiment: Experiment
    snapshot: Snapshot


class Timeline:
    """Snapshots of a run at the ends of epochs, evenly thinned as training goes on.

    Once there are as many as `memory` allows (at least 200, at most 1,000), every new one takes the
    place of the oldest that is no multiple of twice the stride; when there is none left, the
    stride doubles. So as many as fit are kept always, the first among them, and which ones depends
    on the run alone.

    Parameters
    ----------
    experiment : what the run follows; set it anew when the run's settings change.
    memory : bytes to hold at the most.

    Attributes
    ----------
    kept : the snapshots with their experiments, by epoch.
    """

    def __init__(self, experiment: Experiment, memory: int = MEMORY) -> None:
        self.experiment = experiment
        self.memory = checked_whole("memory", memory)
        self.kept: list[Kept] = []
        self.stride = 1

    def __len__(self) -> int:
        return len(self.kept)

    def __iter__(self) -> Iterator[Kept]:
        return iter(self.kept)

    @property
    def limit(self) -> int:
        """How many snapshots as large as the newest may be kept."""
        if not self.kept:
            return MOST
        return min(MOST, max(FEWEST, self.memory // self.kept[-1].snapshot.nbytes))

    def add(self, snapshot: Snapshot) -> None:
        """Keep a snapshot taken at the end of an epoch, in place of one of the same epoch."""
        if snapshot.epoch % self.stride:
            return
        if self.kept and self.kept[-1].snapshot.epoch == snapshot.epoch:
            self.kept.pop()
        self.kept.append(Kept(self.experiment, snapshot))
        while len(self.kept) > self.limit:
            self._drop_one()

    def _drop_one(self) -> None:
        for index, (_, snapshot) in enumerate(self.kept):
            if snapshot.epoch % (2 * self.stride):
                del self.kept[index]
                return
        self.stride *= 2

    def nearest(self, epoch: float) -> int:
        """The index of the snapshot nearest to an epoch; of two as near, the earlier.

        Raises
        ------
        IndexError
            If there is none yet.
        """
        if not self.kept:
            raise IndexError("nearest: the timeline holds no snapshot yet.")
        distances = [abs(snapshot.epoch - epoch) for _, snapshot in self.kept]
        return distances.index(min(distances))

    def forget_after(self, step: int) -> None:
        """Drop the snapshots of later steps."""
        self.kept = [kept for kept in self.kept if kept.snapshot.step <= step]

    def copy(self) -> Timeline:
        """Another timeline with the same snapshots."""
        other = Timeline(self.experiment, self.memory)
        other.kept, other.stride = list(self.kept), self.stride
        return other

    def thinned(self, memory: int) -> Timeline:
        """A copy with as many of the snapshots as fit, the first and the last at least."""
        other = self.copy()
        while len(other) > 2 and sum(kept.snapshot.nbytes for kept in other) > memory:
            other.kept = [*other.kept[:-1:2], other.kept[-1]]
        return other
