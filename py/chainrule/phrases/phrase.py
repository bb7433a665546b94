"""`Phrase`: a catalogue key and its values; in Python, a phrase is also the English text itself."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from chainrule.phrases.english import ENGLISH

_PLACE = re.compile(r"\{(\w+)(?::([^{}|]*)|\|([^{}|]*)\|([^{}|]*))?\}")
MOST_DIGITS = 17
"""Floats that agree in this number of significant digits are treated as equal."""
MOST_DECIMALS = 6
"""The largest number of decimals of a mean whose deviation has two significant digits."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Phrase(str):
    """A sentence or part of a sentence, which each language forms from a key and values.

    A phrase is a `str` with the English text, which terminals and reports print directly. The page
    receives `key` and `values` and forms the text in its own language.

    A template contains placeholders: `{name}` is a value, where a float has two significant digits;
    `{name:spec}` is a float in Python's format `spec` ("g", ".3g", ".0f", ".0%", ","; ".3m" is
    ".3g" with a true minus sign), or a list joined by `spec` (such as "; "; by nothing in
    `{name:}`); `{name:lower}` is a string with its first letter in lower case; `{name|one|many}` is
    a word that depends on the count `name`; `{name:~other}` is a number with as many significant
    digits as distinguish it from `other`; `{name:±other}` is a mean and its standard deviation with
    the same number of decimals.

    Attributes
    ----------
    key : the key in the catalogue.
    values : numbers, names, phrases and lists of these, by the names used in the template.

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
        """Create a phrase. `english` is the text of a phrase whose key is not in the English
        catalogue, such as a setting's label, which is in the table of settings."""
        values = dict(values or {})
        made = super().__new__(cls, filled(ENGLISH[key], values) if english is None else english)
        made.key, made.values = key, values
        return made

    def __reduce__(self) -> tuple[type[Phrase], tuple[str, Mapping[str, Any], str]]:
        return type(self), (self.key, self.values, str(self))


def phrase(key: str, /, **values: Any) -> Phrase:
    """`Phrase(key, values)`, with the values passed as keyword arguments."""
    return Phrase(key, values)


def sentences(parts: Sequence[str]) -> Phrase:
    """Whole sentences joined by spaces; empty sentences are omitted."""
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
    """`value` with two significant digits, or as many as distinguish it from `other`."""
    for digits in range(2, MOST_DIGITS):
        if said(value, digits) != said(other, digits):
            return said(value, digits)
    return said(value)


def _spread(mean: float, deviation: float) -> str:
    """A mean and a deviation, where the deviation has two significant digits and both have its
    number of decimals: 0.6630 ± 0.0042. If this would take more than `MOST_DECIMALS` decimals, the
    mean has three significant digits and the deviation two."""
    forms = ".3g", ".2g"
    if deviation > 0 and math.isfinite(deviation):
        decimals = max(0, 1 - int(f"{deviation:.1e}".partition("e")[2]))
        if decimals <= MOST_DECIMALS:
            forms = (f".{decimals}f",) * 2
    return " ± ".join(map(_text_of, (mean, deviation), forms))


def said(value: float, digits: int = 2) -> str:
    """A number with `digits` significant digits and no line breaks: 0.0042, 12, 6.1 × 10⁻⁵."""
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{float(f'{value:.{digits}g}'):.{max(6, digits)}g}"
    if not math.isfinite(value):
        return not_finite(value)
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = str(int(power)).translate(_SUPERSCRIPTS)
    return f"{float(mantissa):.{digits}g} × 10{exponent}".replace(" ", "\N{NO-BREAK SPACE}")


def not_finite(value: float) -> str:
    """The text for an infinity or NaN: NaN, ∞ or −∞."""
    return "NaN" if math.isnan(value) else "−∞" if value < 0 else "∞"
