"""The computation of an optimizer's step from a gradient, in textbook notation."""

from __future__ import annotations

import numpy
from chainrule.diagnostics.microscope.signs import STEP_SIGNS, primed
from chainrule.diagnostics.microscope.update.rule import Rule
from chainrule.engine.program import TracedOp
from chainrule.optim.optimizer import Optimizer


def update_rule(optimizer: Optimizer, rate: float, op: TracedOp) -> Rule:
    """The assignments of a traced update; the last one assigns θ.

    Parameters
    ----------
    rate : the learning rate η of this step, including the schedule's factor.
    """
    rule = Rule(op, *(_signs(optimizer, op, after) for after in (False, True)))
    rule.values[r"\eta"] = rate
    decay = optimizer.weight_decay
    if decay:
        rule.values[r"\lambda"] = decay
    if decay and not optimizer.decays_apart:
        rule.gradient = r"\tilde{g}"
        total = rule.number("g") + decay * rule.number(r"\theta")
        rule.let(rule.gradient, r"<g> + <\lambda> \cdot <\theta>", total)
    with numpy.errstate(all="ignore"):
        optimizer.explain(rule)
    return rule


def _signs(optimizer: Optimizer, op: TracedOp, after: bool) -> dict[str, str]:
    """The LaTeX symbols of the arrays that an update reads, or of the same arrays after the
    update."""
    known = {**STEP_SIGNS, **optimizer.signs}
    signs = {}
    for name in op.operands:
        sign = known.get(name, rf"\text{{{name.replace('_', ' ')}}}")
        pair = sign if isinstance(sign, tuple) else (sign, primed(sign))
        signs[name] = pair[after]
    return signs
