"""Elementwise kernels, which compute several functions over one index space in a single pass.

Each function reads the results of the previous functions from registers, but every result is also
stored in memory, because the microscope reads it.
"""

from __future__ import annotations

from typing import NamedTuple

from chainrule.engine.compile.assembler import get, put
from chainrule.engine.compile.code import Code
from chainrule.engine.compile.functions.elementary import select
from chainrule.engine.compile.functions.ufuncs import COMPARISONS, COSTLY, instructions, shift_right
from chainrule.engine.compile.lanes import (
    AND,
    LANES,
    SIZES,
    Lane,
    load,
    narrow,
    splat,
    store,
    widen,
)

Operand = float | int | str
"""A constant as a number, or "p" followed by the index of a pointer."""


class Step(NamedTuple):
    """One function of a kernel.

    Attributes
    ----------
    function : the function's name in NumPy; "copy" and "where" are `copyto` without and with a
        mask.
    kind : the lane type in which the function computes.
    operands : the function's inputs.
    out : the index of the pointer to which the function writes.
    """

    function: str
    kind: str
    operands: tuple[Operand, ...]
    out: int


class Pointer(NamedTuple):
    """An array of a kernel: its strides in bytes over the index space, and its number type."""

    strides: tuple[int, ...]
    kind: str


class Spec(NamedTuple):
    """Everything on which an elementwise kernel depends.

    Attributes
    ----------
    size : the size of the lanes; smaller entries are widened.
    """

    lengths: tuple[int, ...]
    size: int
    steps: tuple[Step, ...]
    pointers: tuple[Pointer, ...]

    def build(self) -> tuple[bytes, bytes]:
        """Return the kernel: its parameter types, one per pointer, and its body."""
        return _Writer(self).write()


class _Writer:
    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.c = Code(len(spec.pointers))
        still = {
            number
            for number, pointer in enumerate(spec.pointers)
            if pointer.strides[-1] == 0 and SIZES[pointer.kind] == spec.size
        }
        is_unit = all(
            number in still or pointer.strides[-1] == SIZES[pointer.kind]
            for number, pointer in enumerate(spec.pointers)
        )
        self.width = 16 // spec.size if is_unit else 1
        wide = is_unit and spec.lengths[-1] > 1
        self.splats = {number: self.c.local() for number in still} if wide else {}
        self.is_costly = any(step.function in COSTLY for step in spec.steps)

    def write(self) -> tuple[bytes, bytes]:
        self._over(0)
        return self.c.finish()

    def _over(self, axis: int) -> list[int]:
        """Emit the loops over `axis` and all later axes, and return the distance by which each
        pointer has moved."""
        spec, c = self.spec, self.c
        if axis == len(spec.lengths) - 1:
            return self._along_last()

        def once() -> None:
            moved = self._over(axis + 1)
            for number, pointer in enumerate(spec.pointers):
                c.advance(number, pointer.strides[axis] - moved[number])

        c.repeat(spec.lengths[axis], once)
        return [spec.lengths[axis] * pointer.strides[axis] for pointer in spec.pointers]

    def _along_last(self) -> list[int]:
        spec, c, width = self.spec, self.c, self.width
        for number, local in self.splats.items():
            c.emit(splat(spec.size, get(number), 0), put(local))
        vectors, rest = divmod(spec.lengths[-1], width)
        unroll = 1 if self.is_costly else 4 if len(spec.steps) < 4 else 2
        loops = 0 if vectors <= (2 if self.is_costly else 8) else vectors // unroll

        def chunk() -> None:
            for u in range(unroll):
                self._vector(u * width, width)
            for number, pointer in enumerate(spec.pointers):
                c.advance(number, unroll * width * pointer.strides[-1])

        if loops:
            c.repeat(loops, chunk)
        done = loops * unroll
        for v in range(done, vectors):
            self._vector((v - done) * width, width)
        if rest:
            self._vector((vectors - done) * width, rest)
        return [done * width * pointer.strides[-1] for pointer in spec.pointers]

    def _vector(self, offset: int, lanes: int) -> None:
        """Emit all steps for `lanes` entries, starting `offset` entries after the pointers."""
        c = self.c
        known = {number: get(local) for number, local in self.splats.items()}
        for step in self.spec.steps:
            arguments = [self._argument(x, step, known, offset, lanes) for x in step.operands]
            value = c.let(self._value(step, arguments))
            self._store(step.out, offset, value, lanes)
            exact = SIZES[self.spec.pointers[step.out].kind] in (1, self.spec.size)
            if exact:
                known[step.out] = value
            else:  # rounded when it was stored
                known.pop(step.out, None)
        c.forget()

    def _argument(
        self, x: Operand, step: Step, known: dict[int, bytes], offset: int, lanes: int
    ) -> bytes:
        if not isinstance(x, str):
            return self.c.constant(LANES[step.kind], x)
        number = int(x[1:])
        if number not in known:
            pointer = self.spec.pointers[number]
            at = offset * pointer.strides[-1]
            raw = load(SIZES[pointer.kind], get(number), at, lanes)
            known[number] = self.c.let(widen(pointer.kind, self.spec.size, raw))
        return known[number]

    def _value(self, step: Step, arguments: list[bytes]) -> bytes:
        c, lane, spec = self.c, LANES[step.kind], self.spec
        out = spec.pointers[step.out].kind
        if step.function in COMPARISONS:
            return instructions(c, lane, step.function, arguments, False) + self._one(out) + AND
        if step.function == "right_shift":
            by = step.operands[1]
            assert not isinstance(by, str)
            return shift_right(lane, arguments[0], int(by))
        if step.function == "where":
            source, mask, before = arguments
            whole = LANES[f"i{spec.size}"]
            return select(c.let(mask + whole.neg), source, before)
        if step.function == "copy":
            return self._converted(step, arguments[0], out)
        last = len(step.operands) > 1 and not isinstance(step.operands[-1], str)
        return instructions(c, lane, step.function, arguments, last)

    def _converted(self, step: Step, value: bytes, out: str) -> bytes:
        """The value to store; a bool (0 or 1) that is copied to a float becomes 0.0 or 1.0."""
        (x,) = step.operands
        is_bool = isinstance(x, str) and self.spec.pointers[int(x[1:])].kind == "b1"
        if is_bool and out.startswith("f"):
            whole = LANES[f"i{self.spec.size}"]
            return value + whole.neg + self._one(out) + AND
        return value

    def _one(self, kind: str) -> bytes:
        """A vector of ones, in lanes that will be stored as `kind`."""
        letter = "f" if kind.startswith("f") else "i"
        lane: Lane = LANES[f"{letter}{self.spec.size}"]
        return self.c.constant(lane, 1)

    def _store(self, number: int, offset: int, value: bytes, lanes: int) -> None:
        pointer, c = self.spec.pointers[number], self.c
        at = offset * pointer.strides[-1]
        short = narrow(pointer.kind, self.spec.size, value)
        if short is not value:
            short = c.let(short)
        c.emit(store(SIZES[pointer.kind], get(number), at, short, lanes))
