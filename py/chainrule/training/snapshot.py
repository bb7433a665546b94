"""`Snapshot`: all that a run needs to go on exactly; and `Best`, the one of the best test loss."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.engine.op import Array


@dataclass(frozen=True)
class Snapshot:
    """All a run needs to go on exactly: where it is, the weights, the optimizer's state, what
    layers remember (running statistics, the steps that dropout has counted), and where its test
    loss was best, if it keeps that."""

    epoch: int
    batch: int
    step: int
    theta: Array
    state: dict[str, Array]
    buffers: dict[str, Array]
    best: Best | None = None

    def fits(self, theta: Array, state: dict[str, Array], buffers: dict[str, Array]) -> bool:
        """Whether it is of a network and an optimizer with such arrays."""
        own = {"theta": theta, **state, **buffers}
        given = {"theta": self.theta, **self.state, **self.buffers}
        return {n: a.shape for n, a in given.items()} == {n: a.shape for n, a in own.items()}

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        arrays = (self.theta, *self.state.values(), *self.buffers.values())
        own = sum(array.nbytes for array in arrays)
        return own if self.best is None else own + self.best.snapshot.nbytes


@dataclass(frozen=True)
class Best:
    """Where a run's test loss was lowest so far.

    Attributes
    ----------
    loss : the test loss there (of a fleet, the mean over its members).
    snapshot : the run there.
    since : the epoch from which patience counts: the best one, or the one at which training last
        stopped and these weights were kept.
    """

    loss: float
    snapshot: Snapshot
    since: int

    @property
    def epoch(self) -> int:
        """The epoch at whose end it was."""
        return self.snapshot.epoch
