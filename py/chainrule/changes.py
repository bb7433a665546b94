"""Settings that can be changed between steps, and the detection of such changes by recorded
programs.

A program records settings as constants. Comparing all of them before each step would take longer
than the step itself. Every assignment to a layer, loss, optimizer or trainer therefore increments a
counter, and a trainer compares its constants (`constants`) only if the counter has changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy
from numpy.typing import DTypeLike

from chainrule.errors import InputError


class _Changes:
    """The number of assignments so far in this process."""

    count = 0


CHANGES = _Changes()


def note_change() -> None:
    """Make every trainer compare its constants before its next step."""
    CHANGES.count += 1


class Setting:
    """A setting of a layer that may change between steps; each assignment is checked.

    Parameters
    ----------
    check : takes (name, value) and returns the value, or raises an `InputError`.
    """

    def __init__(self, check: Callable[[str, Any], Any]) -> None:
        self._check = check

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, layer: Any, owner: type | None = None) -> Any:
        return self if layer is None else vars(layer)[self._name]

    def __set__(self, layer: Any, value: Any) -> None:
        vars(layer)[self._name] = self._check(self._name, value)
        note_change()


class Adjustable:
    """An object whose settings are the arguments of its constructor, and can also be changed later.

    An assignment raises the same error that the constructor would raise for the new value and the
    other settings.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name in vars(self) and name in arguments(type(self)):
            self._take(type(self)(**{**settings_of(self), name: value}))
        else:
            object.__setattr__(self, name, value)
        note_change()

    def _take(self, other: Any) -> None:
        """Copy the state of `other`, an object created with the changed settings."""
        vars(self).update(vars(other))


def arguments(kind: type) -> tuple[str, ...]:
    """The names of a constructor's arguments."""
    code = getattr(kind.__init__, "__code__", None)
    return code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount] if code else ()


def settings_of(thing: Any) -> dict[str, Any]:
    """The current value of each constructor argument."""
    return {name: getattr(thing, name) for name in arguments(type(thing))}


def plain(thing: Any, excluded: frozenset[str] = frozenset()) -> dict[str, Hashable]:
    """The attributes that are None, numbers, strings, booleans, or tuples of such values."""
    return {k: v for k, v in vars(thing).items() if k not in excluded and _is_plain(v)}


def arrays(thing: Any, excluded: frozenset[str] = frozenset()) -> dict[str, Hashable]:
    """The shapes and bytes of the attributes that are arrays."""
    return {
        name: (value.shape, value.tobytes())
        for name, value in vars(thing).items()
        if isinstance(value, numpy.ndarray) and name not in excluded
    }


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, bool | int | float | str | numpy.generic)


def is_known(thing: Any, name: str) -> bool:
    """Whether the attribute `name` may be set: this library's classes must define it, unless it
    begins with "_" or the class of `thing` is not part of this library."""
    kind = type(thing)
    if not kind.__module__.startswith(f"{__package__}.") or name.startswith("_"):
        return True
    return hasattr(thing, name) or any(name in vars(one).get(NAMES, ()) for one in kind.__mro__)


NAMES = "__annotations__"
"""The name under which a class stores its annotations, which include attributes declared without a
value."""


def check_all_held(settings: Mapping[str, Any], dtype: DTypeLike) -> None:
    """Check that no nonzero finite number becomes 0 or infinite in `dtype`.

    Raises
    ------
    InputError
        If a setting is such a number, or an array that contains one.
    """
    if numpy.dtype(dtype) != numpy.float32:
        return  # Python floats have the range of float64
    for name, value in settings.items():
        numbers = value.flat if isinstance(value, numpy.ndarray) else (value,)
        for number in numbers:
            size = abs(number) if isinstance(number, float) else 0
            if 0 < size < _LEAST or _MOST < size < math.inf:
                sizes = f"0, or a size from {_LEAST:.1e} to {_MOST:.1e}"
                raise InputError(name, float(number), f"{sizes}, as float32 can hold")


_LEAST, _MOST = float(numpy.finfo("f4").smallest_subnormal), float(numpy.finfo("f4").max)
