"""Checks of arguments. Their errors name the argument, show its value, and say what is allowed.

Numbers may be Python or NumPy numbers; booleans do not count as numbers.
"""

from __future__ import annotations

import math
import warnings
from numbers import Integral, Real
from typing import Any

import numpy

from chainrule.errors import InputError
from chainrule.phrases import phrase


def is_number(value: object) -> bool:
    """Whether `value` is a real number (Python or NumPy), and not a boolean."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_whole(value: object) -> bool:
    """Whether `value` is an integer (Python or NumPy), and not a boolean."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def in_dtype(
    name: str, values: numpy.ndarray[Any, numpy.dtype[Any]], dtype: numpy.dtype[Any] | str
) -> numpy.ndarray[Any, numpy.dtype[Any]]:
    """A copy of `values` in `dtype`. For example, float32 can represent neither 1e39 nor 1e-46.

    Issues a RuntimeWarning if a nonzero number becomes 0.

    Raises
    ------
    InputError
        If a number is NaN or infinite in `dtype`.
    """
    with numpy.errstate(over="ignore", under="ignore"):
        cast = values.astype(dtype)
    if not numpy.isfinite(cast).all():
        value = values[~numpy.isfinite(cast)].flat[0].item()
        raise InputError(name, value, phrase("allowed.finite_in", dtype=str(cast.dtype)))
    if numpy.count_nonzero(cast) != numpy.count_nonzero(values):
        value = values[(cast == 0) & (values != 0)].flat[0].item()
        warnings.warn(
            f"{name}: {value!r} becomes 0 in {cast.dtype}; a network with "
            'dtype="float64" holds it.',
            RuntimeWarning,
            stacklevel=2,
        )
    return cast


def as_array(name: str, values: Any) -> numpy.ndarray[Any, numpy.dtype[Any]]:
    """`values` as an array of real numbers or booleans; if `values` is an array, it is not copied.

    Raises
    ------
    InputError
        If `values` cannot be converted to such an array, for example because it is text or
        contains lists of unequal lengths.
    """
    try:
        array = numpy.asarray(values)
    except ValueError:  # the lists have unequal lengths
        raise InputError(name, values, phrase("allowed.real_array")) from None
    if array.dtype.kind not in "biuf":
        raise InputError(name, values, phrase("allowed.real_array"))
    return array


def checked_number(name: str, value: Any) -> float:
    """`value` as a float, if it is a finite number.

    Raises
    ------
    InputError
        If `value` is not a finite number.
    """
    if not is_number(value) or not math.isfinite(value):
        raise InputError(name, value, phrase("allowed.finite"))
    return float(value)


def checked_whole(name: str, value: Any, low: int = 1) -> int:
    """`value` as an int, if it is an integer of at least `low`.

    Raises
    ------
    InputError
        If `value` is not such an integer.
    """
    if not is_whole(value) or value < low:
        raise InputError(name, value, phrase("allowed.whole_from", low=low))
    return int(value)


def checked_below(name: str, value: Any, end: int) -> int:
    """`value` as an int, if it is an integer from 0 to `end` − 1.

    Raises
    ------
    InputError
        If `value` is not such an integer.
    """
    if not is_whole(value) or not 0 <= value < end:
        raise InputError(name, value, phrase("allowed.whole.from", low=0, high=end - 1))
    return int(value)


def checked_between(name: str, value: Any, low: float, high: float) -> float:
    """`value` as a float, if it lies in [low, high).

    Raises
    ------
    InputError
        If `value` is not a number in this interval.
    """
    if not is_number(value) or not low <= value < high:
        if high == math.inf:
            raise InputError(name, value, phrase("allowed.real.from_on", low=low))
        raise InputError(name, value, phrase("allowed.real.below", low=low, high=high))
    return float(value)


def checked_within(name: str, value: Any, low: float, high: float) -> float:
    """`value` as a float, if it lies in [low, high].

    Raises
    ------
    InputError
        If `value` is not a number in this interval.
    """
    if not is_number(value) or not low <= value <= high:
        raise InputError(name, value, phrase("allowed.real.from", low=low, high=high))
    return float(value)


def checked_positive(name: str, value: Any) -> float:
    """`value` as a float, if it is a finite number greater than 0.

    Raises
    ------
    InputError
        If `value` is not such a number.
    """
    if not is_number(value) or not 0 < value < math.inf:
        raise InputError(name, value, phrase("allowed.positive"))
    return float(value)


def checked_share(name: str, value: Any) -> float:
    """`value` as a float, if it lies in [0, 1].

    Raises
    ------
    InputError
        If `value` is not a number in this interval.
    """
    return checked_within(name, value, 0, 1)


def checked_flag(name: str, value: Any) -> bool:
    """`value` as a bool, if it is a boolean.

    Raises
    ------
    InputError
        If `value` is anything else, for example a number intended for another argument.
    """
    if not isinstance(value, bool | numpy.bool_):
        raise InputError(name, value, phrase("allowed.switch"))
    return bool(value)
