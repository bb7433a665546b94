"""Measurements of the curvature at the current weights and at records of the run."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from typing import NamedTuple

import numpy

from chainrule.browser.instrument import Message, RunContext
from chainrule.browser.landscape.messages import CurvatureRead
from chainrule.browser.words import encoded
from chainrule.diagnostics.landscape.sharpness import Curvature, Objective, StepLimit, step_limit
from chainrule.experiment.comparison.likeness import same_objective
from chainrule.experiment.experiment import Experiment
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.records.timeline import TimelineEntry

MOST_RECORDS = 64
"""The largest number of records at which the curvature is computed; each takes about twenty
Hessian-vector products."""

Job = Generator[None, None, None]


class Reading(NamedTuple):
    """The curvature and the learning rate at a record of the run."""

    step: int
    epoch: float
    rate: float
    found: Curvature
    limit: StepLimit | None

    @property
    def threshold(self) -> float:
        """The curvature above which training at this rate is unstable; NaN if there is no such
        curvature, for example at a rate of 0."""
        return self.limit.factor / self.rate if self.limit and self.rate else math.nan


class Readings:
    """All measurements of the curvature for one run."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._objective: Objective | None = None
        self._present: Reading | None = None
        self._records: dict[int, Reading] = {}
        self._seen: tuple[int, int, int] | None = None
        self._next: TimelineEntry[Experiment] | None = None
        self._has_news = False

    def forget_present(self) -> None:
        """Discard the measurement at the current weights, because the weights have changed."""
        self._present = None

    def read_present(self) -> Job:
        """Measure the curvature at the current weights."""
        run = self._context.run
        now, epoch = run.snapshot(), run.epoch + run.batch / len(run.batches)
        rate, limit = _rate_at(self._context.experiment, now.step), step_limit(run.optimizer)
        self._present = yield from self._read(now, epoch, rate, limit)

    def read_next(self) -> Job:
        """Measure the curvature at the next record."""
        if self.next is None:
            return
        experiment, snapshot = self.next
        limit = step_limit(experiment.optimizer_rule(), snapshot.state)
        rate = _rate_at(experiment, snapshot.step)
        self._records[snapshot.step] = yield from self._read(snapshot, snapshot.epoch, rate, limit)

    @property
    def next(self) -> TimelineEntry[Experiment] | None:
        """The newest record without a measurement."""
        entries, stride = self._context.timeline.entries, self._stride
        # This is called many times per second during training, so search only if there is a new
        # record.
        seen = (stride, entries[-1].snapshot.epoch // stride if entries else -1, len(self._records))
        if seen != self._seen:
            self._seen = seen
            unread = (k for k in self._thinned() if k.snapshot.step not in self._records)
            self._next = next(unread, None)
        return self._next

    @property
    def _stride(self) -> int:
        """The number of epochs between two measured records."""
        timeline = self._context.timeline
        stride = timeline.stride
        while len(timeline) * timeline.stride > MOST_RECORDS * stride:
            stride *= 2
        return stride

    def _thinned(self) -> Iterator[TimelineEntry[Experiment]]:
        """The records at which the curvature is measured, newest first: those with the current
        objective whose epochs are multiples of the stride."""
        experiment, stride = self._context.experiment, self._stride
        for entry in reversed(self._context.timeline.entries):
            if entry.snapshot.epoch % stride == 0 and same_objective(entry.experiment, experiment):
                yield entry

    def _read(
        self, at: Snapshot, epoch: float, rate: float, limit: StepLimit | None
    ) -> Generator[None, None, Reading]:
        self._objective = self._objective or Objective(self._context.run)
        near = min(self._records.values(), key=lambda r: abs(r.step - at.step), default=None)
        found = yield from self._objective.curvature(
            at.theta, limit and limit.scale, None if near is None else near.found.vector
        )
        self._has_news = True
        return Reading(at.step, epoch, rate, found, limit)

    def news(self) -> list[Message]:
        """The newest measurement and those at all records, if any of them is new."""
        if not self._has_news or not (self._present or self._records):
            return []
        self._has_news = False
        records = sorted(self._records.values(), key=lambda reading: reading.step)
        newest = self._newest(records)
        found, limit = newest.found, newest.limit
        highest = None if limit is None else _finite(limit.rate(found.scaled))
        header: CurvatureRead = {
            "type": "curvature",
            "revision": self._context.revision,
            "step": newest.step,
            "sharpness": _finite(found.sharpness),
            "along": _finite(found.along),
            "scaled": None if limit is None or limit.scale is None else _finite(found.scaled),
            "factor": None if limit is None else limit.factor,
            "limit": highest,
            "rate": newest.rate,
            "of_limit": newest.rate / highest if highest else None,
        }
        thresholds = [reading.threshold for reading in records]
        arrays = {
            "epochs": numpy.array([r.epoch for r in records], float),
            "sharpness": numpy.array([r.found.scaled for r in records], float),
            "thresholds": numpy.array(thresholds, float),
        }
        return [(encoded(header), arrays)]

    def _newest(self, records: list[Reading]) -> Reading:
        """The measurement at the current weights or, if there is none, the one at the latest
        step."""
        present = self._present
        if present is None:
            return records[-1]
        is_here = present.step == self._context.run.step_count
        return present if is_here else max((present, *records), key=lambda reading: reading.step)


def _rate_at(experiment: Experiment, step: int) -> float:
    """The learning rate of the last step taken, or of the first step if none has been taken."""
    return experiment.learning_rate * experiment.rate_schedule()(max(step - 1, 0))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
