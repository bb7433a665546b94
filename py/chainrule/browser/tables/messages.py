"""Messages about previews of tables, and about the progress of reading a table."""

from __future__ import annotations

from typing import Literal, TypedDict

from chainrule.browser.protocol.tables import TableReading, TableSource


class PreviewTable(TableSource):
    """Preview how a CSV file is read. Answered by `table_preview` reports with this `number`, the
    last of which has progress 1."""

    type: Literal["preview_table"]
    number: int


class StopTable(TypedDict):
    """Cancel the current preview."""

    type: Literal["stop_table"]


TableCommand = PreviewTable | StopTable


class DoubtfulCategory(TypedDict):
    """A category that may represent a missing value, such as "-". It counts as missing if the table
    is read with `missing` as the list of markers of missing values."""

    marker: str
    sentence: str
    missing: list[str]


class TablePreview(TypedDict):
    """How a table is read: the options, the first rows and columns with the kind of each column
    (number, date or text), and the total numbers of rows and columns. These values are unknown
    until `progress` is 1; `fault` is the error if the table cannot be read."""

    type: Literal["table_preview"]
    number: int
    progress: float
    fault: str | None
    reading: TableReading | None
    remarks: list[str]
    doubtful: list[DoubtfulCategory]
    columns: list[str]
    kinds: list[str]
    rows: list[list[str]]
    row_count: int
    column_count: int


class TableProgress(TypedDict):
    """The progress of reading a large table that an experiment needs; 1 when the reading is
    completed or cancelled."""

    type: Literal["table_progress"]
    progress: float


TableReport = TablePreview | TableProgress
