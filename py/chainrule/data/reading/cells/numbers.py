"""Parsing of cells that contain numbers, for given decimal and thousands separators."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache

SIGNS = "$€£¥₹₽₩₺₪₫฿"
_CODES = (
    "USD EUR GBP CHF JPY CNY INR SEK NOK DKK PLN CZK HUF AUD CAD NZD BRL ZAR MXN SGD HKD KRW TRY "
    "RUB ILS THB kr zł Kč Ft"
)
_UNIT = rf"[{SIGNS}]|US\$|" + "|".join(_CODES.split())
_SPACE = "[ \u00a0\u202f\u2009]"
_SEPARATORS = {"": None, ",": ",", ".": r"\.", " ": _SPACE, "'": "['’]"}
PERCENT = "%"
_CURRENCY = re.compile(_UNIT)

Number = tuple[float, str]
"""A value and its unit, which is "%", a currency, or ""."""


MARKS = (" ", "'")
"""Thousands separators that are never decimal separators."""


@cache
def parser(
    decimal: str, thousands: str, others: tuple[str, ...] = ()
) -> Callable[[str], Number | None]:
    """Return a function that converts a cell to (value, unit), or to None if it is not a number.

    Numbers may have a sign (also U+2212), grouped digits (1,234,567; in India 12,34,567), an
    exponent (1e5, 1.5E-3, Fortran's 1D5) and a unit: 12 % is read as 0.12, and currency symbols or
    codes may precede or follow the number ($1,234.50, 12,50 €). Parentheses around an amount make
    it negative, as in accounting. Words for infinity are not read as numbers. `others` are further
    thousands separators; a number must use the same one throughout.

    Examples
    --------
    >>> number = parser(",", ".")
    >>> number("1.234,5"), number("12,5 %"), number("($3)"), number("1.5")
    ((1234.5, ''), (0.125, '%'), (-3.0, '$'), None)
    """
    marks = tuple(filter(None, (thousands, *others)))
    pattern = _pattern(decimal, marks)
    group = re.compile("|".join(str(_SEPARATORS[mark]) for mark in marks) or "(?!)")

    def number(cell: str) -> Number | None:
        usual = _usual(cell, decimal)
        if usual is not None:
            return usual, ""
        found = pattern.fullmatch(cell)
        if not found:
            return None
        opening, sign, before, inner, whole, fraction, power, after, closing = found.groups()
        if bool(opening) != bool(closing) or (before and after) or (sign and inner):
            return None
        sign = sign or inner
        if opening and sign:
            return None
        digits = group.sub("", whole or "")
        exponent = int(power[1:]) if power else 0
        unit = before or after or ""
        exponent -= 2 if unit == PERCENT else 0
        value = float(f"{digits or 0}.{fraction or 0}e{exponent}")
        if not math.isfinite(value):
            return None
        is_negative = bool(opening) or sign in ("-", "\u2212")
        return (-value if is_negative else value), unit

    return number


def _usual(cell: str, decimal: str) -> float | None:
    """A fast conversion of the most common forms of numbers; None for all other cells."""
    if not cell[-1:].isdigit() or not cell.isascii() or "_" in cell:
        return None
    if decimal == ",":
        if "." in cell:
            return None
        cell = cell.replace(",", ".")
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def is_currency(unit: str) -> bool:
    """Whether the unit is a currency symbol or code."""
    return _CURRENCY.fullmatch(unit) is not None


def further_marks(thousands: str, delimiter: str) -> tuple[str, ...]:
    """The thousands separators that are also accepted in a file that groups digits, because they
    are unambiguous, as in 1 000 and 1'000."""
    if not thousands:
        return ()
    return tuple(mark for mark in MARKS if mark not in (thousands, delimiter))


def _pattern(decimal: str, marks: tuple[str, ...]) -> re.Pattern[str]:
    point = re.escape(decimal)
    grouped = "".join(rf"[1-9][0-9]{{0,2}}(?:{_SEPARATORS[m]}[0-9]{{3}})+|" for m in marks)
    if "," in marks:
        grouped += r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}|"  # Indian grouping
    digits = rf"(?=[0-9]|{point}[0-9])({grouped}[0-9]+)?(?:{point}([0-9]*))?"
    return re.compile(
        rf"(\()?([+\u2212-])?{_SPACE}?({_UNIT})?{_SPACE}?([+\u2212-])?{digits}([eEdD][+-]?[0-9]{{1,4}})?"
        rf"{_SPACE}?({_UNIT}|{PERCENT})?(\))?"
    )
