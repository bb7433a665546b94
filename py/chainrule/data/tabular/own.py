"""The user's own tables, stored under a name derived from their content."""

from __future__ import annotations

import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from chainrule.data.reading import Reading
from chainrule.data.reading.csv_file import read_csv
from chainrule.data.reading.encodings import decode
from chainrule.data.tabular.columns import AS_GUESSED, Table
from chainrule.errors import InputError
from chainrule.phrases import phrase


@dataclass(frozen=True)
class CsvSource:
    """A CSV text and the format in which to read it."""

    text: str
    reading: Reading = AS_GUESSED

    @classmethod
    def from_dict(cls, values: Any) -> CsvSource:
        """A source from the output of `to_dict` or from a message of the page, which may contain a
        file's bytes in base64 instead of the text. Omitted options are None.

        Raises
        ------
        InputError
            If a name or a value is not allowed.
        """
        if not isinstance(values, Mapping):
            raise InputError("csv", values, phrase("table.allowed.object"))
        names = {field.name for field in fields(Reading)}
        decisions = {k: v for k, v in values.items() if k not in ("text", "bytes")}
        text, data = values.get("text"), values.get("bytes")
        is_one = isinstance(text, str) if data is None else isinstance(data, str) and text is None
        if not is_one or not decisions.keys() <= names:
            allowed = phrase("table.allowed.fields", names=sorted(names))
            raise InputError("csv", dict(values), allowed)
        reading = Reading(**decisions)
        if data is None:
            return cls(str(text), reading)
        text, encoding = decode(_bytes(data), reading.encoding)
        # The same text must get the same name whether it was pasted or read from a UTF-8 file.
        return cls(text, replace(reading, encoding=None if encoding == "utf-8" else encoding))

    def to_dict(self) -> dict[str, Any]:
        """The text and all options that are not None, as JSON-compatible values; `delimiter` and
        `header` are always included."""
        chosen = {"delimiter": None, "header": None} | self.reading.chosen()
        return {"text": self.text, **chosen}


def _bytes(coded: str) -> bytes:
    try:
        return binascii.a2b_base64(coded, strict_mode=True)
    except binascii.Error:
        raise InputError("bytes", coded, phrase("table.allowed.base64")) from None


_latest: list[tuple[CsvSource, Table]] = []
"""The table that was read last; it is often the next one to be stored."""
_kept: dict[str, tuple[CsvSource, Table]] = {}


def keep_table(source: CsvSource) -> str:
    """Read and store a table; return its name, which depends only on `source`.

    Raises
    ------
    InputError
        As in `read_csv`.
    """
    name = _name_of(source)
    if name not in _kept:
        read = [table for latest, table in _latest if latest == source]
        _kept[name] = source, read[0] if read else read_csv(source.text, source.reading)
    return name


def is_read(source: CsvSource) -> bool:
    """Whether the table has already been read; if so, `keep_table` does not read it again."""
    return any(latest == source for latest, _ in _latest) or _name_of(source) in _kept


def _name_of(source: CsvSource) -> str:
    import hashlib  # imported late, because it is slow to import and rarely needed

    return hashlib.sha256(json.dumps(source.to_dict()).encode()).hexdigest()[:12]


def remember_read(source: CsvSource, table: Table) -> None:
    """Remember a table that was just read for a preview, so that `keep_table` need not read it
    again."""
    _latest[:] = [(source, table)]


def kept_table(name: str) -> Table:
    """The table stored under `name`.

    Raises
    ------
    InputError
        If there is no such table.
    """
    return _entry(name)[1]


def kept_source(name: str) -> CsvSource:
    """The source of the table stored under `name`.

    Raises
    ------
    InputError
        If there is no such table.
    """
    return _entry(name)[0]


def _entry(name: str) -> tuple[CsvSource, Table]:
    if name not in _kept:
        raise InputError("table", name, phrase("table.allowed.known"))
    return _kept[name]
