"""The microscope's reports: one step op by op, an op's matrices, an entry's numbers, checks."""

from __future__ import annotations

import math

import numpy

from chainrule.browser.protocol.arrays import Arrays
from chainrule.browser.protocol.microscope import (
    CheckedGradient,
    CheckedParameter,
    CheckedParameters,
    Checking,
    EntryPlace,
    ExplainedEntry,
    FoundPaths,
    Look,
    Matrix,
    Nudge,
    Walked,
    WalkedOp,
)
from chainrule.diagnostics.checks import nudge
from chainrule.diagnostics.microscope.exhibits import EXHIBITS
from chainrule.diagnostics.microscope.walk import Place, ShownMatrix, Walk, as_matrix
from chainrule.diagnostics.microscope.weight_paths import paths
from chainrule.limits import MATRIX_WINDOW
from chainrule.training.trainer import Trainer


def watched(run: Trainer, exhibit: str | None, step: int) -> Trainer:
    """The traced run: the page's run, or an exhibit after a number of steps."""
    if exhibit is None:
        return run
    shown = EXHIBITS[exhibit]()
    shown.advance(step)
    return shown


def walked(walk: Walk, revision: int) -> Walked:
    """All ops of a step, without their numbers."""
    bad = walk.first_nonfinite()
    return {
        "type": "walked",
        "revision": revision,
        "step": walk.step,
        "example": walk.example,
        "examples": walk.examples,
        "loss_before": _finite(walk.effect.before),
        "loss_after": _finite(walk.effect.after),
        "predicted_change": _finite(walk.effect.predicted),
        "first_bad": None if bad is None else _place(bad),
        "rows": walk.rows,
        "ops": [_described(walk, index) for index in range(len(walk))],
    }


def _described(walk: Walk, index: int) -> WalkedOp:
    op = walk.ops[index]
    return {
        "title": walk.title(index),
        "sentence": walk.told(index),
        "section": op.section,
        "layer": walk.layer(index),
        "backward": op.backward,
        "is_linear": op.name == "Linear",
        "formulas": walk.formulas(index),
        "matrices": [_matrix(shown, walk.has_rows(index, shown)) for shown in walk.matrices(index)],
    }


def _matrix(shown: ShownMatrix, has_rows: bool) -> Matrix:
    rows, columns = as_matrix(shown.array).shape
    return {
        "kind": shown.kind,
        "name": shown.name,
        "sign": shown.sign,
        "label": shown.label,
        "is_gradient": shown.is_gradient,
        "has_rows": has_rows,
        "shape": list(shown.array.shape),
        "rows": rows,
        "columns": columns,
    }


def look(walk: Walk, index: int, start: tuple[int, int]) -> tuple[Look, Arrays]:
    """The numbers of an op's matrices, each from the row and column `start` on."""
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
    """One entry of a result in numbers."""
    found = walk.explain(index, name, row, column)
    return {
        "type": "explained",
        "op": index,
        "name": name,
        "row": row,
        "column": column,
        "lines": list(found.lines),
        "sentence": found.sentence,
        "uses": found.uses,
        "shares": [
            {"label": share.label, "value": share.value, "share": share.share}
            for share in found.shares
        ],
    }


def _place(place: Place) -> EntryPlace:
    return {"op": place.op, "name": place.name, "row": place.row, "column": place.column}


def found_paths(walk: Walk, layer: int, unit: int, source: int | None, example: int) -> FoundPaths:
    """A weight's gradient, path by path."""
    found = paths(walk, layer, unit, source, example)
    examples = next(len(op.operands["x"]) for op in walk.ops if op.name == "Linear")
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


def checked(run: Trainer, index: int) -> CheckedParameter:
    """One parameter's gradient and its difference quotients."""
    found = nudge.check_parameter(run, index)
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
    """The result for all gradients, and the cost of both methods."""
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
