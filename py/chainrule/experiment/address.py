"""Settings as they stand in an address after `#`: `data=xor&layers=4-relu,2-tanh-drop0.2-norm`."""

from __future__ import annotations

import re
from typing import Any

from chainrule.errors import InputError
from chainrule.experiment.settings import setting, with_options

NO_LAYERS, DROPOUT, NORM = "none", "drop", "norm"


def write(values: dict[str, Any]) -> str:
    """The settings as `name=value` pairs joined by `&`."""
    return "&".join(f"{name}={_written(name, value)}" for name, value in values.items())


def _written(name: str, value: Any) -> str:
    kind = setting(name).kind
    if kind == "names":
        return ",".join(map(_escaped, value)) or NO_LAYERS
    return _escaped(value) if kind == "text" else text_of(value)


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
        values[name] = value_of(name, value)
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
        return ",".join(map(_part, value)) or NO_LAYERS
    short = f"{value:g}" if isinstance(value, float) else str(value)
    return short if isinstance(value, str) or float(short) == value else repr(value)


def value_of(name: str, text: str) -> Any:
    """A setting's value from what stands in an address, in its own type; its bounds are not
    checked.

    Raises
    ------
    InputError
        If there is no such setting, or the text is no value of its kind.
    """
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
        if row.kind in ("features", "frozen"):
            return () if text == NO_LAYERS else tuple(text.split(","))
        if row.kind == "names":
            return () if text == NO_LAYERS else tuple(map(_unescaped, text.split(",")))
        if row.kind == "text":
            return _unescaped(text)
        if row.kind == "class_weights":
            return text if text in row.choices else tuple(map(float, text.split(",")))
        if row.kind == "numbers":
            return () if text == NO_LAYERS else tuple(map(float, text.split(",")))
        if row.kind == "points":
            return tuple(map(_point, text.split(",")))
    except (ValueError, KeyError):
        raise InputError(name, text, row.allowed) from None
    return text


def _escaped(name: str) -> str:
    """A person's own text, without the signs that part an address: those as ~ and two digits."""
    return re.sub(r"[~&=,#%]", lambda found: f"~{ord(found[0]):02x}", name)


def _unescaped(text: str) -> str:
    return re.sub(r"~([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), text)


def _point(text: str) -> tuple[float, float, int]:
    x1, x2, kind = text.split(":")
    return float(x1), float(x2), int(kind)


def _part(part: Any) -> str:
    if isinstance(part, str):  # a feature, a column or a frozen layer
        return part
    if isinstance(part, float):
        return text_of(part)
    if len(part) == 3 and not isinstance(part[1], str):  # a drawn point
        return ":".join(map(text_of, part))
    width, activation, dropout, norm = with_options(part)
    options = f"-{DROPOUT}{text_of(dropout)}" * bool(dropout) + f"-{NORM}" * norm
    return f"{width}-{activation}{options}"


def _layers(text: str) -> tuple[tuple[int, str, float, bool], ...]:
    return () if text == NO_LAYERS else tuple(map(_layer, text.split(",")))


def _layer(text: str) -> tuple[int, str, float, bool]:
    # The minus of 1e-5 separates nothing.
    width, activation, *options = re.split(r"-(?=[a-z])", text)
    norm = options[-1:] == [NORM]
    dropout = options[:-1] if norm else options
    if len(dropout) > 1 or not all(option.startswith(DROPOUT) for option in dropout):
        raise ValueError(text)
    share = float(dropout[0].removeprefix(DROPOUT)) if dropout else 0.0
    return int(width), activation, share, norm
