"""Measurements of the curvature at the current weights and at records of the run."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from typing import NamedTuple

import numpy

from chainrule.browser.instrument import Bench, Message
from chainrule.browser.protocol.landscape import CurvatureRead
from chainrule.browser.words import encoded
from chainrule.diagnostics.landscape.sharpness import Curvature, Objective, StepLimit, step_limit
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.likeness import same_objective
from chainrule.training.snapshot import Snapshot
from chainrule.training.timeline import Kept

MOST_STATIONS = 64
"""The number of records at which the curvature is computed, each with about twenty products."""

Job = Generator[None, None, None]


class Reading(NamedTuple):
    """The curvature at a record of the run, and the learning rate there."""

    step: int
    epoch: float
    rate: float
    found: Curvature
    limit: StepLimit | None

    @property
    def threshold(self) -> float:
        """The curvature above which this rate is not stable; NaN if none is, as at a rate of 0."""
        return self.limit.factor / self.rate if self.limit and self.rate else math.nan


class Readings:
    """All measurements of one run."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._objective: Objective | None = None
        self._present: Reading | None = None
        self._stations: dict[int, Reading] = {}
        self._seen: tuple[int, int, int] | None = None
        self._next: Kept[Experiment] | None = None
        self._has_news = False

    def forget_present(self) -> None:
        """The run has moved since the measurement."""
        self._present = None

    def read_present(self) -> Job:
        """Measure at the current weights."""
        run = self._bench.run
        now, epoch = run.snapshot(), run.epoch + run.batch / len(run.batches)
        rate, limit = _rate_at(self._bench.experiment, now.step), step_limit(run.optimizer)
        self._present = yield from self._read(now, epoch, rate, limit)

    def read_next(self) -> Job:
        """Measure at the next record."""
        if self.next is None:
            return
        experiment, snapshot = self.next
        limit = step_limit(experiment.optimizer_rule(), snapshot.state)
        rate = _rate_at(experiment, snapshot.step)
        self._stations[snapshot.step] = yield from self._read(snapshot, snapshot.epoch, rate, limit)

    @property
    def next(self) -> Kept[Experiment] | None:
        """The newest record without a measurement."""
        kept, stride = self._bench.timeline.kept, self._stride
        # Called many times per second during training, so search only if there is a new record.
        seen = (stride, kept[-1].snapshot.epoch // stride if kept else -1, len(self._stations))
        if seen != self._seen:
            self._seen = seen
            unread = (k for k in self._thinned() if k.snapshot.step not in self._stations)
            self._next = next(unread, None)
        return self._next

    @property
    def _stride(self) -> int:
        """The stride of the epochs of measured records."""
        timeline = self._bench.timeline
        stride = timeline.stride
        while len(timeline) * timeline.stride > MOST_STATIONS * stride:
            stride *= 2
        return stride

    def _thinned(self) -> Iterator[Kept[Experiment]]:
        """Records with the current objective, as many as are measured, the newest first."""
        experiment, stride = self._bench.experiment, self._stride
        for kept in reversed(self._bench.timeline.kept):
            if kept.snapshot.epoch % stride == 0 and same_objective(kept.experiment, experiment):
                yield kept

    def _read(
        self, at: Snapshot, epoch: float, rate: float, limit: StepLimit | None
    ) -> Generator[None, None, Reading]:
        self._objective = self._objective or Objective(self._bench.run)
        near = min(self._stations.values(), key=lambda r: abs(r.step - at.step), default=None)
        found = yield from self._objective.curvature(
            at.theta, limit and limit.scale, None if near is None else near.found.vector
        )
        self._has_news = True
        return Reading(at.step, epoch, rate, found, limit)

    def news(self) -> list[Message]:
        """The newest measurement and those of all records, if there are new ones."""
        if not self._has_news or not (self._present or self._stations):
            return []
        self._has_news = False
        stations = sorted(self._stations.values(), key=lambda reading: reading.step)
        newest = self._newest(stations)
        found, limit = newest.found, newest.limit
        highest = None if limit is None else _finite(limit.rate(found.scaled))
        header: CurvatureRead = {
            "type": "curvature",
            "revision": self._bench.revision,
            "step": newest.step,
            "sharpness": _finite(found.sharpness),
            "along": _finite(found.along),
            "scaled": None if limit is None or limit.scale is None else _finite(found.scaled),
            "factor": None if limit is None else limit.factor,
            "limit": highest,
            "rate": newest.rate,
            "of_limit": newest.rate / highest if highest else None,
        }
        thresholds = [reading.threshold for reading in stations]
        arrays = {
            "epochs": numpy.array([r.epoch for r in stations], float),
            "sharpness": numpy.array([r.found.scaled for r in stations], float),
            "thresholds": numpy.array(thresholds, float),
        }
        return [(encoded(header), arrays)]

    def _newest(self, stations: list[Reading]) -> Reading:
        """The measurement at the current weights; while training, the last one."""
        present = self._present
        if present is None:
            return stations[-1]
        is_here = present.step == self._bench.run.step_count
        return present if is_here else max((present, *stations), key=lambda reading: reading.step)


def _rate_at(experiment: Experiment, step: int) -> float:
    """The rate of the last step, or of the first one if none has been taken."""
    return experiment.learning_rate * experiment.rate_schedule()(max(step - 1, 0))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
