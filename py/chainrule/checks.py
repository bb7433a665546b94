"""Checks of arguments; their errors give the argument, its value and what is allowed.

Numbers may be Python's or NumPy's; booleans do not count as numbers.
"""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any

import numpy

from chainrule.errors import InputError


def is_number(value: object) -> bool:
    """Whether `value` is a real number of Python or NumPy, but not a boolean."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """Whether `value` is an integer of Python or NumPy, but not a boolean."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def as_array(name: str, values: Any) -> numpy.ndarray[Any, numpy.dtype[Any]]:
    """`values` as an array of real numbers or booleans; an array is not copied.

    Raises
    ------
    InputError
        If it is not one, such as text or lists of different lengths.
    """
    try:
        array = numpy.asarray(values)
    except ValueError:  # lists of different lengths
        raise InputError(name, values, "an array of real numbers") from None
    if array.dtype.kind not in "biuf":
        raise InputError(name, values, "an array of real numbers")
    return array


def checked_number(name: str, value: Any) -> float:
    """`value` as a float, if it is a finite number.

    Raises
    ------
    InputError
        If it is not.
    """
    if not is_number(value) or not math.isfinite(value):
        raise InputError(name, value, "a finite number")
    return float(value)


def checked_whole(name: str, value: Any, low: int = 1) -> int:
    """`value` as an int, if it is a whole number from `low`.

    Raises
    ------
    InputError
        If it is not.
    """
    if not is_whole(value) or value < low:
        raise InputError(name, value, f"a whole number from {low}")
    return int(value)


def checked_below(name: str, value: Any, end: int) -> int:
    """`value` as an int, if it is a whole number from 0 and below `end`.

    Raises
    ------
    InputError
        If it is not.
    """
    if not is_whole(value) or not 0 <= value < end:
        raise InputError(name, value, f"a whole number from 0 to {end - 1}")
    return int(value)


def checked_between(name: str, value: Any, low: float, high: float) -> float:
    """`value`, if it lies in [low, high).

    Raises
    ------
    InputError
        If it does not.
    """
    if not is_number(value) or not low <= value < high:
        below = "" if high == math.inf else f" and below {high:g}"
        raise InputError(name, value, f"a number from {low:g}{below}")
    return float(value)


def checked_positive(name: str, value: Any) -> float:
    """`value`, if it is a finite number greater than 0.

    Raises
    ------
    InputError
        If it is not.
    """
    if not is_number(value) or not 0 < value < math.inf:
        raise InputError(name, value, "a number greater than 0")
    return float(value)


def checked_share(name: str, value: Any) -> float:
    """`value`, if it lies in [0, 1].

    Raises
    ------
    InputError
        If it does not.
    """
    if not is_number(value) or not 0 <= value <= 1:
        raise InputError(name, value, "a number from 0 to 1")
    return float(value)


def checked_flag(name: str, value: Any) -> bool:
    """`value`, if it is true or false.

    Raises
    ------
    InputError
        If it is anything else, as a number in an argument's place.
    """
    if not isinstance(value, bool | numpy.bool_):
        raise InputError(name, value, "true or false")
    return bool(value)
