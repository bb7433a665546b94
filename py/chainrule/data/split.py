"""Division of a data set into a training and a test set."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy

from chainrule.checks import checked_share, checked_whole
from chainrule.engine.op import Array
from chainrule.errors import InputError, ShapeError
from chainrule.phrases import phrase


class Split(NamedTuple):
    """The two parts of a data set."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array


def train_test_split(x: Any, y: Any, train_share: float = 0.5, seed: int = 0) -> Split:
    """Shuffle the examples with `seed`; use the first round(train_share · n) for training and the
    rest for testing.

    Each part gets at least one example.

    Parameters
    ----------
    x, y : n ≥ 2 examples and n targets along the first axis.
    train_share : the share of training examples, from 0 to 1.
    seed : the seed for shuffling.

    Raises
    ------
    InputError
        If `train_share` or `seed` is out of range, or x or y is not an array.
    ShapeError
        If there are fewer than two examples, or the numbers of examples and targets differ.

    Examples
    --------
    >>> split = train_test_split(numpy.arange(8).reshape(4, 2), [0, 1, 2, 3], 0.75)
    >>> split.x.shape, split.y_test.shape
    ((3, 2), (1,))
    """
    x, y = _as_array("x", x), _as_array("y", y)
    if x.ndim == 0 or len(x) < 2:
        raise ShapeError(
            f"x: an array of shape {x.shape} has no two parts; expected (n, …), n > 1."
        )
    if y.ndim == 0 or len(y) != len(x):
        raise ShapeError(
            f"y: targets of shape {y.shape} do not fit {len(x)} examples; expected as many."
        )
    share, seed = checked_share("train_share", train_share), checked_whole("seed", seed, low=0)
    order = numpy.random.default_rng(seed).permutation(len(x))
    cut = min(max(round(share * len(x)), 1), len(x) - 1)
    train, test = order[:cut], order[cut:]
    return Split(x[train], y[train], x[test], y[test])


def _as_array(name: str, values: Any) -> Array:
    try:
        return numpy.asarray(values)
    except ValueError:  # lists of different lengths
        raise InputError(name, values, phrase("allowed.array")) from None
