"""Settings and their errors in words for the page."""

from __future__ import annotations

import json
import math
from typing import Any

from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings import SETTINGS
from chainrule.phrases import Phrase, phrase


def words_of(name: str, experiment: Experiment) -> Phrase:
    """A setting and its value in words."""
    row = SETTINGS[name]
    return row.form.sentence(row, getattr(experiment, name))


def for_the_page(error: InputError) -> Phrase:
    """The error's sentence with the control's label, and values as an address gives them."""
    row = SETTINGS.get(error.field)
    if row is None:
        return error.sentence_for(error.field, error.value)
    value = row.to_text(error.value) if isinstance(error.value, tuple) else error.value
    return error.sentence_for(row.title, value)


def exact_epoch(epoch: float) -> int | Phrase:
    """An epoch for a sentence, with two decimals unless it is whole to two decimals."""
    shown = round(epoch, 2)
    return int(shown) if shown == int(shown) else phrase("epoch.part", epoch=shown)


def encoded(header: Any) -> str:
    """A report's header as JSON; a phrase is an object of its key and values, which the page words
    as it reads it."""
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
    """A value of a phrase: JSON has no infinities, and no floats without a fraction."""
    if isinstance(value, float) and not math.isfinite(value):
        return "∞"
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
    return SETTINGS[rest[0]].titles[rest[1]] if section == "choice" else Phrase(key, values)
