"""Examples to be read one by one: their cells as text, or their pictures."""

from __future__ import annotations

import numpy

from chainrule.engine.op import Array
from chainrule.experiment.examples import target_names
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.source import PICTURES, parted, table_of

Cells = list[list[str]]


def example_rows(
    experiment: Experiment, start: int, count: int
) -> tuple[list[str], Cells, list[bool], dict[str, Array]]:
    """(names, cells, whether each is a test example, arrays) of some examples, test ones first.

    Cells are as the table has them, those of the inputs' columns and last the targets.
    """
    source, order = experiment.source, _order(experiment)
    chosen, is_test = order[0][start : start + count], order[1][start : start + count]
    table = table_of(experiment.data, experiment.table)
    if table is None or source.rows is None:
        values = numpy.column_stack([source.x, source.y])[chosen]
        cells = [[f"{value:.4g}" for value in row] for row in values.tolist()]
        return [*source.names, *target_names(source.y)], cells, is_test.tolist(), {}
    target = experiment.target or table.target
    names = [name for name in experiment.columns or table.names if name != target]
    rows = source.rows[chosen].tolist()
    if experiment.data == PICTURES:
        cells = [[source.classes[int(kind)]] for kind in source.y[chosen]]
        pixels = numpy.ascontiguousarray(source.x[chosen], numpy.float32)
        return [target], cells, is_test.tolist(), {"pixels": pixels}
    columns = [table.column(name) for name in (*names, target)]
    cells = [[_short(column.text(row)) for column in columns] for row in rows]
    return [*names, target], cells, is_test.tolist(), {}


def _order(experiment: Experiment) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Which example of the source each row is, and whether it is a test example."""
    training, test = parted(experiment)
    order = numpy.concatenate([test, training])
    return order, numpy.arange(len(order)) < len(test)


def _short(cell: str) -> str:
    return cell.removesuffix(".0")
