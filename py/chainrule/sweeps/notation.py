"""The notation of varied settings and their values."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy

from chainrule.errors import InputError, setting_like
from chainrule.experiment.settings.table import SETTINGS, Setting
from chainrule.fleets.members import WIDTH, Axis
from chainrule.limits import MAX_WIDTH

MOST_VALUES = 100_000
DIGITS = 3
"""The number of significant digits of spaced values, few enough to name a member and to run it
separately."""
SHORT = {"lr": "learning_rate"}
"""Alternative names of settings."""
_WIDTH = Setting(WIDTH, "whole", 8, "Width of the hidden layers", low=1, high=MAX_WIDTH)
ROWS: Mapping[str, Setting] = ChainMap({WIDTH: _WIDTH}, SETTINGS)
"""The settings that can be varied."""


def parse_axis(text: str) -> Axis:
    """Read `NAME=VALUES`.

    The values are written as in a URL and separated by commas, or by semicolons if the values
    themselves contain commas, as layers do. A list of numbers may contain `FIRST:LAST:logN` or
    `FIRST:LAST:linN`, which stand for N values from FIRST to LAST, evenly spaced on a logarithmic
    or a linear scale. A list of integers may contain `FIRST:END` or `FIRST:END:STEP`, which exclude
    the end, as in Python.

    Raises
    ------
    InputError
        If the text is not valid. The message names the setting, shows the value, and says what is
        allowed.

    Examples
    --------
    >>> parse_axis("lr=0.01,0.1").values
    (0.01, 0.1)
    >>> parse_axis("seed=0:4,10").values
    (0, 1, 2, 3, 10)
    >>> parse_axis("lr=0.001:1:log4").values
    (0.001, 0.01, 0.1, 1.0)
    >>> texts(parse_axis("layers=4-tanh;conv8x3-relu,pool2,8-relu"))
    ('4-tanh', 'conv8x3-relu,pool2,8-relu')
    """
    short, equals, written = text.partition("=")
    if not equals:
        raise InputError("--vary", text, "NAME=VALUES, as in lr=0.01,0.1 or seed=0:64")
    name = SHORT.get(short, short)
    if name not in ROWS:
        raise InputError("--vary", short, setting_like(short, ROWS))
    row = ROWS[name]
    parts = written.split(";" if row.form.has_commas else ",")
    try:
        values = [row.check(value) for part in parts for value in _values(row, part)]
    except InputError as error:
        raise _hinted(error, row, short, written) from None
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            twice = f"different values; {row.to_text(value)} comes twice"
            raise InputError(name, written, twice)
        seen.add(value)
    return Axis(name, tuple(values))


def _hinted(error: InputError, row: Setting, short: str, written: str) -> InputError:
    """The error, with a hint that names the correct separator if the wrong one may be in use."""
    wrong, right, name = (",", ";", "semicolons") if row.form.has_commas else (";", ",", "commas")
    if wrong not in written or right in written:
        return error
    several = written.replace(wrong, right)
    hint = f"{error.allowed}; several values are parted by {name}: '{short}={several}'"
    return InputError(error.field, error.value, hint)


def texts(axis: Axis) -> tuple[str, ...]:
    """An axis's values, written as in a URL."""
    return tuple(map(ROWS[axis.name].to_text, axis.values))


def axis_of(name: str, values: Sequence[str]) -> Axis:
    """The axis with the values that these strings represent.

    Raises
    ------
    InputError
        If a string is not valid.
    """
    if name not in ROWS:
        raise InputError("--vary", name, setting_like(name, ROWS))
    row = ROWS[name]
    return Axis(name, tuple(row.check(value) for text in values for value in _values(row, text)))


def _values(row: Setting, part: str) -> Iterator[Any]:
    if row.form.type in (int, float) and ":" in part:
        yield from _range(row, part)
    else:
        yield row.from_text(part)


def _range(row: Setting, part: str) -> list[Any]:
    """The numbers that a range denotes."""
    first, last, *steps = part.split(":")
    step = steps[0] if steps else "1"
    kind = step[:3]
    wrong = InputError(row.name, part, _allowed_ranges(row))
    try:
        if len(steps) < 2 and kind in ("log", "lin"):
            low, high, count = row.check(float(first)), row.check(float(last)), int(step[3:])
            if 2 <= count <= MOST_VALUES and (kind == "lin" or min(low, high) > 0):
                return _spaced(row, low, high, count, kind == "log")
        elif len(steps) < 2 and row.form.type is int:
            numbers = range(int(first), int(last), int(step))
            if 0 < len(numbers) <= MOST_VALUES:
                return list(numbers)
    except InputError:  # the error about FIRST or LAST is more specific
        raise
    except ValueError:
        pass
    raise wrong


def _spaced(row: Setting, first: float, last: float, count: int, is_log: bool) -> list[Any]:
    """`count` numbers from `first` to `last`, both included; for a setting of integers, the numbers
    are rounded and duplicates removed."""
    shares = numpy.linspace(0, 1, count)
    numbers = first * (last / first) ** shares if is_log else first + (last - first) * shares
    if row.form.type is int:
        return list(dict.fromkeys(round(number) for number in numbers.tolist()))
    inner = [float(f"{number:.{DIGITS}g}") for number in numbers[1:-1].tolist()]
    return [first, *inner, last]


def _allowed_ranges(row: Setting) -> str:
    spaced = (
        "FIRST:LAST:logN or FIRST:LAST:linN for N from 2 numbers, both ends included, at equal "
        "ratios (from above 0) or distances"
    )
    if row.form.type is float:
        return spaced
    return f"FIRST:END or FIRST:END:STEP, not empty and without the end; or {spaced}"
