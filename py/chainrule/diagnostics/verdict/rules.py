"""The table of a verdict's rules, in the order in which their findings are reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from chainrule.diagnostics.gradients.units import SATURATED_SHARE
from chainrule.diagnostics.verdict import data, ends, gradients, learning
from chainrule.diagnostics.verdict.evidence import FAST, LEARNED, SLOW, Evidence
from chainrule.diagnostics.verdict.finding import Found, Kind
from chainrule.phrases import Phrase, phrase


class Rule(NamedTuple):
    """One rule of a verdict.

    Attributes
    ----------
    kind : the rule's name in the code and in the catalogue of phrases.
    find : a function that evaluates the rule on the evidence.
    bounds : the numbers in the rule's condition, and the rule's exception.
    """

    kind: Kind
    find: Callable[[Evidence], list[Found]]
    bounds: Mapping[str, float | Phrase] = {}

    @property
    def name(self) -> Phrase:
        """The rule's displayed name, with which its sentences begin."""
        return Phrase(f"rule.{self.kind}")

    @property
    def condition(self) -> Phrase:
        """The condition under which the rule applies, in words."""
        return Phrase(f"rule.{self.kind}.condition", self.bounds)


UNLESS_LEARNED = phrase("unless.learned", learned=LEARNED)
"""The exception to most rules: hardly anything is left to learn (`Evidence.is_learned`)."""

RULES: tuple[Rule, ...] = (
    Rule("diverging", gradients.diverging),
    Rule("stalled", learning.stalled, {"fewest": learning.FEWEST, "unless": UNLESS_LEARNED}),
    Rule("kept", ends.kept, {"tests": learning.FEWEST_TESTS}),
    Rule(
        "exploding", gradients.exploding, {"ratio": gradients.EXPLODING, "unless": UNLESS_LEARNED}
    ),
    Rule(
        "vanishing", gradients.vanishing, {"ratio": gradients.VANISHING, "unless": UNLESS_LEARNED}
    ),
    Rule(
        "oscillation",
        learning.oscillation,
        {"fewest": learning.FEWEST, "jump": learning.JITTER, "felt": learning.FELT},
    ),
    Rule(
        "overfitting",
        learning.overfitting,
        {
            "fewest": learning.FEWEST,
            "tests": learning.FEWEST_TESTS,
            "rise": learning.RISE,
            "clear": learning.CLEAR,
            "gap": learning.GAP,
        },
    ),
    Rule("dead", gradients.dead, {"share": gradients.MANY_UNITS, "unless": UNLESS_LEARNED}),
    Rule(
        "saturated",
        gradients.saturated,
        {"flat": SATURATED_SHARE, "share": gradients.MANY_UNITS, "unless": UNLESS_LEARNED},
    ),
    Rule("initial_loss", ends.initial_loss, {"factor": ends.FAR, "scale": ends.LARGE_SCALE}),
    Rule("unscaled", data.unscaled, {"large": data.LARGE, "unequal": data.UNEQUAL}),
    Rule("imbalance", data.imbalance, {"ratio": data.IMBALANCE, "beyond": data.BEYOND_MAJORITY}),
    Rule("fast", gradients.fast, {"share": FAST}),
    Rule("slow", gradients.slow, {"share": SLOW, "unless": UNLESS_LEARNED}),
    Rule(
        "plateau",
        learning.plateau,
        {"fewest": learning.FEWEST, "learned": LEARNED, "still": learning.STILL},
    ),
    Rule("flat", learning.flat, {"share": gradients.FLAT, "unless": UNLESS_LEARNED}),
)
