"""The summary of a sweep: the median and spread over the seeds for each combination of settings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chainrule.errors import InputError
from chainrule.limits import SUCCESS_ACCURACY
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.notation import ROWS
from chainrule.sweeps.task import OK, Row

ACCURACY, LOSS = "accuracy", "loss"


@dataclass(frozen=True)
class Success:
    """The criterion of success, applied to the test set if there is one: a final accuracy of at
    least `bound`, or a final loss of at most `bound`. A run that diverged is not a success."""

    measure: str
    bound: float

    @classmethod
    def parse(cls, text: str | None, grid: Grid) -> Success | None:
        """Parse `accuracy=0.95` or `loss=0.1`.

        If `text` is None, the criterion is an accuracy of 0.95, or None if there are no classes.

        Raises
        ------
        InputError
            For any other text, or for an accuracy if there are no classes.
        """
        if text is None:
            return cls(ACCURACY, SUCCESS_ACCURACY) if grid.has_classes else None
        measure, _, number = text.partition("=")
        if measure == ACCURACY and not grid.has_classes:
            raise InputError("--success", text, "loss=NUMBER, because not all data have classes")
        try:
            bound = float(number)
        except ValueError:
            bound = math.nan
        most = 1 if measure == ACCURACY else math.inf
        if measure not in (ACCURACY, LOSS) or not 0 <= bound <= most:
            raise InputError("--success", text, "accuracy=SHARE from 0 to 1, or loss=NUMBER from 0")
        return cls(measure, bound)

    def __str__(self) -> str:
        sign = "≥" if self.measure == ACCURACY else "≤"
        return f"{self.measure} {sign} {self.bound:g}"

    def met_by(self, row: Row) -> bool:
        """Whether a run is successful."""
        value = final(row, self.measure)
        return value >= self.bound if self.measure == ACCURACY else value <= self.bound


@dataclass(frozen=True)
class Group:
    """Runs that differ only in their seeds.

    Attributes
    ----------
    values : the values of the compared settings.
    texts : the same values, written as in a URL.
    losses : the final losses, smallest first; infinite for runs that diverged.
    low, median, high : the quartiles of the losses.
    accuracy : the median of the final accuracies; NaN if there are no classes.
    successes : the number of successful runs; None if there is no criterion.
    diverged : the number of runs that diverged.
    """

    values: tuple[Any, ...]
    texts: tuple[str, ...]
    losses: tuple[float, ...]
    low: float
    median: float
    high: float
    accuracy: float
    successes: int | None
    diverged: int

    @property
    def rate(self) -> float | None:
        """The share of successful runs."""
        return None if self.successes is None else self.successes / len(self.losses)


def final(row: Row, measure: str) -> float:
    """A run's final loss or accuracy, on the test set if there is one."""
    if row["status"] != OK:
        return math.inf if measure == LOSS else 0.0
    test = row[f"test_{measure}"]
    return row[f"training_{measure}"] if math.isnan(test) else test


def groups_of(grid: Grid, rows: dict[int, Row], success: Success | None) -> list[Group]:
    """The groups formed by the finished members, in the order of the grid."""
    members: dict[tuple[Any, ...], list[Row]] = {}
    for member in grid.members:
        if member.number in rows:
            key = tuple(member.values[index] for index in grid.compared)
            members.setdefault(key, []).append(rows[member.number])
    return [_group(grid, values, group, success) for values, group in members.items()]


def _group(grid: Grid, values: tuple[Any, ...], rows: list[Row], success: Success | None) -> Group:
    losses = sorted(final(row, LOSS) for row in rows)
    accuracies = sorted(final(row, ACCURACY) for row in rows)
    return Group(
        values,
        tuple(
            ROWS[grid.names[index]].to_text(value)
            for index, value in zip(grid.compared, values, strict=True)
        ),
        tuple(losses),
        quantile(losses, 0.25),
        quantile(losses, 0.5),
        quantile(losses, 0.75),
        quantile(accuracies, 0.5) if grid.has_classes else math.nan,
        None if success is None else sum(map(success.met_by, rows)),
        sum(row["status"] != OK for row in rows),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile `share` of sorted values, with linear interpolation.

    Like `numpy.quantile`, but also correct if some values are infinite.

    Examples
    --------
    >>> quantile([1, 2, 4], 0.25), quantile([1, math.inf, math.inf], 0.75)
    (1.5, inf)
    """
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    below = ordered[low]
    if place == low or math.isinf(below):
        return below
    return below + (place - low) * (ordered[low + 1] - below)


def summary_text(grid: Grid, groups: Sequence[Group], success: Success | None, most: int) -> str:
    """The groups as a plain-text table, limited to the best `most` groups."""
    shown = list(groups)
    if len(shown) > most:
        shown = sorted(shown, key=lambda group: group.median)[:most]
    heads = [*(grid.names[index] for index in grid.compared), "runs", "median loss", "quartiles"]
    heads += ["accuracy"] * grid.has_classes
    heads += [str(success)] * (success is not None)
    lines = [[*heads, "diverged"], *map(_cells, shown)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    hidden = len(groups) - len(shown)
    return text + (f"\n… and {hidden} more, of higher loss" if hidden else "")


def _cells(group: Group) -> list[str]:
    cells = [*group.texts, str(len(group.losses)), number(group.median)]
    cells.append(f"{number(group.low)} – {number(group.high)}")
    if not math.isnan(group.accuracy):
        cells.append(f"{group.accuracy:.3f}")
    if group.rate is not None:
        cells.append(f"{100 * group.rate:.0f} %")
    return [*cells, str(group.diverged)]


def number(value: float) -> str:
    """A loss with four significant digits."""
    return "∞" if math.isinf(value) else f"{value:.4g}"
