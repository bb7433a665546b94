"""The selection of the examples to draw."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array

MOST_POINTS = 2000
"""The largest number of points that are drawn; all rows of a table can be read as text."""


def shown_points(training: int, test: int) -> Array:
    """The indices of the points to draw: all points or, if there are too many, some from each set
    in proportion to its size."""
    total = training + test
    share = min(1.0, MOST_POINTS / total)
    return numpy.concatenate(
        [numpy.arange(int(training * share)), training + numpy.arange(int(test * share))]
    )
