"""The exceptions for invalid input, and the grammar of their messages."""

from __future__ import annotations

from collections.abc import Iterable

from chainrule.phrases import Phrase, phrase

LONGEST_VALUE = 80


class InputError(ValueError):
    """Invalid input; the message gives the field, the value received and what is allowed.

    `field` is the name of the setting or argument, so that a page can point at its control.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        super().__init__(self.sentence_for(field, value))

    def sentence_for(self, field: str, value: object) -> Phrase:
        """The sentence, with a page's words for the field and the value."""
        shown = value if isinstance(value, Phrase | Words) else repr(value)
        if len(shown) > LONGEST_VALUE:
            shown = f"{shown[:LONGEST_VALUE]}…"
        return phrase("error.input", field=field, value=shown, allowed=self.allowed)

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


def one_of(choices: Iterable[str]) -> Phrase:
    """The `allowed` half of an `InputError` for a closed set of words."""
    return phrase("allowed.one_of", choices=list(choices))


def sentence_of(error: Exception) -> str:
    """What an exception says; of an `InputError` the phrase."""
    return error.args[0] if isinstance(error, InputError) else str(error)
