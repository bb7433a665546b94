"""Standardisation of a column, which is exact for constants and does not overflow for values from
1e-300 to 1e300."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.engine.op import Array

LEAST_EXPONENT = -1000
"""The lowest exponent that is used, so that 2**-exponent does not overflow."""


@dataclass(frozen=True)
class Scaling:
    """Standardisation of the values v of one column: z = (v - mean) / deviation.

    Values are divided by a power of two, which is exact, so that their squares neither overflow nor
    underflow. Then one of the values is subtracted. Differences between close values are exact, so
    a constant is standardised to 0.

    Attributes
    ----------
    exponent : values are measured in units of 2**exponent.
    origin : the value that is subtracted first, in these units.
    centre, width : the mean and standard deviation of the differences from `origin`.

    Examples
    --------
    >>> scaling = Scaling.of(numpy.array([1.0, 3.0]))
    >>> scaling.mean, scaling.deviation, scaling(numpy.array([3.0, 5.0])).tolist()
    (2.0, 1.0, [1.0, 3.0])
    >>> Scaling.of(numpy.full(12, 0.1))(numpy.full(2, 0.1)).tolist()
    [0.0, 0.0]
    """

    exponent: int = 0
    origin: float = 0.0
    centre: float = 0.0
    width: float = 1.0

    @classmethod
    def of(cls, values: Array) -> Scaling:
        """The scaling that gives `values` (n,), n > 0, mean 0 and standard deviation 1.

        If the values are constant, the divisor is their absolute value or 1, whichever is greater,
        so that different values in a test set remain finite.
        """
        exponent = max(LEAST_EXPONENT, int(numpy.frexp(numpy.abs(values).max())[1]))
        scaled = numpy.ldexp(values, -exponent)
        origin = float(scaled[0])
        differences = scaled - origin
        if not differences.any():
            size = max(1.0, abs(float(values[0])))
            return cls(exponent, origin, 0.0, float(numpy.ldexp(size, -exponent)))
        centre = float(differences.mean())
        width = float(numpy.sqrt(numpy.square(differences - centre).mean()))
        return cls(exponent, origin, centre, width)

    def __call__(self, values: Array) -> Array:
        """The standardised values; infinite or NaN if they are too far from the values given to
        `of`."""
        with numpy.errstate(over="ignore", invalid="ignore"):
            scaled = numpy.ldexp(values, -self.exponent)
            return (scaled - self.origin - self.centre) / self.width

    @property
    def mean(self) -> float:
        """The mean, in the column's units."""
        return float(numpy.ldexp(self.origin + self.centre, self.exponent))

    @property
    def deviation(self) -> float:
        """The standard deviation, in the column's units."""
        return float(numpy.ldexp(self.width, self.exponent))
