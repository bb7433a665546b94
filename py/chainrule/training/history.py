"""The history of a run: a bounded number of records (stations) of losses and gradient norms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy

from chainrule.engine.op import Array

UNKNOWN = numpy.array(numpy.nan)


class Station(NamedTuple):
    """One record of the history, at the end of an epoch. A fleet has one number per replica.

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
    """The records (stations) of a run, one every `stride` epochs.

    If there are more than `limit`, every other record is dropped and the stride doubles. So the
    recorded epochs depend only on the run, not on when it was observed.

    Parameters
    ----------
    layers : names of the layers with parameters, in the order of `gradient_norms`.
    limit : the largest number of records kept; None for all.

    Examples
    --------
    >>> History(["layer 1", "output"])
    History(0 stations)
    >>> from chainrule import Experiment, Trainer, data, losses, nn, optim
    >>> run = Experiment(data="xor").trainer()
    >>> run.advance(2 * len(run.batches))
    >>> run.history
    History(3 stations, the last at epoch 2, training loss 0.5095, test loss 0.5294)
    >>> fleet = Trainer(nn.Sequential(nn.Linear(2, 1), replicas=9), losses.MSE(), optim.SGD())
    >>> fleet.fit(*data.xor(n=20), epochs=0)
    History(1 station, the last at epoch 0, mean training loss 15.01)
    """

    def __init__(self, layers: Sequence[str], limit: int | None = None) -> None:
        self.layers = list(layers)
        self.limit = limit
        self.stride = 1
        self.stations: list[Station] = []

    def __len__(self) -> int:
        return len(self.stations)

    def __repr__(self) -> str:
        parts = [f"{len(self)} station{'s' * (len(self) != 1)}"]
        if self.stations:
            epoch, _, training, test, *_ = self.stations[-1]
            parts.append(f"the last at epoch {epoch}")
            parts += [
                f"{'mean ' * (loss.ndim > 0)}{name} loss {loss.mean():.4g}"
                for name, loss in (("training", training), ("test", test))
                if not numpy.isnan(loss).all()
            ]
        return f"History({', '.join(parts)})"

    def wants(self, epoch: int) -> bool:
        """Whether this epoch is to be recorded."""
        return epoch % self.stride == 0

    def epochs_to_next(self, epoch: int) -> int:
        """The number of epochs from this one to the next that is recorded."""
        return self.stride - epoch % self.stride

    def add(self, station: Station) -> bool:
        """Append a record. Returns whether older ones were dropped."""
        self.stations.append(station)
        if self.limit is None or len(self.stations) <= self.limit:
            return False
        self.stride *= 2
        self.stations = [s for s in self.stations if self.wants(s.epoch)]
        return True

    def forget_after(self, epoch: int) -> None:
        """Drop the records of later epochs and return to the stride that a run of this length would
        have."""
        self.stations = [s for s in self.stations if s.epoch <= epoch]
        while self.limit is not None and self.stride > 1 and 2 * epoch // self.stride < self.limit:
            self.stride //= 2

    def with_layers(self, layers: Sequence[str]) -> History:
        """A copy with a gradient norm for each of these layers. Hidden layers are matched from the
        first on, and the last layer with the last; unknown norms are NaN."""
        moved = History(layers, self.limit)
        moved.stride = self.stride
        moved.stations = list(self.stations)
        if moved.layers == self.layers:
            return moved
        source = [*range(len(self.layers) - 1)][: len(layers) - 1]
        for index, station in enumerate(moved.stations):
            norms = numpy.full(len(layers), numpy.nan)
            norms[: len(source)] = station.gradient_norms[source]
            norms[-1] = station.gradient_norms[-1]
            moved.stations[index] = station._replace(gradient_norms=norms)
        return moved

    def column(self, name: str, start: int = 0) -> Array:
        """One field of all records from `start` on, as an array with one row per record."""
        # The last record is always read: an empty result has the columns of its entries.
        first = min(start, max(len(self) - 1, 0))
        values = [getattr(s, name) for s in self.stations[first:]]
        return numpy.array(values, numpy.float64)[start - first :]

    def to_csv(self, path: str | Path) -> None:
        """Write one row per record: epoch, step, losses, gradient norm of each layer, accuracies.

        A fleet's columns include the replica's number, as in `training_loss[3]`. Values that are
        never known, such as the test loss of a run without test data, have no column.
        """
        with open(path, "w", newline="", encoding="utf-8") as file:
            file.write(self.csv())

    def csv(self) -> str:
        """The text that `to_csv` writes."""
        columns = self._columns()
        lines = [",".join(["epoch", "step", *(name for name, _ in columns)])]
        for row, station in enumerate(self.stations):
            values = (repr(column[row]) for _, column in columns)
            lines.append(",".join([str(station.epoch), str(station.step), *values]))
        return "".join(f"{line}\r\n" for line in lines)

    def _columns(self) -> list[tuple[str, list[float]]]:
        named = [(name, self.column(name)) for name in ("training_loss", "test_loss")]
        if not self.stations:
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
