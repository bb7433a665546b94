"""Rewrites calls that no kernel supports directly as several supported calls, with copies between
them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy

from chainrule.engine.compile.forms import (
    Layout,
    Untranslatable,
    broadcast_strides,
    facts,
    is_array,
    kind_of,
    merged,
)
from chainrule.engine.compile.kernels import products
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call


def simpler(call: Call) -> list[Call]:
    """Return a list with the call itself, or with the calls that replace it."""
    function = call.function
    if isinstance(getattr(function, "__self__", None), numpy.ufunc):
        return _reduction(call)
    return [call]


def _copied(call: Call, array: Array, memory: Array) -> Call:
    return replace(call, function=numpy.copyto, inputs=(array,), out=memory, flops=0, options={})


def _reduction(call: Call) -> list[Call]:
    """A sum of bools is computed on a numeric copy."""
    (x,) = call.inputs
    if kind_of(x) != "b1":
        return [call]
    numbers = numpy.zeros_like(x, call.out.dtype)
    return [_copied(call, x, numbers), call.using(call.function, (numbers,))]


def apart(call: Call) -> list[Call]:
    """A function whose input arrays overlap its result with different strides, computed on
    copies."""
    inputs: list[Any] = list(call.inputs)
    copies: list[Call] = []
    for place, x in enumerate(inputs):
        if is_array(x) and numpy.may_share_memory(x, call.out):
            inputs[place] = numpy.zeros_like(x)
            copies.append(_copied(call, x, inputs[place]))
    return [*copies, call.using(call.function, tuple(inputs))]


def reordered(call: Call) -> list[Call]:
    """A product whose memory layout no kernel supports, with copies around it."""
    a, b = call.inputs
    c = call.out
    for place, x in enumerate((a, b)):
        if min(_matrix(facts(x).layout)) < 0:
            copy = numpy.zeros(x.shape, x.dtype)
            factors = (copy, b) if place == 0 else (a, copy)
            return [_copied(call, x, copy), call.using(numpy.matmul, factors)]
    size = c.itemsize
    rows, columns = _matrix(facts(c).layout)
    if size not in (rows, columns) or min(rows, columns) < 0:
        result = numpy.zeros(c.shape, c.dtype)
        return [call.using(numpy.matmul, (a, b), result), _copied(call, result, c)]
    if columns == size or c.shape[-1] == 1:
        copy = numpy.zeros(b.shape, b.dtype)
        return [_copied(call, b, copy), call.using(numpy.matmul, (a, copy))]
    copy = numpy.zeros(a.swapaxes(-1, -2).shape, a.dtype).swapaxes(-1, -2)
    return [_copied(call, a, copy), call.using(numpy.matmul, (copy, b))]


Product = tuple[products.Spec, tuple[Array, Array, Array]]


def product_of(call: Call) -> Product:
    """Return everything on which the kernel of a product depends, and the arrays a, b and c (or bᵀ,
    aᵀ and cᵀ)."""
    a, b = call.inputs
    c = call.out
    of_a, of_b, of_c = facts(a), facts(b), facts(c)
    kind = of_c.kind
    if kind[0] != "f" or {of_a.kind, of_b.kind} != {kind} or a.ndim < 2 or b.ndim < 2:
        raise Untranslatable(f"a product of {of_a.kind} and {of_b.kind} into {kind}")
    spec, is_transposed = _product_of(kind, of_a.layout, of_b.layout, of_c.layout)
    return spec, ((b, a, c) if is_transposed else (a, b, c))


@lru_cache(maxsize=4096)
def _product_of(kind: str, a: Layout, b: Layout, c: Layout) -> tuple[products.Spec, bool]:
    """Everything on which the kernel of a product with these layouts depends, and whether the
    product is transposed."""
    lead = c[0][:-2]
    rows = tuple(broadcast_strides(v, (*lead, *v[0][-2:]))[:-2] for v in (c, a, b))
    lengths, (stack_c, stack_a, stack_b) = merged(lead, rows)
    stack = tuple(zip(lengths, stack_a, stack_b, stack_c, strict=True))
    m, k, n = *a[0][-2:], b[0][-1]
    spec = products.Spec(kind, m, k, n, _matrix(a), _matrix(b), _matrix(c), stack)
    if spec.form is not None and (n > 1 or m == 1):
        return spec, False
    # A result with one column is a row of the transpose, whose entries are then contiguous.
    other = spec.transposed
    is_transposed = spec.form is None or other.form is not None
    return (other if is_transposed else spec), is_transposed


def _matrix(layout: Layout) -> tuple[int, int]:
    """The strides of the last two axes; the stride of an axis of length 1 is arbitrary, so the axis
    is treated as contiguous."""
    shape, (*_, rows, columns), size = layout
    return size if shape[-2] == 1 else rows, size if shape[-1] == 1 else columns
