"""Kernels for various shapes, strides and dtypes, and the check for short arrays."""

import numpy as np
import pytest
from chainrule.engine.compile.forms import OutOfBounds
from chainrule.engine.recorder import recording
from engine.compile.compiling import compiled, compute, needs_host, run_compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import as_strided

pytestmark = needs_host
LENGTHS = st.sampled_from([1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 17, 31, 33])
TOLERANCE = {np.float32: 3e-6, np.float64: 1e-14}


def laid_out(array, order):
    """The same numbers in another memory order: "C", "F", "gaps" or "back" to front."""
    if order == "gaps":
        whole = np.full((*array.shape[:-1], 2 * array.shape[-1]), 7, array.dtype)
        whole[..., ::2] = array
        return whole[..., ::2]
    if order == "back":
        return array[..., ::-1].copy()[..., ::-1]
    swapped = np.ascontiguousarray(array.swapaxes(-1, -2)).swapaxes(-1, -2)
    return swapped if order == "F" else np.ascontiguousarray(array)


ORDERS = st.sampled_from(["C", "F", "gaps", "back"])
TYPES = st.sampled_from([np.float32, np.float64])


@given(m=LENGTHS, k=LENGTHS, n=LENGTHS, orders=st.tuples(ORDERS, ORDERS, ORDERS), dtype=TYPES)
@settings(max_examples=60)
def test_products_of_matrices_are_correct_in_every_layout(m, k, n, orders, dtype):
    rng = np.random.default_rng(m + 40 * k + 1600 * n)
    a, b = (rng.uniform(-1, 1, shape).astype(dtype) for shape in ((m, k), (k, n)))
    out = laid_out(np.full((m, n), np.nan, dtype), orders[2])
    with recording() as recorder:
        recorder.matmul(laid_out(a, orders[0]), laid_out(b, orders[1]), out=out)
    run_compiled(recorder)
    right = a.astype(float) @ b.astype(float)
    np.testing.assert_allclose(out, right, rtol=0, atol=TOLERANCE[dtype] * k)


@given(stack=st.sampled_from([(3,), (2, 3)]), m=LENGTHS, k=LENGTHS, n=LENGTHS, dtype=TYPES)
@settings(max_examples=15)
def test_stacks_of_products_with_a_shared_factor_are_correct(stack, m, k, n, dtype):
    rng = np.random.default_rng(n)
    a, b = rng.uniform(-1, 1, (*stack, m, k)).astype(dtype), rng.uniform(-1, 1, (k, n))
    b, out = b.astype(dtype), np.full((*stack, m, n), np.nan, dtype)
    with recording() as recorder:
        recorder.matmul(a, b, out=out)
    run_compiled(recorder)
    np.testing.assert_allclose(out, a.astype(float) @ b, rtol=0, atol=TOLERANCE[dtype] * k)


@given(
    shape=st.lists(LENGTHS, min_size=1, max_size=3),
    axes=st.sets(st.integers(0, 2)),
    order=ORDERS,
    name=st.sampled_from(["sum", "max"]),
    dtype=TYPES,
    keepdims=st.booleans(),
)
@settings(max_examples=60)
def test_reductions_are_correct_over_any_axes_and_in_any_layout(
    shape, axes, order, name, dtype, keepdims
):
    shape = (*shape, 3) if len(shape) == 1 else tuple(shape)
    axis = tuple(sorted(a for a in axes if a < len(shape))) or (0,)
    x = np.random.default_rng(len(axes)).uniform(-2, -1, shape).astype(dtype)
    right = getattr(x.astype(float), name)(axis=axis, keepdims=keepdims)
    out = np.full(right.shape, np.nan, dtype)
    with recording() as recorder:
        getattr(recorder, name)(laid_out(x, order), axis=axis, out=out, keepdims=keepdims)
    run_compiled(recorder)
    np.testing.assert_allclose(out, right, rtol=2e-6 if dtype is np.float32 else 1e-14)


def test_a_maximum_over_entries_that_include_nan_is_nan():
    x = np.array([[1, np.nan, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7]], np.float32)
    out = np.zeros(2, np.float32)
    with recording() as recorder:
        recorder.max(x, axis=1, out=out)
    run_compiled(recorder)
    np.testing.assert_array_equal(out, [np.nan, 7])


@given(
    shapes=st.sampled_from(
        [((5, 3), (5, 3)), ((5, 3), (3,)), ((4, 1), (1, 6)), ((2, 1, 9), (4, 1)), ((), (2, 17))]
    ),
    orders=st.tuples(ORDERS, ORDERS),
    types=st.tuples(TYPES, TYPES, TYPES),
)
@settings(max_examples=40)
def test_elementwise_functions_are_correct_in_every_layout_and_in_mixed_precision(
    shapes, orders, types
):
    rng = np.random.default_rng(3)
    a, b = (rng.uniform(1, 2, s).astype(t) for s, t in zip(shapes, types, strict=False))
    a, b = (laid_out(x, o) if x.ndim > 1 else x for x, o in zip((a, b), orders, strict=True))
    out = np.zeros(np.broadcast_shapes(*shapes), types[2])
    with recording() as recorder:
        recorder.multiply(a, b, out=out)
        recorder.subtract(out, 0.5, out=out)
    run_compiled(recorder)
    right = np.multiply(a, b).astype(types[2]) - types[2](0.5)
    np.testing.assert_allclose(out, right, rtol=2e-7 if np.float32 in types else 1e-15)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 8, 9, 33])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_masks_can_be_computed_copied_and_converted_to_integers(length, dtype):
    rng = np.random.default_rng(length)
    x, y = rng.normal(size=(2, length)).astype(dtype)
    chosen, marks = np.zeros(length, bool), np.zeros(length, f"i{y.itemsize}")
    out = y.copy()
    with recording() as recorder:
        recorder.greater(x, 0, out=chosen)
        recorder.copyto(out, x, where=chosen)
        recorder.copyto(marks, chosen)
        recorder.negative(marks, out=marks)
    run_compiled(recorder)
    np.testing.assert_array_equal(chosen, x > 0)
    np.testing.assert_array_equal(out, np.where(x > 0, x, y))
    np.testing.assert_array_equal(marks, -(x > 0).astype(marks.dtype))


def test_integers_wrap_around_on_overflow_and_shifts_equal_those_of_numpy():
    x = np.array([0, 1, 5, 2**31, 2**32 - 1], np.uint32)
    out, shifted = np.zeros_like(x), np.zeros_like(x)
    with recording() as recorder:
        recorder.multiply(x, 0x9E3779B9, out=out)
        recorder.right_shift(out, 15, out=shifted)
        recorder.bitwise_xor(out, shifted, out=out)
    run_compiled(recorder)
    product = x * np.uint32(0x9E3779B9)
    np.testing.assert_array_equal(out, product ^ (product >> 15))
    signed = np.array([-8, 8, -(2**62)], np.int64)
    kept = np.zeros_like(signed)
    with recording() as recorder:
        recorder.right_shift(signed, 2, out=kept)
    run_compiled(recorder)
    np.testing.assert_array_equal(kept, signed >> 2)


def test_an_operand_that_overlaps_the_result_is_read_before_it_is_overwritten():
    x = np.arange(12, dtype=np.float32)
    right = x.copy()
    right[1:] = right[:-1] * 2
    with recording() as recorder:
        recorder.multiply(x[:-1], 2, out=x[1:])
    run_compiled(recorder)
    np.testing.assert_array_equal(x, right)


def test_an_empty_array_needs_no_kernel():
    assert compute("add", np.zeros((0, 3)), np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize(
    "record",
    [
        lambda np_, x, out: np_.tanh(x, out=out),
        lambda np_, x, out: np_.tanh(out, out=x),
        lambda np_, x, out: np_.sum(x, axis=1, out=out[:, 0]),
        lambda np_, x, out: np_.matmul(x, out.T, out=np.zeros((8, 8), np.float32)),
        lambda np_, x, out: np_.matmul(out.T, x, out=np.zeros((6, 6), np.float32)),
    ],
)
def test_an_array_view_that_exceeds_its_memory_is_rejected(record):
    short = as_strided(np.zeros(47, np.float32), (8, 6), (24, 4))  # one entry too few
    with recording() as recorder:
        record(recorder, short, np.zeros((8, 6), np.float32))
    with pytest.raises(OutOfBounds, match=r"would touch bytes 0 to 192 of 188"):
        compiled(recorder.calls)


def test_a_kernel_writes_only_its_result():
    whole = np.full((9, 40), 5, np.float32)
    for width in range(1, 30):
        with recording() as recorder:
            recorder.exp(np.zeros((9, width), np.float32), out=whole[:, 3 : 3 + width])
        run_compiled(recorder)
        assert (whole[:, 3 : 3 + width] == 1).all()
        whole[:, 3 : 3 + width] = 5
        assert (whole == 5).all()
