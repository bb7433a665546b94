"""Feature-major buffers: the memory layout of a batch in a recorded program.

A batch of shape (n, features) is stored as (features + 1, n), where the last row holds ones, and is
accessed through a transposed view without that row. Every elementwise call then runs over one
contiguous block, and the row of ones allows a matrix product to include the bias
(`planning.fold_bias`). A fleet's batch (K, n, features) is stored as (features + 1, K, n), which is
also contiguous. A batch of sequences (n, steps, features) is stored as n · steps adjacent rows. A
batch of images (n, channels, height, width) is stored as (channels, height, width, n), so that the
values of one pixel are contiguous across the batch; the replicas form the outermost axis.
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
    """A buffer of shape `shape`, and its storage, which ends with a row of ones if there is a
    single feature axis.

    `shape` is (replicas, batch, features): the replicas are the first `replica_axes` axes, and the
    features are the last `features` axes. If there is no batch axis, the layout is row-major.
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
    """The address of the array's first entry."""
    return array.__array_interface__["data"][0]


def alike(one: Array, other: Array) -> bool:
    """Whether both arrays have the same shape and strides."""
    # The stride of an axis of length 1 is arbitrary.
    return one.shape == other.shape and all(
        length == 1 or mine == others
        for length, mine, others in zip(one.shape, one.strides, other.strides, strict=True)
    )


def flattened(array: Array) -> Array | None:
    """A view (size,) of all entries in memory order, or None if they are not contiguous."""
    if array.flags.c_contiguous:
        return array.reshape(-1)
    order = sorted(range(array.ndim), key=lambda axis: -array.strides[axis])
    ordered = array.transpose(order)
    return ordered.reshape(-1) if ordered.flags.c_contiguous else None


def extend_last(array: Array, last: Array) -> Array | None:
    """A view of `array` (…, m, k) with `last` (…, m) as an additional column, if memory allows it.

    Returns a view (…, m, k + 1), or None if the entries of `last` do not directly follow the rows
    of `array` in memory.
    """
    if array.ndim != last.ndim + 1 or array.shape[:-1] != last.shape:
        return None
    behind = address(array) + array.shape[-1] * array.strides[-1]
    # The stride of an axis of length 1 is arbitrary.
    same_steps = all(
        length == 1 or mine == other
        for length, mine, other in zip(last.shape, array.strides, last.strides, strict=False)
    )
    if address(last) != behind or not same_steps or array.dtype != last.dtype:
        return None
    shape = (*array.shape[:-1], array.shape[-1] + 1)
    return as_strided(array, shape=shape, strides=array.strides)


class Arena:
    """Allocates small arrays next to each other in blocks of a fixed size."""

    def __init__(self, block: int = 1 << 15) -> None:
        self._block = block
        self._rest: dict[numpy.dtype, Array] = {}

    def zeros(self, shape: tuple[int, ...], dtype: numpy.dtype) -> Array:
        """Zeros of this shape and dtype, directly after the previous array if they fit in its
        block."""
        size = math.prod(shape)
        if size > self._block // 2:
            return numpy.zeros(shape, dtype)
        rest = self._rest.get(dtype)
        if rest is None or len(rest) < size:
            rest = numpy.zeros(self._block, dtype)
        self._rest[dtype] = rest[size:]
        return rest[:size].reshape(shape)
