"""The batches of an epoch, in an order determined by the seed and the epoch number."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy

from chainrule.engine.broadcasting import Shape
from chainrule.engine.buffers import feature_major
from chainrule.engine.op import Array


class Batches:
    """A training set divided into batches; the last batch of an epoch may be smaller.

    The order of epoch e depends only on (seed, e), so a run can resume exactly at any epoch.

    Parameters
    ----------
    x, y : inputs (n, …) and targets (n, outputs), in the network's dtype.
    batch_size : the number of examples in a batch; values above n are reduced to n.
    seed : the seed for shuffling.

    Attributes
    ----------
    full : the number of full-size batches; there is at most one smaller batch.
    """

    def __init__(self, x: Array, y: Array, batch_size: int, seed: int) -> None:
        self.x, self.y, self.seed = x, y, seed
        self.batch_size = min(batch_size, len(x))
        full, rest = divmod(len(x), self.batch_size)
        # Batches of the same size share one array (batches, rows, examples), which is filled in a
        # single call.
        self._storages = [self._storage(full, self.batch_size)]
        if rest:
            self._storages.append(self._storage(1, rest))
        blocks = [block for storage in self._storages for block in storage]
        self._blocks = [block.reshape(-1) for block in blocks]
        self._parts = [self._views(block) for block in blocks]
        self.full = full
        self._order = numpy.arange(len(x), dtype=numpy.int32)
        self._is_filled = True
        self._epoch: int | None = None

    def __len__(self) -> int:
        return len(self._parts)

    def shuffle(self, epoch: int) -> None:
        """Use the order of this epoch from the next access onwards."""
        self._epoch, self._is_filled = epoch, False

    def draw(self, draw: Callable[[int, int], bool]) -> None:
        """Draw the order of this epoch into `order`, unless this has already been done. `draw` is
        called with the seed and the epoch; if it returns False, NumPy draws the order instead."""
        epoch, self._epoch = self._epoch, None
        if epoch is not None and not draw(self.seed, epoch):
            rng = numpy.random.default_rng([self.seed, epoch])
            self._order[...] = rng.permutation(len(self.x))

    @property
    def order(self) -> Array:
        """The indices of the examples (int32), in the order of this epoch. The array always
        occupies the same memory, which only `draw` may change."""
        self.draw(lambda *_: False)
        view = self._order.view()
        view.flags.writeable = False
        return view

    def numbers(self, batch: int) -> Array:
        """The indices of the examples in one batch of this epoch, in order."""
        start = batch * self.batch_size
        return self.order[start : start + self.batch_size]

    @property
    def blocks(self) -> list[Array]:
        """The memory of each batch, as one block that is refilled in every epoch: x followed by y,
        each in the layout that a recorded program reads (see `engine.buffers`)."""
        self._fill()
        return self._blocks

    @property
    def views(self) -> list[tuple[Array, Array]]:
        """(x, y) of each batch, as views into `blocks`."""
        self._fill()
        return self._parts

    def _fill(self) -> None:
        if self._is_filled:
            return
        self._is_filled = True
        order = self.order
        start, below = 0, rows(self.x.shape)
        for storage in self._storages:
            count, _, size = storage.shape
            chosen = order[start : start + count * size].reshape(count, size)
            x = self.x[chosen].reshape(count, size, -1)
            storage[:, : x.shape[-1]] = x.swapaxes(1, 2)
            storage[:, below : below + self.y.shape[1]] = self.y[chosen].swapaxes(1, 2)
            start += count * size

    def _storage(self, count: int, size: int) -> Array:
        # Filled with ones, because the rows of ones are not written anywhere else.
        shape = (count, rows(self.x.shape) + rows(self.y.shape), size)
        return numpy.ones(shape, self.x.dtype)

    def _views(self, block: Array) -> tuple[Array, Array]:
        below, size = rows(self.x.shape), block.shape[-1]
        x, y = (
            feature_major(
                (size, *data.shape[1:]),
                data.dtype,
                features=data.ndim - 1,
                allocate=lambda shape, _, part=part: part.reshape(shape),
            )[0]
            for data, part in ((self.x, block[:below]), (self.y, block[below:]))
        )
        return x, y


def rows(shape: Shape) -> int:
    """The number of rows that a batch of this shape occupies, including a row of ones if an example
    has a single axis."""
    return math.prod(shape[1:]) + (len(shape) == 2)
