"""The layout and constants of float32 and float64 that `elementary` needs."""

from __future__ import annotations

import math
from typing import NamedTuple

from chainrule.engine.compile.code import Code
from chainrule.engine.compile.lanes import (
    ADD4,
    ADD8,
    F4,
    F8,
    I4,
    I8,
    SHL4,
    SHL8,
    SHR4_S,
    SHR8_S,
    SUB4,
    SUB8,
    Lane,
    shifted,
)

Polynomial = tuple[float, ...]
"""Coefficients, beginning with that of the highest power."""


class Float(NamedTuple):
    """A floating-point format, with polynomials of the degrees that its precision requires.

    Attributes
    ----------
    whole : the lane type that interprets the same bits as integers.
    magic : 1.5 · 2ᵐ, where m is the number of bits of the mantissa. Adding this number to x rounds
        x to an integer, which the low bits of the sum then hold.
    exp_low, exp_high : the limits beyond which eˣ is 0 or infinite.
    ln2 : ln 2 in two parts; a product of the first part with an exponent is exact.
    exp : (eʳ − 1 − r) / r² for |r| ≤ ½ ln 2.
    log : (2 artanh(s) / s − 2) / s² as a polynomial in s², for |s| ≤ 3 − 2√2.
    erf : erf(x) / x − 1 as a polynomial in x², for |x| ≤ 1.
    erfc : erfc(x) eˣ² / t for 1 ≤ x ≤ `erf_one`, as a polynomial in t = 2 / (2 + x) mapped to −1 …
        1.
    erf_one : the value from which erf rounds to 1.
    tanh_one : the value from which tanh rounds to 1.
    """

    lane: Lane
    whole: Lane
    mantissa: int
    bias: int
    exp_low: float
    exp_high: float
    ln2: tuple[float, float]
    exp: Polynomial
    log: Polynomial
    erf: Polynomial
    erfc: Polynomial
    erf_one: float
    tanh_one: float
    shl: bytes
    shr: bytes
    add: bytes
    sub: bytes

    @property
    def magic(self) -> float:
        return 1.5 * 2.0**self.mantissa

    @property
    def magic_bits(self) -> int:
        """The bits of `magic` as an integer."""
        return (self.bias + self.mantissa << self.mantissa) + (1 << self.mantissa - 1)

    @property
    def smallest(self) -> float:
        """The smallest normal number."""
        return 2.0 ** (1 - self.bias)

    def scale(self, exponent: bytes, c: Code) -> bytes:
        """2ⁿ for integers n between the smallest and the largest exponent."""
        biased = exponent + c.constant(self.whole, self.bias) + self.add
        return shifted(biased, self.mantissa, self.shl)


# The polynomials interpolate at Chebyshev nodes, except for that of exp in float64, which is a
# Taylor polynomial.
SINGLE = Float(
    F4,
    I4,
    mantissa=23,
    bias=127,
    exp_low=-104.0,
    exp_high=89.0,
    ln2=(0.693115234375, 3.1946184945309415e-05),
    exp=(
        0.0013926239970258884,
        0.008363232883682618,
        0.0416665543763828,
        0.16666576666119928,
        0.4999999999950836,
    ),
    log=(0.2333096405177204, 0.2855080255327671, 0.4000012200081688, 0.6666666655430018),
    erf=(
        7.875875062685488e-05,
        -0.000801686428716587,
        0.005189087423433974,
        -0.026854212010626412,
        0.11283594715160218,
        -0.37612626666720334,
        0.12837916584835087,
    ),
    erfc=(
        2.033957985447458e-06,
        -1.2998791147307917e-05,
        -0.00013273935256558793,
        0.0006746900398404337,
        0.015526222066590349,
        0.11452680148393575,
        0.5107913526210115,
    ),
    erf_one=4.0,
    tanh_one=9.1,
    shl=SHL4,
    shr=SHR4_S,
    add=ADD4,
    sub=SUB4,
)
DOUBLE = Float(
    F8,
    I8,
    mantissa=52,
    bias=1023,
    exp_low=-746.0,
    exp_high=710.0,
    ln2=(0.6931471803691238, 1.9082149292705877e-10),
    exp=tuple(1 / math.factorial(k) for k in range(13, 1, -1)),
    log=(
        0.11882627381096524,
        0.1168805409426866,
        0.13335641774000268,
        0.15384575060560599,
        0.1818181859457047,
        0.22222222219852464,
        0.2857142857143538,
        0.3999999999999999,
        0.6666666666666666,
    ),
    erf=(
        5.957176147748911e-11,
        -1.1372848856791674e-09,
        1.4659775274047436e-08,
        -1.6350312701054695e-07,
        1.6461000484121368e-06,
        -1.4925595266831182e-05,
        0.0001205533111164271,
        -0.000854832698083379,
        0.0052239776248180145,
        -0.026866170645076792,
        0.11283791670954879,
        -0.3761263890318375,
        0.12837916709551257,
    ),
    erfc=(
        -5.078207763720487e-12,
        1.3290481895999488e-11,
        7.93301872324515e-11,
        -5.323714277292962e-10,
        -1.2229124705129637e-10,
        1.2868095494772884e-08,
        -3.113194855443141e-08,
        -2.677668084010234e-07,
        1.3738824941585075e-06,
        6.479355689466505e-06,
        -4.948906824598752e-05,
        -0.00027892663037625026,
        0.0015599066398753962,
        0.023394523545106842,
        0.13362278624164278,
        0.48311899686530574,
    ),
    erf_one=6.0,
    tanh_one=19.1,
    shl=SHL8,
    shr=SHR8_S,
    add=ADD8,
    sub=SUB8,
)
FLOATS = {"f4": SINGLE, "f8": DOUBLE}


def horner(c: Code, lane: Lane, x: bytes, coefficients: Polynomial) -> bytes:
    """Evaluate the polynomial at x by Horner's scheme."""
    first, *rest = coefficients
    code = c.constant(lane, first)
    for coefficient in rest:
        code = code + x + lane.mul + c.constant(lane, coefficient) + lane.add
    return code
