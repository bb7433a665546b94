"""Each kernel computes the product, and the table selects a kernel for every shape."""

import numpy as np
import pytest
from chainrule.engine.kernels import (
    PRODUCTS,
    SIZES,
    Scratch,
    Table,
    choose,
    form,
    nearest,
    tanh_by_exp,
)
from chainrule.engine.numpy_backend import lower
from chainrule.engine.recorder import Call
from hypothesis import given
from hypothesis import strategies as st

LAYOUTS = st.sampled_from(["C", "F"])
SIDES = st.integers(1, 7)


def product(m, k, n, layouts=("C", "C"), lead=(), seed=0):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(*lead, m, k)), rng.normal(size=(*lead, k, n))
    if layouts[0] == "F":
        a = a.swapaxes(-1, -2).copy().swapaxes(-1, -2)
    if layouts[1] == "F":
        b = b.swapaxes(-1, -2).copy().swapaxes(-1, -2)
    return Call(np.matmul, (a, b), np.zeros((*lead, m, n)), "forward", None, 2 * m * k * n)


def run(calls):
    for call in calls:
        function, arguments = lower(call)
        function(*arguments)


@pytest.mark.parametrize("letter", PRODUCTS)
@given(m=SIDES, k=SIDES, n=SIDES, layouts=st.tuples(LAYOUTS, LAYOUTS), replicas=st.integers(0, 3))
def test_every_kernel_computes_the_correct_product(letter, m, k, n, layouts, replicas):
    lead = (replicas,) if replicas and letter != "d" else ()
    call = product(m, k, n, layouts, lead)
    a, b = call.inputs
    calls = PRODUCTS[letter](call, Scratch())
    run(calls)
    assert calls[-1].out is call.out
    assert sum(c.flops for c in calls) == 2 * m * k * n
    expected = [[(row * column).sum() for column in bb.T] for aa, bb in _each(a, b) for row in aa]
    np.testing.assert_allclose(call.out.reshape(-1, n), expected, rtol=1e-12, atol=1e-13)


def _each(a, b):
    return zip(a.reshape(-1, *a.shape[-2:]), b.reshape(-1, *b.shape[-2:]), strict=True)


@pytest.mark.parametrize("platform", ["native", "wasm"])
def test_the_table_names_a_kernel_for_every_shape(platform):
    table = Table(platform).products
    assert set(table) == {"single", "stacked"}
    for stack, dtypes in table.items():
        assert set(dtypes) == {"float32", "float64"}
        for forms in dtypes.values():
            assert set(forms) == {"rr", "rc", "cr", "cc"}
            for letters in forms.values():
                assert len(letters) == len(SIZES) ** 3
                assert set(letters) <= set(PRODUCTS) - ({"d"} if stack == "stacked" else set())


def test_a_size_is_rounded_to_the_size_in_the_table_with_the_nearest_ratio():
    assert [SIZES[nearest(size)] for size in (1, 3, 10, 32, 33, 100, 784, 4000)] == [
        1, 4, 16, 16, 64, 64, 1024, 1024,
    ]  # fmt: skip


def test_the_form_says_in_which_operands_the_summed_axis_is_contiguous():
    a, b = np.zeros((3, 4)), np.zeros((4, 5))
    assert form(a, b) == "rc"
    assert form(np.zeros((4, 3)).T, np.zeros((5, 4)).T) == "cr"
    assert (
        form(np.zeros((3, 1)), np.zeros((1, 5))) == "rr"
    )  # one term, so the stride does not matter


def test_dot_is_not_used_for_results_that_it_cannot_write():
    call = product(2, 2, 2)
    scattered = np.zeros((2, 4))[:, ::2]
    table = Table("wasm")
    assert table.product(call) is PRODUCTS["d"]
    assert table.product(call.using(np.matmul, call.inputs, scattered)) is PRODUCTS["m"]


def test_temporary_arrays_with_the_same_name_and_shape_share_memory():
    scratch, single = Scratch(), np.dtype("f4")
    assert scratch("a", (2, 3), single) is scratch("a", (2, 3), single)
    assert scratch("a", (2, 3), single) is not scratch("b", (2, 3), single)
    assert scratch("a", (2, 3), single) is not scratch("a", (3, 2), single)
    assert scratch("a", (2, 3), single).dtype == single


def test_tanh_computed_by_exp_is_accurate_to_the_rounding_error_of_one():
    x = np.concatenate([np.linspace(-100, 100, 2001), np.geomspace(1e-8, 1, 50)]).astype("f4")
    call = Call(np.tanh, (x,), np.zeros_like(x), "forward", None, x.size)
    with np.errstate(over="ignore"):
        run(tanh_by_exp(call))
    np.testing.assert_allclose(call.out, np.tanh(x.astype(float)), rtol=0, atol=2 * 2.0**-23)


def test_tanh_computed_by_exp_is_selected_by_size_and_only_for_single_precision():
    for platform in ("native", "wasm"):
        table = Table(platform)
        assert table.tanh["float64"] is None
        for size in (10, 5000):
            x = np.zeros(size, "f4")
            calls = choose([Call(np.tanh, (x,), np.zeros_like(x), "", None, size)], table)
            least = table.tanh["float32"]
            assert len(calls) == (5 if least is not None and size >= least else 1)
    assert Table("wasm").tanh["float32"] in range(64, 1025)
