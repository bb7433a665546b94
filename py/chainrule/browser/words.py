"""Descriptions of settings and of errors for the page."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from chainrule.errors import InputError, named_field, shown_value
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.registry import layer_titles
from chainrule.experiment.settings.table import SETTINGS
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH
from chainrule.phrases.phrase import not_finite


def words_of(name: str, experiment: Experiment) -> Phrase:
    """A setting and its value as a phrase."""
    row = SETTINGS[name]
    return row.form.sentence(row, getattr(experiment, name))


def changes_in_words(
    names: Sequence[str], before: Experiment, after: Experiment
) -> tuple[Phrase, Phrase]:
    """Two phrases for changed settings: one with their new values, and one with their values before
    and after the change."""
    return (
        phrase("changes", parts=[words_of(name, after) for name in names]),
        phrase("changes", parts=[_change(name, before, after) for name in names]),
    )


def _change(name: str, before: Experiment, after: Experiment) -> Phrase:
    row = SETTINGS[name]
    old, new = (row.form.sentence(row, getattr(each, name)) for each in (before, after))
    if "value" not in new.values:
        return new
    return phrase(
        "changed.from", label=row.title, before=old.values["value"], after=new.values["value"]
    )


def for_the_page(error: InputError) -> Phrase:
    """The error in everyday language, with the label of the control, and with values written as in
    a URL."""
    row = SETTINGS.get(error.field)
    if row is None:
        return _plain(error, named_field(error.field), error.value)
    value = row.to_text(error.value) if isinstance(error.value, tuple) else error.value
    return _plain(error, row.title, value)


def _plain(error: InputError, field: str, value: object) -> Phrase:
    """The sentence for this kind of value or for the allowed values; see
    `phrases.english.plain`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    parts = [part for part in (error.value, error.allowed) if isinstance(part, Phrase)]
    said = next((part for part in parts if f"plain.{part.key}" in ENGLISH), None)
    values: dict[str, Any] = {"field": field, "value": shown_value(value)}
    if said is None and _is_empty(error.value):
        return phrase("plain.empty", field=field, allowed=error.allowed)
    if said is None:
        return Phrase("plain.input", {**values, "allowed": error.allowed})
    # Both parts may have values with the same name. Those of the part for which the sentence was
    # written take precedence.
    for part in (*parts, said):
        values |= part.values
    return Phrase(f"plain.{said.key}", values)


def _is_empty(value: object) -> bool:
    """Whether a field contains no text, or a list contains no entry with text."""
    if isinstance(value, list | tuple):
        return all(map(_is_empty, value))
    return isinstance(value, str) and not value.strip()


def exact_epoch(epoch: float) -> int | Phrase:
    """An epoch as shown in a sentence: rounded to two decimal places, or an integer if these are
    zero."""
    shown = round(epoch, 2)
    return int(shown) if shown == int(shown) else phrase("epoch.part", epoch=shown)


def encoded(header: Any) -> str:
    """A report's header as JSON; a phrase becomes an object with its key and values, which the page
    converts to text."""
    return json.dumps(_crossing(header))


def decoded(text: str) -> Any:
    """The inverse of `encoded`."""
    return json.loads(text, object_hook=_met)


def _crossing(value: Any) -> Any:
    if isinstance(value, Phrase):
        values = {name: _filling(each) for name, each in value.values.items()}
        return {"key": value.key, "values": values}
    if isinstance(value, dict):
        return {name: _crossing(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_crossing(each) for each in value]
    return value


def _filling(value: Any) -> Any:
    """A value of a phrase in a form that survives JSON, which cannot represent infinities and does
    not distinguish the float 1.0 from the integer 1."""
    if isinstance(value, float) and not math.isfinite(value):
        return not_finite(value)
    if isinstance(value, float) and value.is_integer():
        return {"float": value}
    return (
        [_filling(each) for each in value] if isinstance(value, list | tuple) else _crossing(value)
    )


def _met(value: dict[str, Any]) -> Any:
    if value.keys() == {"float"}:
        return value["float"]
    if value.keys() != {"key", "values"}:
        return value
    key, values = value["key"], value["values"]
    section, *rest = key.split(".")
    if section == "setting":
        return SETTINGS[rest[0]].title
    if section == "choice":
        return SETTINGS[rest[0]].titles[rest[1]]
    labels = {title.key: title for title in layer_titles()} if section == "layer" else {}
    return labels.get(key) or Phrase(key, values)
