"""Messages of the sanity checks: experiments on a copy of the run."""

from __future__ import annotations

from typing import Literal, TypedDict

SanityCheck = Literal["overfit", "ignore", "leaks"]


class AskSanity(TypedDict):
    """Make one of the three experiments on a copy of the run; answered by `sanity` as it goes."""

    type: Literal["sanity"]
    check: SanityCheck


class StopSanity(TypedDict):
    """Give up the experiment under way."""

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
