"""Smoothing of gradient norms over the records of a run."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array

SHARE = 20
"""The window is one twentieth of the records so far."""


class Smoothing:
    """The running geometric mean of each layer's gradient norm, record by record.

    With the norms g₁, g₂, … of a layer and s₁ = ln g₁::

        sₙ = sₙ₋₁ + (ln gₙ − sₙ₋₁) / τₙ,    τₙ = 1 + (n − 1) / `SHARE`,    smoothed = exp sₙ

    This is an exponential moving average with a window of τₙ records, a fixed share of the run so
    far. The average begins with the first norm, so it has no bias towards zero. On a chart of the
    whole run, it remains equally smooth when the run gets longer and the history drops every other
    record. Only the current and earlier records count: the effect of a changed setting never
    appears before the change, and later records do not change any value.

    A norm that is 0, infinite or NaN has no logarithm. Such a norm is returned unchanged, and the
    mean starts again with the next norm.

    Examples
    --------
    >>> Smoothing(1).extend(numpy.array([[1.0], [4.0], [0.0], [9.0]])).round(2).tolist()
    [[1.0], [3.74], [0.0], [9.0]]
    """

    def __init__(self, layers: int) -> None:
        self._mean = numpy.zeros(layers)
        self._count = numpy.zeros(layers)

    def extend(self, norms: Array) -> Array:
        """The smoothed norms of the next records.

        Parameters
        ----------
        norms : the norms, (records, layers).

        Returns
        -------
        Array : the smoothed norms, (records, layers).
        """
        known = numpy.isfinite(norms) & (norms > 0)
        logarithms = numpy.log(numpy.where(known, norms, 1.0))
        means = numpy.empty_like(logarithms)
        for row, (logarithm, is_known) in enumerate(zip(logarithms, known, strict=True)):
            window = 1 + self._count / SHARE
            self._mean += (logarithm - self._mean) / window
            self._count = (self._count + 1) * is_known
            means[row] = self._mean
        return numpy.where(known, numpy.exp(means), norms)
