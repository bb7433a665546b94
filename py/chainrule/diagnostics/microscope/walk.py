"""`Walk`: one training step, op by op, with the computation of each entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy

from chainrule.diagnostics.microscope.entries.elementwise import local_derivatives, slope_sign
from chainrule.diagnostics.microscope.entries.entry import explain_entry
from chainrule.diagnostics.microscope.equations import is_of_one, linear_of_one
from chainrule.diagnostics.microscope.explanation import Explained, Share
from chainrule.diagnostics.microscope.latex import exact
from chainrule.diagnostics.microscope.sentences import DERIVATIONS, describe
from chainrule.diagnostics.microscope.signs import (
    entry_sign,
    is_gradient,
    is_primed,
    label,
    sign,
    written,
)
from chainrule.diagnostics.microscope.symbols import PARAMETERS, named_ops
from chainrule.diagnostics.microscope.update.optimizer import update_rule
from chainrule.diagnostics.microscope.update.rule import Rule, moved
from chainrule.diagnostics.microscope.update.step import step_rule
from chainrule.diagnostics.naming import parameter_name, places
from chainrule.engine.op import OPS, Array
from chainrule.engine.program import TracedOp
from chainrule.errors import InputError, ShapeError
from chainrule.phrases import Phrase, phrase
from chainrule.training.penalty import weights

if TYPE_CHECKING:
    from chainrule.nn.module import Module
    from chainrule.training.trainer import Trainer


@dataclass(frozen=True)
class Effect:
    """The loss of a batch before and after the update, without the penalty, and the change that the
    gradient predicts to first order: g · Δθ."""

    before: float
    after: float
    predicted: float


class ShownMatrix(NamedTuple):
    """An array of an op: an operand, a result, a local derivative (slope), or an intermediate value
    of an update, with its name in the op, its LaTeX symbol, and whether it is a gradient."""

    kind: Literal["operand", "slope", "between", "result"]
    name: str
    sign: str
    array: Array
    is_gradient: bool

    @property
    def label(self) -> str:
        """The symbol expressed in words."""
        return label(self.sign)


class Place(NamedTuple):
    """An entry of a result, given by its op, matrix, row and column."""

    op: int
    name: str
    row: int
    column: int


class Walk:
    """The next training step, op by op; the run is not changed.

    A walk reads `Program.trace()`, which replays the program used for training and restores all
    state.

    Parameters
    ----------
    run : a trainer with data loaded.
    example : an example's index in the batch, to trace the step that this example alone would
        cause; None for the whole batch.

    Attributes
    ----------
    ops : the ops in the order in which `Program.trace` yields them.
    step : the number of steps taken before this one.
    effect : the effect of the update on the loss of its batch.
    batch : the indices in the training set of all examples of the batch.
    rows : the indices in the training set of the examples for which the step is traced.

    Raises
    ------
    InputError
        If the batch has no example with that index.

    Examples
    --------
    >>> from chainrule import Experiment
    >>> walk = Walk(Experiment(layers=((2, "tanh"),)).trainer())
    >>> [walk.title(index) for index in range(3)]
    ['layer 1: Linear', 'layer 1: Tanh', 'output: Linear']
    """

    def __init__(self, run: Trainer, example: int | None = None) -> None:
        self.step, self.example = run.step_count, example
        self.batch: list[int] = run.batches.numbers(run.batch).tolist()
        self._places = places(run.net)
        try:
            with run.next_batch(example) as current:
                self.ops = named_ops(list(current.program.trace()), self._layer)
                self._rate = float(run.optimizer.rate)
                self.effect = _effect(run, current, self.ops[-1])
        except ShapeError:  # the program cannot be recorded for a single example
            allowed = phrase("allowed.whole_batch")
            raise InputError("example", example, allowed) from None
        self.rows = self.batch if example is None else [self.batch[example]]
        self._shown: dict[int, list[ShownMatrix]] = {}
        self._rules: dict[int, Rule] = {}
        self._is_weight = weights(run.net)
        self._optimizer = run.optimizer
        self._is_frozen = _frozen(run.net)
        self._shape = run.theta.shape
        self._net = run.net

    def __len__(self) -> int:
        return len(self.ops)

    def layer(self, index: int) -> int | None:
        """The index of an op's layer, counted from 0; None for the loss and the update."""
        return self._layer(self._op(index))

    def title(self, index: int) -> str:
        """A short title of the op."""
        parts = self._title(index)
        return phrase("op.title", place=parts[0], name=parts[1]) if len(parts) > 1 else parts[0]

    def _title(self, index: int) -> list[str]:
        """The op's place, if it is in a layer or in the loss, followed by its name."""
        op, place = self._op(index), self._place(self._op(index))[1]
        if "scores" in op.operands or "dscores" in op.results:
            return [phrase("op.of_loss"), op.name]
        is_known = op.name in OPS
        name = OPS[op.name].title(op.settings) if is_known else phrase(f"section.{op.section}")
        place = phrase("list", parts=[place, *op.layer.split(".")[1:]])
        return [name] if place in ("", name) else [place, name]

    def describe(self, index: int) -> Phrase:
        """A sentence that describes the op."""
        return describe(self._op(index))

    def sentence(self, index: int) -> str:
        """The op's title, followed by its description."""
        op, sentence = self._op(index), self.describe(index)
        backward = ", backward" * op.backward
        return f"{self.title(index)}{backward}: {sentence[0].lower()}{sentence[1:]}"

    def formulas(self, index: int) -> list[str]:
        """The op's formulas in LaTeX; in the backward pass, the formula of each gradient."""
        op = self._op(index)
        if op.name not in OPS:
            return self._rule(op).formulas
        rule = OPS[op.name]
        if is_of_one(op) and op.name == "Linear":
            return linear_of_one(op)
        if not op.backward:
            kept = zip(rule.keeps, rule.kept_formulas(op.settings), strict=False)
            lines = (*kept, ("y", rule.latex))
            return [f"{sign(op, name)} = {written(op, latex)}" for name, latex in lines]
        wanted = [name.removeprefix("d") for name in op.results]
        names = rule.names(max(len(rule.operands), len(wanted)))
        known = dict(zip(names, rule.derivatives * len(names), strict=False))
        lines = [(f"d{name}", known[name]) for name in wanted if name in known]
        found = [f"{sign(op, name)} = {written(op, latex)}" for name, latex in lines]
        derived = [DERIVATIONS[op.name]] if op.name in DERIVATIONS else []
        return [*found, *(written(op, latex) for latex in derived)]

    def matrices(self, index: int) -> list[ShownMatrix]:
        """All matrices of an op: its operands, its results, the local derivatives of an elementwise
        op in the backward pass, and the intermediate values of an update."""
        op = self._op(index)
        if index not in self._shown:
            is_step = op.name not in OPS
            self._shown[index] = self._of_step(op) if is_step else _of_network(op)
        return self._shown[index]

    def has_rows(self, index: int, shown: ShownMatrix) -> bool:
        """Whether a matrix has one row for each example, and there are several examples."""
        is_parameter = shown.name.removeprefix("d") in PARAMETERS
        is_of_network = self._op(index).name in OPS and not is_parameter
        shape = shown.array.shape
        return is_of_network and len(shape) > 1 and shape[0] == len(self.rows) > 1

    def _of_step(self, op: TracedOp) -> list[ShownMatrix]:
        """The arrays that an update, a penalty or clipping reads, computes and changes."""
        rule = self._rule(op)
        shown = [
            ShownMatrix("operand", name, rule.before[name], array, is_gradient(op, name))
            for name, array in op.operands.items()
        ]
        shown += [
            ShownMatrix("between", of, of, array, of == rule.gradient)
            for of, array in rule.between().items()
        ]
        return shown + [
            ShownMatrix("result", name, rule.after[name], array, is_gradient(op, name))
            for name, array in op.results.items()
            if (op.section, name) != ("update", "grad")
        ]

    def _rule(self, op: TracedOp) -> Rule:
        """The assignments of an op outside the network, with the numbers of this step."""
        if id(op) not in self._rules:
            is_update = op.section == "update" and "theta" in op.operands
            self._rules[id(op)] = (
                update_rule(self._optimizer, self._rate, op)
                if is_update
                else step_rule(op, self._is_weight)
            )
        return self._rules[id(op)]

    def matrix(self, index: int, name: str) -> Array:
        """The op's array called `name` as a matrix, whose columns are the array's last axis and
        whose rows are all other axes. A result takes precedence over the operand that it
        replaces."""
        return as_matrix(self._shown_as(index, name).array)

    def _shown_as(self, index: int, name: str) -> ShownMatrix:
        shown = {m.name: m for m in self.matrices(index)}  # results come last
        if name not in shown:
            raise InputError("name", name, phrase("list", parts=list(shown)))
        return shown[name]

    def explain(self, index: int, name: str, row: int, column: int) -> Explained:
        """An explanation, with numbers, of how an entry of a result or of an update's intermediate
        value was computed.

        Raises
        ------
        InputError
            If the entry does not exist.
        """
        shown, op = self._shown_as(index, name), self._op(index)
        rows, columns = as_matrix(shown.array).shape
        is_made = shown.kind == "between" or name in op.results
        if not (0 <= row < rows and 0 <= column < columns and is_made):
            allowed = phrase("allowed.entry", rows=rows, columns=columns)
            raise InputError("entry", (row, column), allowed)
        parts = [phrase("op.backward"), *self._title(index)][not op.backward :]
        flat = row * columns + column
        if op.name not in OPS:
            return self._assigned(index, shown, flat, parts)
        head = entry_sign(op, name, shown.array, flat)
        title = phrase("list", parts=[*parts, shown.label])
        return explain_entry(op, name, flat, head, title)

    def _assigned(self, place: int, shown: ShownMatrix, index: int, parts: list[str]) -> Explained:
        """The effect of an update, a penalty or clipping on one entry of θ, of g or of the
        state."""
        op, rule = self.ops[place], self._rule(self.ops[place])
        is_whole, value = shown.array.shape == self._shape, float(shown.array.flat[index])
        at = f"_{{{index + 1}}}" if shown.array.ndim else ""
        of = rule.before.get(shown.name, shown.sign)
        lines: list[str] = []
        if is_whole:
            called = parameter_name(self._net, index)
            parts = [*parts, called]
            name = called.values["name"]
            name = name if isinstance(name, Phrase) else name.replace("_", r"\_")
            written = Phrase(called.key, {**called.values, "name": name})
            lines.append(phrase("line.parameter", sign=f"{of}{at}", name=written))
        is_frozen = op.section == "update" and is_whole and bool(self._is_frozen[index])
        if not is_frozen:
            lines += [line.latex for line in rule.explained(shown.sign, index)]
        values: dict[str, Any] = {"title": phrase("list", parts=parts), "label": shown.label}
        values["value"] = value
        sentence = phrase("spoken.assigned", **values)
        if shown.kind == "result":
            before = float(op.operands[shown.name].flat[index])
            key = "spoken.frozen" if is_frozen else "spoken.changed"
            sentence = phrase(key, **values, before=before)
            lines += (
                [moved(f"{of}{at}", before, value)]
                if is_primed(shown.sign)
                else [f"{of}{at} = {exact(before)}", f"{shown.sign}{at} = {exact(value)}"]
            )
        reads = (m for m in self.matrices(place) if m.kind != "result" and m.name != shown.name)
        uses = {m.name: [index] for m in reads if m.array.shape == shown.array.shape}
        return Explained(tuple(lines), sentence, uses)

    def first_nonfinite(self) -> Place | None:
        """The first entry of a result, in order of computation, that is NaN or infinite."""
        for index, op in enumerate(self.ops):
            for name, array in op.results.items():
                wrong = numpy.flatnonzero(~numpy.isfinite(as_matrix(array)))
                if wrong.size:
                    row, column = divmod(int(wrong[0]), as_matrix(array).shape[1])
                    return Place(index, name, row, column)
        return None

    def csv(self) -> str:
        """All numbers of the step as CSV, with one row per entry, including the entry's op and
        matrix."""
        lines = ["op,title,section,kind,matrix,row,column,value"]
        for index, op in enumerate(self.ops):
            for shown in self.matrices(index):
                name = f'"{shown.label}"' if "," in shown.label else shown.label
                head = f'{index + 1},"{self.title(index)}",{op.section},{shown.kind},{name}'
                lines += [
                    f"{head},{row + 1},{column + 1},{float(value)!r}"
                    for (row, column), value in numpy.ndenumerate(as_matrix(shown.array))
                ]
        return "".join(f"{line}\r\n" for line in lines)

    def latex(self) -> str:
        """The step as text: each op's sentence and formulas, followed by the first entry of each
        result with its numbers."""
        parts = [f"Step {self.step + 1}"]
        for index in range(len(self.ops)):
            parts.append(f"{index + 1}. {self.sentence(index)}")
            formulas = [*self.formulas(index)]
            for shown in self.matrices(index):
                if shown.kind == "result" and shown.array.size:
                    formulas += self.explain(index, shown.name, 0, 0).lines
            parts += [rf"\[ {formula} \]" for formula in formulas]
        return "\n\n".join(parts) + "\n"

    def _op(self, index: int) -> TracedOp:
        if not 0 <= index < len(self.ops):
            raise InputError("op", index, phrase("allowed.index", last=len(self.ops) - 1))
        return self.ops[index]

    def _place(self, op: TracedOp) -> tuple[int | None, str]:
        """The index and displayed name of an op's layer, from the module in which the op was
        recorded."""
        return self._places.get(op.layer.split(".")[0], (None, ""))

    def _layer(self, op: TracedOp) -> int | None:
        return self._place(op)[0]


def _of_network(op: TracedOp) -> list[ShownMatrix]:
    """The operands of an op of the network, its local derivatives (in the backward pass), and its
    results."""

    def named(kind: Literal["operand", "result"], name: str, array: Array) -> ShownMatrix:
        return ShownMatrix(kind, name, sign(op, name), array, is_gradient(op, name))

    slopes = local_derivatives(op).items()
    return [
        *(named("operand", name, array) for name, array in op.operands.items()),
        *(
            ShownMatrix(
                "slope", f"slope of {name.removeprefix('d')}", slope_sign(op, name), array, False
            )
            for name, array in slopes
        ),
        *(named("result", name, array) for name, array in op.results.items()),
    ]


def as_matrix(array: Array) -> Array:
    """An array as a matrix, whose columns are the array's last axis and whose rows are all other
    axes."""
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
    """Whether each parameter is frozen."""
    parts = [
        numpy.full(tensor.data.size, not tensor.requires_grad)
        for _, module in net.named_modules()
        for _, tensor in module.own_parameters()
    ]
    return numpy.concatenate(parts)


__all__ = ["Effect", "Explained", "Place", "Share", "ShownMatrix", "Walk", "as_matrix"]
