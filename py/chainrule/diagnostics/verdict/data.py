"""Rules about the data, which apply even before any training."""

from __future__ import annotations

import math

from chainrule.diagnostics.verdict import trials
from chainrule.diagnostics.verdict.evidence import Evidence
from chainrule.diagnostics.verdict.finding import Found
from chainrule.phrases import phrase

IMBALANCE = 4.0
"""Data count as imbalanced if the ratio of the most frequent to the rarest class is at least this
(He & Garcia, "Learning from imbalanced data", 2009). With two classes, always predicting the more
frequent class is then correct for at least four fifths of the examples."""
BEYOND_MAJORITY = 0.02
"""A network counts as having learned something about the rare classes if its accuracy exceeds that
of always predicting the most frequent class by more than this share of the possible gain."""
LARGE = 30.0
"""Inputs whose absolute values exceed this bound count as large: weights initialised for inputs of
about 1 then push units far into the flat parts of their activation (LeCun, Bottou, Orr & Müller,
"Efficient BackProp", 1998)."""
UNEQUAL = 100.0
"""Input ranges are reported if the ratio of the widest to the narrowest is at least this. The
curvature grows with the square of this ratio, so gradient descent that is stable in one direction
hardly moves in the other (ibid.)."""
MOST_NAMED = 3


def imbalance(evidence: Evidence) -> list[Found]:
    """Classes with very different frequencies."""
    counts = {name: n for name, n in evidence.task.counts.items() if n} if evidence.task else {}
    if len(counts) < 2:
        return []
    most, rarest = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    ratio = counts[most] / counts[rarest]
    if ratio < IMBALANCE:
        return []
    share = counts[most] / sum(counts.values())
    numbers = {"ratio": ratio, "share": share}
    classes = phrase(
        "data.classes",
        most_count=counts[most],
        most=most,
        rarest_count=counts[rarest],
        rarest=rarest,
        share=share,
    )
    right = float(evidence.records[-1].training_accuracy) if evidence.records else math.nan
    if not math.isfinite(right):
        text = phrase("found.imbalance", classes=classes)
        return [Found(text, numbers, False, trials.balancing(evidence))]
    numbers["accuracy"] = right
    ignores = right <= share + BEYOND_MAJORITY * (1 - share)
    if ignores and evidence.experiment and evidence.experiment.weights_of_classes():
        text = phrase("found.imbalance.weighted", classes=classes, right=right, rarest=rarest)
        return [Found(text, numbers, False, trials.balancing(evidence))]
    key = "found.imbalance.ignored" if ignores else "found.imbalance.learned"
    text = phrase(key, classes=classes, right=right)
    return [Found(text, numbers, ignores, trials.balancing(evidence))]


def unscaled(evidence: Evidence) -> list[Found]:
    """Inputs that are large or have very different ranges."""
    task = evidence.task
    if task is None:
        return []
    large = {name: value for name, value in task.largest.items() if value > LARGE}
    if large:
        named = sorted(large, key=lambda name: -large[name])
        each = [phrase("data.input", name=n, value=large[n]) for n in named[:MOST_NAMED]]
        more = len(named) - MOST_NAMED
        text = phrase("found.unscaled.large", each=each)
        if more > 0:
            text = phrase("found.unscaled.more", each=each, more=more)
        return [Found(text, large, trial=trials.standardising(evidence))]
    if not task.spreads:
        return []
    wide = max(task.spreads, key=task.spreads.__getitem__)
    narrow = min(task.spreads, key=task.spreads.__getitem__)
    ratio = task.spreads[wide] / task.spreads[narrow]
    if ratio < UNEQUAL:
        return []
    text = phrase("found.unscaled.ranges", wide=wide, ratio=ratio, narrow=narrow)
    return [Found(text, {"ratio": ratio}, trial=trials.standardising(evidence))]
