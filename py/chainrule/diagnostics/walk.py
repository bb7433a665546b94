"""`Walk`: one step of training op by op, each entry with the numbers it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from chainrule.diagnostics.probes import layer_names
from chainrule.engine.op import Array
from chainrule.engine.program import TracedOp
from chainrule.errors import InputError
from chainrule.nn.linear import Linear

if TYPE_CHECKING:
    from chainrule.training.trainer import Trainer

MOST_TERMS = 12
"""Longer sums are shown by their largest terms."""
SYMBOLS = {
    "weight": "W", "bias": "b", "scores": "s", "target": "t", "dy": r"\bar{y}", "dx": r"\bar{x}",
    "dweight": r"\bar{W}", "dbias": r"\bar{b}", "dscores": r"\bar{s}", "theta": r"\theta",
    "grad": "g", "first_moment": "m", "second_moment": "v", "velocity": "v",
}  # fmt: skip
SENTENCES = {
    ("Linear", False): "each unit sums its inputs times their weights, and adds its bias",
    ("Linear", True): (
        "each weight's gradient is its input times its unit's error, summed over the batch; the "
        "errors go back through the weights"
    ),
    ("update", False): "the optimizer turns the gradient into a step of the weights",
}


@dataclass(frozen=True)
class Explained:
    """Where an entry comes from: the formula with this step's numbers, and a sentence to hear."""

    latex: str
    sentence: str


@dataclass(frozen=True)
class Effect:
    """The loss of a batch before and after its update, without penalty, and what the gradient
    predicts of the change, to first order: g · Δθ."""

    before: float
    after: float
    predicted: float


class Walk:
    """The step that comes next, op by op: nothing of the run changes.

    It reads `Program.trace()`: the very program that trains, replayed and put back.

    Parameters
    ----------
    run : with data loaded.

    Attributes
    ----------
    ops : what `Program.trace` yields, in order.
    step : how many steps came before.
    effect : what the update does to the loss of its own batch.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> walk = Walk(Experiment(layers=((2, "tanh"),)).trainer())
    >>> [walk.title(index) for index in range(3)]
    ['layer 1: Linear', 'layer 1: Tanh', 'output: Linear']
    """

    def __init__(self, run: Trainer) -> None:
        self.ops: list[TracedOp] = run.trace_next()
        self.step = run.step_count
        self.effect = _effect(run, self.ops)
        self._places = _places(run)

    def __len__(self) -> int:
        return len(self.ops)

    def layer(self, index: int) -> int | None:
        """Which layer an op belongs to, counted from 0; None for the loss and the update."""
        return self._places.get(self.ops[index].layer.split(".")[0], (None, ""))[0]

    def title(self, index: int) -> str:
        """The op in a few words."""
        op = self._op(index)
        place = self._places.get(op.layer.split(".")[0], (None, ""))[1]
        if op.section == "update":
            return op.section
        return ": ".join(filter(None, [place or op.section, op.name]))

    def sentence(self, index: int) -> str:
        """What the op does, as one would say it."""
        op = self._op(index)
        told = SENTENCES.get((op.name, op.backward))
        if told is None and op.section == "loss":
            told = "how far the scores are from the targets, as one number"
        if told is None and op.backward:
            told = "each error times the slope at its place"
        return f"{self.title(index)}{', backward' * op.backward}: {told or 'entry by entry'}."

    def formulas(self, index: int) -> list[str]:
        """The op's formula, or on the way back that of each gradient, in LaTeX."""
        op = self._op(index)
        if not op.backward:
            return [f"y = {op.latex}"] if op.latex else []
        wanted = [name.removeprefix("d") for name in op.results]
        known = dict(zip(_operand_names(op), op.derivatives, strict=False))
        return [f"{symbol(f'd{n}')} = {known[n]}" for n in wanted if n in known]

    def matrix(self, index: int, name: str) -> Array:
        """An operand or result with two axes: examples down, features across."""
        op = self._op(index)
        array = op.results[name] if name in op.results else op.operands.get(name)
        if array is None:
            raise InputError("name", name, ", ".join([*op.operands, *op.results]))
        rows = array.shape[0] if array.ndim > 1 else 1
        return array.reshape(rows, -1)

    def explain(self, index: int, name: str, row: int, column: int) -> Explained:
        """Where one entry of a result comes from, in numbers.

        Raises
        ------
        InputError
            If there is no such entry.
        """
        matrix = self.matrix(index, name)
        if not (0 <= row < matrix.shape[0] and 0 <= column < matrix.shape[1]):
            rows, columns = matrix.shape
            raise InputError(
                "entry", (row, column), f"a row below {rows}, a column below {columns}"
            )
        op, value = self._op(index), float(matrix[row, column])
        head = f"{symbol(name)}_{{{row + 1},{column + 1}}}"
        terms = _terms(op, name, row, column)
        if terms is not None:
            return _sum(self.title(index), head, terms, value)
        if op.section == "update" and name in op.operands:
            return _moved(op, name, row, column)
        latex = self._in_numbers(op, name, row, column)
        words = f"{self.title(index)}: {number(value)}"
        return Explained(f"{head} = {latex} = {number(value)}" if latex else head, words)

    def csv(self) -> str:
        """Every number of the step: a row an entry, with the op and the matrix it is in."""
        lines = ["op,title,section,matrix,row,column,value"]
        for index, op in enumerate(self.ops):
            for kind, arrays in (("operand", op.operands), ("result", op.results)):
                for name, array in arrays.items():
                    flat = array.reshape(array.shape[0] if array.ndim > 1 else 1, -1)
                    head = f'{index + 1},"{self.title(index)}",{op.section},{kind} {name}'
                    lines += [
                        f"{head},{row + 1},{column + 1},{float(value)!r}"
                        for (row, column), value in numpy.ndenumerate(flat)
                    ]
        return "".join(f"{line}\r\n" for line in lines)

    def latex(self) -> str:
        """The step as text: each op's sentence, its formulas, and the first entry of each result in
        numbers."""
        parts = [f"Step {self.step + 1}"]
        for index, op in enumerate(self.ops):
            parts.append(f"{index + 1}. {self.sentence(index)}")
            formulas = [*self.formulas(index)]
            formulas += [self.explain(index, name, 0, 0).latex for name in op.results]
            parts += [rf"\[ {formula} \]" for formula in formulas]
        return "\n\n".join(parts) + "\n"

    def _in_numbers(self, op: TracedOp, name: str, row: int, column: int) -> str:
        """The op's formula with the entry's own numbers in it; "" where it mixes entries."""
        formula = op.latex
        if op.backward:
            known = dict(zip(_operand_names(op), op.derivatives, strict=False))
            formula = known.get(name.removeprefix("d"), "")
        result = op.results[name]
        pool = {**op.operands, **op.results}
        if op.backward:
            pool.pop(name)
        for other, array in pool.items():
            if other == "y" and not op.backward:
                continue
            if array.size != 1 and array.shape != result.shape:
                continue
            entry = (
                array.reshape(-1)[0]
                if array.size == 1
                else array.reshape(result.shape[0] if result.ndim > 1 else 1, -1)[row, column]
            )
            formula = _put(formula, symbol(other), float(entry))
        return formula

    def _op(self, index: int) -> TracedOp:
        if not 0 <= index < len(self.ops):
            raise InputError("op", index, f"from 0 to {len(self.ops) - 1}")
        return self.ops[index]


def _effect(run: Trainer, ops: list[TracedOp]) -> Effect:
    update = ops[-1]
    before, after = update.operands["theta"], update.results["theta"]
    with run.next_batch() as current:
        current.differentiate()
        loss, gradient = float(current.loss), run.grad.astype(numpy.float64)
        try:
            run.theta[...] = after
            current.program.replay_sections("forward", "loss")
            later = float(current.loss)
        finally:
            run.theta[...] = before
    step = after.astype(numpy.float64) - before
    return Effect(loss, later, float(gradient @ step))


def symbol(name: str) -> str:
    """A name of an operand or result as formulas write it."""
    return SYMBOLS.get(name, name if len(name) == 1 else rf"\mathit{{{name.replace('_', ' ')}}}")


def number(value: float) -> str:
    """A number as formulas show it."""
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        return f"{value:.4g}"
    mantissa, exponent = f"{value:.3e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _operand_names(op: TracedOp) -> list[str]:
    """What the op that goes back had as operands, in the order of its derivatives."""
    from chainrule.engine.op import OPS

    return list(OPS[op.name].operands) if op.name in OPS else []


def _places(run: Trainer) -> dict[str, tuple[int, str]]:
    """For each module's name the layer it belongs to, and what a person calls that."""
    names, found, layer = layer_names(run.net), {}, -1
    for name, module in run.net.layers():
        layer += isinstance(module, Linear)
        found[name] = (layer, names[layer])
    return found


def _terms(op: TracedOp, name: str, row: int, column: int) -> list[tuple[float, ...]] | None:
    """The products, or single numbers, that a linear layer sums for one entry; None elsewhere."""
    if op.name != "Linear":
        return None
    arrays = op.operands
    if name == "y":
        terms = zip(arrays["x"][row].tolist(), arrays["weight"][column].tolist(), strict=True)
        return [*terms, (float(arrays["bias"][column]),)]
    errors = arrays["dy"]
    if name == "dbias":
        return [(error,) for error in errors[:, column].tolist()]
    if name == "dweight":
        return list(zip(errors[:, row].tolist(), arrays["x"][:, column].tolist(), strict=True))
    return list(zip(errors[row].tolist(), arrays["weight"][:, column].tolist(), strict=True))


def _sum(title: str, head: str, terms: list[tuple[float, ...]], value: float) -> Explained:
    order = sorted(range(len(terms)), key=lambda i: -abs(float(numpy.prod(terms[i]))))
    shown = sorted(order[:MOST_TERMS])
    parts = [r" \cdot ".join(_bracketed(factor) for factor in terms[i]) for i in shown]
    rest = len(terms) - len(shown)
    if rest:
        left = sum(float(numpy.prod(terms[i])) for i in order[MOST_TERMS:])
        parts.append(rf"\underbrace{{{_bracketed(left)}}}_{{{rest}\text{{ smaller}}}}")
    words = f"{title}: a sum of {len(terms)} terms is {number(value)}"
    return Explained(f"{head} = {' + '.join(parts)} = {number(value)}", words)


def _moved(op: TracedOp, name: str, row: int, column: int) -> Explained:
    """One parameter's update: its gradient, each state of the optimizer, and the step."""
    whole = op.results[name].shape
    parts = []
    for other in [*(n for n in op.results if n != name), name]:
        if op.results[other].shape != whole:
            continue
        before, after = (
            float(arrays[other].reshape(1, -1)[row, column]) for arrays in (op.operands, op.results)
        )
        parts.append(_change(f"{symbol(other)}_{{{column + 1}}}", before, after))
    before, after = (
        float(arrays[name].reshape(1, -1)[row, column]) for arrays in (op.operands, op.results)
    )
    return Explained(r",\quad ".join(parts), f"from {number(before)} to {number(after)}")


def _change(head: str, before: float, after: float) -> str:
    if before == after:
        return f"{head} = {number(after)}"
    change = after - before
    sign = "-" if change < 0 else "+"
    return rf"{head}: {number(before)} \to {number(after)}\ ({sign}{number(abs(change))})"


def _bracketed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _put(formula: str, sign: str, value: float) -> str:
    """The formula with a number for a sign, wherever it stands by itself."""
    pattern = rf"(?<![a-zA-Z\\{{]){re.escape(sign)}(?![a-zA-Z])"
    return re.sub(pattern, lambda _: f"({number(value)})", formula)
