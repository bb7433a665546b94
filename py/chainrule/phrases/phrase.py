"""`Phrase`: a key of the catalogue with values, which in Python is also the English text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from chainrule.phrases.english import ENGLISH

_PLACE = re.compile(r"\{(\w+)(?::([^{}|]*)|\|([^{}|]*)\|([^{}|]*))?\}")
_MOST_DIGITS = 17
"""Floats with as many equal digits are equal."""
_MOST_DECIMALS = 6
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Phrase(str):
    """A sentence, or a part of one, that each language forms from its key and values.

    It is a `str`, the English text, which terminals and reports print directly. The page gets `key`
    and `values` and forms the text in its language.

    A template has places: `{name}` is a value, a float in two digits; `{name:spec}` is a float in
    Python's format `spec` ("g", ".3g", ".0f", ".0%", ","; ".3m" is ".3g" with a true minus), or a
    list joined by `spec` ("; "; nothing in `{name:}`); `{name:lower}` is a text that starts with a
    small letter; `{name|one|many}` is a word for the count `name`; `{name:~other}` is a number with
    as many digits as it takes to differ from another; `{name:±other}` is a mean and its standard
    deviation, with the same number of decimals.

    Attributes
    ----------
    key : the key in the catalogue.
    values : numbers, names, phrases and lists of these, by the names that the template uses.

    Examples
    --------
    >>> found = Phrase("sanity.overfit.diverged", {"step": 3})
    >>> print(found)
    Training diverged at step 3: a smaller learning rate helps.
    >>> found.key, found.values
    ('sanity.overfit.diverged', {'step': 3})
    """

    key: str
    values: Mapping[str, Any]

    def __new__(
        cls, key: str, values: Mapping[str, Any] | None = None, english: str | None = None
    ) -> Phrase:
        """Create a phrase. `english` is the text of a key that is not in the English catalogue,
        such as a setting's label, which is in the table of settings."""
        values = dict(values or {})
        made = super().__new__(cls, filled(ENGLISH[key], values) if english is None else english)
        made.key, made.values = key, values
        return made

    def __reduce__(self) -> tuple[type[Phrase], tuple[str, Mapping[str, Any], str]]:
        return type(self), (self.key, self.values, str(self))


def phrase(key: str, /, **values: Any) -> Phrase:
    """`Phrase(key, values)`, with the values as keywords."""
    return Phrase(key, values)


def sentences(parts: Sequence[str]) -> Phrase:
    """Whole sentences joined by spaces; empty ones are omitted."""
    return Phrase("sentences", {"parts": [part for part in parts if part]})


def filled(template: str, values: Mapping[str, Any]) -> str:
    """The template with its placeholders filled."""

    def fill(place: re.Match[str]) -> str:
        name, spec, one, many = place.groups()
        value = values[name]
        if one is not None:
            return one if value == 1 else many
        if spec and spec.startswith("~"):
            return _apart(value, values[spec[1:]])
        if spec and spec.startswith("±"):
            return _spread(value, values[spec[1:]])
        return _text_of(value, spec)

    return _PLACE.sub(fill, template)


def _text_of(value: Any, spec: str | None) -> str:
    if isinstance(value, str):
        return value[:1].lower() + value[1:] if spec == "lower" else str(value)
    if isinstance(value, list | tuple):
        return (", " if spec is None else spec).join(_text_of(each, None) for each in value)
    if isinstance(value, float) and not math.isfinite(value):
        return not_finite(value)
    if spec and spec.endswith("m"):
        return format(value or 0.0, f"{spec[:-1]}g").replace("-", "−")
    if spec:
        return format(value, spec)
    return said(value) if isinstance(value, float) else str(value)


def _apart(value: float, other: float) -> str:
    """A number with at least two digits, and with as many as it takes to differ from another."""
    for digits in range(2, _MOST_DIGITS):
        if said(value, digits) != said(other, digits):
            return said(value, digits)
    return said(value)


def _spread(mean: float, deviation: float) -> str:
    """A mean and a deviation with two digits, both with the deviation's decimals: 0.6630 ± 0.0042.
    Numbers that would need more than `_MOST_DECIMALS` have three and two digits."""
    forms = ".3g", ".2g"
    if deviation > 0 and math.isfinite(deviation):
        decimals = max(0, 1 - int(f"{deviation:.1e}".partition("e")[2]))
        if decimals <= _MOST_DECIMALS:
            forms = (f".{decimals}f",) * 2
    return " ± ".join(map(_text_of, (mean, deviation), forms))


def said(value: float, digits: int = 2) -> str:
    """A number with two digits and without line breaks: 0.0042, 12, 6.1 × 10⁻⁵."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{float(f'{value:.{digits}g}'):.{max(6, digits)}g}"
    if not math.isfinite(value):
        return not_finite(value)
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = str(int(power)).translate(_SUPERSCRIPTS)
    return f"{float(mantissa):.{digits}g} × 10{exponent}".replace(" ", "\N{NO-BREAK SPACE}")


def not_finite(value: float) -> str:
    """A number that is not finite: NaN, ∞ or −∞."""
    return "NaN" if math.isnan(value) else "−∞" if value < 0 else "∞"
