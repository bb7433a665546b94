"""The table of rules: what a verdict looks for, in the order in which it is reported."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chainrule.diagnostics.gradients.units import SATURATED_SHARE
from chainrule.diagnostics.verdict import data, ends, gradients, learning
from chainrule.diagnostics.verdict.evidence import FAST, LEARNT, SLOW, Evidence
from chainrule.diagnostics.verdict.finding import Found, Kind
from chainrule.phrases import Phrase


class Rule(NamedTuple):
    """One thing to look for.

    Attributes
    ----------
    kind : what it is called in code and in the catalogue of phrases.
    find : what it finds in the evidence.
    bounds : the numbers of its condition.
    """

    kind: Kind
    find: Callable[[Evidence], list[Found]]
    bounds: dict[str, float] = {}  # noqa: RUF012  never changed

    @property
    def name(self) -> Phrase:
        """What it is called; its sentences begin with it."""
        return Phrase(f"rule.{self.kind}")

    @property
    def condition(self) -> Phrase:
        """When it applies."""
        return Phrase(f"rule.{self.kind}.condition", self.bounds)


RULES: tuple[Rule, ...] = (
    Rule("diverging", gradients.diverging),
    Rule("stalled", learning.stalled, {"fewest": learning.FEWEST}),
    Rule("kept", ends.kept),
    Rule("exploding", gradients.exploding, {"ratio": gradients.EXPLODING}),
    Rule("vanishing", gradients.vanishing, {"ratio": gradients.VANISHING}),
    Rule("oscillation", learning.oscillation, {"jump": learning.JITTER}),
    Rule("overfitting", learning.overfitting, {"rise": learning.RISE, "gap": learning.GAP}),
    Rule("dead", gradients.dead, {"share": gradients.MANY_UNITS}),
    Rule(
        "saturated", gradients.saturated, {"flat": SATURATED_SHARE, "share": gradients.MANY_UNITS}
    ),
    Rule("initial_loss", ends.initial_loss, {"factor": ends.FAR, "scale": ends.LARGE_SCALE}),
    Rule("unscaled", data.unscaled, {"large": data.LARGE, "unequal": data.UNEQUAL}),
    Rule("imbalance", data.imbalance, {"ratio": data.IMBALANCE}),
    Rule("fast", gradients.fast, {"share": FAST}),
    Rule("slow", gradients.slow, {"share": SLOW}),
    Rule("plateau", learning.plateau, {"learnt": LEARNT, "still": learning.STILL}),
    Rule("flat", learning.flat, {"share": gradients.FLAT}),
)
