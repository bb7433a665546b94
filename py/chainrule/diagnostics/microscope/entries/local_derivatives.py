"""The dependencies of one entry of an op's result, computed by the op's backward pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from chainrule.engine.op import OPS, Array, ViewOp
from chainrule.engine.program import TracedOp
from chainrule.tensor.tensor import Tensor, apply

MOST_PROBES = 256
LINEAR = {
    "Linear": ("x", "bias"), "Conv1d": ("x", "bias"), "Conv2d": ("x", "bias"), "MatMul": ("a",),
    "Embedding": ("weight",), "ScaledDotProductAttention": ("v",), "Sum": ("x",), "Mean": ("x",),
    "MaxPool1d": ("x",), "MaxPool2d": ("x",), "AvgPool1d": ("x",), "AvgPool2d": ("x",),
    "Transpose": ("x",), "Reshape": ("x",), "Slice": ("x",), "Concat": (), "Pad": ("x",),
    "Gather": ("x",),
}  # fmt: skip
"""Ops whose result is a sum of products with entries of these operands (of all operands, if none
are listed)."""

CONVOLUTIONS = {"Conv1d": 3, "Conv2d": 4}
"""The number of axes of a batch in a single network."""


@dataclass(frozen=True)
class Term:
    """A term of a sum: an entry of an operand, multiplied by a factor."""

    operand: str
    index: int
    value: float
    factor: float

    @property
    def product(self) -> float:
        """The value of the term."""
        return self.value * self.factor


def slopes(op: TracedOp, index: int) -> dict[str, Array]:
    """The derivatives ∂y_index / ∂operand for every operand of an op in the forward pass.

    The op is run again in isolation, and its backward pass starts from a gradient that is 1 at this
    entry and 0 elsewhere.
    """
    inputs = {name: Tensor(array, requires_grad=True) for name, array in op.operands.items()}
    with numpy.errstate(all="ignore"):
        y = apply(OPS[op.name], *inputs.values(), **op.settings)
        y.backward(_one_hot(op.results["y"], index))
    return {name: numpy.zeros(x.shape) if x.grad is None else x.grad for name, x in inputs.items()}


def terms_of_result(op: TracedOp, found: dict[str, Array]) -> list[Term] | None:
    """y_index as a sum over entries of operands, computed from its `slopes`; None if the op is not
    a sum."""
    if op.name not in LINEAR:
        return None
    return [
        Term(name, int(at), float(op.operands[name].flat[at]), float(found[name].flat[at]))
        for name in LINEAR[op.name] or found
        for at in numpy.flatnonzero(found[name])
    ]


def terms_of_gradient(op: TracedOp, name: str, index: int) -> list[Term] | None:
    """One entry of a gradient as a sum over the entries of the incoming gradient.

    A backward pass is linear in the incoming gradient, so each entry of that gradient is tried
    separately: first the entries of the same example, then all entries. The result is None if there
    are too many entries.
    """
    known = _known_terms(op, name, index)
    if known is not None:
        return known
    dy, wanted = op.operands["dy"], op.results[name]
    flat = numpy.flatnonzero(dy)
    same = flat
    if dy.ndim and wanted.ndim and len(dy) == len(wanted):
        same = flat[flat // (dy.size // len(dy)) == index // (wanted.size // len(wanted))]
    value = float(wanted.flat[index])
    for tried in (same, flat):
        if len(tried) > MOST_PROBES:
            return None
        factors = [_response(op, name, index, int(at)) for at in tried]
        pairs = zip(tried.tolist(), factors, strict=True)
        terms = [Term("dy", at, float(dy.flat[at]), factor) for at, factor in pairs if factor]
        scale = max([abs(value), *(abs(term.product) for term in terms)])
        if abs(sum(term.product for term in terms) - value) <= 1e-4 * scale:
            return terms
    return None


def _known_terms(op: TracedOp, name: str, index: int) -> list[Term] | None:
    """The terms of gradients that sum over the whole batch, for which trying each entry would take
    too long."""
    dy = op.operands["dy"]
    if op.name == "Linear":
        return _of_linear(op, name, index)
    if (
        op.name in CONVOLUTIONS
        and name in ("dweight", "dbias")
        and dy.ndim == CONVOLUTIONS[op.name]
    ):
        places = numpy.arange(dy.size).reshape(dy.shape)
        # As in the windows, there is one row per output, and one column per position and example.
        columns = numpy.moveaxis(numpy.moveaxis(places, 1, 0), 1, -1).reshape(dy.shape[1], -1)
        size = op.results[name][0].size
        chosen = columns[index // size]
        windows = op.operands["windows"]
        others = windows[index % size] if name == "dweight" else numpy.ones(len(chosen))
        return _terms("dy", chosen, dy, others)
    if op.name == "Embedding" and name == "dweight" and op.results[name].ndim == 2:
        ids, width = op.operands["ids"].ravel(), dy.shape[-1]
        chosen = numpy.flatnonzero(ids == index // width) * width + index % width
        return _terms("dy", chosen, dy, numpy.ones(len(chosen)))
    return None


def _of_linear(op: TracedOp, name: str, index: int) -> list[Term] | None:
    dy = op.operands["dy"]
    if dy.ndim != 2:
        return None
    count, units = dy.shape
    if name == "dbias":
        return _terms("dy", numpy.arange(count) * units + index, dy, numpy.ones(count))
    if name == "dweight":
        x = op.operands["x"]
        unit, source = divmod(index, x.shape[1])
        return _terms("dy", numpy.arange(count) * units + unit, dy, x[:, source])
    weight = op.operands["weight"]
    example, source = divmod(index, weight.shape[1])
    return _terms("dy", example * units + numpy.arange(units), dy, weight[:, source])


def _terms(operand: str, chosen: Array, values: Array, factors: Array) -> list[Term]:
    pairs = zip(chosen.tolist(), factors.tolist(), strict=True)
    return [Term(operand, at, float(values.flat[at]), float(factor)) for at, factor in pairs]


def response(op: TracedOp, dy: Array, names: Sequence[str]) -> dict[str, Array]:
    """The results of the op's backward pass for a different incoming gradient."""
    rule = OPS[op.name]
    if issubclass(rule, ViewOp):
        view = rule.unview(dy, op.results["dx"].shape, **op.settings)
        if view is not None:
            return {"dx": view}
    lengths = op.settings.get("lengths", rule.operands)  # a concatenation's lengths
    buffers = {f"d{other}": None for other in rule.names(len(lengths))}
    buffers |= {other: numpy.zeros_like(array) for other, array in op.results.items()}
    saved = [op.operands[other] for other in rule.saves]
    with numpy.errstate(all="ignore"):
        rule.backward(numpy, dy, *saved, **buffers, **op.settings)
    return {name: array for name in names if (array := buffers[name]) is not None}


def _response(op: TracedOp, name: str, index: int, at: int) -> float:
    """The entry of the gradient for an incoming gradient that is 1 at one entry and 0 elsewhere."""
    found = response(op, _one_hot(op.operands["dy"], at), [name])[name]
    return float(found.reshape(-1)[index])


def _one_hot(like: Array, index: int) -> Array:
    hot = numpy.zeros(like.shape, like.dtype)
    hot.reshape(-1)[index] = 1
    return hot
