"""Conversion of cells with dates to days since 1970-01-01."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

import numpy

_MONTHS = (
    "january januar janvier enero", "february februar février fevrier febrero",
    "march märz maerz mars marzo", "april avril abril", "may mai mayo", "june juni juin junio",
    "july juli juillet julio", "august août aout agosto", "september septembre septiembre sept",
    "october oktober octobre octubre", "november novembre noviembre",
    "december dezember décembre decembre diciembre",
)  # fmt: skip
"""Month names in English, German, French and Spanish. Their first three letters are also
accepted."""
_WORD = "[a-zäéèûç]{3,10}"
_TIME = (
    r"(?:(?:[T,]|,? ) *(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r" ?([AaPp])?(?:(?<=[AaPp])\.?[Mm]\.?)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_NUMERIC = re.compile(
    rf"(\d{{4}}|\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{1,2}}){_TIME}", re.ASCII
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})\.?[ -]?({_WORD})\.?[ ,-]{{1,2}}(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}({_WORD})\.? (\d{{1,2}}),? (\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE
)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MONTH_BEFORE_YEAR = re.compile(r"(\d{1,2})[/-](\d{4})", re.ASCII)
_MONTH_BY_NAME = re.compile(
    rf"({_WORD})(?:\.?[ ,-]{{1,2}}(\d{{4}})|[-'](\d{{2}}))", re.ASCII | re.IGNORECASE
)
_QUARTER = re.compile(r"(\d{4})[ -]?Q([1-4])|Q([1-4])[ /-]?(\d{4})", re.ASCII | re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\d{4}[-/.]?\d|\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)", re.ASCII)
EPOCH = date(1970, 1, 1).toordinal()
_PIVOT = 69
"""Two-digit years from this one onwards belong to the twentieth century, as in POSIX."""


@cache
def parser(order: str) -> Callable[[str], float | None]:
    """Return a function that converts a cell to days since 1970-01-01, or to None if it is not a
    date.

    The fractional part is the time of day, converted to UTC if the cell contains a time zone.
    `order` affects only numeric dates without a leading four-digit year. Months may be written as
    words. 2024-03, 3/2024 and Mar-24 are read as 1 March 2024, and 2024-Q2 as 1 April 2024.

    Examples
    --------
    >>> day = parser("dmy")
    >>> day("2/1/1970"), day("1970-01-02 06:00"), day("Jan 3, 1970"), day("1/13/1970")
    (1.0, 1.25, 2.0, None)
    """

    def day(cell: str) -> float | None:
        if found := _NUMERIC.fullmatch(cell):
            parts = _ordered(found[1], found[2], found[3], found[4], order)
            return parts and _days(*parts, found.groups()[4:])
        if found := _DAY_FIRST.fullmatch(cell):
            return _days(_year(found[3]), _month(found[2]), int(found[1]), found.groups()[3:])
        if found := _MONTH_FIRST.fullmatch(cell):
            return _days(int(found[3]), _month(found[1]), int(found[2]), found.groups()[3:])
        return _month_alone(cell)

    return day


def _month_alone(cell: str) -> float | None:
    """The first day of a month or a quarter; None if the cell is neither."""
    if found := _MONTH.fullmatch(cell):
        return _days(int(found[1]), int(found[2]), 1, ())
    if found := _MONTH_BEFORE_YEAR.fullmatch(cell):
        return _days(int(found[2]), int(found[1]), 1, ())
    if found := _MONTH_BY_NAME.fullmatch(cell):
        return _days(_year(found[2] or found[3]), _month(found[1]), 1, ())
    if found := _QUARTER.fullmatch(cell):
        return _days(int(found[1] or found[4]), 3 * int(found[2] or found[3]) - 2, 1, ())
    return None


def depends_on_order(cell: str) -> bool:
    """Whether the cell has the form of a date whose meaning depends on the order of day, month and
    year."""
    found = _NUMERIC.fullmatch(cell)
    return bool(found) and len(found[1]) < 4


def starts_with_year(cell: str) -> bool:
    """Whether the cell may be a numeric date with the year first: 2024-01-31, 20240131, 24-1-31."""
    return _YEAR_FIRST.match(cell) is not None


def iso(days: float) -> str:
    """A date in ISO 8601 format, with the time of day unless it is midnight.

    Examples
    --------
    >>> iso(1.0), iso(1.25), iso(-0.5)
    ('1970-01-02', '1970-01-02 06:00', '1969-12-31 12:00')
    """
    moment = numpy.datetime64(round(days * 86_400_000), "ms")
    day, time = str(moment).split("T")
    time = time.removesuffix(".000").removesuffix(":00")
    return day if time == "00:00" else f"{day} {time}"


def _ordered(
    first: str, separator: str, second: str, third: str, order: str
) -> tuple[int, int, int] | None:
    """The year, month and day that three numbers denote; None if they are not a date."""
    if len(first) == 4:
        return (int(first), int(second), int(third)) if len(third) <= 2 else None
    if separator == "." and len(third) == 2 and not len(first) == len(second) == 2:
        return None  # a version number, such as 1.2.30
    if order == "ymd":
        is_year = len(first) == 2 and len(third) <= 2
        return (_year(first), int(second), int(third)) if is_year else None
    if len(third) not in (2, 4):
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    return _year(third), int(month), int(day)


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _month(word: str) -> int:
    """The number of a month given by its name or abbreviation; 0 for other words."""
    word = word.lower()
    for number, names in enumerate(_MONTHS, start=1):
        if any(word in (name, name[:3]) for name in names.split()):
            return number
    return 0


def _days(year: int, month: int, day: int, time: tuple[str | None, ...]) -> float | None:
    try:
        days = date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None
    if not time or time[0] is None:
        return float(days)
    fraction = _fraction(*time)
    return None if fraction is None else days + fraction


def _fraction(
    hour: str | None,
    minute: str | None,
    second: str | None,
    part: str | None,
    half: str | None,
    zone: str | None,
) -> float | None:
    hours, minutes, seconds = int(hour or 0), int(minute or 0), float(f"{second or 0}.{part or 0}")
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "pP" else 0)
    if hours > 23 or minutes > 59 or seconds >= 60:
        return None
    return (hours * 60 + minutes - _offset(zone) + seconds / 60) / 1440


def _offset(zone: str | None) -> int:
    """The offset of a time zone from UTC, in minutes."""
    if not zone or zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return minutes if zone[0] == "+" else -minutes
