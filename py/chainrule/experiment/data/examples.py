"""An experiment's examples as text: the names of their targets, and all examples as CSV."""

from __future__ import annotations

from chainrule.data.reading.csv_file import write_csv
from chainrule.data.tables import PICTURES
from chainrule.data.tabular import SET, TEST, TRAINING, Table
from chainrule.engine.op import Array
from chainrule.experiment.data.source import parted, table_of
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase


def data_csv(experiment: Experiment) -> str:
    """The data as CSV: each example's inputs, its targets, and its set.

    For a table, the inputs and targets are the original numbers and names in the columns in use.
    """
    table = table_of(experiment.data, experiment.table)
    if table is not None and experiment.data not in PICTURES:
        return _table_csv(experiment, table)
    x, y, x_test, y_test = experiment.points()
    source = experiment.source
    names = source.classes or None
    rows = []
    for points, targets, kind in ((x, y, TRAINING), (x_test, y_test, TEST)):
        for point, target in zip(points.tolist(), targets.tolist(), strict=True):
            numbers = target if isinstance(target, list) else [target]
            shown = [repr(value * source.deviation + source.mean) for value in numbers]
            rows.append([*map(repr, point), *([names[numbers[0]]] if names else shown), kind])
    target = [table.target] if table else target_names(source.y)
    return write_csv([*source.names, *target, SET], rows)


def _table_csv(experiment: Experiment, table: Table) -> str:
    """A table's rows in their original order, so that categories and classes keep their order too.

    Rows that are left out have an empty cell in the column of the set. Training on the CSV after
    reading it back gives identical results.
    """
    target, rows = experiment.target or table.target, experiment.source.rows
    assert rows is not None  # because data from a table have rows
    names = [name for name in experiment.columns or table.names if name != target]
    columns, goal = [table.column(name) for name in names], table.column(target)
    # Class names are written as in the file, and numbers in Python's format.
    targets = map(goal.text, range(len(table))) if experiment.class_names else goal.plain_cells()
    sets = [""] * len(table)
    for kind, examples in zip((TRAINING, TEST), parted(experiment), strict=True):
        for row in rows[examples].tolist():
            sets[row] = kind
    cells = zip(*(column.plain_cells() for column in columns), targets, sets, strict=True)
    return write_csv([*names, target, SET], cells)


def target_names(y: Array) -> list[str]:
    """The names of the targets y (n,) or (n, targets)."""
    if y.ndim == 1:
        return [phrase("rows.target")]
    return [phrase("rows.target_number", number=k + 1) for k in range(y.shape[1])]
