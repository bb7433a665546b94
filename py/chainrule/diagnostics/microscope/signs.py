r"""Names of quantities: one symbol in all formulas, and one label in all texts.

An op declares its symbols. A gradient has the symbol of its quantity with a bar; the new value of a
quantity after a step has a prime. A label is a symbol in words, for matrices, images and tables.
"""

from __future__ import annotations

import re

from chainrule.engine.op import OPS
from chainrule.engine.program import TracedOp
from chainrule.phrases import phrase

STEP_SIGNS = {"theta": r"\theta", "grad": "g"}
"""The symbols of quantities that penalties, clipping and optimizers use."""

_NAMED = (
    (r"\\frac\{\\partial .+\}\{\\partial (?P<of>.+)\}", "sign.slope"),
    (r"\\bar\{(?P<of>.+)\}", "sign.gradient"),
    (r"(?P<of>.+)'", "sign.new"),
    (r"\\lVert (?P<of>.+) \\rVert", "sign.norm"),
    (r"(?P<of>[^{}^]+)\^\{(?P<power>[^{}]+)\}", "sign.power"),
    (r"(?P<of>[^{}^]+)\^(?P<power>[a-z])", "sign.power"),
)
_WORDS = (
    (r"\\bar\{([^{}]+)\}", r"gradient of \1"),
    (r"\\hat\{(.+)\}", r"\1 hat"),
    (r"\\tilde\{(.+)\}", r"\1 tilde"),
    (r"\\text\{([^{}]*)\}", r"\1"),
    (r"_\{\\max\}", " max"),
    (r"_\{?(\w+)\}?", r" \1"),
    (r"\^\{([^{}]+)\}", r" to the \1"),
    (r"\^2", " squared"),
    (r"\^(\w)", r" to the \1"),
    (r"[\\{}]", ""),
    (r" +", " "),
)


def sign(op: TracedOp, name: str) -> str:
    r"""The LaTeX symbol of an operand or a result of an op of the network.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> from chainrule.diagnostics.microscope.walk import Walk
    >>> walk = Walk(Experiment(layers=((2, "tanh"),)).trainer())
    >>> [sign(walk.ops[0], name) for name in walk.ops[0].operands]
    ['x', 'W', 'b']
    """
    known = dict(OPS[op.name].signs)
    if name not in known and is_gradient(op, name):
        return rf"\bar{{{sign(op, name.removeprefix('d'))}}}"
    return known.get(name) or _plain(name)


def is_gradient(op: TracedOp, name: str) -> bool:
    """Whether an operand or result is a gradient of the loss."""
    if op.name not in OPS:
        return name == "grad"
    rule = OPS[op.name]
    return op.backward and name.startswith("d") and name not in {*rule.keeps, *rule.operands}


def primed(of: str) -> str:
    """The symbol of a quantity after a step."""
    return f"{of}'"


def is_primed(of: str) -> bool:
    """Whether a symbol denotes a quantity after a step."""
    return of.endswith("'")


def label(of: str) -> str:
    r"""A symbol in words.

    Examples
    --------
    >>> [label(of) for of in (r"\bar{W}", r"\hat{m}", r"\theta'", r"v_{\max}", r"\sigma^2")]
    ['gradient of W', 'm hat', 'new theta', 'v max', 'sigma squared']
    """
    for pattern, key in _NAMED:
        found = re.fullmatch(pattern, of)
        if found:
            return phrase(key, **{name: label(of) for name, of in found.groupdict().items()})
    for pattern, words in _WORDS:
        of = re.sub(pattern, words, of)
    return of.strip()


def _plain(name: str) -> str:
    """The symbol for a name that ops do not declare: a letter, perhaps with an index, or words."""
    if len(name) == 1:
        return name
    counted = re.fullmatch(r"([a-z])(\d+)", name)
    return f"{counted[1]}_{{{counted[2]}}}" if counted else rf"\text{{{name.replace('_', ' ')}}}"
