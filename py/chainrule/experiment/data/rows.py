"""Examples for the page's table: their cells as text, or their pictures."""

from __future__ import annotations

import numpy

from chainrule.data.sequences import SEQUENCES
from chainrule.data.tabular.columns import Column
from chainrule.engine.op import Array
from chainrule.experiment.data.examples import target_names
from chainrule.experiment.data.source import parted, table_of
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import Phrase, phrase

Cells = list[list[str]]


def example_rows(
    experiment: Experiment, start: int, count: int
) -> tuple[list[str], Cells, list[bool], dict[str, Array]]:
    """(names, cells, whether each is a test example, arrays) for `count` examples from index
    `start` on; test examples come first.

    The cells of an example contain its inputs and then its targets. Inputs are shown as in the
    table or, for a sequence, step by step, with all tokens in one cell. A class is shown by its
    name.
    """
    source, order = experiment.source, _order(experiment)
    chosen, is_test = order[0][start : start + count], order[1][start : start + count]
    table = table_of(experiment.data, experiment.table)
    if source.shape.kind == "image":
        numbered: Cells = [
            [phrase("rows.number", value=value)] for value in source.y[chosen].tolist()
        ]
        cells = _with_classes(numbered, source.classes, source.y[chosen])
        pixels = numpy.ascontiguousarray(source.x[chosen], numpy.float32)
        target = [experiment.target or table.target] if table else target_names(source.y)
        return target, cells, is_test.tolist(), {"pixels": pixels}
    if experiment.data in SEQUENCES:
        names, cells = _sequences(experiment, chosen)
        cells = _with_classes(cells, source.classes, source.y[chosen])
        return [*names, *target_names(source.y)], cells, is_test.tolist(), {}
    if table is None or source.rows is None:
        values = numpy.column_stack([source.x, source.y])[chosen]
        shown: Cells = [
            [phrase("rows.number", value=value) for value in row] for row in values.tolist()
        ]
        cells = _with_classes(shown, source.classes, source.y[chosen])
        return [*source.names, *target_names(source.y)], cells, is_test.tolist(), {}
    target = experiment.target or table.target
    names = [name for name in experiment.columns or table.names if name != target]
    rows = source.rows[chosen].tolist()
    columns = [table.column(name) for name in (*names, target)]
    cells = [[_cell(column, row) for column in columns] for row in rows]
    cells = _with_classes(cells, source.classes, source.y[chosen])
    return [*names, target], cells, is_test.tolist(), {}


def example_texts(experiment: Experiment) -> list[str]:
    """The tokens of all examples, with the training examples first; empty for data without
    tokens."""
    if not experiment.source.symbols:
        return []
    training, test = parted(experiment)
    _, cells = _sequences(experiment, numpy.concatenate([training, test]))
    return [text for text, *_ in cells]


def column_names(experiment: Experiment) -> tuple[str, ...]:
    """The names of an input's features or, for sequences, of the features at each step."""
    if experiment.input_shape.kind != "sequence":
        return experiment.input_names
    return experiment.source.symbols or SEQUENCES[experiment.data].features


def _sequences(experiment: Experiment, chosen: Array) -> tuple[list[Phrase], Cells]:
    """The names of the input columns of sequences (one column for all tokens, or one for each
    step), and the cells, including the target."""
    source, task = experiment.source, SEQUENCES[experiment.data]
    steps = task.texts(source.x[chosen])
    targets = [phrase("rows.number", value=value) for value in source.y[chosen].tolist()]
    if task.kind == "tokens":
        cells = [["".join(row), target] for row, target in zip(steps, targets, strict=True)]
        return [phrase("rows.sequence")], cells
    names = [phrase("rows.step", step=step + 1) for step in range(len(steps[0]))]
    return names, [[*row, target] for row, target in zip(steps, targets, strict=True)]


def _order(experiment: Experiment) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The index of each row's example in the source, and whether it is a test example."""
    training, test = parted(experiment)
    order = numpy.concatenate([test, training])
    return order, numpy.arange(len(order)) < len(test)


def _with_classes(cells: Cells, classes: tuple[str, ...], y: Array) -> Cells:
    """The cells with class names as targets; the cells of a regression are returned unchanged."""
    if not classes:
        return cells
    return [[*row[:-1], classes[int(kind)]] for row, kind in zip(cells, y, strict=True)]


def _cell(column: Column, row: int) -> str:
    text = column.text(row)
    return _number(text) if column.kind == "number" else text.removesuffix(".0")


def _number(text: str) -> str:
    """A number in the page's format, with a minus sign instead of a hyphen."""
    text = text.removesuffix(".0")
    return f"\N{MINUS SIGN}{text[1:]}" if text.startswith("-") else text
