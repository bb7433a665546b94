"""sin and cos of any number, in float64, with the argument reduced in two parts; for float32, they
are computed in float64. The largest error is 1.5 ulp.
"""

from __future__ import annotations

import functools
import math

from chainrule.engine.compile.assembler import END, IF, get, put, put_back
from chainrule.engine.compile.code import Code
from chainrule.engine.compile.functions.double_double import (
    NEAREST,
    Pair,
    exact_sum,
    times,
    two_sum,
)
from chainrule.engine.compile.functions.elementary import by_double, select
from chainrule.engine.compile.functions.floats import DOUBLE, SINGLE, Float, horner
from chainrule.engine.compile.lanes import AND, ANY_TRUE, F8, I8, SHL8, XOR, shifted

_HALF_PI = (1.5707963267341256, 6.07710049817245e-11, 8.333742914725868e-20, 3.7950107727212256e-29)
"""π/2 in four parts; the products of the first two parts with a number below 2²¹ are exact."""
_NEAR = 2.0**20
"""Below this bound, the parts of `_HALF_PI` are sufficient; above it, the argument is multiplied
by 2/π in chunks."""
_CHUNK, _UP = 24, 64
_SINE = tuple((-1) ** k / math.factorial(2 * k + 1) for k in range(8, 0, -1))
_COSINE = tuple((-1) ** k / math.factorial(2 * k) for k in range(8, 0, -1))


@functools.cache
def two_over_pi(chunks: int) -> tuple[int, ...]:
    """The binary digits of 2/π, in chunks of 24 bits. π is computed by Machin's formula (1706)."""
    bits = chunks * _CHUNK + 32

    def arccotangent(n: int) -> int:
        term, total, k = (1 << bits) // n, 0, 1
        while term:
            total += term // k if k % 4 == 1 else -(term // k)
            term //= n * n
            k += 2
        return total

    pi = 4 * (4 * arccotangent(5) - arccotangent(239))
    whole = (2 << bits + chunks * _CHUNK) // pi
    mask = (1 << _CHUNK) - 1
    return tuple(whole >> _CHUNK * (chunks - 1 - i) & mask for i in range(chunks))


def _without_fours(c: Code, x: bytes) -> bytes:
    """x minus a multiple of 4, in the interval from −2 to 2."""
    fours = x + c.constant(F8, 0.25) + F8.mul + NEAREST + c.constant(F8, 4) + F8.mul
    return x + fours + F8.sub


def _far(c: Code, x: bytes, is_single: bool) -> tuple[Pair, bytes]:
    """(r, n), where x = n π/2 + r up to multiples of 2π, for any x (Payne & Hanek 1983).

    Each product of a part of x with a chunk of 2/π is exact; it counts quarter turns, from which
    multiples of four are subtracted.
    """
    down = c.let(x + c.constant(F8, 2.0**-_UP) + F8.mul)
    parts = [down]
    if not is_single:
        head = c.let(down + c.constant(I8, -(1 << 27)) + AND)
        parts = [head, c.let(down + head + F8.sub)]
    high, low = c.local(), c.local()
    c.emit(c.constant(F8, 0), put(high), c.constant(F8, 0), put(low))
    total, rest = get(high), get(low)
    for place, chunk in enumerate(two_over_pi(11 if is_single else 49)):
        factor = c.constant(F8, chunk * 2.0 ** (_UP - _CHUNK * (place + 1)))
        for part in parts:
            term = c.let(part + factor + F8.mul)
            term = c.let(_without_fours(c, term))
            both, lost = exact_sum(c, total, term)
            c.emit(rest + lost + F8.add, put(low), _without_fours(c, both), put(high))
    n = c.let(total + NEAREST)
    fraction = two_sum(c, c.let(total + n + F8.sub), rest)
    half_pi = c.constant(F8, math.pi / 2), c.constant(F8, 6.123233995736766e-17)
    return times(c, fraction, half_pi), n


def _near(c: Code, x: bytes) -> tuple[Pair, bytes]:
    """Like `_far`, but only for |x| < 2²⁰ and with fewer operations."""
    n = c.let(x + c.constant(F8, 2 / math.pi) + F8.mul + NEAREST)
    first, second, third, fourth = (c.constant(F8, part) for part in _HALF_PI)
    r = c.let(x + n + first + F8.mul + F8.sub)
    step = c.let(n + second + F8.mul)
    a = c.let(r + step + F8.sub)
    shift = c.let(a + r + F8.sub)
    lost = r + a + shift + F8.sub + F8.sub + step + shift + F8.add + F8.sub
    small = n + third + F8.mul + n + fourth + F8.mul + F8.add
    return two_sum(c, a, c.let(lost + small + F8.sub)), n


def _turned(c: Code, x: bytes, quarters: int, is_single: bool) -> bytes:
    """sin(x + quarters · π/2)."""
    (high, low), n = _near(c, x)
    is_far = c.let(c.constant(F8, _NEAR) + x + F8.abs + F8.lt)
    c.emit(is_far + ANY_TRUE, IF)
    (far_high, far_low), far_n = _far(c, x, is_single)
    for near, far in ((high, far_high), (low, far_low), (n, far_n)):
        c.emit(select(is_far, far, near), put_back(near))
    c.emit(END)
    z = c.let(high + high + F8.mul)
    one = c.constant(F8, 1)
    sine_ = horner(c, F8, z, _SINE) + z + F8.mul + high + F8.mul
    bend = one + z + c.constant(F8, 0.5) + F8.mul + F8.sub
    sine_ = c.let(high + sine_ + low + bend + F8.mul + F8.add + F8.add)
    cosine_ = horner(c, F8, z, _COSINE) + z + F8.mul
    cosine_ = c.let(one + cosine_ + low + high + F8.mul + F8.sub + F8.add)
    # The two lowest bits of the integer in `magic` are the number of quarter turns modulo 4.
    quarter = c.let(n + c.constant(F8, DOUBLE.magic + quarters) + F8.add)
    bit = c.constant(I8, 1)
    is_odd = c.let(quarter + bit + AND + bit + I8.eq)
    y = select(is_odd, cosine_, sine_)
    turned = shifted(quarter + c.constant(I8, 2) + AND, 62, SHL8)
    return y + turned + XOR


def _sine_by_parts(is_single: bool, quarters: int) -> functools.partial[bytes]:
    return functools.partial(_of_double, quarters=quarters, is_single=is_single)


def _of_double(c: Code, f: Float, x: bytes, *, quarters: int, is_single: bool) -> bytes:
    y = _turned(c, x, quarters, is_single)
    if quarters:
        return y
    return select(x + c.constant(F8, 0) + F8.eq, x, c.let(y))


def sine(c: Code, f: Float, x: bytes) -> bytes:
    """sin x; NaN for infinite x."""
    inner = _sine_by_parts(f is SINGLE, 0)
    return by_double(inner)(c, f, x) if f is SINGLE else inner(c, f, x)


def cosine(c: Code, f: Float, x: bytes) -> bytes:
    """cos x; NaN for infinite x."""
    inner = _sine_by_parts(f is SINGLE, 1)
    return by_double(inner)(c, f, x) if f is SINGLE else inner(c, f, x)
