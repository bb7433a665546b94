"""Tables that a person has brought, kept under a name made from their content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from chainrule.data.columns import AS_GUESSED, Table
from chainrule.data.csv_file import read_csv
from chainrule.data.reading import Reading
from chainrule.errors import InputError


@dataclass(frozen=True)
class CsvSource:
    """A CSV text and how it is to be read."""

    text: str
    reading: Reading = AS_GUESSED

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CsvSource:
        """What `to_dict` wrote; decisions left out are None.

        Raises
        ------
        InputError
            If a name or a value is not allowed.
        """
        names = {field.name for field in fields(Reading)}
        decisions = {name: value for name, value in values.items() if name != "text"}
        if not isinstance(values.get("text"), str) or not decisions.keys() <= names:
            raise InputError("csv", dict(values), f"an object with text and {', '.join(names)}")
        return cls(values["text"], Reading(**decisions))

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: the text, and each decision that is made; delimiter and header always."""
        chosen = {"delimiter": None, "header": None} | self.reading.chosen()
        return {"text": self.text, **chosen}


_kept: dict[str, tuple[CsvSource, Table]] = {}


def keep_table(source: CsvSource) -> str:
    """Read a table, and keep it; returns its name, which depends on `source` alone.

    Raises
    ------
    InputError
        As `read_csv`.
    """
    import hashlib  # a tenth of the page's start-up, and of use to few

    digest = hashlib.sha256(json.dumps(source.to_dict()).encode())
    name = digest.hexdigest()[:12]
    if name not in _kept:
        _kept[name] = source, read_csv(source.text, source.reading)
    return name


def kept_table(name: str) -> Table:
    """The table kept under `name`.

    Raises
    ------
    InputError
        If there is none.
    """
    return _entry(name)[1]


def kept_source(name: str) -> CsvSource:
    """What the table kept under `name` was read from.

    Raises
    ------
    InputError
        If there is none.
    """
    return _entry(name)[0]


def _entry(name: str) -> tuple[CsvSource, Table]:
    if name not in _kept:
        raise InputError(
            "table", name, "a table that was read here; its file must be opened here first"
        )
    return _kept[name]
