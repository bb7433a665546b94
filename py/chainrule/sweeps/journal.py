"""The journal of a sweep: what is done, kept as it comes, so that it can be gone on with."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, TextIO

from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.sweeps.grid import Grid
from chainrule.sweeps.notation import axis_of, texts
from chainrule.sweeps.task import Row
from chainrule.version import __version__

FIRST = "sweep"


def description(grid: Grid, epochs: int | None) -> dict[str, Any]:
    """All on which a sweep's results depend, JSON-ready."""
    return {
        "chainrule": __version__,
        "experiment": vars(grid.base),
        "vary": {axis.name: list(texts(axis)) for axis in grid.axes},
        "epochs": epochs,
    }


def digest(described: dict[str, Any]) -> str:
    """A short hash of a description."""
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:12]


class Journal:
    """A file of JSON lines: which sweep it is, then the rows of each finished task, in any order.

    A line is whole or does not count, so the file is good whenever the computer stops.

    A smaller sweep's journal is taken over: if all of its finished members are members of `grid`,
    recognised by their whole experiment, their rows are kept and only the others are missing.

    Parameters
    ----------
    epochs : at most, of each run; None for each member's own.

    Attributes
    ----------
    rows : the finished members' rows, by number.

    Raises
    ------
    InputError
        If another sweep is in the file; it is told what is different.
    """

    def __init__(self, path: Path, grid: Grid, epochs: int | None) -> None:
        self.path = path
        self.rows: dict[int, Row] = {}
        self._grid = grid
        # Through JSON, as the one in the file: tuples become lists.
        self._described = json.loads(json.dumps(description(grid, epochs)))
        whole = self._read() if path.exists() else 0
        self._file: TextIO = path.open("a", encoding="utf-8")
        self._file.truncate(whole)
        if not whole:
            self._write(self._first_line())

    def add(self, rows: dict[int, Row]) -> None:
        """Keep a finished task's rows, by the members' numbers."""
        self.rows |= rows
        self._write(rows)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _first_line(self) -> dict[str, Any]:
        return {FIRST: digest(self._described), **self._described}

    def _write(self, entry: dict[Any, Any]) -> None:
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self) -> int:
        """Take the rows of the file; returns how many of its bytes are whole lines."""
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        try:
            first, *entries = [json.loads(line) for line in data[:whole].splitlines()] or [None]
            if first is None:
                return 0
            first.pop(FIRST)
            for entry in entries:
                self.rows |= {int(number): row for number, row in entry.items()}
        except (ValueError, KeyError, AttributeError):
            raise InputError("journal", str(self.path), "a journal of a sweep") from None
        # As text, because the order of what is varied gives the members their numbers.
        if json.dumps(first) == json.dumps(self._described):
            return whole
        rows = self._recognised(first)
        if rows is None:
            raise self._of_another(first)
        self.rows = rows
        return self._rewrite()

    def _recognised(self, first: dict[str, Any]) -> dict[int, Row] | None:
        """The rows of a smaller sweep by the numbers that their experiments have in this one; None
        if it differs in more than what is varied, or finished a member that is none of these."""
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
        """Let the file hold this sweep and its rows, whole or not at all; returns its bytes."""
        draft = self.path.with_name(f".{self.path.name}.draft")
        lines = [json.dumps(self._first_line())]
        lines += [json.dumps(self.rows)] * bool(self.rows)
        data = "".join(f"{line}\n" for line in lines).encode()
        draft.write_bytes(data)
        os.replace(draft, self.path)
        return len(data)

    def _of_another(self, first: dict[str, Any]) -> InputError:
        changes = _differences(first, self._described)
        allowed = f"the journal of this very sweep, and there {', '.join(changes)}"
        done = f"{len(self.rows)} {'member' if len(self.rows) == 1 else 'members'}"
        return InputError(
            "journal", str(self.path), f"{allowed}; take another --output, or --restart to "
            f"begin anew (which forgets the {done} done)"
        )  # fmt: skip


def _differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What is different, as "name is old, not new"."""
    changes = []
    for name in ("chainrule", "epochs"):
        if old.get(name) != new[name]:
            changes.append(f"{name} is {old.get(name)}, not {new[name]}")
    for part, prefix in (("experiment", ""), ("vary", "--vary ")):
        before, now = old.get(part, {}), new[part]
        for name in dict.fromkeys([*before, *now]):
            if before.get(name) != now.get(name):
                changes.append(f"{prefix}{name} is {before.get(name)}, not {now.get(name)}")
    return changes or ["a finished run is none of these"]
