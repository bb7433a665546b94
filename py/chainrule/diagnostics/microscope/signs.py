r"""Names of quantities: the same symbol in all formulas, and the same label in all texts.

Each op declares its symbols. The symbol of a gradient is that of the quantity with a bar; the
symbol of a quantity's value after a step has a prime. A label is a symbol expressed in words, for
matrices, images and tables.
"""

from __future__ import annotations

import re

from chainrule.diagnostics.microscope.formula_texts import named_text
from chainrule.diagnostics.microscope.latex import renamed
from chainrule.diagnostics.microscope.symbols import PARAMETERS, symbols_of
from chainrule.engine.op import OPS, Array
from chainrule.engine.program import TracedOp
from chainrule.phrases import phrase

STEP_SIGNS = {"theta": r"\theta", "grad": "g"}
"""The symbols of the quantities that penalties, clipping and optimizers use."""

_NAMED = (
    (r"\\frac\{\\partial .+\}\{\\partial (?P<of>.+)\}", "sign.slope"),
    (r"\\delta\^\{(?P<layer>\d+)\}", "sign.error"),
    (r"(?P<of>.+)\^\{(?P<layer>\d+)\}", "sign.layer"),
    (r"\\bar\{(?P<of>.+)\}", "sign.gradient"),
    (r"(?P<of>.+)'", "sign.new"),
    (r"\\lVert (?P<of>.+) \\rVert", "sign.norm"),
    (r"(?P<of>[^{}^]+)\^\{(?P<power>[^{}]+)\}", "sign.power"),
    (r"(?P<of>[^{}^]+)\^(?P<power>[a-z])", "sign.power"),
    (r"(?P<of>[^{}^]+)\^2", "sign.squared"),
    (r"\\hat\{(?P<of>[^{}]+)\}", "sign.hat"),
    (r"\\tilde\{(?P<of>[^{}]+)\}", "sign.tilde"),
)
_GRADIENTS = re.compile(r"\[\\bar\{([^{}]+)\}, \\bar\{([^{}]+)\}\]")
_WORDS = (
    (r"_\{\\max\}", " max"),
    (r"_\{?(\w+)\}?", r" \1"),
    (r"[\\{}]", ""),
    (r" +", " "),
)


def sign(op: TracedOp, name: str) -> str:
    r"""The LaTeX symbol of an operand or a result of an op in the network: the symbol used
    throughout the step or, if there is none, the op's own symbol.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> from chainrule.diagnostics.microscope.walk import Walk
    >>> walk = Walk(Experiment(layers=((2, "tanh"),)).trainer())
    >>> [sign(walk.ops[0], name) for name in walk.ops[0].operands]
    ['x', 'W^{1}', 'b^{1}']
    """
    return symbols_of(op).get(name) or declared(op, name)


def declared(op: TracedOp, name: str) -> str:
    """The op's own symbol for an operand or a result, as used in its formulas."""
    known = dict(OPS[op.name].signs)
    if name not in known and is_gradient(op, name):
        return rf"\bar{{{declared(op, name.removeprefix('d'))}}}"
    return known.get(name) or _plain(name)


def written(op: TracedOp, formula: str) -> str:
    """A formula in the op's own symbols, rewritten in the symbols used throughout the step."""
    return renamed(formula, {declared(op, name): of for name, of in symbols_of(op).items()})


def entry_sign(op: TracedOp, name: str, array: Array, index: int) -> str:
    r"""The symbol of one entry of an op's array, given by its index in the flat array; indices in
    the symbol are counted from 1. If a batch has only one example, the example has no index.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> from chainrule.diagnostics.microscope.walk import Walk
    >>> first = Walk(Experiment(layers=((2, "tanh"),)).trainer()).ops[0]
    >>> [entry_sign(first, name, first.operands[name], 1) for name in first.operands]
    ['x_{1,2}', 'w^{1}_{12}', 'b^{1}_{2}']
    """
    of, is_named = sign(op, name), bool(symbols_of(op))
    if not array.ndim:
        return of
    is_parameter = name.removeprefix("d") in PARAMETERS
    at = [place + 1 for place in divmod(index, array.shape[-1])]
    is_vector = array.ndim == 1 or (is_named and array.shape[0] == 1 and array.ndim == 2)
    if is_vector and not (is_parameter and array.ndim > 1):
        at = at[1:]
    if is_named and is_parameter:
        of = of.replace("W", "w")
    between = "" if is_named and is_parameter and max(at) < 10 else ","
    return f"{of}_{{{between.join(map(str, at))}}}"


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
    r"""A symbol expressed in words.

    Examples
    --------
    >>> [label(of) for of in (r"\bar{W}", r"\hat{m}", r"\theta'", r"v_{\max}", r"\sigma^2")]
    ['gradient of W', 'm hat', 'new theta', 'v max', 'sigma squared']
    """
    of = _GRADIENTS.sub(r"\\bar{[\1, \2]}", of)
    if name := re.fullmatch(r"\\text\{([^{}]*)\}", of):
        return named_text(name[1])
    for pattern, key in _NAMED:
        found = re.fullmatch(pattern, of)
        if found:
            return phrase(key, **{name: label(of) for name, of in found.groupdict().items()})
    for pattern, words in _WORDS:
        of = re.sub(pattern, words, of)
    return of.strip()


def _plain(name: str) -> str:
    """The symbol for a name that ops do not declare: a letter, possibly with an index, or words."""
    if len(name) == 1:
        return name
    counted = re.fullmatch(r"([a-z])(\d+)", name)
    return f"{counted[1]}_{{{counted[2]}}}" if counted else rf"\text{{{name.replace('_', ' ')}}}"
