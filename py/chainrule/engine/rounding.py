"""Lower-precision arithmetic, in which kernels are run to measure the effect of rounding on a
result."""

from __future__ import annotations

from typing import Any

import numpy

from chainrule.engine.op import Array

SPARE_BITS = 3
"""The number of bits by which a grid is coarser than the precision it represents, so that it also
covers functions with errors of a few units in the last place."""
SCALES = tuple((2.0 ** ((numpy.arange(48) * 0.6180339887498949 + 0.1) % 1)).tolist())
"""The scales of the grids, spread over [1, 2) by the golden ratio."""

SELECTING = ("maximum", "minimum")
"""Functions whose result is exactly one of the operands, so it is not rounded: a bound that is not
on the grid must still equal the values that were clamped to it."""


class Grid:
    """The number system of all numbers g / scale, where g has a short mantissa.

    Rounding to the grid is idempotent and depends only on the value. Equal numbers therefore stay
    equal, and a maximum still equals the entry that it came from. Different scales give different
    systems with the same relative precision; the results differ between the systems only through
    rounding. Parker, "Monte Carlo arithmetic", 1997, uses random perturbations instead. The
    mantissa is split as in Dekker, "A floating-point technique for extending the available
    precision", 1971.

    Parameters
    ----------
    dtype : the dtype whose precision and range the grid represents; for example, float32 overflows
        at 3.4e38.
    scale : a number from 1 to 2.
    coarser : the number of bits by which the mantissa is shorter than that of `dtype`.

    Attributes
    ----------
    unit : the largest relative rounding error.
    """

    def __init__(self, dtype: str, scale: float, coarser: int = SPARE_BITS) -> None:
        self.dtype, self.scale = dtype, scale
        bits = numpy.finfo(dtype).nmant + 1 - coarser
        self._cut = 2.0 ** (numpy.finfo(numpy.float64).nmant + 1 - bits) + 1
        self.unit = 2.0**-bits

    def nearest(self, values: Array) -> Array:
        """The float64 numbers `values`, rounded to the grid."""
        scaled = values * self.scale
        lifted = scaled * self._cut
        short = lifted - (lifted - scaled)
        short = numpy.where(numpy.isfinite(short), short, scaled)
        return short.astype(self.dtype).astype(numpy.float64) / self.scale


class Rounded:
    """NumPy's interface, with every result rounded to a grid. Used with `recorder.facing`.

    A sum is first perturbed randomly by up to one unit of the sum of its terms' magnitudes. The
    perturbation models the rounding of partial sums, which would go unnoticed if equal terms
    cancelled exactly.
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
        """The sum over the given axes."""
        numpy.sum(x, axis=axis, keepdims=keepdims, out=out)
        self._shake(out, abs(x).sum(axis=axis, keepdims=keepdims), x.size // max(out.size, 1))
        return out

    def run(self, function: Any, *inputs: Any, out: Array) -> None:
        """Run `function(*inputs, out)` and round the result."""
        function(*inputs, out)
        self._round(out)

    def __getattr__(self, name: str) -> Any:
        function = getattr(numpy, name)
        if not isinstance(function, numpy.ufunc) or name in SELECTING:
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
