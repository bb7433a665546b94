"""Class weights from class frequencies."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array


def balanced_weights(kinds: Array, classes: int) -> tuple[float, ...]:
    """w_k = n / (C n_k), which gives every class the same share of the loss over all n examples.

    The mean weight of an example is 1. A loss divides a batch's sum by the batch's own total
    weight, as in PyTorch, so small batches give these shares only approximately. The method is that
    of King & Zeng, "Logistic regression in rare events data", 2001, in scikit-learn's form.

    Parameters
    ----------
    kinds : (n,) the class of each training example, from 0; n_k of them have the class k.
    classes : the number of classes. C counts only the classes that occur; the others have weight 1.

    Examples
    --------
    >>> balanced_weights(numpy.array([0, 0, 0, 1]), 2)
    (0.6666666666666666, 2.0)
    """
    counts = numpy.bincount(kinds.astype(numpy.int64), minlength=classes)
    occurring = int((counts > 0).sum())
    return tuple(len(kinds) / (occurring * int(n)) if n else 1.0 for n in counts)
