"""Which examples are drawn."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array

MOST_POINTS = 2000
"""More are not drawn; a table's rows can all be read as text."""


def shown_points(training: int, test: int) -> Array:
    """Which of all points are drawn: all, or of either set its share of the most there may be."""
    total = training + test
    share = min(1.0, MOST_POINTS / total)
    return numpy.concatenate(
        [numpy.arange(int(training * share)), training + numpy.arange(int(test * share))]
    )
