"""The exceptions for invalid input, and the grammar of their messages."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_VALUE = 80


class InputError(ValueError):
    """Invalid input; the message gives the field, the value received and what is allowed.

    `field` is the name of the setting or argument, so that a page can point at its control.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        shown = repr(value)
        if len(shown) > LONGEST_VALUE:
            shown = f"{shown[:LONGEST_VALUE]}…"
        super().__init__(f"{field}: {shown} is not allowed; allowed: {allowed}.")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, object, str]]:
        return type(self), (self.field, self.value, self.allowed)


class Words(str):
    """A phrase that describes the value received, such as `3 rows`, shown without quotation marks.

    Examples
    --------
    >>> print(InputError("table", Words("no rows"), "a row or more"))
    table: no rows is not allowed; allowed: a row or more.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class ShapeError(ValueError):
    """Arrays of incompatible shapes; the message gives the shapes received and what is expected."""


def counted(count: int, noun: str) -> str:
    """A count with its noun.

    Examples
    --------
    >>> counted(1, "row"), counted(50_000, "row")
    ('1 row', '50,000 rows')
    """
    return f"{count:,} {noun}{'s' * (count != 1)}"


def one_of(choices: Iterable[str]) -> str:
    """The `allowed` half of an `InputError` for a closed set of words."""
    return "one of " + ", ".join(choices)
