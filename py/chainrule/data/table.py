"""Tables: named columns of numbers and of text, and how a network gets them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from chainrule.engine.op import Array
from chainrule.errors import InputError, Words, counted, one_of

MOST_INPUTS = 64
MOST_CLASSES = 10
FEWEST_ROWS = 4
SET, TRAINING, TEST = "set", "training", "test"
MOST_TEXTS = 12
MOST_MISSING = 0.3
"""A column of more different texts, or with a larger share missing, is not suggested."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column.

    Attributes
    ----------
    values : (rows,) float64, NaN where missing; of text, indices into `categories`.
    categories : the different texts, in order; none for a column of numbers.
    """

    name: str
    values: Array
    categories: tuple[str, ...] = ()

    def text(self, row: int) -> str:
        """A cell as a person wrote it."""
        value = self.values[row]
        if math.isnan(value):
            return ""
        return self.categories[int(value)] if self.categories else repr(float(value))


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length.

    Attributes
    ----------
    target : the name of the column that is usually to be predicted.
    remarks : sentences on how the table was read.

    Examples
    --------
    >>> table = Table((Column("x", numpy.arange(3.0)), Column("y", numpy.ones(3))), "y")
    >>> len(table), table.names
    (3, ['x', 'y'])
    """

    columns: tuple[Column, ...]
    target: str
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.columns[0].values)

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [column.name for column in self.columns]

    def column(self, name: str, field: str = "column") -> Column:
        """The column called `name`.

        Raises
        ------
        InputError
            Naming `field`, if there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise InputError(field, name, one_of(self.names))


@dataclass(frozen=True, eq=False)
class Encoded:
    """A table as a network gets it.

    Attributes
    ----------
    x : (n, inputs): numbers as they are or standardised, text as one input a category, 0 or 1.
    y : (n,) classes, or numbers, standardised with the inputs.
    inputs, classes : their names; no classes for a regression.
    rows : which rows of the table these are.
    mean, deviation : y · deviation + mean is the target in its own units.
    remarks : sentences on what was left out.
    """

    x: Array
    y: Array
    inputs: tuple[str, ...]
    classes: tuple[str, ...]
    rows: Array
    mean: float
    deviation: float
    remarks: tuple[str, ...]


def encode(
    table: Table,
    target: str,
    columns: Sequence[str] = (),
    scale: bool = True,
    is_number: bool = False,
) -> Encoded:
    """The rows without a missing value, ready to be learnt from.

    A target that is text, or has at most 10 different whole numbers, names classes; any other is
    a regression's.

    Parameters
    ----------
    columns : the inputs; none given means all but the target.
    scale : whether numbers are standardised: mean 0, standard deviation 1 over the rows used.
    is_number : whether few whole numbers are a regression's, too: marks, counts, ages.

    Raises
    ------
    InputError
        If a column is not in the table, the target is among the inputs or is text that is to be a
        number, fewer than 4 rows are left, there are more than 10 classes or more than 64 inputs.
    """
    goal = table.column(target, "target")
    chosen = [table.column(name, "columns") for name in columns or table.names]
    inputs = [column for column in chosen if column is not goal]
    if not inputs or (columns and len(inputs) < len(columns)):
        raise InputError("columns", list(columns), f"columns other than the target, {target}")
    whole = ~numpy.isnan(numpy.column_stack([c.values for c in (*inputs, goal)])).any(axis=1)
    rows = numpy.flatnonzero(whole)
    if len(rows) < FEWEST_ROWS:
        value = Words(f"{counted(len(rows), 'row')} without a missing value")
        raise InputError("table", value, f"{FEWEST_ROWS} rows or more")
    x, names = _inputs(inputs, rows, scale)
    if is_number and goal.categories:
        raise InputError("target_is_number", is_number, f"off, because {goal.name} is text")
    classes = () if is_number else _classes(goal, rows)
    mean, deviation = (0.0, 1.0) if classes or not scale else _moments(goal.values[rows])
    y = (goal.values[rows] - mean) / deviation
    return Encoded(
        x,
        _indices(goal, rows) if classes else y,
        tuple(names),
        classes,
        rows,
        mean,
        deviation,
        _left_out(len(table) - len(rows), len(table)),
    )


def suggest(table: Table) -> tuple[str, tuple[str, ...]]:
    """(target, columns) that a table can be learnt with: the last column that can be predicted,
    and all others but those that would make too many inputs or lose too many rows, and but the
    column that tells training from test where data were saved.

    No columns means all but the target. Raises what `encode` has against the table's own target
    if there is nothing to predict.
    """
    fitting = [column.name for column in table.columns if _is_input(column)]
    for column in reversed(table.columns):
        if is_set(column):
            continue
        inputs = tuple(name for name in fitting if name != column.name)
        everything = tuple(name for name in table.names if name != column.name)
        try:
            encode(table, column.name, inputs)
        except InputError:
            continue
        return column.name, () if inputs == everything else inputs
    encode(table, table.target)
    return table.target, ()


def _is_input(column: Column) -> bool:
    missing = numpy.isnan(column.values).mean()
    return len(column.categories) <= MOST_TEXTS and missing <= MOST_MISSING and not is_set(column)


def is_set(column: Column) -> bool:
    """Whether it tells training from test examples, as saved data do."""
    return column.name == SET and set(column.categories) == {TRAINING, TEST}


def _inputs(columns: list[Column], rows: Array, scale: bool) -> tuple[Array, list[str]]:
    wide = max(columns, key=lambda column: len(column.categories))
    if sum(len(column.categories) or 1 for column in columns) > MOST_INPUTS:
        texts = f"{wide.name} has {len(wide.categories)} texts,"
        value = Words(f"{counted(len(columns), 'column')}, of which {texts}")
        raise InputError("columns", value, f"columns that make at most {MOST_INPUTS} inputs")
    parts, names = [], []
    for column in columns:
        values = column.values[rows]
        if column.categories:
            parts.append(values[:, None] == numpy.arange(len(column.categories)))
            names += [f"{column.name} = {category}" for category in column.categories]
        else:
            mean, deviation = _moments(values) if scale else (0.0, 1.0)
            parts.append((values[:, None] - mean) / deviation)
            names.append(column.name)
    return numpy.concatenate(parts, axis=1, dtype=numpy.float64), names


def _moments(values: Array) -> tuple[float, float]:
    """Mean and standard deviation; 1 for a constant, which then becomes 0."""
    return float(values.mean()), float(values.std()) or 1.0


def _classes(goal: Column, rows: Array) -> tuple[str, ...]:
    """The names of the target's classes; none if it is a number."""
    values = numpy.unique(goal.values[rows])
    is_whole = (values == numpy.floor(values)).all() and len(values) <= MOST_CLASSES
    if not goal.categories and not is_whole:
        return ()
    if not 2 <= len(values) <= MOST_CLASSES:
        raise InputError(
            "target",
            Words(f"{goal.name}, with {counted(len(values), 'value')},"),
            f"a column of 2 to {MOST_CLASSES} classes, or of other numbers",
        )
    return tuple(goal.categories[int(v)] if goal.categories else f"{v:g}" for v in values)


def _indices(goal: Column, rows: Array) -> Array:
    return numpy.unique(goal.values[rows], return_inverse=True)[1].reshape(len(rows))


def _left_out(count: int, total: int) -> tuple[str, ...]:
    if not count:
        return ()
    verbs = "has a missing value and is" if count == 1 else "have a missing value and are"
    return (f"{count:,} of {total:,} rows {verbs} left out.",)
