"""Numbers of float64 in two parts, some 106 bits together.

T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18,
1971.
"""

from __future__ import annotations

from chainrule.engine.compile.code import Code
from chainrule.engine.compile.lanes import F8, simd

NEAREST = simd(0x94)
"""To the nearest whole number, float64."""
_SPLITTER = 134217729.0  # 2²⁷ + 1, which cuts 53 bits in two (Dekker 1971)

Pair = tuple[bytes, bytes]


def two_sum(c: Code, a: bytes, b: bytes) -> Pair:
    """a + b, and what rounding lost, for |a| ≥ |b| (Dekker 1971)."""
    total = c.let(a + b + F8.add)
    return total, c.let(b + total + a + F8.sub + F8.sub)


def _halves(c: Code, a: bytes) -> Pair:
    big = c.let(a + c.constant(F8, _SPLITTER) + F8.mul)
    high = c.let(big + big + a + F8.sub + F8.sub)
    return high, c.let(a + high + F8.sub)


def two_product(c: Code, a: bytes, b: bytes) -> Pair:
    """a b, and what rounding lost (Dekker 1971)."""
    total = c.let(a + b + F8.mul)
    (a1, a2), (b1, b2) = _halves(c, a), _halves(c, b)
    lost = a1 + b1 + F8.mul + total + F8.sub + a1 + b2 + F8.mul + F8.add
    return total, c.let(lost + a2 + b1 + F8.mul + F8.add + a2 + b2 + F8.mul + F8.add)


def times(c: Code, a: Pair, b: Pair) -> Pair:
    """The product of two pairs."""
    total, lost = two_product(c, a[0], b[0])
    cross = a[0] + b[1] + F8.mul + a[1] + b[0] + F8.mul + F8.add
    return two_sum(c, total, c.let(lost + cross + F8.add))


def plus(c: Code, a: Pair, b: Pair) -> Pair:
    """The sum of two pairs, the first the greater, or 0."""
    total, lost = two_sum(c, a[0], b[0])
    return two_sum(c, total, c.let(lost + a[1] + F8.add + b[1] + F8.add))
