"""A comparison of a setting's values over seeds: the mean and the standard deviation of the loss
for each value, and a sentence that states the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy

from chainrule.engine.op import Array
from chainrule.phrases import Phrase, phrase, sentences


class Cell(NamedTuple):
    """Statistics of the losses of networks that differ only in their seeds.

    Attributes
    ----------
    mean, deviation : the mean and the sample standard deviation of the finite losses. Both are NaN
        if there are none; the deviation is also NaN if there is only one.
    networks : the number of networks.
    diverged : the number of networks whose loss is NaN or infinite.
    """

    mean: float
    deviation: float
    networks: int
    diverged: int


def cells(losses: Array) -> list[Cell]:
    """One cell for each row of `losses` (values, seeds).

    Examples
    --------
    >>> cells(numpy.array([[1.0, 2.0, 3.0]]))
    [Cell(mean=2.0, deviation=1.0, networks=3, diverged=0)]
    """
    found: list[Cell] = []
    for row in losses:
        finite = row[numpy.isfinite(row)]
        mean = float(finite.mean()) if len(finite) else numpy.nan
        deviation = float(finite.std(ddof=1)) if len(finite) > 1 else numpy.nan
        found.append(Cell(mean, deviation, len(row), len(row) - len(finite)))
    return found


def sentence_of(names: Sequence[str], found: Sequence[Cell], measure: str) -> str:
    """The result as a sentence that begins with the lowest mean; "" if there are fewer than two
    cells.

    Examples
    --------
    >>> found = cells(numpy.array([[0.5, 0.7], [0.4, 0.44]]))
    >>> print(sentence_of(["no dropout", "dropout 0.3"], found, "test loss"))
    dropout 0.3: 0.420 ± 0.028 against 0.60 ± 0.14 (no dropout), 2 seeds each (test loss).
    """
    if len(found) < 2:
        return ""
    order = sorted(
        range(len(found)), key=lambda place: (numpy.isnan(found[place].mean), found[place].mean)
    )
    first, *others = order
    said = phrase(
        "fleet.result",
        best=names[first],
        loss=_loss(found[first]),
        others=[phrase("fleet.other", loss=_loss(found[p]), name=names[p]) for p in others],
        count=found[0].networks,
        measure=measure,
    )
    lost = sum(cell.diverged for cell in found)
    return sentences([said, phrase("fleet.lost", count=lost)]) if lost else said


def _loss(cell: Cell) -> Phrase:
    if numpy.isnan(cell.mean):
        return phrase("fleet.no_loss")
    if numpy.isnan(cell.deviation):
        return phrase("fleet.loss", mean=cell.mean)
    return phrase("fleet.loss.spread", mean=cell.mean, deviation=cell.deviation)
