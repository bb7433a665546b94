"""The change in calibration during training."""

from __future__ import annotations

from collections.abc import Iterable

import numpy

from chainrule.apps.diagnosis.study import Study
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.training.evaluation import scores
from chainrule.training.records.timeline import TimelineEntry

MOMENTS = 32
"""The largest number of snapshots that are evaluated."""
PATIENTS = 12
"""The number of test patients whose risks are recorded."""


class Course:
    """The calibration, and the risks of some patients, at snapshots of a run. Each snapshot is
    evaluated only once.

    Columns of `rows`: the epoch; the Brier score, the calibration error and the mean absolute error
    with respect to the true risks (NaN if unknown) of the uncalibrated risks; the same three
    numbers for the calibrated risks; T; and the calibrated risks of the first `PATIENTS` test
    patients.
    """

    def __init__(self, experiment: Experiment, study: Study) -> None:
        self._net, self._study = experiment.network(), study
        self._x = experiment.split().x_test.astype(self._net.theta.dtype)
        self._known: dict[tuple[int, bytes], list[float]] = {}

    def rows(self, entries: Iterable[TimelineEntry[Experiment]]) -> Array:
        """(moments, 8 + patients): one row for each of at most `MOMENTS` evenly spaced snapshots,
        and one for the last snapshot."""
        snapshots = [each.snapshot for each in entries]
        stride = 1
        while len(snapshots) > stride * MOMENTS:
            stride *= 2
        last = snapshots[-1].epoch if snapshots else 0
        chosen = [s for s in snapshots if s.epoch % stride == 0 or s.epoch == last]
        chosen = [s for s in chosen if s.theta.shape == self._net.theta.shape]
        before = self._known
        self._known = {}
        for snapshot in chosen:
            key = snapshot.epoch, snapshot.theta.tobytes()
            self._known[key] = before.get(key) or self._row(snapshot.epoch, snapshot.theta)
        width = 8 + min(PATIENTS, len(self._study.y))
        return numpy.array(list(self._known.values())).reshape(-1, width)

    def _row(self, epoch: int, theta: Array) -> list[float]:
        self._net.theta[...] = theta
        found = self._study.assess(scores(self._net, self._x).data)
        row: list[float] = [epoch]
        for quality in (found.raw, found.calibrated):
            error = quality.risk_error
            row += [quality.brier, quality.calibration_error]
            row.append(error.mean_absolute if error else numpy.nan)
        return [*row, found.fitted.temperature, *found.risks[:PATIENTS].tolist()]
