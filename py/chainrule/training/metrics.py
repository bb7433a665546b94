"""Measures of a regression's errors: RMSE and R²."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy

from chainrule.engine.op import Array
from chainrule.errors import ShapeError
from chainrule.training.replay import ForwardProgram


class RegressionErrors(NamedTuple):
    """The RMSE, in the targets' unit, and R² on one data set; NaN if undefined."""

    rmse: float = math.nan
    r2: float = math.nan


def root_mean_squared_error(predictions: Array, targets: Array) -> float:
    """RMSE = √(1/n · Σ (y − ŷ)²), in the targets' unit.

    Parameters
    ----------
    predictions, targets : ŷ and y, of shape (n,) or (n, outputs) with n > 0; the mean is taken over
        all entries.

    Raises
    ------
    ShapeError
        If the shapes differ.

    Source: Hyndman & Koehler 2006, "Another look at measures of forecast accuracy", §2.1.

    Examples
    --------
    >>> root_mean_squared_error(numpy.array([1.0, 2.0]), numpy.array([1.0, 4.0])) ** 2
    2.0000000000000004
    """
    return math.sqrt(numpy.square(_residuals(predictions, targets)).mean())


def r2_score(predictions: Array, targets: Array) -> float:
    """R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²: the share of the targets' variance that the predictions
    explain.

    ȳ is the mean of these targets, so predicting ȳ for every example gives 0, and worse predictions
    give negative values. R² does not depend on the targets' unit.

    Parameters
    ----------
    predictions, targets : ŷ and y, of shape (n,) or (n, outputs); each output has its own ȳ.

    Returns
    -------
    float
        NaN if all targets are equal, because their variance is 0.

    Raises
    ------
    ShapeError
        If the shapes differ.

    Source: Kvålseth 1985, "Cautionary note about R²", eq. 1.

    Examples
    --------
    >>> r2_score(numpy.array([1.0, 2.0, 6.0]), numpy.array([1.0, 3.0, 5.0]))
    0.75
    >>> r2_score(numpy.array([1.0, 2.0]), numpy.array([3.0, 3.0]))
    nan
    """
    if is_constant(targets):
        return math.nan
    y = targets.astype(numpy.float64)
    spread = numpy.square(y - y.mean(axis=0)).sum()
    return float(1 - numpy.square(_residuals(predictions, y)).sum() / spread)


def is_constant(targets: Array) -> bool:
    """Whether, for each output, all targets are equal, in which case R² is undefined."""
    return bool((targets == targets[:1]).all())


def regression_errors(data: ForwardProgram | None, row: int | None = None) -> RegressionErrors:
    """The errors on a data set at the weights of its last replay; NaN if there is no data set.

    Parameters
    ----------
    row : the index of a replica; None for a single network.
    """
    if data is None or data.targets is None:
        return RegressionErrors()
    with numpy.errstate(all="ignore"):
        both = data.scores if row is None else data.scores[row], data.targets
        return RegressionErrors(root_mean_squared_error(*both), r2_score(*both))


def _residuals(predictions: Array, targets: Array) -> Array:
    if predictions.shape != targets.shape:  # broadcasting would compare all pairs
        shapes = f"{predictions.shape} and {targets.shape}"
        raise ShapeError(f"predictions and targets: expected equal shapes, got {shapes}.")
    return targets.astype(numpy.float64) - predictions
