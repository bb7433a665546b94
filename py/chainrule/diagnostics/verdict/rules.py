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
        f"still, at what it started from or what the best constant answer has",
        learning.stalled,
    ),
    Rule(
        "kept",
        "Best weights kept",
        "the run stopped and took back the weights of its best test loss; a problem if those are "
        "the initial ones, or no better than the best constant answer",
        ends.kept,
    ),
    Rule(
        "exploding",
        "Exploding",
        f"the first layer's gradient more than {gradients.EXPLODING:g} times the last's, or the "
        f"whole gradient that many times what it was at the start",
        gradients.exploding,
    ),
    Rule(
        "vanishing",
        "Vanishing",
        f"the first layer's gradient less than {gradients.VANISHING:g} of the last's, or a layer "
        "that is not frozen gets none",
        gradients.vanishing,
    ),
    Rule(
        "oscillation",
        "Oscillating",
        f"the training loss typically jumps by more than {learning.JITTER:.0%} of itself from one "
        "epoch to the next, up as often as down",
        learning.oscillation,
    ),
    Rule(
        "overfitting",
        "Overfitting",
        f"the test loss {learning.RISE:.0%} above its best while the training loss fell, or at "
        f"least twice the training loss and above it by {learning.GAP:.0%} of chance level",
        learning.overfitting,
    ),
    Rule(
        "dead",
        "Dead units",
        "units that are 0 for every training example; a problem from "
        f"{gradients.MANY_UNITS:.0%} of a layer on",
        gradients.dead,
    ),
    Rule(
        "saturated",
        "Saturated units",
        "units that are flat for 95 % of the training examples; a problem from "
        f"{gradients.MANY_UNITS:.0%} of a layer on",
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
        f"{data.IMBALANCE:g} or more examples of one class for one of another; a problem if the "
        "network is right no more often than by always giving the most frequent",
        data.imbalance,
    ),
    Rule(
        "fast",
        "Large steps",
        f"an update of more than {FAST:g} of a layer's weights",
        gradients.fast,
    ),
    Rule(
        "slow",
        "Small steps",
        f"an update of less than {SLOW:g} of a layer's weights",
        gradients.slow,
    ),
    Rule(
        "plateau",
        "Plateau",
        f"a training loss above {LEARNT:.0%} of chance level that fell by less than "
        f"{learning.STILL:.0%} between the halves of the last third of the epochs",
        learning.plateau,
    ),
    Rule(
        "flat",
        "Flat",
        f"the gradient at most {gradients.FLAT:g} of what it was at the start",
        learning.flat,
    ),
)
