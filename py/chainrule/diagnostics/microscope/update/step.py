"""The parts of a step other than network ops and the optimizer: penalties, clipping and running
statistics."""

from __future__ import annotations

from chainrule.diagnostics.microscope.signs import STEP_SIGNS, primed
from chainrule.diagnostics.microscope.update.rule import Rule
from chainrule.engine.norms import norm
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp

NORM = r"\lVert g \rVert"
RUNNING = {"running_mean": "mean", "running_var": "variance"}


def step_rule(op: TracedOp, is_weight: Array) -> Rule:
    """The assignments of a traced op that belongs to neither the network nor the optimizer.

    Parameters
    ----------
    is_weight : for each parameter, whether penalties apply to it.
    """
    kind = next((RUNNING[name] for name in op.results if name in RUNNING), "")
    signs = {
        **STEP_SIGNS,
        "batch": rf"\text{{batch {kind}}}",
        **{name: rf"\text{{running {of}}}" for name, of in RUNNING.items()},
    }
    before = {name: signs[name] for name in op.operands}
    rule = Rule(op, before, {name: primed(signs[name]) for name in op.results})
    if kind:
        _running(rule)
    elif op.section == "penalty":
        _penalty(rule, is_weight)
    elif op.section == "clip":
        _clip(rule)
    return rule


def _running(rule: Rule) -> None:
    """The update of a layer's running statistics with the statistics of this batch."""
    (name,) = rule.op.results
    factor = rule.op.settings["factor"]
    rule.values |= {r"\alpha": rule.op.settings["momentum"], r"\tfrac{n}{n-1}": factor}
    batch = (
        rf"<{rule.before['batch']}>"
        if factor == 1
        else (rf"<\tfrac{{n}}{{n-1}}> \cdot <{rule.before['batch']}>")
    )
    kept = rf"(1 - <\alpha>) \cdot <{rule.before[name]}>"
    rule.hold(name, rf"{kept} + <\alpha> \cdot {batch}")


def _penalty(rule: Rule, is_weight: Array) -> None:
    """The penalty's gradient for the weights; for other parameters, λ₁ and λ₂ are 0."""
    l1, l2 = (rule.op.settings[name] for name in ("l1", "l2"))
    rule.values |= {r"\lambda_1": l1 * is_weight, r"\lambda_2": l2 * is_weight}
    formula = "<g>"
    if l1:
        formula += r" + <\lambda_1> \cdot \operatorname{sign} <\theta>"
    if l2:
        formula += r" + <\lambda_2> \cdot <\theta>"
    rule.hold("grad", formula)


def _clip(rule: Rule) -> None:
    """The clipping of the gradient's norm, followed by that of each entry."""
    limit, value = (rule.op.settings[name] for name in ("clip_norm", "clip_value"))
    rule.values |= {"c": limit or 0, "h": value or 0}
    held = r"\min(\max(<%s>, -<h>), <h>)"
    if limit is None:
        rule.hold("grad", held % "g")
        return
    length = float(norm(rule.op.operands["grad"]))
    rule.let(NORM, r"\sqrt{\textstyle\sum_i g_i^2}", length)
    scaled = rf"<g> \cdot \min(1, \frac{{<c>}}{{<{NORM}> + 10^{{-6}}}})"
    if value is None:
        rule.hold("grad", scaled)
        return
    rule.let(r"\tilde{g}", scaled, rule.number("g") * min(1, limit / (length + 1e-6)))
    rule.hold("grad", held % r"\tilde{g}")
