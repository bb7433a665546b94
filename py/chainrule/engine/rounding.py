"""Coarser number systems, in which an op's kernels run to show how far rounding moves a result."""

from __future__ import annotations

from typing import Any

import numpy

from chainrule.engine.op import Array

SPARE_BITS = 3
"""A grid is coarser than the precision it stands for by this many bits, so that it also covers
functions that are a few units in the last place off."""
SCALES = tuple((2.0 ** ((numpy.arange(48) * 0.6180339887498949 + 0.1) % 1)).tolist())
"""Scales of grids, spread over [1, 2) by the golden ratio."""


class Grid:
    """The numbers g / scale, where g has a short mantissa, as a number system.

    Rounding to the grid is idempotent and a function of the value alone. So equal numbers stay
    equal, and a maximum still equals the entry that it came from. Different scales are different
    systems with the same relative precision: what differs between them is rounding. Parker,
    "Monte Carlo arithmetic", 1997, perturbs at random instead. The mantissa is cut as in Dekker,
    "A floating-point technique for extending the available precision", 1971.

    Parameters
    ----------
    dtype : the precision that the grid stands for; its range too, so float32 overflows at 3.4e38.
    scale : from 1 up to 2.
    coarser : how many bits shorter the mantissa is than that of `dtype`.

    Attributes
    ----------
    unit : the greatest relative error of rounding.
    """

    def __init__(self, dtype: str, scale: float, coarser: int = SPARE_BITS) -> None:
        self.dtype, self.scale = dtype, scale
        bits = numpy.finfo(dtype).nmant + 1 - coarser
        self._cut = 2.0 ** (numpy.finfo(numpy.float64).nmant + 1 - bits) + 1
        self.unit = 2.0**-bits

    def nearest(self, values: Array) -> Array:
        """The float64 numbers `values` rounded to the grid."""
        scaled = values * self.scale
        lifted = scaled * self._cut
        short = lifted - (lifted - scaled)
        short = numpy.where(numpy.isfinite(short), short, scaled)
        return short.astype(self.dtype).astype(numpy.float64) / self.scale


class Rounded:
    """A face of NumPy that rounds every result to a grid. Use it with `recorder.facing`.

    A sum is first moved at random by up to one unit of the sum of its terms' sizes, since its
    partial sums are rounded too, and an exact cancellation of equal terms would hide that.
    """

    def __init__(self, grid: Grid, seed: int = 0) -> None:
        self.grid = grid
        self._rng = numpy.random.default_rng(seed)

    def matmul(self, a: Array, b: Array, *, out: Array) -> Array:
        """The product of two matrices."""
        numpy.matmul(a, b, out=out)
        self._shake(out, abs(a) @ abs(b), a.shape[-1])
        return out

    def sum(self, x: Array, *, axis: Any, out: Array, keepdims: bool = False) -> Array:
        """The sum over some axes."""
        numpy.sum(x, axis=axis, keepdims=keepdims, out=out)
        self._shake(out, abs(x).sum(axis=axis, keepdims=keepdims), x.size // max(out.size, 1))
        return out

    def run(self, function: Any, *inputs: Any, out: Array) -> None:
        """`function(*inputs, out)`, rounded."""
        function(*inputs, out)
        self._round(out)

    def __getattr__(self, name: str) -> Any:
        function = getattr(numpy, name)
        if not isinstance(function, numpy.ufunc) and name != "max":
            return function

        def rounded(*inputs: Any, out: Array, **options: Any) -> Array:
            function(*inputs, out=out, **options)
            self._round(out)
            return out

        return rounded

    def _shake(self, out: Array, sizes: Array, terms: int) -> None:
        if terms > 1:
            out += self.grid.unit * self._rng.uniform(-1, 1, out.shape) * sizes
        self._round(out)

    def _round(self, out: Array) -> None:
        if out.dtype.kind == "f":
            out[...] = self.grid.nearest(out)
