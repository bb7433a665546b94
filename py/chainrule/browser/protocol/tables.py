"""Messages about tables: their format and content."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class TableReading(TypedDict):
    """The options of `chainrule.data.reading.Reading`; options that are null are detected
    automatically."""

    delimiter: str | None
    header: bool | None
    decimal: NotRequired[str | None]
    thousands: NotRequired[str | None]
    encoding: NotRequired[str | None]
    missing: NotRequired[list[str] | None]
    date_order: NotRequired[str | None]


class TableSource(TableReading):
    """A CSV file: its text, or its bytes in base64."""

    text: NotRequired[str]
    bytes: NotRequired[str]


class ReadTable(TableSource):
    """Use a CSV file as the data."""

    type: Literal["read_table"]
    revision: int


class KeepTable(TableSource):
    """Store a CSV file, to which a URL refers, for later commands."""

    type: Literal["keep_table"]


class StopReading(TypedDict):
    """Stop reading the table for which other commands are waiting; these commands then fail."""

    type: Literal["stop_reading"]


class TableColumn(TypedDict):
    """A column of a table, with the number of distinct texts in it (0 for numbers and dates) and
    the number of missing values."""

    name: str
    kind: Literal["number", "text", "date"]
    texts: int
    missing: int


class LeftOutColumns(TypedDict):
    """Columns that are left out of the inputs, all for the same reason. The user can include them
    with a click if `can_include` is set."""

    columns: list[str]
    sentence: str
    can_include: bool


class TableFacts(TypedDict):
    """The table that contains the data. `target` is the current target; `inputs` names the inputs
    of the network, with a separate name for each category of a text column. `doubtful` contains
    remarks on used columns and categories that may have been misread, such as categories that may
    represent missing values. `has_sets` says whether a column "set" assigns the rows to training
    and test."""

    rows: int
    columns: list[TableColumn]
    left_out: list[LeftOutColumns]
    doubtful: list[str]
    has_sets: bool
    target: str
    inputs: list[str]
    axes: tuple[int, int]
    remarks: list[str]
    is_regression: bool
