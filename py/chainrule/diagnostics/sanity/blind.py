"""Ignore the input: training on zeros must do worse."""

from __future__ import annotations

import math

import numpy

from chainrule.diagnostics.sanity.outcome import Job, Outcome
from chainrule.diagnostics.verdict.finding import said
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.divergence import DivergedError
from chainrule.training.trainer import Trainer

MOST_STEPS = 3000
LOOK_EVERY = 100
BLOCKS = 20
"""Groups of examples whose mean losses are compared: enough for a standard error."""
FEWEST_TESTS = BLOCKS
BETTER = 0.02
"""Of the loss on zeros, how much lower the other must be to count."""
SIGMAS, CLEAR_SIGMAS = 3.0, 6.0
"""How many standard errors a difference must be; and to be clear before the end."""
CLEARLY_BETTER = 0.2


def ignore_input(seeing: Trainer, blind: Trainer, x: Array, y: Array, of: str) -> Job:
    """Train both, and compare the lowest losses that they reach on x, y and on zeros, y.

    Karpathy, "A recipe for training neural networks", 2019: "input-independent baseline".

    Parameters
    ----------
    seeing, blind : copies that may be spoilt, alike, but that all inputs of `blind` are 0.
    x, y : what they are compared on: inputs, and targets as the loss takes them.
    of : what set that is, in words.
    """
    best: dict[Trainer, Array] = {}
    step = 0
    for step in range(1, MOST_STEPS + 1):
        for run in (seeing, blind):
            try:
                run.advance()
            except DivergedError:
                text = f"Training diverged at step {step}: a smaller learning rate helps."
                return Outcome("unclear", text, {"steps": float(step)})
            yield step / MOST_STEPS
        if step % LOOK_EVERY:
            continue
        for run, inputs in ((seeing, x), (blind, numpy.zeros_like(x))):
            losses = _block_losses(run, inputs, y)
            if run not in best or losses.mean() < best[run].mean():
                best[run] = losses
        if _is_better(best[seeing], best[blind], CLEARLY_BETTER, CLEAR_SIGMAS):
            break
    return _outcome(best[seeing], best[blind], of, step)


def blind_pair(experiment: Experiment) -> tuple[Trainer, Trainer, Array, Array, str]:
    """What `ignore_input` takes, for an experiment from its initial weights."""
    seeing, blind = experiment.trainer(limit=1), experiment.trainer(limit=1)
    split, dtype = experiment.split(), experiment.dtype
    if len(split.x) < 2:
        raise InputError("examples", len(split.x), "two or more")
    blind.load(numpy.zeros_like(split.x), split.y)
    if len(split.x_test) < FEWEST_TESTS:
        return seeing, blind, seeing.batches.x, seeing.batches.y, "training"
    target = seeing.loss.target(split.y_test, experiment.outputs, dtype)
    return seeing, blind, split.x_test.astype(dtype), target, "test"


def _outcome(seeing: Array, blind: Array, of: str, steps: int) -> Outcome:
    with_inputs, on_zeros = float(seeing.mean()), float(blind.mean())
    numbers = {"with inputs": with_inputs, "on zeros": on_zeros, "steps": float(steps)}
    words = (
        f"In {steps:,} steps from the initial weights, the {of} loss reaches {said(with_inputs)} "
        f"with the inputs and {said(on_zeros)} with zeros in their place"
    )
    if _is_better(seeing, blind, BETTER, SIGMAS):
        return Outcome("passed", f"{words}: the network learns from its inputs.", numbers)
    if with_inputs < (1 - BETTER) * on_zeros:
        text = f"{words}: lower, but by no more than chance makes among so few examples."
        return Outcome("unclear", text, numbers)
    how = "no better" if with_inputs >= on_zeros else "no clear difference"
    text = (
        f"{words}, {how}. Either the inputs say nothing about the targets, "
        "or the network learns nothing from them: look at the data and at the learning rate."
    )
    return Outcome("failed", text, numbers)


def _is_better(seeing: Array, blind: Array, share: float, sigmas: float) -> bool:
    """Whether the one's losses are lower, by a share of the other's and by standard errors."""
    gain = blind - seeing
    error = float(gain.std(ddof=1)) / math.sqrt(len(gain)) if len(gain) > 1 else 0.0
    return bool(gain.mean() > share * blind.mean() and gain.mean() > sigmas * error)


def _block_losses(run: Trainer, x: Array, y: Array) -> Array:
    """The mean losses of groups of examples."""
    scores = run.predict(x)
    parts = numpy.array_split(numpy.arange(len(x)), min(BLOCKS, len(x)))
    with no_grad():
        return numpy.array([run.loss(Tensor(scores[p]), Tensor(y[p])).item() for p in parts])
