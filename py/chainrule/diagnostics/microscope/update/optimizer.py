"""How each optimizer turns a gradient into a step, in the textbook's quantities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from chainrule.diagnostics.microscope.signs import STEP_SIGNS, primed
from chainrule.diagnostics.microscope.update.rule import Rule
from chainrule.engine.program import TracedOp
from chainrule.optim import SGD, Adadelta, Adagrad, Adam, AdamW, Lion, NAdam, RMSprop
from chainrule.optim.optimizer import Optimizer

STATE_SIGNS: dict[type[Optimizer], dict[str, str]] = {
    SGD: {"velocity": "v", "share": "k"},
    Adam: {"exp_avg": "m", "exp_avg_sq": "v", "max_exp_avg_sq": r"v_{\max}"},
    Adagrad: {"squares": "G", "slowness": "k"},
    Adadelta: {"squares": "v", "squared_steps": "u"},
    RMSprop: {"squares": "v", "mean": r"\mu_g", "velocity": "b"},
    Lion: {"momentum": "m"},
}
COUNTER_SIGNS = {
    "beta_powers": (r"\beta^{t-1}", r"\beta^t"),
    "step": ("t - 1", "t"),
    "mu_product": ("M_{t-1}", "M_t"),
}
"""Before and after, of what counts steps."""


def update_rule(optimizer: Optimizer, rate: float, op: TracedOp) -> Rule:
    """The assignments of a traced update; the last is that of θ.

    Parameters
    ----------
    rate : η of this step, with the schedule's factor.
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
        _RULES[type(optimizer)](rule, optimizer)
    return rule


def _signs(optimizer: Optimizer, op: TracedOp, after: bool) -> dict[str, str]:
    """How formulas write what an update reads, or what it leaves, in LaTeX."""
    own = next((s for kind, s in STATE_SIGNS.items() if isinstance(optimizer, kind)), {})
    known = {**STEP_SIGNS, **own}
    return {
        name: COUNTER_SIGNS[name][after]
        if name in COUNTER_SIGNS
        else primed(known[name])
        if after
        else known[name]
        for name in op.operands
    }


def _sgd(rule: Rule, optimizer: SGD) -> None:
    g = rule.gradient
    if not optimizer.momentum:
        rule.hold("theta", rf"<\theta> - <\eta> \cdot <{g}>")
        return
    rule.values[r"\mu"] = optimizer.momentum
    factor = r"<k> \cdot " if optimizer.dampening else ""
    v = rule.hold("velocity", rf"<\mu> \cdot <v> + {factor}<{g}>")
    if optimizer.dampening:
        rule.values[r"\tau"] = optimizer.dampening
        rule.hold("share", r"1 - <\tau>")
    if optimizer.nesterov:
        ahead = rule.number(g) + optimizer.momentum * rule.number(v)
        rule.let("d", rf"<{g}> + <\mu> \cdot <{v}>", ahead)
        v = "d"
    rule.hold("theta", rf"<\theta> - <\eta> \cdot <{v}>")


def _moments(rule: Rule, optimizer: Adam) -> None:
    """m, v and their bias corrections; NAdam's own of m has its place in the step."""
    g = rule.gradient
    beta1, beta2 = optimizer.betas
    rule.values |= {r"\beta_1": beta1, r"\beta_2": beta2, r"\varepsilon": optimizer.eps}
    powers = rule.op.results["beta_powers"]
    rule.values |= {r"\beta_1^t": float(powers[0]), r"\beta_2^t": float(powers[1])}
    rule.hold("exp_avg", rf"<\beta_1> \cdot <m> + (1 - <\beta_1>) \cdot <{g}>")
    top = rule.hold("exp_avg_sq", rf"<\beta_2> \cdot <v> + (1 - <\beta_2>) \cdot <{g}>^2")
    if optimizer.amsgrad:
        top = rule.hold("max_exp_avg_sq", rf"\max(<v_{{\max}}>, <{top}>)")
    pairs = [("v", top, 2)] if isinstance(optimizer, NAdam) else [("m", "m'", 1), ("v", top, 2)]
    for of, biased, k in pairs:
        corrected = rule.number(biased) / (1 - powers[k - 1])
        rule.let(rf"\hat{{{of}}}", rf"\frac{{<{biased}>}}{{1 - <\beta_{k}^t>}}", corrected)


def _adam(rule: Rule, optimizer: Adam) -> None:
    theta = r"\theta"
    if optimizer.decays_apart and optimizer.weight_decay:
        theta = r"\tilde{\theta}"
        kept = 1 - rule.number(r"\eta") * optimizer.weight_decay
        shrunk = r"(1 - <\eta> \cdot <\lambda>) \cdot <\theta>"
        rule.let(theta, shrunk, kept * rule.number(r"\theta"))
    _moments(rule, optimizer)
    step = r"\frac{<\hat{m}>}{\sqrt{<\hat{v}>} + <\varepsilon>}"
    rule.hold("theta", rf"<{theta}> - <\eta> \cdot {step}")


def _nadam(rule: Rule, optimizer: NAdam) -> None:
    g = rule.gradient
    rule.values |= {r"\psi": optimizer.momentum_decay, "t": rule.op.results["step"]}
    _moments(rule, optimizer)
    mu, ahead = (
        optimizer.betas[0] * (1 - 0.5 * 0.96 ** ((rule.number("t") + k) * optimizer.momentum_decay))
        for k in (0, 1)
    )
    written = r"<\beta_1> \cdot (1 - 0.5 \cdot 0.96^{%s \cdot <\psi>})"
    rule.let(r"\mu_t", written % "<t>", mu)
    rule.let(r"\mu_{t+1}", written % "(<t> + 1)", ahead)
    rule.hold("mu_product", r"<M_{t-1}> \cdot <\mu_t>")
    rule.let("M_{t+1}", r"<M_t> \cdot <\mu_{t+1}>", rule.number("M_t") * ahead)
    scale = numpy.sqrt(rule.number(r"\hat{v}")) + optimizer.eps
    rule.let("d", r"\sqrt{<\hat{v}>} + <\varepsilon>", scale)
    rule.hold(
        "theta",
        rf"<\theta> - <\eta> \cdot \left(\frac{{1 - <\mu_t>}}{{1 - <M_t>}} \cdot <{g}>"
        r" + \frac{<\mu_{t+1}>}{1 - <M_{t+1}>} \cdot <m'>\right) / <d>",
    )


def _adagrad(rule: Rule, optimizer: Adagrad) -> None:
    g, rate = rule.gradient, r"<\eta>"
    rule.values[r"\varepsilon"] = optimizer.eps
    rule.hold("squares", rf"<G> + <{g}>^2")
    if optimizer.lr_decay:
        rate = r"\frac{<\eta>}{<k>}"
        rule.values["d"] = optimizer.lr_decay
        rule.hold("slowness", "<k> + <d>")
    rule.hold("theta", rf"<\theta> - {rate} \cdot \frac{{<{g}>}}{{\sqrt{{<G'>}} + <\varepsilon>}}")


def _adadelta(rule: Rule, optimizer: Adadelta) -> None:
    g, eps = rule.gradient, optimizer.eps
    rule.values |= {r"\rho": optimizer.rho, r"\varepsilon": eps}
    rule.hold("squares", rf"<\rho> \cdot <v> + (1 - <\rho>) \cdot <{g}>^2")
    ratio = numpy.sqrt(rule.number("u") + eps) / numpy.sqrt(rule.number("v'") + eps)
    written = r"\frac{\sqrt{<u> + <\varepsilon>}}{\sqrt{<v'> + <\varepsilon>}}"
    rule.let("d", rf"{written} \cdot <{g}>", ratio * rule.number(g))
    rule.hold("squared_steps", r"<\rho> \cdot <u> + (1 - <\rho>) \cdot <d>^2")
    rule.hold("theta", r"<\theta> - <\eta> \cdot <d>")


def _rmsprop(rule: Rule, optimizer: RMSprop) -> None:
    g = rule.gradient
    rule.values |= {r"\alpha": optimizer.alpha, r"\varepsilon": optimizer.eps}
    under = rule.hold("squares", rf"<\alpha> \cdot <v> + (1 - <\alpha>) \cdot <{g}>^2")
    size, under = rule.number(under), f"<{under}>"
    if optimizer.centered:
        mean = rule.hold("mean", rf"<\alpha> \cdot <\mu_g> + (1 - <\alpha>) \cdot <{g}>")
        size, under = numpy.maximum(size - rule.number(mean) ** 2, 0), f"{under} - <{mean}>^2"
    scaled = rule.number(g) / (numpy.sqrt(size) + optimizer.eps)
    rule.let("s", rf"\frac{{<{g}>}}{{\sqrt{{{under}}} + <\varepsilon>}}", scaled)
    step = "s"
    if optimizer.momentum:
        rule.values[r"\mu"] = optimizer.momentum
        step = rule.hold("velocity", r"<\mu> \cdot <b> + <s>")
    rule.hold("theta", rf"<\theta> - <\eta> \cdot <{step}>")


def _lion(rule: Rule, optimizer: Lion) -> None:
    beta1, beta2 = optimizer.betas
    rule.values |= {r"\beta_1": beta1, r"\beta_2": beta2}
    average = beta1 * rule.number("m") + (1 - beta1) * rule.number("g")
    rule.let("c", r"<\beta_1> \cdot <m> + (1 - <\beta_1>) \cdot <g>", average)
    decay = r" + <\lambda> \cdot <\theta>" if optimizer.weight_decay else ""
    rule.hold("momentum", r"<\beta_2> \cdot <m> + (1 - <\beta_2>) \cdot <g>")
    rule.hold("theta", rf"<\theta> - <\eta> \cdot (\operatorname{{sign}} <c>{decay})")


_RULES: dict[type[Optimizer], Callable[[Rule, Any], None]] = {
    SGD: _sgd, Adam: _adam, AdamW: _adam, NAdam: _nadam, Adagrad: _adagrad, Adadelta: _adadelta,
    RMSprop: _rmsprop, Lion: _lion,
}  # fmt: skip
