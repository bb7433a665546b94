"""exp, log, tanh, erf and related functions of vectors, in float32 and float64.

Each function takes the bytes that push an argument, which may be pushed several times, and returns
the bytes that push the result. The sign of a zero is preserved, infinities and NaN give the same
results as in NumPy, and subnormal numbers are supported. The largest errors in units in the last
place (ulp), tested against mpmath over all magnitudes:

========= ======= =======
function  float32 float64
========= ======= =======
exp       1.5     1.5
expm1     2       2
log       1       1
log1p     2       2
tanh      2       3
erf       2       2
logaddexp 1       4
========= ======= =======

Where eᵃ + eᵇ is close to 1, the terms of logaddexp cancel (in NumPy, all digits may be lost). In
float64, the error is then at most the larger of 4 ulp of the result and 2⁻¹⁰⁴, so results below
2⁻⁵³ have fewer correct digits.
"""

from __future__ import annotations

from collections.abc import Callable

from chainrule.engine.compile.assembler import END, IF, put_back
from chainrule.engine.compile.code import Code
from chainrule.engine.compile.functions import double_double as pairs
from chainrule.engine.compile.functions.floats import DOUBLE, SINGLE, Float, horner
from chainrule.engine.compile.lanes import (
    AND,
    ANY_TRUE,
    BITSELECT,
    DEMOTE,
    F8,
    I8,
    OR,
    PROMOTE,
    shifted,
    shuffle,
)

LOG2E = 1.4426950408889634
LN2 = 0.6931471805599453
Function = Callable[..., bytes]


def select(where: bytes, then: bytes, otherwise: bytes) -> bytes:
    """`then` in the lanes that `where` marks, `otherwise` in the others."""
    return then + otherwise + where + BITSELECT


def sign_of(c: Code, f: Float, x: bytes) -> bytes:
    """The sign bit of x; all other bits are 0."""
    return x + c.constant(f.lane, -0.0) + AND


def _reduced(c: Code, f: Float, x: bytes) -> tuple[bytes, bytes]:
    """(eʳ − 1, n), where x = n ln 2 + r, |r| ≤ ½ ln 2, and n is an integer in each lane."""
    lane, magic = f.lane, c.constant(f.lane, f.magic)
    shift = c.let(x + c.constant(lane, LOG2E) + lane.mul + magic + lane.add)
    n = c.let(shift + magic + lane.sub)
    high, low = (c.constant(lane, part) for part in f.ln2)
    r = c.let(x + n + high + lane.mul + lane.sub + n + low + lane.mul + lane.sub)
    p = horner(c, lane, r, f.exp) + r + lane.mul + r + lane.mul + r + lane.add
    return c.let(p), c.let(shift + c.constant(f.whole, f.magic_bits) + f.sub)


def exp(c: Code, f: Float, x: bytes) -> bytes:
    """eˣ = (1 + p) 2ⁿ, where the power is split into two factors so that results may be
    subnormal."""
    lane = f.lane
    # pmin(a, b) is b < a ? b : a, so NaN is preserved.
    low, high = c.constant(lane, f.exp_low), c.constant(lane, f.exp_high)
    t = c.let(x + high + lane.pmin + low + lane.pmax)
    p, n = _reduced(c, f, t)
    half = c.let(shifted(n, 1, f.shr))
    power = f.scale(half, c) + lane.mul + f.scale(n + half + f.sub, c) + lane.mul
    return p + c.constant(lane, 1) + lane.add + power


def expm1(c: Code, f: Float, x: bytes) -> bytes:
    """eˣ − 1 = 2 (2ⁿ⁻¹ p + (2ⁿ⁻¹ − ½)), exact where n = 0."""
    lane, half = f.lane, c.constant(f.lane, 0.5)
    low = c.constant(lane, -0.75 * (f.mantissa + 2))
    t = c.let(x + c.constant(lane, f.exp_high) + lane.pmin + low + lane.pmax)
    p, n = _reduced(c, f, t)
    power = c.let(f.scale(n + c.constant(f.whole, 1) + f.sub, c))
    y = c.let(p + power + lane.mul + power + half + lane.sub + lane.add)
    is_zero = x + c.constant(lane, 0) + lane.eq
    return select(is_zero, x, y + y + lane.add)


def tanh(c: Code, f: Float, x: bytes) -> bytes:
    """t / (t + 2) with the sign of x, where t = e^(2 |x|) − 1; for float32 near 0, a polynomial."""
    lane = f.lane
    size = c.let(x + lane.abs + c.constant(lane, f.tanh_one) + lane.pmin)
    p, n = _reduced(c, f, c.let(size + size + lane.add))
    power = c.let(f.scale(n, c))
    t = c.let(p + power + lane.mul + power + c.constant(lane, 1) + lane.sub + lane.add)
    y = c.let(t + t + c.constant(lane, 2) + lane.add + lane.div + sign_of(c, f, x) + OR)
    if f is DOUBLE:
        return y
    z = c.let(x + x + lane.mul)
    near = x + horner(c, lane, z, _TANH) + z + lane.mul + x + lane.mul + lane.add
    near = near + sign_of(c, f, x) + OR  # because −0 + 0 is 0
    return select(size + c.constant(lane, 0.6) + lane.lt, near, y)


_TANH = (
    -0.006100170942839822,
    0.02099955251784368,
    -0.053851409367145255,
    0.13332773020661035,
    -0.3333332897666687,
)
"""(tanh(x)/x − 1)/x² as a polynomial in x², for |x| ≤ 0.62, interpolated at Chebyshev nodes."""


def _log_of_normal(c: Code, f: Float, x: bytes, correction: bytes = b"") -> bytes:
    """ln x for normal x > 0: with x = 2ᵉ (1 + h), √½ ≤ 1 + h < √2, and s = h / (2 + h), ln(1 + h) =
    2 artanh s = h − (h²/2 − s (h²/2 + R(s²))). `correction` is added to ln x."""
    lane = f.lane
    root = 0x3F3504F3 if f is SINGLE else 0x3FE6A09E667F3BCD  # the bits of √½
    exponent = c.let(shifted(x + c.constant(f.whole, root) + f.sub, f.mantissa, f.shr))
    m = x + shifted(exponent, f.mantissa, f.shl) + f.sub
    # Subtracting `magic` converts an integer in its low bits to a float.
    magic = c.constant(lane, f.magic)
    e = c.let(exponent + c.constant(f.whole, f.magic_bits) + f.add + magic + lane.sub)
    h = c.let(m + c.constant(lane, 1) + lane.sub)
    s = c.let(h + h + c.constant(lane, 2) + lane.add + lane.div)
    z = c.let(s + s + lane.mul)
    halved = c.let(h + h + lane.mul + c.constant(lane, 0.5) + lane.mul)
    r = horner(c, lane, z, f.log) + z + lane.mul
    high, low = (c.constant(lane, part) for part in f.ln2)
    small = s + halved + r + lane.add + lane.mul + e + low + lane.mul + lane.add
    if correction:
        small = small + correction + lane.add
    return e + high + lane.mul + halved + small + lane.sub + h + lane.sub + lane.sub


def log(c: Code, f: Float, x: bytes) -> bytes:
    """ln x; −∞ for x = 0, and NaN for negative x."""
    lane, zero = f.lane, c.constant(f.lane, 0)
    up = f.mantissa + 2
    tiny = c.let(x + c.constant(lane, f.smallest) + lane.lt)
    scaled = c.let(select(tiny, x + c.constant(lane, 2.0**up) + lane.mul, x))
    r = _log_of_normal(c, f, scaled)
    r = r + tiny + c.constant(lane, up * LN2) + AND + lane.sub
    infinity = c.constant(lane, float("inf"))
    r = select(x + infinity + lane.lt, r, x)  # infinity and NaN are returned unchanged
    r = select(x + zero + lane.eq, c.constant(lane, float("-inf")), r)
    return r + x + zero + lane.lt + OR  # all bits set, which is NaN


def log1p(c: Code, f: Float, x: bytes) -> bytes:
    """ln(1 + x), computed from the rounded sum u = 1 + x and corrected for its rounding error by
    adding (x − (u − 1)) / u."""
    lane, one = f.lane, c.constant(f.lane, 1)
    u = c.let(x + one + lane.add)
    # The error is computed from the smaller of 1 and x, so it is exact.
    lost_of_x = x + u + one + lane.sub + lane.sub
    lost_of_one = one + u + x + lane.sub + lane.sub
    lost = select(x + one + lane.lt, lost_of_x, lost_of_one)
    lost = c.let(lost + u + lane.div)
    r = _log_of_normal(c, f, u, lost)
    r = select(x + c.constant(lane, float("inf")) + lane.lt, r, x)
    r = select(x + c.constant(lane, 0) + lane.eq, x, r)
    r = select(x + c.constant(lane, -1) + lane.eq, c.constant(lane, float("-inf")), r)
    return r + x + c.constant(lane, -1) + lane.lt + OR


def logaddexp(c: Code, f: Float, a: bytes, b: bytes) -> bytes:
    """ln(eᵃ + eᵇ) = max(a, b) + ln(1 + e^−|a − b|); for float32, computed in float64."""
    if f is SINGLE:
        return by_double(_logaddexp)(c, f, a, b)
    r = c.let(_logaddexp(c, f, a, b))
    return r if b == c.constant(f.lane, 0) else _cancelled(c, a, b, r)


def _logaddexp(c: Code, f: Float, a: bytes, b: bytes) -> bytes:
    lane = f.lane
    gap = c.let(a + b + lane.sub + lane.abs + lane.neg)
    t = c.let(exp(c, f, gap))
    r = a + b + lane.max + log1p(c, f, t) + lane.add
    same = a + b + lane.eq  # also for infinities, whose difference is NaN
    return select(same, a + c.constant(lane, LN2) + lane.add, r)


def _cancelled(c: Code, a: bytes, b: bytes, r: bytes) -> bytes:
    """r = ln(eᵃ + eᵇ), but recomputed where r is near 0, because terms cancel there or the rounding
    of a − b matters. There, the result is ln(1 + d), where d = (eᵃ − 1) + eᵇ is computed
    from exponentials of twice the precision."""
    lane = F8
    high, low = c.let(a + b + lane.max), c.let(a + b + lane.min)
    near = (
        r
        + lane.abs
        + c.constant(lane, 0.5)
        + lane.lt
        + high
        + c.constant(lane, 0.5)
        + lane.lt
        + AND
    )
    near = c.let(near + c.constant(lane, _LOWEST) + low + lane.lt + AND)
    c.emit(near + ANY_TRUE, IF)
    one, zero = c.constant(lane, 1), c.constant(lane, 0)
    parts = []
    for x, rest in ((high, one), (low, zero)):
        p, n = pairs.expm1(c, x)
        power = c.let(
            DOUBLE.scale(
                n
                + c.constant(lane, DOUBLE.magic)
                + lane.add
                + c.constant(I8, DOUBLE.magic_bits)
                + DOUBLE.sub,
                c,
            )
        )
        # eˣ − rest = (2ⁿ − rest) + 2ⁿ p
        total, lost = pairs.exact_sum(
            c, c.let(power + rest + lane.sub), c.let(power + p[0] + lane.mul)
        )
        parts.append(pairs.two_sum(c, total, c.let(lost + power + p[1] + lane.mul + lane.add)))
    (first, x), (second, y) = parts
    total, lost = pairs.exact_sum(c, first, second)
    d = c.let(total + lost + x + lane.add + y + lane.add + lane.add)
    c.emit(select(near, c.let(log1p(c, DOUBLE, d)), r), put_back(r), END)
    return r


_LOWEST = -600.0
"""Below this bound, the smaller term is less than 10⁻²⁶⁰, and parts of its products would
underflow."""


def erf(c: Code, f: Float, x: bytes) -> bytes:
    """x + x P(x²) for |x| ≤ 1; otherwise 1 − erfc |x| with the sign of x."""
    lane, one = f.lane, c.constant(f.lane, 1)
    z = c.let(x + x + lane.mul)
    near = c.let(x + horner(c, lane, z, f.erf) + x + lane.mul + lane.add)
    size = c.let(x + lane.abs + c.constant(lane, f.erf_one) + lane.pmin)
    two = c.constant(lane, 2)
    t = c.let(two + two + size + lane.add + lane.div)
    low, high = 2 / (2 + f.erf_one), 2 / 3
    middle, half = (low + high) / 2, (high - low) / 2
    u = c.let(t + c.constant(lane, middle) + lane.sub + c.constant(lane, 1 / half) + lane.mul)
    power = exp(c, f, c.let(size + size + lane.mul + lane.neg))
    tail = t + power + lane.mul + horner(c, lane, u, f.erfc) + lane.mul
    far = one + tail + lane.sub + sign_of(c, f, x) + OR
    return select(x + lane.abs + one + lane.lt, near, far)


def sign(c: Code, f: Float, x: bytes) -> bytes:
    """1, 0 or −1; NaN is returned unchanged."""
    lane, zero = f.lane, c.constant(f.lane, 0)
    positive = x + zero + lane.gt + c.constant(lane, 1) + AND
    negative = x + zero + lane.lt + c.constant(lane, -1) + AND
    missing = x + x + x + lane.ne + AND
    return positive + negative + OR + missing + OR


def by_double(function: Function) -> Function:
    """A function for float32 that is computed in float64 and rounded once."""

    def single(c: Code, f: Float, *arguments: bytes) -> bytes:
        low = [c.let(a + PROMOTE) for a in arguments]
        high = [c.let(shuffle(a, a, (2, 3, 2, 3)) + PROMOTE) for a in arguments]
        first = c.let(function(c, DOUBLE, *low) + DEMOTE)
        second = c.let(function(c, DOUBLE, *high) + DEMOTE)
        return shuffle(first, second, (0, 1, 4, 5))

    return single
