"""Settings as the fragment of a URL, the part after `#`:
`data=xor&layers=4-relu,2-tanh-drop0.2-norm`."""

from __future__ import annotations

import re
from typing import Any

from chainrule.errors import InputError
from chainrule.experiment.settings.table import setting
from chainrule.phrases import phrase


def write(values: dict[str, Any]) -> str:
    """The settings as `name=value` pairs joined by `&`."""
    return "&".join(f"{name}={setting(name).to_text(value)}" for name, value in values.items())


_ESCAPED = re.compile("(?:%[0-9a-fA-F]{2})+")


def read(text: str) -> dict[str, Any]:
    """The settings in a URL's fragment, each converted to its own type; a leading `#` is ignored.

    Raises
    ------
    InputError
        If a part is not `name=value`, has an unknown name, is repeated, or has an invalid value.
    """
    values: dict[str, Any] = {}
    for part in filter(None, _unquoted(text).removeprefix("#").split("&")):
        name, equals, value = part.partition("=")
        if not equals:
            raise InputError("address", part, phrase("allowed.address_parts"))
        if name in values:
            raise InputError(name, value, phrase("allowed.once"))
        values[name] = setting(name).from_text(value)
    return values


def _unquoted(text: str) -> str:
    """The text with %xx decoded as UTF-8, as `urllib.parse.unquote` does. Importing that function
    would take a tenth of the page's start-up time and require modules that the site omits."""
    return _ESCAPED.sub(
        lambda found: bytes.fromhex(found[0].replace("%", "")).decode(errors="replace"), text
    )
