"""Recomputation of a run's last update if the weights before the update were not kept."""

from __future__ import annotations

from chainrule.diagnostics import DivergedError
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.records.timeline import Timeline
from chainrule.training.trainer import Trainer

MOST_STEPS = 2000
"""The largest number of steps that are recomputed, to avoid a noticeable delay."""


class LastUpdate:
    """Repeats the steps since the previous snapshot with a second trainer; the result is exact.

    The second trainer is cached until the experiment changes.
    """

    def __init__(self) -> None:
        self._probe: tuple[Experiment, Trainer] | None = None

    def before(
        self, experiment: Experiment, timeline: Timeline[Experiment], here: Snapshot
    ) -> Array | None:
        """The weights before the step to `here`; None if they are unknown, because a setting or a
        weight has been changed since the previous snapshot, or the snapshot is too old."""
        records = [entry for entry in timeline if entry.snapshot.step < here.step]
        if not records or records[-1].experiment != experiment:
            return None
        record = records[-1].snapshot
        steps = here.step - record.step
        if steps > MOST_STEPS:
            return None
        probe = self._trainer(experiment)
        probe.restore(record)
        try:
            probe.advance(steps - 1)
            before = probe.theta.copy()
            probe.advance()
        except DivergedError:
            return None
        return before if probe.theta.tobytes() == here.theta.tobytes() else None

    def _trainer(self, experiment: Experiment) -> Trainer:
        if self._probe is None or self._probe[0] != experiment:
            self._probe = experiment, experiment.probe()
        return self._probe[1]
