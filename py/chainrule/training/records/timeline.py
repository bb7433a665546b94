"""`Timeline`: a bounded number of snapshots of a run, from which the run can resume."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from chainrule.checks import checked_whole
from chainrule.limits import TIMELINE_BYTES
from chainrule.training.records.snapshot import Snapshot

Followed = TypeVar("Followed")
"""The definition of a run, usually an `Experiment`. A timeline only stores this object."""

FEWEST, MOST = 200, 1000
"""The smallest and largest numbers of snapshots to which a timeline is limited."""
FEWEST_LARGE, LARGEST_BYTES = 8, 256 * 2**20
"""If `FEWEST` snapshots need more bytes than `LARGEST_BYTES`, only as many are kept as fit in
`LARGEST_BYTES`, but at least `FEWEST_LARGE`."""


class TimelineEntry(NamedTuple, Generic[Followed]):
    """A snapshot of a run, and the experiment at that time."""

    experiment: Followed
    snapshot: Snapshot


class Timeline(Generic[Followed]):
    """Snapshots of a run at the ends of epochs, thinned evenly as training continues.

    Once the timeline holds as many snapshots as `memory` allows (at least 200, or as many as fit in
    256 MB, and at most 1,000), each new snapshot replaces the oldest one whose epoch is not a
    multiple of twice the stride. If there is no such snapshot, the stride doubles. The timeline
    therefore always keeps as many snapshots as fit, including the first; which snapshots it
    keeps depends only on the run.

    Parameters
    ----------
    experiment : the run's experiment, to be assigned again when the run's settings change.
    memory : the memory limit in bytes.

    Attributes
    ----------
    entries : the snapshots and their experiments, in order of epoch.
    nbytes : the total size of all snapshots.
    """

    def __init__(self, experiment: Followed, memory: int = TIMELINE_BYTES) -> None:
        self.experiment = experiment
        self.memory = checked_whole("memory", memory)
        self.entries: list[TimelineEntry[Followed]] = []
        self.nbytes = 0
        self.stride = 1
        self._even = 0
        """The number of leading snapshots that are known to lie at multiples of twice the
        stride."""

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[TimelineEntry[Followed]]:
        return iter(self.entries)

    @property
    def limit(self) -> int:
        """The number of snapshots that fit if future snapshots are as large as the newest."""
        if not self.entries:
            return MOST
        newest = self.entries[-1].snapshot.nbytes
        more = (self.memory - self.nbytes) // newest
        fewest = max(FEWEST_LARGE, min(FEWEST, LARGEST_BYTES // newest))
        return min(MOST, max(fewest, len(self) + more))

    def add(self, snapshot: Snapshot) -> None:
        """Add a snapshot taken at the end of an epoch, replacing any snapshot from the same
        epoch."""
        if snapshot.epoch % self.stride:
            return
        if self.entries and self.entries[-1].snapshot.epoch == snapshot.epoch:
            self._drop(-1)
            self._even = min(self._even, len(self.entries))
        self.entries.append(TimelineEntry(self.experiment, snapshot))
        self.nbytes += snapshot.nbytes
        while len(self.entries) > self.limit:
            self._drop_one()

    def _drop_one(self) -> None:
        for index in range(self._even, len(self.entries)):
            if self.entries[index].snapshot.epoch % (2 * self.stride):
                self._even = index
                return self._drop(index)
        self.stride, self._even = 2 * self.stride, 0

    def _drop(self, index: int) -> None:
        self.nbytes -= self.entries.pop(index).snapshot.nbytes

    def _keep_only(self, entries: list[TimelineEntry[Followed]]) -> None:
        self.entries, self._even = entries, 0
        self.nbytes = sum(snapshot.nbytes for _, snapshot in entries)

    def nearest(self, epoch: float) -> int:
        """The index of the snapshot nearest to `epoch`; of two that are equally near, the earlier.

        Raises
        ------
        IndexError
            If the timeline is empty.
        """
        if not self.entries:
            raise IndexError("nearest: the timeline holds no snapshot yet.")
        distances = [abs(snapshot.epoch - epoch) for _, snapshot in self.entries]
        return distances.index(min(distances))

    def forget_after(self, step: int) -> None:
        """Drop the snapshots of later steps and return to the stride of a run that ends at
        `step`."""
        self._keep_only([entry for entry in self.entries if entry.snapshot.step <= step])
        epoch = self.entries[-1].snapshot.epoch if self.entries else 0
        while self.stride > 1 and 2 * epoch // self.stride < self.limit:
            self.stride //= 2

    def copy(self) -> Timeline[Followed]:
        """Another timeline with the same snapshots."""
        other = Timeline(self.experiment, self.memory)
        other._keep_only(list(self.entries))
        other.stride = self.stride
        return other

    @classmethod
    def of(
        cls, experiment: Followed, entries: list[TimelineEntry[Followed]], stride: int
    ) -> Timeline[Followed]:
        """A timeline with the given snapshots, in order of epoch."""
        timeline = cls(experiment)
        timeline._keep_only(entries)
        timeline.stride = stride
        return timeline

    def thinned(self, memory: int) -> Timeline[Followed]:
        """A copy with as many of the snapshots as fit in `memory`, but at least the first and the
        last."""
        other = self.copy()
        while len(other) > 2 and other.nbytes > memory:
            other._keep_only([*other.entries[:-1:2], other.entries[-1]])
        return other
