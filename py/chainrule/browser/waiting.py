"""The queue of commands that wait for a table to be read."""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Callable, Generator
from time import perf_counter
from typing import Any

from chainrule.browser.instrument import Message
from chainrule.browser.tables.messages import TableProgress
from chainrule.browser.words import for_the_page
from chainrule.data.reading.csv_file import read_in_steps
from chainrule.data.tabular.columns import Table
from chainrule.data.tabular.own import CsvSource, is_read, remember_read
from chainrule.errors import InputError
from chainrule.phrases import phrase

AT_ONCE = 200_000
"""Tables of at most this many characters are read immediately."""
ALMOST = 0.99
"""The upper limit of the progress that is reported before the command is executed."""


class Waiting:
    """Executes commands in order, and reads the tables that they need in slices, so that the page
    can show the progress and the user can stop the reading.

    Parameters
    ----------
    carry_out : executes a command and returns the answer.
    refuse : answers an invalid command; takes the command, the error message and the invalid field.
    """

    def __init__(
        self,
        carry_out: Callable[[dict[str, Any]], list[Message]],
        refuse: Callable[[dict[str, Any], str, str | None], list[Message]],
    ) -> None:
        self._carry_out, self._refuse = carry_out, refuse
        self._commands: deque[dict[str, Any]] = deque()
        self._source: CsvSource | None = None
        self._steps: Generator[float, None, Table] | None = None
        self._error: Exception | None = None
        self._progress = self._reported = 1.0
        self._answers: list[Message] = []

    @property
    def is_busy(self) -> bool:
        """Whether commands are waiting."""
        return bool(self._commands)

    @property
    def is_ready(self) -> bool:
        """Whether the first waiting command can be executed."""
        return self.is_busy and self._steps is None

    def receive(self, message: dict[str, Any]) -> list[Message]:
        """Execute and answer a command, unless it must wait for a large table or for earlier
        commands."""
        if message["type"] == "stop_reading":
            return self._stop()
        self._commands.append(message)
        if len(self._commands) == 1:
            self._prepare()
            if self._source is not None and len(self._source.text) <= AT_ONCE:
                self._read(math.inf)
            if self.is_ready:
                return self._next()
        return []

    def work(self, seconds: float) -> None:
        """Continue reading, or execute the first command."""
        if self.is_ready:
            self._answers += self._next()
        else:
            self._read(seconds)

    def news(self) -> list[Message]:
        """The answers to commands that waited, and the progress of reading."""
        answers, self._answers = self._answers, []
        if self._reported == self._progress:
            return answers
        self._reported = self._progress
        report: TableProgress = {"type": "table_progress", "progress": self._progress}
        return [*answers, (json.dumps(report), {})]

    def _stop(self) -> list[Message]:
        """Cancel the reading. Commands with a revision are refused, and `keep_table` is dropped.
        The other commands do not need a table and are executed."""
        commands = list(self._commands)
        self._commands.clear()
        self._prepare()
        answers: list[Message] = []
        for message in commands:
            if "revision" in message:
                answers += self._refuse(message, phrase("table.stopped"), None)
            elif message["type"] != "keep_table":
                answers += self._carry_out(message)
        return [*answers, *self.news()]

    def _next(self) -> list[Message]:
        """Execute the first command or, if its table could not be read, report the error."""
        message, error = self._commands.popleft(), self._error
        self._prepare()
        if error is None:
            return self._carry_out(message)
        if isinstance(error, InputError):
            return self._refuse(message, for_the_page(error), error.field)
        return self._refuse(message, phrase("failure.table", error=str(error)), None)

    def _read(self, seconds: float) -> None:
        """Continue reading for about this number of seconds."""
        stop = perf_counter() + seconds
        try:
            while self._steps is not None and self._source is not None:
                self._progress = min(ALMOST, next(self._steps))
                if perf_counter() >= stop:
                    return
        except StopIteration as end:
            if self._source is not None:
                remember_read(self._source, end.value)
            self._steps = None
        except Exception as error:  # the page must be notified of any failure
            self._steps, self._error = None, error

    def _prepare(self) -> None:
        """Start to read the table that the first command needs."""
        self._source = self._steps = self._error = None
        self._progress = 1.0
        if not self._commands:
            return
        try:
            self._source = _source_of(self._commands[0])
        except InputError as error:
            self._error = error
        if self._source is not None and not is_read(self._source):
            self._steps = read_in_steps(self._source.text, self._source.reading)
            self._progress = 0.0


def csv_source(message: dict[str, Any]) -> CsvSource:
    """The table in a command that contains one.

    Raises
    ------
    InputError
        If the values do not describe a table.
    """
    return CsvSource.from_dict({k: v for k, v in message.items() if k not in ("type", "revision")})


def _source_of(message: dict[str, Any]) -> CsvSource | None:
    """The table in a command, or None."""
    if message["type"] in ("read_table", "keep_table"):
        return csv_source(message)
    text = message.get("hash", "") if message["type"] == "open" else ""
    if not text.lstrip().startswith("{") or '"csv"' not in text:
        return None
    try:
        csv = json.loads(text).get("csv")
    except (ValueError, RecursionError):
        return None  # the experiment reports this with a clearer error
    return CsvSource.from_dict(csv) if isinstance(csv, dict) else None
