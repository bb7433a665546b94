"""Three ways to compute the gradient, and their costs."""

from __future__ import annotations

import itertools

import numpy
import pytest
from chainrule.errors import InputError
from chainrule.learn.costs import BLOCK_S, WAYS, WIDTHS, Network, cost_of, step_errors


def test_the_three_ways_to_compute_a_gradient_agree():
    network = Network(7)
    gradient = network.reverse()
    for layer, row, column in network.places():
        right = gradient[layer][row, column]
        assert network.forward(layer, row, column) == pytest.approx(right, abs=1e-14)
        assert network.difference(layer, row, column) == pytest.approx(right, abs=1e-8)


def test_a_difference_quotient_leaves_the_weights_unchanged():
    network = Network(3)
    before = [w.copy() for w in network.weights]
    network.difference(1, 0, 0)
    assert all(numpy.array_equal(a, b) for a, b in zip(before, network.weights, strict=True))


def test_network_sizes_range_from_about_ten_to_a_million_weights():
    sizes = [4 * width + width**2 + width for width in WIDTHS]
    assert sizes[0] < 10
    assert 0.9e6 < sizes[-1] < 1e6
    assert Network(WIDTHS[2]).size == sizes[2]


def test_the_time_measured_for_one_weight_is_multiplied_by_the_number_of_weights():
    ticks = itertools.count()
    block = 1.001 * BLOCK_S
    clock = lambda: next(ticks) * block  # noqa: E731  (every call takes one block)
    network = Network(7)
    costs = {way: cost_of(way, network, clock) for way in WAYS}
    assert costs["reverse"].seconds == pytest.approx(block)
    assert costs["forward"].seconds == pytest.approx(block * network.size)
    assert costs["forward"].measured < network.size == costs["reverse"].measured
    with pytest.raises(InputError, match="way: 'x' is not allowed"):
        cost_of("x", network)


def test_the_error_of_a_difference_quotient_falls_with_the_square_of_the_step_and_then_grows():
    errors = {each.step: each.error for each in step_errors("float64")}
    steps = sorted(errors)
    assert errors[1e-2] / errors[1e-3] == pytest.approx(100, rel=0.1)
    best = min(steps, key=lambda step: errors[step])
    assert 1e-6 < best < 1e-4
    assert errors[steps[0]] > 1000 * errors[best]


def test_in_float32_the_gradient_is_lost_if_steps_are_small():
    errors = {each.step: each.error for each in step_errors("float32")}
    assert min(errors.values()) > 1e-6
    assert errors[min(errors)] > 0.5
