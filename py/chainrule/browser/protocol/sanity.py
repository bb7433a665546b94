"""Messages of the sanity checks on a copy of the run."""

from __future__ import annotations

from typing import Literal, TypedDict

SanityCheck = Literal["overfit", "ignore", "leaks"]


class AskSanity(TypedDict):
    """Start one of the three checks on a copy of the run; answered by `sanity` repeatedly."""

    type: Literal["sanity"]
    check: SanityCheck


class StopSanity(TypedDict):
    """Cancel the current check."""

    type: Literal["stop_sanity"]


SanityCommand = AskSanity | StopSanity


class SanityReport(TypedDict):
    """How an experiment on a copy of the run goes: which `share` of it is done; what it found, of
    the run at `epoch`; or that nothing is known of the run that is shown now."""

    type: Literal["sanity"]
    check: SanityCheck
    state: Literal["running", "done", "none"]
    share: float
    epoch: float
    verdict: Literal["passed", "failed", "unclear"] | None
    sentence: str
