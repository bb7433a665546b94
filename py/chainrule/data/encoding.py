"""Encoding of a table for a network: inputs, targets, classes, and the train/test division."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from chainrule.data.columns import (
    FEWEST_ROWS,
    MOST_CLASSES,
    SET,
    TRAINING,
    Column,
    Table,
    is_set,
)
from chainrule.data.inputs import Making, inputs_of
from chainrule.data.scaling import Scaling
from chainrule.data.split import train_test_split
from chainrule.engine.op import Array
from chainrule.errors import InputError, Words, counted


@dataclass(frozen=True)
class Division:
    """The division into training and test examples.

    Attributes
    ----------
    share : the share of training examples.
    seed : the seed of their order.
    by_set : whether the table's column "set" determines the division instead of `share`.
    """

    share: float = 0.5
    seed: int = 0
    by_set: bool = False


@dataclass(frozen=True, eq=False)
class Encoded:
    """A table, encoded for a network.

    Attributes
    ----------
    x : (n, inputs): numbers, unchanged or standardised; text as one input per category, 0 or 1.
    y : (n,) classes, or numbers, which are standardised if the inputs are.
    inputs, classes : their names; classes is empty for a regression.
    rows : the corresponding rows of the table.
    mean, deviation : y · deviation + mean is the target in its original units.
    training, test : the indices of the training and test examples, in the order of training.
    remarks : sentences that describe what was left out or filled in.
    """

    x: Array
    y: Array
    inputs: tuple[str, ...]
    classes: tuple[str, ...]
    rows: Array
    mean: float
    deviation: float
    training: Array
    test: Array
    remarks: tuple[str, ...]


def encode(
    table: Table,
    target: str,
    columns: Sequence[str] = (),
    scale: bool = True,
    is_number: bool = False,
    *,
    fill: bool = False,
    date_parts: bool = False,
    division: Division | None = None,
) -> Encoded:
    """The rows of a table, encoded for training.

    A target that is text, or has at most 10 distinct integers, gives classes; any other target
    gives a regression. Rows without a target are left out. Means, deviations, medians and
    frequencies are computed from the training rows.

    Parameters
    ----------
    columns : the inputs; if empty, all columns but the target.
    scale : whether numbers are standardised to mean 0 and standard deviation 1.
    is_number : whether a target with few distinct integers is a regression too: marks, counts,
    ages.
    fill : whether a missing input is replaced by the median or the most frequent text, with an
        additional input that marks it; otherwise its row is left out.
    date_parts : whether a date's weekday and month are inputs, besides its days since 1970-01-01.
    division : the division into training and test rows; None to train on all.

    Raises
    ------
    InputError
        If a column is not in the table, the target is among the inputs, a text target is requested
        as a number, fewer than 4 rows are left, there are more than 10 classes or more than 64
    inputs, or the division does not fit the table.
    """
    goal = table.column(target, "target")
    chosen = [table.column(name, "columns") for name in columns or table.names]
    inputs = [column for column in chosen if column is not goal]
    if not inputs or (columns and len(inputs) < len(columns)):
        raise InputError("columns", list(columns), f"columns other than the target, {target}")
    if is_number and goal.categories:
        raise InputError("target_is_number", is_number, f"off, because {goal.name} is text")
    needed = [goal] if fill else [*inputs, goal]
    if division is not None and division.by_set:
        needed.append(set_column(table))
    rows, remarks = whole_rows(needed, goal)
    training, test = _divided(table, rows, division)
    found = inputs_of(inputs, Making(rows, training, scale, date_parts))
    classes = () if is_number else class_names(goal, rows)
    values = goal.values[rows]
    scaling = Scaling.of(values[training]) if scale and not classes else Scaling()
    y = _indices(values) if classes else scaling(values)
    if not numpy.isfinite(y).all():
        value = Words(f"{target}, of which one value is more than 1e308 deviations away,")
        raise InputError("target", value, "a column whose values can be standardised")
    return Encoded(
        found.values,
        y,
        found.names,
        classes,
        rows,
        scaling.mean,
        scaling.deviation,
        training,
        test,
        (*remarks, *found.remarks),
    )


def set_column(table: Table) -> Column:
    """The column that divides training and test examples.

    Raises
    ------
    InputError
        If there is none.
    """
    for column in reversed(table.columns):
        if is_set(column):
            return column
    allowed = "off, because the table has no column 'set' of the words training and test"
    raise InputError("split_by_set", True, allowed)


def whole_rows(columns: Sequence[Column], goal: Column) -> tuple[Array, tuple[str, ...]]:
    """The rows in which none of `columns` is missing, and a remark on the others.

    Raises
    ------
    InputError
        If fewer than 4 are left.
    """
    missing = {column.name: numpy.isnan(column.values) for column in columns}
    is_whole = ~numpy.any(list(missing.values()), axis=0)
    rows = numpy.flatnonzero(is_whole)
    if len(rows) < FEWEST_ROWS:
        value = Words(f"{counted(len(rows), 'row')} without a missing value")
        raise InputError("table", value, f"{FEWEST_ROWS} rows or more")
    count = len(is_whole) - len(rows)
    if not count:
        return rows, ()
    names = (f"'{name}'" + ", the target" * (name == goal.name) for name in missing)
    counts = [
        f"{name}: {cells.sum():,}"
        for name, cells in zip(names, missing.values(), strict=True)
        if cells.any()
    ]
    verb = "is" if count == 1 else "are"
    return rows, (
        f"{count:,} of {len(is_whole):,} rows {verb} left out, because a value is missing "
        f"({'; '.join(counts)}).",
    )


def _divided(table: Table, rows: Array, division: Division | None) -> tuple[Array, Array]:
    numbers = numpy.arange(len(rows))
    if division is None:
        return numbers, numbers[:0]
    if not division.by_set:
        split = train_test_split(numbers, numbers, division.share, division.seed)
        return split.x, split.x_test
    # In the order of a random split, so that data saved and read again train identically.
    order = numpy.random.default_rng(division.seed).permutation(len(rows))
    column = set_column(table)
    trains = (column.values[rows] == column.categories.index(TRAINING))[order]
    if not trains.any():
        value = Words(f"a column '{SET}' without a whole row for training")
        raise InputError("split_by_set", value, "off, or at least one training row")
    return order[trains], order[~trains]


def class_names(goal: Column, rows: Array) -> tuple[str, ...]:
    """The names of the target's classes; empty if it is a number."""
    values = numpy.unique(goal.values[rows])
    is_whole = (values == numpy.floor(values)).all() and len(values) <= MOST_CLASSES
    if not goal.categories and (goal.kind == "date" or not is_whole):
        return ()
    if not 2 <= len(values) <= MOST_CLASSES:
        raise InputError(
            "target",
            Words(f"{goal.name}, with {counted(len(values), 'value')},"),
            f"a column of 2 to {MOST_CLASSES} classes, or of other numbers",
        )
    return tuple(goal.written(value) for value in values)


def _indices(values: Array) -> Array:
    return numpy.unique(values, return_inverse=True)[1].reshape(len(values))
