"""The history of a run: a bounded number of records of losses and gradient norms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy

from chainrule.engine.op import Array

SLOW_STRIDE = 4
"""The number of epochs between two records of a run whose evaluation is slow."""
UNKNOWN = numpy.array(numpy.nan)


class Record(NamedTuple):
    """One record of the history, at the end of an epoch. For a fleet, the fields hold one number
    per replica.

    The accuracies are NaN if the targets are not classes.
    """

    epoch: int
    step: int
    training_loss: Array
    test_loss: Array
    gradient_norms: Array
    training_accuracy: Array = UNKNOWN
    test_accuracy: Array = UNKNOWN


class History:
    """The records of a run, one for every `stride` epochs.

    When there are more than `limit` records, every other record is dropped and the stride doubles.
    The recorded epochs therefore depend only on the run, not on when it was observed.

    Parameters
    ----------
    layers : the names of the layers with parameters, in the order of `gradient_norms`.
    limit : the largest number of records to keep; None to keep all.

    Attributes
    ----------
    least : the stride at the start of the run, a power of two.

    Examples
    --------
    >>> History(["layer 1", "output"])
    History(0 records)
    >>> from chainrule import Experiment, Trainer, data, losses, nn, optim
    >>> run = Experiment(data="xor").trainer()
    >>> run.advance(2 * len(run.batches))
    >>> run.history
    History(3 records, the last at epoch 2, training loss 0.5095, test loss 0.5294)
    >>> fleet = Trainer(nn.Sequential(nn.Linear(2, 1), replicas=9), losses.MSE(), optim.SGD())
    >>> fleet.fit(*data.xor(n=20), epochs=0)
    History(1 record, the last at epoch 0, mean training loss 15.01)
    """

    def __init__(self, layers: Sequence[str], limit: int | None = None) -> None:
        self.layers = list(layers)
        self.limit = limit
        self.stride = self.least = 1
        self.records: list[Record] = []

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        parts = [f"{len(self)} record{'s' * (len(self) != 1)}"]
        if self.records:
            epoch, _, training, test, *_ = self.records[-1]
            parts.append(f"the last at epoch {epoch}")
            parts += [
                f"{'mean ' * (loss.ndim > 0)}{name} loss {loss.mean():.4g}"
                for name, loss in (("training", training), ("test", test))
                if not numpy.isnan(loss).all()
            ]
        return f"History({', '.join(parts)})"

    def space(self, least: int) -> None:
        """Record only every `least` epochs, or less often if the run is long."""
        self.least, self.stride = least, max(self.stride, least)

    def wants(self, epoch: int) -> bool:
        """Whether to add a record at the end of the epoch `epoch`."""
        return epoch % self.stride == 0

    def epochs_to_next(self, epoch: int) -> int:
        """The number of epochs from `epoch` to the next one that is recorded."""
        return self.stride - epoch % self.stride

    def add(self, record: Record) -> bool:
        """Append a record. Returns whether older records were dropped."""
        self.records.append(record)
        if self.limit is None or len(self.records) <= self.limit:
            return False
        self.stride *= 2
        self.records = [s for s in self.records if self.wants(s.epoch)]
        return True

    def forget_after(self, epoch: int) -> None:
        """Drop the records of later epochs and return to the stride of a run that ends at
        `epoch`."""
        self.records = [s for s in self.records if s.epoch <= epoch]
        while self.limit is not None and self.stride > self.least:
            if 2 * epoch // self.stride >= self.limit:
                break
            self.stride //= 2

    def with_layers(self, layers: Sequence[str]) -> History:
        """A copy whose records hold a gradient norm for each of these layers. Hidden layers are
        matched in order, starting with the first; the output layers are matched with each other;
        unknown norms are NaN."""
        moved = History(layers, self.limit)
        moved.stride, moved.least = self.stride, self.least
        moved.records = list(self.records)
        if moved.layers == self.layers:
            return moved
        source = [*range(len(self.layers) - 1)][: len(layers) - 1]
        for index, record in enumerate(moved.records):
            norms = numpy.full(len(layers), numpy.nan)
            norms[: len(source)] = record.gradient_norms[source]
            norms[-1] = record.gradient_norms[-1]
            moved.records[index] = record._replace(gradient_norms=norms)
        return moved

    def column(self, name: str, start: int = 0) -> Array:
        """One field of all records from `start` on, as an array with one row per record."""
        # The last record is always read, so that an empty result has the shape of the record's
        # entries.
        first = min(start, max(len(self) - 1, 0))
        values = [getattr(s, name) for s in self.records[first:]]
        return numpy.array(values, numpy.float64)[start - first :]

    def to_csv(self, path: str | Path) -> None:
        """Write one row per record: epoch, step, losses, the gradient norm of each layer,
        accuracies.

        The names of a fleet's columns include the replica's index, as in `training_loss[3]`. A
        value that is unknown in every record, such as the test loss of a run without test data, has
        no column.
        """
        with open(path, "w", newline="", encoding="utf-8") as file:
            file.write(self.csv())

    def csv(self) -> str:
        """The text that `to_csv` writes."""
        columns = self._columns()
        lines = [",".join(["epoch", "step", *(name for name, _ in columns)])]
        for row, record in enumerate(self.records):
            values = (repr(column[row]) for _, column in columns)
            lines.append(",".join([str(record.epoch), str(record.step), *values]))
        return "".join(f"{line}\r\n" for line in lines)

    def _columns(self) -> list[tuple[str, list[float]]]:
        named = [(name, self.column(name)) for name in ("training_loss", "test_loss")]
        if not self.records:
            return []
        norms = self.column("gradient_norms")
        named += [(f"gradient_norm {n}", norms[..., i]) for i, n in enumerate(self.layers)]
        named += [(name, self.column(name)) for name in ("training_accuracy", "test_accuracy")]
        columns: list[tuple[str, list[float]]] = []
        for name, values in named:
            if values.ndim == 1:
                columns.append((name, values.tolist()))
            else:
                columns += [(f"{name}[{k}]", values[:, k].tolist()) for k in range(values.shape[1])]
        return [(name, values) for name, values in columns if not numpy.isnan(values).all()]
