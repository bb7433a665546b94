"""The article's 2-2-2 network, small enough for a reader to compute with a calculator.

Inputs, targets and weights are those of M. Mazur, "A Step by Step Backpropagation Example" (2015).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy

from chainrule.engine.op import Array
from chainrule.experiment.experiment import Experiment

ADDRESS = (
    "data=example&layers=2-sigmoid&output_activation=sigmoid&frozen=biases"
    "&weights=0.15,0.2,0.35,0.25,0.3,0.35,0.4,0.45,0.6,0.5,0.55,0.6"
    "&loss=mse&optimizer=sgd&learning_rate=0.5&dtype=float64"
)
"""The experiment, as the fragment of the lab's URL."""
PLACES = {"w1": 0, "w2": 1, "w3": 3, "w4": 4, "w5": 6, "w6": 7, "w7": 9, "w8": 10}
"""The indices of the weights in θ; the other entries are biases."""


class Pass(NamedTuple):
    """One forward and one backward pass: the outputs of both layers, the loss, and its gradient."""

    hidden: Array
    output: Array
    loss: float
    gradient: dict[str, float]


def by_hand() -> Pass:
    """The pass at the initial weights; the engine computes the loss and its gradient.

    Examples
    --------
    >>> found = by_hand()
    >>> round(found.loss, 6), round(found.gradient["w5"], 6)
    (0.298371, 0.082167)
    """
    run = Experiment.from_address(ADDRESS).trainer()
    run.differentiate()
    weights, x = numpy.array(run.theta, numpy.float64).reshape(2, 2, 3), (0.05, 0.1)
    hidden = _sigmoid(weights[0] @ [*x, 1.0])
    output = _sigmoid(weights[1] @ [*hidden, 1.0])
    gradient = {name: float(run.grad[place]) for name, place in PLACES.items()}
    return Pass(hidden, output, float(run.batch_loss), gradient)


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + numpy.exp(-z))
