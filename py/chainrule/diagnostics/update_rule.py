"""An optimizer's update of one parameter, number by number."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from chainrule.diagnostics.notation import bracketed, exact, number
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp
from chainrule.optim import SGD, Adadelta, Adagrad, Adam, AdamW, Lion, NAdam, RMSprop
from chainrule.optim.optimizer import Optimizer

Entries = dict[str, float]

SIGNS = {
    "eta": r"\eta", "lambda": r"\lambda", "mu": r"\mu", "tau": r"\tau", "beta1": r"\beta_1",
    "beta2": r"\beta_2", "theta": r"\theta", "eps": r"\varepsilon", "m1": "m'", "v1": "v'",
    "mhat": r"\hat{m}", "vhat": r"\hat{v}", "alpha": r"\alpha", "rho": r"\rho", "u1": "u'",
    "vmax": r"v_{\max}", "vmax1": r"v'_{\max}", "mean": r"\bar{g}", "mean1": r"\bar{g}'",
    "b1": "b'", "theta1": r"\theta'", "beta1t": r"\beta_1^t", "beta2t": r"\beta_2^t",
    "mut": r"\mu_t", "mut1": r"\mu_{t+1}", "Mt": "M_t", "Mt1": "M_{t+1}", "G1": "G'",
    "slow": r"\left(1 + (t - 1)\,d\right)", "share": r"(1 - \tau)", "nabla": r"\nabla L",
}  # fmt: skip
"""What stands for a name in angle brackets in the rules below."""


@dataclass(frozen=True)
class Line:
    """One assignment of the rule: its formula, the same with numbers, and the value."""

    latex: str
    value: float


class _Rule:
    """Names that have a value so far, and the lines."""

    def __init__(self, values: dict[str, float]) -> None:
        self.values = values
        self.lines: list[Line] = []

    def let(self, name: str, formula: str, value: float) -> float:
        """`name` = `formula`, whose value is known from the engine's own arrays, or computed."""
        shown = _shown(formula, lambda n: SIGNS.get(n, n))
        numbers = _shown(formula, lambda n: bracketed(self.values[n]))
        self.lines.append(
            Line(f"{SIGNS.get(name, name)} = {shown} = {numbers} = {exact(value)}", value)
        )
        self.values[name] = value
        return value


def _shown(formula: str, say) -> str:
    return re.sub(r"<(\w+)>", lambda found: say(found[1]), formula)


def update_lines(optimizer: Optimizer, rate: float, op: TracedOp, index: int) -> list[Line]:
    """How the optimizer turns the gradient of parameter `index` into its step.

    Parameters
    ----------
    rate : η of this step, with the schedule's factor.
    op : the traced update, whose operands are what was before it, and whose results after.

    Returns
    -------
    list[Line]
        The last one's value is the new parameter, to rounding.
    """
    before, after = _entries(op.operands, index), _entries(op.results, index)
    rule = _Rule({"theta": before["theta"], "g": before["grad"], "eta": rate})
    rule.values["lambda"] = optimizer.weight_decay
    if optimizer.weight_decay and not isinstance(optimizer, AdamW | Lion):
        total = before["grad"] + optimizer.weight_decay * before["theta"]
        rule.values["nabla"] = before["grad"]
        rule.let("g", r"<nabla> + <lambda> \cdot <theta>", total)
    _RULES[type(optimizer)](rule, optimizer, before, after)
    return rule.lines


def _entries(arrays: dict[str, Array], index: int) -> dict[str, float]:
    """One parameter's entry of each array, and counters by their own names."""
    found: dict[str, float] = {}
    for name, array in arrays.items():
        if array.shape == arrays["theta"].shape:
            found[name] = float(array.flat[index])
        else:
            found |= {f"{name}{k or ''}": float(value) for k, value in enumerate(array.flat)}
    return found


def _sgd(rule: _Rule, optimizer: SGD, before: Entries, after: Entries) -> None:
    v = rule.values
    if not optimizer.momentum:
        rule.let("theta1", r"<theta> - <eta> \cdot <g>", after["theta"])
        return
    v |= {"mu": optimizer.momentum, "v": before["velocity"]}
    v["share"] = before.get("share", 1.0)
    factor = r"<share> \cdot " if optimizer.dampening else ""
    rule.let("v1", rf"<mu> \cdot <v> + {factor}<g>", after["velocity"])
    if optimizer.nesterov:
        rule.let("d", r"<g> + <mu> \cdot <v1>", v["g"] + v["mu"] * v["v1"])
        rule.let("theta1", r"<theta> - <eta> \cdot <d>", after["theta"])
    else:
        rule.let("theta1", r"<theta> - <eta> \cdot <v1>", after["theta"])


def _moments(rule: _Rule, optimizer: Adam, before: Entries, after: Entries) -> None:
    """m, v and the bias correction of v."""
    v = rule.values
    v |= {"beta1": optimizer.betas[0], "beta2": optimizer.betas[1], "eps": optimizer.eps}
    v |= {"m": before["exp_avg"], "v": before["exp_avg_sq"]}
    rule.let("m1", r"<beta1> \cdot <m> + (1 - <beta1>) \cdot <g>", after["exp_avg"])
    rule.let("v1", r"<beta2> \cdot <v> + (1 - <beta2>) \cdot <g>^2", after["exp_avg_sq"])
    v |= {"beta1t": after["beta_powers"], "beta2t": after["beta_powers1"]}
    top = "v1"
    if optimizer.amsgrad:
        v["vmax"] = before["max_exp_avg_sq"]
        top = "vmax1"
        rule.let(top, r"\max(<vmax>, <v1>)", after["max_exp_avg_sq"])
    rule.let("vhat", rf"\frac{{<{top}>}}{{1 - <beta2t>}}", v[top] / (1 - v["beta2t"]))


def _adam(rule: _Rule, optimizer: Adam, before: Entries, after: Entries) -> None:
    v = rule.values
    if isinstance(optimizer, AdamW) and optimizer.weight_decay:
        shrunk = (1 - v["eta"] * v["lambda"]) * v["theta"]
        rule.let("theta", r"(1 - <eta> \cdot <lambda>) \cdot <theta>", shrunk)
    _moments(rule, optimizer, before, after)
    rule.let("mhat", r"\frac{<m1>}{1 - <beta1t>}", v["m1"] / (1 - v["beta1t"]))
    rule.let(
        "theta1", r"<theta> - <eta> \cdot \frac{<mhat>}{\sqrt{<vhat>} + <eps>}", after["theta"]
    )


def _nadam(rule: _Rule, optimizer: NAdam, before: Entries, after: Entries) -> None:
    v = rule.values
    _moments(rule, optimizer, before, after)
    step, psi = after["step"], optimizer.momentum_decay
    mu, after_mu = (optimizer.betas[0] * (1 - 0.5 * 0.96 ** ((step + k) * psi)) for k in (0, 1))
    product = after["mu_product"]
    v |= {"mut": mu, "mut1": after_mu, "Mt": product, "Mt1": product * after_mu}
    rule.let("d", r"\sqrt{<vhat>} + <eps>", math.sqrt(v["vhat"]) + v["eps"])
    rule.let(
        "theta1",
        r"<theta> - <eta> \left(\frac{1 - <mut>}{1 - <Mt>} \cdot <g>"
        r" + \frac{<mut1>}{1 - <Mt1>} \cdot <m1>\right) / <d>",
        after["theta"],
    )


def _adagrad(rule: _Rule, optimizer: Adagrad, before: Entries, after: Entries) -> None:
    v = rule.values
    v |= {"G": before["squares"], "eps": optimizer.eps}
    rule.let("G1", "<G> + <g>^2", after["squares"])
    rate = "<eta>"
    if optimizer.lr_decay:
        v["slow"] = before["slowness"]
        rate = r"\frac{<eta>}{<slow>}"
    rule.let(
        "theta1", rf"<theta> - {rate} \cdot \frac{{<g>}}{{\sqrt{{<G1>}} + <eps>}}", after["theta"]
    )


def _adadelta(rule: _Rule, optimizer: Adadelta, before: Entries, after: Entries) -> None:
    v = rule.values
    v |= {"v": before["squares"], "u": before["squared_steps"]}
    v |= {"rho": optimizer.rho, "eps": optimizer.eps}
    rule.let("v1", r"<rho> \cdot <v> + (1 - <rho>) \cdot <g>^2", after["squares"])
    d = math.sqrt(v["u"] + v["eps"]) / math.sqrt(v["v1"] + v["eps"]) * v["g"]
    rule.let("d", r"\frac{\sqrt{<u> + <eps>}}{\sqrt{<v1> + <eps>}} \cdot <g>", d)
    rule.let("u1", r"<rho> \cdot <u> + (1 - <rho>) \cdot <d>^2", after["squared_steps"])
    rule.let("theta1", r"<theta> - <eta> \cdot <d>", after["theta"])


def _rmsprop(rule: _Rule, optimizer: RMSprop, before: Entries, after: Entries) -> None:
    v = rule.values
    v |= {"v": before["squares"], "alpha": optimizer.alpha, "eps": optimizer.eps}
    rule.let("v1", r"<alpha> \cdot <v> + (1 - <alpha>) \cdot <g>^2", after["squares"])
    under = "<v1>"
    size = v["v1"]
    if optimizer.centered:
        v["mean"] = before["mean"]
        rule.let("mean1", r"<alpha> \cdot <mean> + (1 - <alpha>) \cdot <g>", after["mean"])
        under, size = "<v1> - <mean1>^2", max(0.0, size - v["mean1"] ** 2)
    rule.let(
        "s", rf"\frac{{<g>}}{{\sqrt{{{under}}} + <eps>}}", v["g"] / (math.sqrt(size) + v["eps"])
    )
    if optimizer.momentum:
        v |= {"mu": optimizer.momentum, "b": before["velocity"]}
        rule.let("b1", r"<mu> \cdot <b> + <s>", after["velocity"])
        rule.let("theta1", r"<theta> - <eta> \cdot <b1>", after["theta"])
    else:
        rule.let("theta1", r"<theta> - <eta> \cdot <s>", after["theta"])


def _lion(rule: _Rule, optimizer: Lion, before: Entries, after: Entries) -> None:
    v = rule.values
    v |= {"m": before["momentum"], "beta1": optimizer.betas[0], "beta2": optimizer.betas[1]}
    average = v["beta1"] * v["m"] + (1 - v["beta1"]) * v["g"]
    rule.let("c", r"<beta1> \cdot <m> + (1 - <beta1>) \cdot <g>", average)
    decay = r" + <lambda> \cdot <theta>" if optimizer.weight_decay else ""
    rule.let("m1", r"<beta2> \cdot <m> + (1 - <beta2>) \cdot <g>", after["momentum"])
    rule.let(
        "theta1",
        rf"<theta> - <eta> \cdot (\operatorname{{sign}} <c>{decay})",
        after["theta"],
    )


_RULES = {
    SGD: _sgd, Adam: _adam, AdamW: _adam, NAdam: _nadam, Adagrad: _adagrad, Adadelta: _adadelta,
    RMSprop: _rmsprop, Lion: _lion,
}  # fmt: skip


def moved(name: str, before: float, after: float) -> str:
    """A number that a step changed, before and after, in LaTeX."""
    if before == after:
        return f"{name} = {exact(after)}"
    change = after - before
    sign = "-" if change < 0 else "+"
    return rf"{name}: {exact(before)} \to {exact(after)}\ ({sign}{number(abs(change))})"
