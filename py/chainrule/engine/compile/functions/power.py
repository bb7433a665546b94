"""xʸ for any x and y, in float64 with the logarithm in two parts; for float32, it is computed in
float64.

The largest error is 2 ulp. Special cases follow C (ISO C99, F.9.4.4).
"""

from __future__ import annotations

from chainrule.engine.compile.code import Code
from chainrule.engine.compile.functions.double_double import (
    LN2,
    NEAREST,
    Pair,
    plus,
    times,
    two_product,
    two_sum,
)
from chainrule.engine.compile.functions.elementary import by_double, exp, select
from chainrule.engine.compile.functions.floats import DOUBLE, SINGLE, Float, horner
from chainrule.engine.compile.lanes import AND, F8, I8, OR, shifted

_TWO_THIRDS = (0.6666666666666666, 3.700743415417188e-17)
_REST = DOUBLE.log[:-1]
"""The terms of the logarithm's series after 2/3."""
_FURTHEST = 800.0  # from this value of |y ln x| on, the result is 0 or infinite
_LARGEST = 1e22  # from this value of |y| on, xʸ is 0, 1 or infinite for every x


def _artanh(c: Code, h: bytes) -> Pair:
    """ln(1 + h) = 2 s + s³ (2/3 + …), where s = h / (2 + h)."""
    two = c.constant(F8, 2)
    below, lost = two_sum(c, two, h)
    s1 = c.let(h + below + F8.div)
    total, rest = two_product(c, s1, below)
    remainder = h + total + F8.sub + rest + F8.sub + s1 + lost + F8.mul + F8.sub
    s = two_sum(c, s1, c.let(remainder + below + F8.div))
    z = times(c, s, s)
    later = c.let(horner(c, F8, z[0], _REST) + z[0] + F8.mul)
    first, second = (c.constant(F8, part) for part in _TWO_THIRDS)
    series = two_sum(c, first, c.let(later + second + F8.add))
    cubed = times(c, times(c, s, z), series)
    double = c.let(s[0] + s[0] + F8.add), c.let(s[1] + s[1] + F8.add)
    return plus(c, double, cubed)


def _logarithm(c: Code, x: bytes) -> Pair:
    """ln x for finite x > 0, with a relative error of about 2⁻⁷⁰."""
    f, one = DOUBLE, c.constant(F8, 1)
    tiny = c.let(x + c.constant(F8, f.smallest) + F8.lt)
    scaled = c.let(select(tiny, x + c.constant(F8, 2.0**54) + F8.mul, x))
    root = c.constant(I8, 0x3FE6A09E667F3BCD)  # the bits of √½
    exponent = c.let(shifted(scaled + root + f.sub, f.mantissa, f.shr))
    m = scaled + shifted(exponent, f.mantissa, f.shl) + f.sub
    h = c.let(m + one + F8.sub)
    magic = c.constant(F8, f.magic)
    e = exponent + c.constant(I8, f.magic_bits) + f.add + magic + F8.sub
    e = c.let(e + tiny + c.constant(F8, 54) + AND + F8.sub)
    high, middle, low = (c.constant(F8, part) for part in LN2)
    whole = c.let(e + high + F8.mul)
    steps = two_sum(c, whole, c.let(e + middle + F8.mul))
    steps = steps[0], c.let(steps[1] + e + low + F8.mul + F8.add)
    return plus(c, steps, _artanh(c, h))


def _is_odd(c: Code, y: bytes) -> bytes:
    """Whether y is an odd integer."""
    half = c.let(y + c.constant(F8, 0.5) + F8.mul)
    is_whole = y + NEAREST + y + F8.eq
    return is_whole + half + NEAREST + half + F8.ne + AND


def _double(c: Code, _: Float, x: bytes, y: bytes) -> bytes:
    zero, one = c.constant(F8, 0), c.constant(F8, 1)
    size = c.let(x + F8.abs)
    limited = y + c.constant(F8, _LARGEST) + F8.pmin + c.constant(F8, -_LARGEST) + F8.pmax
    limited = c.let(limited)
    product, lost = times(c, (limited, zero), _logarithm(c, size))
    far = c.constant(F8, _FURTHEST)
    # At 0 and infinity, the logarithm only has to be large enough in magnitude.
    upwards = c.let(far + y + c.constant(F8, -0.0) + AND + OR)
    product = select(size + c.constant(F8, float("inf")) + F8.eq, upwards, product)
    product = c.let(select(size + zero + F8.eq, upwards + F8.neg, product))
    near = product + F8.abs + far + F8.lt
    lost = c.let(lost + near + AND)
    result = c.let(exp(c, DOUBLE, product))
    is_finite = c.let(result + c.constant(F8, float("inf")) + F8.lt)
    result = c.let(result + result + lost + F8.mul + is_finite + AND + F8.add)
    negative = x + c.constant(F8, -0.0) + AND + c.let(_is_odd(c, y)) + AND
    result = c.let(result + negative + OR)
    # A negative finite base has only integer powers; a negative infinite base is treated like 0.
    base = x + zero + F8.lt + size + c.constant(F8, float("inf")) + F8.lt + AND
    broken = base + y + NEAREST + y + F8.ne + AND
    missing = x + x + F8.ne + y + y + F8.ne + OR
    result = result + broken + OR + missing + OR
    is_one = x + one + F8.eq + y + zero + F8.eq + OR
    return select(is_one, one, c.let(result))


def power(c: Code, f: Float, x: bytes, y: bytes) -> bytes:
    """xʸ."""
    function = by_double(_double) if f is SINGLE else _double
    return function(c, f, x, y)
