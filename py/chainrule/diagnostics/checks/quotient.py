"""Difference quotients in float64 with error estimates, and the judgement of gradients by these
quotients.

Two central differences, with the steps h and h/2, are extrapolated to step 0 (Richardson, "The
deferred approach to the limit", 1927). The step is reduced until the estimated error is small
relative to the gradient, so that a kink near the point lies outside the interval between the two
sides.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Answer = Literal["yes", "zero", "kink", "no", "overflow"]

STEPS = tuple(2.0**-k for k in range(11, 45, 4))
"""Steps relative to the perturbed number, which are tried until the quotient converges or rounding
dominates. If nearly equal numbers enter a layer norm, the slope of the function can change within
1e-10."""
LARGER_STEPS = (2.0**-7, 2.0**-3)
"""Steps for slopes so small that rounding hides them."""
SIDE_STEPS = (*(2.0**-k for k in range(12, 46, 4)), 2.0**-8)
"""The steps of one-sided quotients at a kink."""
AWAY = 2
"""A one-sided quotient is centred this many steps away from the point, so that it ends one step
away."""
INSIDE = tuple((2 * place + 1) / 32 - 1 for place in range(32))
"""Positions within a step, as shares of the step, at which the slope may change."""
SETTLED = 1e-6
"""A quotient counts as exact if its error is at most this share of the slope."""
RTOL = 1e-7
"""The default relative tolerance of a gradient, which is added to the estimated errors."""
KINK = 1e-4
"""One-sided slopes count as different if they differ by more than this share and by more than their
errors."""
SHARP, ROUGH = 1e-3, 0.05
"""A one-sided quotient is conclusive if its error is at most the share `SHARP` of the slope or,
next to a detected kink, the share `ROUGH`."""
PERIODS = 0.5
"""A quotient may be an average over periods of the function if it is at most this share of the
gradient."""
CAUTION = 4
"""The safety factor for estimated errors."""
FLOOR = sys.float_info.min / sys.float_info.epsilon
"""Differences below this bound, 1e-292, are ignored, because subnormal float64 numbers lose
digits."""
MOST_DIGITS = 15


class Ask(NamedTuple):
    """A request for the quotient with the step `step`, centred `offset` away from the point."""

    offset: float
    step: float


@dataclass(frozen=True)
class Quotient:
    """An extrapolated difference quotient.

    Attributes
    ----------
    value : the slope.
    rounding : the possible error caused by the function's rounding.
    error : the rounding error plus the truncation error.
    jump : the difference between the two one-sided slopes, extrapolated to step 0.
    is_constant : whether the function did not change at all.
    """

    value: float
    rounding: float
    error: float
    jump: float
    is_constant: bool

    @property
    def is_rounding(self) -> bool:
        """Whether most of the error is a rounding error, which a smaller step would increase."""
        return 2 * self.rounding > self.error

    @property
    def has_kink(self) -> bool:
        """Whether the one-sided slopes differ by more than the errors can explain."""
        return abs(self.jump) > KINK * abs(self.value) + CAUTION * self.error

    def is_settled(self, gradient: float) -> bool:
        """Whether the quotient is accurate enough to judge `gradient`."""
        size = max(abs(self.value), abs(gradient))
        return self.error <= SETTLED * size and not self.has_kink


def offsets(step: float) -> tuple[float, float, float, float]:
    """The offsets at which a quotient requires the function's value: ±`step` and ±`step` / 2."""
    return step, -step, step / 2, -step / 2


def quotient(
    changes: Sequence[float],
    distances: Sequence[float],
    noise: float,
    size: float,
    is_constant: bool,
) -> Quotient:
    """The slope, computed from the changes in the function between the point and each of the
    `offsets`.

    Parameters
    ----------
    changes, distances : the signed change and the signed distance for each of the `offsets`.
    noise : the possible rounding error of a single value of the function.
    size : the magnitude of the perturbed number. Because positions are rounded, too, the midpoint
        of two positions is not exactly the point, which affects the slope of a curved function.
    """
    if not all(map(math.isfinite, changes)) or not all(distances):
        return Quotient(0.0, math.inf, math.inf, 0.0, is_constant=False)
    (up, down, near_up, near_down), (right, left, near_right, near_left) = changes, distances
    whole = (up - down) / (right - left)
    half = (near_up - near_down) / (near_right - near_left)
    if math.isinf(half):
        return Quotient(half, 0.0, 0.0 if whole == half else math.inf, 0.0, is_constant=False)
    value = (4 * half - whole) / 3
    rounding = 4 * noise / min(near_right, -near_left)
    jumps = up / right - down / left, near_up / near_right - near_down / near_left
    shifted = abs(jumps[1]) * sys.float_info.epsilon * (1 + size / near_right)
    error = abs(value - half) + rounding + shifted
    return Quotient(value, rounding, error, 2 * jumps[1] - jumps[0], is_constant)


@dataclass(frozen=True)
class Finding:
    """The result of checking one gradient.

    Attributes
    ----------
    answer : "yes"; "zero" (the gradient is 0 because of the network's structure, or smaller than
        rounding errors); "kink" (the one-sided slopes differ, and each is correct); "no"; or
        "overflow" (the gradient is not finite in the network's precision).
    gradient, quotient : the two numbers that are compared.
    allowed : the tolerance for their difference.
    left, right : the one-sided slopes, which both equal the quotient unless there is a kink.
    """

    answer: Answer
    gradient: float
    quotient: float
    allowed: float
    left: float
    right: float

    @property
    def difference(self) -> float:
        """The absolute difference between the gradient and the quotient."""
        return abs(self.gradient - self.quotient)

    @property
    def digits(self) -> int:
        """The number of significant digits to which the gradient and the quotient agree."""
        return digits(self.gradient, self.quotient)


def digits(first: float, second: float) -> int:
    """The number of significant digits to which two numbers agree.

    Examples
    --------
    >>> digits(0.0213, 0.0213000001), digits(1.0, -1.0), digits(0.0, 0.0)
    (8, 0, 15)
    """
    size, apart = max(abs(first), abs(second)), abs(first - second)
    if apart == 0:
        return MOST_DIGITS
    return min(MOST_DIGITS, max(0, math.floor(-math.log10(apart / size))))


Judging = Generator[Ask, Quotient, Finding]


def judging(
    gradient: float,
    blur: float,
    scale: float,
    gradient_at: Callable[[float], float],
    rtol: float = RTOL,
) -> Judging:
    """Judge a gradient. The generator requests one quotient after another and returns the finding.

    Parameters
    ----------
    blur : the possible rounding error of the gradient.
    scale : the scale of the perturbed number, from which the steps are derived.
    gradient_at : a function that returns the backpropagated derivative at an offset.
    rtol : the relative tolerance, which is added to the estimated errors.
    """
    best, step = yield from _best(gradient, blur, scale)
    allowed = _allowed(gradient, blur, best, rtol)
    if _is_zero(gradient, blur, best):
        return _finding("zero", gradient, best, allowed)
    answer = "yes" if _agrees(gradient, best, allowed) else "no"
    if answer == "no" and 0 < abs(best.value) <= PERIODS * abs(gradient):
        sharp = yield from _sharp(step, scale)
        if sharp and not sharp.has_kink:
            allowed = _allowed(gradient, blur, sharp, rtol)
            agrees = _agrees(gradient, sharp, allowed)
            if agrees or blur:  # only a measured blur includes all rounding errors
                return _finding("yes" if agrees else "no", gradient, sharp, allowed)
    is_vague = max(abs(gradient), abs(best.value)) <= allowed
    if answer == "no" or best.has_kink:
        size = max(abs(gradient), abs(best.value), abs(best.jump))
        side_blur = blur if blur <= SHARP * size else 0.0  # a kink itself causes a large blur
        most = ROUGH if best.has_kink else SHARP
        left = yield from _side(-1, side_blur, scale, gradient_at, rtol, size, most)
        right = yield from _side(1, side_blur, scale, gradient_at, rtol, size, most)
        if left.is_right and right.is_right:
            return Finding("kink", gradient, best.value, allowed, left.slope, right.slope)
        if left.is_sharp and right.is_sharp:
            return _finding("no", gradient, best, allowed)
        if answer == "no" and not best.is_settled(gradient):
            slopes = [gradient_at(place * step) for place in INSIDE]
            if _changes_inside(slopes, gradient, best, allowed):
                return Finding("kink", gradient, best.value, allowed, slopes[0], slopes[-1])
    return _finding("zero" if is_vague else answer, gradient, best, allowed)


class _Side(NamedTuple):
    """A one-sided slope, whether it is accurate, and whether backpropagation agrees with it."""

    slope: float
    is_sharp: bool
    is_right: bool


def _changes_inside(
    slopes: Sequence[float], gradient: float, best: Quotient, allowed: float
) -> bool:
    """Whether the slope changes within the smallest step that rounding allows, and this change
    explains the difference between quotient and gradient. The quotient is then close to the mean of
    the slopes at `INSIDE`."""
    spread = max(gradient, *slopes) - min(gradient, *slopes)
    mean = math.fsum(slopes) / len(slopes)
    return spread > allowed and abs(mean - best.value) <= allowed + spread / 8


def _best(
    gradient: float, blur: float, scale: float
) -> Generator[Ask, Quotient, tuple[Quotient, float]]:
    """The first conclusive quotient, or otherwise the one with the smallest error, together with
    its step."""
    tried: list[Quotient] = []
    steps: list[float] = []
    for relative in (*STEPS, *LARGER_STEPS):
        if relative > STEPS[0]:
            is_bent = steps[-1] > STEPS[0] * scale and not tried[-1].is_rounding
            if is_bent or not _is_vague(gradient, min(tried, key=_error)):
                break
        elif tried and tried[-1].is_rounding and not tried[-1].has_kink:
            continue
        found = yield Ask(0.0, relative * scale)
        if relative > STEPS[0] and not all(_is_consistent(found, nearer) for nearer in tried):
            break
        is_zero = not tried and _is_zero(gradient, blur, found)
        tried.append(found)
        steps.append(relative * scale)
        if is_zero or found.is_settled(gradient):
            return found, steps[-1]
    best = min(tried, key=_error)
    return best, steps[tried.index(best)]


def _is_consistent(found: Quotient, nearer: Quotient) -> bool:
    """Whether a quotient agrees with that of a smaller step to within their errors. If it does not,
    the function is curved beyond the smaller step, and the larger step's two central differences
    agree only by chance."""
    return abs(found.value - nearer.value) <= CAUTION * (found.error + nearer.error)


def _sharp(largest: float, scale: float) -> Generator[Ask, Quotient, Quotient | None]:
    """The quotient with the smallest relative error among those with a step below `largest`; None
    if no quotient is conclusive.

    Large steps span many periods of, for example, sin(10⁸ x). Their quotients are then close to 0,
    and their errors seem small compared with the gradient.
    """
    tried: list[Quotient] = []
    for relative in STEPS:
        if relative * scale < largest:
            tried.append((yield Ask(0.0, relative * scale)))
    sharp = [found for found in tried if found.error <= SHARP * abs(found.value)]
    return min(sharp, key=lambda found: found.error / abs(found.value), default=None)


def _error(found: Quotient) -> float:
    return found.error


def _is_vague(gradient: float, found: Quotient) -> bool:
    """Whether rounding hides the slope."""
    return found.is_rounding and max(abs(gradient), abs(found.value)) <= CAUTION * found.error


def _finding(answer: Answer, gradient: float, found: Quotient, allowed: float) -> Finding:
    return Finding(answer, gradient, found.value, allowed, found.value, found.value)


def _is_zero(gradient: float, blur: float, found: Quotient) -> bool:
    if found.is_constant:
        return gradient == 0 or abs(gradient) <= blur
    return abs(gradient) <= blur and abs(found.value) <= found.rounding and not found.has_kink


def _allowed(gradient: float, blur: float, found: Quotient, rtol: float) -> float:
    size = max(abs(gradient), abs(found.value))
    return rtol * size + CAUTION * found.error + blur + FLOOR


def _agrees(gradient: float, found: Quotient, allowed: float) -> bool:
    # Equal infinities agree, although their difference is NaN.
    return gradient == found.value or abs(gradient - found.value) <= allowed


def _side(
    sign: int,
    blur: float,
    scale: float,
    gradient_at: Callable[[float], float],
    rtol: float,
    size: float,
    most: float,
) -> Generator[Ask, Quotient, _Side]:
    """Compare the quotient with backpropagation on one side.

    `size` is the magnitude of the slopes around the kink; the quotient's relative error must be
    at most `most`.
    """
    tried: list[tuple[float, Quotient, float]] = []
    for relative in SIDE_STEPS:
        step = relative * scale
        offset = AWAY * sign * step
        found = yield Ask(offset, step)
        there = gradient_at(offset)
        share = found.error / max(abs(there), abs(found.value), size, FLOOR)
        tried.append((share, found, there))
        if share <= SETTLED:
            break
    agreeing = [
        (share, found.value)
        for share, found, there in tried
        if _is_same(there, found)
        or (
            share <= most
            and _agrees(there, found, _allowed(there, blur, found, rtol) + rtol * size)
        )
    ]
    slope = min(agreeing)[1] if agreeing else math.nan
    return _Side(slope, min(share for share, _, _ in tried) <= SHARP, bool(agreeing))


def _is_same(gradient: float, found: Quotient) -> bool:
    """Whether two numbers agree too closely to do so by chance, even if the estimated noise is
    large."""
    smaller = min(abs(gradient), abs(found.value))
    return smaller > 0 and abs(gradient - found.value) <= SETTLED * smaller
