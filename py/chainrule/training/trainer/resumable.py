"""`ResumableTrainer`: a run's snapshots, its last finite state, and its best weights."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.parts import layer_names
from chainrule.training.records.history import History, Record
from chainrule.training.records.snapshot import Best, Snapshot
from chainrule.training.records.timeline import Timeline
from chainrule.training.replay import ForwardProgram
from chainrule.training.trainer.batch_trainer import BatchTrainer


class ResumableTrainer(BatchTrainer):
    """The part of a trainer that saves and restores a run; see `Trainer`."""

    def __init__(self, *settings: Any, limit: int | None) -> None:
        super().__init__(*settings)
        self.history = History(layer_names(self.net), limit)
        self.timeline: Timeline[Any] | None = None
        self.keeps_best = False
        self.best: Best | None = None
        self._last_good: Snapshot | None = None

    @property
    def test_set(self) -> ForwardProgram | None:
        """The forward pass over the test set; None without a test set."""
        raise NotImplementedError

    def current_record(self) -> Record:
        """A record of the history at the current weights."""
        raise NotImplementedError

    def _test_loss(self) -> float:
        raise NotImplementedError

    def _start_epoch(self, batch: int = 0) -> None:
        raise NotImplementedError

    def snapshot(self) -> Snapshot:
        """A copy of everything that the run needs to resume exactly from this point."""
        state = {name: array.copy() for name, array in self.optimizer.state.items()}
        buffers = {name: array.copy() for name, array in self.net.named_buffers()}
        theta, best = self.theta.copy(), self.best
        return Snapshot(self.epoch, self.batch, self.step_count, theta, state, buffers, best)

    def restore(self, snapshot: Snapshot) -> None:
        """Return to the state of `snapshot` exactly; the history and timeline drop everything
        later.

        Raises
        ------
        InputError
            If the snapshot does not come from a run with this network and optimizer.
        """
        self.look_at(snapshot)
        self.history.forget_after(snapshot.epoch)
        if self.timeline is not None:
            self.timeline.forget_after(snapshot.step)
        self._last_good = snapshot

    def look_at(self, snapshot: Snapshot) -> None:
        """Load the exact state of `snapshot` for inspection, leaving the history and timeline
        unchanged. To return, call `look_at` with a snapshot taken beforehand.

        Raises
        ------
        InputError
            If the snapshot does not come from a run with this network and optimizer.
        """
        buffers = dict(self.net.named_buffers())
        own = self.theta, self.optimizer.state, buffers
        if not isinstance(snapshot, Snapshot) or not snapshot.fits(*own):
            allowed = "a snapshot() of the same network and optimizer"
            raise InputError("snapshot", type(snapshot).__name__, allowed)
        self.theta[...] = snapshot.theta
        for name, array in self.optimizer.state.items():
            array[...] = snapshot.state[name]
        for name, array in buffers.items():
            array[...] = snapshot.buffers[name]
        self.best = snapshot.best
        self.epoch, self.step_count = snapshot.epoch, snapshot.step
        self._start_epoch(snapshot.batch)

    @property
    def last_good(self) -> Snapshot:
        """The last state in which all numbers were finite, which is restored after a divergence.

        Raises
        ------
        RuntimeError
            If no data have been loaded.
        """
        if self._last_good is None:
            raise RuntimeError("last_good: no record is recorded yet; call load or fit first.")
        return self._last_good

    def mark_good(self) -> None:
        """Mark the current state as the one to restore after a divergence, and add it to the
        timeline, if there is one."""
        self._last_good = None  # frees the old snapshot before copying
        self._last_good = self.snapshot()
        if self.timeline is not None:
            self.timeline.add(self._last_good)

    def keep_best(self) -> Best:
        """Restore the weights, the optimizer's state and the layers' buffers of the epoch with the
        best test loss, and recompute the last record from them. The counters and the history are
        kept; patience is counted anew.

        Raises
        ------
        RuntimeError
            If no test loss is known; see `keeps_best`.
        """
        best = self.best
        if best is None:
            raise RuntimeError("keep_best: no test loss is known yet; set keeps_best and train.")
        here = {"epoch": self.epoch, "batch": self.batch, "step": self.step_count}
        self.look_at(replace(best.snapshot, **here, best=replace(best, since=self.epoch)))
        if self.history.records[-1].epoch == self.epoch:
            self.history.records[-1] = self.current_record()
        self.mark_good()
        return best

    def _look_for_best(self, test_loss: Array | None = None) -> None:
        """After an epoch, save a snapshot if the test loss is the lowest so far. The test loss is
        computed if it is not given."""
        if not self.keeps_best or self.test_set is None:
            return
        loss = self._test_loss() if test_loss is None else float(numpy.mean(test_loss))
        # If the best epoch is the current one, the weights have been changed by hand since then.
        is_better = self.best is None or loss < self.best.loss or self.best.epoch == self.epoch
        if math.isfinite(loss) and is_better:
            self.best = None
            self.best = Best(loss, self.snapshot(), self.epoch)

    def _go_back(self) -> None:
        if self._last_good is not None:
            self.restore(self._last_good)
