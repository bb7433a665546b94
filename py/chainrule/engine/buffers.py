"""Feature-major buffers: how a recorded program lays out a batch in memory.

A batch that reads as (n, features) is stored as (features + 1, n), the last row all ones, and
handed out as the transposed view without that row. Every elementwise call then runs over one
contiguous stretch, and the ones let a product include the bias (`planning.fold_bias`). A fleet's
(K, n, features) is stored as (features + 1, K, n), contiguous too. A batch of sequences
(n, steps, features) is stored as its n · steps rows side by side; a batch of images
(n, channels, height, width) as (channels, height, width, n), so that a window moves over
contiguous batches, with the replicas outermost.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy
from numpy.lib.stride_tricks import as_strided

Array = numpy.ndarray
Allocate = Callable[[tuple[int, ...], numpy.dtype], Array]


def feature_major(
    shape: tuple[int, ...],
    dtype: numpy.dtype,
    replica_axes: int = 0,
    features: int = 1,
    allocate: Allocate = numpy.zeros,
) -> tuple[Array, Array]:
    """A buffer that reads as `shape`, and its storage; with a row of ones for one feature axis.

    `shape` is (replicas, batch, features), where the replicas take `replica_axes` axes and the
    features the last `features`. Without an axis between them memory is as the shape reads.
    """
    split = len(shape) - features
    lead, batch, last = shape[:replica_axes], shape[replica_axes:split], shape[split:]
    if split <= replica_axes:
        storage = allocate(shape, dtype)
        return storage[...], storage
    if features == 1:
        storage = allocate((last[0] + 1, *lead, math.prod(batch)), dtype)
        storage[last[0]] = 1
        return numpy.moveaxis(storage[: last[0]], 0, -1).reshape(shape), storage
    storage = allocate((*lead, *last, *batch), dtype)
    moved = range(replica_axes, replica_axes + features)
    return numpy.moveaxis(storage, moved, range(split, len(shape))), storage


def address(array: Array) -> int:
    """The address of the first entry."""
    return array.__array_interface__["data"][0]


def alike(one: Array, other: Array) -> bool:
    """Whether both have one shape, and their entries lie in memory in the same steps."""
    # An axis of length 1 has a stride that means nothing.
    return one.shape == other.shape and all(
        length == 1 or mine == others
        for length, mine, others in zip(one.shape, one.strides, other.strides, strict=True)
    )


def flattened(array: Array) -> Array | None:
    """All entries in the order of memory, as a view (size,), if they lie without a gap."""
    order = sorted(range(array.ndim), key=lambda axis: -array.strides[axis])
    stretch = array.itemsize
    for axis in reversed(order):
        if array.shape[axis] == 1:
            continue
        if array.strides[axis] != stretch:
            return None
        stretch *= array.shape[axis]
    return as_strided(array, (array.size,), (array.itemsize,))


def extend_last(array: Array, last: Array) -> Array | None:
    """`array` (…, m, k) with `last` (…, m) as one more column, if memory already has it there.

    Returns a view (…, m, k + 1), or None where `last` does not lie right behind `array`.
    """
    if array.ndim != last.ndim + 1 or array.shape[:-1] != last.shape:
        return None
    behind = address(array) + array.shape[-1] * array.strides[-1]
    # An axis of length 1 has a stride that means nothing.
    same_steps = all(
        length == 1 or mine == other
        for length, mine, other in zip(last.shape, array.strides, last.strides, strict=False)
    )
    if address(last) != behind or not same_steps or array.dtype != last.dtype:
        return None
    shape = (*array.shape[:-1], array.shape[-1] + 1)
    return as_strided(array, shape=shape, strides=array.strides)


class Arena:
    """Hands out small arrays next to each other, in blocks of a fixed size."""

    def __init__(self, block: int = 1 << 15) -> None:
        self._block = block
        self._rest: dict[numpy.dtype, Array] = {}

    def zeros(self, shape: tuple[int, ...], dtype: numpy.dtype) -> Array:
        """Zeros of that shape, behind the last ones handed out if they fit there."""
        size = math.prod(shape)
        if size > self._block // 2:
            return numpy.zeros(shape, dtype)
        rest = self._rest.get(dtype)
        if rest is None or len(rest) < size:
            rest = numpy.zeros(self._block, dtype)
        self._rest[dtype] = rest[size:]
        return rest[:size].reshape(shape)
