"""Tables: named columns of numbers, dates and text."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy

from chainrule.data.reading import Reading
from chainrule.data.reading.cells.dates import iso
from chainrule.data.reading.cells.numbers import PERCENT
from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of

Kind = Literal["number", "text", "date"]
MOST_INPUTS = 64
MOST_CLASSES = 10
FEWEST_ROWS = 4
SET, TRAINING, TEST = "set", "training", "test"
MOST_TEXTS = 12
MOST_MISSING = 0.3
"""Columns with more distinct texts or a larger share of missing values are not suggested as
inputs."""
MOST_DECIMALS = 6
"""Numbers with more decimal places probably come from a computation and are not shown in full."""
AS_GUESSED = Reading()


@dataclass(frozen=True, eq=False)
class Column:
    """One column.

    Attributes
    ----------
    values : (rows,) float64, NaN where missing; for text, indices into `categories`; for dates,
        days since 1970-01-01, with the time of day as the fractional part.
    categories : the distinct texts, in order; empty for a column of numbers or dates.
    kind : number, text or date.
    is_index : whether the column only numbers or names the rows, like the index columns that pandas
        and R write.
    code : if the column's numbers appear to be codes of equal length, such as 02554, one of them as
        written in the file; otherwise "".
    cells : a function that takes the index of a row and returns the cell as written in the file.
    unit : the unit of its numbers, such as "$", "%" or "cm"; "" if they have none. If the unit is
        "%", the values are fractions.
    doubtful : those of `categories` that would count as missing in a column of numbers, such as
        "-".
    """

    name: str
    values: Array
    categories: tuple[str, ...] = ()
    kind: Kind = "number"
    is_index: bool = False
    code: str = ""
    cells: Callable[[int], str] | None = None
    doubtful: tuple[str, ...] = ()
    unit: str = ""

    def __post_init__(self) -> None:
        if self.categories:
            object.__setattr__(self, "kind", "text")

    def text(self, row: int) -> str:
        """A cell as written in the file; "" if it is missing."""
        if math.isnan(self.values[row]):
            return ""
        return self.cells(row) if self.cells else self.plain(row)

    def plain(self, row: int) -> str:
        """A cell in a form that does not depend on the file's format: a number in Python's format,
        without ".0" if it is an integer, and a date in ISO 8601 format.

        Examples
        --------
        >>> column = Column("price", numpy.array([1234.5]), cells=["$1,234.50"].__getitem__)
        >>> column.text(0), column.plain(0)
        ('$1,234.50', '1234.5')
        """
        return self._plain(float(self.values[row]))

    def plain_cells(self) -> list[str]:
        """All cells in the form of `plain`."""
        return list(map(self._plain, self.values.tolist()))

    def _plain(self, value: float) -> str:
        if value != value:
            return ""
        if self.kind == "text":
            return self.categories[int(value)]
        return iso(value) if self.kind == "date" else repr(value).removesuffix(".0")

    @property
    def decimals(self) -> int | None:
        """The largest number of decimal places among the column's numbers when expressed in
        its unit; None if a number has more than `MOST_DECIMALS`.

        Examples
        --------
        >>> prices, lengths = numpy.array([229500.0, 98000.0]), numpy.array([22.4, 7.0])
        >>> Column("price", prices).decimals, Column("length", lengths).decimals
        (0, 1)
        """
        known = self.values[numpy.isfinite(self.values)] * self.factor
        for decimals in range(MOST_DECIMALS + 1):
            # The tolerance is needed because multiplying a fraction by 100 is not exact.
            if numpy.isclose(numpy.round(known, decimals), known, rtol=1e-14, atol=0).all():
                return decimals
        return None

    @property
    def factor(self) -> float:
        """The factor that converts values to the column's unit."""
        return 100.0 if self.unit == PERCENT else 1.0

    def written(self, value: float) -> str:
        """The text of the column's first cell with this value, such as 20200101, 01 or 1.0."""
        return self.text(int(numpy.flatnonzero(self.values == value)[0]))


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length.

    Attributes
    ----------
    target : the name of the column to predict by default.
    remarks : sentences that describe how the table was read.
    reading : the format that was used to read it, with all fields set.

    Examples
    --------
    >>> table = Table((Column("x", numpy.arange(3.0)), Column("y", numpy.ones(3))), "y")
    >>> len(table), table.names
    (3, ['x', 'y'])
    """

    columns: tuple[Column, ...]
    target: str
    remarks: tuple[str, ...] = ()
    reading: Reading = AS_GUESSED

    def first_rows(self, count: int) -> list[list[str]]:
        """The cells of the first `count` rows in the form of `plain`, for a preview."""
        rows = range(min(count, len(self)))
        return [[column.plain(row) for column in self.columns] for row in rows]

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
            If there is no such column. The message names `field`.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise InputError(field, name, one_of(self.names))


def is_set(column: Column) -> bool:
    """Whether a column assigns each row to the training or the test set, as in saved data.

    If a file has two columns called "set", the second one is renamed "set (2)".
    """
    is_named = column.name == SET or column.name.startswith(f"{SET} (")
    return is_named and TRAINING in column.categories and {*column.categories} <= {TRAINING, TEST}
