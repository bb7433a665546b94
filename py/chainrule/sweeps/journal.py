"""The journal of a sweep: finished results are saved immediately, so that the sweep can be
resumed."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, TextIO

from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.formats.saved_file import plain_settings, upgraded
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.notation import axis_of, texts
from chainrule.sweeps.task import Row
from chainrule.version import __version__

FIRST = "sweep"


def description(grid: Grid, epochs: int | None) -> dict[str, Any]:
    """Everything that determines a sweep's results, JSON-ready."""
    return {
        "chainrule": __version__,
        "experiment": plain_settings(vars(grid.base)),
        "vary": {axis.name: list(texts(axis)) for axis in grid.axes},
        "epochs": epochs,
    }


def digest(described: dict[str, Any]) -> str:
    """A short hash of a description."""
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:12]


class Journal:
    """A file of JSON lines: a description of the sweep, followed by the rows of each finished task.

    Incomplete lines are ignored, so the file can be read even after a crash.

    The journal of a smaller sweep is extended: if all of its finished members, identified by their
    complete experiments, are also members of `grid`, their rows are kept and only the other members
    are trained.

    Parameters
    ----------
    epochs : the largest number of epochs of each run; None for each member's own number.

    Attributes
    ----------
    rows : the rows of finished members, keyed by the members' numbers.

    Raises
    ------
    InputError
        If the file belongs to a different sweep; the message lists the differences.
    """

    def __init__(self, path: Path, grid: Grid, epochs: int | None) -> None:
        self.path = path
        self.rows: dict[int, Row] = {}
        self._grid = grid
        # Convert to JSON and back, like the description in the file, so that tuples become lists.
        self._described = json.loads(json.dumps(description(grid, epochs)))
        whole = self._read() if path.exists() else 0
        self._file: TextIO = path.open("a", encoding="utf-8")
        self._file.truncate(whole)
        if not whole:
            self._write(self._first_line())

    def add(self, rows: dict[int, Row]) -> None:
        """Save the rows of a finished task, keyed by the member's number."""
        self.rows |= rows
        self._write(rows)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _first_line(self) -> dict[str, Any]:
        return {FIRST: digest(self._described), **self._described}

    def _write(self, entry: dict[Any, Any]) -> None:
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self) -> int:
        """Read the rows of the file, and return the number of bytes in complete lines."""
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        try:
            first, *entries = [json.loads(line) for line in data[:whole].splitlines()] or [None]
            if first is None:
                return 0
            first.pop(FIRST)
            first["experiment"] = upgraded(first["experiment"])
            for entry in entries:
                self.rows |= {int(number): row for number, row in entry.items()}
        except (ValueError, KeyError, AttributeError):
            raise InputError("journal", str(self.path), "a journal of a sweep") from None
        # The descriptions are compared as text, because the order of the axes determines the
        # members' numbers.
        if json.dumps(first) == json.dumps(self._described):
            return whole
        rows = self._recognised(first)
        if rows is None:
            raise self._of_another(first)
        self.rows = rows
        return self._rewrite()

    def _recognised(self, first: dict[str, Any]) -> dict[int, Row] | None:
        """The rows of a smaller sweep, keyed by the members' numbers in this sweep. None if the
        sweeps differ in more than their varied settings, or if a finished member is not part of
        this sweep."""
        if {**first, "vary": None} != {**self._described, "vary": None}:
            return None
        try:
            axes = [axis_of(name, values) for name, values in first["vary"].items()]
            earlier = Grid(self._grid.base, axes).members
            done = {earlier[number].experiment: row for number, row in self.rows.items()}
        except (InputError, IndexError, AttributeError, TypeError):
            return None
        numbers: dict[Experiment, list[int]] = {}
        for member in self._grid.members:
            numbers.setdefault(member.experiment, []).append(member.number)
        if not done.keys() <= numbers.keys():
            return None
        return {number: row for experiment, row in done.items() for number in numbers[experiment]}

    def _rewrite(self) -> int:
        """Write this sweep's description and rows atomically, and return the file's size in
        bytes."""
        draft = self.path.with_name(f".{self.path.name}.draft")
        lines = [json.dumps(self._first_line())]
        lines += [json.dumps(self.rows)] * bool(self.rows)
        data = "".join(f"{line}\n" for line in lines).encode()
        draft.write_bytes(data)
        os.replace(draft, self.path)
        return len(data)

    def _of_another(self, first: dict[str, Any]) -> InputError:
        changes = _differences(first, self._described)
        allowed = f"the journal of the same sweep, but in it {', '.join(changes)}"
        done = f"{len(self.rows)} {'member' if len(self.rows) == 1 else 'members'}"
        return InputError(
            "journal", str(self.path), f"{allowed}; take another --output, or --restart to "
            f"start again (which discards the {done} done)"
        )  # fmt: skip


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The differences between two descriptions, as strings of the form "name is old, not new"."""
    changes = []
    for name in ("chainrule", "epochs"):
        if old.get(name) != new[name]:
            changes.append(f"{name} is {old.get(name)}, not {new[name]}")
    for part, prefix in (("experiment", ""), ("vary", "--vary ")):
        before, now = old.get(part, {}), new[part]
        for name in dict.fromkeys([*before, *now]):
            if before.get(name) != now.get(name):
                changes.append(f"{prefix}{name} is {before.get(name)}, not {now.get(name)}")
    return changes or ["a finished run is not in this sweep"]
