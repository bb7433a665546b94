"""Gradient check of a run, which perturbs each weight in a float64 copy of the next step.

A gradient is correct if two comparisons succeed. The difference quotient of the copy's loss must
equal the copy's backpropagated gradient to nearly all digits. The gradient used in training, in the
run's own buffers and precision, must equal that of the copy up to rounding. The effect of rounding
is measured by computing the same step in coarser number systems (see `engine.rounding`).
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import get_args

import numpy

from chainrule.diagnostics.checks.quotient import (
    Answer,
    Ask,
    Finding,
    Judging,
    Quotient,
    digits,
    judging,
    offsets,
    quotient,
)
from chainrule.diagnostics.checks.step_copy import COARSEST, FEW, MANY, StepCopy
from chainrule.diagnostics.naming import parameter_name
from chainrule.engine.op import Array
from chainrule.errors import InputError
from chainrule.nn.module import Module
from chainrule.phrases import phrase
from chainrule.training.trainer import Trainer

SIZES = tuple(10.0 ** (-k / 2) for k in range(2, 25))
"""Nudges from 0.1, where the truncation error dominates, down to 10⁻¹², where the rounding error
does."""
TIMED, TIMED_S = 50, 0.02
"""A single pass is too short for a browser's clock, so it is repeated `TIMED` times or for
`TIMED_S` seconds."""
BESIDE = (2.0**-11, -(2.0**-11), 2.0**-7, -(2.0**-7))
"""The offsets at which the noise of the loss is measured if a gradient seems wrong."""
ANSWERS: tuple[Answer, ...] = get_args(Answer)
SUMMED = 8
"""The rounding error of a sum of n terms grows about as √n. The safety factor therefore contains √n
divided by this number."""


@dataclass(frozen=True)
class Checked:
    """The result of checking one parameter's gradient.

    Attributes
    ----------
    precision : the dtype of the run.
    trained : the gradient in the run's own buffer and precision, as used in training.
    trained_difference, trained_allowed : the difference between this gradient and the copy's, and
        its tolerance.
    finding : the result of the check, whose `gradient` is that of the float64 copy.
    """

    index: int
    precision: str
    trained: float
    trained_difference: float
    trained_allowed: float
    finding: Finding

    @property
    def answer(self) -> Answer:
        """The answer of `finding`."""
        return self.finding.answer

    @property
    def trained_digits(self) -> int:
        """The number of digits to which the training gradient agrees with that of the float64
        copy."""
        return digits(self.trained, self.finding.gradient)

    @property
    def strain(self) -> float:
        """The largest difference relative to its tolerance; a value above 1 means a wrong gradient,
        except at a kink."""
        found = self.finding
        own = found.difference / found.allowed if found.allowed and found.answer != "kink" else 0.0
        strain = self.trained_difference / self.trained_allowed if self.trained_allowed else 0.0
        return max(own, strain)


@dataclass(frozen=True)
class Nudged:
    """One nudge of ±eps, with both losses and the difference quotient.

    `error` is the difference between quotient and gradient, relative to the larger of the two.
    """

    eps: float
    above: float
    below: float
    quotient: float
    error: float


@dataclass(frozen=True)
class Nudges:
    """A checked parameter, and its difference quotients for nudges of different sizes."""

    checked: Checked
    sizes: tuple[Nudged, ...]

    @property
    def best(self) -> Nudged:
        """The nudge whose quotient is closest to the extrapolated quotient."""
        value = self.checked.finding.quotient
        return min(self.sizes, key=lambda nudged: abs(nudged.quotient - value))


@dataclass(frozen=True)
class AllChecked:
    """The result of comparing every gradient with its difference quotient, and the cost of both.

    Attributes
    ----------
    counts : the number of parameters with each answer.
    worst : the parameter whose difference is largest relative to its tolerance; if any gradients
        are wrong, the worst of those.
    name : the displayed name of `worst`.
    frozen : the number of parameters without a gradient because they are frozen.
    passes : the number of evaluations of the loss.
    """

    counts: dict[Answer, int]
    worst: Checked
    name: str
    parameters: int
    frozen: int
    passes: int
    milliseconds: float
    backward_milliseconds: float
    forward_flops: int
    backward_flops: int

    @property
    def answer(self) -> Answer:
        """The answer for all parameters: "no" if any gradient is wrong, "overflow" if none is wrong
        but one is not finite, and "yes" otherwise."""
        if self.counts["no"]:
            return "no"
        return "overflow" if self.counts["overflow"] else "yes"

    @property
    def times(self) -> float:
        """The cost of the nudges, as a multiple of the operations in one backward pass."""
        return self.passes * self.forward_flops / self.backward_flops

    @property
    def growth(self) -> list[tuple[int, float]]:
        """The multiple `times` for this network and for similar ones with up to a million
        parameters."""
        sizes = [self.parameters, *(10**k for k in range(2, 7) if 10**k > self.parameters)]
        return [(size, self.times * size / self.parameters) for size in sizes]


def check_parameter(run: Trainer, index: int, example: int | None = None) -> Nudges:
    """Check the gradient of the loss with respect to one parameter, on the next batch or on a
    single `example` from it. The run is not changed.

    Raises
    ------
    InputError
        If the parameter does not exist, or has no gradient because it is frozen.
    """
    if not 0 <= index < run.theta.size:
        raise InputError("index", index, phrase("allowed.index", last=run.theta.size - 1))
    if not is_trained(run.net)[index]:
        raise InputError("index", index, phrase("allowed.not_frozen"))
    step = _Step(run, example)
    checked = step.check([index])[0]
    return Nudges(checked, step.nudges(checked))


def check_all(run: Trainer) -> AllChecked:
    """Check the gradient of the loss on the next batch with respect to every parameter. The run is
    not changed."""
    check = AllCheck(run)
    while check.done < check.parameters:
        check.work(math.inf)
    return check.result()


class AllCheck:
    """`check_all` in short slices, so that the caller can do other work between them.

    Attributes
    ----------
    parameters : the number of parameters to check, namely all that are not frozen.
    done : the number of parameters checked so far.
    """

    def __init__(self, run: Trainer, example: int | None = None) -> None:
        self._net, self._step = run.net, _Step(run, example)
        self._indices = numpy.flatnonzero(is_trained(run.net)).tolist()
        self.parameters, self.done = len(self._indices), 0
        self._spent = 0.0
        self._counts: Counter[Answer] = Counter()
        self._worst: Checked | None = None

    def work(self, seconds: float) -> None:
        """Check parameters for about `seconds` seconds."""
        start, group = time.perf_counter(), max(1, self._step.copy.together // 4)
        while self.done < self.parameters:
            for checked in self._step.check(self._indices[self.done : self.done + group]):
                self._counts[checked.answer] += 1
                if self._worst is None or _rank(checked) > _rank(self._worst):
                    self._worst = checked
                self.done += 1
            if time.perf_counter() - start >= seconds:
                break
        self._spent += time.perf_counter() - start

    def result(self) -> AllChecked:
        """The results, available once all parameters have been checked."""
        assert self._worst is not None
        step = self._step
        return AllChecked(
            counts=self._counts,
            worst=self._worst,
            name=parameter_name(self._net, self._worst.index),
            parameters=self.parameters,
            frozen=self._net.theta.size - self.parameters,
            passes=step.passes,
            milliseconds=1000 * self._spent,
            backward_milliseconds=1000 * step.backward_seconds,
            forward_flops=step.forward_flops,
            backward_flops=step.backward_flops,
        )


def is_trained(net: Module) -> Array:
    """Whether each parameter has a gradient, which is the case unless it is frozen."""
    marks = numpy.zeros(net.theta.size, bool)
    for _, layer, offset in net.blocks():
        parts = layer.views(marks[offset : offset + layer.size])
        for name, tensor in layer.own_parameters():
            parts[name][...] = tensor.requires_grad
    return marks


def _rank(checked: Checked) -> tuple[bool, bool, float]:
    return checked.answer == "no", checked.answer == "overflow", checked.strain


class _Step:
    """The next step of a run, on its batch or on a single example from it, with a float64 copy of
    the step."""

    def __init__(self, run: Trainer, example: int | None) -> None:
        with run.next_batch(example) as current:
            self.backward_seconds = _time_of(current.differentiate)
            self.trained = run.grad.astype(numpy.float64)
            costs = current.program.costs()
            self.copy = StepCopy(run.net, run.loss, current.x, current.y)
        self.forward_flops = costs["forward"].flops + costs["loss"].flops
        self.backward_flops = self.forward_flops + costs["backward"].flops
        self.passes = 0
        self._dtype = str(run.theta.dtype)
        self._safety = 4 + math.sqrt(len(current.x)) / SUMMED
        self._allowed = self._tolerance(FEW)
        self._base = float(self.copy.losses_at(self.copy.theta[None])[0])
        self._escalate()

    def _tolerance(self, count: int, coarser: int | None = None) -> Array:
        """The tolerance for the difference between the training gradient and that of the copy."""
        options = {} if coarser is None else {"coarser": coarser}
        spread, _ = self.copy.blurred(self._dtype, count, **options)
        unit = numpy.finfo(self._dtype)
        floor = 8 * float(unit.eps) * abs(self.copy.gradient) + 64 * float(unit.smallest_subnormal)
        return self._safety * spread + floor

    def _escalate(self) -> None:
        """Measure rounding more thoroughly if the first measurement does not explain a difference:
        first on more grids, then on grids coarse enough to move units near a kink to either
        side."""
        for count, coarser in ((MANY, None), (MANY, COARSEST)):
            if (self._difference() <= self._allowed).all():
                return
            numpy.maximum(self._allowed, self._tolerance(count, coarser), out=self._allowed)

    def _difference(self) -> Array:
        with numpy.errstate(invalid="ignore"):
            return abs(self.trained - self.copy.gradient)

    def check(self, indices: list[int]) -> list[Checked]:
        """Check several parameters together. Those whose gradients seem wrong are checked again,
        with the noise of the loss measured near the point."""
        found = self._found(dict.fromkeys(indices, self.copy.noise))
        wrong = [index for index, finding in found.items() if finding.answer == "no"]
        found |= self._found({index: self._noise_beside(index) for index in wrong})
        return [self._checked(index, found[index]) for index in indices]

    def _found(self, noises: dict[int, float]) -> dict[int, Finding]:
        judges = {index: self._judge(index) for index in noises}
        asked = {index: next(judge) for index, judge in judges.items()}
        found: dict[int, Finding] = {}
        while asked:
            for index, answer in self._quotients(asked, noises).items():
                try:
                    asked[index] = judges[index].send(answer)
                except StopIteration as end:
                    found[index] = end.value
                    del asked[index]
        return found

    def _noise_beside(self, index: int) -> float:
        scale = max(1.0, abs(float(self.copy.theta[index])))
        noises = []
        for offset in BESIDE:
            theta = self.copy.theta.copy()
            theta[index] += offset * scale
            noises.append(self.copy.noise_at(theta))
        return max(noises)

    def _judge(self, index: int) -> Judging:
        copy = self.copy

        def gradient_at(offset: float) -> float:
            theta = copy.theta.copy()
            theta[index] += offset
            return float(copy.gradient_at(theta)[index])

        scale = max(1.0, abs(float(copy.theta[index])))
        return judging(float(copy.gradient[index]), float(copy.blur[index]), scale, gradient_at)

    def _quotients(self, asked: dict[int, Ask], noises: dict[int, float]) -> dict[int, Quotient]:
        rows = [
            (index, ask.offset + offset)
            for index, ask in asked.items()
            for offset in offsets(ask.step)
        ]
        losses, moved = self._losses(rows)
        found = {}
        for place, (index, ask) in enumerate(asked.items()):
            part = slice(4 * place, 4 * place + 4)
            changes = [loss - self._base for loss in losses[part]]
            distances = [distance - ask.offset for distance in moved[part]]
            is_constant = ask.offset == 0 and not any(changes)
            size = abs(float(self.copy.theta[index]))
            found[index] = quotient(changes, distances, noises[index], size, is_constant)
        return found

    def _losses(self, rows: list[tuple[int, float]]) -> tuple[list[float], list[float]]:
        """The loss at each (parameter, offset), and each offset as rounded in float64."""
        theta = self.copy.theta
        thetas = numpy.repeat(theta[None], len(rows), axis=0)
        for row, (index, offset) in enumerate(rows):
            thetas[row, index] += offset
        self.passes += len(rows)
        moved = [float(thetas[row, index] - theta[index]) for row, (index, _) in enumerate(rows)]
        return self.copy.losses_at(thetas).tolist(), moved

    def _checked(self, index: int, finding: Finding) -> Checked:
        trained, allowed = float(self.trained[index]), float(self._allowed[index])
        difference = abs(trained - finding.gradient)
        if not math.isfinite(trained) or not math.isfinite(finding.gradient):
            is_expected = math.isinf(allowed)
            finding = replace(finding, answer="overflow" if is_expected else "no")
        elif difference > allowed:
            finding = replace(finding, answer="no")
        return Checked(index, self._dtype, trained, difference, allowed, finding)

    def nudges(self, checked: Checked) -> tuple[Nudged, ...]:
        """The plain central difference quotients for nudges of all sizes."""
        rows = [(checked.index, sign * eps) for eps in SIZES for sign in (1, -1)]
        losses, moved = self._losses(rows)
        found = []
        for place, eps in enumerate(SIZES):
            (above, below), (right, left) = (
                values[2 * place : 2 * place + 2] for values in (losses, moved)
            )
            slope = (above - below) / (right - left) if right > left else 0.0
            size = max(abs(slope), abs(checked.finding.gradient))
            error = abs(slope - checked.finding.gradient) / size if size else 0.0
            found.append(Nudged(eps, above, below, slope, error))
        return tuple(found)


def _time_of(work: Callable[[], object]) -> float:
    """The average time of a call, in seconds."""
    start, count, spent = time.perf_counter(), 0, 0.0
    while count < TIMED and spent < TIMED_S:
        work()
        count += 1
        spent = time.perf_counter() - start
    return spent / count
