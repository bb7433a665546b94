"""NumPy arrays as kernels use them: addresses, strides and the memory that a kernel may access."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import numpy

from chainrule.engine.buffers import address
from chainrule.engine.compile.lanes import SIZES
from chainrule.engine.op import Array


class Untranslatable(Exception):
    """Raised for a call that the compiler does not support; it remains a NumPy call."""


class Overlapping(Exception):
    """Raised for an elementwise call if an input overlaps the result but has different strides."""


class OutOfBounds(Exception):
    """Raised for a call that would access memory outside its arrays. This indicates a bug in the
    engine; such a call is never run."""


def kind_of(array: Array) -> str:
    """The array's number type, a key of `lanes.SIZES`.

    Raises
    ------
    Untranslatable
        If the compiler does not support the array's dtype.
    """
    return _kind_of(array.dtype)


@lru_cache(maxsize=64)
def _kind_of(dtype: numpy.dtype[Any]) -> str:
    kind = dtype.str[1:]
    if kind not in SIZES or dtype.str[0] == ">":
        raise Untranslatable(f"numbers of type {dtype}")
    return kind


def owner(array: Array) -> Array:
    """Return the array that owns the memory of `array`."""
    while True:
        base = array.base
        if base is None:
            return array
        if not isinstance(base, numpy.ndarray):
            base = getattr(base, "base", None)  # `as_strided` inserts another object as the base
        if not isinstance(base, numpy.ndarray):
            return array
        array = base


def span(at: int, lengths: Sequence[int], strides: Sequence[int], size: int) -> tuple[int, int]:
    """The address of the first byte and the address after the last byte of a nonempty array."""
    low = high = at
    for length, stride in zip(lengths, strides, strict=True):
        if stride > 0:
            high += (length - 1) * stride
        else:
            low += (length - 1) * stride
    return low, high + size


def memory(array: Array) -> tuple[int, int]:
    """The memory range of the array that owns the memory of `array`."""
    whole = owner(array)
    start = address(whole)
    if whole.flags.forc or not whole.size:
        return start, start + whole.nbytes
    return span(start, whole.shape, whole.strides, whole.itemsize)


Steps = tuple[int, ...]
Layout = tuple[Steps, Steps, int]
"""An array's shape, its strides and the size of an entry."""


class Facts(NamedTuple):
    """An array's address, number type and layout, and the memory range of its owner."""

    array: Array
    at: int
    kind: str
    layout: Layout
    first: int
    end: int


_known: dict[int, Facts] = {}
_owners: dict[int, tuple[Array, int, int]] = {}
"""The memory ranges of arrays that own their memory, keyed by the arrays' ids."""


def facts(array: Array) -> Facts:
    """The facts about an array, which are determined only once within a `remembering` block.

    Raises
    ------
    Untranslatable
        If the compiler does not support the array's dtype.
    """
    known = _known.get(id(array))
    if known is None:
        whole = owner(array)
        place = _owners.get(id(whole))
        if place is None:
            place = _owners[id(whole)] = (whole, *memory(whole))
        _, first, end = place
        layout = (array.shape, array.strides, array.itemsize)
        known = Facts(array, address(array), kind_of(array), layout, first, end)
        _known[id(array)] = known
    return known


@contextmanager
def remembering() -> Iterator[None]:
    """Discard the facts about arrays at the end of the block, so that no array is kept alive."""
    try:
        yield
    finally:
        _known.clear()
        _owners.clear()


class Access(NamedTuple):
    """A kernel's access to an array: it touches only addresses from `low` up to, but excluding,
    `high`.

    Attributes
    ----------
    array : the array that is accessed.
    """

    at: int
    strides: tuple[int, ...]
    kind: str
    low: int
    high: int
    array: Array

    @classmethod
    def of(cls, known: Facts, lengths: Steps, strides: Steps, extra: int = 0) -> Access:
        """Return the access to `lengths` entries of an array and to `extra` bytes after the last
        entry.

        Raises
        ------
        OutOfBounds
            If any part of the access lies outside the memory of the array's owner.
        """
        array, at, kind, _, first, end = known
        before, after = _reach(lengths, strides, SIZES[kind])
        low, high = at + before, at + after + extra
        if low < first or high > end:
            raise OutOfBounds(
                f"a kernel over {lengths} in steps of {strides} bytes would touch "
                f"bytes {low - first} to {high - first} of {end - first}"
            )
        return cls(at, strides, kind, low, high, array)

    def same(self, other: Access) -> bool:
        """Whether both access the same entries in the same order."""
        mine = (self.at, self.strides, SIZES[self.kind])
        return mine == (other.at, other.strides, SIZES[other.kind])


@lru_cache(maxsize=4096)
def _reach(lengths: Steps, strides: Steps, size: int) -> tuple[int, int]:
    return span(0, lengths, strides, size)


Merged = tuple[Steps, tuple[Steps, ...]]


@lru_cache(maxsize=4096)
def merged(shape: Steps, rows: tuple[Steps, ...]) -> Merged:
    """Return the lengths, and the strides of each operand, with the axes sorted by the memory order
    of the first operand and merged wherever all operands allow it. Axes of length 1 are dropped."""
    axes = [axis for axis, length in enumerate(shape) if length != 1]
    axes.sort(key=lambda axis: -abs(rows[0][axis]))
    lengths: list[int] = []
    strides: tuple[list[int], ...] = tuple([] for _ in rows)
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
    return tuple(lengths), tuple(map(tuple, strides))


def broadcast_strides(layout: Layout, shape: Steps) -> Steps:
    """The strides of an array with the layout `layout` when it is broadcast to `shape`.

    Raises
    ------
    Untranslatable
        If the array cannot be broadcast to `shape`.
    """
    own, strides, _ = layout
    if own == shape:
        return strides
    missing = len(shape) - len(own)
    pairs = zip(own, shape[missing:], strict=False)
    if missing < 0 or not all(mine in (1, length) for mine, length in pairs):
        raise Untranslatable(f"shapes {own} and {shape}")
    kept = zip(own, strides, strict=True)
    return (0,) * missing + tuple(0 if length == 1 else stride for length, stride in kept)


@lru_cache(maxsize=4096)
def entrywise(layouts: tuple[Layout, ...]) -> Merged:
    """The lengths and strides with which a function traverses its result and its operands. The
    first layout is that of the result."""
    (shape, strides, _), *others = layouts
    lengths, rows = merged(shape, (strides, *(broadcast_strides(x, shape) for x in others)))
    if lengths and all(row[-1] >= 0 for row in rows):
        return lengths, rows
    # Append an axis of length 1 whose stride is the size of an entry.
    sizes = [size for _, _, size in layouts]
    return (*lengths, 1), tuple((*r, size) for r, size in zip(rows, sizes, strict=True))


def is_array(value: Any) -> bool:
    """Whether an input of a call is an array rather than a constant."""
    return isinstance(value, numpy.ndarray)
