"""The preview in the import dialog, which shows how Python reads a table before the user decides to
use it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from time import perf_counter
from typing import Any

from chainrule.browser.instrument import Instrument, Message
from chainrule.browser.protocol.tables import TableReading
from chainrule.browser.tables.messages import TablePreview
from chainrule.browser.words import encoded, for_the_page
from chainrule.data.reading.csv_file import read_in_steps
from chainrule.data.tabular.columns import Table
from chainrule.data.tabular.own import CsvSource, remember_read
from chainrule.data.tabular.suggestion import doubtful_categories
from chainrule.errors import InputError

ROWS, COLUMNS = 5, 20
"""The largest numbers of rows and columns that a preview shows."""
ALMOST = 0.99
"""The upper limit of the progress that is reported before the preview is available."""


class TableReader(Instrument):
    """Reads a table in steps, so that the page can show the progress and the user can stop the
    reading."""

    _source: CsvSource
    _steps: Generator[float, None, Table] | None = None
    _number = 0
    _news: TablePreview | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a table is being read."""
        return self._steps is not None

    def on_preview_table(self, message: dict[str, Any]) -> list[Message]:
        """Start to read a table, and cancel the reading of any other table."""
        self._number, self._steps = message["number"], None
        values = {k: v for k, v in message.items() if k not in ("type", "number")}
        try:
            self._source = CsvSource.from_dict(values)
        except InputError as error:
            self._news = self._report(fault=for_the_page(error))
            return self.news()
        self._steps = read_in_steps(self._source.text, self._source.reading)
        return []

    def on_stop_table(self, _message: dict[str, Any]) -> list[Message]:
        """Cancel the reading."""
        self._steps = self._news = None
        return []

    def work(self, seconds: float) -> None:
        """Continue reading; errors in the table become part of the report."""
        stop = perf_counter() + seconds
        try:
            while self._steps is not None:
                self._news = self._report(progress=min(ALMOST, next(self._steps)))
                if perf_counter() >= stop:
                    return
        except StopIteration as end:
            remember_read(self._source, end.value)
            self._end(self._preview(end.value))
        except InputError as error:
            self._end(self._report(fault=for_the_page(error)))

    def news(self) -> list[Message]:
        """The progress of reading, or its result."""
        if self._news is None:
            return []
        message = encoded(self._news)
        self._news = None
        return [(message, {})]

    def _end(self, report: TablePreview) -> None:
        self._steps, self._news = None, report

    def _report(self, progress: float = 1.0, fault: str | None = None) -> TablePreview:
        return {
            "type": "table_preview",
            "number": self._number,
            "progress": progress,
            "fault": fault,
            "reading": None,
            "remarks": [],
            "doubtful": [],
            "columns": [],
            "kinds": [],
            "rows": [],
            "row_count": 0,
            "column_count": 0,
        }

    def _preview(self, table: Table) -> TablePreview:
        found = asdict(table.reading)
        reading: TableReading = {**found, "missing": list(table.reading.missing or ())}  # pyright: ignore[reportAssignmentType]
        return {
            **self._report(),
            "reading": reading,
            "remarks": list(table.remarks),
            "doubtful": [
                {
                    "marker": found.marker,
                    "sentence": found.sentence,
                    "missing": list(found.missing),
                }
                for found in doubtful_categories(table)
            ],
            "columns": table.names[:COLUMNS],
            "kinds": [column.kind for column in table.columns[:COLUMNS]],
            "rows": [row[:COLUMNS] for row in table.first_rows(ROWS)],
            "row_count": len(table),
            "column_count": len(table.columns),
        }
