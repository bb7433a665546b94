"""Tables that a person has brought, kept under a name made from their content."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from chainrule.data.csv_file import read_csv
from chainrule.data.table import Table
from chainrule.errors import InputError


@dataclass(frozen=True)
class CsvSource:
    """A CSV text and how it is to be read; None where that is to be guessed."""

    text: str
    delimiter: str | None = None
    header: bool | None = None


_kept: dict[str, tuple[CsvSource, Table]] = {}


def keep_table(source: CsvSource) -> str:
    """Read a table, and keep it; returns its name, which depends on `source` alone.

    Raises
    ------
    InputError
        As `read_csv`.
    """
    import hashlib  # a tenth of the page's start-up, and of use to few

    digest = hashlib.sha256(json.dumps(asdict(source)).encode())
    name = digest.hexdigest()[:12]
    if name not in _kept:
        _kept[name] = source, read_csv(source.text, source.delimiter, source.header)
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
