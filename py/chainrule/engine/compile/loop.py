"""Many steps in one call: gather a batch in the epoch's order, take a step, check the loss, and
repeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy

from chainrule.engine.buffers import address
from chainrule.engine.compile.assembler import (
    BLOCK,
    BR_IF0,
    END,
    I32,
    I32_ADD,
    I32_MUL,
    LOOP,
    MEMORY_COPY,
    Module,
    call,
    get,
    i32,
    load_i32,
    put,
    store_i32,
    tee,
)
from chainrule.engine.compile.code import Code
from chainrule.engine.compile.forms import Access, OutOfBounds, facts, merged, remembering
from chainrule.engine.compile.module import Place, export
from chainrule.engine.compile.order import WORDS, order_body
from chainrule.engine.op import Array

COUNT, BATCH, DONE, ORDER, LENGTH, EPOCHS, WORD, SEED = range(8)
"""Positions in `Loop.numbers`: the number of steps, the address of the next example's index, the
number of completed steps, the address and the length of the order, the number of remaining
epochs, the address of the word of the seed that holds the epoch, and the seed's words."""
_SIZE = SEED + WORDS
_BR_IF1, _EQZ = b"\x0d\x01", b"\x45"
_ENTRY = {4: (load_i32(0), store_i32(0)), 8: (b"\x29\x00\x00", b"\x37\x00\x00")}
_IS_FINITE = {
    # The test x − x = 0 for each size of x: the load, the difference, the zero and the comparison.
    4: (b"\x2a\x00", b"\x93", b"\x43" + bytes(4), b"\x5b"),
    8: (b"\x2b\x00", b"\xa1", b"\x44" + bytes(8), b"\x61"),
}


class Gathering(NamedTuple):
    """Rows (n, …) from which a batch (size, …) is gathered."""

    rows: Array
    batch: Array


@dataclass(frozen=True, eq=False)
class Loop:
    """The arrays that a loop over steps reads and writes.

    Raises
    ------
    OutOfBounds
        If a batch, its rows and the order do not match.

    Attributes
    ----------
    gatherings : the inputs x and the targets y.
    order : the indices (n,) of the epoch's examples as int32, which `draw` overwrites.
    loss : the loss, which is checked after each step if `stops`; a NaN or an infinity ends the
        loop.
    following : pairs (table, target); before each step, the next row of the table is copied to the
        target.
    """

    gatherings: tuple[Gathering, ...]
    order: Array
    loss: Array
    stops: bool
    following: tuple[tuple[Array, Array], ...]
    numbers: Array = field(default_factory=lambda: numpy.zeros(_SIZE, numpy.int32))
    starts: Array = field(default_factory=lambda: numpy.zeros(8, numpy.int32))
    """The address of the next row of each table."""

    def __post_init__(self) -> None:
        for rows, batch in self.gatherings:
            if rows.shape[1:] != batch.shape[1:] or rows.dtype != batch.dtype:
                raise OutOfBounds(f"rows {rows.shape} {rows.dtype} in {batch.shape} {batch.dtype}")
            if len(rows) != len(self.order) or len(batch) != len(self.gatherings[0].batch):
                raise OutOfBounds(f"{len(self.order)} indices of {len(rows)} rows")

    def arrays(self) -> list[Array]:
        """All arrays, some of which may also belong to the program."""
        tables = [array for pair in self.following for array in pair]
        rows = [gathering.rows for gathering in self.gatherings]
        return [*rows, self.order, *tables, self.numbers, self.starts]


def loop_module(
    loop: Loop, status: Array | None, place: Place, pages: int, returns: int | None
) -> bytes:
    """Build the module, which imports the function "step" and exports "loop", "draw" and
    "epochs"."""
    module = Module(pages, imports=("step",))
    numbers = place(address(loop.numbers))
    with remembering():
        steps = export(module, "loop", _loop_body(loop, status, place), returns)
    words, length = numbers + 4 * SEED, numbers + 4 * LENGTH
    draw = export(module, "draw", order_body(words, length, numbers + 4 * ORDER), returns)
    export(module, "epochs", _epochs_body(loop, status, place, (draw, steps)), returns)
    return module.encode()


def _epochs_body(loop: Loop, status: Array | None, place: Place, called: tuple[int, int]) -> bytes:
    """Build the loop over epochs, which draws the order of each epoch and takes its steps. `EPOCHS`
    counts the remaining epochs, including an epoch that ended early."""
    numbers = place(address(loop.numbers))
    draw, steps = called
    c = Code(0)
    word, left = c.local(I32), c.local(I32)
    c.emit(i32(0), load_i32(numbers + 4 * WORD), put(word), BLOCK, LOOP)
    c.emit(call(draw), call(steps))
    _leave_if_it_ends(c, loop, status, place)
    c.emit(get(word), get(word), load_i32(0), i32(1), I32_ADD, store_i32(0))
    c.emit(i32(0), load_i32(numbers + 4 * EPOCHS), i32(-1), I32_ADD, put(left))
    c.emit(i32(numbers + 4 * EPOCHS), get(left), store_i32(0))
    c.emit(get(left), BR_IF0, END, END)
    return c.finish()[1]


def _leave_if_it_ends(c: Code, loop: Loop, status: Array | None, place: Place) -> None:
    """Leave the block around the loop if the loss is NaN or infinite, or if a look-up had an
    invalid index."""
    if loop.stops:
        load, difference, zero, same = _IS_FINITE[loop.loss.itemsize]
        value = i32(place(address(loop.loss))) + load + b"\x00"
        c.emit(value, value, difference, zero, same, _EQZ, _BR_IF1)
    if status is not None:
        c.emit(i32(place(address(status))), load_i32(0), _BR_IF1)


def _loop_body(loop: Loop, status: Array | None, place: Place) -> bytes:
    numbers = place(address(loop.numbers))
    c = Code(0)
    left, order, done = c.local(I32), c.local(I32), c.local(I32)
    c.emit(i32(0), load_i32(numbers + 4 * COUNT), put(left))
    c.emit(i32(0), load_i32(numbers + 4 * BATCH), put(order))
    tables = [c.local(I32) for _ in loop.following]
    starts = place(address(loop.starts))
    for number, table in enumerate(tables):
        c.emit(i32(0), load_i32(starts + 4 * number), put(table))
    c.emit(BLOCK, LOOP)
    for gathering in loop.gatherings:
        _gather(c, gathering, order, place)
    c.advance(order, 4 * len(loop.gatherings[0].batch))
    for table, (_, target) in zip(tables, loop.following, strict=True):
        c.emit(i32(place(address(target))), get(table), i32(target.nbytes), MEMORY_COPY)
        c.advance(table, target.nbytes)
    c.emit(call(0))
    c.advance(done, 1)
    c.emit(i32(numbers + 4 * DONE), get(done), store_i32(0))
    _leave_if_it_ends(c, loop, status, place)
    c.emit(get(left), i32(-1), I32_ADD, tee(left), BR_IF0, END, END)
    return c.finish()[1]


def _gather(c: Code, gathering: Gathering, order: int, place: Place) -> None:
    """Copy the rows with the next indices to the buffer from which the program reads its batch."""
    rows, batch = gathering.rows, gathering.batch
    size = batch.itemsize
    read, write = _ENTRY[size]
    # Together with the checks in `Loop`, the two `Access` objects below prove that writes stay
    # inside the batch and that reads stay inside the rows, because the order contains each index of
    # the rows exactly once.
    target = Access.of(facts(batch), batch.shape, batch.strides)
    read_from = Access.of(facts(rows), rows.shape, rows.strides)
    lengths, (to, of) = merged(batch.shape[1:], (batch.strides[1:], rows.strides[1:]))
    number, at = c.copy_of(order), c.local(I32)
    source = c.local(I32)
    c.emit(i32(place(target.at)), put(at))

    def over(axis: int) -> None:
        if axis == len(lengths):
            c.emit(get(at), get(source), read, write)
            return

        def once() -> None:
            over(axis + 1)
            c.advance(at, to[axis])
            c.advance(source, of[axis])

        c.repeat(lengths[axis], once)
        c.advance(at, -lengths[axis] * to[axis])
        c.advance(source, -lengths[axis] * of[axis])

    def example() -> None:
        c.emit(get(number), load_i32(0), i32(rows.strides[0]), I32_MUL)
        c.emit(i32(place(read_from.at)), I32_ADD, put(source))
        over(0)
        c.advance(number, 4)
        c.advance(at, batch.strides[0])

    c.repeat(len(batch), example)
    c.release(number, at, source)
