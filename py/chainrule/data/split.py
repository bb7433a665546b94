"""Dividing a data set into a training and a test part."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.engine.op import Array


class Split(NamedTuple):
    """The two parts of a data set."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array


def train_test_split(x: Array, y: Array, train_share: float = 0.5, seed: int = 0) -> Split:
    """Shuffle from `seed` and cut: the first round(share · n) examples train, the rest test.

    At least one example goes to each part.
    """
    order = numpy.random.default_rng(seed).permutation(len(x))
    cut = min(max(round(train_share * len(x)), 1), len(x) - 1)
    train, test = order[:cut], order[cut:]
    return Split(x[train], y[train], x[test], y[test])
