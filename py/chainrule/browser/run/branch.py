"""A run that can be restored. It is kept when another run continues from its past or replaces
it."""

from __future__ import annotations

import dataclasses
import math

from chainrule.browser.protocol.run import Mark, RunState
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.training.records.history import History
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.records.timeline import Timeline

MAX_BRANCHES = 4
BRANCH_MEMORY = 8 * 2**20
"""The memory limit of a branch's snapshots, in bytes."""


@dataclasses.dataclass(frozen=True, eq=False)
class Branch:
    """A run at the time when another run continued from its past or replaced it: everything that is
    needed to restore the run, and its number."""

    experiment: Experiment
    history: History
    timeline: Timeline[Experiment]
    marks: list[Mark]
    state: RunState
    sentence: str | None
    tip: Snapshot
    good: Snapshot
    epoch: float
    initial: Array | None
    left_at: float = 0.0
    """The epoch from which the other run continued, or at which it replaced this one."""
    number: int = 0
    seconds: float = math.nan
    """The time spent training; NaN if unknown."""
    is_other: bool = False
    """Whether the run was replaced by opening another experiment. Such a branch is kept when the
    current run starts over."""


def with_branch(branches: list[Branch], left: Branch) -> tuple[list[Branch], Branch | None]:
    """The branches after `left` has been added, within the limits on their number and memory, and
    the branch that was dropped to make room, if any."""
    number = max((branch.number for branch in branches), default=-1) + 1
    timeline = left.timeline.thinned(BRANCH_MEMORY)
    kept = [*branches, dataclasses.replace(left, number=number, timeline=timeline)]
    let_go = kept.pop(0) if len(kept) > MAX_BRANCHES else None
    return kept, let_go
