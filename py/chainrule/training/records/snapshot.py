"""`Snapshot`, from which a run can resume exactly, and `Best`, which holds the snapshot with the
lowest test loss."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.engine.op import Array


@dataclass(frozen=True)
class Snapshot:
    """Everything that a run needs to resume exactly: its counters, the weights, the optimizer's
    state, the layers' buffers (running statistics and dropout's step counters), and the best test
    loss, if the run tracks it."""

    epoch: int
    batch: int
    step: int
    theta: Array
    state: dict[str, Array]
    buffers: dict[str, Array]
    best: Best | None = None

    def fits(self, theta: Array, state: dict[str, Array], buffers: dict[str, Array]) -> bool:
        """Whether the snapshot matches a network and an optimizer with these arrays."""
        own = {"theta": theta, **state, **buffers}
        given = {"theta": self.theta, **self.state, **self.buffers}
        return {n: a.shape for n, a in given.items()} == {n: a.shape for n, a in own.items()}

    @property
    def nbytes(self) -> int:
        """The total number of bytes of all arrays."""
        arrays = (self.theta, *self.state.values(), *self.buffers.values())
        own = sum(array.nbytes for array in arrays)
        return own if self.best is None else own + self.best.snapshot.nbytes


@dataclass(frozen=True)
class Best:
    """The lowest test loss of a run so far, with a snapshot from the epoch that reached it.

    Attributes
    ----------
    loss : the lowest test loss (for a fleet, the mean over its members).
    snapshot : the state of the run at that epoch.
    since : the epoch from which patience is counted: the best epoch, or the epoch at which training
        last stopped and restored these weights.
    """

    loss: float
    snapshot: Snapshot
    since: int

    @property
    def epoch(self) -> int:
        """The epoch at the end of which the snapshot was taken."""
        return self.snapshot.epoch
