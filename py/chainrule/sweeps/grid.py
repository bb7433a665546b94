"""All combinations of varied settings, each of which is a complete and valid experiment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.settings.table import SETTINGS
from chainrule.fleets.members import WIDTH, Axis, grid, member_experiment
from chainrule.sweeps.notation import MOST_VALUES, ROWS

SEEDS = ("seed", "data_seed")
"""Settings whose values repeat an experiment rather than define different ones."""
OF_DATA = (*(name for name, row in SETTINGS.items() if row.scope == "examples"), "loss")
"""The settings that determine the examples."""


@dataclass(frozen=True)
class Member:
    """One experiment of a grid: its index in the table, the varied settings, and all settings."""

    number: int
    changes: dict[str, Any]
    experiment: Experiment

    @property
    def values(self) -> tuple[Any, ...]:
        """The values of the varied settings, in the order of the axes."""
        return tuple(self.changes.values())

    @property
    def label(self) -> str:
        """The varied settings with their values, as text."""
        return _label(self.changes)


class Grid:
    """The Cartesian product of axes around a base experiment; the last axis varies fastest.

    As on the page, a change can imply other changes; for example, another data set may require
    another loss.

    Raises
    ------
    InputError
        If a member is invalid or a varied setting has no effect in any member. The error
        is raised before any training.

    Examples
    --------
    >>> rates, seeds = Axis("learning_rate", (0.01, 0.1)), Axis("seed", (0, 1, 2))
    >>> members = Grid(Experiment(), [rates, seeds]).members
    >>> len(members), members[-1].label
    (6, 'learning_rate=0.1 seed=2')
    """

    def __init__(self, base: Experiment, axes: Sequence[Axis]) -> None:
        self.base, self.axes = base, tuple(axes)
        names = [axis.name for axis in self.axes]
        for name in names:
            if names.count(name) > 1:
                raise InputError("--vary", name, "each setting once")
        count = math.prod(len(axis.values) for axis in self.axes)
        if count > MOST_VALUES:
            raise InputError("--vary", f"{count} experiments", f"at most {MOST_VALUES}")
        self.members = [self._member(*pair) for pair in enumerate(grid(self.axes))]
        self._refuse_idle_axes()
        self._check_data()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the varied settings."""
        return tuple(axis.name for axis in self.axes)

    @cached_property
    def compared(self) -> tuple[int, ...]:
        """The indices of the axes that define different experiments rather than repetitions."""
        return tuple(i for i, name in enumerate(self.names) if name not in SEEDS)

    @cached_property
    def has_classes(self) -> bool:
        """Whether the targets of all members are classes, in which case accuracy is defined."""
        return not any(member.experiment.is_regression for member in self.members)

    def forced(self) -> dict[str, int]:
        """The settings that are not varied but differ from the base in some members, each with the
        number of such members."""
        counts: dict[str, int] = {}
        for member in self.members:
            for name in SETTINGS:
                if name in self.names or (name == "layers" and WIDTH in self.names):
                    continue
                if getattr(member.experiment, name) != getattr(self.base, name):
                    counts[name] = counts.get(name, 0) + 1
        return counts

    def _member(self, number: int, changes: dict[str, Any]) -> Member:
        try:
            return Member(number, changes, member_experiment(self.base, changes))
        except InputError as error:
            raise _in_member(error, changes) from None

    def _refuse_idle_axes(self) -> None:
        for axis in self.axes:
            needs = SETTINGS[axis.name].needs if axis.name in SETTINGS else None
            if needs is None:
                continue
            other, wanted = needs
            if not any(getattr(member.experiment, other) in wanted for member in self.members):
                present = getattr(self.members[0].experiment, other)
                allowed = f"a setting that does something: {axis.name} needs {other}="
                raise InputError(
                    "--vary", axis.name, f"{allowed}{' or '.join(wanted)}, and it is {present}"
                )

    def _check_data(self) -> None:
        seen = set()
        for member in self.members:
            key = tuple(getattr(member.experiment, name) for name in OF_DATA)
            if key in seen:
                continue
            seen.add(key)
            try:
                member.experiment.split()
            except InputError as error:
                raise _in_member(error, member.changes) from None


def _in_member(error: InputError, changes: dict[str, Any]) -> InputError:
    where = _label(changes)
    return InputError(error.field, error.value, f"{error.allowed} (in the member {where})")


def _label(changes: dict[str, Any]) -> str:
    return " ".join(f"{name}={ROWS[name].to_text(value)}" for name, value in changes.items())
