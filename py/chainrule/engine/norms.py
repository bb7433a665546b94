"""Norms whose intermediate results neither overflow nor underflow."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array


def norm(values: Array, axis: int | None = None) -> Array:
    """‖·‖₂ over one axis or over all axes, in float64. NaN and ∞ are propagated.

    Examples
    --------
    >>> [f"{norm(numpy.array([3, 4]) * scale):.9g}" for scale in (1e200, 1e-200)]
    ['5e+200', '5e-200']
    """
    wide = numpy.asarray(values, numpy.float64)
    scale = power_of_two(numpy.abs(wide).max(axis, keepdims=True, initial=0.0))
    total = numpy.square(wide / scale).sum(axis, keepdims=True)
    return numpy.squeeze(numpy.sqrt(total) * scale, axis)


def root_mean_square(values: Array) -> float:
    """√(mean x²) over all entries; NaN if there are no entries."""
    return float(norm(values) / numpy.sqrt(values.size)) if values.size else numpy.nan


def power_of_two(sizes: Array) -> Array:
    """A power of 2 close to each size, so that division by it is exact; 1 for 0, ∞ and NaN."""
    exponents = numpy.minimum(numpy.frexp(sizes)[1], 1023)
    return numpy.where(numpy.isfinite(sizes), numpy.ldexp(1.0, exponents), 1.0)
