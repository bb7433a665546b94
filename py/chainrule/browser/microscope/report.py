"""The microscope's reports: a step op by op, an op's matrices, an entry's explanation, and
checks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from chainrule.browser.microscope.messages import (
    CheckedGradient,
    CheckedParameter,
    CheckedParameters,
    Checking,
    EntryPlace,
    EquationPart,
    ExampleAnswer,
    ExplainedEntry,
    FoundPaths,
    Look,
    Matrix,
    Nudge,
    ParameterPlace,
    Walked,
    WalkedOp,
)
from chainrule.browser.protocol.arrays import Arrays
from chainrule.diagnostics.checks import nudge
from chainrule.diagnostics.microscope.equations import Part, equations
from chainrule.diagnostics.microscope.exhibits import EXHIBITS
from chainrule.diagnostics.microscope.formula_texts import in_phrases
from chainrule.diagnostics.microscope.path_stages import has_paths
from chainrule.diagnostics.microscope.walk import Place, ShownMatrix, Walk, as_matrix
from chainrule.diagnostics.microscope.weight_paths import paths
from chainrule.diagnostics.naming import parameter_layouts
from chainrule.diagnostics.target import target_of
from chainrule.errors import InputError, ShapeError
from chainrule.experiment.data.rows import column_names
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.network.places import LayerPlace, layer_places
from chainrule.limits import MATRIX_WINDOW
from chainrule.training.trainer import Trainer


def first_example(run: Trainer) -> Walk:
    """The step of the first example of the batch or, if the network needs several examples, of all
    examples."""
    try:
        return Walk(run, 0)
    except InputError:
        return Walk(run)


def takes_one_example(run: Trainer) -> bool:
    """Whether the step of a single example can be traced; batch norm, for example, needs
    several."""
    try:
        with run.next_batch(0):
            return True
    except ShapeError:
        return False


def watched(run: Trainer, exhibit: str | None, step: int) -> Trainer:
    """The run to be traced: the page's run, or an exhibit after a number of steps."""
    if exhibit is None:
        return run
    shown = EXHIBITS[exhibit]()
    shown.advance(step)
    return shown


@dataclass(frozen=True)
class _Named:
    """Names and positions with which the page describes the matrices of a traced step.

    Attributes
    ----------
    parameters : the layout of each parameter in `theta`, by name; see `parameter_layouts`.
    places : the layers of the diagram; None for an exhibit.
    inputs : the names of an input's features or, for a sequence, of the features at each step.
    symbols : the symbols, if the network's inputs are indices of tokens; otherwise empty.
    """

    parameters: dict[str, tuple[tuple[int, ...], int, tuple[int, ...]]]
    places: list[LayerPlace] | None = None
    inputs: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()

    def layer(self, walk: Walk, index: int) -> int | None:
        """The index of the diagram's layer to which an op belongs; None if there is no such
        layer."""
        module = walk.ops[index].layer.split(".")[0]
        if self.places is None or not module.isdigit():
            return walk.layer(index)
        spans = (range(place.start, place.stop) for place in self.places)
        return next((at for at, span in enumerate(spans) if int(module) in span), None)

    def parameter(self, scope: str, shown: ShownMatrix) -> ParameterPlace | None:
        """The layout in `theta` of a parameter, or of the parameter whose gradient the matrix is;
        None for other matrices."""
        found = self.parameters.get(f"{scope}.{shown.name.removeprefix('d')}")
        if found is None or found[0] != shown.array.shape:
            return None
        return {"offset": found[1], "strides": list(found[2])}


def _named(run: Trainer, experiment: Experiment | None) -> _Named:
    parameters = parameter_layouts(run.net)
    if experiment is None:
        return _Named(parameters)
    has_tokens = experiment.input_shape.kind == "tokens"
    symbols = experiment.source.symbols if has_tokens else ()
    places = layer_places(experiment)
    return _Named(parameters, places, column_names(experiment), symbols)


def walked(walk: Walk, revision: int, run: Trainer, experiment: Experiment | None) -> Walked:
    """The report of all ops of a step, without their numbers.

    Parameters
    ----------
    run : the traced run.
    experiment : the run's experiment; None for an exhibit.
    """
    bad, named = walk.first_nonfinite(), _named(run, experiment)
    return {
        "type": "walked",
        "revision": revision,
        "step": walk.step,
        "example": walk.example,
        "loss_before": _finite(walk.effect.before),
        "loss_after": _finite(walk.effect.after),
        "predicted_change": _finite(walk.effect.predicted),
        "first_bad": None if bad is None else _place(bad),
        "batch": walk.batch,
        "rows": walk.rows,
        "takes_one": walk.example is not None or takes_one_example(run),
        "answer": None if experiment is None else _answer(walk, experiment),
        "ops": [_described(walk, index, named) for index in range(len(walk))],
    }


def _answer(walk: Walk, experiment: Experiment) -> ExampleAnswer | None:
    target = target_of(experiment)
    if target is None or walk.example is None or experiment.outputs > 1:
        return None
    loss = next(op for op in walk.ops if "scores" in op.operands and not op.backward)
    prediction, given = loss.operands["scores"], loss.operands["target"]
    return {
        "target": _finite(float(target.values(given).flat[0])),
        "prediction": _finite(float(target.values(prediction).flat[0])),
        "residual": _finite(float(target.residuals(given, prediction).flat[0])),
    }


def _described(walk: Walk, index: int, named: _Named) -> WalkedOp:
    op, layer = walk.ops[index], walk.layer(index)
    return {
        "title": walk.title(index),
        "sentence": walk.describe(index),
        "section": op.section,
        "layer": named.layer(walk, index),
        "backward": op.backward,
        "is_linear": op.name == "Linear",
        "has_paths": op.backward and layer is not None and has_paths(walk, layer),
        "formulas": [in_phrases(latex) for latex in walk.formulas(index)],
        "matrices": [_matrix(walk, index, shown, named) for shown in walk.matrices(index)],
        "equations": _equations(walk, index),
    }


def _equations(walk: Walk, index: int) -> list[list[EquationPart]]:
    names = [(shown.kind, shown.name) for shown in walk.matrices(index)]

    def part_report(part: Part) -> EquationPart:
        matrix = None if part.sign else names.index((part.kind, part.name))
        return {"sign": in_phrases(part.sign) or None, "matrix": matrix, "turned": part.turned}

    return [[part_report(part) for part in parts] for parts in equations(walk.ops[index], names)]


def _matrix(walk: Walk, index: int, shown: ShownMatrix, named: _Named) -> Matrix:
    rows, columns = as_matrix(shown.array).shape
    op = walk.ops[index]
    is_input = shown.kind == "operand" and shown.name == "x" and named.layer(walk, index) == 0
    has_names = is_input and columns == len(named.inputs) and not op.backward
    is_ids = op.name == "Embedding" and shown.name == "ids"
    return {
        "kind": shown.kind,
        "name": shown.name,
        "sign": in_phrases(shown.sign),
        "label": shown.label,
        "is_gradient": shown.is_gradient,
        "has_rows": walk.has_rows(index, shown),
        "shape": list(shown.array.shape),
        "rows": rows,
        "columns": columns,
        "parameter": named.parameter(op.layer, shown),
        "column_names": list(named.inputs) if has_names else [],
        "value_names": list(named.symbols) if is_ids else [],
    }


def look(walk: Walk, index: int, start: tuple[int, int]) -> tuple[Look, Arrays]:
    """The numbers of an op's matrices, each beginning at the row and the column in `start`."""
    arrays: Arrays = {}
    for shown in walk.matrices(index):
        matrix = as_matrix(shown.array)
        row, column = (
            first if first < size else 0 for first, size in zip(start, matrix.shape, strict=True)
        )
        part = matrix[row : row + MATRIX_WINDOW, column : column + MATRIX_WINDOW]
        arrays[f"{shown.kind} {shown.name}"] = numpy.ascontiguousarray(part, numpy.float64)
    return {"type": "look", "op": index, "start": start}, arrays


def explained(walk: Walk, index: int, name: str, row: int, column: int) -> ExplainedEntry:
    """The explanation of one entry of a result."""
    found = walk.explain(index, name, row, column)
    return {
        "type": "explained",
        "op": index,
        "name": name,
        "row": row,
        "column": column,
        "lines": [in_phrases(line) for line in found.lines],
        "sentence": found.sentence,
        "uses": found.uses,
        "shares": [
            {"label": in_phrases(share.label), "value": share.value, "share": share.share}
            for share in found.shares
        ],
    }


def _place(place: Place) -> EntryPlace:
    return {"op": place.op, "name": place.name, "row": place.row, "column": place.column}


def found_paths(
    walk: Walk, index: int, name: str, row: int, column: int, example: int
) -> FoundPaths:
    """The gradient with respect to the weight at an entry of `dweight` or `dbias`, split into the
    contributions of paths."""
    layer, gradient = walk.layer(index), walk.matrix(index, name)
    shape = next(shown.array.shape for shown in walk.matrices(index) if shown.name == name)
    unit, source = column, None
    if name != "dbias":
        flat = row * gradient.shape[1] + column
        unit, source = divmod(flat, math.prod(shape[1:]))
    found = paths(walk, -1 if layer is None else layer, unit, source, example)
    examples = len(walk.rows)
    return {
        "type": "paths",
        "example": example,
        "examples": examples,
        "paths": [
            [{"label": f.label, "value": f.value, "op": f.op} for f in path] for path in found.paths
        ],
        "products": [math.prod(factor.value for factor in path) for path in found.paths],
        "stops": [[_place(stop) for stop in stops] for stops in found.stops],
        "count": found.count,
        "of_example": found.of_example,
        "gradient": found.gradient,
    }


def checked(run: Trainer, index: int, example: int | None) -> CheckedParameter:
    """The gradient with respect to one parameter, and the difference quotients, on the batch or on
    one of its examples."""
    found = nudge.check_parameter(run, index, example)
    return {
        "type": "checked",
        "index": index,
        "finding": _finding(found.checked),
        "best": _nudge(found.best),
        "nudges": [_nudge(nudged) for nudged in found.sizes],
    }


def checking(check: nudge.AllCheck, stopped: bool) -> Checking:
    """The progress of the check of all gradients."""
    return {
        "type": "checking",
        "done": check.done,
        "of": check.parameters,
        "stopped": stopped,
    }


def all_checked(check: nudge.AllCheck) -> CheckedParameters:
    """The result of checking all gradients, and the cost of both methods."""
    found = check.result()
    return {
        "type": "all_checked",
        "answer": found.answer,
        "counts": {answer: found.counts[answer] for answer in nudge.ANSWERS},
        "frozen": found.frozen,
        "index": found.worst.index,
        "name": found.name,
        "worst": _finding(found.worst),
        "parameters": found.parameters,
        "passes": found.passes,
        "milliseconds": found.milliseconds,
        "backward_milliseconds": found.backward_milliseconds,
        "forward_flops": found.forward_flops,
        "backward_flops": found.backward_flops,
        "times": found.times,
        "growth": [[float(size), times] for size, times in found.growth],
    }


def _finding(checked: nudge.Checked) -> CheckedGradient:
    found = checked.finding
    return {
        "answer": found.answer,
        "gradient": _finite(found.gradient),
        "quotient": _finite(found.quotient),
        "digits": found.digits,
        "difference": _finite(found.difference),
        "allowed": _finite(found.allowed),
        "left": _finite(found.left),
        "right": _finite(found.right),
        "precision": checked.precision,
        "trained": _finite(checked.trained),
        "trained_digits": checked.trained_digits,
        "trained_difference": _finite(checked.trained_difference),
        "trained_allowed": _finite(checked.trained_allowed),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _nudge(nudged: nudge.Nudged) -> Nudge:
    return {
        "eps": nudged.eps,
        "above": _finite(nudged.above),
        "below": _finite(nudged.below),
        "quotient": _finite(nudged.quotient),
        "error": _finite(nudged.error),
    }
