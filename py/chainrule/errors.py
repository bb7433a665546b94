"""The exceptions for invalid input, and the grammar of their messages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH

LONGEST_VALUE = 80
ALIKE, MOST_ALIKE = 0.4, 3
"""Names with more likeness than the first are suggested, at most as many as the second."""


class InputError(ValueError):
    """Invalid input; the message gives the field, the value received and what is allowed.

    `field` is the name of the setting or argument, so that a page can point at its control.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        super().__init__(
            phrase("error.input", field=field, value=shown_value(value), allowed=allowed)
        )

    def __reduce__(self) -> tuple[type[InputError], tuple[str, object, str]]:
        return type(self), (self.field, self.value, self.allowed)


class ShapeError(ValueError):
    """Arrays of incompatible shapes; the message gives the shapes received and what is expected."""


def shown_value(value: object) -> str:
    """An invalid value as in a message: a phrase, or at most `LONGEST_VALUE` characters."""
    shown = value if isinstance(value, Phrase) else repr(value)
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}…"


def counted(count: int, noun: str) -> str:
    """A count with its noun.

    Examples
    --------
    >>> counted(1, "row"), counted(50_000, "row")
    ('1 row', '50,000 rows')
    """
    return f"{count:,} {noun}{'s' * (count != 1)}"


def named_field(field: str) -> str:
    """The name of a field in an error, as a phrase if it is in the catalogue."""
    key = f"field.{field.replace(' ', '_')}"
    return phrase(key) if key in ENGLISH else field


def one_of(choices: Iterable[str]) -> Phrase:
    """The `allowed` half of an `InputError` for a closed set of words."""
    return phrase("allowed.one_of", choices=list(choices))


def setting_like(name: object, settings: Iterable[str]) -> Phrase:
    """The `allowed` half of an `InputError` for an unknown setting: the most similar ones.

    Examples
    --------
    >>> print(setting_like("optimiser", ["seed", "optimizer"]))
    optimizer, or another of the settings that a saved experiment lists (Experiment().to_json())
    """
    known = list(settings)
    alike = {each: _likeness(str(name).lower(), each) for each in known}
    names = sorted((each for each in known if alike[each] > ALIKE), key=lambda each: -alike[each])
    if not names:
        return phrase("allowed.setting")
    return phrase("allowed.setting.like", names=names[:MOST_ALIKE])


def _likeness(given: str, name: str) -> float:
    """The share of neighbouring letters that two names have in common; 1 for initials: lr."""
    if given == "".join(word[0] for word in name.split("_")) and len(given) > 1:
        return 1.0
    first, second = map(_pairs, (given, name))
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(name: str) -> set[str]:
    return {f"{a}{b}" for a, b in pairwise(f"^{name.replace('_', '')}$")}


def sentence_of(error: Exception) -> str:
    """The message of an exception; for an `InputError`, the phrase."""
    return error.args[0] if isinstance(error, InputError) else str(error)
