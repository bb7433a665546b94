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
from chainrule.training.records.history import Record
from chainrule.training.records.snapshot import Best
from chainrule.training.records.timeline import Timeline
from chainrule.training.trainer import Trainer

PARTS = ("norms", "updates", "units")
"""The parts of an observation that a verdict needs."""
RECENT = 8
"""The number of most recent observations over which medians are taken, because single batches are
noisy."""
USUAL_UPDATE = 1e-3
FAST, SLOW = 3e-2, 1e-4
"""The ratio of updates to weights, which by experience is about 1e-3 in a run that learns well
(Stanford's CS231n, "Neural networks part 3", Karpathy 2015). Ratios below a tenth of this value are
reported. Large ratios are reported only above `FAST`, because Adam at its usual learning rate
reaches 0.024 in the first epochs."""
LEARNED = 0.1
"""The share of chance level below which the loss counts as learned: nine tenths of what can be
known about the targets have then been learned."""
KNOWN = 1 / 3
"""The share of chance level below which the initial loss shows that the given weights have been
trained."""
MOST_RECORDS = 128
"""The largest number of history records that a verdict or a chart uses."""


@dataclass(frozen=True)
class RestoredWeights:
    """The weights with the best test loss, which a run restored when it stopped.

    Attributes
    ----------
    epoch : the epoch of the restored weights.
    way : the records of later epochs, whose weights the run discarded.
    """

    epoch: int
    way: Sequence[Record]


@dataclass(frozen=True)
class Evidence:
    """The information about a run on which a verdict is based.

    Attributes
    ----------
    observations : the observations in the order of their steps, with the parts "norms", "updates"
        and "units"; only the last observation requires "units".
    layers : the names of the layers, as in `Observer.layers`.
    experiment : the current experiment; None if it is unknown, in which case no changes are
        suggested.
    task : the properties of the run's data; None if they are unknown.
    records : at most `MOST_RECORDS` of the history's records since a setting was last changed, and
        the last record.
    has_diverged : whether the run produced a NaN or an infinity after all observations.
    is_continued : whether the run began with weights that another run had trained, whose records
        are unknown, and `records` are the first that are known.
    restored : set if the run restored the weights of an earlier epoch, to which all other fields
        then refer.
    """

    observations: Sequence[Observation]
    layers: Sequence[str]
    experiment: Experiment | None = None
    task: Task | None = None
    records: Sequence[Record] = ()
    has_diverged: bool = False
    is_continued: bool = False
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
        """The last `RECENT` finite observations."""
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
        """The units of each layer at the last observation."""
        return self.observations[-1].units or ()

    @property
    def is_learned(self) -> bool:
        """Whether hardly anything is left to learn; False if this is unknown."""
        if self.task is None or not len(self.training):
            return False
        return float(numpy.median(self.training[-3:])) <= LEARNED * self.task.chance

    @property
    def has_given_weights(self) -> bool:
        """Whether the experiment defines the initial weights; False if this is unknown."""
        return self.experiment is not None and bool(self.experiment.weights)

    @property
    def starts_trained(self) -> bool:
        """Whether the weights at the first record had already been trained."""
        if self.is_continued or not self.records or self.task is None:
            return self.is_continued
        is_start = self.has_given_weights and not self.records[0].step
        return is_start and float(self.training[0]) < KNOWN * self.task.chance

    @property
    def updates(self) -> Array:
        """The relative updates of each layer; empty if only the first step is known, which is not
        representative because an adaptive optimizer then moves every weight by the learning
        rate."""
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
        If the part was not observed.
    """
    if values is None:
        raise ValueError('a verdict needs the parts "norms", "updates" and "units"')
    return values


def median_of(seen: Sequence[Observation], name: str) -> Array:
    """The median for each layer, over the observations with as many layers as the last one."""
    rows = [known(getattr(each, name)) for each in seen]
    return numpy.median([row for row in rows if len(row) == len(rows[-1])], axis=0)


# --- collection -----------------------------------------------------------------------------------


def stride_for(newest: int) -> int:
    """The smallest power of two that has at most `MOST_RECORDS` multiples up to `newest`.

    Because strides are powers of two, a run that continues can reuse every other known record.
    """
    stride = 1
    while newest // stride >= MOST_RECORDS:
        stride *= 2
    return stride


def judged_records(records: Sequence[Record], since: float, step: int) -> list[Record]:
    """The records from the epoch `since` up to the step `step`, evenly spread and including the
    last one."""
    standing = [s for s in records if s.epoch >= since and s.step <= step]
    stride = stride_for(standing[-1].epoch) if standing else 1
    return [s for s in standing if s.epoch % stride == 0 or s is standing[-1]]


def last_change(timeline: Timeline[Experiment], experiment: Experiment, step: int) -> float:
    """The epoch of the first snapshot since which the run, now at step `step`, has had the settings
    of `experiment`, apart from those for stopping. Earlier losses belong to other settings. The
    result is ∞ if there is no such snapshot."""
    since, alike = math.inf, experiment
    for entry in reversed([entry for entry in timeline.entries if entry.snapshot.step <= step]):
        # Most entries refer to the same experiment object.
        if entry.experiment is not alike and _trained(entry.experiment) != _trained(experiment):
            break
        since, alike = entry.snapshot.epoch, entry.experiment
    return since


def _trained(experiment: Experiment) -> Experiment:
    return experiment.replaced(stop_epoch=0, stop_loss=0.0, stop_patience=0)


def as_it_ends(evidence: Evidence, run: Trainer) -> Evidence:
    """The evidence for the weights that `run` has. If the run restored the weights with its best
    test loss, the evidence ends at the epoch of these weights, and later records are only listed in
    `restored`.

    Parameters
    ----------
    evidence : evidence whose last observation belongs to the run's current state.
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


def up_to_now(evidence: Evidence, run: Trainer) -> Evidence:
    """The evidence with its last record replaced by one for the current weights of `run`, whose
    losses the page shows. The history has records of whole epochs only and, for a long run, not of
    every epoch."""
    if evidence.restored or len(evidence.records) < 2:
        return evidence
    record = run.current_record()
    if not numpy.isfinite(record.training_loss):
        return evidence
    return dataclasses.replace(evidence, records=[*evidence.records[:-1], record])


def gather(observer: Observer, run: Trainer, has_diverged: bool = False) -> Evidence:
    """The evidence for a finished run, from its first and last snapshots.

    Parameters
    ----------
    observer : an observer of the run's experiment.
    run : a trainer with a timeline.
    """
    timeline = run.timeline
    assert timeline is not None  # every run that is judged has a timeline
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
