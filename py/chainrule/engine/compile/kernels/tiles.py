"""The tiles of matrix products, which are kept in registers, and the loops over tiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chainrule.engine.compile.assembler import I32, access, get, put
from chainrule.engine.compile.code import Code
from chainrule.engine.compile.lanes import F4, STORE, Lane, load, shuffle, splat, store

ROWS = {1: 6, 2: 4, 3: 3, 4: 2}
"""The number of rows of a tile for each number of vectors, chosen so that sixteen registers are
sufficient."""
UNROLL = 48
"""The loop over the sum is unrolled up to this number of multiplications per tile."""

Panel = list[tuple[int, int]]
"""The vectors of a tile, each with its first column and its number of valid lanes."""


class Factors(NamedTuple):
    """The factors of c = a b, where a is (m, k) and b is (k, n), with the strides (of rows, of
    columns) in bytes."""

    lane: Lane
    m: int
    k: int
    n: int
    a: tuple[int, int]
    b: tuple[int, int]
    c: tuple[int, int]
    padded: bool = False
    """Whether b may be read beyond its last column."""


def bands(rows: int, most: int) -> list[tuple[int, int]]:
    """Divide the rows into tiles of at most `most` rows, as evenly as possible: pairs (rows per
    tile, number of tiles)."""
    tiles = -(-rows // most)
    small, more = divmod(rows, tiles)
    return [(r, t) for r, t in ((small + 1, more), (small, tiles - more)) if t]


def vectors_of(n: int, width: int, first: int = 0) -> Panel:
    """The columns as vectors, beginning with the vector at index `first`; an incomplete last vector
    overlaps the one before it, if there is one."""
    full, rest = divmod(n, width)
    starts = [(v * width, width) for v in range(first, full)]
    if rest:
        starts.append((n - width, width) if full else (0, rest))
    return starts


def outer(c: Code, f: Factors) -> None:
    """Emit outer products over panels of vectors."""
    width = f.lane.width
    count = -(-f.n // width)
    wide = count if count <= 3 or (count == 4 and f.m < 4) else 2
    # Panels that differ only in their start address are handled in a loop, if there are enough of
    # them.
    regular = f.n // width // wide
    regular = regular if regular >= 3 else 0
    starts = vectors_of(f.n, width, regular * wide)
    panels = [starts[i : i + wide] for i in range(0, len(starts), wide)]
    first = [(j * width, width) for j in range(wide)]
    ia, ic = c.copy_of(0), c.copy_of(2)
    for rows, tiles in bands(f.m, ROWS[wide]):

        def band(rows: int = rows) -> None:
            if regular:
                jb, jc = c.copy_of(1), c.copy_of(ic)

                def once() -> None:
                    _outer_tile(c, f, (ia, jb, jc), rows, first)
                    c.advance(jb, wide * 16)
                    c.advance(jc, wide * 16)

                c.repeat(regular, once)
                c.release(jb, jc)
            for panel in panels:
                _outer_tile(c, f, (ia, 1, ic), rows, panel)
            c.advance(ia, rows * f.a[0])
            c.advance(ic, rows * f.c[0])

        c.repeat(tiles, band)
    c.release(ia, ic)


def _outer_tile(
    c: Code, f: Factors, pointers: tuple[int, int, int], rows: int, panel: Panel
) -> None:
    pa, pb, pc = pointers
    lane, size = f.lane, f.lane.size
    totals = [[c.local() for _ in panel] for _ in range(rows)]
    columns, x = [c.local() for _ in panel], c.local()
    zero = c.constant(lane, 0)

    def step(qa: int, qb: int, at: int) -> None:
        for (start, lanes), column in zip(panel, columns, strict=True):
            count = lane.width if f.padded else lanes
            c.emit(load(size, get(qb), at * f.b[0] + start * size, count), put(column))
        for r in range(rows):
            c.emit(splat(size, get(qa), r * f.a[0] + at * f.a[1]), put(x))
            for total, column in zip(totals[r], columns, strict=True):
                c.emit(get(total), get(x), get(column), lane.mul, lane.add, put(total))

    for row in totals:
        for total in row:
            c.emit(zero, put(total))
    per_step = rows * len(panel)
    unroll = 4 if per_step <= 4 else 2
    _along_sum(c, f.k, per_step, UNROLL, unroll, step, (pa, f.a[1]), (pb, f.b[0]))
    for r in range(rows):
        for (start, lanes), total in zip(panel, totals[r], strict=True):
            c.emit(store(size, get(pc), r * f.c[0] + start * size, get(total), lanes))
    c.release(x, *columns, *(total for row in totals for total in row))


def _along_sum(
    c: Code,
    count: int,
    per_step: int,
    most: int,
    unroll: int,
    step: Callable[[int, int, int], None],
    a: tuple[int, int],
    b: tuple[int, int],
) -> None:
    """Apply `step(pointer into a, pointer into b, position)` to all positions; a and b are pairs
    (pointer, stride)."""
    (pa, a_step), (pb, b_step) = a, b
    if count * per_step <= most:
        for at in range(count):
            step(pa, pb, at)
        return
    qa, qb = c.copy_of(pa), c.copy_of(pb)

    def chunk() -> None:
        for u in range(unroll):
            step(qa, qb, u)
        c.advance(qa, unroll * a_step)
        c.advance(qb, unroll * b_step)

    if count >= unroll:
        c.repeat(count // unroll, chunk)
    for at in range(count % unroll):
        step(qa, qb, at)
    c.release(qa, qb)


def dot(c: Code, f: Factors) -> None:
    """Emit dot products of two rows of a with as many columns of b as a vector has lanes."""
    width = f.lane.width
    full = f.n // width
    regular = full if full > 2 else 0
    starts = vectors_of(f.n, width, regular)
    ia, ic = c.copy_of(0), c.copy_of(2)
    for rows, tiles in bands(f.m, 2):

        def band(rows: int = rows) -> None:
            if regular:
                jb, jc = c.copy_of(1), c.copy_of(ic)

                def once() -> None:
                    _dot_tile(c, f, (ia, jb, jc), rows, (0, width))
                    c.advance(jb, width * f.b[1])
                    c.advance(jc, 16)

                c.repeat(regular, once)
                c.release(jb, jc)
            for vector in starts:
                _dot_tile(c, f, (ia, 1, ic), rows, vector)
            c.advance(ia, rows * f.a[0])
            c.advance(ic, rows * f.c[0])

        c.repeat(tiles, band)
    c.release(ia, ic)


def _dot_tile(
    c: Code, f: Factors, pointers: tuple[int, int, int], rows: int, vector: tuple[int, int]
) -> None:
    pa, pb, pc = pointers
    start, lanes = vector
    lane, size = f.lane, f.lane.size
    totals = [[c.local() for _ in range(lanes)] for _ in range(rows)]
    xs, y = [c.local() for _ in range(rows)], c.local()
    for row in totals:
        for total in row:
            c.emit(c.constant(lane, 0), put(total))
    vectors, rest = divmod(f.k, lane.width)

    def step(qa: int, qb: int, at: int, count: int = lane.width) -> None:
        for r, x in enumerate(xs):
            c.emit(load(size, get(qa), r * f.a[0] + at * 16, count), put(x))
        for j in range(lanes):
            c.emit(load(size, get(qb), (start + j) * f.b[1] + at * 16, count), put(y))
            for r, x in enumerate(xs):
                total = totals[r][j]
                c.emit(get(total), get(x), get(y), lane.mul, lane.add, put(total))

    _along_sum(c, vectors, rows * lanes, 2 * UNROLL, 2, step, (pa, 16), (pb, 16))
    if rest:
        step(pa, pb, vectors, rest)
    for r in range(rows):
        value = c.let(_across(c, lane, [get(total) for total in totals[r]]))
        c.emit(store(size, get(pc), r * f.c[0] + start * size, value, lanes))
    c.forget()
    c.release(y, *xs, *(total for row in totals for total in row))


def _across(c: Code, lane: Lane, vectors: list[bytes]) -> bytes:
    """The sums over the lanes of each vector, as one vector."""
    zero = c.constant(lane, 0)
    if lane.size == 8:
        p, q = [*vectors, zero][:2]
        return shuffle(p, q, (0, 2), 8) + shuffle(p, q, (1, 3), 8) + lane.add
    p, q, r, s = [*vectors, zero, zero, zero][:4]
    one = c.let(shuffle(p, q, (0, 4, 1, 5)) + shuffle(p, q, (2, 6, 3, 7)) + lane.add)
    two = c.let(shuffle(r, s, (0, 4, 1, 5)) + shuffle(r, s, (2, 6, 3, 7)) + lane.add)
    return shuffle(one, two, (0, 1, 4, 5)) + shuffle(one, two, (2, 3, 6, 7)) + lane.add


def pack(c: Code, f: Factors) -> None:
    """Transpose b into panels (n / 8, k, 8) in scratch memory, then use outer products; for
    float32."""
    _pack(c, f)
    packed = f._replace(b=(32, 4), padded=True)
    full, rest = divmod(f.n, 8)
    last = [(v * 4, min(4, rest - v * 4)) for v in range(-(-rest // 4))]
    ia, ic, jb, jc = c.copy_of(0), c.copy_of(2), c.local(I32), c.local(I32)
    for rows, tiles in bands(f.m, ROWS[2]):

        def band(rows: int = rows) -> None:
            c.emit(get(3), put(jb), get(ic), put(jc))

            def once() -> None:
                _outer_tile(c, packed, (ia, jb, jc), rows, [(0, 4), (4, 4)])
                c.advance(jb, 32 * f.k)
                c.advance(jc, 32)

            if full:
                c.repeat(full, once)
            if rest:
                _outer_tile(c, packed, (ia, jb, jc), rows, last)
            c.advance(ia, rows * f.a[0])
            c.advance(ic, rows * f.c[0])

        c.repeat(tiles, band)
    c.release(ia, ic, jb, jc)


def _pack(c: Code, f: Factors) -> None:
    source, target = c.copy_of(1), c.copy_of(3)
    full, rest = divmod(f.n, 8)

    def whole() -> None:
        _pack_panel(c, f, (source, target), 8)
        c.advance(source, 8 * f.b[1])
        c.advance(target, 32 * f.k)

    if full:
        c.repeat(full, whole)
    if rest:
        _pack_panel(c, f, (source, target), rest)
    c.release(source, target)


def _pack_panel(c: Code, f: Factors, pointers: tuple[int, int], columns: int) -> None:
    """Transpose up to eight columns, in blocks of four terms of the sum."""
    source, target = pointers
    fours, rest = divmod(f.k, 4)

    def block(at: int, lanes: int) -> None:
        for v in range(-(-columns // 4)):
            rows = [
                c.let(load(4, get(source), (4 * v + j) * f.b[1] + at, lanes))
                if 4 * v + j < columns
                else c.constant(F4, 0)
                for j in range(4)
            ]
            for t, column in enumerate(_transposed(c, rows)[:lanes]):
                c.emit(get(target), column, access(STORE, at * 8 + t * 32 + v * 16))
            c.forget()

    def once() -> None:
        block(0, 4)
        c.advance(source, 16)
        c.advance(target, 128)

    c.repeat(fours, once)
    if rest:
        block(0, rest)
    c.advance(source, -16 * fours)
    c.advance(target, -128 * fours)


def _transposed(c: Code, rows: list[bytes]) -> list[bytes]:
    """Transpose a 4 × 4 matrix given as four vectors."""
    p, q, r, s = rows
    near = c.let(shuffle(p, q, (0, 4, 1, 5))), c.let(shuffle(r, s, (0, 4, 1, 5)))
    far = c.let(shuffle(p, q, (2, 6, 3, 7))), c.let(shuffle(r, s, (2, 6, 3, 7)))
    return [
        c.let(shuffle(*pair, lanes))
        for pair in (near, far)
        for lanes in ((0, 1, 4, 5), (2, 3, 6, 7))
    ]
