"""The default target and inputs of a table, and remarks on columns and cells that may have been
misread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy

from chainrule.data.reading.cells.missing import USUAL
from chainrule.data.reading.columns.draft import EXACT
from chainrule.data.tabular.columns import (
    FEWEST_ROWS,
    MOST_CLASSES,
    MOST_INPUTS,
    MOST_MISSING,
    MOST_TEXTS,
    Column,
    Table,
    is_set,
)
from chainrule.data.tabular.encoding import class_names, set_column, whole_rows
from chainrule.data.tabular.inputs import most_inputs, width_of
from chainrule.data.tabular.pixels import picture_sizes
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.phrases import Phrase, phrase

_UNNAMED = re.compile(r"(Unnamed: 0(\.\d+)?|column 1)?")
"""The names of columns that have no name of their own. If pandas writes an index to a file and
reads the file again, the index becomes the column "Unnamed: 0"."""
_ID = re.compile(
    r"(?:.*[\s_.\-])?(?i:ids?|uuid|guid|index|idx|row ?id)|.*[a-z](?:Id|ID)s?|"
    r"(?i:.*nummer|.*[\s_.\-](?:nr|no)\.?)"
)
_MAYBE_ID = re.compile(r".*id|(?:.*[\s_.\-])?(?:no|nr|num|number|row|rownames?|obs|key)\.?|#", re.I)
"""The names of columns of ids, and the names of columns that are ids only if their values increase
by 1 from row to row."""
_KEPT = {"table.out.texts": "table.kept.texts", "table.out.missing": "table.kept.missing"}


@dataclass(frozen=True)
class LeftOut:
    """Columns that are not inputs by default, for the same reason.

    Attributes
    ----------
    columns : the names of the columns.
    sentence : the reason.
    can_include : whether they can be used in addition to the default inputs.
    """

    columns: tuple[str, ...]
    sentence: Phrase
    can_include: bool = True


def suggest(table: Table) -> tuple[str, tuple[str, ...]]:
    """The default (target, columns) of a table: the last column that can be predicted, and all
    other columns except those in `left_out`.

    If `columns` is empty, all columns except the target are inputs.

    Raises
    ------
    InputError
        If no column can be predicted.
    """
    target = _target(table)
    return target, _inputs(table, target)


def suggested_settings(
    table: Table, target: str = "", include: Sequence[str] = ()
) -> dict[str, Any]:
    """Experiment settings that suit a newly read table.

    Rows with missing values are left out if enough rows remain; otherwise the missing values are
    filled in. A column "set" with the words training and test determines the division of the rows.

    Parameters
    ----------
    target : the column to predict; "" for the last one that can be predicted.
    include : columns in `left_out` that are nevertheless to be inputs.

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
        "target_is_number": is_amount(table, goal),
        "missing_values": missing,
        "split_by_set": divides,
    }


def is_amount(table: Table, column: Column) -> bool:
    """Whether a column with few distinct integers, which could be classes, is a quantity because
    its numbers have a unit, such as a currency, or are written with at least two decimal places, as
    in 12.00."""
    if not _may_be_classes(column):
        return False
    decimals = re.compile(re.escape(table.reading.decimal or ".") + "[0-9]{2,}$")
    return bool(column.unit) or all(
        decimals.search(column.written(value)) for value in _different(column)
    )


def numbered_classes(column: Column) -> Phrase | None:
    """A remark that a numeric target with few distinct values is treated as classes; None for any
    other target, and if the only values are 0 and 1."""
    values = _different(column).tolist()
    if not _may_be_classes(column) or {*values} <= {0, 1}:
        return None
    return phrase("table.numbered", name=column.name, count=len(values))


def _may_be_classes(column: Column) -> bool:
    values = _different(column)
    is_few = 2 <= len(values) <= MOST_CLASSES
    return column.kind == "number" and is_few and bool((values == numpy.floor(values)).all())


def _different(column: Column) -> Array:
    return numpy.unique(column.values[~numpy.isnan(column.values)])


def _inputs(table: Table, target: str, include: Sequence[str] = ()) -> tuple[str, ...]:
    """The default inputs and those in `include`; empty if these are all columns except the
    target."""
    wanted = {table.column(name, "include").name for name in include}
    names = {name for reason in left_out(table, target) for name in reason.columns} - wanted
    everything = tuple(name for name in table.names if name != target)
    inputs = tuple(name for name in everything if name not in names)
    return () if inputs == everything else inputs


def target_sentence(table: Table) -> str:
    """A sentence that says why the last column is not the default target; "" if it is.

    If the last column is "set", the column before it counts as the last one.
    """
    last = next(c for c in reversed(table.columns) if not is_set(c) or len(table.columns) == 1)
    reason = _why_no_target(last, len(table))
    if not reason or _target(table) == last.name:
        return ""
    return phrase("table.not_target", name=last.name, why=reason)


@lru_cache(maxsize=4)
def left_out(table: Table, target: str) -> tuple[LeftOut, ...]:
    """The columns that are not inputs by default, and the reasons.

    These are ids, texts that rarely repeat, columns with many missing values, the column "set", and
    columns that would exceed the limit of 64 inputs. The pixels of a picture are always inputs. If
    "set" is the last column, as in saved data, the other columns were inputs before and remain
    inputs.
    """
    others = [column for column in table.columns if column.name != target]
    reasons = _reasons(table, others)
    if all(reasons.values()):
        reasons = dict.fromkeys(reasons)  # a questionable input is better than none
    found = [
        LeftOut((column.name,), reason, not is_set(column))
        for column in others
        if (reason := reasons[column.name])
    ]
    return (*found, *_crowded_out([column for column in others if not reasons[column.name]]))


def kept_anyway(table: Table, target: str) -> tuple[Phrase, ...]:
    """Remarks on inputs that are used only because the table has no better ones."""
    reasons = _reasons(table, [column for column in table.columns if column.name != target])
    found = [reason for reason in reasons.values() if reason is not None]
    if len(found) < len(reasons):
        return ()
    return tuple(
        Phrase(_KEPT.get(reason.key, "table.kept.id"), reason.values)
        for reason in found
        if reason.key != "table.out.set"
    )


def _reasons(table: Table, others: Sequence[Column]) -> dict[str, Phrase | None]:
    """For each of these columns, the reason why it is not a good input; None if it is a good
    one."""
    is_saved = is_set(table.columns[-1]) and sum(map(width_of, others)) <= MOST_INPUTS
    is_picture = picture_sizes([c.name for c in others if not is_set(c)]) is not None
    is_kept = is_saved or is_picture
    return {
        column.name: None if is_kept and not is_set(column) else _why_no_input(column, table)
        for column in others
    }


def _crowded_out(columns: list[Column]) -> tuple[LeftOut, ...]:
    """The columns whose inputs would exceed the limit."""
    names, taken, most = [], 0, most_inputs(columns)
    for column in columns:
        if taken + width_of(column) > most:
            names.append(column.name)
        else:
            taken += width_of(column)
    if not names:
        return ()
    if len(names) == 1:
        sentence = phrase("table.out.one", name=names[0], most=MOST_INPUTS)
    else:
        ends = {"first": names[0], "last": names[-1]}
        sentence = phrase("table.out.many", count=len(names), **ends, most=MOST_INPUTS)
    return (LeftOut(tuple(names), sentence, can_include=False),)


def _why_no_input(column: Column, table: Table) -> Phrase | None:
    """A sentence that says why a column is left out; None if it is not left out."""
    name, rows = column.name, len(table)
    missing = int(numpy.isnan(column.values).sum())
    if is_set(column):
        return phrase("table.out.set", name=name)
    if column.is_index:
        return phrase("table.out.index", name=name)
    if column.categories:
        texts = len(column.categories)
        if texts > MOST_TEXTS or (texts >= FEWEST_ROWS and texts == rows - missing):
            return phrase("table.out.texts", name=name, count=texts, rows=rows)
    elif column.code:
        return phrase("table.out.codes", name=name, code=column.code)
    elif _is_unnamed_index(column, table):
        return phrase("table.out.unnamed", name=name)
    elif _is_id(column):
        return phrase("table.out.id", name=name, count=rows - missing, rows=rows)
    if missing > MOST_MISSING * rows:
        return phrase("table.out.missing", name=name, count=missing, rows=rows)
    return None


def _is_unnamed_index(column: Column, table: Table) -> bool:
    is_first = column is table.columns[0] and _UNNAMED.fullmatch(column.name) is not None
    return is_first and table.reading.header is not False and _all_differ(column)


def _is_id(column: Column) -> bool:
    if not _all_differ(column):
        return False
    largest = int(numpy.nanargmax(column.values))
    if column.values[largest] >= EXACT and column.text(largest).isdigit():
        return True  # too many digits for a count or a measurement
    return _ID.fullmatch(column.name) is not None or (
        _MAYBE_ID.fullmatch(column.name) is not None and (numpy.diff(column.values) == 1).all()
    )


def _all_differ(column: Column) -> bool:
    """Whether a column consists of distinct integers."""
    values = column.values[~numpy.isnan(column.values)]
    if column.kind == "date" or len(values) < FEWEST_ROWS or (values != numpy.floor(values)).any():
        return False
    return len(numpy.unique(values)) == len(values)


def _target(table: Table) -> str:
    """The last column that can be predicted.

    Raises
    ------
    InputError
        If there is no such column.
    """
    for column in reversed(table.columns):
        if not is_set(column) and not _why_no_target(column, len(table)):
            return column.name
    whole_rows([table.column(table.target)], table.column(table.target))
    allowed = phrase("table.allowed.target", most=MOST_CLASSES)
    raise InputError("target", table.names, allowed)


def _why_no_target(column: Column, rows: int) -> Phrase | None:
    """The reason why a column cannot be predicted; None if it can."""
    values = numpy.unique(column.values[~numpy.isnan(column.values)])
    count = rows - int(numpy.isnan(column.values).sum())
    if count < FEWEST_ROWS:
        return phrase("table.why.unknown", count=count, rows=rows)
    if column.categories and len(values) > MOST_CLASSES:
        return phrase("table.why.texts", count=len(values), most=MOST_CLASSES)
    if len(values) == 1:
        return phrase("table.why.constant")
    if not column.categories and _is_id(column):
        return phrase("table.why.id")
    return None


# --- categories that may stand for missing values ----------------------------------------------


@dataclass(frozen=True)
class Doubtful:
    """A category that may stand for a missing value.

    Attributes
    ----------
    column, marker : the name of the column, and the category in its most frequent spelling.
    sentence : a sentence that says how the category was read.
    missing : the value of `Reading.missing` with which it would count as missing.
    """

    column: str
    marker: str
    sentence: Phrase
    missing: tuple[str, ...]


def doubtful_categories(table: Table, columns: Sequence[str] | None = None) -> tuple[Doubtful, ...]:
    """The categories of these columns that would count as missing in a column of numbers.

    Parameters
    ----------
    columns : the inputs and the target; None for all columns with few enough distinct texts to be
        inputs.
    """
    chosen = table.reading.missing or ()
    others = tuple(marker for marker in chosen if USUAL in chosen and marker != USUAL)
    return tuple(
        Doubtful(
            column.name,
            marker,
            phrase("column.category", name=column.name, marker=marker, rows=rows),
            (USUAL, *others, marker),
        )
        for column in table.columns
        if column.doubtful
        and (len(column.categories) <= MOST_TEXTS if columns is None else column.name in columns)
        for marker, rows in _counts(column)
    )


def _counts(column: Column) -> list[tuple[str, int]]:
    """Each marker in its most frequent spelling, and the number of rows that contain it, regardless
    of case."""
    codes = column.values[~numpy.isnan(column.values)].astype(numpy.int64)
    by_code = numpy.bincount(codes, minlength=len(column.categories)).tolist()
    rows = {text: by_code[column.categories.index(text)] for text in column.doubtful}
    alike: dict[str, list[str]] = {}
    for text in column.doubtful:
        alike.setdefault(text.casefold(), []).append(text)
    return [
        (max(texts, key=rows.__getitem__), sum(map(rows.__getitem__, texts)))
        for texts in alike.values()
    ]
