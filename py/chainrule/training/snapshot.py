"""`Snapshot`, from which a run resumes exactly, and `Best`, the one with the best test loss."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.engine.op import Array


@dataclass(frozen=True)
class Snapshot:
    """All that a run needs to resume exactly: its counters, the weights, the optimizer's state,
    the layers' buffers (running statistics, dropout's step counters), and the best test loss, if
    the run keeps it."""

    epoch: int
    batch: int
    step: int
    theta: Array
    state: dict[str, Array]
    buffers: dict[str, Array]
    best: Best | None = None

    def fits(self, theta: Array, state: dict[str, Array], buffers: dict[str, Array]) -> bool:
        """Whether it matches a network and an optimizer with these arrays."""
        own = {"theta": theta, **state, **buffers}
        given = {"theta": self.theta, **self.state, **self.buffers}
        return {n: a.shape for n, a in given.items()} == {n: a.shape for n, a in own.items()}

    @property
    def nbytes(self) -> int:
        """The number of bytes of all arrays."""
        arrays = (self.theta, *self.state.values(), *self.buffers.values())
        own = sum(array.nbytes for array in arrays)
        return own if self.best is None else own + self.best.snapshot.nbytes


@dataclass(frozen=True)
class Best:
    """The lowest test loss of a run so far, and the run at that epoch.

    Attributes
    ----------
    loss : the lowest test loss (for a fleet, the mean over its members).
    snapshot : the run at that epoch.
    since : the epoch from which patience counts: the best epoch, or the epoch at which training
        last stopped and restored these weights.
    """

    loss: float
    snapshot: Snapshot
    since: int

    @property
    def epoch(self) -> int:
        """The epoch at whose end the snapshot was taken."""
        return self.snapshot.epoch
