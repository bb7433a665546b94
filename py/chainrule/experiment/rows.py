"""Examples for the page's table: their cells as text, or their pictures."""

from __future__ import annotations

import numpy

from chainrule.data.columns import Column
from chainrule.engine.op import Array
from chainrule.experiment.examples import target_names
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.source import PICTURES, parted, table_of

Cells = list[list[str]]


def example_rows(
    experiment: Experiment, start: int, count: int
) -> tuple[list[str], Cells, list[bool], dict[str, Array]]:
    """(names, cells, whether each is a test example, arrays) of some examples, test ones first.

    Cells are those of the inputs' columns, as in the table, and then the targets; a class is given
    by its name.
    """
    source, order = experiment.source, _order(experiment)
    chosen, is_test = order[0][start : start + count], order[1][start : start + count]
    table = table_of(experiment.data, experiment.table)
    if table is None or source.rows is None:
        values = numpy.column_stack([source.x, source.y])[chosen]
        cells = [[_number(f"{value:.4g}") for value in row] for row in values.tolist()]
        cells = _with_classes(cells, source.classes, source.y[chosen])
        return [*source.names, *target_names(source.y)], cells, is_test.tolist(), {}
    target = experiment.target or table.target
    names = [name for name in experiment.columns or table.names if name != target]
    rows = source.rows[chosen].tolist()
    if experiment.data == PICTURES:
        cells = [[source.classes[int(kind)]] for kind in source.y[chosen]]
        pixels = numpy.ascontiguousarray(source.x[chosen], numpy.float32)
        return [target], cells, is_test.tolist(), {"pixels": pixels}
    columns = [table.column(name) for name in (*names, target)]
    cells = [[_cell(column, row) for column in columns] for row in rows]
    cells = _with_classes(cells, source.classes, source.y[chosen])
    return [*names, target], cells, is_test.tolist(), {}


def _order(experiment: Experiment) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The index of each row's example in the source, and whether it is a test example."""
    training, test = parted(experiment)
    order = numpy.concatenate([test, training])
    return order, numpy.arange(len(order)) < len(test)


def _with_classes(cells: Cells, classes: tuple[str, ...], y: Array) -> Cells:
    """The cells with class names as targets; those of a regression unchanged."""
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
