"""`Evidence`: all that a verdict rests on, and how it is gathered from a run."""

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
from chainrule.training.history import Station
from chainrule.training.snapshot import Best
from chainrule.training.timeline import Timeline
from chainrule.training.trainer import Trainer

PARTS = ("norms", "updates", "units")
"""What of a moment a verdict needs."""
RECENT = 8
"""A single batch's gradient jumps: what is judged is the median of so many last observations."""
USUAL_UPDATE = 1e-3
FAST, SLOW = 3e-2, 1e-4
"""Updates over weights: about 1e-3 in a run that learns well, by experience (Stanford's CS231n,
"Neural networks part 3", Karpathy 2015). One power of ten less is reported. In the first epochs of
Adam at its usual rate 0.024 is seen, so more than that is."""
LEARNT = 0.1
"""Of chance level, the loss below which a task counts as learnt: nine tenths of what is to be
known about the targets are known."""
MOST_STATIONS = 128
"""Stations that a verdict, or a chart, looks at."""


@dataclass(frozen=True)
class Kept:
    """That a run stopped and ends with the weights of its best test loss.

    Attributes
    ----------
    epoch : the one whose weights it ends with.
    way : the stations of later epochs, whose weights it gave up.
    """

    epoch: int
    way: Sequence[Station]


@dataclass(frozen=True)
class Evidence:
    """What is known of a run when it is judged.

    Attributes
    ----------
    observations : by step, with the parts "norms", "updates" and "units"; of the units, those of
        the last are enough.
    layers : their names, as `Observer.layers`.
    experiment : what is trained now; None if it is not known, and nothing is to be tried.
    task : what its data say; None if they are not known.
    stations : of the history since a setting was last changed, `MOST_STATIONS` and the last at the
        most.
    has_diverged : whether the run met a number that is not finite, later than all else.
    kept : where the run ends with weights of an earlier epoch; all else is then known as of there.
    """

    observations: Sequence[Observation]
    layers: Sequence[str]
    experiment: Experiment | None = None
    task: Task | None = None
    stations: Sequence[Station] = ()
    has_diverged: bool = False
    kept: Kept | None = None

    @cached_property
    def known(self) -> list[Observation]:
        """The observations whose numbers are finite."""
        return [seen for seen in self.observations if is_finite(seen)]

    @property
    def is_finite(self) -> bool:
        """Whether the run can go on from where it is."""
        return bool(self.observations) and is_finite(self.observations[-1])

    @property
    def recent(self) -> Sequence[Observation]:
        """The last of those."""
        return self.known[-RECENT:]

    @cached_property
    def epochs(self) -> Array:
        """Of the stations."""
        return numpy.array([station.epoch for station in self.stations])

    @cached_property
    def training(self) -> Array:
        """The training loss at each station."""
        return numpy.array([float(s.training_loss) for s in self.stations], numpy.float64)

    @cached_property
    def test(self) -> Array:
        """The test loss at each station; NaN without a test set."""
        return numpy.array([float(s.test_loss) for s in self.stations], numpy.float64)

    @property
    def has_test(self) -> bool:
        """Whether there is a test loss."""
        return len(self.test) > 0 and bool(numpy.isfinite(self.test).all())

    @property
    def units(self) -> Sequence[LayerUnits]:
        """Of each layer, at the last observation."""
        return self.observations[-1].units or ()

    @property
    def is_learnt(self) -> bool:
        """Whether hardly anything is left to be learnt; False where that is not known."""
        if self.task is None or not len(self.training):
            return False
        return float(numpy.median(self.training[-3:])) <= LEARNT * self.task.chance

    @property
    def updates(self) -> Array:
        """Updates over weights of each layer; none of a run's first step alone, which is no
        witness: an adaptive optimizer's moves every weight by the rate."""
        witnesses = [seen for seen in self.recent if seen.step]
        return median_of(witnesses, "updates") if witnesses else numpy.zeros(0)


def is_finite(seen: Observation) -> bool:
    """Whether a run can go on from there."""
    return bool(
        numpy.isfinite(known(seen.gradients)).all()
        and numpy.isfinite(known(seen.activations)).all()
        and not numpy.isnan(known(seen.updates)).any()
    )


def known(values: Array | None) -> Array:
    """Values of a part that must have been observed.

    Raises
    ------
    ValueError
        If it was not.
    """
    if values is None:
        raise ValueError('a verdict needs the parts "norms", "updates" and "units"')
    return values


def median_of(seen: Sequence[Observation], name: str) -> Array:
    """Of each layer, over the observations that have as many layers as the last."""
    rows = [known(getattr(each, name)) for each in seen]
    return numpy.median([row for row in rows if len(row) == len(rows[-1])], axis=0)


# --- gathering ------------------------------------------------------------------------------------


def stride_for(newest: int) -> int:
    """The smallest power of two whose multiples up to `newest` are at most `MOST_STATIONS`.

    Powers of two, so that a run that goes on keeps every other of the stations known.
    """
    stride = 1
    while newest // stride >= MOST_STATIONS:
        stride *= 2
    return stride


def judged_stations(stations: Sequence[Station], since: float, step: int) -> list[Station]:
    """Those from the epoch `since` on, up to `step`, evenly spread, the last among them."""
    standing = [s for s in stations if s.epoch >= since and s.step <= step]
    stride = stride_for(standing[-1].epoch) if standing else 1
    return [s for s in standing if s.epoch % stride == 0 or s is standing[-1]]


def last_change(timeline: Timeline[Experiment], experiment: Experiment, step: int) -> float:
    """The epoch of the first snapshot since which the run, now at `step`, follows `experiment`, but
    for where it stops: losses before it say nothing of the present settings. ∞ if there is none."""
    since, alike = math.inf, experiment
    for kept in reversed([kept for kept in timeline.kept if kept.snapshot.step <= step]):
        # Most are the very same object.
        if kept.experiment is not alike and _trained(kept.experiment) != _trained(experiment):
            break
        since, alike = kept.snapshot.epoch, kept.experiment
    return since


def _trained(experiment: Experiment) -> Experiment:
    return experiment.replaced(stop_epoch=0, stop_loss=0.0, stop_patience=0)


def as_it_ends(evidence: Evidence, run: Trainer) -> Evidence:
    """The evidence on the weights that `run` has: where it stopped and took back those of its best
    test loss, it is as if it had ended there, and what came after is only told.

    Parameters
    ----------
    evidence : with an observation of where the run is as its last.
    """
    best, here = run.best, evidence.observations[-1]
    if best is None or here.step != run.step_count or not _is_back_at(best, run):
        return evidence
    epoch, step = best.epoch, best.snapshot.step
    before = [seen for seen in evidence.observations[:-1] if seen.step < step]
    stations = [station for station in evidence.stations if station.epoch < epoch]
    way = [station for station in evidence.stations if epoch < station.epoch < run.epoch]
    return dataclasses.replace(
        evidence,
        observations=[*before, dataclasses.replace(here, epoch=epoch, step=step)],
        stations=[*stations, run.station()._replace(epoch=epoch, step=step)],
        kept=Kept(epoch, way),
    )


def _is_back_at(best: Best, run: Trainer) -> bool:
    has_stopped = not run.batch and best.epoch < run.epoch == best.since
    return has_stopped and numpy.array_equal(run.theta, best.snapshot.theta)


def gather(observer: Observer, run: Trainer, has_diverged: bool = False) -> Evidence:
    """What is known of a finished run: looks at its first and its last snapshots.

    Parameters
    ----------
    observer : of the run's experiment.
    run : with a timeline.
    """
    timeline = run.timeline
    assert timeline is not None  # a run that is judged has one
    stride = stride_for(timeline.kept[-1].snapshot.epoch)
    snapshots = [k.snapshot for k in timeline.kept if k.snapshot.epoch % stride == 0]
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
        stations=judged_stations(run.history.stations, since, run.step_count),
        has_diverged=has_diverged,
    )
    return as_it_ends(evidence, run)
