"""What a kernel sees of NumPy's arrays: addresses, steps and the memory they may touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from chainrule.engine.buffers import address
from chainrule.engine.compile.lanes import SIZES
from chainrule.engine.op import Array


class Untranslatable(Exception):
    """A call that the compiler does not know; it stays a NumPy call."""


class Overlapping(Exception):
    """A function of an array that overlaps its result in other steps."""


class OutOfBounds(Exception):
    """A call that would touch memory outside its array: a mistake in the engine, never run."""


def kind_of(array: Array) -> str:
    """The array's kind of number, as `lanes.SIZES` lists them.

    Raises
    ------
    Untranslatable
        If the compiler knows none such.
    """
    kind = array.dtype.str[1:]
    if kind not in SIZES or array.dtype.str[0] == ">":
        raise Untranslatable(f"numbers of type {array.dtype}")
    return kind


def owner(array: Array) -> Array:
    """The array that owns the memory."""
    while True:
        base = array.base
        if not isinstance(base, numpy.ndarray):
            base = getattr(base, "base", None)  # `as_strided` puts an object of its own between
        if not isinstance(base, numpy.ndarray):
            return array
        array = base


def span(at: int, lengths: Sequence[int], strides: Sequence[int], size: int) -> tuple[int, int]:
    """The memory from the first entry to behind the last, for lengths of at least 1."""
    low = high = at
    for length, stride in zip(lengths, strides, strict=True):
        if stride > 0:
            high += (length - 1) * stride
        else:
            low += (length - 1) * stride
    return low, high + size


def memory(array: Array) -> tuple[int, int]:
    """The whole memory of the array's owner."""
    whole = owner(array)
    start = address(whole)
    if whole.flags.forc or not whole.size:
        return start, start + whole.nbytes
    return span(start, whole.shape, whole.strides, whole.itemsize)


@dataclass(frozen=True)
class Access:
    """An array as a kernel walks it; `low` … `high` is what it touches.

    Attributes
    ----------
    array : whose memory it is.
    """

    at: int
    strides: tuple[int, ...]
    kind: str
    low: int
    high: int
    array: Array

    @classmethod
    def of(
        cls, array: Array, lengths: Sequence[int], strides: Sequence[int], extra: int = 0
    ) -> Access:
        """The access to `array` over `lengths`, and up to `extra` bytes on.

        Raises
        ------
        OutOfBounds
            If that is not all inside the memory of the array's owner.
        """
        at = address(array)
        low, high = span(at, lengths, strides, array.itemsize)
        first, end = memory(array)
        if low < first or high + extra > end:
            raise OutOfBounds(
                f"a kernel over {tuple(lengths)} in steps of {tuple(strides)} bytes would touch "
                f"bytes {low - first} to {high + extra - first} of {end - first}"
            )
        kind = kind_of(array)
        return cls(at, tuple(strides), kind, low, high + extra, array)

    def same(self, other: Access) -> bool:
        """Whether both walk the same numbers in the same order."""
        mine = (self.at, self.strides, SIZES[self.kind])
        return mine == (other.at, other.strides, SIZES[other.kind])

    def meets(self, other: Access) -> bool:
        """Whether they may touch the same memory."""
        return self.low < other.high and other.low < self.high


Merged = tuple[tuple[int, ...], list[tuple[int, ...]]]


def merged(shape: Sequence[int], rows: Sequence[Sequence[int]]) -> Merged:
    """(lengths, strides of each operand), the axes in the order of memory of the first operand and
    joined where all operands allow it. Axes of length 1 are dropped."""
    axes = [axis for axis, length in enumerate(shape) if length != 1]
    axes.sort(key=lambda axis: -abs(rows[0][axis]))
    lengths: list[int] = []
    strides: list[list[int]] = [[] for _ in rows]
    for axis in axes:
        mine = [row[axis] for row in rows]
        joins = lengths and all(
            s[-1] == step * shape[axis] for s, step in zip(strides, mine, strict=True)
        )
        if joins:
            lengths[-1] *= shape[axis]
            for s, step in zip(strides, mine, strict=True):
                s[-1] = step
        else:
            lengths.append(shape[axis])
            for s, step in zip(strides, mine, strict=True):
                s.append(step)
    return tuple(lengths), [tuple(s) for s in strides]


def broadcast_strides(array: Array, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The array's strides when it is stretched to that shape."""
    if array.shape == shape:
        return array.strides
    try:
        return numpy.broadcast_to(array, shape).strides
    except ValueError:
        raise Untranslatable(f"shapes {array.shape} and {shape}") from None


def is_array(value: Any) -> bool:
    """Whether an input of a call is an array, not a constant."""
    return isinstance(value, numpy.ndarray)
