"""`Walk`: one step of training op by op, each entry with the numbers it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy

from chainrule.diagnostics.entry import explain_entry
from chainrule.diagnostics.entrywise import local_derivatives
from chainrule.diagnostics.explained import Explained, Share
from chainrule.diagnostics.naming import parameter_name, places
from chainrule.diagnostics.notation import exact, said, symbol
from chainrule.diagnostics.sentences import DERIVATIONS, told
from chainrule.diagnostics.update_rule import moved, update_lines
from chainrule.engine.norms import norm
from chainrule.engine.op import OPS, Array
from chainrule.engine.program import TracedOp
from chainrule.errors import InputError

if TYPE_CHECKING:
    from chainrule.nn.module import Module
    from chainrule.training.trainer import Trainer


@dataclass(frozen=True)
class Effect:
    """The loss of a batch before and after its update, without penalty, and what the gradient
    predicts of the change, to first order: g · Δθ."""

    before: float
    after: float
    predicted: float


class ShownMatrix(NamedTuple):
    """An array of an op: an operand, a local derivative (slope) or a result, its name and sign."""

    kind: Literal["operand", "slope", "result"]
    name: str
    symbol: str
    array: Array


class Place(NamedTuple):
    """An entry of a result: the op, the matrix, row and column."""

    op: int
    name: str
    row: int
    column: int


class Walk:
    """The step that comes next, op by op: nothing of the run changes.

    It reads `Program.trace()`: the very program that trains, replayed and put back.

    Parameters
    ----------
    run : with data loaded.
    example : of the batch: the step as it would be for this example alone; None for all.

    Attributes
    ----------
    ops : what `Program.trace` yields, in order.
    step : how many steps came before.
    effect : what the update does to the loss of its own batch.
    examples : how many the whole batch has.

    Raises
    ------
    InputError
        If the batch has no such example.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> walk = Walk(Experiment(layers=((2, "tanh"),)).trainer())
    >>> [walk.title(index) for index in range(3)]
    ['layer 1: Linear', 'layer 1: Tanh', 'output: Linear']
    """

    def __init__(self, run: Trainer, example: int | None = None) -> None:
        self.step, self.example = run.step_count, example
        self.examples = len(run.batches.views[run.batch][0])
        with run.next_batch(example) as current:
            self.ops: list[TracedOp] = list(current.program.trace())
            self._rate = float(run.optimizer.rate)
            self.effect = _effect(run, current, self.ops[-1])
        self._shown: dict[int, list[ShownMatrix]] = {}
        self._optimizer = run.optimizer
        self._places = places(run.net)
        self._is_frozen = _frozen(run.net)
        self._shape = run.theta.shape
        self._net = run.net

    def __len__(self) -> int:
        return len(self.ops)

    def layer(self, index: int) -> int | None:
        """Which layer an op belongs to, counted from 0; None for the loss and the update."""
        return self._place(index)[0]

    def title(self, index: int) -> str:
        """The op in a few words."""
        op, place = self._op(index), self._place(index)[1]
        if "scores" in op.operands or "dscores" in op.results:
            return f"loss: {op.name}"
        name = op.name if op.name in OPS else op.section
        place = ", ".join([place, *op.layer.split(".")[1:]])
        return name if place in ("", name) else f"{place}: {name}"

    def told(self, index: int) -> str:
        """What the op does, as one would say it."""
        words = told(self._op(index))
        return f"{words[0].upper()}{words[1:]}."

    def sentence(self, index: int) -> str:
        """The op's title and what it does."""
        op = self._op(index)
        return f"{self.title(index)}{', backward' * op.backward}: {told(op)}."

    def formulas(self, index: int) -> list[str]:
        """The op's formula, or on the way back that of each gradient, in LaTeX."""
        op = self._op(index)
        if not op.backward:
            return [f"y = {op.latex}"] if op.latex else []
        wanted = [name.removeprefix("d") for name in op.results]
        rule = OPS[op.name]
        names = rule.names(max(len(rule.operands), len(wanted)))
        known = dict(zip(names, op.derivatives * len(names), strict=False))
        found = [f"{symbol(f'd{n}')} = {known[n]}" for n in wanted if n in known]
        return [*found, *([DERIVATIONS[op.name]] if op.name in DERIVATIONS else [])]

    def matrices(self, index: int) -> list[ShownMatrix]:
        """All that an op shows: its operands, on the way back the local derivative of an op that
        works entry by entry, and its results."""
        op = self._op(index)
        known = self._shown.get(index)
        if known is not None:
            return known
        shown = [ShownMatrix("operand", name, symbol(name), a) for name, a in op.operands.items()]
        for name, array in local_derivatives(op).items():
            operand = name.removeprefix("d")
            sign = rf"\frac{{\partial y}}{{\partial {symbol(operand)}}}"
            shown.append(ShownMatrix("slope", f"slope of {operand}", sign, array))
        for name, array in op.results.items():
            if (op.section, name) != ("update", "grad"):
                prime = "'" * (name in op.operands)
                shown.append(ShownMatrix("result", name, symbol(name) + prime, array))
        self._shown[index] = shown
        return shown

    def matrix(self, index: int, name: str) -> Array:
        """A result or an operand with two axes: the last one across, all others down."""
        op = self._op(index)
        array = op.results[name] if name in op.results else op.operands.get(name)
        if array is None:
            raise InputError("name", name, ", ".join([*op.operands, *op.results]))
        return as_matrix(array)

    def explain(self, index: int, name: str, row: int, column: int) -> Explained:
        """Where one entry of a result comes from, in numbers.

        Raises
        ------
        InputError
            If there is no such entry.
        """
        matrix, op = self.matrix(index, name), self._op(index)
        rows, columns = matrix.shape
        if not (0 <= row < rows and 0 <= column < columns) or name not in op.results:
            raise InputError(
                "entry", (row, column), f"a row below {rows}, a column below {columns}"
            )
        title = f"{'backward, ' * op.backward}{self.title(index).replace(': ', ', ')}"
        flat = row * columns + column
        if op.name not in OPS:
            return self._changed(op, name, flat, title)
        place = f"{row + 1},{column + 1}" if op.results[name].ndim else ""
        head = f"{symbol(name)}_{{{place}}}" if place else symbol(name)
        return explain_entry(op, name, flat, head, title)

    def _changed(self, op: TracedOp, name: str, index: int, title: str) -> Explained:
        """What a step, a penalty or a limit makes of one parameter or gradient."""
        before, after = (float(a[name].flat[index]) for a in (op.operands, op.results))
        sign, lines = f"{symbol(name)}_{{{index + 1}}}", []
        is_whole = op.results[name].shape == self._shape
        if is_whole:
            called = parameter_name(self._net, index)
            title = f"{title}, {called}"
            written = called.replace("_", r"\_")
            lines.append(rf"{sign}\text{{: {written}}}")
        words = f"{title}: from {said(before)} to {said(after)}"
        uses = {other: [index] for other, a in op.operands.items() if a.size > index}
        if op.section == "clip":
            length = float(norm(op.operands["grad"]))
            lines.append(rf"\lVert g \rVert = {exact(length)}")
        elif op.section == "update" and is_whole and self._is_frozen[index]:
            words = f"{words}: it is frozen"
        elif op.section == "update" and is_whole:
            found = update_lines(self._optimizer, self._rate, op, index)
            lines += [line.latex for line in found]
        return Explained((*lines, moved(sign, before, after)), words, uses)

    def first_nonfinite(self) -> Place | None:
        """The first entry of a result that is no finite number, in the order of computation."""
        for index, op in enumerate(self.ops):
            for name, array in op.results.items():
                wrong = numpy.flatnonzero(~numpy.isfinite(as_matrix(array)))
                if wrong.size:
                    row, column = divmod(int(wrong[0]), as_matrix(array).shape[1])
                    return Place(index, name, row, column)
        return None

    def csv(self) -> str:
        """Every number of the step: a row an entry, with the op and the matrix it is in."""
        lines = ["op,title,section,matrix,row,column,value"]
        for index, op in enumerate(self.ops):
            for kind, arrays in (("operand", op.operands), ("result", op.results)):
                for name, array in arrays.items():
                    head = f'{index + 1},"{self.title(index)}",{op.section},{kind} {name}'
                    lines += [
                        f"{head},{row + 1},{column + 1},{float(value)!r}"
                        for (row, column), value in numpy.ndenumerate(as_matrix(array))
                    ]
        return "".join(f"{line}\r\n" for line in lines)

    def latex(self) -> str:
        """The step as text: each op's sentence, its formulas, and the first entry of each result in
        numbers."""
        parts = [f"Step {self.step + 1}"]
        for index, op in enumerate(self.ops):
            parts.append(f"{index + 1}. {self.sentence(index)}")
            formulas = [*self.formulas(index)]
            for name, array in op.results.items():
                formulas += self.explain(index, name, 0, 0).lines if array.size else ()
            parts += [rf"\[ {formula} \]" for formula in formulas]
        return "\n\n".join(parts) + "\n"

    def _op(self, index: int) -> TracedOp:
        if not 0 <= index < len(self.ops):
            raise InputError("op", index, f"from 0 to {len(self.ops) - 1}")
        return self.ops[index]

    def _place(self, index: int) -> tuple[int | None, str]:
        """An op's layer and what a person calls it, from the module it was recorded in."""
        return self._places.get(self._op(index).layer.split(".")[0], (None, ""))


def as_matrix(array: Array) -> Array:
    """An array with two axes: the last one across, all others down."""
    return array.reshape(-1, array.shape[-1] if array.ndim else 1)


def _effect(run: Trainer, current, update: TracedOp) -> Effect:
    before, after = update.operands["theta"], update.results["theta"]
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


def _frozen(net: Module) -> Array:
    """Of each parameter whether it is kept as it is."""
    parts = [
        numpy.full(tensor.data.size, not tensor.requires_grad)
        for _, module in net.named_modules()
        for _, tensor in module.own_parameters()
    ]
    return numpy.concatenate(parts)


__all__ = ["Effect", "Explained", "Place", "Share", "ShownMatrix", "Walk", "as_matrix"]
