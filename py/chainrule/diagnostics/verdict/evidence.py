"""`Evidence`: the input of a verdict, and how it is collected from a run."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy

from chainrule.diagnostics.gradients.observe import Observation, Observer
from chainrule.diagnostics.gradients.units import LayerUnits
from chainrule.diagnostics.verdict.task import Task, task_of
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.training.history import Record
from chainrule.training.snapshot import Best
from chainrule.training.timeline import Timeline
from chainrule.training.trainer import Trainer

PARTS = ("norms", "updates", "units")
"""The parts of an observation that a verdict needs."""
RECENT = 8
"""The number of last observations whose median is judged, because single batches are noisy."""
USUAL_UPDATE = 1e-3
FAST, SLOW = 3e-2, 1e-4
"""Updates over weights: about 1e-3 in a run that learns well, by experience (Stanford's CS231n,
"Neural networks part 3", Karpathy 2015). A tenth of that is reported. Adam at its usual rate
reaches 0.024 in the first epochs, so only larger updates are reported."""
LEARNED = 0.1
"""The share of chance level below which the loss counts as learned: nine tenths of what can be
known about the targets."""
MOST_RECORDS = 128
"""The largest number of history records that a verdict or a chart uses."""


@dataclass(frozen=True)
class RestoredWeights:
    """A run that stopped and restored the weights of its best test loss.

    Attributes
    ----------
    epoch : the epoch whose weights it restored.
    way : the records of later epochs, whose weights it discarded.
    """

    epoch: int
    way: Sequence[Record]


@dataclass(frozen=True)
class Evidence:
    """The information about a run on which a verdict is based.

    Attributes
    ----------
    observations : in order of step, with the parts "norms", "updates" and "units"; only the last
        one needs "units".
    layers : the names of the layers, as in `Observer.layers`.
    experiment : the current experiment; None if unknown, so that no changes are suggested.
    task : the properties of its data; None if unknown.
    records : the history's records since a setting was last changed, at most `MOST_RECORDS` and
        the last.
    has_diverged : whether the run produced a number that is not finite, after all observations.
    restored : set if the run restored the weights of an earlier epoch, to which all else refers.
    """

    observations: Sequence[Observation]
    layers: Sequence[str]
    experiment: Experiment | None = None
    task: Task | None = None
    records: Sequence[Record] = ()
    has_diverged: bool = False
    restored: RestoredWeights | None = None

    @cached_property
    def known(self) -> list[Observation]:
        """The observations whose numbers are finite."""
        return [seen for seen in self.observations if is_finite(seen)]

    @property
    def is_finite(self) -> bool:
        """Whether the run can continue from its current state."""
        return bool(self.observations) and is_finite(self.observations[-1])

    @property
    def recent(self) -> Sequence[Observation]:
        """The last finite observation."""
        return self.known[-RECENT:]

    @cached_property
    def epochs(self) -> Array:
        """The epoch of each record."""
        return numpy.array([record.epoch for record in self.records])

    @cached_property
    def training(self) -> Array:
        """The training loss at each record."""
        return numpy.array([float(s.training_loss) for s in self.records], numpy.float64)

    @cached_property
    def test(self) -> Array:
        """The test loss at each record; NaN without a test set."""
        return numpy.array([float(s.test_loss) for s in self.records], numpy.float64)

    @property
    def has_test(self) -> bool:
        """Whether there is a test loss."""
        return len(self.test) > 0 and bool(numpy.isfinite(self.test).all())

    @property
    def units(self) -> Sequence[LayerUnits]:
        """The gradient norm of each layer, at the last observation."""
        return self.observations[-1].units or ()

    @property
    def is_learned(self) -> bool:
        """Whether hardly anything is left to learn; False if unknown."""
        if self.task is None or not len(self.training):
            return False
        return float(numpy.median(self.training[-3:])) <= LEARNED * self.task.chance

    @property
    def updates(self) -> Array:
        """The relative updates of each layer; empty if only the first step is known, which is not
        representative: an adaptive optimizer moves every weight by the rate."""
        witnesses = [seen for seen in self.recent if seen.step]
        return median_of(witnesses, "updates") if witnesses else numpy.zeros(0)


def is_finite(seen: Observation) -> bool:
    """Whether a run can continue from this observation."""
    return bool(
        numpy.isfinite(known(seen.gradients)).all()
        and numpy.isfinite(known(seen.activations)).all()
        and not numpy.isnan(known(seen.updates)).any()
    )


def known(values: Array | None) -> Array:
    """The values of a part, which must have been observed.

    Raises
    ------
    ValueError
        If it was not observed.
    """
    if values is None:
        raise ValueError('a verdict needs the parts "norms", "updates" and "units"')
    return values


def median_of(seen: Sequence[Observation], name: str) -> Array:
    """The median of each layer, over the observations with as many layers as the last."""
    rows = [known(getattr(each, name)) for each in seen]
    return numpy.median([row for row in rows if len(row) == len(rows[-1])], axis=0)


# --- collection -----------------------------------------------------------------------------------


def stride_for(newest: int) -> int:
    """The smallest power of two whose multiples up to `newest` are at most `MOST_RECORDS`.

    With powers of two, a run that continues reuses every other known record.
    """
    stride = 1
    while newest // stride >= MOST_RECORDS:
        stride *= 2
    return stride


def judged_records(records: Sequence[Record], since: float, step: int) -> list[Record]:
    """The records from epoch `since` to `step`, evenly spread, including the last."""
    standing = [s for s in records if s.epoch >= since and s.step <= step]
    stride = stride_for(standing[-1].epoch) if standing else 1
    return [s for s in standing if s.epoch % stride == 0 or s is standing[-1]]


def last_change(timeline: Timeline[Experiment], experiment: Experiment, step: int) -> float:
    """The epoch of the first snapshot since which the run, now at `step`, has had the settings of
    `experiment`, except those for stopping. Earlier losses were made with other settings. ∞ if
    none."""
    since, alike = math.inf, experiment
    for entry in reversed([entry for entry in timeline.entries if entry.snapshot.step <= step]):
        # Most are the same object.
        if entry.experiment is not alike and _trained(entry.experiment) != _trained(experiment):
            break
        since, alike = entry.snapshot.epoch, entry.experiment
    return since


def _trained(experiment: Experiment) -> Experiment:
    return experiment.replaced(stop_epoch=0, stop_loss=0.0, stop_patience=0)


def as_it_ends(evidence: Evidence, run: Trainer) -> Evidence:
    """The evidence for the weights that `run` has. If it restored those of its best test loss, the
    evidence ends at that epoch, and later records are only mentioned.

    Parameters
    ----------
    evidence : evidence whose last observation is of the run's current state.
    """
    best, here = run.best, evidence.observations[-1]
    if best is None or here.step != run.step_count or not _is_back_at(best, run):
        return evidence
    epoch, step = best.epoch, best.snapshot.step
    before = [seen for seen in evidence.observations[:-1] if seen.step < step]
    records = [record for record in evidence.records if record.epoch < epoch]
    way = [record for record in evidence.records if epoch < record.epoch < run.epoch]
    return dataclasses.replace(
        evidence,
        observations=[*before, dataclasses.replace(here, epoch=epoch, step=step)],
        records=[*records, run.current_record()._replace(epoch=epoch, step=step)],
        restored=RestoredWeights(epoch, way),
    )


def _is_back_at(best: Best, run: Trainer) -> bool:
    has_stopped = not run.batch and best.epoch < run.epoch == best.since
    return has_stopped and numpy.array_equal(run.theta, best.snapshot.theta)


def gather(observer: Observer, run: Trainer, has_diverged: bool = False) -> Evidence:
    """The evidence for a finished run, from its first and last snapshots.

    Parameters
    ----------
    observer : an observer of the run's experiment.
    run : a trainer with a timeline.
    """
    timeline = run.timeline
    assert timeline is not None  # because a run that is judged has one
    stride = stride_for(timeline.entries[-1].snapshot.epoch)
    snapshots = [k.snapshot for k in timeline.entries if k.snapshot.epoch % stride == 0]
    if snapshots[-1].step != run.step_count:
        snapshots.append(run.snapshot())
    ends = dict.fromkeys([*range(RECENT), *range(len(snapshots) - RECENT, len(snapshots))])
    places = sorted(place for place in ends if 0 <= place < len(snapshots))
    observations = [observer.observe(snapshots[p], PARTS[:2]) for p in places[:-1]]
    observations.append(observer.observe(snapshots[-1], PARTS))
    since = last_change(timeline, observer.experiment, run.step_count)
    evidence = Evidence(
        observations=observations,
        layers=observer.layers,
        experiment=observer.experiment,
        task=task_of(observer.experiment, observer.probe),
        records=judged_records(run.history.records, since, run.step_count),
        has_diverged=has_diverged,
    )
    return as_it_ends(evidence, run)
