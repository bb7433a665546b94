"""Calls that no kernel takes as they are, as several that kernels take: with copies between."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy

from chainrule.engine.compile.forms import (
    Untranslatable,
    broadcast_strides,
    is_array,
    kind_of,
    merged,
)
from chainrule.engine.compile.kernels import products
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call


def simpler(call: Call) -> list[Call]:
    """The call, or those that do the same."""
    function = call.function
    if function is numpy.matmul:
        return _product(call)
    if isinstance(getattr(function, "__self__", None), numpy.ufunc):
        return _reduction(call)
    return [call]


def _copied(call: Call, array: Array, memory: Array) -> Call:
    return replace(call, function=numpy.copyto, inputs=(array,), out=memory, flops=0, options={})


def _reduction(call: Call) -> list[Call]:
    """A sum of bools, over a copy of them as numbers."""
    (x,) = call.inputs
    if kind_of(x) != "b1":
        return [call]
    numbers = numpy.zeros_like(x, call.out.dtype)
    return [_copied(call, x, numbers), call.using(call.function, (numbers,))]


def apart(call: Call) -> list[Call]:
    """A function of arrays that overlap its result in other steps, over copies of them."""
    inputs: list[Any] = list(call.inputs)
    copies: list[Call] = []
    for place, x in enumerate(inputs):
        if is_array(x) and numpy.may_share_memory(x, call.out):
            inputs[place] = numpy.zeros_like(x)
            copies.append(_copied(call, x, inputs[place]))
    return [*copies, call.using(call.function, tuple(inputs))]


def _product(call: Call) -> list[Call]:
    """A product with factors in an order that a kernel knows."""
    a, b = call.inputs
    c = call.out
    if not a.shape[-1] or not c.size or product_of(call)[0].form is not None:
        return [call]
    for place, x in enumerate((a, b)):
        if min(_matrix(x)) < 0:
            copy = numpy.zeros(x.shape, x.dtype)
            inner = call.using(numpy.matmul, (copy, b) if place == 0 else (a, copy))
            return [_copied(call, x, copy), *_product(inner)]
    size = c.itemsize
    rows, columns = _matrix(c)
    if size not in (rows, columns) or min(rows, columns) < 0:
        result = numpy.zeros(c.shape, c.dtype)
        inner = call.using(numpy.matmul, (a, b), result)
        return [*_product(inner), _copied(call, result, c)]
    if columns == size or c.shape[-1] == 1:
        copy = numpy.zeros(b.shape, b.dtype)
        return [_copied(call, b, copy), call.using(numpy.matmul, (a, copy))]
    copy = numpy.zeros(a.swapaxes(-1, -2).shape, a.dtype).swapaxes(-1, -2)
    return [_copied(call, a, copy), call.using(numpy.matmul, (copy, b))]


Product = tuple[products.Spec, tuple[Array, Array, Array], tuple[int, ...]]


def product_of(call: Call) -> Product:
    """(what its kernel depends on, a, b and c or bᵀ, aᵀ and cᵀ, the lengths of the stack)."""
    a, b = call.inputs
    c = call.out
    kind = kind_of(c)
    if kind[0] != "f" or {kind_of(a), kind_of(b)} != {kind} or a.ndim < 2 or b.ndim < 2:
        raise Untranslatable(f"a product of {kind_of(a)} and {kind_of(b)} into {kind}")
    m, k, n = a.shape[-2], a.shape[-1], b.shape[-1]
    lead = c.shape[:-2]
    rows = [broadcast_strides(v, (*lead, *v.shape[-2:]))[:-2] for v in (c, a, b)]
    lengths, (stack_c, stack_a, stack_b) = merged(lead, rows)
    stack = tuple(zip(lengths, stack_a, stack_b, stack_c, strict=True))
    spec = products.Spec(kind, m, k, n, _matrix(a), _matrix(b), _matrix(c), stack)
    other = spec.transposed
    # A column is a row of the transpose, whose entries then lie in one vector.
    turns = n == 1 and m > 1 and other.form is not None
    if turns or spec.form is None:
        return other, (b, a, c), lengths
    return spec, (a, b, c), lengths


def _matrix(array: Array) -> tuple[int, int]:
    """Strides of the last two axes; that of an axis of length 1, which means nothing, as if its
    entries were neighbours."""
    size = array.itemsize
    rows, columns = array.strides[-2:]
    return size if array.shape[-2] == 1 else rows, size if array.shape[-1] == 1 else columns
