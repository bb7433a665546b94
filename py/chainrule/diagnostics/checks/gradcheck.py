"""Gradient check against a complex step or a difference quotient."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from chainrule.diagnostics.checks.outcomes import GradientError, KinkWarning, UncheckedWarning
from chainrule.diagnostics.checks.quotient import (
    CAUTION,
    FLOOR,
    LARGER_STEPS,
    STEPS,
    Ask,
    Finding,
    Quotient,
    judging,
    offsets,
    quotient,
)
from chainrule.engine.op import Array
from chainrule.engine.recorder import facing
from chainrule.engine.rounding import SCALES, Grid, Rounded
from chainrule.errors import InputError
from chainrule.tensor.graph import no_grad
from chainrule.tensor.tensor import Tensor

Function = Callable[..., Tensor]
Entry = tuple[int, ...]


def gradcheck(
    function: Function,
    inputs: Sequence[Any],
    *,
    method: str | None = None,
    rtol: float = 1e-6,
    atol: float = 0.0,
    seed: int = 0,
) -> bool:
    """Compare the engine's gradients, entry by entry, with independently computed ones.

    Let L = Σ r · f(x), where r is a fixed random array of the shape of f(x). Every ∂L/∂xᵢ must
    equal, within a tolerance, either

    - the complex step Im L(x + ih eᵢ) / h with h = 10⁻³⁰, or 10⁻¹⁰ |xᵢ| if that is less. The step
      is exact up to rounding if every op of f is valid for complex numbers and no op overflows
      (Squire & Trapp, "Using complex variables to estimate derivatives of real functions", SIAM
      Review 1998); or
    - the central difference (L(xᵢ + h) − L(xᵢ − h)) / 2h, extrapolated to h = 0 (Richardson, "The
      deferred approach to the limit", 1927). h is reduced until the error of the quotient is
      negligible.

    The tolerance for the quotient is rtol times the entry plus the quotient's estimated error, so
    that a wrong small entry is detected among large ones. The tolerance for the complex step is
    10⁻⁴ rtol times the sum of the magnitudes of its terms, plus 10⁻⁷ rtol · max |∂L/∂x| for shared
    rounding errors. atol is added to both tolerances. If a difference exceeds its tolerance, f is
    also computed in several coarser number systems. The spread of the results measures the effect
    of rounding and is added to the tolerance.

    At a kink, each one-sided quotient must equal the engine's gradient on its side. A `KinkWarning`
    then reports the slopes. An `UncheckedWarning` reports an entry whose effect is hidden by
    rounding, such as x in (x + 10³⁰⁰)².

    Parameters
    ----------
    function : a function that takes one tensor per input and returns a tensor.
    inputs : arrays. The function is differentiated in float64 with respect to all of them.
    method : "complex", "central", or None to use the complex step if f allows it.
    rtol, atol : the relative and absolute tolerances, as above. Rounding does not require an
        absolute tolerance, because it is measured.
    seed : the seed of the projection r.

    Returns
    -------
    bool
        True; a wrong gradient raises an error.

    Raises
    ------
    GradientError
        If a gradient is wrong. The message names the input and the entry, and gives both numbers
        and their difference.
    InputError
        If there are no inputs, the method is unknown, or f is not finite at the inputs.
    TypeError
        If `method` is "complex" and an op of f is not valid for complex numbers.

    Examples
    --------
    >>> gradcheck(lambda x: x.tanh() * x, [[0.5, -2.0]])
    True
    """
    if not callable(function):
        raise InputError("function", function, "a function of tensors")
    if not isinstance(inputs, Sequence) or len(inputs) == 0:
        raise InputError("inputs", inputs, "a list of at least one array")
    if method not in (None, "complex", "central"):
        raise InputError("method", method, "complex, central or None")
    check = _Check(function, [_numbers(x) for x in inputs], rtol, atol, seed)
    trusted = check.complex_inputs(method)
    for index, array in enumerate(check.inputs):
        for entry in numpy.ndindex(array.shape):
            if not (index in trusted and check.by_complex_step(index, entry)):
                check.by_quotient(index, entry)
    return True


def _numbers(x: Any) -> Array:
    try:
        array = numpy.array(x, numpy.float64)
    except (TypeError, ValueError):
        raise InputError("inputs", x, "arrays of real numbers") from None
    if not numpy.isfinite(array).all():
        raise InputError("inputs", array[~numpy.isfinite(array)][0].item(), "finite numbers")
    return array


UNIT = float(numpy.finfo(numpy.float64).eps)
SMALLEST = float(numpy.finfo(numpy.float64).smallest_subnormal)
STEP, STEP_SHARE = 1e-30, 1e-10
"""The complex step, and its largest size relative to the number that it perturbs."""
PROBES = (40.0, -40.0, 1e3, -1e3)
"""The distances by which an entry is moved to leave the flat part of a saturated function."""
GROSS = 0.5
"""A quotient may be an average over many periods if it is at most this share of the gradient."""
GRIDS = 8
"""The number of coarser number systems in which a function is computed to measure rounding."""


class _Check:
    """A function at a point, its projected gradient, and independent estimates of that gradient."""

    def __init__(
        self, function: Function, inputs: list[Array], rtol: float, atol: float, seed: int
    ) -> None:
        self.function, self.inputs = function, inputs
        self._rtol, self._atol = rtol, atol
        tensors = [Tensor(x, requires_grad=True) for x in inputs]
        with numpy.errstate(all="ignore"):
            result = function(*tensors)
        if not isinstance(result, Tensor):
            raise InputError("function", type(result).__name__, "a function that returns a tensor")
        if not numpy.isfinite(result.data).all():
            wrong = result.data[~numpy.isfinite(result.data)].flat[0].item()
            raise InputError("function", wrong, "a function that is finite at these inputs")
        self._projection = numpy.random.default_rng(seed).uniform(0.5, 1.5, result.shape)
        with numpy.errstate(all="ignore"):
            result.backward(self._projection)
            self._terms = result.data * self._projection
        self.gradients = [_gradient_of(tensor) for tensor in tensors]
        self._blur: tuple[list[Array], Array] | None = None

    def complex_inputs(self, method: str | None) -> set[int]:
        """The indices of the inputs for which complex arithmetic reproduces the real function."""
        if method == "central":
            return set()
        trusted = set()
        for index, array in enumerate(self.inputs):
            try:
                result = self._at_complex(index, (), 0.0)
            except TypeError:
                if method == "complex":
                    raise
                return set()
            is_real = not numpy.imag(result).any() and numpy.isfinite(result).all()
            if (
                array.size
                and is_real
                and numpy.allclose(numpy.real(result), self._terms, rtol=1e-9)
            ):
                trusted.add(index)
        return trusted

    def by_complex_step(self, index: int, entry: Entry) -> bool:
        """Whether the complex step is conclusive; raise an error if it is and the gradient differs.

        The step is not conclusive if it overflows or is so small that it loses digits.
        """
        value = abs(float(self.inputs[index][entry]))
        step = min(STEP, STEP_SHARE * value) if value else STEP
        if step < sys.float_info.min:
            return False  # subnormal numbers have few digits
        with numpy.errstate(over="ignore", invalid="ignore"):
            terms = numpy.imag(self._at_complex(index, entry, step)) / step
        other, scale = float(terms.sum()), float(abs(terms).sum())
        engine = float(self.gradients[index][entry])
        largest = float(abs(self.gradients[index]).max(initial=0))
        allowed = self._atol + FLOOR + self._rtol * (1e-4 * scale + 1e-7 * largest)
        if engine == other or abs(engine - other) <= allowed:
            return True
        if not math.isfinite(other) or step < STEP:
            return False
        allowed += self._measured_blur()[0][index][entry]
        if not abs(engine - other) <= allowed:
            raise _error(index, entry, engine, "complex step", other, allowed)
        return True

    def _at_complex(self, index: int, entry: Entry, step: float) -> Array:
        """The terms of L after moving one entry by `step` along the imaginary axis."""
        tensors = [Tensor(x) for x in self.inputs]
        stepped = self.inputs[index].astype(numpy.complex128)
        if step:
            stepped[entry] += 1j * step
        tensors[index] = Tensor.of(stepped)
        with no_grad(), numpy.errstate(all="ignore"):
            return numpy.asarray(self.function(*tensors).data * self._projection, complex)

    def by_quotient(self, index: int, entry: Entry) -> None:
        """Compare the gradient with the extrapolated quotient; raise an error if they differ."""
        size = abs(float(self.inputs[index][entry]))
        scales = {max(1.0, size), size or 1.0}
        findings: list[Finding] = []
        for is_blurred in (False, True):
            stage: list[Finding] = []
            for scale in sorted(scales, reverse=True):
                found = self._judged(index, entry, scale, is_blurred)
                if found.answer == "yes" or found.gradient == found.quotient != 0:
                    return
                stage.append(found)
            # A scale at which the function is flat or not finite does not outweigh another scale.
            answers = {found.answer for found in stage if math.isfinite(found.allowed)}
            if "zero" in answers and "no" not in answers:
                return
            findings += stage
        found = min(findings, key=_by_weight)
        doubts = (self._is_hidden, self._is_averaged)
        is_hidden = found.answer == "no" and any(
            d(index, entry, found, max(scales)) for d in doubts
        )
        if is_hidden or found.answer == "zero":
            warnings.warn(
                f"input {index}, entry {entry}: not checked; rounding hides what a change in this "
                f"number does, so no difference quotient tells whether the engine's gradient, "
                f"{found.gradient:.6g}, is correct.",
                UncheckedWarning,
                stacklevel=3,
            )
            return
        if found.answer == "no":
            name, other = "difference quotient", found.quotient
            raise _error(index, entry, found.gradient, name, other, found.allowed)
        warnings.warn(
            f"input {index}, entry {entry}: a kink; the slope is {found.left:.6g} below and "
            f"{found.right:.6g} above, the engine's gradient {found.gradient:.6g}.",
            KinkWarning,
            stacklevel=3,
        )

    def _judged(self, index: int, entry: Entry, scale: float, is_blurred: bool) -> Finding:
        gradient = float(self.gradients[index][entry])
        blur, noise = 0.0, UNIT * abs(self._terms) + SMALLEST
        if is_blurred:
            blurs, moved = self._measured_blur()
            blur = float(blurs[index][entry])
            noise = numpy.where(self._depends(index, entry), noise + moved, 0.0)

        def gradient_at(offset: float) -> float:
            tensors = [Tensor(x, requires_grad=True) for x in self._moved(index, entry, offset)]
            with numpy.errstate(all="ignore"):
                self.function(*tensors).backward(self._projection)
            return float(_gradient_of(tensors[index])[entry])

        judge = judging(gradient, blur + self._atol, scale, gradient_at, self._rtol)
        asked = next(judge)
        while True:
            try:
                asked = judge.send(self._quotient(index, entry, asked, noise, is_blurred))
            except StopIteration as end:
                return end.value

    def _quotient(
        self, index: int, entry: Entry, asked: Ask, noise: Array, is_blurred: bool
    ) -> Quotient:
        start = float(self.inputs[index][entry])
        centre = start + asked.offset
        middle = self._terms if not asked.offset else self._at(index, entry, asked.offset)
        changes, distances = [], []
        changed = numpy.full(self._terms.shape, is_blurred)
        for offset in offsets(asked.step):
            # Subtracting before summing reduces rounding errors.
            change = self._at(index, entry, asked.offset + offset) - middle
            changed |= change != 0
            changes.append(float(change.sum()))
            distances.append(start + (asked.offset + offset) - centre)
        rounding = 4 * float(noise[changed].sum())
        is_constant = not asked.offset and not changed.any()
        return quotient(changes, distances, rounding, abs(centre), is_constant)

    def _at(self, index: int, entry: Entry, offset: float) -> Array:
        """The terms of L after moving one entry by `offset`."""
        with no_grad(), numpy.errstate(all="ignore"):
            tensors = [Tensor(x) for x in self._moved(index, entry, offset)]
            return self.function(*tensors).data * self._projection

    def _moved(self, index: int, entry: Entry, offset: float) -> list[Array]:
        arrays = [x.copy() for x in self.inputs]
        arrays[index][entry] += offset
        return arrays

    # --- rounding ------------------------------------------------------------------------------

    def _is_hidden(self, index: int, entry: Entry, found: Finding, scale: float) -> bool:
        """Whether rounding explains the finding. This is the case if the terms that cause the
        difference between gradient and quotient do not change and are expected to change by less
        than their rounding errors, or if the change is lost because another input is much
        larger."""
        noise = CAUTION * (UNIT * abs(self._terms) + self._measured_blur()[1])
        slopes = numpy.array([self._slope(index, entry, t) for t in numpy.ndindex(noise.shape)])
        slopes = slopes.reshape(noise.shape)
        largest = max(float(abs(x).max(initial=0)) for x in self.inputs)
        far = [self._at(index, entry, offset) != self._terms for offset in (largest, -largest)]
        for reach in (LARGER_STEPS[-1] * scale, STEPS[0] * scale):
            is_lost = numpy.any(far, axis=0) & (UNIT * largest > reach)
            moved = [self._at(index, entry, offset) != self._terms for offset in offsets(reach)]
            is_flat = ~numpy.any(moved, axis=0)
            if not is_flat.any() or not (is_lost | (abs(slopes) * reach <= noise))[is_flat].all():
                continue
            rest = found.gradient - float(slopes[is_flat].sum())
            if is_flat.all() or abs(rest - found.quotient) <= found.allowed:
                return True
        return False

    def _is_averaged(self, index: int, entry: Entry, found: Finding, scale: float) -> bool:
        """Whether the quotient may average over many periods of the function, as for sin(10⁸ x).

        This is the case if a smaller step agrees with the gradient rather than with the quotient,
        or if no step is small enough: for the smallest step, the gradient predicts a larger change
        than any step causes.
        """
        if not 0 < abs(found.quotient) <= GROSS * abs(found.gradient):
            return False
        noise = UNIT * abs(self._terms) + self._measured_blur()[1]
        steps = [step * scale for step in STEPS]
        tried = [self._quotient(index, entry, Ask(0.0, h), noise, is_blurred=True) for h in steps]
        near = [q for q in tried if abs(q.value - found.gradient) <= CAUTION * q.error]
        if any(abs(q.value - found.quotient) > q.error for q in near):
            return True
        largest = max(abs(q.value) * h for q, h in zip(tried, steps, strict=True))
        return abs(found.gradient) * steps[-1] > CAUTION * largest

    def _slope(self, index: int, entry: Entry, term: Entry) -> float:
        """The contribution of one term to an entry of the engine's gradient."""
        tensors = [Tensor(x, requires_grad=True) for x in self.inputs]
        only = numpy.zeros(self._terms.shape)
        only[term] = self._projection[term]
        with numpy.errstate(all="ignore"):
            self.function(*tensors).backward(only)
        return float(_gradient_of(tensors[index])[entry])

    def _depends(self, index: int, entry: Entry) -> Array:
        """Whether each term depends on an entry at all, even if only for large changes."""
        value = float(self.inputs[index][entry])
        size = max(1.0, abs(value))
        far = (size, -size, -2 * value, *PROBES)
        probes = [self._at(index, entry, offset) for offset in far]
        return numpy.any([probe != self._terms for probe in probes], axis=0)

    def _measured_blur(self) -> tuple[list[Array], Array]:
        """The possible effect of rounding on each entry of the gradients and on each term of L."""
        if self._blur is None:
            blurs = [numpy.zeros_like(g) for g in self.gradients]
            moved = numpy.zeros_like(self._terms)
            for seed, scale in enumerate(SCALES[:GRIDS]):
                face = Rounded(Grid("float64", scale), seed)
                with facing(face), numpy.errstate(all="ignore"):
                    tensors = [
                        Tensor(face.grid.nearest(x), requires_grad=True) for x in self.inputs
                    ]
                    result = self.function(*tensors)
                    result.backward(self._projection)
                    numpy.fmax(moved, abs(result.data * self._projection - self._terms), out=moved)
                    for blur, tensor, gradient in zip(blurs, tensors, self.gradients, strict=True):
                        numpy.fmax(blur, 4 * abs(_gradient_of(tensor) - gradient), out=blur)
            self._blur = blurs, moved
        return self._blur


def _by_weight(found: Finding) -> tuple[int, float]:
    """The sort key of findings: kinks, wrong gradients, then zeros, each in order of tolerance."""
    return ("kink", "no", "zero").index(found.answer), found.allowed


def _gradient_of(tensor: Tensor) -> Array:
    return numpy.zeros(tensor.shape) if tensor.grad is None else tensor.grad


def _error(
    index: int, entry: Entry, engine: float, name: str, other: float, allowed: float
) -> GradientError:
    return GradientError(
        f"input {index}, entry {entry}: the engine's gradient is {engine:.12g}, "
        f"the {name} {other:.12g}; they differ by {abs(engine - other):.3g}, "
        f"allowed are {allowed:.3g}."
    )
