"""The NumPy backend: calls in the form that can be replayed fastest."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy

from chainrule.engine.buffers import alike, flattened
from chainrule.engine.fusion import fuse_derivatives
from chainrule.engine.kernels import Table, choose, own_table
from chainrule.engine.op import Array
from chainrule.engine.recorder import Call, Replayable


class NumPyCalls:
    """Planned calls, with the NumPy kernels that `table` selects (by default, the table of the
    platform)."""

    name = "numpy"

    def __init__(self, calls: list[Call], table: Table | None = None) -> None:
        self.calls = choose(fuse_derivatives(calls), table or own_table())
        self._list = [lower(call) for call in self.calls]

    def parts(self, ranges: Sequence[range]) -> list[list[Replayable]]:
        """The functions to call, in order, when replaying each range of calls."""
        whole = range(len(self._list))
        return [
            self._list if part == whole else self._list[part.start : part.stop] for part in ranges
        ]

    def loop(self, loop: Any) -> None:
        """None, because NumPy cannot loop over batches without Python."""


def lower(call: Call) -> Replayable:
    """The call as a function with positional arguments, which is the fastest form to replay."""
    if call.function is numpy.copyto:
        source, *where = call.inputs
        return numpy.copyto, (call.out, _constant(source, call.out.dtype), "same_kind", *where)
    inputs, out = _in_one_stretch(call)
    dtype = next((x.dtype for x in inputs if isinstance(x, numpy.ndarray)), out.dtype)
    inputs = tuple(_constant(x, dtype) for x in inputs)
    if out.shape == (1,) and not call.options:
        # NumPy takes twice as long for operands of shapes (1,) and () as for two of shape (1,).
        inputs = tuple(x.reshape(1) if _is_scalar(x) else x for x in inputs)
    if call.options:
        axis, keepdims = call.options["axis"], call.options["keepdims"]
        return call.function, (*inputs, axis, None, out, keepdims)
    if call.function in (numpy.maximum, numpy.minimum):
        # NumPy deprecates passing `out` to these functions by position.
        return functools.partial(call.function, out=out), inputs
    return call.function, (*inputs, out)


def _in_one_stretch(call: Call) -> tuple[tuple[Any, ...], Array]:
    """The inputs and the output of a call. Those of an elementwise call on arrays with the same
    memory layout are flat views.

    This includes 0-d arrays, for which NumPy takes twice as long as for 1-d arrays.
    """
    inputs, out = call.inputs, call.out
    if not isinstance(call.function, numpy.ufunc) or call.function.signature is not None:
        return inputs, out
    if out.ndim == 0:
        return tuple(x.reshape(1) if isinstance(x, numpy.ndarray) else x for x in inputs), (
            out.reshape(1)
        )
    arrays = [x for x in inputs if isinstance(x, numpy.ndarray) and x.ndim > 0]
    if out.ndim < 2 or not all(x is out or alike(x, out) for x in arrays):
        return inputs, out
    flat = flattened(out)
    if flat is None:
        return inputs, out
    views = {id(x): flat if x is out else flattened(x) for x in arrays}
    return tuple(views.get(id(x), x) for x in inputs), flat


def _constant(value: Any, dtype: numpy.dtype) -> Array:
    """A Python number as an array, so that it is converted once instead of at every replay."""
    return numpy.asarray(value, dtype) if isinstance(value, int | float) else value


def _is_scalar(value: Any) -> bool:
    return isinstance(value, numpy.ndarray) and value.ndim == 0
