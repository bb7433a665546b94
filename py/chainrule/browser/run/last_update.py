"""What a run's last step added to its weights, where nobody kept what it started from."""

from __future__ import annotations

from chainrule.diagnostics import DivergedError
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.training.snapshot import Snapshot
from chainrule.training.timeline import Timeline
from chainrule.training.trainer import Trainer

MOST_STEPS = 2000
"""To train again for longer would let one wait."""


class LastUpdate:
    """Trains again, beside the run, from the station before: a run is exact, so it did just this.

    A second trainer of the experiment looked at last is kept.
    """

    def __init__(self) -> None:
        self._probe: tuple[Experiment, Trainer] | None = None

    def before(
        self, experiment: Experiment, timeline: Timeline[Experiment], here: Snapshot
    ) -> Array | None:
        """The weights that the step to `here` started from; None where that can't be found out: a
        setting or a weight was changed since the station before, or it lies too far back."""
        stations = [kept for kept in timeline if kept.snapshot.step < here.step]
        if not stations or stations[-1].experiment != experiment:
            return None
        station = stations[-1].snapshot
        steps = here.step - station.step
        if steps > MOST_STEPS:
            return None
        probe = self._trainer(experiment)
        probe.restore(station)
        try:
            probe.advance(steps - 1)
            before = probe.theta.copy()
            probe.advance()
        except DivergedError:
            return None
        return before if probe.theta.tobytes() == here.theta.tobytes() else None

    def _trainer(self, experiment: Experiment) -> Trainer:
        if self._probe is None or self._probe[0] != experiment:
            self._probe = experiment, experiment.trainer(limit=1)
        return self._probe[1]
