"""Kernels that use indices: to look up rows of a table, and entries at fixed positions.

An invalid index is skipped, and the status word is set. The host then calls NumPy's own function,
which raises the error.
"""

from __future__ import annotations

from typing import NamedTuple

from chainrule.engine.compile.assembler import (
    ELSE,
    END,
    I32,
    I32_ADD,
    I32_MUL,
    IF,
    get,
    i32,
    load_i32,
    put,
    store_i32,
    tee,
)
from chainrule.engine.compile.code import Code

_LOAD = {"f4": b"\x2a\x00\x00", "f8": b"\x2b\x00\x00"}
_STORE = {"f4": b"\x38\x00\x00", "f8": b"\x39\x00\x00"}
_ADD = {"f4": b"\x92", "f8": b"\xa0"}
_TO_WHOLE = {"f4": b"\xfc\x00", "f8": b"\xfc\x02"}
_TO_FLOAT = {"f4": b"\xb2", "f8": b"\xb7"}
_DIFFERS = {"f4": b"\x5c", "f8": b"\x62"}
_AT_LEAST_UNSIGNED, _OR = b"\x4f", b"\x72"
TABLE, NUMBERS, ENTRIES, STATUS = range(4)
"""The kernel's parameters."""


class Spec(NamedTuple):
    """Everything on which the kernel of a look-up depends.

    The kernel computes entries = table[indices] or, if `adds`, table[indices] += entries. The last
    of the `lengths` is the length of a row.

    Attributes
    ----------
    numbers_kind : "f4" or "f8" for row indices, or "i4" for offsets in bytes, which are not
        checked.
    rows : the number of rows of the table.
    row : the stride of the table's rows, in bytes.
    """

    kind: str
    adds: bool
    lengths: tuple[int, ...]
    table: tuple[int, ...]
    numbers: tuple[int, ...]
    entries: tuple[int, ...]
    numbers_kind: str
    rows: int = 0
    row: int = 0

    def build(self) -> tuple[bytes, bytes]:
        """Return the kernel, whose parameters are pointers to the table, the indices, the entries
        and the status word."""
        c = Code(4)
        steps = {TABLE: self.table, NUMBERS: self.numbers, ENTRIES: self.entries}

        def over(axis: int) -> None:
            if axis == len(self.lengths) - 1:
                self._row(c)
                return

            def once() -> None:
                over(axis + 1)
                for pointer, strides in steps.items():
                    c.advance(pointer, strides[axis])

            c.repeat(self.lengths[axis], once)
            for pointer, strides in steps.items():
                c.advance(pointer, -self.lengths[axis] * strides[axis])

        over(0)
        return c.finish()

    def _row(self, c: Code) -> None:
        place = c.local(I32)
        if self.numbers_kind == "i4":
            c.emit(get(NUMBERS), load_i32(0), get(TABLE), I32_ADD, put(place))
            self._entries(c, place)
        else:
            number = get(NUMBERS) + _LOAD[self.numbers_kind]
            c.emit(number, _TO_WHOLE[self.numbers_kind], tee(place))
            c.emit(_TO_FLOAT[self.numbers_kind], number, _DIFFERS[self.numbers_kind])
            c.emit(get(place), i32(self.rows), _AT_LEAST_UNSIGNED, _OR, IF)
            c.emit(get(STATUS), i32(1), store_i32(0), ELSE)
            c.emit(get(place), i32(self.row), I32_MUL, get(TABLE), I32_ADD, put(place))
            self._entries(c, place)
            c.emit(END)
        c.release(place)

    def _entries(self, c: Code, place: int) -> None:
        """Emit the loop over the entries of one row."""
        other = c.copy_of(ENTRIES)
        read, write = (other, place) if self.adds else (place, other)

        def once() -> None:
            before = get(write) + _LOAD[self.kind] if self.adds else b""
            add = _ADD[self.kind] if self.adds else b""
            c.emit(get(write), before, get(read), _LOAD[self.kind], add, _STORE[self.kind])
            c.advance(place, self.table[-1])
            c.advance(other, self.entries[-1])

        c.repeat(self.lengths[-1], once)
        c.release(other)
