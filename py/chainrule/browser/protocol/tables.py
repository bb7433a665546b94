"""Messages about tables: their format and content."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class TableReading(TypedDict):
    """Options for reading a table, as in `chainrule.data.reading.Reading`; null to detect them."""

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
    """Store a CSV file that a URL names."""

    type: Literal["keep_table"]


class StopReading(TypedDict):
    """Stop reading the table needed by other commands; these commands fail."""

    type: Literal["stop_reading"]


class TableColumn(TypedDict):
    """A column of a table, with the number of its different texts (0 for numbers and dates) and of
    its missing values."""

    name: str
    kind: Literal["number", "text", "date"]
    texts: int
    missing: int


class LeftOutColumns(TypedDict):
    """Columns that are not inputs, for a common reason. They can be included with a click, unless
    there are too many inputs."""

    columns: list[str]
    sentence: str
    can_include: bool


class TableFacts(TypedDict):
    """The table the data come from. `target` is the current one; `inputs` names the inputs of the
    network, with a separate name for each category of a text column. `doubtful` are sentences on
    categories in use that may stand for missing values. `has_sets` says whether a column "set"
    tells training from test rows."""

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
