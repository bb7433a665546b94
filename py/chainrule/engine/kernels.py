"""Kernel selection: a table of measurements determines how a product or a tanh is computed.

NumPy offers several ways to compute the same result. Which way is the fastest depends on the shape
and the platform; for example, WebAssembly has no BLAS. `kernels.json` holds the choices, which were
measured by `tests/bench/kernels/calibrate.py`. This module itself takes no measurements, so the
same experiment gives the same results, bit for bit, on every visit and in every browser on a
platform.
"""

from __future__ import annotations

import functools
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy

from chainrule.engine.op import Array
from chainrule.engine.recorder import Call

PLATFORM = "wasm" if sys.platform == "emscripten" else "native"
SIZES = (1, 4, 16, 64, 256, 1024)
"""The grid of the table: each of the three sizes of a product is rounded to the nearest grid
size."""


class Scratch:
    """Temporary memory that successive kernels reuse."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[Any, ...], Array] = {}

    def __call__(self, name: str, shape: tuple[int, ...], dtype: numpy.dtype) -> Array:
        """An array of this shape; the same name, shape and dtype always give the same memory."""
        return self._arrays.setdefault((name, shape, dtype), numpy.zeros(shape, dtype))


Kernel = Callable[[Call, Scratch], list[Call]]


def multiply_matmul(call: Call, scratch: Scratch) -> list[Call]:
    """A single call of `matmul`."""
    return [call]


def multiply_dot(call: Call, scratch: Scratch) -> list[Call]:
    """The array method `dot`, which has the least overhead; for two axes and a contiguous
    result."""
    a, b = call.inputs
    return [call.using(a.dot, (b,))]


def multiply_einsum(call: Call, scratch: Scratch) -> list[Call]:
    """`einsum`, which can iterate along any contiguous axis."""
    return [call.using(einsum_product, call.inputs)]


def multiply_einsum_columns(call: Call, scratch: Scratch) -> list[Call]:
    """`einsum` on a copy of the second factor whose columns are contiguous, so that it computes dot
    products."""
    a, b = call.inputs
    copy, columns = _copied(call, "b", b.swapaxes(-1, -2), scratch)
    return [copy, call.using(einsum_product, (a, columns.swapaxes(-1, -2)))]


def multiply_einsum_both(call: Call, scratch: Scratch) -> list[Call]:
    """`einsum` on copies in which the rows of the first factor and the columns of the second are
    contiguous."""
    a, b = call.inputs
    copy_a, rows = _copied(call, "a", a, scratch)
    copy_b, columns = _copied(call, "b", b.swapaxes(-1, -2), scratch)
    return [copy_a, copy_b, call.using(einsum_product, (rows, columns.swapaxes(-1, -2)))]


def einsum_product(a: Array, b: Array, out: Array) -> None:
    """Compute out = a b over the last two axes."""
    numpy.einsum("...ij,...jk->...ik", a, b, out=out)


PRODUCTS: dict[str, Kernel] = {
    "m": multiply_matmul,
    "d": multiply_dot,
    "e": multiply_einsum,
    "c": multiply_einsum_columns,
    "b": multiply_einsum_both,
}
"""The kernels, keyed by the letters that denote them in the table."""


def _copied(call: Call, name: str, array: Array, scratch: Scratch) -> tuple[Call, Array]:
    """The call that copies `array` into row-major memory, and the copy."""
    memory = scratch(name, array.shape, array.dtype)
    return call.using(numpy.copyto, (array,), memory, flops=0), memory


def tanh_by_exp(call: Call) -> list[Call]:
    """tanh x = 1 − 2 / (e²ˣ + 1).

    In WebAssembly, tanh branches on x, and about half of the branches are mispredicted; exp does
    not branch. The absolute error is that of rounding 1, not that of rounding tanh x, so the table
    uses this form for float32 only.
    """
    y = call.out
    return [
        call.using(numpy.add, (*call.inputs, *call.inputs)),
        call.using(numpy.exp, (y,)),
        call.using(numpy.add, (y, 1)),
        call.using(numpy.divide, (2, y)),
        call.using(numpy.subtract, (1, y)),
    ]


def form(a: Array, b: Array) -> str:
    """For each factor, "r" if the axis that is summed over is contiguous, and "c" otherwise."""
    return ("r" if _is_contiguous(a, -1) else "c") + ("r" if _is_contiguous(b, -2) else "c")


def _is_contiguous(array: Array, axis: int) -> bool:
    return array.strides[axis] == array.itemsize or array.shape[axis] == 1


class Table:
    """The choices measured for one platform, "wasm" or "native".

    Attributes
    ----------
    products : for "single" and "stacked" products, each dtype and each `form` of the factors: the
        letters of the kernels for every (m, k, n) from `SIZES`, in that order.
    tanh : for each dtype, the number of entries from which `tanh_by_exp` is faster; None if it
        never is.
    """

    def __init__(self, platform: str) -> None:
        text = Path(__file__).with_name("kernels.json").read_text()
        table = json.loads(text)[platform]
        self.products: dict[str, dict[str, dict[str, str]]] = table["products"]
        self.tanh: dict[str, int | None] = table["tanh"]

    def product(self, call: Call) -> Kernel:
        """The kernel for `out = a b`."""
        a, b = call.inputs
        stack = "single" if call.out.ndim == 2 else "stacked"
        m, k, n = (nearest(size) for size in (a.shape[-2], a.shape[-1], b.shape[-1]))
        place = (m * len(SIZES) + k) * len(SIZES) + n
        letter = self.products[stack][str(call.out.dtype)][form(a, b)][place]
        kernel = PRODUCTS[letter]
        fits = kernel is not multiply_dot or call.out.flags.c_contiguous
        return kernel if fits else multiply_matmul

    def prefers_exp(self, call: Call) -> bool:
        """Whether `tanh_by_exp` is faster for this call."""
        least = self.tanh[str(call.out.dtype)]
        return least is not None and call.out.size >= least


def nearest(size: int) -> int:
    """The index of the entry of `SIZES` that is nearest to `size` in ratio."""
    steps = round(math.log2(max(size, 1)) / 2)
    return min(steps, len(SIZES) - 1)


@functools.cache
def own_table() -> Table:
    """The table of the current platform."""
    return Table(PLATFORM)


def choose(calls: list[Call], table: Table) -> list[Call]:
    """Replace each product and each tanh with the calls of the kernel that the table selects."""
    chosen: list[Call] = []
    scratch = Scratch()
    for call in calls:
        if call.function is numpy.matmul:
            chosen += table.product(call)(call, scratch)
        elif call.function is numpy.tanh and table.prefers_exp(call):
            chosen += tanh_by_exp(call)
        else:
            chosen.append(call)
    return chosen
