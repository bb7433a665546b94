"""Planning: the passes that optimise a recorded list of calls before its first replay.

Each pass takes a list of calls and returns a list that computes the same named operands and
results. A pass depends only on shapes and memory layout, never on values or timings, so that the
same experiment gives the same results, bit for bit, on every visit.
"""

from __future__ import annotations

import itertools

import numpy

from chainrule.engine.buffers import address, alike, extend_last, flattened
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call, OpRecord, Recorder


def plan(recorder: Recorder) -> list[Call]:
    """The recorded calls, optimised for every backend."""
    calls = [call for call in recorder.calls if not _multiplies_by_one(call, recorder)]
    # Updates of state come last, wherever they were recorded, so that a dry run can omit them.
    calls.sort(key=lambda call: call.section == "update")
    return [orient(call) for call in sum_products(fold_bias(calls, recorder))]


def _multiplies_by_one(call: Call, recorder: Recorder) -> bool:
    if call.function is not numpy.multiply:
        return False
    a, b = call.inputs
    return a is call.out and recorder.is_ones(b)


def fold_bias(calls: list[Call], recorder: Recorder) -> list[Call]:
    """Merge a product and the addition of its bias into a single product if, in memory, a column of
    ones directly follows x and the bias directly follows W.

    Forward: `x Wᵀ + b = [x 1] [W b]ᵀ`; backward: `[dW db] = dyᵀ [x 1]`.
    """
    folded: list[Call] = []
    for call in calls:
        whole = _with_bias(folded[-1], call, recorder) if folded else None
        if whole is None:
            folded.append(call)
        else:
            folded[-1] = whole
    return folded


def _with_bias(product: Call, bias: Call, recorder: Recorder) -> Call | None:
    if product.function is not numpy.matmul:
        return None
    if bias.function is numpy.add:
        return _forward_with_bias(product, bias, recorder)
    if bias.function == numpy.add.reduce:
        return _backward_with_bias(product, bias, recorder)
    return None


def _forward_with_bias(product: Call, addition: Call, recorder: Recorder) -> Call | None:
    x, weight = product.inputs
    y, bias = addition.inputs
    if y is not product.out or addition.out is not y or bias.ndim < 2 or bias.shape[-2] != 1:
        return None
    inputs = recorder.with_ones(x)
    block = extend_last(weight.swapaxes(-1, -2), bias[..., 0, :])
    if inputs is None or block is None:
        return None
    return product.with_arrays((inputs, block.swapaxes(-1, -2)), y)


def _backward_with_bias(product: Call, total: Call, recorder: Recorder) -> Call | None:
    dy_transposed, x = product.inputs
    (dy,) = total.inputs
    same_dy = address(dy_transposed) == address(dy) and dy_transposed.shape[-1] == dy.shape[-2]
    if not same_dy or total.options != {"axis": -2, "keepdims": False}:
        return None
    inputs, block = recorder.with_ones(x), extend_last(product.out, total.out)
    if inputs is None or block is None:
        return None
    return product.with_arrays((dy_transposed, inputs), block)


def sum_products(calls: list[Call]) -> list[Call]:
    """Merge a product of two arrays and the sum of its entries into a single dot product."""
    summed: list[Call] = []
    for index, call in enumerate(calls):
        dot = _as_dot(summed[-1], call, calls[index + 1 :]) if summed else None
        if dot is None:
            summed.append(call)
        else:
            summed[-1] = dot
    return summed


def _as_dot(product: Call, total: Call, later: list[Call]) -> Call | None:
    if product.function is not numpy.multiply or total.function != numpy.add.reduce:
        return None
    (terms,) = total.inputs
    all_axes = total.out.size == 1 and total.out.dtype == terms.dtype
    if terms is not product.out or not all_axes or terms.size == 1:
        return None
    if not _is_scratch(terms, product.record, later):
        return None
    a, b = product.inputs
    flat_a, flat_b = flattened(a), flattened(b)
    if a.shape != terms.shape or not alike(a, b) or flat_a is None or flat_b is None:
        return None
    return product.using(flat_a.dot, (flat_b,), total.out.reshape(()))


def _is_scratch(array: Array, record: OpRecord | None, later: list[Call]) -> bool:
    """Whether `array` is never read after this call, neither by the op nor by anything else."""
    if record is None or any(array is named for named in record.results.values()):
        return False
    rest = itertools.takewhile(lambda call: call.record is record, later)
    return not any(x is array for call in rest for x in call.inputs)


def orient(call: Call) -> Call:
    """Transpose a product whose result is feature-major: (a b)ᵀ = bᵀ aᵀ is row-major."""
    if call.function is not numpy.matmul or not is_feature_major(call.out):
        return call
    a, b = call.inputs
    return call.with_arrays((b.swapaxes(-1, -2), a.swapaxes(-1, -2)), call.out.swapaxes(-1, -2))


def is_feature_major(array: Array) -> bool:
    """Whether the second-to-last axis is the contiguous one."""
    return array.strides[-2] < array.strides[-1]
