"""Explanation of one patient's score by gradient × input, and the part of the score that remains
unexplained."""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule import nn
from chainrule.apps.input_gradient import input_gradient
from chainrule.engine.op import Array


class Explanation(NamedTuple):
    """The first-order contribution of each input to one score.

    Attributes
    ----------
    score : the network's score z(x).
    gradients : (inputs,) ∂z/∂x.
    contributions : (inputs,) x · ∂z/∂x.
    baseline : z(0), the score of a patient whose standardised inputs all equal their mean, 0.
    remainder : z(x) − z(0) − Σ contributions: the part that the linear approximation at x does not
        explain. It is 0 for a linear network. If it is large, the contributions do not explain the
        score.
    """

    score: float
    gradients: Array
    contributions: Array
    baseline: float
    remainder: float


def explain(net: nn.Module, x: Array, sign: int = 1) -> Explanation:
    """Gradient × input for one patient x (inputs,). The score is `sign` times the output of `net`,
    which has one output.

    The gradient shows how small changes in this patient's inputs would change the score, not what
    caused the illness. If inputs are correlated, the way their contribution is divided among them
    is arbitrary. Shrikumar, Greenside & Kundaje, "Learning important features through propagating
    activation differences", 2017, compare such methods.
    """
    both = numpy.stack([x, numpy.zeros_like(x)])
    scores, gradient = input_gradient(net, both)
    score, baseline = (sign * scores.reshape(2).astype(float)).tolist()
    gradients = sign * gradient[0].astype(numpy.float64)
    parts = gradients * x
    return Explanation(score, gradients, parts, baseline, score - baseline - float(parts.sum()))
