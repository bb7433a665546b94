"""Encoding of a table's columns as inputs: missing values are filled in, numbers are standardised,
and each distinct text becomes an input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy

from chainrule.data.tabular.columns import MOST_INPUTS, MOST_TEXTS, Column
from chainrule.data.tabular.pixels import picture_sizes
from chainrule.data.tabular.scaling import Scaling
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.phrases import Phrase, phrase

MONDAY = 4
"""The first Monday, in days since 1970-01-01, which was a Thursday."""


@dataclass(frozen=True)
class Block:
    """The inputs that one column produces.

    Attributes
    ----------
    values : (n, inputs), one row per example.
    names : the names of the inputs.
    remarks : sentences that describe how the inputs were encoded.
    filled : a phrase with the number of missing values and their replacement; None if no
        value was missing.
    """

    values: Array
    names: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    filled: Phrase | None = None


@dataclass(frozen=True)
class Making:
    """Options for encoding columns as inputs.

    Attributes
    ----------
    rows : the indices of the table's rows that are used as examples.
    training : the positions in `rows` of the training rows, from which all statistics are computed.
    scale : whether numbers are standardised.
    date_parts : whether a date's weekday and month are also inputs.
    """

    rows: Array
    training: Array
    scale: bool = True
    date_parts: bool = False


def inputs_of(columns: Sequence[Column], making: Making) -> Block:
    """The inputs of all columns, column by column.

    If there would be more than 64 inputs, a column with more than 12 distinct texts is reduced to
    one input for each of its 11 most frequent texts and one for all others. Only the pixels of a
    picture may exceed the limit of 64.

    Raises
    ------
    InputError
        If there are more than 64 inputs, a column has no value in the training rows, or a value
        is too far from those of the training rows to be standardised.
    """
    width = sum(len(column.categories) or 1 for column in columns)
    most_texts = MOST_TEXTS if width > MOST_INPUTS else MOST_INPUTS
    most = most_inputs(columns)
    if sum(min(len(column.categories), most_texts) or 1 for column in columns) > most:
        raise _too_many(columns)
    blocks = [_block(column, making, most_texts) for column in columns]
    names = tuple(name for block in blocks for name in block.names)
    if len(names) > most:  # because of date parts, or of inputs that mark missing values
        raise _too_many(columns, len(names))
    values = numpy.concatenate([block.values for block in blocks], axis=1, dtype=numpy.float64)
    remarks = [line for block in blocks for line in block.remarks]
    filled = [block.filled for block in blocks if block.filled]
    if filled:
        remarks.append(phrase("table.filled", columns=filled))
    return Block(values, names, tuple(remarks))


def most_inputs(columns: Sequence[Column]) -> int:
    """The largest number of inputs that these columns may produce: 64 or, for a picture, one per
    pixel."""
    is_picture = picture_sizes([column.name for column in columns]) is not None
    return max(MOST_INPUTS, len(columns)) if is_picture else MOST_INPUTS


def width_of(column: Column) -> int:
    """The number of inputs that a column produces, not counting those that mark missing values or
    contain parts of dates."""
    return min(len(column.categories), MOST_TEXTS) or 1


def _too_many(columns: Sequence[Column], width: int = 0) -> InputError:
    texts = max(columns, key=lambda column: len(column.categories))
    count, categories = len(columns), len(texts.categories)
    if width:
        value = phrase("table.is.many_inputs.of", count=count, inputs=width)
    elif categories:
        named = {"name": texts.name, "texts": categories}
        value = phrase("table.is.many_inputs.texts", count=count, **named)
    else:
        value = phrase("table.is.many_inputs", count=count)
    return InputError("columns", value, phrase("table.allowed.inputs", most=MOST_INPUTS))


def _block(column: Column, making: Making, most_texts: int) -> Block:
    values = column.values[making.rows]
    is_missing = numpy.isnan(values)
    fill = _fill(column, values[making.training]) if is_missing.any() else 0.0
    values = numpy.where(is_missing, fill, values)
    if column.categories:
        block = _texts(column, values, making, most_texts)
    else:
        block = _numbers(column, values, making)
    if not is_missing.any():
        return block
    count, shown = int(is_missing.sum()), _shown(column, fill)
    return Block(
        numpy.column_stack([block.values, is_missing]),
        (*block.names, phrase("input.missing", name=column.name)),
        block.remarks,
        phrase("table.filled.column", name=column.name, count=count, value=shown),
    )


def _shown(column: Column, value: float) -> str:
    if column.kind == "number":
        return phrase("table.number", number=value)
    return Column(column.name, numpy.array([value]), column.categories, column.kind).plain(0)


def _fill(column: Column, known: Array) -> float:
    """The replacement for missing values: the median of the known training values or, for text, the
    index of the most frequent category."""
    known = known[~numpy.isnan(known)]
    if not len(known):
        value = phrase("table.is.unknown", name=column.name)
        raise InputError("columns", value, phrase("table.allowed.some_value"))
    return float(_most_frequent(column, known)[0]) if column.categories else _median(known)


def _median(values: Array) -> float:
    """The median. If there are two middle values, their halves are added, because the sum of the
    values could overflow."""
    ordered = numpy.sort(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[middle])
    low, high = float(ordered[middle - 1]), float(ordered[middle])
    return low if low == high else low / 2 + high / 2


def _most_frequent(column: Column, codes: Array) -> Array:
    """The indices of the categories, most frequent first; ties keep the order of the categories."""
    counts = numpy.bincount(codes.astype(numpy.int64), minlength=len(column.categories))
    return numpy.argsort(-counts, kind="stable")


def _texts(column: Column, codes: Array, making: Making, most: int) -> Block:
    total = len(column.categories)
    if total <= most:
        names = tuple(f"{column.name} = {category}" for category in column.categories)
        return Block(codes[:, None] == numpy.arange(total), names)
    kept = numpy.sort(_most_frequent(column, codes[making.training])[: most - 1])
    is_kept = codes[:, None] == kept
    values = numpy.column_stack([is_kept, ~is_kept.any(axis=1)])
    names = [f"{column.name} = {column.categories[index]}" for index in kept]
    counts = {"most": most - 1, "others": total - most + 1}
    sentence = phrase("table.rare_texts", name=column.name, **counts)
    return Block(values, (*names, phrase("input.another", name=column.name)), (sentence,))


def _numbers(column: Column, values: Array, making: Making) -> Block:
    scaling = Scaling.of(values[making.training]) if making.scale else Scaling()
    scaled = scaling(values) if making.scale else values
    if not numpy.isfinite(scaled).all():
        value = phrase("table.is.far", name=column.name)
        raise InputError("columns", value, phrase("table.allowed.all_scaled"))
    block = Block(scaled[:, None], (column.name,))
    if not (column.kind == "date" and making.date_parts):
        return block
    weekday, month = _date_parts(values)
    parts = (
        block,
        _calendar("weekday", column.name, weekday),
        _calendar("month", column.name, month),
    )
    return Block(
        numpy.column_stack([part.values for part in parts]),
        tuple(name for part in parts for name in part.names),
    )


def _date_parts(days: Array) -> tuple[Array, Array]:
    """The weekdays (0 for Monday) and months (0 for January) of dates given in days since
    1970-01-01."""
    whole = numpy.floor(days).astype(numpy.int64)
    months = whole.astype("datetime64[D]").astype("datetime64[M]").astype(numpy.int64)
    return (whole - MONDAY) % 7, months % 12


def _calendar(kind: Literal["weekday", "month"], name: str, indices: Array) -> Block:
    """One input for each weekday or month that occurs."""
    present = numpy.unique(indices)
    names = tuple(
        Phrase(f"input.{kind}", {"name": name, kind: Phrase(f"{kind}.{index + 1}")})
        for index in present
    )
    return Block(indices[:, None] == present, names)
