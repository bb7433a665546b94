"""Batches of an epoch, shuffled from the seed and the epoch's number."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array


class Batches:
    """A training set in batches; the last one of an epoch may be smaller, and is used as it is.

    The order of epoch e depends on (seed, e) alone, so a run can go on from any epoch exactly.

    Parameters
    ----------
    x : (n, …); y : (n, outputs), already in the network's dtype.
    batch_size : capped at n.
    seed : the order.

    Attributes
    ----------
    views : for each batch of an epoch its (x, y): views of one buffer that `shuffle` refills.
    """

    def __init__(self, x: Array, y: Array, batch_size: int, seed: int) -> None:
        self.x, self.y, self.seed = x, y, seed
        self.batch_size = min(batch_size, len(x))
        # Examples innermost, like the program's buffers: a batch is then contiguous rows.
        self._x = numpy.empty((*x.shape[1:], len(x)), x.dtype)
        self._y = numpy.empty((y.shape[1], len(y)), y.dtype)
        starts = range(0, len(x), self.batch_size)
        self.views = [(self._batch(self._x, s), self._batch(self._y, s)) for s in starts]

    def __len__(self) -> int:
        return len(self.views)

    def shuffle(self, epoch: int) -> None:
        """Put the examples in the order of this epoch."""
        order = numpy.random.default_rng([self.seed, epoch]).permutation(len(self.x))
        self._x[...] = numpy.moveaxis(self.x[order], 0, -1)
        self._y[...] = self.y[order].T

    def _batch(self, rows: Array, start: int) -> Array:
        return numpy.moveaxis(rows[..., start : start + self.batch_size], -1, 0)
