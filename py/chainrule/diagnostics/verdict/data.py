"""Rules on the data, which apply before any training."""

from __future__ import annotations

import math

from chainrule.diagnostics.verdict import trials
from chainrule.diagnostics.verdict.evidence import Evidence
from chainrule.diagnostics.verdict.finding import Found, said

IMBALANCE = 4.0
"""The ratio of the most frequent to the rarest class from which data count as imbalanced (He &
Garcia, "Learning from imbalanced data", 2009). With two classes, always predicting the more
frequent one is then correct for four fifths of the examples."""
BEYOND_MAJORITY = 0.02
"""The gain in accuracy over always predicting the most frequent class that shows that a network has
learnt something about the rare ones."""
LARGE = 30.0
"""The absolute value from which an input is large: weights initialised for inputs of about 1 then
put units far into the flat parts of their activation (LeCun, Bottou, Orr & Müller, "Efficient
BackProp", 1998)."""
UNEQUAL = 100.0
"""The ratio of the widest to the narrowest input range that is reported. Curvature grows with its
square, so gradient descent that is stable in one direction hardly moves in the other (ibid.)."""
MOST_NAMED = 3


def imbalance(evidence: Evidence) -> list[Found]:
    """Classes of very different frequency."""
    counts = {name: n for name, n in evidence.task.counts.items() if n} if evidence.task else {}
    if len(counts) < 2:
        return []
    most, rarest = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    ratio = counts[most] / counts[rarest]
    if ratio < IMBALANCE:
        return []
    share = counts[most] / sum(counts.values())
    numbers = {"ratio": ratio, "share": share}
    text = (
        f"{counts[most]} training examples are of class {most} and {counts[rarest]} of class "
        f"{rarest}: always answering {most} is right for {share:.0%}"
    )
    right = float(evidence.stations[-1].training_accuracy) if evidence.stations else math.nan
    if not math.isfinite(right):
        return [Found(f"{text}.", numbers, False, trials.balancing(evidence))]
    numbers["accuracy"] = right
    ignores = right <= share + BEYOND_MAJORITY * (1 - share)
    if ignores and evidence.experiment and evidence.experiment.weights_of_classes():
        text = (
            f"{text}; the network is for {right:.0%}. Class weights trade such answers for right "
            f"ones on {rarest}, so judge each class."
        )
        return [Found(text, numbers, False, trials.balancing(evidence))]
    verb = "no more than that" if ignores else "so judge each class"
    text = f"{text}; the network is for {right:.0%}, {verb}."
    return [Found(text, numbers, ignores, trials.balancing(evidence))]


def unscaled(evidence: Evidence) -> list[Found]:
    """Inputs that are large or have very different ranges."""
    task = evidence.task
    if task is None:
        return []
    large = {name: value for name, value in task.largest.items() if value > LARGE}
    if large:
        named = sorted(large, key=lambda name: -large[name])
        each = ", ".join(f"{name} up to {said(large[name])}" for name in named[:MOST_NAMED])
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        text = (
            f"{each}{more} in absolute value. Initial weights are meant for inputs of about 1: "
            "standardise them."
        )
        return [Found(text, large, trial=trials.standardising(evidence))]
    if not task.spreads:
        return []
    wide = max(task.spreads, key=task.spreads.__getitem__)
    narrow = min(task.spreads, key=task.spreads.__getitem__)
    ratio = task.spreads[wide] / task.spreads[narrow]
    if ratio < UNEQUAL:
        return []
    text = (
        f"the range of {wide} is {said(ratio)} times that of {narrow}. One learning rate can't "
        "suit both: standardise them."
    )
    return [Found(text, {"ratio": ratio}, trial=trials.standardising(evidence))]
