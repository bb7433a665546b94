"""`Timeline`: a bounded number of a run's snapshots, to go back to and on from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from chainrule.checks import checked_whole
from chainrule.limits import TIMELINE_BYTES
from chainrule.training.snapshot import Snapshot

Followed = TypeVar("Followed")
"""What a run follows, usually an `Experiment`. A timeline only keeps it."""

FEWEST, MOST = 200, 1000
"""Stations: so many are kept whatever they weigh, and more tell nothing new."""


class Kept(NamedTuple, Generic[Followed]):
    """Where a run was, and the experiment that it followed there."""

    experiment: Followed
    snapshot: Snapshot


class Timeline(Generic[Followed]):
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
    nbytes : what all snapshots weigh.
    """

    def __init__(self, experiment: Followed, memory: int = TIMELINE_BYTES) -> None:
        self.experiment = experiment
        self.memory = checked_whole("memory", memory)
        self.kept: list[Kept[Followed]] = []
        self.nbytes = 0
        self.stride = 1

    def __len__(self) -> int:
        return len(self.kept)

    def __iter__(self) -> Iterator[Kept[Followed]]:
        return iter(self.kept)

    @property
    def limit(self) -> int:
        """How many snapshots may be kept, if those to come are as large as the newest."""
        if not self.kept:
            return MOST
        more = (self.memory - self.nbytes) // self.kept[-1].snapshot.nbytes
        return min(MOST, max(FEWEST, len(self) + more))

    def add(self, snapshot: Snapshot) -> None:
        """Keep a snapshot taken at the end of an epoch, in place of one of the same epoch."""
        if snapshot.epoch % self.stride:
            return
        if self.kept and self.kept[-1].snapshot.epoch == snapshot.epoch:
            self._drop(-1)
        self.kept.append(Kept(self.experiment, snapshot))
        self.nbytes += snapshot.nbytes
        while len(self.kept) > self.limit:
            self._drop_one()

    def _drop_one(self) -> None:
        for index, (_, snapshot) in enumerate(self.kept):
            if snapshot.epoch % (2 * self.stride):
                return self._drop(index)
        self.stride *= 2

    def _drop(self, index: int) -> None:
        self.nbytes -= self.kept.pop(index).snapshot.nbytes

    def _keep_only(self, kept: list[Kept[Followed]]) -> None:
        self.kept = kept
        self.nbytes = sum(snapshot.nbytes for _, snapshot in kept)

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
        """Drop the snapshots of later steps; those to come are as near to each other as in a run
        that is no longer."""
        self._keep_only([kept for kept in self.kept if kept.snapshot.step <= step])
        epoch = self.kept[-1].snapshot.epoch if self.kept else 0
        while self.stride > 1 and 2 * epoch // self.stride < self.limit:
            self.stride //= 2

    def copy(self) -> Timeline[Followed]:
        """Another timeline with the same snapshots."""
        other = Timeline(self.experiment, self.memory)
        other._keep_only(list(self.kept))
        other.stride = self.stride
        return other

    @classmethod
    def of(
        cls, experiment: Followed, kept: list[Kept[Followed]], stride: int
    ) -> Timeline[Followed]:
        """A timeline with these snapshots, by epoch."""
        timeline = cls(experiment)
        timeline._keep_only(kept)
        timeline.stride = stride
        return timeline

    def thinned(self, memory: int) -> Timeline[Followed]:
        """A copy with as many of the snapshots as fit, the first and the last at least."""
        other = self.copy()
        while len(other) > 2 and other.nbytes > memory:
            other._keep_only([*other.kept[:-1:2], other.kept[-1]])
        return other
