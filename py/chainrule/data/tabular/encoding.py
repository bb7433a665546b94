"""Encoding of a table for a network: inputs, targets, classes, and the train/test division."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from chainrule.data.split import train_test_split
from chainrule.data.tabular.columns import (
    FEWEST_ROWS,
    MOST_CLASSES,
    SET,
    TRAINING,
    Column,
    Table,
    is_set,
)
from chainrule.data.tabular.inputs import Making, inputs_of
from chainrule.data.tabular.scaling import Scaling
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.phrases import phrase


@dataclass(frozen=True)
class Division:
    """The division into training and test examples.

    Attributes
    ----------
    share : the share of training examples.
    seed : the seed for shuffling the examples.
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
    x : (n, inputs): numbers, standardised if `scale` is set; each category of a text column becomes
        an input that is 0 or 1.
    y : (n,) class indices, or numbers, which are standardised if the inputs are.
    inputs, classes : the names of the inputs and of the classes; `classes` is empty for a
        regression.
    rows : the index of each example's row in the table.
    mean, deviation : y · deviation + mean is the target in its original units.
    training, test : the indices of the training and test examples, in the order of the split.
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

    A text target, or one with at most 10 distinct values that are all integers, is treated as
    classes; with any other target, the task is a regression. Rows without a target are left out.
    Means, deviations, medians and frequencies are computed from the training rows.

    Parameters
    ----------
    columns : the inputs; if empty, all columns except the target.
    scale : whether numbers are standardised to mean 0 and standard deviation 1.
    is_number : whether a target with few distinct integers, such as marks, counts or ages, is
        treated as a number instead of as classes.
    fill : whether missing inputs are replaced by the median or the most frequent text, with an
        additional input that marks them; otherwise, rows with missing inputs are left out.
    date_parts : whether a date's weekday and month are inputs in addition to its days since
        1970-01-01.
    division : the division into training and test rows; None to train on all rows.

    Raises
    ------
    InputError
        If a column is not in the table, the target is among the inputs, `is_number` is set for a
        text target, fewer than 4 rows are left, there are more than 10 classes or more than 64
        inputs, or the division does not fit the table.
    """
    goal = table.column(target, "target")
    chosen = [table.column(name, "columns") for name in columns or table.names]
    inputs = [column for column in chosen if column is not goal]
    if not inputs or (columns and len(inputs) < len(columns)):
        raise InputError(
            "columns", list(columns), phrase("table.allowed.not_target", target=target)
        )
    if is_number and goal.categories:
        allowed = phrase("table.allowed.off_text", name=goal.name)
        raise InputError("target_is_number", is_number, allowed)
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
        value = phrase("table.is.far", name=target)
        raise InputError("target", value, phrase("table.allowed.scaled"))
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
    """The column that assigns each example to the training or the test set.

    Raises
    ------
    InputError
        If there is no such column.
    """
    for column in reversed(table.columns):
        if is_set(column):
            return column
    raise InputError("split_by_set", True, phrase("table.allowed.off_no_set"))


def whole_rows(columns: Sequence[Column], goal: Column) -> tuple[Array, tuple[str, ...]]:
    """The indices of the rows in which no value of `columns` is missing, and a remark on the other
    rows.

    Raises
    ------
    InputError
        If fewer than 4 rows are left.
    """
    missing = {column.name: numpy.isnan(column.values) for column in columns}
    is_whole = ~numpy.any(list(missing.values()), axis=0)
    rows = numpy.flatnonzero(is_whole)
    if len(rows) < FEWEST_ROWS:
        value = phrase("table.is.few_rows", count=len(rows))
        raise InputError("table", value, phrase("table.allowed.few_rows", fewest=FEWEST_ROWS))
    count = len(is_whole) - len(rows)
    if not count:
        return rows, ()
    counts = [
        phrase("table.gaps.target" if name == goal.name else "table.gaps", name=name, count=gaps)
        for name, cells in missing.items()
        if (gaps := int(cells.sum()))
    ]
    return rows, (phrase("table.rows_out", count=count, rows=len(is_whole), columns=counts),)


def _divided(table: Table, rows: Array, division: Division | None) -> tuple[Array, Array]:
    numbers = numpy.arange(len(rows))
    if division is None:
        return numbers, numbers[:0]
    if not division.by_set:
        split = train_test_split(numbers, numbers, division.share, division.seed)
        return split.x, split.x_test
    # The examples are in the order of a random split, so that training on data that were saved and
    # read again gives identical results.
    order = numpy.random.default_rng(division.seed).permutation(len(rows))
    column = set_column(table)
    trains = (column.values[rows] == column.categories.index(TRAINING))[order]
    if not trains.any():
        value = phrase("table.is.no_training", name=SET)
        raise InputError("split_by_set", value, phrase("table.allowed.off_or_row"))
    return order[trains], order[~trains]


def class_names(goal: Column, rows: Array) -> tuple[str, ...]:
    """The names of the target's classes; empty if the target is a number."""
    values = numpy.unique(goal.values[rows])
    is_whole = (values == numpy.floor(values)).all() and len(values) <= MOST_CLASSES
    if not goal.categories and (goal.kind == "date" or not is_whole):
        return ()
    if not 2 <= len(values) <= MOST_CLASSES:
        raise InputError(
            "target",
            phrase("table.is.values", name=goal.name, count=len(values)),
            phrase("table.allowed.target", most=MOST_CLASSES),
        )
    return tuple(goal.written(value) for value in values)


def _indices(values: Array) -> Array:
    return numpy.unique(values, return_inverse=True)[1].reshape(len(values))
