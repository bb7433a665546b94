"""Axes, which map values to coordinates and have ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from chainrule.engine.op import Array

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_TICKS = 6

Ticks = list[tuple[float, str]]
"""The coordinates and labels of an axis's ticks."""


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high` that lies between the coordinates `start` and `end`; if
    `is_whole`, only integers have ticks."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False
    is_whole: bool = False

    def places(self, values: Array) -> Array:
        """The coordinates of values; NaN for values that the axis cannot show."""
        with numpy.errstate(all="ignore"):
            low, high = self.low, self.high
            if self.is_log:
                values, low, high = numpy.log10(values), math.log10(low), math.log10(high)
            places = self.start + (values - low) / (high - low) * (self.end - self.start)
        return numpy.where(numpy.isfinite(places), places, numpy.nan)

    def ticks(self) -> Ticks:
        """The ticks: round values, as their coordinates and labels."""
        if self.is_log:
            values = _decades(self.low, self.high)
        else:
            values = _round(self.low, self.high, 1.0 if self.is_whole else 0.0)
        names = [
            power_of_ten(value) if self.is_log else f"{value:g}".replace("-", "−")
            for value in values
        ]
        return list(zip(self.places(numpy.array(values)).tolist(), names, strict=True))


def of_epochs(epochs: Array, start: float, end: float) -> Scale:
    """A scale from the first to the last epoch, at least one epoch long."""
    first, last = float(epochs[0]), float(epochs[-1])
    return Scale(first, max(last, first + 1), start, end, is_whole=True)


def linear(values: Array, start: float, end: float, low: float | None, high: float | None) -> Scale:
    """A scale that covers all finite values; `low` and `high`, if given, set its ends."""
    finite = values[numpy.isfinite(values)]
    bottom = low if low is not None else float(finite.min(initial=0.0))
    top = high if high is not None else float(finite.max(initial=bottom))
    return Scale(bottom, top if top > bottom else bottom + 1, start, end)


def logarithmic(values: Array, start: float, end: float) -> Scale:
    """A logarithmic scale between the powers of ten that enclose all positive finite values, at
    least one decade apart."""
    positive = values[(values > 0) & numpy.isfinite(values)]
    if not positive.size:
        return Scale(0.1, 1.0, start, end, True)
    low = math.floor(math.log10(positive.min()))
    high = max(math.ceil(math.log10(positive.max())), low + 1)
    return Scale(10.0**low, 10.0**high, start, end, True)


def _decades(low: float, high: float) -> list[float]:
    first, last = round(math.log10(low)), round(math.log10(high))
    stride = -(-(last - first) // (MOST_TICKS - 1)) or 1
    return [10.0**power for power in range(first, last + 1, stride)]


def _round(low: float, high: float, least: float) -> list[float]:
    """The values of ticks whose spacing is 1, 2 or 5 times a power of ten, and at least `least`."""
    rough = (high - low) / (MOST_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= 0.999 * rough)
    step = max(step, least)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def power_of_ten(value: float) -> str:
    """±10 raised to an integer power, with a superscript exponent.

    Examples
    --------
    >>> power_of_ten(0.001), power_of_ten(-10.0)
    ('10⁻³', '−10¹')
    """
    raised = str(round(math.log10(abs(value)))).translate(_RAISED)
    return f"{'−' if value < 0 else ''}10{raised}"


def _said(value: float) -> str:
    return f"{value:g}".replace("-", "−")
