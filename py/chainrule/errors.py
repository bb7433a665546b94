"""The one exception a person's input can raise, and the grammar its sentences follow."""

from __future__ import annotations

from collections.abc import Iterable

from chainrule.phrases import Phrase, phrase

LONGEST_VALUE = 80


class InputError(ValueError):
    """Bad input: the sentence names the field, the value that came and what is allowed.

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
    """A phrase that tells what came, as `3 rows`: a sentence has it without quotation marks.

    Examples
    --------
    >>> print(InputError("table", Words("no rows"), "a row or more"))
    table: no rows is not allowed; allowed: a row or more.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class ShapeError(ValueError):
    """Arrays that do not fit each other: the sentence gives the shapes that came and what fits."""


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
