"""`Outcome`: what a sanity check found."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal

from chainrule.phrases import Phrase

Verdict = Literal["passed", "failed", "unclear"]


@dataclass(frozen=True)
class Outcome:
    """What a check found.

    Attributes
    ----------
    verdict : whether the run passes; "unclear" where the check can't tell.
    sentence : in words, with the numbers.
    numbers : what the sentence rests on, by name.
    """

    verdict: Verdict
    sentence: Phrase
    numbers: dict[str, float] = field(default_factory=dict)


Job = Generator[float, None, Outcome]
"""A check in small pieces: after each it yields which share of the whole is done, at the most."""


def finished(job: Job) -> Outcome:
    """Run a check to its end."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value
