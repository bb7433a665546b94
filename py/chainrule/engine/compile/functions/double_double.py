"""float64 numbers in two parts, with a total precision of about 106 bits.

T. J. Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18,
1971.
"""

from __future__ import annotations

import math

from chainrule.engine.compile.assembler import put_back
from chainrule.engine.compile.code import Code
from chainrule.engine.compile.functions.floats import horner
from chainrule.engine.compile.lanes import F8, simd

NEAREST = simd(0x94)
"""Round to the nearest integer, in float64."""
_SPLITTER = 134217729.0  # 2²⁷ + 1, which splits 53 bits into two parts (Dekker 1971)
LN2 = (0.693145751953125, 1.4286068203094173e-06, -2.3407938865678234e-23)
"""ln 2 in three parts; the products of the first part with an exponent are exact."""
_HALVINGS = 6
"""The number of times that `expm1` halves the argument of its polynomial."""
_TAYLOR = ((1.0, 0.0), (0.5, 0.0), (1 / 6, 9.25185853854297e-18), (1 / 24, 2.3129646346357427e-18))
_TAYLOR += ((1 / 120, 1.1564823173178714e-19), (1 / 720, -5.300543954373577e-20))
_REST = tuple(1 / math.factorial(k) for k in range(12, 6, -1))
"""The coefficients 1/k!: from k = 1 as pairs, and the following ones as single numbers, highest
power first."""

Pair = tuple[bytes, bytes]


def two_sum(c: Code, a: bytes, b: bytes) -> Pair:
    """a + b and its rounding error, for |a| ≥ |b| (Dekker 1971)."""
    total = c.let(a + b + F8.add)
    return total, c.let(b + total + a + F8.sub + F8.sub)


def _halves(c: Code, a: bytes) -> Pair:
    big = c.let(a + c.constant(F8, _SPLITTER) + F8.mul)
    high = c.let(big + big + a + F8.sub + F8.sub)
    return high, c.let(a + high + F8.sub)


def two_product(c: Code, a: bytes, b: bytes) -> Pair:
    """a b and its rounding error (Dekker 1971)."""
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
    """The sum of two pairs; the first must be the larger in magnitude, or 0."""
    total, lost = two_sum(c, a[0], b[0])
    return two_sum(c, total, c.let(lost + a[1] + F8.add + b[1] + F8.add))


def exact_sum(c: Code, a: bytes, b: bytes) -> Pair:
    """a + b and its rounding error, whichever operand is larger (Knuth 1969)."""
    total = c.let(a + b + F8.add)
    shift = c.let(total + a + F8.sub)
    return total, c.let(a + total + shift + F8.sub + F8.sub + b + shift + F8.sub + F8.add)


def expm1(c: Code, x: bytes) -> tuple[Pair, bytes]:
    """(eʳ − 1, n), where x = n ln 2 + r, |r| ≤ ½ ln 2 and n is an integer stored as a float, for
    |x| < 700. The relative error is about 2⁻¹⁰⁰.

    Computed by a Taylor polynomial for s = r / 2⁶, followed by six applications of e²ˢ − 1 = p (p +
    2), where p = eˢ − 1.
    """
    n = c.let(x + c.constant(F8, 1 / math.log(2)) + F8.mul + NEAREST)
    first, second, third = (c.constant(F8, part) for part in LN2)
    step, lost = two_product(c, n, second)
    whole, rest = exact_sum(c, c.let(x + n + first + F8.mul + F8.sub), c.let(step + F8.neg))
    rest = rest + lost + F8.sub + n + third + F8.mul + F8.sub
    down = c.constant(F8, 2.0**-_HALVINGS)
    r = two_sum(c, c.let(whole + down + F8.mul), c.let(rest + down + F8.mul))
    zero, two = c.constant(F8, 0), (c.constant(F8, 2), c.constant(F8, 0))
    p: Pair = c.let(horner(c, F8, r[0], _REST)), zero
    for high, low in reversed(_TAYLOR):
        p = plus(c, (c.constant(F8, high), c.constant(F8, low)), times(c, r, p))
    p = times(c, r, p)

    def double() -> None:
        for part, old in zip(times(c, p, plus(c, two, p)), p, strict=True):
            c.emit(part, put_back(old))

    c.repeat(_HALVINGS, double)
    return p, n
