"""Temperature: one additional trained parameter, which calibrates the risks of an overconfident
network."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy

from chainrule.engine.op import Array

MOST_STEPS = 30
LONGEST_STEP = 1.0
"""The largest change in log T in one step, so that a nearly flat loss cannot move T far away."""
BOUND = math.log(1000.0)
"""The limit of |log T|, which would grow without bound if the scores separated the validation
patients perfectly."""
TOLERANCE = 1e-9


class Fitted(NamedTuple):
    """A trained temperature and the path of its training.

    Attributes
    ----------
    temperature : the trained T, which is above 1 if the network was overconfident.
    temperatures, losses : (steps + 1,) T and the validation loss before each step and after the
        last.
    """

    temperature: float
    temperatures: Array
    losses: Array


def risks(scores: Array, temperature: float = 1.0) -> Array:
    """The probabilities σ(z / T) of scores z, in float64 and without overflow."""
    scaled = numpy.asarray(scores, numpy.float64) / temperature
    small = numpy.exp(-numpy.abs(scaled))
    return numpy.where(scaled >= 0, 1.0, small) / (1 + small)


def scaled_loss(scores: Array, y: Array, log_temperature: float) -> tuple[float, float, float]:
    """The mean cross-entropy at T = e^s, and its first and second derivatives with respect to s.

    With u = z / T and p = σ(u): L = mean(log(1 + e^u) − y u), dL/ds = −mean((p − y) u) and
    d²L/ds² = mean(p (1 − p) u²) + mean((p − y) u), because du/ds = −u.
    """
    u = numpy.asarray(scores, numpy.float64) * math.exp(-log_temperature)
    p = risks(u)
    loss = numpy.logaddexp(0, u) - y * u
    slope = float(numpy.mean((p - y) * u))
    return float(loss.mean()), -slope, float(numpy.mean(p * (1 - p) * u * u)) + slope


def fit_temperature(scores: Array, y: Array) -> Fitted:
    """Train T on validation scores z (n,) and outcomes y (n,); the network's weights stay fixed.

    Minimises the cross-entropy of σ(z / T) with Newton steps in s = log T, which keeps T positive.
    Dividing all scores by the same number does not change their order, so AUC stays the same. Guo,
    Pleiss, Sun & Weinberger, "On calibration of modern neural networks", 2017.
    """
    s, path = 0.0, []
    for _ in range(MOST_STEPS):
        loss, slope, curvature = scaled_loss(scores, y, s)
        path.append((math.exp(s), loss))
        if abs(slope) < TOLERANCE:
            break
        # Where the loss is not convex in s, take a downhill step of the largest allowed size.
        step = -slope / curvature if curvature > 0 else -math.copysign(LONGEST_STEP, slope)
        s += max(-LONGEST_STEP, min(LONGEST_STEP, step))
        if abs(s) >= BOUND:
            s = math.copysign(BOUND, s)
            break
    path.append((math.exp(s), scaled_loss(scores, y, s)[0]))
    temperatures, losses = numpy.array(path).T
    return Fitted(math.exp(s), temperatures, losses)
