"""Messages about time travel and branches."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class Travel(TypedDict):
    """Show the run at the record nearest to `epoch`, or `by` records after it (before it if `by` is
    negative); if `epoch` is null, show the newest state. Answered by a frame or, if the settings
    were different at that time, by `opened`. The run is paused. If it is then trained or changed,
    it continues from the displayed state, and the run in its latest state becomes a branch."""

    type: Literal["travel"]
    epoch: float | None
    by: int


class Resume(TypedDict):
    """Resume the run from the displayed snapshot; the run in its latest state becomes a branch."""

    type: Literal["resume"]


class Return(TypedDict):
    """Restore the branch with this number; the current run then becomes the branch with the same
    number."""

    type: Literal["return"]
    branch: int


class Forget(TypedDict):
    """Delete the branch with this number."""

    type: Literal["forget"]
    branch: int


TravelCommand = Travel | Resume | Return | Forget


class BranchFacts(TypedDict):
    """A run as it was before it was resumed from its past or replaced, with the epoch at which that
    happened (`left_at`) and its last epoch. `number` identifies it, and `hash` is the URL of its
    experiment. `is_other` is set if another experiment was opened instead; the two runs are then
    not compared."""

    number: int
    left_at: float
    epoch: float
    hash: str
    is_other: bool


class Branches(TypedDict):
    """The branches, which are sent whenever they change. `let_go` is the `left_at` of the branch
    that was deleted to make room for the newest one, or null if none was deleted."""

    type: Literal["branches"]
    revision: int
    branches: list[BranchFacts]
    let_go: float | None


BranchesArrays = TypedDict(
    "BranchesArrays",
    {
        "epochs {i}": Annotated[F64, "records_{i}"],
        "training_loss {i}": Annotated[F64, "records_{i}"],
        "test_loss {i}": Annotated[F64, "records_{i}"],
        "training_accuracy {i}": Annotated[F64, "records_{i}"],
        "test_accuracy {i}": Annotated[F64, "records_{i}"],
    },
)
"""The history of the i-th branch."""


class TakenOver(TypedDict):
    """The run was replaced by a member of a fleet or by an opened experiment, and is now the branch
    with the number `branch`. The number is −1 if the replaced run was itself an unchanged member,
    which is not kept. The report is not sent if an opened experiment replaced an untrained run."""

    type: Literal["taken_over"]
    branch: int
