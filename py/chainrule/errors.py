"""The exceptions for invalid input, and the pattern of their messages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH

LONGEST_VALUE = 80
ALIKE, MOST_ALIKE = 0.4, 3
"""Up to `MOST_ALIKE` names whose similarity exceeds `ALIKE` are suggested."""


class InputError(ValueError):
    """Invalid input. The message names the field, shows the value, and says what is allowed.

    `field` is the name of the setting or argument, so that the page can point to its control.
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
    """Arrays with incompatible shapes. The message gives the shapes received and the shapes
    expected."""


def shown_value(value: object) -> str:
    """An invalid value as a message shows it: its phrase or its `repr`, cut to `LONGEST_VALUE`
    characters."""
    shown = value if isinstance(value, Phrase) else repr(value)
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}…"


def counted(count: int, noun: str) -> str:
    """A count with its noun in the singular or plural.

    Examples
    --------
    >>> counted(1, "row"), counted(50_000, "row")
    ('1 row', '50,000 rows')
    """
    return f"{count:,} {noun}{'s' * (count != 1)}"


def named_field(field: str) -> str:
    """The name of a field in an error message, as a phrase if the catalogue has one."""
    key = f"field.{field.replace(' ', '_')}"
    return phrase(key) if key in ENGLISH else field


def one_of(choices: Iterable[str]) -> Phrase:
    """The argument `allowed` of an `InputError` for a closed set of words."""
    return phrase("allowed.one_of", choices=list(choices))


def setting_like(name: object, settings: Iterable[str]) -> Phrase:
    """The argument `allowed` of an `InputError` for an unknown setting; it suggests the most
    similar settings.

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
    """The share of letter pairs (bigrams) that two names have in common (Dice coefficient); 1 if
    `given` consists of the initials of `name`, for example "lr" for "learning_rate"."""
    if given == "".join(word[0] for word in name.split("_")) and len(given) > 1:
        return 1.0
    first, second = map(_pairs, (given, name))
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(name: str) -> set[str]:
    return {f"{a}{b}" for a, b in pairwise(f"^{name.replace('_', '')}$")}


def sentence_of(error: Exception) -> str:
    """The message of an exception; for an `InputError`, this is a phrase."""
    return error.args[0] if isinstance(error, InputError) else str(error)
