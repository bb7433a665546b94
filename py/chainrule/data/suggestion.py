"""Default target and inputs of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy

from chainrule.data.columns import (
    FEWEST_ROWS,
    MOST_CLASSES,
    MOST_INPUTS,
    MOST_MISSING,
    MOST_TEXTS,
    TEST,
    TRAINING,
    Column,
    Table,
    is_set,
)
from chainrule.data.encoding import class_names, set_column, whole_rows
from chainrule.data.inputs import width_of
from chainrule.data.reading.draft import EXACT
from chainrule.errors import InputError, counted

_UNNAMED = re.compile(r"(Unnamed: 0(\.\d+)?|column 1)?")
"""Names of unnamed columns; pandas reads its own index back as "Unnamed: 0"."""
_ID = re.compile(
    r"(?:.*[\s_.\-])?(?i:ids?|uuid|guid|index|idx|row ?id)|.*[a-z](?:Id|ID)s?|"
    r"(?i:.*nummer|.*[\s_.\-](?:nr|no)\.?)"
)
_MAYBE_ID = re.compile(r".*id|(?:.*[\s_.\-])?(?:no|nr|num|number|row|rownames?|obs|key)\.?|#", re.I)
"""Names of ids, and names of columns that are ids if their values increase by 1 in each row."""


@dataclass(frozen=True)
class LeftOut:
    """Columns that are not inputs by default for a common reason.

    Attributes
    ----------
    columns : their names.
    sentence : the reason.
    can_include : whether they can be inputs in addition to the default ones.
    """

    columns: tuple[str, ...]
    sentence: str
    can_include: bool = True


def suggest(table: Table) -> tuple[str, tuple[str, ...]]:
    """The default (target, columns) of a table: the last column that can be predicted, and all
    others except those in `left_out`.

    Empty columns mean all but the target.

    Raises
    ------
    InputError
        If there is nothing to predict.
    """
    target = _target(table)
    return target, _inputs(table, target)


def suggested_settings(
    table: Table, target: str = "", include: Sequence[str] = ()
) -> dict[str, Any]:
    """The settings of an experiment that suit a table that was just read.

    Rows with missing values are left out if enough rows remain; otherwise the values are filled in.
    A column "set" with the words training and test divides the rows.

    Parameters
    ----------
    target : the column to predict; "" for the last one that can be predicted.
    include : columns to use as inputs although they are in `left_out`.

    Raises
    ------
    InputError
        If no column can be predicted, or a named column does not exist.
    """
    target = table.column(target or _target(table), "target").name
    columns = _inputs(table, target, include)
    divides = any(map(is_set, table.columns))
    goal = table.column(target)
    needed = [table.column(name) for name in columns or table.names]
    needed += [set_column(table)] if divides else []
    try:
        class_names(goal, whole_rows([*needed, goal], goal)[0])
        missing = "leave_out"
    except InputError:
        missing = "fill"
    return {
        "target": "" if target == table.target else target,
        "columns": columns,
        "missing_values": missing,
        "split_by_set": divides,
    }


def _inputs(table: Table, target: str, include: Sequence[str] = ()) -> tuple[str, ...]:
    """The default inputs and `include`; empty if they are all columns but the target."""
    wanted = {table.column(name, "include").name for name in include}
    names = {name for reason in left_out(table, target) for name in reason.columns} - wanted
    everything = tuple(name for name in table.names if name != target)
    inputs = tuple(name for name in everything if name not in names)
    return () if inputs == everything else inputs


def target_sentence(table: Table) -> str:
    """A sentence on why the last column is not the default target; "" if it is.

    If the last column is "set", the one before it counts as the last.
    """
    last = next(c for c in reversed(table.columns) if not is_set(c) or len(table.columns) == 1)
    reason = _why_no_target(last, len(table))
    if not reason or _target(table) == last.name:
        return ""
    return f"'{last.name}', the last column, is not predicted: {reason}."


@lru_cache(maxsize=4)
def left_out(table: Table, target: str) -> tuple[LeftOut, ...]:
    """The columns that are not inputs by default, and the reasons.

    These are ids, texts that rarely repeat, columns with many missing values, the column "set",
    and all columns after the first 64 inputs. If "set" is the last column, as in saved data,
    every other column was an input before and remains one.
    """
    others = [column for column in table.columns if column.name != target]
    is_saved = is_set(table.columns[-1]) and sum(map(width_of, others)) <= MOST_INPUTS
    reasons = {
        column.name: "" if is_saved and not is_set(column) else _why_no_input(column, table)
        for column in others
    }
    if all(reasons.values()):
        reasons = dict.fromkeys(reasons, "")  # a questionable input is better than none
    found = [
        LeftOut((column.name,), reasons[column.name], not is_set(column))
        for column in others
        if reasons[column.name]
    ]
    return (*found, *_crowded_out([column for column in others if not reasons[column.name]]))


def _crowded_out(columns: list[Column]) -> tuple[LeftOut, ...]:
    """The columns that exceed the limit of 64 inputs."""
    names, taken = [], 0
    for column in columns:
        if taken + width_of(column) > MOST_INPUTS:
            names.append(column.name)
        else:
            taken += width_of(column)
    if not names:
        return ()
    which = f"'{names[0]}'" + f" to '{names[-1]}'" * (len(names) > 1)
    verb = "is" if len(names) == 1 else "are"
    sentence = (
        f"{counted(len(names), 'column')}, {which}, {verb} left out: a network has at most "
        f"{MOST_INPUTS} inputs."
    )
    return (LeftOut(tuple(names), sentence, can_include=False),)


def _why_no_input(column: Column, table: Table) -> str:
    """A sentence on why a column is left out; "" if it is not."""
    rows = len(table)
    missing = int(numpy.isnan(column.values).sum())
    if is_set(column):
        return f"'{column.name}' is left out: it says which rows are for {TRAINING} and {TEST}."
    if column.is_index:
        return f"'{column.name}' is left out: it only numbers or names the rows."
    if column.categories:
        texts = len(column.categories)
        if texts > MOST_TEXTS or (texts >= FEWEST_ROWS and texts == rows - missing):
            return f"'{column.name}' is left out: {texts:,} different texts in {rows:,} rows."
    elif column.code:
        return (
            f"'{column.name}' is left out: whole numbers of equal length with leading zeros, like "
            f"{column.code}, are codes."
        )
    elif _is_unnamed_index(column, table):
        return (
            f"'{column.name}' is left out: it has no name, and different whole numbers like the "
            "index that pandas writes."
        )
    elif _is_id(column):
        return (
            f"'{column.name}' is left out: {rows - missing:,} different whole numbers in "
            f"{rows:,} rows, like an id."
        )
    if missing > MOST_MISSING * rows:
        return f"'{column.name}' is left out: {missing:,} of {rows:,} values are missing."
    return ""


def _is_unnamed_index(column: Column, table: Table) -> bool:
    is_first = column is table.columns[0] and _UNNAMED.fullmatch(column.name) is not None
    return is_first and table.reading.header is not False and _all_differ(column)


def _is_id(column: Column) -> bool:
    if not _all_differ(column):
        return False
    largest = int(numpy.nanargmax(column.values))
    if column.values[largest] >= EXACT and column.text(largest).isdigit():
        return True  # more digits than are used for counting or measuring
    return _ID.fullmatch(column.name) is not None or (
        _MAYBE_ID.fullmatch(column.name) is not None and (numpy.diff(column.values) == 1).all()
    )


def _all_differ(column: Column) -> bool:
    """Whether a column's values are distinct integers."""
    values = column.values[~numpy.isnan(column.values)]
    if column.kind == "date" or len(values) < FEWEST_ROWS or (values != numpy.floor(values)).any():
        return False
    return len(numpy.unique(values)) == len(values)


def _target(table: Table) -> str:
    """The last column that can be predicted.

    Raises
    ------
    InputError
        If there is none.
    """
    for column in reversed(table.columns):
        if not is_set(column) and not _why_no_target(column, len(table)):
            return column.name
    whole_rows([table.column(table.target)], table.column(table.target))
    allowed = f"a column of 2 to {MOST_CLASSES} classes, or of other numbers"
    raise InputError("target", table.names, allowed)


def _why_no_target(column: Column, rows: int) -> str:
    """The reason that a column cannot be predicted; "" if it can."""
    values = numpy.unique(column.values[~numpy.isnan(column.values)])
    count = rows - int(numpy.isnan(column.values).sum())
    if count < FEWEST_ROWS:
        return f"only {count} of its {counted(rows, 'value')} {'is' if count == 1 else 'are'} known"
    if column.categories and len(values) > MOST_CLASSES:
        return (
            f"it has {len(values):,} different texts, and there are at most {MOST_CLASSES} classes"
        )
    if len(values) == 1:
        return "it has the same value in every row"
    if not column.categories and _is_id(column):
        return "its values are different whole numbers, like an id"
    return ""
