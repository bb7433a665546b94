"""The settings whose values a fleet can compare over seeds, and their initial values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from chainrule.browser.fleets.messages import FleetSetting
from chainrule.errors import InputError, setting_like
from chainrule.experiment.comparison.differences import title_of, value_of
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.field import Field
from chainrule.experiment.layers.kind import LAYER_KINDS
from chainrule.experiment.settings.table import SETTINGS, Setting
from chainrule.fleets.members import LAYER_FIELDS, member_experiment
from chainrule.phrases import phrase

KINDS = ("choice", "switch", "real", "whole", "features")


def varied_in(experiment: Experiment) -> list[str]:
    """The settings that a fleet of this experiment can compare, beginning with those of the
    layers."""
    fields = [
        name
        for name, field in LAYER_FIELDS.items()
        if any(field in layer for layer in experiment.layers)
    ]
    return [*fields, *(row.name for row in SETTINGS.values() if _can_vary(row, experiment))]


def settings_of(experiment: Experiment) -> list[FleetSetting]:
    """The settings in `varied_in` in the form that the page receives, except those with only one
    allowed value."""
    proposed = [_setting(name, experiment) for name in varied_in(experiment)]
    return [setting for setting in proposed if len(setting["texts"]) > 1]


def read_values(name: str, texts: Sequence[Any]) -> tuple[Any, ...]:
    """The values of a setting, parsed from texts written as in a URL.

    Raises
    ------
    InputError
        If a value is not allowed, or occurs twice.
    """
    row = _row(name)
    values: list[Any] = []
    for text in texts:
        try:
            value = row.form.check(row, row.form.from_text(row, text))
        except (ValueError, KeyError, TypeError):
            value = None
        if value is None:
            raise InputError(name, text, row.allowed)
        values.append(value)
    if len(set(values)) < len(values):
        raise InputError(name, ", ".join(texts), phrase("allowed.different"))
    return tuple(values)


def _can_vary(row: Setting, experiment: Experiment) -> bool:
    has_effect = row.needs is None or getattr(experiment, row.needs[0]) in row.needs[1]
    return has_effect and row.kind in KINDS and row.is_compared and row.scope != "end"


def _row(name: str) -> Setting | Field:
    if name in SETTINGS:
        return SETTINGS[name]
    fields = {f"layers.{field.name}": field for field in LAYER_KINDS["linear"].fields}
    if name not in fields:
        raise InputError("vary", name, setting_like(name, [*SETTINGS, *LAYER_FIELDS]))
    return fields[name]


def _setting(name: str, experiment: Experiment) -> FleetSetting:
    row = _row(name)
    values = [*row.choices] if row.kind == "choice" else [False, True]
    is_choice = row.kind in ("choice", "switch")
    return {
        "name": name,
        "label": title_of(name),
        "options": [
            {"text": row.form.to_text(value), "label": value_of(name, value)} for value in values
        ]
        if is_choice
        else [],
        "texts": [row.form.to_text(value) for value in _first_values(name, row, experiment)],
    }


def _first_values(name: str, row: Setting | Field, experiment: Experiment) -> list[Any]:
    """The current value and a clearly different one, in the order in which the page shows them."""
    now = _now(name, experiment)
    others: Sequence[Any]
    if row.kind == "switch":
        others = [not now]
    elif row.kind == "choice":
        others = [word for word in row.choices if word != now]
    elif row.kind == "features":
        others = [now[:1]]
    elif row.usual is not None:
        others = [0.0 if now else row.usual]
    elif isinstance(row, Setting) and row.is_near_1:
        others = [_short(1 - 2 * (1 - now))]
    else:
        others = [_short(now * 2), _short(now / 2), now + 1]
    fitting = (value for value in others if value != now and _fits(name, value, experiment))
    values = [now, *islice(fitting, 1)]
    return sorted(values) if row.kind == "switch" or row.usual is not None else values


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _now(name: str, experiment: Experiment) -> Any:
    """The experiment's value; for a setting of layers, that of the first layer that has the
    setting."""
    if name in SETTINGS:
        return getattr(experiment, name)
    field = LAYER_FIELDS[name]
    return next(layer[field] for layer in experiment.layers if field in layer)


def _fits(name: str, value: Any, experiment: Experiment) -> bool:
    row = _row(name)
    checked = row.form.check(row, value)
    if checked is None:
        return False
    try:
        member_experiment(experiment, {name: checked})
    except InputError:
        return False
    return True
