"""The kinds of settings: allowed values, and their representation in words and in a URL.

A kind has no state. Properties of a single setting, such as its bounds, are in its row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from chainrule.data.formula import MAX_LENGTH, Formula
from chainrule.errors import one_of
from chainrule.limits import MAX_CLASSES, MAX_DRAWN, MAX_FEATURES, MAX_NAME, MAX_NUMBERS, REACH
from chainrule.losses import MAX_WEIGHT
from chainrule.phrases import Phrase, phrase

NOTHING = "none"
COLUMNS: tuple[str, ...] = ("x1", "x2")


class Bounds(Protocol):
    """The bounds and choices that the row of a setting, or of a layer's field, allows."""

    @property
    def choices(self) -> Mapping[str, str]: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def above_low(self) -> bool: ...


class Row(Bounds, Protocol):
    """The part of a setting's row that a kind uses."""

    @property
    def title(self) -> Phrase: ...
    @property
    def titles(self) -> Mapping[str, Phrase]: ...


class Kind:
    """A kind of setting.

    Attributes
    ----------
    type : the type of a single value in a table of results: a number, a flag or a string.
    has_commas : whether a single value can contain commas in a URL.
    """

    type: ClassVar[type] = str
    has_commas: ClassVar[bool] = False

    def allowed(self, row: Bounds) -> Phrase:
        """The allowed values in words, for error messages and documentation."""
        raise NotImplementedError

    def check(self, row: Bounds, value: object) -> Any:
        """`value` in the setting's own type, or None if it is not allowed."""
        raise NotImplementedError

    def words(self, row: Row, value: Any) -> str:
        """A value in words."""
        return self.to_text(value)

    def sentence(self, row: Row, value: Any) -> Phrase:
        """The setting's value after a change, in words."""
        return phrase("now.is", label=row.title, value=self.words(row, value))

    def to_text(self, value: Any) -> str:
        """A value as written in a URL."""
        return str(value)

    def from_text(self, row: Bounds, text: str) -> Any:
        """The value that `text` represents in a URL; it is not checked against the row's bounds.
        Raises `ValueError` or `KeyError` if `text` is not a value of this kind."""
        return text


class Choice(Kind):
    """One of a set of words."""

    def allowed(self, row: Bounds) -> Phrase:
        return one_of(row.choices)

    def check(self, row: Bounds, value: object) -> str | None:
        return value if isinstance(value, str) and value in row.choices else None

    def words(self, row: Row, value: str) -> Phrase:
        return row.titles[value]


class Switch(Kind):
    """On or off."""

    type = bool

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.switch")

    def check(self, row: Bounds, value: object) -> bool | None:
        return value if isinstance(value, bool) else None

    def words(self, row: Row, value: bool) -> Phrase:
        return phrase("value.on" if value else "value.off")

    def to_text(self, value: bool) -> str:
        return str(value).lower()

    def from_text(self, row: Bounds, text: str) -> bool:
        return {"true": True, "false": False}[text]


class Real(Kind):
    """A number within bounds."""

    type = float
    name = "real"

    def allowed(self, row: Bounds) -> Phrase:
        key = f"allowed.{self.name}.{'above' if row.above_low else 'from'}"
        return phrase(key, low=row.low, high=row.high)

    def check(self, row: Bounds, value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        # Compare before converting, so that an integer beyond the range of float64 is out of bounds
        # rather than an overflow.
        inside = row.low <= value <= row.high and not (row.above_low and value == row.low)
        return float(value) if inside else None

    def words(self, row: Row, value: float) -> Phrase:
        return phrase("value.number", number=value)

    def to_text(self, value: float) -> str:
        return number_text(value)

    def from_text(self, row: Bounds, text: str) -> float:
        return float(text)


class Integer(Real):
    """An integer within the bounds."""

    type = int
    name = "whole"

    def check(self, row: Bounds, value: object) -> int | None:
        number = super().check(row, value)
        return int(number) if number is not None and number == int(number) else None

    def from_text(self, row: Bounds, text: str) -> int:
        return int(text)


class Text(Kind):
    """A string chosen by the user."""

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.text", most=MAX_NAME)

    def check(self, row: Bounds, value: object) -> str | None:
        return value if isinstance(value, str) and len(value) <= MAX_NAME else None

    def words(self, row: Row, value: str) -> str:
        return value or phrase("now.usual")

    def to_text(self, value: str) -> str:
        return escaped(value)

    def from_text(self, row: Bounds, text: str) -> str:
        return unescaped(text)


class Several(Kind):
    """A tuple of parts, joined by commas in a URL."""

    has_commas = True
    nothing = "value.none"
    """The phrase for an empty tuple."""

    def words(self, row: Row, value: tuple[Any, ...]) -> str:
        return (
            phrase("list", parts=[*map(self.part_words, value)]) if value else phrase(self.nothing)
        )

    def sentence(self, row: Row, value: Any) -> Phrase:
        return phrase("now.are", label=row.title, value=self.words(row, value))

    def to_text(self, value: tuple[Any, ...]) -> str:
        return ",".join(map(self.part_to_text, value)) or NOTHING

    def from_text(self, row: Bounds, text: str) -> tuple[Any, ...]:
        return () if text == NOTHING else tuple(map(self.part_from_text, text.split(",")))

    def part_words(self, part: Any) -> str:
        """A part in words."""
        return self.part_to_text(part)

    def part_to_text(self, part: Any) -> str:
        """A part as written in a URL."""
        return str(part)

    def part_from_text(self, text: str) -> Any:
        """A part from a URL."""
        return text


class Numbers(Several):
    """Numbers, each within the bounds."""

    nothing = "now.drawn"
    shown = 8

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.numbers", most=MAX_NUMBERS, low=row.low, high=row.high)

    def check(self, row: Bounds, value: object) -> tuple[float, ...] | None:
        if not isinstance(value, list | tuple) or len(value) > MAX_NUMBERS:
            return None
        numbers = tuple(_REAL.check(row, number) for number in value)
        return None if None in numbers else numbers  # pyright: ignore[reportReturnType]

    def words(self, row: Row, value: tuple[float, ...]) -> str:
        shown = super().words(row, value[: self.shown])
        return phrase("now.more", numbers=shown) if len(value) > self.shown else shown

    def part_words(self, part: float) -> str:
        return phrase("value.short", number=part)

    def part_to_text(self, part: float) -> str:
        return number_text(part)

    def part_from_text(self, text: str) -> float:
        return float(text)


class ClassWeights(Numbers):
    """One of a set of words, or one number per class."""

    shown = MAX_NUMBERS

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.class_weights", choices=list(row.choices), most=MAX_WEIGHT)

    def check(self, row: Bounds, value: object) -> Any:
        if isinstance(value, str):
            return value if value in row.choices else None
        numbers = super().check(row, value)
        return numbers if numbers is not None and len(numbers) > 1 else None

    def words(self, row: Row, value: Any) -> str:
        if isinstance(value, str):
            return phrase(f"value.weights.{value}")
        return super().words(row, value)

    def part_words(self, part: float) -> str:
        return phrase("value.exact", number=part)

    def to_text(self, value: Any) -> str:
        return value if isinstance(value, str) else super().to_text(value)

    def from_text(self, row: Bounds, text: str) -> Any:
        return text if text in row.choices else tuple(map(float, text.split(",")))


class Points(Several):
    """Points in the plane, each with its class."""

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.points", most=MAX_DRAWN, reach=REACH, last=MAX_CLASSES - 1)

    def check(self, row: Bounds, value: object) -> tuple[tuple[float, float, int], ...] | None:
        if not isinstance(value, list | tuple) or not 2 <= len(value) <= MAX_DRAWN:
            return None
        points = tuple(map(_point, value))
        return None if None in points else points  # pyright: ignore[reportReturnType]

    def words(self, row: Row, value: tuple[Any, ...]) -> str:
        return phrase("count.points", count=len(value))

    def sentence(self, row: Row, value: Any) -> Phrase:
        return phrase("now.points", count=len(value))

    def part_to_text(self, part: tuple[float, float, int]) -> str:
        return ":".join(map(number_text, part))

    def part_from_text(self, text: str) -> tuple[float, float, int]:
        x1, x2, kind = text.split(":")
        return float(x1), float(x2), int(kind)


class Names(Several):
    """Distinct names chosen by the user."""

    nothing = "now.all_columns"

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.names")

    def check(self, row: Bounds, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple) or len(set(map(str, value))) < len(value):
            return None
        return tuple(value) if all(_TEXT.check(row, name) for name in value) else None

    def part_words(self, part: str) -> str:
        return part

    def part_to_text(self, part: str) -> str:
        return escaped(part)

    def part_from_text(self, text: str) -> str:
        return unescaped(text)


class Features(Several):
    """Distinct formulas of the plane's coordinates."""

    def allowed(self, row: Bounds) -> Phrase:
        return phrase("allowed.features", most=MAX_FEATURES, length=MAX_LENGTH)

    def check(self, row: Bounds, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= MAX_FEATURES:
            return None
        features = tuple(Formula.parse(text, COLUMNS).text for text in value)
        return features if len(set(features)) == len(features) else None

    def part_words(self, part: str) -> str:
        return Formula.parse(part, COLUMNS).label


def number_text(value: float) -> str:
    """A number as written in a URL: a short text from which exactly this number can be read
    back."""
    short = f"{value:g}" if isinstance(value, float) else str(value)
    return short if float(short) == value else repr(value)


def escaped(name: str) -> str:
    """A user's text with the separators of URLs escaped as ~ and two hexadecimal digits."""
    return re.sub(r"[~&=,#%]", lambda found: f"~{ord(found[0]):02x}", name)


def unescaped(text: str) -> str:
    """The inverse of `escaped`."""
    return re.sub(r"~([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), text)


def _point(point: object) -> tuple[float, float, int] | None:
    if not isinstance(point, list | tuple) or len(point) != 3:
        return None
    *place, kind = point
    is_whole = isinstance(kind, int) and not isinstance(kind, bool)
    if not is_whole or not 0 <= kind < MAX_CLASSES or not all(map(_is_near, place)):
        return None
    return round(float(place[0]), 2), round(float(place[1]), 2), kind


def _is_near(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= REACH


_REAL, _TEXT = Real(), Text()

KINDS: dict[str, Kind] = {
    "choice": Choice(),
    "switch": Switch(),
    "real": _REAL,
    "whole": Integer(),
    "text": _TEXT,
    "numbers": Numbers(),
    "class_weights": ClassWeights(),
    "points": Points(),
    "names": Names(),
    "features": Features(),
}
"""All kinds by name; `experiment.settings.table` adds those for layers."""


class OfKind:
    """A row whose values are of one of the `KINDS`."""

    kind: str

    @property
    def form(self) -> Kind:
        """Its kind, as an object."""
        return KINDS[self.kind]
