"""Settings as they stand in an address after `#`: `data=xor&layers=4-relu,2-tanh`."""

from __future__ import annotations

from typing import Any

from chainrule.errors import InputError
from chainrule.training.settings import setting

NO_LAYERS = "none"


def write(values: dict[str, Any]) -> str:
    """The settings as `name=value` pairs joined by `&`."""
    return "&".join(f"{name}={text_of(value)}" for name, value in values.items())


def read(text: str) -> dict[str, Any]:
    """The settings of an address, each in its own type; a leading `#` is ignored.

    Raises
    ------
    InputError
        If a part is not `name=value`, names no setting, comes twice, or is no value of its kind.
    """
    values: dict[str, Any] = {}
    for part in filter(None, _unquoted(text).removeprefix("#").split("&")):
        name, equals, value = part.partition("=")
        if not equals:
            raise InputError("address", part, "parts of the form name=value, joined by &")
        if name in values:
            raise InputError(name, value, "one value; this setting comes twice")
        values[name] = _value(name, value)
    return values


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    # Rarely needed, and a tenth of the page's start-up: some programs escape what they pass on.
    from urllib.parse import unquote

    return unquote(text)


def text_of(value: Any) -> str:
    """A setting's value as it stands in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(f"{width}-{activation}" for width, activation in value) or NO_LAYERS
    short = f"{value:g}" if isinstance(value, float) else str(value)
    return short if isinstance(value, str) or float(short) == value else repr(value)


def _value(name: str, text: str) -> Any:
    row = setting(name)
    try:
        if row.kind == "whole":
            return int(text)
        if row.kind == "real":
            return float(text)
        if row.kind == "switch":
            return {"true": True, "false": False}[text]
        if row.kind == "layers":
            return _layers(text)
    except (ValueError, KeyError):
        raise InputError(name, text, row.allowed) from None
    return text


def _layers(text: str) -> tuple[tuple[int, str], ...]:
    if text == NO_LAYERS:
        return ()
    pairs = (part.partition("-") for part in text.split(","))
    return tuple((int(width), activation) for width, _, activation in pairs)
