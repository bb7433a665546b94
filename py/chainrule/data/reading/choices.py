"""The options for converting a file's bytes to a table, and their allowed values."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from chainrule.errors import InputError, one_of
from chainrule.phrases import phrase

NAMES = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space", ".": "point",
    "'": "apostrophe", "": "none",
}  # fmt: skip
"""The names of delimiters and separators in the keys of phrases."""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
DECIMALS = {".": "point", ",": "comma"}
THOUSANDS = {"": "none", ",": "comma", ".": "point", " ": "space", "'": "apostrophe"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "windows-1252": "Windows-1252",
}
DATE_ORDERS = {"ymd": "year-month-day", "dmy": "day-month-year", "mdy": "month-day-year"}


@dataclass(frozen=True)
class Reading:
    """Options for reading a table. An option that is None is detected from the file.

    Attributes
    ----------
    delimiter : the character that separates cells, one of `DELIMITERS` or another single character.
    header : whether the first row holds the columns' names.
    decimal : the decimal separator, "." or ",".
    thousands : the separator between groups of three digits; "" for none. A space also matches
        no-break spaces, and an apostrophe also matches the typographic apostrophe.
    encoding : the encoding of a file, one of `ENCODINGS`; ignored for text, which is already
        decoded.
    missing : the texts that mark missing values, regardless of case; empty cells always count as
        missing. "usual" stands for the default markers.
    date_order : the order of day, month and year in dates such as 1/2/2024, one of `DATE_ORDERS`.
        After a leading four-digit year, the month always comes first.

    Raises
    ------
    InputError
        If a value is not allowed.

    Examples
    --------
    >>> Reading(delimiter=";", decimal=",").header is None
    True
    """

    delimiter: str | None = None
    header: bool | None = None
    decimal: str | None = None
    thousands: str | None = None
    encoding: str | None = None
    missing: tuple[str, ...] | None = None
    date_order: str | None = None

    def __post_init__(self) -> None:
        _check_delimiter(self.delimiter)
        if self.header is not None and not isinstance(self.header, bool):
            raise InputError("header", self.header, phrase("table.allowed.header"))
        _check_choice("decimal", self.decimal, DECIMALS)
        _check_choice("thousands", self.thousands, THOUSANDS)
        _check_choice("encoding", self.encoding, ENCODINGS)
        _check_choice("date_order", self.date_order, DATE_ORDERS)
        if self.decimal is not None and self.decimal == self.thousands:
            raise InputError("thousands", self.thousands, phrase("table.allowed.other_sign"))
        if isinstance(self.missing, list):  # from JSON, which has no tuples
            object.__setattr__(self, "missing", tuple(self.missing))
        _check_missing(self.missing)

    def chosen(self) -> dict[str, Any]:
        """The options that are not None, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


def _check_delimiter(value: object) -> None:
    if value is None:
        return
    is_one = isinstance(value, str) and len(value) == 1 and value not in '"\r\n\0.+-_'
    if not is_one or str(value).isalnum():
        raise InputError("delimiter", value, phrase("table.allowed.delimiter"))


def _check_choice(field: str, value: object, choices: dict[str, str]) -> None:
    if value is not None and (not isinstance(value, str) or value not in choices):
        raise InputError(field, value, one_of(map(repr, choices)))


def _check_missing(value: object) -> None:
    if value is None:
        return
    if not isinstance(value, tuple) or not all(isinstance(marker, str) for marker in value):
        raise InputError("missing", value, phrase("table.allowed.markers"))
