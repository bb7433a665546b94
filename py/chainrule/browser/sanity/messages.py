"""Messages of the sanity checks on a copy of the run."""

from __future__ import annotations

from typing import Literal, TypedDict

SanityCheck = Literal["overfit", "ignore", "leaks"]


class AskSanity(TypedDict):
    """Start one of the three checks on a copy of the run; repeatedly answered by `sanity`."""

    type: Literal["sanity"]
    check: SanityCheck


class StopSanity(TypedDict):
    """Cancel the current check."""

    type: Literal["stop_sanity"]


SanityCommand = AskSanity | StopSanity


class SanityState(TypedDict):
    """The state of a check on a copy of the run: `running`, with the completed `share`; `done`,
    with the result and the run's `epoch`; or `none` if there is no result for the current run."""

    type: Literal["sanity"]
    check: SanityCheck
    state: Literal["running", "done", "none"]
    share: float
    epoch: float
    verdict: Literal["passed", "failed", "unclear"] | None
    sentence: str


SanityReport = SanityState
