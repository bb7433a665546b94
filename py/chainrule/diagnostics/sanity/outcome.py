"""`Outcome`: the result of a sanity check."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal

from chainrule.phrases import Phrase

Verdict = Literal["passed", "failed", "unclear"]


@dataclass(frozen=True)
class Outcome:
    """The result of a check.

    Attributes
    ----------
    verdict : whether the run passes the check; "unclear" if the check is inconclusive.
    sentence : the result as a sentence with numbers.
    numbers : the numbers behind the sentence, by name.
    """

    verdict: Verdict
    sentence: Phrase
    numbers: dict[str, float] = field(default_factory=dict)


Job = Generator[float, None, Outcome]
"""A check that runs in small pieces and yields an upper bound on the completed share after each."""


def finished(job: Job) -> Outcome:
    """Run a check to its end."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value
