"""Histograms equal numpy.histogram bin for bin, and all other values are counted."""

import numpy as np
import pytest
from chainrule.diagnostics.gradients.histograms import BINS, EDGES, LEAST, MANY, MOST, histogram
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True, width=32),
    st.sampled_from(EDGES.tolist()),
    st.sampled_from([0.0, -0.0, np.nextafter(EDGES[0], -9), np.nextafter(EDGES[-1], 1e9)]),
)


@given(arrays(np.float64, st.integers(0, 200), elements=NUMBERS))
def test_counts_equal_those_of_numpy_and_other_values_are_counted_separately(values):
    found = histogram(values)
    np.testing.assert_array_equal(found.counts, np.histogram(values, EDGES)[0])
    assert found.not_numbers == np.isnan(values).sum()
    assert found.below == (values < EDGES[0]).sum()
    assert found.above == (values > EDGES[-1]).sum()
    assert found.total == values.size


@given(arrays(np.float32, (7, 5), elements=st.floats(width=32)))
def test_single_precision_values_are_counted_exactly(values):
    found = histogram(values)
    np.testing.assert_array_equal(found.counts, np.histogram(values, EDGES)[0])
    assert found.total == 35


@given(arrays(np.float64, 50, elements=st.floats(-2, 2)), st.integers(1, 9))
def test_bins_can_have_any_edges(values, bins):
    edges = np.linspace(-1, 1, bins + 1)
    np.testing.assert_array_equal(histogram(values, edges).counts, np.histogram(values, edges)[0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("edges", [EDGES, np.array([-2.0, -0.5, 0.0, 1.0, 1.5])])
def test_large_numbers_of_values_are_counted_exactly(dtype, edges):
    rng = np.random.default_rng(3)
    spread = rng.choice([-1, 1], MANY) * 10.0 ** rng.uniform(-14, 6, MANY)
    rare = [0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 1e-45, -1e-40, 3e38]
    at_edges = edges.astype(dtype)
    near = [np.nextafter(at_edges, dtype(side)) for side in (-np.inf, np.inf)]
    # This NaN differs from infinity only in its last bit.
    almost = (np.array(np.inf, dtype).view(f"u{at_edges.itemsize}") + 1).view(dtype)
    values = np.concatenate([spread.astype(dtype), np.array(rare, dtype), at_edges, *near])
    values = np.append(values, almost)
    found = histogram(values, edges)
    np.testing.assert_array_equal(found.counts, np.histogram(values, edges)[0])
    assert found.below == (values < edges[0]).sum()
    assert found.above == (values > edges[-1]).sum()
    assert found.not_numbers == 3


def test_an_edge_belongs_to_the_bin_above_it_but_the_last_edge_to_the_bin_below():
    found = histogram(EDGES)
    assert found.counts.tolist() == [1] * (BINS - 1) + [2]
    assert (found.below, found.above) == (0, 0)


def test_the_bins_are_symmetric_and_logarithmic_but_linear_in_the_middle():
    assert EDGES.tolist() == (-EDGES[::-1]).tolist()
    middle = BINS // 2
    assert EDGES[[middle, middle + 1]].tolist() == [-(10.0**LEAST), 10.0**LEAST]
    steps = np.diff(np.log10(EDGES[middle + 1 :]))
    np.testing.assert_allclose(steps, 0.25, rtol=1e-12)
    assert EDGES[-1] == 10.0**MOST


def test_the_edges_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        EDGES[0] = 0
