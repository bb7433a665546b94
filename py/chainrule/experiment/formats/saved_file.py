"""The format of saved files: its version, and conversion from version 1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chainrule.errors import InputError
from chainrule.experiment.layers.parts import layer_of
from chainrule.experiment.settings.table import SETTINGS, plain
from chainrule.phrases import phrase

VERSION = 2
"""The version of the file format. In version 1, a layer was a list of width, activation, dropout
and norm, and all layers were dense."""
MAX_JSON = 60_000
"""The largest number of characters, more than any experiment needs; deeply nested text of unlimited
length could overflow the browser's stack."""


def plain_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by name, JSON-ready."""
    return {name: plain(value) for name, value in values.items()}


def settings_of(text: str) -> dict[str, Any]:
    """The settings in a file of any version, converted to the current version.

    A file without a version may contain layers of either version.

    Raises
    ------
    InputError
        If the text is not a JSON object, the version is unknown, or its layers belong to another
        version.
    """
    values = _read_object(text)
    version = values.pop("version", None)
    if version not in (None, 1, VERSION) or isinstance(version, bool):
        raise InputError("version", version, phrase("allowed.versions", first=1, last=VERSION))
    layers = values.get("layers")
    if isinstance(layers, list):
        values["layers"] = [_layer(layer, version) for layer in layers]
    return values


def upgraded(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON-ready settings of any version, converted to the form of `plain_settings`.

    Settings that did not exist in that version take their defaults.
    """
    defaults = plain_settings({name: row.default for name, row in SETTINGS.items()})
    complete = {**defaults, **values}
    try:
        layers = [layer_of(layer).to_dict() for layer in complete["layers"]]
    except (InputError, TypeError):
        return complete
    return {**complete, "layers": layers}


def _layer(layer: Any, version: int | None) -> Any:
    kinds = {None: (list, dict), 1: (list,), VERSION: (dict,)}[version]
    if not isinstance(layer, kinds):
        key = {None: "layers.old_or_new", 1: "layers.old", VERSION: "layers.new"}[version]
        raise InputError("layers", layer, phrase(key))
    return layer_of(layer)


def _read_object(text: str) -> dict[str, Any]:
    """The settings in a JSON object, which may be longer than `MAX_JSON` if it contains a table."""
    if len(text) > MAX_JSON and '"csv"' not in text:
        raise InputError("experiment", text[:40], phrase("allowed.json_length", most=MAX_JSON))
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = phrase("allowed.json", error=str(error)[:60])
        raise InputError("experiment", text[:40], why) from None
    if not isinstance(values, dict):
        raise InputError("experiment", values, phrase("allowed.json_settings"))
    return values
