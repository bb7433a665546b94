r"""The textbook symbols of a step, x, z¹, a¹, …, δ², W¹, which are the same in every op that uses
them.

In layer l, zˡ = Wˡ aˡ⁻¹ + bˡ is the weighted sum, aˡ is the activation, and δˡ = ∂L/∂zˡ. All other
gradients of the loss are marked with a bar. Nielsen, "Neural Networks and Deep Learning", chapter
2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from chainrule.engine.op import OPS, Elementwise
from chainrule.engine.program import TracedOp

PARAMETERS = {"weight": "W", "bias": "b"}
"""The operands that do not have a row for each example, whatever their shape, and their symbols."""
WEIGHTED = ("Linear", "Conv1d", "Conv2d")
NORMS = {"Standardise": r"\hat{z}", "StandardiseImages": r"\hat{z}", "RMSNormalise": r"\hat{z}"}
SHAPING = {"Multiply": r"\gamma", "Add": r"\beta"}
"""The ops for the gain and the shift after a normalisation, and the symbols of their parameters."""
SPARE = ("u", "v", "q", "o", "h", "k", "j")
"""Symbols for the results of ops, such as pooling, for which textbooks have no symbols."""

Symbols = dict[str, str]


@dataclass(frozen=True)
class NamedOp(TracedOp):
    """A traced op, with the LaTeX symbols that are used throughout the step for its operands and
    results."""

    symbols: Symbols = field(default_factory=dict)


def named_ops(ops: Sequence[TracedOp], layer: Callable[[TracedOp], int | None]) -> list[TracedOp]:
    """The ops, which are given symbols if the network is a chain of ops.

    These symbols are used throughout the step. In any other network, a layer does not have a single
    result, and each op keeps its own symbols.

    Parameters
    ----------
    layer : a function that returns the index of an op's layer, counted from 0.
    """
    chain = _chain(ops)
    if not chain:
        return list(ops)
    found: list[Symbols] = [{} for _ in ops]
    known: dict[tuple[str, str], Symbols] = {}
    used: set[str] = set()
    last = "x"
    for index in chain:
        op, number = ops[index], f"^{{{(layer(ops[index]) or 0) + 1}}}"
        own = {("a" if op.name in SHAPING else "x"): last, "y": _result(op, number, used)}
        if op.name in SHAPING:
            own["b"] = SHAPING[op.name] + number
        if op.name in WEIGHTED:
            own |= {name: of + number for name, of in PARAMETERS.items()}
        found[index] = known[op.name, op.layer] = own
        last = own["y"]
    for index, op in enumerate(ops):
        if "scores" in op.operands or "dscores" in op.results:
            found[index] = {"scores": last, "dscores": gradient_of(last)}
        elif op.backward:
            own = known.get((op.name, op.layer), {})
            found[index] = own | {f"d{name}": gradient_of(of) for name, of in own.items()}
    return [_named(op, symbols) for op, symbols in zip(ops, found, strict=True)]


def gradient_of(symbol: str) -> str:
    r"""The symbol of the gradient of the loss with respect to a quantity.

    Examples
    --------
    >>> [gradient_of(symbol) for symbol in ("z^{2}", "W^{1}", r"\hat{z}^{1}", "x")]
    ['\\delta^{2}', '\\bar{W}^{1}', '\\bar{\\hat{z}}^{1}', '\\bar{x}']
    """
    base, raised, layer = symbol.partition("^")
    return rf"\delta{raised}{layer}" if base == "z" else rf"\bar{{{base}}}{raised}{layer}"


def symbols_of(op: TracedOp) -> Symbols:
    """The symbols that are used throughout the step for an op's operands and results."""
    return op.symbols if isinstance(op, NamedOp) else {}


def _named(op: TracedOp, symbols: Symbols) -> NamedOp:
    facts: dict[str, Any] = {one.name: getattr(op, one.name) for one in fields(TracedOp)}
    return NamedOp(**facts, symbols=symbols)


def _chain(ops: Sequence[TracedOp]) -> list[int]:
    """The indices of the forward ops, if each reads only the result of the previous op and
    parameters; empty for any other network."""
    found: list[int] = []
    norm = None
    for index, op in enumerate(ops):
        if op.section != "forward" or op.name not in OPS or _reads_a_vector(op):
            continue
        norm = op.layer if op.name in NORMS else norm
        is_shaping = op.name in SHAPING and op.layer == norm
        if not is_shaping and not set(op.operands) <= {"x", *PARAMETERS}:
            return []
        found.append(index)
    return found


def _reads_a_vector(op: TracedOp) -> bool:
    """Whether an op only reshapes parameters."""
    return next(iter(op.operands.values())).ndim == 1


def _result(op: TracedOp, number: str, used: set[str]) -> str:
    """The symbol of an op's result: the usual symbol, or the layer's next unused spare symbol."""
    usual = [NORMS[op.name]] if op.name in NORMS else []
    if op.name in WEIGHTED:
        usual = ["z"]
    elif op.name == "Dropout":
        usual = [r"\tilde{a}"]
    elif op.name == "Multiply":
        usual = [r"\tilde{z}"]
    elif op.name not in SHAPING and issubclass(OPS[op.name], Elementwise):
        usual = ["a"]
    free = (of + number for of in (*usual, *SPARE) if of + number not in used)
    symbol = next(free, rf"y{number}")
    used.add(symbol)
    return symbol
