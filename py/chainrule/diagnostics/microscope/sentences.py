"""Sentences that describe each op, and derivations of the losses' gradients."""

from __future__ import annotations

import re

from chainrule.diagnostics.microscope.equations import is_of_one
from chainrule.engine.op import OPS, Elementwise
from chainrule.engine.program import TracedOp
from chainrule.phrases import Phrase, phrase
from chainrule.phrases.english import ENGLISH

DERIVATIONS = {
    "CrossEntropy": (
        r"\frac{\partial}{\partial s_i} \left(-\sum_c t_c\,\ln p_c\right) = "
        r"-\sum_c \frac{t_c}{p_c}\, p_c \left([c = i] - p_i\right) = p_i \sum_c t_c - t_i = "
        r"p_i - t_i"
    ),
    "BinaryCrossEntropy": (
        r"\frac{\partial}{\partial s} \left(-t\,\ln p - (1 - t)\,\ln(1 - p)\right) = "
        r"\left(-\frac{t}{p} + \frac{1 - t}{1 - p}\right) p\,(1 - p) = p - t"
    ),
}
DERIVATIONS |= {
    f"Weighted{name}": re.sub(r"(?<![a-zA-Z\\])t(?![a-zA-Z])", r"\\tau", latex)
    for name, latex in DERIVATIONS.items()
}
"""With class weights, τ replaces t, and the example's share r replaces 1/n."""


def describe(op: TracedOp) -> Phrase:
    """A sentence that describes an op; ops without a sentence of their own share one for each kind
    of op. With one example, no gradient is summed over a batch."""
    if "batch" in op.operands:
        return phrase("op.running")
    if op.name not in OPS:
        return phrase(f"op.section.{op.section}")
    key = op.name
    if f"op.{key}" not in ENGLISH:
        key = "entrywise" if issubclass(OPS[key], Elementwise) else "other"
    key += ".back" * op.backward
    return phrase(f"op.{key}.one" if is_of_one(op) and f"op.{key}.one" in ENGLISH else f"op.{key}")
