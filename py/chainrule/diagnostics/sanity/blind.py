"""Input-independent baseline: training on zeros instead of the inputs must give worse results."""

from __future__ import annotations

import math
from typing import Literal

import numpy

from chainrule.diagnostics.sanity.outcome import Job, Outcome
from chainrule.diagnostics.verdict.task import best_constant, example_weights
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.experiment.experiment import Experiment
from chainrule.losses import Loss
from chainrule.phrases import phrase
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor
from chainrule.training.divergence import DivergedError
from chainrule.training.trainer import Trainer

Set = Literal["training", "test"]

MOST_STEPS = 3000
LOOK_EVERY = 100
BLOCKS = 20
"""The number of groups of examples whose mean losses are compared, which gives a standard error."""
FEWEST_TESTS = BLOCKS
BETTER = 0.02
"""The smallest relative reduction of the loss that counts as an effect of the inputs."""
SIGMAS, CLEAR_SIGMAS = 3.0, 6.0
"""The numbers of standard errors by which the losses must differ at the end, and for stopping
early."""
CLEARLY_BETTER = 0.2


def ignore_input(seeing: Trainer, blind: Trainer, x: Array, y: Array, of: Set) -> Job:
    """Train both runs, and compare the lowest losses that they reach on (x, y) and on (zeros, y).

    The loss with inputs must also be lower than that of the best constant scores, because one of
    the runs is better by chance if neither learns anything.

    Karpathy, "A recipe for training neural networks", 2019: "input-independent baseline".

    Parameters
    ----------
    seeing, blind : runs that are identical except that all inputs of `blind` are 0; both may be
        modified.
    x, y : the inputs of the set on which the runs are compared, and its targets in the form that
        the loss expects.
    of : the name of that set.
    """
    best: dict[Trainer, Array] = {}
    blocks, step = _Blocks(seeing.loss, y), 0
    answer = best_constant(seeing.loss, seeing.batches.y.astype(numpy.float64))
    constant = blocks.losses(numpy.broadcast_to(answer.astype(y.dtype), y.shape))
    for step in range(1, MOST_STEPS + 1):
        for run in (seeing, blind):
            try:
                run.advance()
            except DivergedError:
                text = phrase("sanity.overfit.diverged", step=step)
                return Outcome("unclear", text, {"steps": float(step)})
            yield step / MOST_STEPS
        if step % LOOK_EVERY:
            continue
        for run, inputs in ((seeing, x), (blind, numpy.zeros_like(x))):
            losses = blocks.losses(run.predict(inputs))
            if run not in best or blocks.mean(losses) < blocks.mean(best[run]):
                best[run] = losses
        without = min(best[blind], constant, key=blocks.mean)
        if blocks.is_better(best[seeing], without, CLEARLY_BETTER, CLEAR_SIGMAS):
            break
    return _outcome(blocks, best[seeing], best[blind], constant, of, step)


def blind_pair(experiment: Experiment) -> tuple[Trainer, Trainer, Array, Array, Set]:
    """The arguments of `ignore_input` for an experiment; both runs start from its initial
    weights."""
    seeing, blind = experiment.trainer(limit=1), experiment.trainer(limit=1)
    split, dtype = experiment.split(), experiment.dtype
    if len(split.x) < 2:
        raise InputError("examples", len(split.x), phrase("allowed.two_or_more"))
    blind.load(numpy.zeros_like(split.x), split.y)
    if len(split.x_test) < FEWEST_TESTS:
        return seeing, blind, seeing.batches.x, seeing.batches.y, "training"
    target = seeing.loss.target(split.y_test, experiment.outputs, dtype)
    return seeing, blind, split.x_test.astype(dtype), target, "test"


def _outcome(
    blocks: _Blocks, seeing: Array, blind: Array, constant: Array, of: Set, steps: int
) -> Outcome:
    with_inputs, on_zeros, same = (blocks.mean(each) for each in (seeing, blind, constant))
    numbers = {
        "with inputs": with_inputs,
        "on zeros": on_zeros,
        "same answer": same,
        "steps": float(steps),
    }
    key = f"sanity.ignore.{of}"
    reached = phrase(key, steps=steps, inputs=with_inputs, zeros=on_zeros)
    without = min(blind, constant, key=blocks.mean)
    if blocks.is_better(seeing, without, BETTER, SIGMAS):
        return Outcome("passed", phrase("sanity.ignore.passed", reached=reached), numbers)
    if with_inputs < (1 - BETTER) * min(on_zeros, same):
        text = phrase("sanity.ignore.chance", reached=reached)
        return Outcome("unclear", text, numbers)
    how = "no_better" if with_inputs >= on_zeros else "no_difference"
    if with_inputs < (1 - BETTER) * on_zeros:
        how = "constant"
    text = phrase(f"sanity.ignore.{how}", reached=reached, same=same)
    return Outcome("failed", text, numbers)


class _Blocks:
    """Groups of examples whose mean losses are compared.

    The loss of the whole set is Σ sₖ lₖ / count, where lₖ is the (weighted) mean loss of block k,
    and sₖ is the block's share of all weights, scaled to a mean of 1; this equals the ratio Σ w l /
    Σ w over the examples.

    Parameters
    ----------
    loss : the loss to measure.
    y : the targets of the set, in the form that the loss expects.
    """

    def __init__(self, loss: Loss, y: Array) -> None:
        self._loss, self._y = loss, y
        self._parts = numpy.array_split(numpy.arange(len(y)), min(BLOCKS, len(y)))
        weights = example_weights(loss, y)
        sums = numpy.array([weights[part].sum() for part in self._parts])
        self._shares = sums / sums.mean()

    def losses(self, scores: Array) -> Array:
        """The mean loss of each block."""
        with no_grad():
            tensors = [(Tensor(scores[part]), Tensor(self._y[part])) for part in self._parts]
            return numpy.array([self._loss(*pair).item() for pair in tensors])

    def mean(self, losses: Array) -> float:
        """The loss of the whole set."""
        return float((self._shares * losses).mean())

    def is_better(self, one: Array, other: Array, share: float, sigmas: float) -> bool:
        """Whether one run's losses are lower by a share of the other run's loss and by a number of
        standard errors of their ratio (Cochran, "Sampling techniques", 1977)."""
        gain = self.mean(other - one)
        scatter = self._shares * (other - one - gain)
        count = len(scatter)
        error = float(scatter.std(ddof=1)) / math.sqrt(count) if count > 1 else 0.0
        return gain > share * self.mean(other) and gain > sigmas * error
