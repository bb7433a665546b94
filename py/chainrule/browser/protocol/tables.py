"""Messages about tables: their format and content."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class TableReading(TypedDict):
    """How a table is read, as `chainrule.data.reading.Reading` has it; null: to be decided."""

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


class PreviewTable(TableSource):
    """Read a CSV file, and answer with how it is read: by `table_preview`s of this `number`, of
    which the last has progress 1."""

    type: Literal["preview_table"]
    number: int


class StopTable(TypedDict):
    """Cancel the current preview."""

    type: Literal["stop_table"]


class StopReading(TypedDict):
    """Give up the table that is being read for other commands: those that needed it fail."""

    type: Literal["stop_reading"]


TableCommand = KeepTable | PreviewTable | StopTable | StopReading


class TableColumn(TypedDict):
    """A column of a table: how many different texts it has (0 of numbers and dates), how many
    values are missing."""

    name: str
    kind: Literal["number", "text", "date"]
    texts: int
    missing: int


class LeftOutColumns(TypedDict):
    """Columns that are not inputs, for one reason. They can be included by a click, unless
    there are too many inputs."""

    columns: list[str]
    sentence: str
    can_include: bool


class TableFacts(TypedDict):
    """The table the data come from. `target` is the one in force; `inputs` names what the network
    is given, a text column's categories apart. `has_sets` says whether a column "set" tells
    training from test rows."""

    rows: int
    columns: list[TableColumn]
    left_out: list[LeftOutColumns]
    has_sets: bool
    target: str
    inputs: list[str]
    axes: tuple[int, int]
    remarks: list[str]
    is_regression: bool


class TablePreview(TypedDict):
    """How a table is read: the decisions, the first rows and columns with the kind of each (number,
    date or text), and how many there are. Until `progress` is 1, nothing of it is known; `fault`
    says why the table can't be read."""

    type: Literal["table_preview"]
    number: int
    progress: float
    fault: str | None
    reading: TableReading | None
    remarks: list[str]
    columns: list[str]
    kinds: list[str]
    rows: list[list[str]]
    row_count: int
    column_count: int


class TableProgress(TypedDict):
    """The progress of reading a large table that an experiment needs; 1 when done or cancelled."""

    type: Literal["table_progress"]
    progress: float


TableReport = TablePreview | TableProgress
