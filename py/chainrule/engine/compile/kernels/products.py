"""Matrix products: the choice of a form, and the loops over tiles.

c = a b in one of three forms, depending on the memory layout of the factors:

- "outer": b and c are contiguous along their rows. A tile of c stays in registers, and products of
  columns of a and rows of b are added to it.
- "dot": a is contiguous along its rows, and b along its columns. Every entry of c is a dot product.
- "pack": like "dot", but with so many rows that it is faster to transpose b into scratch memory
  first and then use "outer".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from chainrule.engine.compile.code import Code
from chainrule.engine.compile.kernels.tiles import Factors, dot, outer, pack
from chainrule.engine.compile.lanes import LANES

PACK_FROM = 12
"""From this number of rows on, transposing is faster."""


@dataclass(frozen=True)
class Spec:
    """Everything on which the kernel of a product depends.

    Attributes
    ----------
    m, k, n : the sizes of the matrices: a is (m, k), and b is (k, n).
    a, b, c : the strides of the rows and of the columns of each matrix, in bytes.
    stack : for each axis of a stack of products, its length and the strides of a, b and c.
    """

    kind: str
    m: int
    k: int
    n: int
    a: tuple[int, int]
    b: tuple[int, int]
    c: tuple[int, int]
    stack: tuple[tuple[int, int, int, int], ...] = ()

    @cached_property
    def form(self) -> str | None:
        """The form of the product, "outer", "dot" or "pack"; None if no form applies."""
        size = LANES[self.kind].size
        if (self.n > 1 and self.c[1] != size) or min(*self.a, *self.b, *self.c) < 0:
            return None
        if self._packs(size):
            return "pack"
        along_sum = (self.k == 1 or self.a[1] == size) and (self.k == 1 or self.b[0] == size)
        fits_outer = self.n == 1 or self.b[1] == size
        if fits_outer and (self.n > 1 or self.k == 1 or not along_sum):
            return "outer"
        return "dot" if along_sum else None

    def _packs(self, size: int) -> bool:
        is_large = self.m >= PACK_FROM and self.n >= 4 and self.k >= 4
        return size == 4 and is_large and self.b[0] == size != self.b[1]

    @property
    def transposed(self) -> Spec:
        """The product cᵀ = bᵀ aᵀ."""
        stack = tuple((length, b, a, c) for length, a, b, c in self.stack)
        (ar, ac), (br, bc), (cr, cc) = self.a, self.b, self.c
        return Spec(self.kind, self.n, self.k, self.m, (bc, br), (ac, ar), (cc, cr), stack)

    @cached_property
    def walks(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """The lengths and strides with which a, b and c are accessed."""
        lengths = tuple(axis[0] for axis in self.stack)
        matrices = ((self.m, self.k, *self.a), (self.k, self.n, *self.b), (self.m, self.n, *self.c))
        return tuple(
            ((*lengths, rows, columns), (*(axis[place] for axis in self.stack), *steps))
            for place, (rows, columns, *steps) in enumerate(matrices, start=1)
        )

    @cached_property
    def scratch(self) -> int:
        """The size in bytes of the memory to which the kernel's fourth parameter points; 0 if there
        is none."""
        return -(-self.n // 8) * self.k * 32 if self.form == "pack" else 0

    def build(self) -> tuple[bytes, bytes]:
        """Return the kernel, whose parameters are pointers to a, b, c and, if it is used, the
        scratch memory."""
        c = Code(4 if self.scratch else 3)
        factors = Factors(LANES[self.kind], self.m, self.k, self.n, self.a, self.b, self.c)
        tile = {"outer": outer, "dot": dot, "pack": pack}[self.form or ""]

        def stacked(axis: int) -> None:
            if axis == len(self.stack):
                tile(c, factors)
                return
            length, *steps = self.stack[axis]

            def once() -> None:
                stacked(axis + 1)
                for pointer, step in enumerate(steps):
                    c.advance(pointer, step)

            c.repeat(length, once)
            if axis:
                for pointer, step in enumerate(steps):
                    c.advance(pointer, -length * step)

        stacked(0)
        return c.finish()
