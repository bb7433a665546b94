"""The results of a sweep as a table with one row per member, written as CSV or Parquet."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from chainrule.data.reading.csv_file import write_csv
from chainrule.errors import InputError
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.notation import ROWS
from chainrule.sweeps.task import ERRORS, MEASURES, Row

FORMATS = (".csv", ".parquet")

Table = dict[str, list[Any]]


def columns_of(grid: Grid) -> dict[str, type]:
    """The table's columns and their types: the varied settings, the seed, and the results."""
    names = dict.fromkeys([*grid.names, "seed"])
    return {name: ROWS[name].form.type for name in names} | _measures(grid)


def _measures(grid: Grid) -> dict[str, type]:
    return MEASURES if grid.has_classes else MEASURES | dict.fromkeys(ERRORS, float)


def table_of(grid: Grid, rows: dict[int, Row]) -> Table:
    """The rows of the finished members, in the order of the grid."""
    table: Table = {name: [] for name in columns_of(grid)}
    for member in grid.members:
        if member.number not in rows:
            continue
        for name, kind in columns_of(grid).items():
            if name in MEASURES or name in ERRORS:
                # A run that diverged, or whose targets are classes, has no regression errors.
                value = rows[member.number].get(name, math.nan)
            else:
                value = member.changes.get(name, member.experiment.seed)
                value = value if kind is not str else ROWS[name].to_text(value)
            table[name].append(value)
    return table


def check_format(path: Path) -> None:
    """Check that pyarrow is installed if the file is a Parquet file.

    Raises
    ------
    InputError
        If pyarrow is not installed; the message says how to install it.
    """
    if path.suffix.lower() == ".parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError:
            allowed = "a file ending in .csv; for Parquet: pip install 'chainrule[parquet]'"
            raise InputError("--output", str(path), allowed) from None


def write_table(grid: Grid, table: Table, path: Path) -> None:
    """Write the table atomically, in the format given by the path's extension."""
    draft = path.with_name(f".{path.name}.draft")
    if path.suffix.lower() == ".parquet":
        _write_parquet(columns_of(grid), table, draft)
    else:
        rows = zip(*([_cell(value) for value in column] for column in table.values()), strict=True)
        draft.write_text(write_csv(list(table), rows), encoding="utf-8", newline="")
    os.replace(draft, path)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value != value else str(value)  # unknown values are left empty


def _write_parquet(columns: dict[str, type], table: Table, path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    kinds = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    schema = pyarrow.schema(
        [(name, kinds.get(kind, pyarrow.string())) for name, kind in columns.items()]
    )
    # Unknown values are null, like empty cells in CSV.
    known = {
        name: [None if value != value else value for value in values]
        for name, values in table.items()
    }
    pyarrow.parquet.write_table(pyarrow.table(known, schema=schema), path)
