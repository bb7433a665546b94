"""Overfit one batch: a network that cannot memorise a few examples cannot learn many."""

from __future__ import annotations

import numpy

from chainrule.diagnostics.sanity.outcome import Job, Outcome
from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment
from chainrule.experiment.layers.parts import without_dropout
from chainrule.phrases import phrase
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.divergence import DivergedError
from chainrule.training.records.snapshot import Snapshot
from chainrule.training.trainer import Trainer

MOST_STEPS = 10_000
MOST_EXAMPLES = 32
"""The largest number of examples used from a batch; even a small network can memorise this many."""
REACHED = 0.01
"""The share of the loss of zero scores at which a loss counts as 0."""
STILL_FALLS = 0.8
"""The ratio of the final loss to the loss halfway through, below which the loss counts as still
falling."""


def overfit_batch(run: Trainer, steps: int = MOST_STEPS) -> Job:
    """Train until the loss is at most 1 % of the loss of a network whose scores are all 0.

    Karpathy, "A recipe for training neural networks", 2019: "overfit one batch".

    Parameters
    ----------
    run : a copy of a run, which may be modified. It has one batch loaded, and no penalty, weight
        decay or dropout, because these would prevent a loss of 0.
    steps : the largest number of steps.
    """
    batches = run.batches
    start = loss = float(run.losses_now().training)
    goal = REACHED * (_blank(run) or start)
    halfway = start
    for step in range(steps):
        if loss <= goal:
            break
        try:
            run.advance()
        except DivergedError:
            text = phrase("sanity.overfit.diverged", step=step + 1)
            return Outcome("failed", text, {"start": start, "steps": step + 1.0})
        loss = run.batch_loss
        halfway = loss if step == steps // 2 else halfway
        yield (step + 1) / steps
    loss = float(run.losses_now().training)
    count = len(batches.x)
    numbers = {"start": start, "end": loss, "goal": goal, "examples": float(count)}
    took = phrase("sanity.overfit.took", count=count, start=start, loss=loss, steps=run.step_count)
    if not run.step_count:
        text = phrase("sanity.overfit.known", count=count, loss=loss)
        return Outcome("passed", text, numbers)
    if loss <= goal:
        text = phrase("sanity.overfit.passed", took=took)
        return Outcome("passed", text, numbers)
    if _has_conflict(batches.x, batches.y):
        text = phrase("sanity.overfit.conflict", took=took)
        return Outcome("unclear", text, numbers)
    if loss < STILL_FALLS * halfway:
        text = phrase("sanity.overfit.falls", took=took)
        return Outcome("unclear", text, numbers)
    if loss > start:
        return Outcome("failed", phrase("sanity.overfit.rose", took=took), numbers)
    text = phrase("sanity.overfit.failed", took=took, count=count)
    return Outcome("failed", text, numbers)


def one_batch_run(experiment: Experiment, snapshot: Snapshot) -> Trainer:
    """A trainer for the next batch only. It starts from the weights of a snapshot and has no
    penalty, no weight decay, no dropout and no schedule that lowers the learning rate, because
    these can prevent a loss of 0."""
    bare = experiment.changed(
        layers=without_dropout(experiment.layers),
        l1=0.0,
        l2=0.0,
        weight_decay=0.0,
        schedule="constant",
    )
    run = bare.trainer(limit=1)
    run.batches.shuffle(snapshot.epoch)
    x, y = (values[:MOST_EXAMPLES].copy() for values in run.batches.views[snapshot.batch])
    run.theta[...] = snapshot.theta
    is_one_hot = experiment.class_names and y.shape[1] > 1
    run.load(x, y.argmax(axis=1) if is_one_hot else y)
    return run


def _blank(run: Trainer) -> float:
    """The loss of scores that are all 0."""
    y = run.batches.y
    with no_grad():
        return run.loss(Tensor(numpy.zeros_like(y)), Tensor(y)).item()


def _has_conflict(x: Array, y: Array) -> bool:
    """Whether some examples have equal inputs but different targets."""
    targets: dict[bytes, Array] = {}
    for one, target in zip(x, y, strict=True):
        known = targets.setdefault(one.tobytes(), target)
        if not numpy.array_equal(known, target):
            return True
    return False
