"""Compiled functions such as tanh, exp and log, compared with mpmath over all magnitudes."""

import math

import numpy as np
import pytest
from chainrule.engine.recorder import recording
from chainrule.ops.activation import erf
from engine.compile.compiling import compute, needs_host, run_compiled

mpmath = pytest.importorskip("mpmath")
pytestmark = needs_host

INFINITY = mpmath.inf
SIZES = {np.float32: np.uint32, np.float64: np.uint64}
SPECIAL = [0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 0.5, -0.5, 2.0, -3.0, 1e-40, -1e-40]
SPECIAL += [1e-310, 7.0, 1e30]
ARITHMETIC = ["add", "subtract", "multiply", "divide", "maximum", "minimum"]
COMPARISONS = ["greater", "greater_equal", "less", "less_equal", "equal", "not_equal"]


def logarithm(x):
    return mpmath.log(x) if x > 0 else -INFINITY if x == 0 else mpmath.nan


def log1p(x):
    return mpmath.log1p(x) if x > -1 else -INFINITY if x == -1 else mpmath.nan


def periodic(function):
    return lambda x: function(x) if abs(x) < INFINITY else mpmath.nan


# By name: the exact function, the interval that is sampled most densely, and the largest allowed
# error in ulps.
FUNCTIONS = {
    "exp": (mpmath.exp, (-104, 89), (-746, 710), 1.5),
    "expm1": (mpmath.expm1, (-20, 89), (-40, 710), 2),
    "log": (logarithm, (0.5, 2), (0.5, 2), 1),
    "log1p": (log1p, (-1, 3), (-1, 3), 2),
    "tanh": (mpmath.tanh, (-10, 10), (-20, 20), 3),
    "erf": (mpmath.erf, (-4, 4), (-6, 6), 2),
    "sin": (periodic(mpmath.sin), (-100, 100), (-3e6, 3e6), 1.5),
    "cos": (periodic(mpmath.cos), (-100, 100), (-3e6, 3e6), 1.5),
}


def samples(dtype, low, high, count, seed=0):
    """Numbers of all magnitudes, with more of them where the function is curved."""
    rng = np.random.default_rng(seed)
    whole = SIZES[dtype]
    anything = rng.integers(0, np.iinfo(whole).max, count, whole, endpoint=True).view(dtype)
    near = 2.0 ** rng.uniform(-30, 4, count) * rng.choice([-1, 1], count)
    parts = [anything, rng.uniform(low, high, count), rng.uniform(-1, 1, count), near, SPECIAL]
    return np.concatenate([np.asarray(part).astype(dtype) for part in parts])


def worst_error(found, exact, dtype):
    """The largest error in ulps where the exact result is finite; other results must be equal."""
    worst, largest = 0.0, float(np.finfo(dtype).max)
    for value, right in zip(found.tolist(), exact, strict=True):
        if mpmath.isnan(right):
            assert math.isnan(value), right
        elif abs(right) > largest:
            assert abs(value) >= largest * (1 - 1e-7)
            assert (value > 0) == (right > 0)
        else:
            assert math.isfinite(value), right
            ulp = float(np.spacing(np.abs(dtype(float(right)))))
            worst = max(worst, float(abs(value - right) / ulp))
    return worst


def computed(name, x, dtype):
    if name != "erf":
        return compute(name, x, dtype=dtype)
    out = np.zeros_like(x)
    with recording() as recorder:
        recorder.run(erf, x, out=out)
    run_compiled(recorder)
    return out


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_error_of_each_function_is_within_its_bound(name, dtype):
    exact, single, double, bound = FUNCTIONS[name]
    with np.errstate(all="ignore"):
        x = samples(dtype, *(single if dtype is np.float32 else double), count=250)
    with mpmath.workprec(160):
        right = [mpmath.nan if math.isnan(v) else exact(mpmath.mpf(v)) for v in x.tolist()]
        error = worst_error(computed(name, x, dtype), right, dtype)
    assert error <= (min(bound, 2) if dtype is np.float32 else bound)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["expm1", "log1p", "tanh", "erf", "sin"])
def test_zero_keeps_its_sign(name, dtype):
    found = computed(name, np.array([0.0, -0.0], dtype), dtype)
    assert np.signbit(found).tolist() == [False, True]


def power_of(x, y):
    if not (x == x and y == y) or math.inf in (abs(x), abs(y)) or 0 in (x, y):
        # The rules are those of C. For a single exponent of 0.5, NumPy uses the square root, which
        # differs at −∞.
        return mpmath.mpf(np.power(np.array([x, x]), np.array([y, 1.0]))[0].item())
    if x < 0 and y != int(y):
        return mpmath.nan
    size = mpmath.exp(min(mpmath.mpf(2000), y * mpmath.log(abs(x))))
    return -size if x < 0 and int(y) % 2 else size


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_powers_are_accurate_to_two_ulps(dtype):
    with np.errstate(all="ignore"):
        base, exponent = samples(dtype, 0, 3, 200), samples(dtype, -30, 30, 200, seed=1)
        base = np.concatenate([abs(base), np.repeat(SPECIAL, len(SPECIAL)).astype(dtype), -base])
        every = np.tile(SPECIAL, len(SPECIAL)).astype(dtype)
        exponent = np.concatenate([exponent, every, np.round(exponent)])
        found = compute("power", base, exponent, dtype=dtype)
        with mpmath.workprec(200):
            pairs = zip(base.tolist(), exponent.tolist(), strict=True)
            right = [power_of(x, y) for x, y in pairs]
            assert worst_error(found, right, dtype) <= 2


def sum_of_powers(a, b):
    if a != a or b != b:
        return mpmath.nan
    high, gap = max(a, b), abs(a - b) if a != b else 0.0
    return mpmath.mpf(high) if gap > 2000 else high + mpmath.log1p(mpmath.exp(-mpmath.mpf(gap)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logaddexp_is_accurate_to_a_few_ulps(dtype):
    with np.errstate(all="ignore"):
        a = samples(dtype, -50, 50, 250)
        b = (a + np.random.default_rng(2).normal(0, 2, len(a))).astype(dtype)
        a = np.concatenate([a, np.repeat(SPECIAL, len(SPECIAL)).astype(dtype)])
        b = np.concatenate([b, np.tile(SPECIAL, len(SPECIAL)).astype(dtype)])
        found = compute("logaddexp", a, b, dtype=dtype)
        with mpmath.workprec(200):
            right = [sum_of_powers(x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
            for value, exact in zip(found.tolist(), right, strict=True):
                if mpmath.isnan(exact):
                    assert math.isnan(value)
                elif abs(exact) < float(np.finfo(dtype).max):
                    ulp = float(np.spacing(np.abs(dtype(float(exact)))))
                    assert abs(value - exact) <= 4 * ulp, (value, exact)
                else:
                    assert abs(value) >= float(np.finfo(dtype).max) * (1 - 1e-7)


@pytest.mark.parametrize("size", [0.3, 1e-3, 1e-9, 1e-13, 0])
@pytest.mark.parametrize("lowest", [-5, -590])
def test_logaddexp_is_accurate_where_its_terms_cancel(lowest, size):
    """Terms of any size and in either order for which eᵃ + eᵇ is as near to 1 as floats allow."""
    rng = np.random.default_rng(3)
    low = -rng.uniform(math.log(2), -lowest, 60)
    high = np.log1p(-np.exp(low)) * (1 + size * rng.normal(size=len(low)))
    low[0] = high[0] = -math.log(2)
    high[1], low[1] = -0.1, math.inf  # here the sum is not near 1
    a, b = np.concatenate([low, high]), np.concatenate([high, low])
    found = compute("logaddexp", a, b, dtype=np.float64)
    with mpmath.workprec(1800):
        for x, y, value in zip(a.tolist(), b.tolist(), found.tolist(), strict=True):
            if math.isinf(max(x, y)):
                assert value == math.inf
                continue
            exact = mpmath.log(mpmath.exp(x) + mpmath.exp(y))
            bound = max(4 * float(np.spacing(abs(float(exact)))), 2.0**-104)
            assert abs(value - exact) <= bound, (x, y)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logaddexp_has_a_small_relative_error_if_a_term_is_not_negative(dtype):
    """This occurs in the binary cross-entropy, ln(e^(−t s) + e^((1 − t) s)), whose result may be
    tiny."""
    low = -100 if dtype is np.float32 else -740
    gaps = np.concatenate([np.linspace(low, 0, 400), -np.geomspace(1e-12, 1, 100)]).astype(dtype)
    zeros, above = np.zeros_like(gaps), np.geomspace(1e-12, 1e3, len(gaps)).astype(dtype)
    a, b = np.concatenate([zeros, gaps, above]), np.concatenate([gaps, zeros, above + gaps])
    found = compute("logaddexp", a, b, dtype=dtype)
    with mpmath.workprec(1200):
        exact = [
            mpmath.log(mpmath.exp(x) + mpmath.exp(y))
            for x, y in zip(a.tolist(), b.tolist(), strict=True)
        ]
        assert worst_error(found, exact, dtype) <= (1 if dtype is np.float32 else 4)


def test_logaddexp_is_accurate_for_a_tiny_positive_and_a_negative_term():
    """The rounding error of the difference of the terms is larger than the result."""
    rng = np.random.default_rng(5)
    a, b = 10 ** -rng.uniform(0.4, 17, 600), -rng.uniform(0.8, 40, 600)
    a[0], b[0] = 2.73e-15, -22.2235
    found = compute("logaddexp", np.concatenate([a, b]), np.concatenate([b, a]), dtype=np.float64)
    with mpmath.workprec(300):
        pairs = zip(a.tolist(), b.tolist(), strict=True)
        exact = [mpmath.log(mpmath.exp(x) + mpmath.exp(y)) for x, y in pairs]
        assert worst_error(found, exact * 2, np.float64) <= 4


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", [*ARITHMETIC, *COMPARISONS])
def test_functions_compiled_to_a_single_instruction_equal_those_of_numpy_bit_for_bit(name, dtype):
    a = np.repeat(SPECIAL, len(SPECIAL)).astype(dtype)
    b = np.tile(SPECIAL, len(SPECIAL)).astype(dtype)
    with np.errstate(all="ignore"):
        right = getattr(np, name)(a, b)
        found = compute(name, a, b, dtype=dtype, out=right.dtype)
        np.testing.assert_array_equal(found, right)
        right = getattr(np, name)(a, dtype(0.5))
        found = compute(name, a, 0.5, dtype=dtype, out=right.dtype)
    np.testing.assert_array_equal(found, right)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["negative", "absolute", "sqrt", "sign", "reciprocal", "square"])
def test_functions_of_one_operand_equal_those_of_numpy(name, dtype):
    x = np.array(SPECIAL, dtype)
    with np.errstate(all="ignore"):
        right = getattr(np, name)(x)
        found = compute(name, x, dtype=dtype)
    np.testing.assert_array_equal(found, right)
