"""Class weights from class frequencies."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array


def balanced_weights(kinds: Array, classes: int) -> tuple[float, ...]:
    """w_k = n / (C n_k), which gives every class the same share of the loss over all n examples.

    The mean weight of an example is 1. A loss divides each batch by the batch's own sum of weights,
    as PyTorch does, so small batches follow these shares only approximately. King & Zeng, "Logistic
    regression in rare events data", 2001, in scikit-learn's form.

    Parameters
    ----------
    kinds : (n,) the class of each training example, from 0; n_k of them have the class k.
    classes : the number of classes. C counts those that occur; the others have weight 1.

    Examples
    --------
    >>> balanced_weights(numpy.array([0, 0, 0, 1]), 2)
    (0.6666666666666666, 2.0)
    """
    counts = numpy.bincount(kinds.astype(numpy.int64), minlength=classes)
    occurring = int((counts > 0).sum())
    return tuple(len(kinds) / (occurring * int(n)) if n else 1.0 for n in counts)
