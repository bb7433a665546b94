"""Reductions: sums, sums of the products of two arrays, and maxima."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chainrule.engine.compile.assembler import get, put
from chainrule.engine.compile.code import Code
from chainrule.engine.compile.lanes import LANES, Lane, load, shuffle, splat, store

Strides = tuple[int, ...]


class Spec(NamedTuple):
    """Everything on which the kernel of a reduction depends.

    out = Σ or max, over the axes `reduced`, of the input or of the product of two inputs.

    Attributes
    ----------
    kept, reduced : the lengths of the kept and of the reduced axes.
    inputs : the strides of each input, in bytes, over the kept and over the reduced axes.
    out : the result's strides over the kept axes.
    """

    kind: str
    maximum: bool
    kept: tuple[int, ...]
    reduced: tuple[int, ...]
    inputs: tuple[tuple[Strides, Strides], ...]
    out: Strides

    def build(self) -> tuple[bytes, bytes]:
        """Return the kernel, whose parameters are pointers to the inputs and to the result."""
        return _Writer(self).write()


class _Writer:
    def __init__(self, spec: Spec) -> None:
        self.spec, self.lane = spec, LANES[spec.kind]
        self.c = Code(len(spec.inputs) + 1)
        self.target = len(spec.inputs)
        size = self.lane.size
        self.operator = self.lane.max if spec.maximum else self.lane.add
        self.start = self.c.constant(self.lane, float("-inf") if spec.maximum else 0.0)
        is_unit = bool(spec.kept) and spec.out[-1] == size
        self.along_kept = is_unit and all(kept[-1] == size for kept, _ in spec.inputs)
        unit_reduced = all(reduced[-1] == size for _, reduced in spec.inputs)
        self.along_reduced = not self.along_kept and unit_reduced

    def write(self) -> tuple[bytes, bytes]:
        self._over_kept(0)
        return self.c.finish()

    def _advance(self, steps: list[int], out: int) -> None:
        for pointer, step in enumerate(steps):
            self.c.advance(pointer, step)
        self.c.advance(self.target, out)

    def _over_kept(self, axis: int) -> None:
        spec, c = self.spec, self.c
        if axis == len(spec.kept):
            self._result(0, 1)
            return
        if axis == len(spec.kept) - 1 and self.along_kept:
            self._along_kept()
            return

        def once() -> None:
            self._over_kept(axis + 1)
            self._advance([kept[axis] for kept, _ in spec.inputs], spec.out[axis])

        count = spec.kept[axis]
        c.repeat(count, once)
        if axis:
            self._advance([-count * kept[axis] for kept, _ in spec.inputs], -count * spec.out[axis])

    def _along_kept(self) -> None:
        """Emit the computation of adjacent results as vectors."""
        lane, inputs = self.lane, len(self.spec.inputs)
        vectors, rest = divmod(self.spec.kept[-1], lane.width)
        if vectors <= 4:
            for v in range(vectors):
                self._result(v * 16, lane.width)
            if rest:
                self._result(vectors * 16, rest)
            return

        def chunk() -> None:
            self._result(0, lane.width)
            self._advance([16] * inputs, 16)

        self.c.repeat(vectors, chunk)
        if rest:
            self._result(0, rest)
        self._advance([-16 * vectors] * inputs, -16 * vectors)

    def _result(self, offset: int, lanes: int) -> None:
        """Emit the computation of `lanes` adjacent results at an offset in bytes."""
        c = self.c
        pointers = [c.copy_of(number, offset) for number in range(len(self.spec.inputs))]
        total = self._along_reduced(pointers) if self.along_reduced else c.local()
        if not self.along_reduced:
            c.emit(self.start, put(total))

            def add() -> None:
                zero = [0] * len(pointers)
                c.emit(get(total), self._term(pointers, zero, lanes), self.operator, put(total))

            self._over_reduced(0, pointers, add)
        size = self.lane.size
        c.emit(store(size, get(self.target), offset, get(total), lanes))
        c.release(total, *pointers)
        c.forget()

    def _term(self, pointers: list[int], offsets: list[int], lanes: int) -> bytes:
        size = self.lane.size
        codes = [load(size, get(p), o, lanes) for p, o in zip(pointers, offsets, strict=True)]
        return codes[0] if len(codes) == 1 else codes[0] + codes[1] + self.lane.mul

    def _over_reduced(self, axis: int, pointers: list[int], add: Callable[[], None]) -> list[int]:
        """Emit the loops over the reduced axis `axis` and all later ones, and return the distance
        by which each pointer has moved."""
        spec, c = self.spec, self.c
        if axis == len(spec.reduced):
            add()
            return [0] * len(pointers)
        if axis == len(spec.reduced) - 1 and self.along_reduced:
            return self._vectors(pointers)

        def once() -> None:
            moved = self._over_reduced(axis + 1, pointers, add)
            for pointer, (_, steps), done in zip(pointers, spec.inputs, moved, strict=True):
                c.advance(pointer, steps[axis] - done)

        c.repeat(spec.reduced[axis], once)
        return [spec.reduced[axis] * steps[axis] for _, steps in spec.inputs]

    def _along_reduced(self, pointers: list[int]) -> int:
        """Emit a reduction that reads vectors along the innermost reduced axis and combines their
        lanes at the end."""
        c, lane = self.c, self.lane
        count = 4 if self.spec.reduced[-1] // lane.width >= 16 else 1
        self.totals = [c.local() for _ in range(count)]
        for total in self.totals:
            c.emit(self.start, put(total))
        self._over_reduced(0, pointers, lambda: None)
        first, *others = self.totals
        # The totals are combined in pairs, because pairwise sums have smaller rounding errors than
        # sequential sums.
        for one, other in [(first, others[0]), (others[1], others[2])] if others else []:
            c.emit(get(one), get(other), self.operator, put(one))
        if others:
            c.emit(get(first), get(others[1]), self.operator, put(first))
        c.emit(horizontal(c, lane, self.operator, get(first)), put(first))
        c.release(*others)
        return first

    def _vectors(self, pointers: list[int]) -> list[int]:
        c, lane, inputs = self.c, self.lane, len(pointers)
        vectors, rest = divmod(self.spec.reduced[-1], lane.width)
        count = len(self.totals)
        loops = vectors // count if vectors > 8 else 0

        def chunk() -> None:
            for u, total in enumerate(self.totals):
                term = self._term(pointers, [u * 16] * inputs, lane.width)
                c.emit(get(total), term, self.operator, put(total))
            for pointer in pointers:
                c.advance(pointer, 16 * count)

        if loops:
            c.repeat(loops, chunk)
        done = loops * count
        total = self.totals[0]
        for v in range(vectors - done):
            term = self._term(pointers, [v * 16] * inputs, lane.width)
            c.emit(get(total), term, self.operator, put(total))
        at = (vectors - done) * 16
        if rest and not self.spec.maximum:
            c.emit(get(total), self._term(pointers, [at] * inputs, rest), self.operator, put(total))
        elif rest:  # zeros in the unused lanes would affect the result
            for r in range(rest):
                one = splat(lane.size, get(pointers[0]), at + r * lane.size)
                c.emit(get(total), one, self.operator, put(total))
        return [done * 16] * inputs


def horizontal(c: Code, lane: Lane, operator: bytes, value: bytes) -> bytes:
    """Combine all lanes of a vector into its first lane."""
    if lane.size == 8:
        return value + shuffle(value, value, (1, 0), 8) + operator
    pair = c.let(value + shuffle(value, value, (2, 3, 0, 1)) + operator)
    return pair + shuffle(pair, pair, (1, 0, 3, 2)) + operator
