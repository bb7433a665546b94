"""`Target`: a regression's target, whose values are shown in its own unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from chainrule.data.reading.cells.dates import iso
from chainrule.data.tabular.columns import MOST_DECIMALS
from chainrule.engine.op import Array
from chainrule.experiment.data.examples import target_names
from chainrule.experiment.data.source import table_of
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase
from chainrule.training.metrics import RegressionErrors, is_constant
from chainrule.training.trainer import Trainer

DIGITS = 4
"""The number of significant digits of targets whose values have many decimals."""
LEAST_DIGITS = 3
"""The smallest number of significant digits of an RMSE, which may be much smaller than the
targets."""
LARGEST = 1e12
"""Values above this magnitude are shown in scientific notation."""
MINUTES = 24 * 60
"""The number of minutes in a day; a time of day is rounded to minutes."""
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Target:
    """A regression's target.

    Networks are trained on standardised targets; `values` returns values in the unit of the table.

    Attributes
    ----------
    name : the name of the column, or the word for the targets of generated data.
    unit : the unit, such as "$" or "cm"; "" if there is none.
    decimals : the number of decimals of the target's values; None for `DIGITS` significant digits.
    is_date : whether the values are days since 1970-01-01.
    mean, deviation : the mean and standard deviation of the target; a standardised target or
        prediction y stands for the value y · deviation + mean.
    """

    name: str
    unit: str = ""
    decimals: int | None = None
    is_date: bool = False
    mean: float = 0.0
    deviation: float = 1.0

    def values(self, y: Array) -> Array:
        """Targets, predictions or scores in the target's unit, in float64."""
        return y.astype(numpy.float64) * self.deviation + self.mean

    def residuals(self, targets: Array, predictions: Array) -> Array:
        """y − ŷ in the target's unit (for dates, in days), in float64."""
        return (targets.astype(numpy.float64) - predictions) * abs(self.deviation)

    def errors(self, standardised: RegressionErrors) -> RegressionErrors:
        """The errors with the RMSE in the target's unit; R² has no unit."""
        return standardised._replace(rmse=standardised.rmse * abs(self.deviation))

    def decimals_of(self, error: float) -> int | None:
        """The number of decimals of an RMSE: that of the target, or more if `LEAST_DIGITS`
        significant digits require it."""
        if self.decimals is None or not math.isfinite(error) or error == 0:
            return self.decimals
        return max(self.decimals, LEAST_DIGITS - 1 - math.floor(math.log10(abs(error))))

    def text(self, value: float) -> str:
        """A value in English notation, with the target's number of decimals.

        Examples
        --------
        >>> Target("price", decimals=0).text(229_512.3), Target("length", decimals=1).text(22.41)
        ('229,512', '22.4')
        >>> Target("day", decimals=0, is_date=True).text(19_000.2)
        '2022-01-08'
        """
        if self.is_date and abs(value) < LARGEST:
            parts = 1 if self.decimals == 0 else MINUTES
            return iso(round(value * parts) / parts)
        return _written(value, self.decimals)

    def residual_text(self, residual: float) -> str:
        """A residual in English notation, with the target's number of decimals; for dates, in
        days."""
        return _written(residual, self.decimals)

    def error_text(self, error: float) -> str:
        """An RMSE in English notation, with its unit."""
        unit = "days" if self.is_date else self.unit
        return " ".join(filter(None, (_written(error, self.decimals_of(error)), unit)))


def target_of(experiment: Experiment) -> Target | None:
    """The target of a regression; None if the targets are classes."""
    if not experiment.is_regression:
        return None
    source, table = experiment.source, table_of(experiment.data, experiment.table)
    if table is None:
        return Target(target_names(source.y)[-1])
    column = table.column(experiment.target or table.target)
    spread = float(source.y.std()) * source.deviation * column.factor
    return Target(
        column.name,
        column.unit,
        column.decimals if column.decimals is not None else _decimals(spread),
        column.kind == "date",
        source.mean * column.factor,
        source.deviation * column.factor,
    )


def undefined_r2(run: Trainer) -> str:
    """A sentence about the sets for which R² is undefined because all their targets are equal; ""
    if there are no such sets."""
    sets = {"training": run.training_set, "test": run.test_set}
    names = [
        phrase(f"fit.{name}")
        for name, data in sets.items()
        if data is not None and data.targets is not None and is_constant(data.targets)
    ]
    return phrase("fit.undefined", sets=names) if names else ""


def output_names(experiment: Experiment) -> list[str]:
    """The names of the network's outputs: the classes, the targets or, if the only output gives the
    probability of a class, this class."""
    names = list(experiment.class_names)
    target = target_of(experiment)
    if target is not None:
        several = target_names(experiment.source.y)
        return several if len(several) > 1 else [target.name]
    if len(names) == experiment.outputs:
        return names
    return [phrase("scale.class_1") if experiment.is_plane else names[-1]]


def _decimals(spread: float) -> int | None:
    """The number of decimals that show `DIGITS` significant digits of the targets' standard
    deviation; None for scientific notation."""
    if not 10**-MOST_DECIMALS < spread < LARGEST:
        return None
    return min(MOST_DECIMALS, max(0, DIGITS - 1 - math.floor(math.log10(spread))))


def _written(value: float, decimals: int | None) -> str:
    if decimals is None or not abs(value) < LARGEST:
        return f"{value:.{DIGITS}g}".replace("-", MINUS)
    grouped = "," if abs(value) >= 10_000 else ""
    return f"{round(value, decimals) or 0.0:{grouped}.{decimals}f}".replace("-", MINUS)
