"""The table of a verdict's rules, in the order in which findings are reported."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chainrule.diagnostics.verdict import data, ends, gradients, learning
from chainrule.diagnostics.verdict.evidence import FAST, LEARNT, SLOW, Evidence
from chainrule.diagnostics.verdict.finding import Found, Kind


class Rule(NamedTuple):
    """One rule of a verdict.

    Attributes
    ----------
    kind : its name in code.
    name : its displayed name, with which its sentences begin.
    condition : the condition under which it applies, in words.
    find : evaluates the rule on the evidence.
    """

    kind: Kind
    name: str
    condition: str
    find: Callable[[Evidence], list[Found]]


UNLESS_LEARNT = f"unless the training loss is at most {LEARNT:.0%} of chance level"
"""The exception of most rules: hardly anything is left to learn (`Evidence.is_learnt`)."""

RULES: tuple[Rule, ...] = (
    Rule(
        "diverging",
        "Diverging",
        "a weight, gradient or loss that is not finite",
        gradients.diverging,
    ),
    Rule(
        "stalled",
        "Stalled",
        f"all gradients 0; or from {learning.FEWEST} epochs on, a training loss that stands "
        "still without oscillating, at what it started from or what the best constant answer has; "
        f"{UNLESS_LEARNT}",
        learning.stalled,
    ),
    Rule(
        "kept",
        "Best weights kept",
        "the run stopped and took back the weights of its best test loss; a problem if, on "
        f"{learning.FEWEST_TESTS} test examples or more, those are the initial ones and were not "
        "given, or are no better than the best constant answer",
        ends.kept,
    ),
    Rule(
        "exploding",
        "Exploding",
        f"the first layer's gradient more than {gradients.EXPLODING:g} times the last's, "
        f"{UNLESS_LEARNT}; or the whole gradient more than {gradients.EXPLODING:g} times what it "
        "was at the start",
        gradients.exploding,
    ),
    Rule(
        "vanishing",
        "Vanishing",
        f"the first layer's gradient less than {gradients.VANISHING:g} of the last's, "
        f"{UNLESS_LEARNT}; or no gradient for a layer that is not frozen while another has one",
        gradients.vanishing,
    ),
    Rule(
        "oscillation",
        "Oscillating",
        f"from {learning.FEWEST} epochs on, a training loss that typically jumps by more than "
        f"{learning.JITTER:.0%} of itself and {learning.FELT:.0%} of chance level from one epoch "
        "to the next, up as often as down, and does not get lower",
        learning.oscillation,
    ),
    Rule(
        "overfitting",
        "Overfitting",
        f"from {learning.FEWEST} epochs and {learning.FEWEST_TESTS} test examples on, the test "
        f"loss {learning.RISE:.0%} above its best, and above its noise, while the training loss "
        "fell; or at least twice the training loss and above it by "
        f"{learning.GAP:.0%} of chance level",
        learning.overfitting,
    ),
    Rule(
        "dead",
        "Dead units",
        f"units that are 0 for every training example; a problem from {gradients.MANY_UNITS:.0%} "
        f"of a layer on, {UNLESS_LEARNT}",
        gradients.dead,
    ),
    Rule(
        "saturated",
        "Saturated units",
        "units that are flat for 95 % of the training examples; a problem from "
        f"{gradients.MANY_UNITS:.0%} of a layer on, {UNLESS_LEARNT}",
        gradients.saturated,
    ),
    Rule(
        "initial_loss",
        "Initial loss",
        f"a training loss at the start of more than {ends.FAR:g} times that of scores of "
        f"variance 1, with inputs unscaled, an initial scale from {ends.LARGE_SCALE:g} on, or "
        "weights that were given; as a remark, of less than a third of chance level with weights "
        "that were given",
        ends.initial_loss,
    ),
    Rule(
        "unscaled",
        "Unscaled inputs",
        f"an input above {data.LARGE:g} in absolute value, or ranges that differ {data.UNEQUAL:g}"
        "-fold",
        data.unscaled,
    ),
    Rule(
        "imbalance",
        "Class imbalance",
        f"{data.IMBALANCE:g} or more examples of one class for one of another; a problem if, "
        "without class weights, the network is right no more often than by always giving the most "
        f"frequent, or by at most {data.BEYOND_MAJORITY:.0%} of the other examples more",
        data.imbalance,
    ),
    Rule(
        "fast",
        "Large steps",
        f"after the first step, an update of more than {FAST:g} of a layer's weights; as a remark "
        "for a network without hidden layers",
        gradients.fast,
    ),
    Rule(
        "slow",
        "Small steps",
        f"as a remark, after the first step, an update of less than {SLOW:g} of a layer's weights "
        f"but not of 0, {UNLESS_LEARNT}",
        gradients.slow,
    ),
    Rule(
        "plateau",
        "Plateau",
        f"as a remark, from {learning.FEWEST} epochs on, a training loss above {LEARNT:.0%} of "
        f"chance level that fell by less than {learning.STILL:.0%}, or by less than its noise, "
        "between the halves of the last third of the epochs; unless it is stalled or oscillates",
        learning.plateau,
    ),
    Rule(
        "flat",
        "Flat",
        f"as a remark, the gradient less than {gradients.FLAT:g} of what it was at the start, "
        f"{UNLESS_LEARNT}",
        learning.flat,
    ),
)
