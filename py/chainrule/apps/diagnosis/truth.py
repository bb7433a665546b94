"""The error of predicted risks with respect to the true risks, which are known only for simulated
patients."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.data.tables import load_table
from chainrule.data.tables.disease import true_risk
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment


class RiskError(NamedTuple):
    """Statistics of the errors p − r of predicted risks p, given true risks r: the mean absolute
    error, the mean error, and the root mean square error."""

    mean_absolute: float
    bias: float
    root_mean_square: float


def true_risks(experiment: Experiment) -> Array | None:
    """The true risk of each example of the source; None if the data do not include it."""
    rows = experiment.source.rows
    if experiment.data != "disease" or rows is None:
        return None
    table = load_table("disease")
    measured = [column.values for column in table.columns if column.name != table.target]
    return true_risk(numpy.stack(measured, axis=1)[rows])


def risk_error(p: Array, risk: Array) -> RiskError:
    """The error of predicted risks p (n,) with respect to true risks (n,)."""
    error = numpy.asarray(p, numpy.float64) - risk
    return RiskError(
        float(numpy.abs(error).mean()),
        float(error.mean()),
        float(numpy.sqrt(numpy.mean(error**2))),
    )
