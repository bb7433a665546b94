"""Messages about time travel and branches."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from chainrule.browser.protocol.arrays import F64


class Travel(TypedDict):
    """Show the run as it was at the station nearest to `epoch`, or `by` stations further on (a
    negative number: back); null for the present. Answered by a frame, after `opened` if the
    settings were others then. The run rests; whatever trains or changes it goes on from what is
    shown, and what it was becomes a branch."""

    type: Literal["travel"]
    epoch: float | None
    by: int


class Resume(TypedDict):
    """Resume from the displayed snapshot; the old run becomes a branch."""

    type: Literal["resume"]


class Return(TypedDict):
    """Restore the branch with this number; the current run becomes the branch with that number."""

    type: Literal["return"]
    branch: int


class Forget(TypedDict):
    """Delete the branch with this number."""

    type: Literal["forget"]
    branch: int


TravelCommand = Travel | Resume | Return | Forget


class BranchFacts(TypedDict):
    """A run that was left at an epoch for another, which went on from there or took its place, and
    how far it came; `number` names it."""

    number: int
    left_at: float
    epoch: float


class Branches(TypedDict):
    """The runs that were left behind, sent whenever they change. `let_go` is the epoch at
    which a run was left that had to make room for the newest; null if none had."""

    type: Literal["branches"]
    revision: int
    branches: list[BranchFacts]
    let_go: float | None


BranchesArrays = TypedDict(
    "BranchesArrays",
    {
        "epochs {i}": Annotated[F64, "stations_{i}"],
        "training_loss {i}": Annotated[F64, "stations_{i}"],
        "test_loss {i}": Annotated[F64, "stations_{i}"],
        "training_accuracy {i}": Annotated[F64, "stations_{i}"],
        "test_accuracy {i}": Annotated[F64, "stations_{i}"],
    },
)
"""The history of the i-th branch."""


class TakenOver(TypedDict):
    """A member of a fleet took the run's place, which the branch of this number leads back to; −1:
    it was a member itself, and as it came, so that it is not kept."""

    type: Literal["taken_over"]
    branch: int
