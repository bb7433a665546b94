"""Feature-major buffers: how a recorded program lays out a batch in memory.

A batch that reads as (…, n, features) is stored as (…, features + 1, n), the last row all ones,
and handed out as the transposed view without that row. Every elementwise call then runs over one
contiguous stretch, and the ones let a product include the bias (`planning.fold_bias`).
"""

from __future__ import annotations

import numpy
from numpy.lib.stride_tricks import as_strided

Array = numpy.ndarray


def feature_major(shape: tuple[int, ...], dtype: numpy.dtype) -> tuple[Array, Array]:
    """A buffer that reads as `shape`, and its storage with the row of ones."""
    *lead, n, features = shape
    storage = numpy.zeros((*lead, features + 1, n), dtype)
    storage[..., features, :] = 1
    return storage[..., :features, :].swapaxes(-1, -2), storage


def address(array: Array) -> int:
    """The address of the first entry."""
    return array.__array_interface__["data"][0]


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
