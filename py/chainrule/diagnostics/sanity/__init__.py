"""Three sanity checks that every training setup must pass, performed on copies of the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chainrule.diagnostics.sanity.blind import blind_pair, ignore_input
from chainrule.diagnostics.sanity.leaks import leaks
from chainrule.diagnostics.sanity.outcome import Job, Outcome, finished
from chainrule.diagnostics.sanity.overfit import one_batch_run, overfit_batch
from chainrule.errors import InputError, ShapeError, one_of, sentence_of
from chainrule.experiment.experiment import Experiment
from chainrule.phrases import phrase
from chainrule.training.records.snapshot import Snapshot

__all__ = [
    "CHECKS", "Check", "Job", "Outcome", "begin", "blind_pair", "finished", "ignore_input", "leaks",
    "one_batch_run", "overfit_batch",
]  # fmt: skip


class Check(NamedTuple):
    """A check of a run: its name, and a function that starts it at a snapshot."""

    label: str
    of: Callable[[Experiment, Snapshot], Job]


def _overfit(experiment: Experiment, snapshot: Snapshot) -> Job:
    return overfit_batch(one_batch_run(experiment, snapshot))


def _ignore(experiment: Experiment, _snapshot: Snapshot) -> Job:
    return ignore_input(*blind_pair(experiment))


def _leaks(experiment: Experiment, snapshot: Snapshot) -> Job:
    run = experiment.trainer(limit=1)
    run.look_at(snapshot)
    return leaks(run.net, run.batches.x)


CHECKS: dict[str, Check] = {
    "overfit": Check("Overfit one batch", _overfit),
    "ignore": Check("Ignore the input", _ignore),
    "leaks": Check("Do examples leak into each other?", _leaks),
}


def begin(name: str, experiment: Experiment, snapshot: Snapshot) -> Job:
    """Start one of `CHECKS` for a run.

    Parameters
    ----------
    experiment : the run's experiment.
    snapshot : the run's current state.

    Raises
    ------
    InputError
        If there is no check with that name.

    Examples
    --------
    >>> experiment = Experiment(data="circle")
    >>> finished(begin("leaks", experiment, experiment.trainer().snapshot())).verdict
    'passed'
    """
    if name not in CHECKS:
        raise InputError("check", name, one_of(CHECKS))
    return _guarded(CHECKS[name], experiment, snapshot)


def _guarded(check: Check, experiment: Experiment, snapshot: Snapshot) -> Job:
    """Run the check; if the data do not permit it, return an outcome that says why."""
    yield 0.0
    try:
        return (yield from check.of(experiment, snapshot))
    except (InputError, ShapeError) as error:
        return Outcome("unclear", phrase("sanity.impossible", error=sentence_of(error)))
